// From segments to tables: every run of the plan in its place, whatever machine ran it and how often.
//
// For: `carepool collect` and the end of a local sweep. Written by: collect. Read by: read.cpp, verify, the
// report, other people's tools. The one surprising decision: everything but runs.json is a function of the
// plan and of what the runs gave. Clocks, hosts, attempts, segments and their order go to runs.json alone, so
// that two sweeps of one plan have the same files to the byte.
//
// Files: results.sqlite (tables points, design, draws, runs, series, summary, wide, metrics, meta),
// series.csv, summary.csv (long), wide.csv (a row for each run: factors, then England's value of each
// metric), points.csv, results.nc, runs.json; manifest.json last.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "carepool/experiment.pb.h"

namespace carepool::experiment {

struct CollectReport {
  std::string experiment;
  std::size_t points = 0, runs = 0, finished = 0, failed = 0, missing = 0, differing = 0;
  std::size_t equal_copies = 0;  // dropped
  std::size_t of_no_run = 0;     // records of points that the plan does not have
  std::size_t damaged = 0, torn = 0, unreadable = 0;
  // Segments cannot be read and the published tables hold runs that are in none of the others: the tables stay as they are.
  bool kept = false;
  std::size_t published = 0;  // finished runs in the tables that were kept
  // One sentence for each: "failed: point 3f0c… : message", "missing: …", "damaged: segments/….seg: record at
  // byte 4096 …". The worst first.
  std::vector<std::string> problems;
  std::vector<std::string> notes;  // torn tails, equal copies, damage that later runs made good: nothing is lost
  double cpu_seconds = 0;          // of all finished runs
  bool complete() const { return finished == runs; }
};

// Idempotent. Never publishes less than before because a segment cannot be read (see `kept`); runs.json says what was found. Errors (exit 2): no sweep here, unreadable, another version. Throws store::StoreError (exit 1):
// cannot be written.
Result<CollectReport> collect(const std::filesystem::path& dir,
                              const std::function<void(double share_done)>& progress = {});

struct ManifestEntry {
  std::string sha256;
  std::uint64_t bytes = 0;
};

// manifest.json of an experiment: says of itself "kind": "experiment", holds no clock and no machine.
struct ExperimentManifest {
  std::string carepool_version, experiment, plan_key;
  std::size_t points = 0, runs = 0, finished = 0, failed = 0, missing = 0;
  std::map<std::string, std::string> libraries;
  std::map<std::string, ManifestEntry> files;
  bool intact = true;  // its own checksum holds
};

bool is_experiment_folder(const std::filesystem::path& dir);  // has a plan
Result<ExperimentManifest> read_experiment_manifest(const std::filesystem::path& dir);
// Adds or replaces one file (a report, a table of indices) and its checksum in the manifest. Throws
// store::StoreError.
void add_to_manifest(const std::filesystem::path& dir, const std::string& name, std::string_view bytes);

struct ExperimentVerification {
  std::vector<std::string> findings;  // empty: the same
  std::size_t runs_made_again = 0, files = 0;
  std::size_t runs = 0, planned = 0;  // finished; of the plan
};
// An error if the folder holds a sweep: a run or comparison written over it would leave two kinds of files.
Errors sweep_in_the_way(const std::filesystem::path& dir);

// The tables whose checksums are not those of the manifest, one error for each.
Errors damaged_tables(const std::filesystem::path& dir);

// Checksums of all files, and `runs` runs (0: all), evenly spread, made again: every number that they gave
// must be the same.
Result<ExperimentVerification> verify_experiment(const std::filesystem::path& dir, std::size_t runs,
                                                 int threads,
                                                 const std::vector<std::string>& table_folders = {});

}  // namespace carepool::experiment
