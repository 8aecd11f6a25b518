// What an experiment gave, as a table of runs × values.
//
// For: analyse, compare, the experiment report. Written by: read_experiment (a collected folder) or gather
// (runs in memory). Read by: they. The one surprising decision: every run of the plan has an entry, also one
// that failed or is missing, so that an index means the same run everywhere; look at its status before its
// values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "carepool/experiment.pb.h"
#include "experiment/plan.hpp"
#include "store/results.hpp"

namespace carepool::experiment {

enum class RunStatus : std::uint8_t { missing, failed, finished };

struct RunValues {
  RunStatus status = RunStatus::missing;
  std::string message;  // of a failure
  std::string world_hash;
  std::vector<store::SummaryRow> summary;  // by (metric, group)
  std::vector<store::SeriesRow> series;    // by (date, metric, group); `run` is the run's index
};

struct ExperimentData {
  v1::Plan plan;
  std::vector<store::MetricInfo> metrics;  // those kept, in the dictionary's order
  store::GroupTable groups;                // 0: England
  std::vector<RunValues> runs;             // [runs_of(plan)], at run_index

  std::optional<std::uint32_t> metric(std::string_view id) const;
  // Of the summary; NaN when the run is not finished or the value is not defined.
  double value(std::size_t run, std::uint32_t metric, std::uint32_t group = 0) const;
  double value(const RunOf& run, std::uint32_t metric, std::uint32_t group = 0) const {
    return value(run_index(plan, run), metric, group);
  }
  // Mean over the replicates of a point and draw that have a value; NaN when none has.
  double mean_over_replicates(std::uint32_t point, std::uint32_t draw, std::uint32_t metric,
                              std::uint32_t group = 0) const;
  // The level of a factor at a point as a number: its value, days since 1970-01-01 for a date, its position
  // among the factor's values for a choice; NaN where the factor has no place at the point. A factor that is
  // left alone has the base's own level.
  double level(std::uint32_t point, std::uint32_t factor) const;
};

struct ReadOptions {
  bool series = false;
};

// A folder that `collect` finished. Errors: not collected yet, made by another version, damaged.
Result<ExperimentData> read_experiment(const std::filesystem::path& dir, const ReadOptions& options = {});

// From memory: results in any order, of any of the plan's runs.
ExperimentData gather(v1::Plan plan, std::vector<v1::RunResult> results);

}  // namespace carepool::experiment
