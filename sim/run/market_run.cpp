#include "run/market_run.hpp"

#include <ctime>

#include "base/date.hpp"
#include "engine/random.hpp"
#include "market/step.hpp"
#include "run/record_world.hpp"
#include "world/hash.hpp"
#include "world/populate.hpp"

namespace carepool {
namespace {

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

bool year_ends(const Ymd& next) { return next.month == 4 && next.day == 1; }

}  // namespace

MarketRun::MarketRun(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, int threads)
    : setup_(make_setup(std::move(scenario), seed)), plan_(make_instrument_plan(*setup_)), world_(populate(*setup_, &fit_)), workspace_(threads) {}

void MarketRun::solve(const std::function<void(std::int32_t)>& on_day) {
  while (world_.day < setup_->first_day) {
    step_day(*setup_, plan_, workspace_, world_);
    rebase_when_due(*setup_, workspace_, world_);
    if (on_day) on_day(world_.day);
  }
  solve_start(*setup_, plan_, workspace_, world_);
}

void MarketRun::step() { step_day(*setup_, plan_, workspace_, world_); }

std::uint64_t MarketRun::rules_hash_now() const { return rules_hash(world_.rules); }

ReplicateOutcome run_replicate(std::shared_ptr<const Scenario> scenario, ResultsBuilder& builder, std::int32_t replicate, std::int32_t replicates,
                               const RunOptions& options) {
  ReplicateOutcome out;
  const auto base_seed = static_cast<std::uint64_t>(scenario->values.seed());
  const std::uint64_t seed = replicate_seed(base_seed, static_cast<std::uint32_t>(replicate));
  double mark = cpu_seconds();
  MarketRun run(std::move(scenario), seed, options.threads);
  out.populate_seconds = cpu_seconds() - mark;
  mark = cpu_seconds();
  const Setup& s = run.setup();
  const World& w = run.world();
  const double all_days = s.last_day - s.prehistory_start;
  bool go_on = true;
  const auto tell = [&](std::int32_t day) {
    if (options.progress && go_on) go_on = options.progress({replicate, replicates, (day - s.prehistory_start) / all_days});
  };
  MetricRecorder recorder(s);
  const std::int32_t base_day = std::max(s.prehistory_start, s.first_day - 365);
  run.solve([&](std::int32_t day) {
    if (day == base_day && base_day > s.prehistory_start) recorder.base_from(w);
    if (day % 32 == 0) tell(day);
  });
  if (!go_on) return out;
  out.start_seconds = cpu_seconds() - mark;
  mark = cpu_seconds();
  recorder.start(w);
  out.rows.run = replicate;
  out.recording.set_run(replicate);
  out.recording.set_seed(seed);
  record_month(out.recording, w, run.rules_hash_now());
  std::vector<MetricRow> rows;
  while (!run.done()) {
    run.step();
    if (s.pools_world) recorder.day_end(w);
    const Ymd next = ymd(Date{w.day});
    const bool last = run.done();
    if (next.day == 1 || last) {
      if (next.day == 1) {
        rows.clear();
        recorder.month_end(w, rows);
        builder.add_month(out.rows, s, w, rows);
      }
      if (year_ends(next) || (last && next.day == 1)) {
        rows.clear();
        recorder.year_end(w, rows);
        builder.add_year(out.rows, s, w, rows);
      }
      record_month(out.recording, w, run.rules_hash_now());
      tell(w.day);
      if (!go_on) return out;
    }
  }
  rows.clear();
  recorder.summary(w, rows);
  builder.add_summary(out.rows, s, w, rows);
  out.world_hash = world_hash(w);
  out.recording.set_world_hash(out.world_hash);
  out.workers_that_worked = run.workspace().workers.workers_that_worked();
  out.years_seconds = cpu_seconds() - mark;
  out.finished = true;
  return out;
}

}  // namespace carepool
