// A comparison: arms run on the same luck, and what the pairs say.
//
// Called by `carepool compare` and, on a stored folder, by verify. run_comparison runs (arm, draw, replicate) over threads, pair by
// pair, until enough; compare turns what came back into rows (store/comparison.hpp). The rows are a function of the runs alone: the
// same for any number of threads.
// Surprising decision: a replicate counts only when every arm has finished it, in every draw, so that all arms are always means
// over the same futures; an interrupted comparison keeps the replicates that are whole.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "experiment/arms.hpp"
#include "experiment/executor.hpp"
#include "experiment/paired.hpp"
#include "experiment/read.hpp"
#include "store/comparison.hpp"

namespace carepool::experiment {

// A half-width asked of 95 % intervals of differences: a share of the base's value, or points where the measure is a share.
struct Precision {
  double share = 0.01;
  std::vector<std::string> metrics;        // that it is asked of; empty: the headline measures that the runs have
};

// In the metric's unit; nothing where the base is nought.
std::optional<double> half_width_asked(const Precision& precision, const std::string& unit, double base);

struct CompareProgress {
  std::int32_t pairs_done = 0;             // whole replicates before this batch
  std::int32_t pairs_planned = 0;          // after it
  ExecuteProgress batch;
};

struct CompareOptions {
  int threads = 1;
  std::int32_t replicates = 1;
  std::optional<Precision> until;          // go on until reached …
  std::int32_t most_replicates = 1;        // … but never beyond; the plan has room for so many
  std::function<bool(const CompareProgress&)> progress{};  // false: stop
  std::vector<std::string> table_folders{};
};

struct ComparedRuns {
  std::vector<v1::RunResult> results;      // of the whole replicates, in order of run index; series of England only
  std::vector<std::int32_t> replicates;    // whole in every arm and draw, ascending
  std::vector<std::string> failures;       // runs that failed, each with its message
  bool interrupted = false;
  bool reached = true;                     // the precision asked; true when none was
};

ComparedRuns run_comparison(const Arms& arms, const CompareOptions& options);

// Exactly these replicates, for verify.
ComparedRuns run_replicates(const Arms& arms, const std::vector<std::int32_t>& replicates, const CompareOptions& options);

store::Comparison compare(const Arms& arms, const ComparedRuns& runs, const Precision& precision);

// Whether every headline difference of every arm is known as closely as asked, and how many pairs that would take.
struct Closeness {
  bool reached = false;
  std::int64_t pairs_needed = 0;           // at least; 0 when not known
  std::string widest;                      // "spend_total in rcc"
  bool asks_anything = true;               // false: none of the metrics is there
};
Closeness closeness_of(const Arms& arms, const ComparedRuns& runs, const Precision& precision);

}  // namespace carepool::experiment
