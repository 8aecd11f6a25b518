// Analysis of whole experiments, from the experiment file to the rows: functions with known answers stand in for the market.
#include "experiment/analyse.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <numbers>
#include <set>

#include "engine/det_math.hpp"
#include "engine/random.hpp"
#include "experiment/experiment_file.hpp"
#include "store/typed_table.hpp"
#include "support/paths.hpp"

namespace carepool::experiment {
namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path dir = fs::temp_directory_path() / ("carepool-analyse-" + std::to_string(::getpid()));
  Folder() {
    fs::create_directories(dir);
    std::ofstream(dir / "base.yaml") << "name: pools\nworld: {kind: pools, pools: 2, places_per_pool: 5, homes_per_pool: 1}\nyears: 0.1\ndemand: {entries_per_day: 0.05, mean_stay_days: 50}\n";
    std::ofstream(dir / "dear.yaml") << "prices: {wait_harm: 900}\n";
  }
  ~Folder() { fs::remove_all(dir); }
};

v1::Plan plan_of(const std::string& text) {
  static const Folder folder;
  const auto file = load_experiment_text(text, "test.yaml", folder.dir.string());
  if (!file.ok()) throw std::runtime_error(file.errors().front().text());
  auto plan = make_plan(file.value());
  if (!plan.ok()) throw std::runtime_error(plan.errors().front().text());
  return std::move(plan).value();
}

// The levels of a point as shares of their ranges (or as numbers, for listed values).
std::vector<double> unit_levels(const ExperimentData& data, std::uint32_t point) {
  const v1::Plan& plan = data.plan;
  std::vector<double> out;
  for (int f = 0; f < plan.factors_size(); ++f) {
    const double level = data.level(point, static_cast<std::uint32_t>(f));
    const v1::PlanFactor& factor = plan.factors(f);
    const bool ranged = !factor.low().empty();
    out.push_back(ranged ? (level - std::stod(factor.low())) / (std::stod(factor.high()) - std::stod(factor.low())) : level);
  }
  return out;
}

using Model = std::function<double(const std::vector<double>& levels, const RunOf& run)>;

// A run for every (point, draw, replicate) that gives what the model says; NaN: the run failed.
ExperimentData lived(const v1::Plan& plan, const std::string& metric, const Model& model) {
  ExperimentData levels;
  levels.plan = plan;
  std::vector<v1::RunResult> results;
  for (std::size_t i = 0; i < runs_of(plan); ++i) {
    const RunOf run = run_at(plan, i);
    const double value = model(unit_levels(levels, run.point), run);
    v1::RunResult& r = results.emplace_back();
    r.set_point(plan.points(static_cast<int>(run.point)).id());
    r.set_draw(run.draw);
    r.set_replicate(run.replicate);
    r.set_seed(seed_of(plan, run.replicate));
    r.set_draw_id(draw_id(plan, run.draw));
    r.set_status(std::isfinite(value) ? v1::RunResult::FINISHED : v1::RunResult::FAILED);
    if (!std::isfinite(value)) {
      r.set_message("no value");
      continue;
    }
    r.add_metrics(metric);
    r.add_groups();
    r.mutable_summary()->add_metric(0);
    r.mutable_summary()->add_group(0);
    r.mutable_summary()->add_value(value);
  }
  return gather(plan, std::move(results));
}

double ishigami(const std::vector<double>& u) {
  const auto x = [&](std::size_t i) { return std::numbers::pi * (2 * u[i] - 1); };
  const double s = std::sin(x(1));
  return std::sin(x(0)) + 7 * s * s + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
}

std::string three_factors(const std::string& design, int replicates = 1) {
  return "experiment: test\nbase: base.yaml\nreplicates: " + std::to_string(replicates) + "\nmetrics: [spend_total]\ndesign: " + design +
         "\nfactors:\n  - {path: offers.taste_scale, name: x1, range: [0, 1000]}\n  - {path: offers.ceiling_start, name: x2, range: [1, 3]}\n"
         "  - {path: search.max_miles, name: x3, range: [200, 300]}\n";
}

const store::SobolRow& sobol_of(const store::Analysis& a, const std::string& factor) {
  for (const store::SobolRow& row : a.sobol)
    if (row.factor == factor) return row;
  throw std::runtime_error("no index of " + factor);
}

TEST(Analyse, SobolIndicesOfIshigamisFunctionThroughPlanAndTables) {
  const v1::Plan plan = plan_of(three_factors("{type: saltelli, samples: 1024}"));
  const store::Analysis a = analyse(lived(plan, "spend_total", [](const auto& u, const RunOf&) { return ishigami(u); }), {.resamples = 100});
  EXPECT_NEAR(sobol_of(a, "x1").first, 0.3139, 0.03);
  EXPECT_NEAR(sobol_of(a, "x1").total, 0.5576, 0.03);
  EXPECT_NEAR(sobol_of(a, "x2").total, 0.4424, 0.03);
  EXPECT_NEAR(sobol_of(a, "x3").first, 0, 0.03);
  EXPECT_NEAR(sobol_of(a, "x3").total, 0.2437, 0.03);
  ASSERT_FALSE(a.sentences.empty());
  EXPECT_NE(a.sentences[0].text.find("is moved most by x1 (56 %"), std::string::npos) << a.sentences[0].text;
}

TEST(Analyse, FailedPointsAreLeftOutAndNamed) {
  const v1::Plan plan = plan_of(three_factors("{type: saltelli, samples: 512}"));
  const auto model = [](const std::vector<double>& u, const RunOf& run) { return run.point % 50 == 7 ? std::nan("") : ishigami(u); };
  const store::Analysis a = analyse(lived(plan, "spend_total", model), {.resamples = 50});
  EXPECT_LT(sobol_of(a, "x1").rows_used, 512);
  EXPECT_GT(sobol_of(a, "x1").rows_used, 450);
  EXPECT_NEAR(sobol_of(a, "x2").total, 0.4424, 0.1);
  EXPECT_NE(a.sentences[0].text.find("values of the design are missing; a row counts"), std::string::npos) << a.sentences[0].text;
  EXPECT_NE(a.fact("failed"), "0");
}

TEST(Analyse, LuckRaisesTheNoiseFloorAndNoOtherFactor) {
  const v1::Plan plan = plan_of(three_factors("{type: saltelli, samples: 256}", 4));
  const auto model = [](const std::vector<double>& u, const RunOf& run) {
    return u[0] + 0.5 * det::normal_quantile(draw_uniform(1, 2, run.point, static_cast<std::uint32_t>(run.replicate)));
  };
  const store::Analysis a = analyse(lived(plan, "spend_total", model), {.resamples = 50});
  const double expected = (0.25 / 4) / (1.0 / 12 + 0.25 / 4);
  EXPECT_NEAR(sobol_of(a, "x2").noise_floor, expected, 0.08);
  EXPECT_NE(a.sentences[0].text.find("Noise floor"), std::string::npos);
}

TEST(Analyse, MorrisOfALineIsItsSlopesThroughPlanAndTables) {
  const v1::Plan plan = plan_of(three_factors("{type: morris, samples: 12, levels: 4}"));
  const store::Analysis a = analyse(lived(plan, "spend_total", [](const auto& u, const RunOf&) { return 3 * u[0] - 8 * u[1] + u[2] * u[0]; }), {.resamples = 50});
  ASSERT_EQ(a.morris.size(), 3U);
  EXPECT_NEAR(a.morris[1].mu, -8, 1e-6);
  EXPECT_NEAR(a.morris[1].mu_star, 8, 1e-6);
  EXPECT_NEAR(a.morris[1].sigma, 0, 1e-6);
  EXPECT_GT(a.morris[0].sigma, 0.1) << "its effect depends on the third";
  EXPECT_EQ(a.morris[0].effects, 12);
  EXPECT_NE(a.sentences[0].text.find("most is x2"), std::string::npos) << a.sentences[0].text;
}

const char* kPolicies =
    "experiment: test\nbase: base.yaml\nreplicates: 2\nmetrics: [spend_total]\ndesign: {type: grid}\nfactors:\n"
    "  - name: policy\n    options:\n      - {name: none}\n      - {name: dear, policies: [dear.yaml]}\n"
    "  - {path: demand.level, name: demand, range: [0.8, 1.2], levels: 9}\n  - {path: search.max_miles, name: miles, range: [200, 300], levels: 5}\n";

// 'dear' costs 5 less below a demand of 1 and 20 more above it.
double spend(const std::vector<double>& levels, const RunOf& run) {
  const bool dear = levels[0] == 1;
  const double demand = 0.8 + 0.4 * levels[1];
  return 100 + 50 * demand + 3 * run.replicate + (dear ? (demand > 1.001 ? 20 : -5) : 0);
}

TEST(Analyse, RegretOfPoliciesOverFuturesIsThatOfTheTable) {
  const store::Analysis a = analyse(lived(plan_of(kPolicies), "spend_total", spend), {.resamples = 10});
  ASSERT_EQ(a.regret_policies.size(), 2U);
  EXPECT_NEAR(a.regret_policies[0].most, 5, 1e-9);
  EXPECT_NEAR(a.regret_policies[1].most, 20, 1e-9);
  EXPECT_EQ(a.regret_policies[0].policy, "none");
  EXPECT_EQ(a.regret_policies[0].least_most, 1);
  EXPECT_EQ(a.regret.size(), 2U * 45U);
  EXPECT_EQ(a.sentences[0].topic, "regret");
}

v1::Plan plan_of_example(const std::string& name) {
  const auto file = load_experiment((test::source_dir() / "scenarios/experiments" / name).string());
  if (!file.ok()) throw std::runtime_error(file.errors().front().text());
  PlanOptions options;
  options.replicates = 2;
  auto plan = make_plan(file.value(), options);
  if (!plan.ok()) throw std::runtime_error(plan.errors().front().text());
  return std::move(plan).value();
}

template <class Row, class Text>
std::set<std::string> distinct(const std::vector<Row>& rows, Text Row::*column) {
  std::set<std::string> out;
  for (const Row& row : rows) out.insert(row.*column);
  return out;
}

TEST(Analyse, ShocksAndInflationAreFuturesThatPoliciesAreCrossedWith) {
  const auto any = [](const std::vector<double>& u, const RunOf& run) { return 100 + u[0] + run.replicate; };
  const store::Analysis blocks = analyse(lived(plan_of_example("demand-blocks.yaml"), "spend_total", any), {.metrics = {"spend_total"}, .resamples = 10});
  EXPECT_EQ(distinct(blocks.regret, &store::RegretCellRow::future), (std::set<std::string>{"demand = 0.8", "demand = 1", "demand = 1.15", "demand = 1.3"}));
  EXPECT_EQ(distinct(blocks.regret, &store::RegretCellRow::policy),
            (std::set<std::string>{"as today", "regional blocks, guarantee = 0.6", "regional blocks, guarantee = 0.8", "regional blocks, guarantee = 1"}));
  const store::Analysis cap = analyse(lived(plan_of_example("fee-cap.yaml"), "spend_total", any), {.metrics = {"spend_total"}, .resamples = 10});
  EXPECT_EQ(distinct(cap.regret, &store::RegretCellRow::future), (std::set<std::string>{"real growth of costs = 0", "real growth of costs = 0.02"}));
  EXPECT_EQ(distinct(cap.regret, &store::RegretCellRow::policy).size(), 18U);
}

TEST(Analyse, ARoleInTheFileOverrulesWhatIsPolicyAndWhatIsFuture) {
  std::string text = kPolicies;
  text.insert(text.find("  - {path: demand.level, ") + 5, "role: policy, ");
  text.insert(text.find("    options:"), "    role: future\n");
  const store::Analysis a = analyse(lived(plan_of(text), "spend_total", spend), {.resamples = 10});
  EXPECT_EQ(distinct(a.regret_policies, &store::RegretPolicyRow::policy).size(), 9U);
  EXPECT_EQ(distinct(a.regret, &store::RegretCellRow::future).size(), 2U * 5U);
}

TEST(Analyse, RegretSaysWhatLuckAloneCouldHavePutFirst) {
  const auto close = [](const std::vector<double>& levels, const RunOf& run) { return 100 + 50 * levels[1] + (levels[0] == 1 ? (run.replicate == 0 ? 3 : -2) : 0); };
  const store::Analysis a = analyse(lived(plan_of(kPolicies), "spend_total", close), {.resamples = 10});
  EXPECT_EQ(a.regret_policies[1].told_apart, 0);
  EXPECT_NE(a.sentences[0].text.find("Luck alone could put first: 'dear'"), std::string::npos) << a.sentences[0].text;
  const store::Analysis clear = analyse(lived(plan_of(kPolicies), "spend_total", spend), {.resamples = 10});
  EXPECT_EQ(clear.regret_policies[1].told_apart, 1);
  EXPECT_EQ(clear.sentences[0].text.find("Luck alone"), std::string::npos) << clear.sentences[0].text;
}

std::string notes(const store::Analysis& a) {
  std::string out;
  for (const store::Sentence& sentence : a.sentences)
    if (sentence.topic == "note") out += sentence.text + "\n";
  return out;
}

TEST(Analyse, FewReplicatesAndWarningsOfPointsAreNoted) {
  const std::string few = notes(analyse(lived(plan_of(kPolicies), "spend_total", spend), {.resamples = 10}));
  EXPECT_NE(few.find("Only 2 replicates: an interval from so few rests on a t quantile of 12.7"), std::string::npos) << few;
  v1::Plan plan = plan_of(kPolicies);
  plan.set_replicates(5);
  v1::PlanWarning& warning = *plan.add_warnings();
  warning.set_text("share has no effect");
  warning.set_points(3);
  const std::string said = notes(analyse(lived(plan, "spend_total", spend), {.resamples = 10}));
  EXPECT_EQ(said.find("Only 5"), std::string::npos) << said;
  EXPECT_NE(said.find("Of 3 of " + std::to_string(plan.points_size()) + " points: share has no effect."), std::string::npos) << said;
}

TEST(Analyse, TheConditionUnderWhichAPolicyFlipsIsFoundAndSaid) {
  const store::Analysis a = analyse(lived(plan_of(kPolicies), "spend_total", spend), {.resamples = 10});
  ASSERT_EQ(a.discovery.size(), 1U);
  EXPECT_EQ(a.discovery[0].question, "'dear' does worse than 'none' on spend_total");
  EXPECT_EQ(a.discovery[0].condition, "when demand is above 1.02");
  EXPECT_EQ(a.discovery[0].density, 1);
  EXPECT_EQ(a.discovery[0].coverage, 1);
}

TEST(Analyse, ResponsesAreMeansByLevel) {
  const store::Analysis a = analyse(lived(plan_of(kPolicies), "spend_total", spend), {.resamples = 10});
  for (const store::ResponseRow& row : a.responses) {
    if (row.factor == "policy" && row.level == "none") {
      EXPECT_NEAR(row.mean, 100 + 50 * 1.0 + 1.5, 1e-9);
    }
    if (row.factor == "demand" && row.x == 0.8) {
      EXPECT_NEAR(row.mean, 100 + 40 + 1.5 - 2.5, 1e-9);
    }
  }
  EXPECT_EQ(a.responses.size(), 2U + 9U + 5U);
}

std::string response_sentence(const store::Analysis& a) {
  for (const store::Sentence& sentence : a.sentences)
    if (sentence.topic == "response") return sentence.text;
  return "";
}

// 50 for each of 0.4 more demand, and in half of the points 'dear', which goes from 5 less to 20 more: 20 + 12.5.
TEST(Analyse, AGridSaysWhatEachFactorDoesFromItsLowestToItsHighest) {
  const std::string text = response_sentence(analyse(lived(plan_of(kPolicies), "spend_total", spend), {.resamples = 10}));
  EXPECT_NE(text.find("demand 1.2 rather than 0.8: +£32"), std::string::npos) << text;
  EXPECT_NE(text.find("miles 300 rather than 200: no difference"), std::string::npos) << text;
  const auto luck = [](const std::vector<double>& levels, const RunOf& run) { return 100 + (run.replicate == 0 ? 10 : -12) * levels[1]; };
  const std::string unsure = response_sentence(analyse(lived(plan_of(kPolicies), "spend_total", luck), {.resamples = 10}));
  EXPECT_NE(unsure.find("demand 1.2 rather than 0.8: cannot be told apart (95 % interval −£"), std::string::npos) << unsure;
}

TEST(Analyse, FilesAreTheSameEachTimeAndEmptyTablesAreLeftOut) {
  const ExperimentData data = lived(plan_of(kPolicies), "spend_total", spend);
  const auto files = store::analysis_files(analyse(data, {.resamples = 10}));
  EXPECT_EQ(files, store::analysis_files(analyse(data, {.resamples = 10})));
  std::vector<std::string> names;
  for (const auto& [name, bytes] : files) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"response.csv", "regret.csv", "regret_policies.csv", "discovery.csv", "analysis.sqlite"}));
}

}  // namespace
}  // namespace carepool::experiment
