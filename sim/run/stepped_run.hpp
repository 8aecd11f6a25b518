// stepped_run.hpp: a run that is lived day by day, with all that a run's folder holds: rows of metrics, hashes at month ends, commands.
//
// What for: `run` and `verify` live it to its end at once; the live server lives it while people look, forks it and saves it on any day.
// Who calls it: run_replicate, sim/live. Who reads it: the same.
// The surprising decision: it may be finished on any day and go on afterwards: finish() works on copies, so a session that is saved is not
// disturbed, and what is saved is what a run to that day would have left.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "run/market_run.hpp"
#include "run/results_builder.hpp"

namespace carepool {

class SteppedRun {
 public:
  // Populates; the start is not solved yet. `replicate` only numbers the rows.
  SteppedRun(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, int threads, std::int32_t replicate = 0);
  // A fork: the same past, and the same luck from here on.
  SteppedRun(const SteppedRun& parent);
  SteppedRun& operator=(const SteppedRun&) = delete;

  // Lives the pre-history and solves the start. on_day is called after each day of the pre-history.
  void solve(const std::function<void(std::int32_t day)>& on_day = {});

  // One day; at month ends its rows go to the builder and its hashes to the recording. True when a month ended.
  bool step(ResultsBuilder& builder);

  // Commands that were done to market() by hand, for the recording.
  void record_command(v1::RecordedCommand command) { *recording_.add_commands() = std::move(command); }

  // What a run that ends today would leave; the second form hands over the rows of a run that does end.
  ReplicateOutcome finish(ResultsBuilder& builder) const&;
  ReplicateOutcome finish(ResultsBuilder& builder) &&;

  MarketRun& market() { return market_; }
  const MarketRun& market() const { return market_; }
  std::int32_t day() const { return market_.world().day; }
  // Rows of the last month that ended; of its year where a year ended. Their groups are named after the world of that day.
  const std::vector<MetricRow>& month_rows() const { return month_rows_; }
  const v1::RecordedReplicate& recording() const { return recording_; }

 private:
  void make_room_for_rows();
  ReplicateOutcome finished(ResultsBuilder&, ReplicateRows, v1::RecordedReplicate) const;

  MarketRun market_;
  MetricRecorder recorder_;
  ReplicateRows rows_;
  v1::RecordedReplicate recording_;
  std::vector<MetricRow> month_rows_;
  bool year_written_ = false;
};

}  // namespace carepool
