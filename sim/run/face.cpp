// The public face (include/carepool/carepool.hpp) on top of this room: the same scenario, replicate 0 and metrics
// as `carepool run`, kept in memory.
#include <stdexcept>
#include <utility>

#include "base/hash.hpp"
#include "carepool/carepool.hpp"
#include "instruments/instruments.hpp"
#include "run/market_run.hpp"

namespace carepool {

struct Simulation::Loaded {
  std::vector<std::string> problems;
  std::shared_ptr<const Scenario> scenario;  // null with problems
  std::string scenario_hash;
};

namespace {

OutcomeRow row_of(const store::Results& results, std::uint32_t metric, std::uint32_t group, double value) {
  const store::GroupKey& key = results.groups.key(group);
  const store::MetricInfo& info = results.metrics.at(metric);
  return {{},         info.id,     info.unit,    key.council, key.region,   key.rcc,
          key.sector, key.setting, key.need,     key.contract, key.size,    value};
}

bool is_england(const OutcomeRow& row) {
  return row.council.empty() && row.region.empty() && row.rcc.empty() && row.sector.empty() &&
         row.setting.empty() && row.need.empty() && row.contract.empty() && row.size.empty();
}

Outcome outcome_of(const store::Results& results, const ReplicateOutcome& replicate) {
  Outcome outcome;
  outcome.series.reserve(results.series.size());
  for (const store::SeriesRow& row : results.series) {
    outcome.series.push_back(row_of(results, row.metric, row.group, row.value));
    outcome.series.back().date = to_string(row.date);
  }
  for (const store::SummaryRow& row : results.summary)
    outcome.summary.push_back(row_of(results, row.metric, row.group, row.value));
  outcome.world_hash = hex64(replicate.world_hash);
  outcome.workers_that_worked = static_cast<int>(replicate.workers_that_worked);
  return outcome;
}

}  // namespace

double Outcome::value(std::string_view metric) const {
  for (const OutcomeRow& row : summary)
    if (row.metric == metric && is_england(row)) return row.value;
  throw std::out_of_range("no value for England of a metric called '" + std::string(metric) + "'");
}

Simulation::Simulation(std::shared_ptr<const Loaded> loaded) : loaded_(std::move(loaded)) {}

Simulation Simulation::load(const std::filesystem::path& scenario, const Overlays& overlays) {
  LoadRequest request;
  request.path = scenario.string();
  for (const auto& policy : overlays.policies) request.policies.push_back(policy.string());
  request.sets = overlays.set;
  request.seed = overlays.seed;
  for (const MetricDoc& doc : metric_dictionary()) request.metric_ids.push_back(doc.id);
  auto loaded = std::make_shared<Loaded>();
  Result<Scenario> result = load_checked_scenario(request);
  if (result.ok()) {
    loaded->scenario = std::make_shared<const Scenario>(std::move(result.value()));
    loaded->scenario_hash = hex64(loaded->scenario->hash);
  } else {
    for (const Error& error : result.errors()) loaded->problems.push_back(error.text());
  }
  return Simulation(std::move(loaded));
}

const std::vector<std::string>& Simulation::problems() const { return loaded_->problems; }

const std::string& Simulation::scenario_hash() const { return loaded_->scenario_hash; }

const std::string& Simulation::effective_yaml() const {
  static const std::string none;
  return loaded_->scenario ? loaded_->scenario->canonical_yaml : none;
}

Outcome Simulation::run(int threads, const Progress& progress) const {
  if (!loaded_->scenario) throw std::logic_error("a scenario with problems cannot run: " + problems().front());
  ResultsBuilder builder(*loaded_->scenario);
  RunOptions options;
  options.threads = threads;
  if (progress) options.progress = [&progress](const RunProgress& p) { return progress(p.share_done); };
  ReplicateOutcome replicate = run_replicate(loaded_->scenario, builder, 0, 1, options);
  if (!replicate.finished) throw std::runtime_error("the run was stopped by its progress callback");
  const auto setup = make_setup(loaded_->scenario, static_cast<std::uint64_t>(loaded_->scenario->values.seed()));
  return outcome_of(std::move(builder).finish(*setup, {std::move(replicate.rows)}), replicate);
}

}  // namespace carepool
