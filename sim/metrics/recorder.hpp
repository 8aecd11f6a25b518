// recorder.hpp: turns the world into rows, month by month.
//
// What for: a run keeps one recorder and calls it at the start, at month ends, at year ends and at the end. Who writes it: sim/run.
// Who reads it: sim/run only; the world is never changed.
// The surprising decision: flows are differences of counters that only grow, so the recorder remembers three marks (start, last month, last
// year end) and the market keeps no history for it.
#pragma once

#include <memory>
#include <vector>

#include "metrics/row.hpp"
#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

class MetricRecorder {
 public:
  explicit MetricRecorder(const Setup&);
  // A fork's: what has been counted so far, for a run of its own.
  MetricRecorder(const MetricRecorder&, const Setup&);
  ~MetricRecorder();
  MetricRecorder(MetricRecorder&&) noexcept;
  MetricRecorder& operator=(MetricRecorder&&) noexcept;

  // Optional, during the pre-history, at most a year before first_day: the fee index is 1 at the mean of the starts from here to start().
  // Without it the first three months are its base, and its rows begin after them.
  void base_from(const World&);
  // Once, on first_day, after the start is solved: flows are counted from here.
  void start(const World&);
  // After step_day of any day; only pools worlds need it (mean stock at day ends). A sum over councils.
  void day_end(const World&);
  // After step_day of the last day of a month (w.day is the next day; everything is settled up to it): rows of the month for England,
  // regions, groups, sectors, settings, needs, contracts and sizes. No rows by council.
  void month_end(const World&, std::vector<MetricRow>&);
  // After month_end on each 31 March and on the last day: rows of the year since the last year end, by council and for all groups. Who
  // records months keeps only those that is_of_council: a metric, date and group may stand once.
  void year_end(const World&, std::vector<MetricRow>&);
  // At the end: stocks as they are, flows over the last twelve months that ended with a recorded month (pools worlds: over the whole run),
  // and what a definition calls whole-run.
  void summary(const World&, std::vector<MetricRow>&) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace carepool
