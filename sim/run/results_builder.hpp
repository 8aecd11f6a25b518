// From rows of metrics, the scenario and its tables to the store's results.
//
// Used by sim/run while it steps (month, year) and at the end (summary, finish); verify makes the same
// results again. Surprising decision: a replicate's rows are kept apart until it is finished, so that an
// interrupted one leaves none. Nothing here knows of clocks, threads or machines: the same run gives the same
// results to the byte.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "metrics/observed/observe.hpp"
#include "metrics/row.hpp"
#include "store/results.hpp"
#include "world/setup.hpp"
#include "world/supply_draw.hpp"
#include "world/world.hpp"

namespace carepool {

struct ReplicateRows {
  std::int32_t run = 0;
  std::vector<store::SeriesRow> series;
  std::vector<store::SummaryRow> summary;
  std::vector<Observed> observed;   // at the end of the first twelve months; empty before and for pools
  std::vector<SupplyCell> supply;   // how many homes were drawn where; empty for pools
};

class ResultsBuilder {
 public:
  // What the scenario's `record` asks for decides which rows are kept.
  explicit ResultsBuilder(const Scenario& scenario);

  // With the rows of MetricRecorder, at once: their groups are named after today's world. The date is the
  // last day that was stepped.
  void add_month(ReplicateRows& to, const Setup&, const World&, const std::vector<MetricRow>& rows);
  void add_year(ReplicateRows& to, const Setup&, const World&, const std::vector<MetricRow>& rows);
  void add_summary(ReplicateRows& to, const Setup&, const World&, const std::vector<MetricRow>& rows);

  // Of the rows added so far.
  const store::GroupTable& groups() const { return groups_; }

  // Replicates are put side by side and summarised; parameters, facts and the report's tables are added.
  store::Results finish(const Setup& setup, const std::vector<ReplicateRows>& finished) &&;

 private:
  bool wanted(const MetricRow& row) const;
  std::uint32_t group_of(const Setup&, const World&, const MetricGroup& group);
  void add_rows(ReplicateRows& to, const Setup&, const World&, const std::vector<MetricRow>& rows,
                bool councils_only);

  bool monthly_ = true;
  std::vector<bool> metric_wanted_;     // [metrics]
  std::vector<bool> dimension_wanted_;  // [kDims]
  store::GroupTable groups_;
  std::map<MetricGroup, std::uint32_t> lasting_;  // groups whose numbers never change
  std::map<MetricGroup, std::uint32_t> todays_;   // groups of councils, numbered afresh when the rules change
};

}  // namespace carepool
