#include "run/market_run.hpp"

#include <ctime>
#include <map>
#include <utility>

#include "engine/random.hpp"
#include "market/step.hpp"
#include "run/commands.hpp"
#include "run/stepped_run.hpp"
#include "run/tracer.hpp"
#include "world/populate.hpp"

namespace carepool {
namespace {

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Contracts remember the place of their body in the plan: it follows the body's name to the new plan. What a body that is no more has let
// passes to the council that leads it.
void carry_blocks(const InstrumentPlan& before, const InstrumentPlan& after, Blocks& blocks) {
  std::map<std::string, std::uint32_t> place;
  for (std::size_t i = 0; i < after.body_identity.size(); ++i) place.emplace(after.body_identity[i], static_cast<std::uint32_t>(i));
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const auto found = place.find(before.body_identity[blocks.body[b]]);
    blocks.body[b] = found != place.end() ? found->second : blocks.lead[b];
  }
}

}  // namespace

MarketRun::MarketRun(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, int threads)
    : setup_(make_setup(std::move(scenario), seed)), plan_(make_instrument_plan(*setup_)), world_(populate(*setup_, &fit_)), workspace_(threads) {}

MarketRun::MarketRun(const MarketRun& parent)
    : setup_(make_setup(parent.setup_->scenario, parent.setup_->seed, parent.setup_.get())), plan_(parent.plan_), fit_(parent.fit_), world_(parent.world_),
      workspace_(parent.workspace_.workers.threads()), next_scenario_(parent.next_scenario_) {}

void MarketRun::solve(const std::function<void(std::int32_t)>& on_day) {
  while (world_.day < setup_->first_day) {
    step_day(*setup_, plan_, workspace_, world_);
    if (on_day) on_day(world_.day);
  }
  solve_start(*setup_, plan_, workspace_, world_);
}

void MarketRun::put_in_force() {
  *setup_ = std::move(*make_setup(std::exchange(next_scenario_, nullptr), setup_->seed, setup_.get()));
  InstrumentPlan plan = make_instrument_plan(*setup_);
  carry_blocks(plan_, plan, world_.blocks);
  plan_ = std::move(plan);
  world_.rules = make_rules(plan_, world_.day);
  workspace_.kernel.clear();
  forget();
}

void MarketRun::step() {
  if (next_scenario_) put_in_force();
  step_day(*setup_, plan_, workspace_, world_);
}

std::uint64_t MarketRun::rules_hash_now() const { return rules_hash(world_.rules); }

ReplicateOutcome run_replicate(std::shared_ptr<const Scenario> scenario, ResultsBuilder& builder, std::int32_t replicate, std::int32_t replicates,
                               const RunOptions& options) {
  const auto base_seed = static_cast<std::uint64_t>(scenario->values.seed());
  const std::uint64_t seed = replicate_seed(base_seed, static_cast<std::uint32_t>(replicate));
  double mark = cpu_seconds();
  SteppedRun run(std::move(scenario), seed, options.threads, replicate);
  const double populate_seconds = cpu_seconds() - mark;
  mark = cpu_seconds();
  const Setup& s = run.market().setup();
  const double all_days = s.last_day - s.prehistory_start;
  bool go_on = true;
  const auto tell = [&](std::int32_t day) {
    if (options.progress && go_on) go_on = options.progress({replicate, replicates, (day - s.prehistory_start) / all_days});
  };
  run.solve([&](std::int32_t day) {
    if (day % 32 == 0) tell(day);
  });
  const double start_seconds = cpu_seconds() - mark;
  mark = cpu_seconds();
  CommandReplay commands(options.commands);
  if (options.tracer != nullptr) options.tracer->begin(run.market());
  while (go_on && !run.market().done()) {
    commands.apply_due(run.market());
    if (run.step(builder)) tell(run.day());
    if (options.tracer != nullptr) options.tracer->day_end();
  }
  if (!go_on) return {};
  for (const v1::RecordedCommand& command : options.commands) run.record_command(command);
  ReplicateOutcome out = std::move(run).finish(builder);  // the market stays to be read
  if (options.tracer != nullptr) options.tracer->end(run.market(), out.world_hash);
  out.workers_that_worked = run.market().workspace().workers.workers_that_worked();
  out.populate_seconds = populate_seconds;
  out.start_seconds = start_seconds;
  out.years_seconds = cpu_seconds() - mark;
  return out;
}

}  // namespace carepool
