// A sweep in its folder: what is there, what is missing, and running the rest.
//
// For: `carepool sweep`, Slurm's tasks. Written by: sweep_here. Read by: cmd_sweep, collect.
// The one surprising decision: a folder is never cleared. What it holds of other points is left aside, so
// that a design may grow, shrink and grow again; only collecting writes over files.
//
// DIR: plan.pb · experiment.yaml (the file in full) · segments/*.seg · slurm/ · and, once collected, the
// files of collect.hpp.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "experiment/executor.hpp"
#include "experiment/plan.hpp"
#include "experiment/segment.hpp"

namespace carepool::experiment {

// Runs whose index is number − 1 modulo `of`.
struct Shard {
  std::size_t number = 1, of = 1;
};
// "2/10"; an error names what is wrong.
Result<Shard> parse_shard(const std::string& text);

// What keeps a sweep's folder from being read (exit 2 in every command); nothing when it can be, or is not there.
std::optional<Error> unreadable(const std::filesystem::path& dir);

// Makes the folder, or takes up the one that is there, and writes the plan. Errors (exit 2): it cannot be
// read; it holds a run, another experiment, or files that no sweep wrote. Throws store::StoreError (exit 1): it cannot be written.
std::optional<Error> open_folder(const std::filesystem::path& dir, const v1::Plan& plan);

struct Survey {
  SegmentScan scan;
  std::vector<Standing> standings;  // [runs]
  std::size_t finished = 0, failed = 0, missing = 0, differing = 0, of_no_run = 0;
};
Result<Survey> survey(const std::filesystem::path& dir, const v1::Plan& plan);

// What is still to be run, in order: missing, failed and differing runs of the shard.
std::vector<std::size_t> runs_to_do(const Survey& survey, const Shard& shard);

struct SweepOptions {
  ExecuteOptions execute;
  std::string executor = "local";  // for runs.json
  double sync_every_s = 1;
};

// Runs these and appends each to a segment of its worker. Throws store::StoreError when nothing more can be
// written.
ExecuteOutcome sweep_here(const std::filesystem::path& dir, const v1::Plan& plan,
                          const std::vector<std::size_t>& runs, const SweepOptions& options);

// One run as a trial, and what the whole would take from it.
struct Estimate {
  double seconds_per_run = 0;  // of one processor
  double seconds_to_plan = 0;
  double bytes_per_run = 0;  // in a segment
  double collected_bytes_per_run = 0;
  std::uint64_t memory_bytes = 0;  // of a process with one thread
  std::string failure;             // of the trial run; empty when it was finished
};
Estimate pilot(const v1::Plan& plan, const ExecuteOptions& options);

}  // namespace carepool::experiment
