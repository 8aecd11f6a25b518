// manifest.json: what was run, with what, on what kind of machine, how long it took, and a checksum of every
// file.
//
// Written last by RunFolder::finish, so that its presence means a complete folder; read by everybody who
// opens one. Surprising decision: the manifest ends with a checksum of its own text, and its text must be
// exactly what this program would write, so that not even a blank can be changed unnoticed. No host name,
// user or folder is recorded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace carepool::store {

inline constexpr int kManifestFormat = 1;

struct FileEntry {
  std::string sha256;
  std::uint64_t bytes = 0;
  // While a derived file (the report) is being replaced: the checksum of the one before, also accepted.
  std::string replaces{};
};

struct ManifestRun {
  std::int32_t run = 0;  // replicate
  std::uint64_t seed = 0;
  std::string world_hash;  // after the last day
};

struct HostKind {
  std::string os;            // "Linux"
  std::string architecture;  // "x86_64"
  std::string processor;     // model name, as the kernel gives it
  int cores = 0;
};

struct Manifest {
  std::string carepool_version;
  std::string scenario;       // short name
  std::string scenario_hash;  // of the effective scenario and its tables; neither seed nor threads
  std::uint64_t seed = 0;
  std::int32_t replicates = 1;        // finished
  std::int32_t replicates_asked = 1;  // more than `replicates` when it was interrupted
  std::vector<ManifestRun> runs;      // one for each finished replicate
  std::string world_hash;             // of the first of them
  std::string command;                // as typed, file names without their folders

  std::string compiler, build_type, build_flags;
  std::map<std::string, std::string> libraries;  // name → version
  int threads = 1;
  int workers_that_worked = 1;
  HostKind host;
  std::string started_at;  // UTC, "2026-04-01T09:30:00Z"
  double wall_seconds = 0;
  double cpu_seconds = 0;
  std::uint64_t peak_memory_bytes = 0;
  std::map<std::string, double> cpu_seconds_by_part;  // "load", "start", "years", "write"

  std::map<std::string, FileEntry> files;  // filled by RunFolder
};

// With its own checksum at the end.
std::string manifest_text(const Manifest& manifest);

struct ManifestRead {
  Manifest manifest;
  bool intact = true;  // the text is exactly what manifest_text() gives for it
};

// Errors: not JSON, fields missing, or made by another version (says which). A changed manifest that can
// still be read is no error here, so that `verify` can say what was changed.
Result<ManifestRead> parse_manifest(std::string_view text, const std::string& where = "manifest.json");

// dir/manifest.json. Without one the folder is unfinished: an Error that says so.
Result<ManifestRead> read_manifest(const std::filesystem::path& dir);

// Of this process: build, libraries of this room, host kind, peak memory. The caller fills the rest.
Manifest manifest_of_this_build();
HostKind this_host();
std::uint64_t peak_memory_bytes();
std::string utc_now();

}  // namespace carepool::store
