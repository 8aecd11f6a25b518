#include "scenario/find_tables.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "base/hash.hpp"

namespace carepool {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLongestFile = 64u << 20;

std::string join_words(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

bool is_file(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

// The folder from which the value at `path` sees its paths: that of the layer that set it.
const std::string& dir_of(const std::string& path, const TableSearch& search, const Provenance& provenance) {
  const yaml::Place* place = provenance.is_set(path) ? provenance.place(path) : nullptr;
  const auto layer = static_cast<std::size_t>(place == nullptr ? 0 : place->layer);
  return layer < search.layer_dirs.size() ? search.layer_dirs[layer] : search.dir;
}

// Where table `name` may lie, the likeliest first. What a user names is not looked for elsewhere, unless its
// SHA-256 says what it must be.
std::vector<std::string> candidates(const std::string& name, const v1::TableFile* named,
                                    const v1::World& world, const TableSearch& search,
                                    const Provenance& provenance) {
  std::vector<std::string> out;
  const bool fixed = named != nullptr && !named->sha256().empty();
  if (named != nullptr && !named->file().empty()) {
    const std::string path = "world.tables[" + name + "].file";
    out.push_back(resolve_path(dir_of(path, search, provenance), named->file()));
    if (!fixed) return out;
  }
  for (const std::string& folder : search.folders) out.push_back(folder + "/" + name + ".csv");
  const std::string& dir = dir_of("world.data", search, provenance);
  out.push_back(resolve_path(resolve_path(dir, world.data()), name + ".csv"));
  if (provenance.is_set("world.data") && !fixed) return out;
  for (const std::string& folder : installed_table_folders()) out.push_back(folder + "/" + name + ".csv");
  return out;
}

const v1::TableFile* entry_of(const v1::World& world, const std::string& name) {
  for (const v1::TableFile& file : world.tables())
    if (file.name() == name) return &file;
  return nullptr;
}

}  // namespace

std::string resolve_path(const std::string& dir, const std::string& file) {
  const fs::path path(file);
  return path.is_absolute() || dir.empty() ? file : (fs::path(dir) / path).lexically_normal().string();
}

Result<std::string> read_text_file(const std::string& path) {
  const auto refused = [&](const std::string& why) {
    return Error{path, 0, 0, "cannot be read: " + why, {}, {}};
  };
  std::error_code problem;
  const fs::file_status status = fs::status(path, problem);
  if (!fs::exists(status))
    return refused(problem && problem != std::errc::no_such_file_or_directory ? problem.message()
                                                                              : "no such file");
  if (fs::is_directory(status)) return refused("it is a folder");
  if (!fs::is_regular_file(status)) return refused("it is not a regular file");
  if (fs::file_size(path, problem) > kLongestFile || problem) return refused("it is too long");
  std::ifstream file(path, std::ios::binary);
  if (!file) return refused(std::strerror(errno));
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (file.bad()) return refused("reading failed");
  return text;
}

std::vector<std::string> installed_table_folders() {
  std::vector<std::string> folders;
  if (const char* named = std::getenv("CAREPOOL_DATA"); named != nullptr && *named != '\0')
    folders.emplace_back(named);
  std::error_code problem;
  const fs::path program = fs::read_symlink("/proc/self/exe", problem);
  if (!problem) {
    const fs::path bin = program.parent_path();
    folders.push_back((bin / "../share/carepool/scenarios/data").lexically_normal().string());
    folders.push_back((bin / "../../scenarios/data").lexically_normal().string());
  }
  folders.emplace_back("scenarios/data");
  return folders;
}

std::map<std::string, TableText> find_tables(const v1::World& world, const TableSearch& search,
                                             const Provenance& provenance, Findings& findings) {
  std::map<std::string, TableText> texts;
  for (const auto& [name, unused] : table_paths_in("")) {
    const v1::TableFile* named = entry_of(world, name);
    const std::string sum = named == nullptr ? std::string() : named->sha256();
    const std::string path = named != nullptr && !named->file().empty() ? "world.tables[" + name + "].file"
                             : named != nullptr                         ? "world.tables[" + name + "]"
                                                                        : "world.data";
    const bool is_sum =
        sum.empty() || (sum.size() == 64 && sum.find_first_not_of("0123456789abcdef") == std::string::npos);
    if (!is_sum) {
      findings.error(
          path, provenance.error_at("world.tables[" + name + "].sha256",
                                    "'" + sum.substr(0, 70) + "' is no SHA-256", "64 digits of 0–9 and a–f"));
      continue;
    }
    const std::vector<std::string> places = candidates(name, named, world, search, provenance);
    std::vector<std::string> others;  // files of that name with other contents
    bool found = false;
    for (const std::string& place : places) {
      if (found || !is_file(place)) continue;
      Result<std::string> text = read_text_file(place);
      if (!text.ok()) continue;
      if (!sum.empty() && sha256_hex(text.value()) != sum) {
        others.push_back(place);
        continue;
      }
      texts[name] = {place, std::move(text).value()};
      found = true;
    }
    if (found || findings.in_trouble(path)) continue;
    if (!others.empty())
      findings.error(path,
                     provenance.error_at(path,
                                         "table '" + name + "' has changed: no file with SHA-256 " +
                                             sum.substr(0, 16) + "… (" + join_words(others) + " differs)",
                                         "the table that the scenario was written with"));
    else
      findings.error(path,
                     provenance.error_at(path, "table '" + name + "' is missing: no file " + places.front(),
                                         "a CSV file; looked in " + join_words(places)));
  }
  return texts;
}

}  // namespace carepool
