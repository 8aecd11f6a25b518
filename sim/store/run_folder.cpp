#include "store/run_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "base/hash.hpp"

namespace carepool::store {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kManifest = "manifest.json";

Error folder_error(const fs::path& dir, std::string message, std::string allowed = {}) {
  Error error;
  error.where = dir.string();
  error.message = std::move(message);
  error.allowed = std::move(allowed);
  return error;
}

bool is_ours(std::string_view name) {
  constexpr std::string_view kPart = ".part";
  if (name.ends_with(kPart)) name.remove_suffix(kPart.size());
  return is_arm_scenario(name) || std::find(kRunFiles.begin(), kRunFiles.end(), name) != kRunFiles.end();
}

std::vector<std::string> names_in(const fs::path& dir) {
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator entry(dir, code), end; !code && entry != end; entry.increment(code))
    names.push_back(entry->path().filename().string());
  if (code) throw StoreError(dir, "cannot read the folder: " + code.message());
  std::sort(names.begin(), names.end());
  return names;
}

// The first name that speaks against clearing a folder without a manifest. A folder that a run marked as its
// own is cleared of a run's files, whatever else lies there. Without the mark it must hold a run's files
// only, and more than a scenario: `--out .` beside somebody's own scenario.yaml must not remove it.
std::optional<std::string> foreign_name(const fs::path& dir) {
  if (is_there(part_path(dir / kManifest))) return std::nullopt;
  const auto names = names_in(dir);
  for (const std::string& name : names)
    if (!is_ours(name)) return name;
  const bool scenarios_only = std::all_of(names.begin(), names.end(), [](const std::string& name) { return name == "scenario.yaml" || is_arm_scenario(name); });
  if (!names.empty() && scenarios_only) return names[0];
  return std::nullopt;
}

std::optional<Error> reason_to_refuse(const fs::path& dir, bool force) {
  if (!fs::is_directory(dir)) return folder_error(dir, "is a file, not a folder", "a folder for --out");
  if (is_there(dir / kManifest)) {
    if (force) return std::nullopt;
    return folder_error(dir, "holds a finished run (manifest.json)",
                        "--force to replace it, or another --out");
  }
  if (const auto name = foreign_name(dir))
    return folder_error(dir, "holds '" + *name + "', which no run wrote here",
                        "an empty or a new folder for --out");
  return std::nullopt;
}

Descriptor open_marker(const fs::path& dir, const StepHook& hook) {
  const fs::path part = part_path(dir / kManifest);
  if (hook) hook("open", part);
  Descriptor marker(::open(part.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
  if (marker.get() < 0)
    throw StoreError(dir, "cannot write into this folder: " + std::generic_category().message(errno));
  return marker;
}

// False: another process holds it. File systems without locks are used without them.
bool lock(const Descriptor& marker) {
  return ::flock(marker.get(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

bool still_in_place(const Descriptor& marker, const fs::path& part) {
  struct stat open_one {};
  struct stat named {};
  return ::fstat(marker.get(), &open_one) == 0 && ::stat(part.c_str(), &named) == 0 &&
         open_one.st_ino == named.st_ino;
}

// The old manifest goes first: from then on the folder is unfinished.
void clear(const fs::path& dir, const StepHook& hook) {
  if (is_there(dir / kManifest)) {
    remove_file(dir / kManifest, hook);
    sync_folder(dir, hook);
  }
  for (const std::string_view name : kRunFiles) {
    if (name == kManifest) continue;
    if (is_there(dir / name)) remove_file(dir / name, hook);
    if (is_there(part_path(dir / name))) remove_file(part_path(dir / name), hook);
  }
  for (const std::string& name : names_in(dir)) {
    const std::string_view whole = name.ends_with(".part") ? std::string_view(name).substr(0, name.size() - 5) : std::string_view(name);
    if (is_arm_scenario(whole)) remove_file(dir / name, hook);
  }
}

fs::path tidy(const fs::path& dir) {
  const fs::path normal = dir.lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

}  // namespace

bool is_arm_scenario(std::string_view name) {
  constexpr std::string_view kBegins = "scenario-";
  constexpr std::string_view kEnds = ".yaml";
  if (!name.starts_with(kBegins) || !name.ends_with(kEnds) || name.size() <= kBegins.size() + kEnds.size()) return false;
  name = name.substr(kBegins.size(), name.size() - kBegins.size() - kEnds.size());
  return std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

RunFolder::RunFolder(fs::path dir, StepHook hook, Descriptor part)
    : dir_(std::move(dir)), hook_(std::move(hook)), part_(std::move(part)) {}

Result<RunFolder> RunFolder::create(const fs::path& given, FolderOptions options) {
  const fs::path dir = tidy(given);
  if (auto problem = unreadable_folder(dir)) return *problem;  // who knows what a run would write over
  if (!is_there(dir)) make_folders(dir, options.before_step);
  if (auto error = reason_to_refuse(dir, options.force)) return *error;
  Descriptor marker = open_marker(dir, options.before_step);
  // Between looking and locking another run may have finished here: its marker became the manifest.
  if (!lock(marker) || !still_in_place(marker, part_path(dir / kManifest)))
    return folder_error(dir, "another run is writing into this folder", "another --out");
  clear(dir, options.before_step);
  return RunFolder(dir, std::move(options.before_step), std::move(marker));
}

namespace {

void demand_ours(std::string_view name) {
  if (name == kManifest || !is_ours(name) || name.ends_with(".part"))
    throw std::invalid_argument("no run writes a file named " + std::string(name));
}

}  // namespace

StreamedFile RunFolder::begin_file(std::string_view name) {
  demand_ours(name);
  return {dir_ / name, hook_};
}

void RunFolder::put_in_place(std::string_view name, StreamedFile& file) {
  demand_ours(name);
  const std::string sum = file.put_in_place();
  files_[std::string(name)] = {.sha256 = sum, .bytes = file.bytes(), .replaces = {}};
}

void RunFolder::write_file(std::string_view name, std::string_view bytes) {
  demand_ours(name);
  write_and_rename(dir_ / name, bytes, hook_);
  files_[std::string(name)] = {.sha256 = sha256_hex(bytes), .bytes = bytes.size(), .replaces = {}};
}

void RunFolder::finish(Manifest manifest) {
  manifest.files = files_;
  const fs::path part = part_path(dir_ / kManifest);
  if (::ftruncate(part_.get(), 0) != 0)
    throw StoreError(part, "cannot write: " + std::generic_category().message(errno));
  write_all(part_.get(), manifest_text(manifest), part, hook_);
  sync_file(part_.get(), part, hook_);
  rename_file(part, dir_ / kManifest, hook_);
  sync_folder(dir_, hook_);
  part_ = Descriptor();
}

Result<Manifest> replace_file(const fs::path& dir, std::string_view name, std::string_view bytes,
                              const StepHook& hook) {
  auto read = read_manifest(dir);
  if (!read.ok()) return read.errors();
  if (!read.value().intact)  // writing it again would make the change look genuine
    return folder_error(dir / kManifest, "was changed since the run wrote it; nothing is replaced beside it");
  Manifest manifest = std::move(read.value().manifest);
  FileEntry& entry = manifest.files[std::string(name)];
  const FileEntry fresh{.sha256 = sha256_hex(bytes), .bytes = bytes.size(), .replaces = {}};
  const auto present = read_file_if_there(dir / name);
  if (present && *present == bytes && entry.sha256 == fresh.sha256) return manifest;
  // The manifest first accepts both, then the file changes, then the manifest names the new one only.
  const std::string old = present ? sha256_hex(*present) : std::string("missing");
  entry = fresh;
  entry.replaces = old;
  write_and_rename(dir / kManifest, manifest_text(manifest), hook);
  write_and_rename(dir / name, bytes, hook);
  entry.replaces.clear();
  write_and_rename(dir / kManifest, manifest_text(manifest), hook);
  return manifest;
}

namespace {

std::optional<FileProblem> check_file(const fs::path& dir, const std::string& name, const FileEntry& entry) {
  using Kind = FileProblem::Kind;
  try {
    const auto bytes = read_file_if_there(dir / name);
    if (!bytes && entry.replaces == "missing") return std::nullopt;
    if (!bytes) return FileProblem{name, Kind::missing, name + ": is missing"};
    const std::string found = sha256_hex(*bytes);
    if (found == entry.sha256 || found == entry.replaces) return std::nullopt;
    if (bytes->size() != entry.bytes)
      return FileProblem{name, Kind::changed,
                         name + ": has " + std::to_string(bytes->size()) + " bytes in place of " +
                             std::to_string(entry.bytes)};
    return FileProblem{name, Kind::changed,
                       name + ": its content is not what was written (same size, other checksum)"};
  } catch (const StoreError& error) {
    return FileProblem{name, Kind::unreadable, name + ": " + error.reason()};
  }
}

}  // namespace

std::vector<FileProblem> check_files(const fs::path& dir, const Manifest& manifest) {
  std::vector<FileProblem> problems;
  for (const auto& [name, entry] : manifest.files)
    if (auto problem = check_file(dir, name, entry)) problems.push_back(std::move(*problem));
  return problems;
}

Result<std::vector<FileProblem>> verify_files(const fs::path& dir) {
  const auto read = read_manifest(dir);
  if (!read.ok()) return read.errors();
  auto problems = check_files(dir, read.value().manifest);
  if (!read.value().intact)
    problems.insert(problems.begin(),
                    FileProblem{"manifest.json", FileProblem::Kind::changed,
                                "manifest.json: is not as it was written (its own checksum)"});
  return problems;
}

}  // namespace carepool::store
