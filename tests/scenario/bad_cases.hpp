// The bad scenarios of tests/scenario/bad: what each must say, and how it is mended.
//
// For: tests that load each one (here) and that run each mended one (tests/contract).
// Written by hand, one file per mistake; the head of each file says, in comments:
//   # rule: UnknownKey              the rule that it breaks
//   # says: 5:3: unknown key 'x'    how the error begins: line, column, message, then "; did you mean 'y'?"
//   # set: path=value               options given with it; also "# policy: file" in bad/policies
//   # mend: old => new              text to replace below the head; \n, \t and \xHH are read as such
//   # mend_set: …, # mend_policy: … options given instead once mended
// The surprising decision: `says` may be the beginning of what is said, where the rest depends on a default.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "scenario/scenario.hpp"
#include "support/paths.hpp"

namespace carepool::test {

struct BadCase {
  std::string name, rule, text;
  std::vector<std::string> says;
  std::vector<std::pair<std::string, std::string>> mends;
  std::vector<std::string> sets, mended_sets, policies, mended_policies;
};

inline std::filesystem::path bad_dir() { return source_dir() / "tests/scenario/bad"; }

inline std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline std::string unescape(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char next = text[++i];
    if (next == 'x') {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += next == 'n' ? '\n' : next == 't' ? '\t' : next;
    }
  }
  return out;
}

inline void read_head_line(const std::string& line, BadCase& bad) {
  const std::size_t colon = line.find(": ");
  if (line.rfind("# ", 0) != 0 || colon == std::string::npos) return;
  const std::string key = line.substr(2, colon - 2), value = line.substr(colon + 2);
  if (key == "rule") bad.rule = value;
  if (key == "says") bad.says.push_back(value);
  if (key == "set") bad.sets.push_back(value);
  if (key == "policy") bad.policies.push_back((bad_dir() / "policies" / value).string());
  if (key == "mend_set") bad.mended_sets.push_back(value);
  if (key == "mend_policy") bad.mended_policies.push_back((bad_dir() / "policies" / value).string());
  if (key != "mend") return;
  const std::size_t arrow = value.find(" => ");
  const bool to_nothing =
      arrow == std::string::npos && value.size() >= 3 && value.compare(value.size() - 3, 3, " =>") == 0;
  if (arrow == std::string::npos && !to_nothing) throw std::runtime_error(bad.name + ": a mend without =>");
  const std::size_t cut = to_nothing ? value.size() - 3 : arrow;
  bad.mends.emplace_back(unescape(value.substr(0, cut)),
                         to_nothing ? std::string() : unescape(value.substr(cut + 4)));
}

inline BadCase read_bad_case(const std::filesystem::path& path) {
  BadCase bad;
  bad.name = path.stem().string();
  bad.text = read_bytes(path);
  std::size_t begin = 0;
  while (begin < bad.text.size() && bad.text[begin] == '#') {
    const std::size_t end = std::min(bad.text.find('\n', begin), bad.text.size());
    read_head_line(bad.text.substr(begin, end - begin), bad);
    begin = end + 1;
  }
  return bad;
}

inline std::vector<BadCase> bad_cases() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(bad_dir()))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<BadCase> out;
  for (const auto& file : files) out.push_back(read_bad_case(file));
  return out;
}

// The text with every mend applied below the head; a mend that finds nothing is a mistake of the test.
inline std::string mended_text(const BadCase& bad) {
  std::size_t head = 0;
  for (std::size_t at = 0; at < bad.text.size() && bad.text[at] == '#'; at = head) {
    if (bad.text.compare(at, 9, "# nothing") == 0) break;  // a comment that is the file's whole content
    head = std::min(bad.text.find('\n', at), bad.text.size() - 1) + 1;
  }
  std::string text = bad.text;
  for (const auto& [from, to] : bad.mends) {
    const std::size_t at = text.find(from, head);
    if (at == std::string::npos) throw std::runtime_error(bad.name + ": nothing to mend: " + from);
    text.replace(at, from.size(), to);
  }
  return text;
}

inline LoadOptions options_of(const BadCase& bad, bool mended) {
  LoadOptions options;
  options.sets = mended ? bad.mended_sets : bad.sets;
  options.policies = mended ? bad.mended_policies : bad.policies;
  return options;
}

}  // namespace carepool::test
