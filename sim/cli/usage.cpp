#include "cli/usage.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/commands.hpp"

namespace carepool::cli {
namespace {

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    if (option->nonpositional()) names.push_back(option->get_name());
  return names;
}

Error unknown_option(const CLI::App& app, const std::string& line, const std::string& typed) {
  const std::vector<std::string> known = option_names(app);
  const std::string name = typed.substr(0, typed.find('='));
  return {name, 0, 0, "'" + line + "' has no such option", listed(known), nearest(name, known).value_or("")};
}

Error unknown_command(const std::string& typed) {
  std::vector<std::string> known;
  for (const Command& command : commands()) known.emplace_back(command.name);
  return {"carepool", 0, 0, "unknown command '" + typed + "'", listed(known), nearest(typed, known).value_or("")};
}

bool is_option(const std::string& word) { return word.size() > 1 && word.front() == '-' && !parse_double(word); }

}  // namespace

Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<CLI::App*> parsed = app.get_subcommands();
  const CLI::App& asked = parsed.empty() ? app : *parsed.back();
  const std::string line = parsed.empty() ? "carepool" : "carepool " + asked.get_name();
  const std::string help = "what '" + line + " --help' lists";
  const std::vector<std::string> rest = asked.remaining();
  if (parsed.empty())
    if (const auto word = std::find_if_not(rest.begin(), rest.end(), is_option); word != rest.end()) return unknown_command(*word);
  for (const std::string& word : rest)
    if (is_option(word)) return unknown_option(asked, line, word);
  if (!rest.empty()) return {line, 0, 0, "does not take '" + rest.front() + "'", help, ""};
  for (const std::string& word : app.remaining())  // before the command's name
    if (is_option(word)) return unknown_option(app, "carepool", word);
  return {line, 0, 0, error.what(), help, ""};
}

CLI::Validator one_of(std::vector<std::string> words) {
  const std::string description = "{" + listed(words) + "}";
  return {[known = std::move(words)](std::string& typed) {
            if (std::find(known.begin(), known.end(), typed) != known.end()) return std::string();
            const auto meant = nearest(typed, known);
            return "'" + typed + "' is not one of " + listed(known) + (meant ? "; did you mean '" + *meant + "'?" : "");
          },
          description};
}

}  // namespace carepool::cli
