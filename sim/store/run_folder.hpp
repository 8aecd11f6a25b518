// A run's folder: files written beside and renamed into place, the manifest last.
//
// Written by sim/cli's `run` and `report` (through sim/run); check_files() is what `verify` looks at first.
// Laws: a folder with a manifest is complete, and every file in it has the checksum that the manifest gives;
// a folder without one is unfinished. A kill at any moment, a full disk or a failed sync cannot break them.
// Surprising decision: the unfinished manifest (`manifest.json.part`, empty) is made first and stays open and
// locked. It marks the folder as ours to clear, keeps a second run out, and becomes the manifest by one
// rename.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "store/files.hpp"
#include "store/manifest.hpp"
#include "store/streamed_file.hpp"

namespace carepool::store {

// The only names that a run or a comparison writes, and the only ones that clearing removes (with their ".part"). A comparison also has
// one scenario-N.yaml for each arm beside the base.
inline constexpr std::array<std::string_view, 11> kRunFiles = {
    "manifest.json", "scenario.yaml", "summary.json", "series.csv",      "results.sqlite", "report.html",
    "recording.pb",  "trace.pb",      "arms.pb",      "differences.csv", "trajectories.csv"};
bool is_arm_scenario(std::string_view name);  // "scenario-2.yaml"

struct FolderOptions {
  bool force = false;  // replace a finished run
  StepHook before_step{};
};

class RunFolder {
 public:
  // Makes the folder, or takes it over. Errors (exit 2): it holds a finished run and `force` is off; it holds
  // files that no run wrote; it is a file; another run is writing there. Throws StoreError (exit 1): it
  // cannot be written.
  static Result<RunFolder> create(const std::filesystem::path& dir, FolderOptions options = {});

  const std::filesystem::path& path() const { return dir_; }

  // `name` is one of kRunFiles other than the manifest. Throws StoreError; the folder then stays unfinished.
  void write_file(std::string_view name, std::string_view bytes);

  // The same for a file that is written piece by piece: nothing stands under its name before put_in_place.
  StreamedFile begin_file(std::string_view name);
  void put_in_place(std::string_view name, StreamedFile& file);

  // Publishes: adds the checksums of the files written and puts the manifest in place. Call once, at the end.
  void finish(Manifest manifest);

 private:
  RunFolder(std::filesystem::path dir, StepHook hook, Descriptor part);

  std::filesystem::path dir_;
  StepHook hook_;
  Descriptor part_;  // manifest.json.part, open and locked
  std::map<std::string, FileEntry> files_;
};

// Replaces one file of a finished folder (the report) and its checksum. Whoever looks meanwhile, or after a
// kill, finds a folder whose checksums hold. Throws StoreError; errors: no manifest, or one that was tampered
// with.
Result<Manifest> replace_file(const std::filesystem::path& dir, std::string_view name, std::string_view bytes,
                              const StepHook& hook = {});

struct FileProblem {
  enum class Kind { missing, changed, unreadable };
  std::string name;
  Kind kind = Kind::changed;
  std::string text;  // "series.csv: 1042 bytes in place of 1043"
};

// Compares every file that the manifest names with its size and checksum. Empty: all are as written.
std::vector<FileProblem> check_files(const std::filesystem::path& dir, const Manifest& manifest);

// The same from the folder alone, the manifest's own checksum included ("manifest.json").
Result<std::vector<FileProblem>> verify_files(const std::filesystem::path& dir);

}  // namespace carepool::store
