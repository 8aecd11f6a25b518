#include "experiment/executor.hpp"

#include <time.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <stdexcept>

#include "base/hash.hpp"
#include "engine/parallel.hpp"
#include "metrics/row.hpp"
#include "run/market_run.hpp"
#include "store/manifest.hpp"

namespace carepool::experiment {
namespace {

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Of this thread: a run has one.
double thread_cpu_seconds() {
  timespec t{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// Puts rows into a result: metrics and groups by name, in the order first met.
class RowWriter {
 public:
  RowWriter(const v1::Plan& plan, const store::GroupTable& groups, v1::RunResult& result)
      : groups_(groups),
        result_(result),
        metric_(metric_dictionary().size(), kNone),
        group_(groups.size(), kNone) {
    kept_.assign(metric_dictionary().size(), false);
    for (const std::string& id : plan.metrics())
      if (const std::uint32_t m = metric_index(id); m < kept_.size()) kept_[m] = true;
    for (std::size_t c = 0; c < store::kGroupColumns; ++c) {
      dimension_[c] = false;
      for (const std::string& name : plan.groups())
        dimension_[c] = dimension_[c] || name == store::kGroupColumnNames[c];
    }
  }

  template <class Row>
  void add(const Row& row, v1::RunRows& to) {
    if (!kept_[row.metric] || !wanted(row.group)) return;
    to.add_metric(metric_of(row.metric));
    to.add_group(group_of(row.group));
    to.add_value(row.value == 0 ? 0.0 : row.value);  // a zero keeps no sign in SQLite
  }
  bool wanted_row(std::uint32_t metric, std::uint32_t group) { return kept_[metric] && wanted(group); }

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;

  bool wanted(std::uint32_t group) const {
    const auto columns = store::columns_of(groups_.key(group));
    for (std::size_t c = 0; c < store::kGroupColumns; ++c)
      if (!columns[c]->empty() && !dimension_[c]) return false;
    return true;
  }
  std::uint32_t metric_of(std::uint32_t metric) {
    if (metric_[metric] == kNone) {
      metric_[metric] = static_cast<std::uint32_t>(result_.metrics_size());
      result_.add_metrics(metric_dictionary()[metric].id);
    }
    return metric_[metric];
  }
  std::uint32_t group_of(std::uint32_t group) {
    if (group_[group] == kNone) {
      group_[group] = static_cast<std::uint32_t>(result_.groups_size());
      const store::GroupKey& key = groups_.key(group);
      v1::ResultGroup& out = *result_.add_groups();
      out.set_council(key.council);
      out.set_region(key.region);
      out.set_rcc(key.rcc);
      out.set_sector(key.sector);
      out.set_setting(key.setting);
      out.set_need(key.need);
      out.set_contract(key.contract);
      out.set_size(key.size);
    }
    return group_[group];
  }

  const store::GroupTable& groups_;
  v1::RunResult& result_;
  std::vector<std::uint32_t> metric_, group_;
  std::vector<bool> kept_;
  bool dimension_[store::kGroupColumns];
};

void take_rows(const v1::Plan& plan, const ResultsBuilder& builder, const ReplicateRows& rows,
               v1::RunResult& result) {
  RowWriter writer(plan, builder.groups(), result);
  for (const store::SummaryRow& row : rows.summary) writer.add(row, *result.mutable_summary());
  std::int32_t day = 0;
  for (const store::SeriesRow& row : rows.series) {
    if (!writer.wanted_row(row.metric, row.group)) continue;
    writer.add(row, *result.mutable_series());
    result.mutable_series()->add_day(row.date.days - day);
    day = row.date.days;
  }
}

// How far the whole is, over all workers; calls the caller's progress, one thread at a time.
class Meter {
 public:
  Meter(std::size_t all, int slots, const ExecuteOptions& options)
      : options_(options), shares_(static_cast<std::size_t>(slots), 0.0), began_(wall_seconds()) {
    now_.all = all;
  }

  bool share(std::size_t slot, double share) {
    const std::lock_guard lock(mutex_);
    shares_[slot] = share;
    return tell();
  }
  bool finished(std::size_t slot, bool failed) {
    const std::lock_guard lock(mutex_);
    shares_[slot] = 0;
    ++now_.done;
    if (failed) ++now_.failed;
    return tell();
  }
  void stop() { go_on_ = false; }
  bool going() const { return go_on_; }
  bool interrupted() const { return interrupted_; }

 private:
  bool tell() {
    double under_way = 0;
    for (const double share : shares_) under_way += share;
    const double done = static_cast<double>(now_.done) + under_way;
    now_.share_done = now_.all == 0 ? 1 : done / static_cast<double>(now_.all);
    now_.seconds = wall_seconds() - began_;
    now_.seconds_left = done > 0.02 ? now_.seconds / done * (static_cast<double>(now_.all) - done) : 0;
    if (go_on_ && options_.progress && !options_.progress(now_)) {
      interrupted_ = true;
      go_on_ = false;
    }
    return go_on_;
  }

  const ExecuteOptions& options_;
  std::mutex mutex_;
  std::vector<double> shares_;
  ExecuteProgress now_;
  double began_;
  std::atomic<bool> go_on_{true}, interrupted_{false};
};

// The scenario of the last point that a worker ran: its replicates follow each other.
struct Kept {
  std::uint32_t point = 0xffffffff, draw = 0;
  std::optional<Result<std::shared_ptr<const Scenario>>> scenario;
};

class Slots {  // hands each running body a number of its own below `count`
 public:
  explicit Slots(std::size_t count) {
    for (std::size_t i = count; i > 0; --i) free_.push_back(i - 1);
  }
  std::size_t take() {
    const std::lock_guard lock(mutex_);
    const std::size_t slot = free_.back();
    free_.pop_back();
    return slot;
  }
  void give_back(std::size_t slot) {
    const std::lock_guard lock(mutex_);
    free_.push_back(slot);
  }

 private:
  std::mutex mutex_;
  std::vector<std::size_t> free_;
};

}  // namespace

bool run_one(const v1::Plan& plan, const RunOf& run, const Result<std::shared_ptr<const Scenario>>& scenario,
             const std::function<bool(double)>& progress, v1::RunResult& result) {
  result.Clear();
  result.set_point(plan.points(static_cast<int>(run.point)).id());
  result.set_draw(run.draw);
  result.set_replicate(run.replicate);
  result.set_seed(seed_of(plan, run.replicate));
  result.set_draw_id(draw_id(plan, run.draw));
  const auto failed = [&](const std::string& why) {
    result.set_status(v1::RunResult::FAILED);
    result.set_message(why);
    return true;
  };
  if (!scenario.ok()) return failed(scenario.errors().front().text());
  result.set_scenario_hash(hex64(scenario.value()->hash));
  try {
    ResultsBuilder builder(*scenario.value());
    RunOptions options;
    options.progress = [&](const RunProgress& p) { return progress(p.share_done); };
    ReplicateOutcome outcome =
        run_replicate(scenario.value(), builder, run.replicate, plan.replicates(), options);
    if (!outcome.finished) return false;
    result.set_status(v1::RunResult::FINISHED);
    result.set_world_hash(hex64(outcome.world_hash));
    take_rows(plan, builder, outcome.rows, result);
  } catch (const std::exception& problem) {
    return failed(problem.what());
  }
  return true;
}

ExecuteOutcome run_points(const v1::Plan& plan, std::span<const std::size_t> runs,
                          const ExecuteOptions& options, const Sink& sink) {
  ExecuteOutcome outcome;
  PlanScenarios scenarios(plan, options.table_folders);
  const auto slots = static_cast<std::size_t>(options.threads);
  Meter meter(runs.size(), options.threads, options);
  Slots free_slots(slots);
  std::vector<Kept> kept(slots);
  std::atomic<std::size_t> next{0};
  std::mutex outcome_mutex;

  const auto one = [&](std::size_t index, std::size_t slot) {
    const RunOf run = run_at(plan, index);
    Kept& last = kept[slot];
    const double wall = wall_seconds(), cpu = thread_cpu_seconds();
    v1::RunFacts facts;
    facts.set_started_at(store::utc_now());
    if (!last.scenario || last.point != run.point || last.draw != run.draw) {
      last.scenario.emplace(scenarios.scenario(run));
      last.point = run.point;
      last.draw = run.draw;
    }
    v1::RunResult result;
    if (!run_one(
            plan, run, *last.scenario, [&](double share) { return meter.share(slot, share); }, result))
      return;
    facts.set_wall_seconds(wall_seconds() - wall);
    facts.set_cpu_seconds(thread_cpu_seconds() - cpu);
    facts.set_peak_memory_bytes(store::peak_memory_bytes());
    const bool failed = result.status() == v1::RunResult::FAILED;
    sink(slot, index, std::move(result), facts);
    {
      const std::lock_guard lock(outcome_mutex);
      ++(failed ? outcome.failed : outcome.finished);
      if (failed && options.stop_on_failure) {
        outcome.stopped = true;
        meter.stop();
      }
    }
    meter.finished(slot, failed);
  };

  // Each piece takes the next run in order, whichever piece it is.
  Workers(options.threads).for_range(runs.size(), 1, [&](std::size_t, std::size_t) {
    if (!meter.going()) return;
    const std::size_t slot = free_slots.take();
    try {
      one(runs[next++], slot);
    } catch (...) {  // the sink's: nothing can be kept any more
      meter.stop();
      free_slots.give_back(slot);
      throw;
    }
    free_slots.give_back(slot);
  });
  outcome.interrupted = meter.interrupted();
  return outcome;
}

}  // namespace carepool::experiment
