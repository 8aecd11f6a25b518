// Runs of a plan on this machine, several at a time.
//
// For: `sweep` (through local_sweep in sweep.hpp), `compare`, pilots and verify. Written by: run_points. Read
// by: they. The one surprising decision: results go to a sink one by one as they are finished, in no
// particular order, and are not kept here, so that memory does not grow with the number of runs. Whoever
// needs them in order puts each at its run_index.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "carepool/experiment.pb.h"
#include "experiment/plan.hpp"

namespace carepool::experiment {

struct ExecuteProgress {
  std::size_t done = 0;  // finished and failed, of this call
  std::size_t failed = 0;
  std::size_t all = 0;
  double share_done = 0;    // runs under way counted in part
  double seconds = 0;       // wall time so far
  double seconds_left = 0;  // an estimate; 0 when nothing is known yet
};

struct ExecuteOptions {
  int threads = 1;  // runs at a time; each run has one thread
  bool stop_on_failure = false;
  // Called often, by one thread at a time. false: runs under way are given up, no other is started.
  std::function<bool(const ExecuteProgress&)> progress{};
  std::vector<std::string> table_folders{};
};

struct ExecuteOutcome {
  std::size_t finished = 0, failed = 0;
  bool interrupted = false;  // progress said stop
  bool stopped = false;      // a failure, with stop_on_failure
};

// Called once for each run that was finished or failed; `slot` tells the workers apart (0 … threads − 1). Two
// workers may call it at once, so that none waits for another's disk: what they share, the sink locks. What
// it throws ends the sweep and comes out of run_points.
using Sink = std::function<void(std::size_t slot, std::size_t run_index, v1::RunResult&& result,
                                const v1::RunFacts& facts)>;

// The runs with these indices, taken up in this order.
ExecuteOutcome run_points(const v1::Plan& plan, std::span<const std::size_t> runs,
                          const ExecuteOptions& options, const Sink& sink);

// One run, start to end. What goes wrong in it becomes a FAILED result with the message; only `progress`
// returning false gives nothing (false).
bool run_one(const v1::Plan& plan, const RunOf& run, const Result<std::shared_ptr<const Scenario>>& scenario,
             const std::function<bool(double share_done)>& progress, v1::RunResult& result);

}  // namespace carepool::experiment
