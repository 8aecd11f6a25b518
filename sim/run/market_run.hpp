// market_run.hpp: one world stepped from its start to its end, and what it leaves.
//
// What for: the only place that puts scenario, world, market, instruments and metrics together. Who calls it: `carepool run`, `verify`, the
// public face, sweeps, the live server. Who reads it: the same.
// The surprising decision: MarketRun knows nothing of files, and a run to a folder is built on it in run_folder.hpp, so that every interface
// steps the very same code.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "carepool/results.pb.h"
#include "instruments/instruments.hpp"
#include "market/workspace.hpp"
#include "metrics/recorder.hpp"
#include "run/results_builder.hpp"
#include "world/setup.hpp"
#include "world/supply_draw.hpp"
#include "world/world.hpp"

namespace carepool {

class Tracer;

class MarketRun {
 public:
  // Populates the world on the first day of the pre-history. Throws std::exception when the run cannot be.
  MarketRun(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, int threads);
  // A fork: the same world, and from here on the same luck. Its start must have been solved. The indexes of a step are built anew.
  MarketRun(const MarketRun& parent);
  MarketRun& operator=(const MarketRun&) = delete;

  // Lives the pre-history and solves the start; the world then stands on the first day. on_day is called after each day.
  void solve(const std::function<void(std::int32_t day)>& on_day = {});
  void step();                       // one day
  // From the next day on, this scenario, which differs only in what may change while the world lives (run/commands.hpp). The world itself
  // is touched when that day is stepped, not before.
  void change(std::shared_ptr<const Scenario> scenario) { next_scenario_ = std::move(scenario); }
  const std::shared_ptr<const Scenario>& scenario() const { return next_scenario_ ? next_scenario_ : setup_->scenario; }
  bool done() const { return world_.day >= setup_->last_day; }

  const Setup& setup() const { return *setup_; }
  const World& world() const { return world_; }
  World& world() { return world_; }  // for tests and restores; call forget() after a change
  Workspace& workspace() { return workspace_; }
  const InstrumentPlan& plan() const { return plan_; }
  const SupplyFit& supply_fit() const { return fit_; }
  void forget() { workspace_.ready = false; }
  std::uint64_t rules_hash_now() const;

 private:
  void put_in_force();

  std::unique_ptr<Setup> setup_;     // its address lasts
  InstrumentPlan plan_;
  SupplyFit fit_;
  World world_;
  Workspace workspace_;
  std::shared_ptr<const Scenario> next_scenario_;  // null: no change is due
};

struct RunProgress {
  std::int32_t replicate = 0, replicates = 1;
  double share_done = 0;             // of this replicate, start included
};

struct RunOptions {
  int threads = 1;
  std::function<bool(const RunProgress&)> progress{};  // false: stop; the unfinished replicate leaves nothing
  std::vector<v1::RecordedCommand> commands{};         // in order of day; each is done before its day is stepped
  Tracer* tracer = nullptr;                            // writes down what is decided (run/tracer.hpp); null: nobody does
};

// What one replicate leaves.
struct ReplicateOutcome {
  bool finished = false;
  ReplicateRows rows;
  v1::RecordedReplicate recording;
  std::uint64_t world_hash = 0;
  std::uint32_t workers_that_worked = 0;
  double start_seconds = 0, years_seconds = 0, populate_seconds = 0;   // CPU
};

// Runs one replicate: replicate 0 uses the seed itself. Rows go to `builder`.
ReplicateOutcome run_replicate(std::shared_ptr<const Scenario> scenario, ResultsBuilder& builder, std::int32_t replicate, std::int32_t replicates,
                               const RunOptions& options);

}  // namespace carepool
