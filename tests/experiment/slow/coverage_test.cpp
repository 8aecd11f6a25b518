// The law that the product rests on: an interval that says 95 % covers the truth 93 to 97 times in 100. A thousand small experiments on the
// market itself, through the same code as `carepool compare`, with an effect that theory knows exactly.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "experiment/compare.hpp"

namespace carepool::experiment {
namespace {

namespace fs = std::filesystem;

// Children come and go in places that start empty: at the end of day d the number in care in a pool is Poisson with mean entries · (1 − q^d) / (1 − q),
// q = e^(−1/stay) (scenarios/verification/immigration-death.yaml). In a pools world the measure is the mean over the run's day ends.
constexpr const char* kWorld = R"(name: coming-and-going
world: {kind: pools, pools: 6, places_per_pool: 28, homes_per_pool: 0}
start_state: {prehistory_days: 0}
start: 2025-04-01
years: 0.4
demand: {entries_per_day: 0.5, mean_stay_days: 10, waiting_leave_ratio: 1}
search: {retry: daily}
offers: {accept_all: true}
prices: {fixed: true, fixed_fee: 5000}
quality: {breakdown_per_year: 0}
supply: {frozen: true}
)";

TEST(Coverage, IntervalsOfAThousandExperimentsCoverTheKnownEffectNineteenTimesInTwenty) {
  const fs::path dir = fs::temp_directory_path() / ("carepool-coverage-" + std::to_string(::getpid()));
  fs::create_directories(dir);
  std::ofstream(dir / "base.yaml") << kWorld;
  std::ofstream(dir / "more.yaml") << "demand: {entries_per_day: 0.6}\n";
  const double q = std::exp(-1.0 / 10);
  constexpr std::int32_t kExperiments = 1000;
  constexpr std::int32_t kPairs = 6;
  ArmsRequest request;
  request.base = (dir / "base.yaml").string();
  request.policies = {(dir / "more.yaml").string()};
  request.sets = {"record.metrics=[children_in_care]"};
  request.replicates = kExperiments * kPairs;
  const Arms arms = make_arms(request).value();
  CompareOptions options;
  options.replicates = request.replicates;
  options.threads = 2;
  const ComparedRuns all = run_comparison(arms, options);
  ASSERT_EQ(all.replicates.size(), static_cast<std::size_t>(request.replicates));
  constexpr double kDays = 146;  // 0.4 years
  const double effect = 6 * 0.1 / (1 - q) * (1 - q * (1 - std::pow(q, kDays)) / (1 - q) / kDays);
  // Replicates are independent of each other: each six of them are an experiment of their own.
  std::vector<ComparedRuns> experiments(kExperiments);
  for (const v1::RunResult& run : all.results) experiments[static_cast<std::size_t>(run.replicate() / kPairs)].results.push_back(run);
  for (const std::int32_t k : all.replicates) experiments[static_cast<std::size_t>(k / kPairs)].replicates.push_back(k);
  int covered = 0;
  double reduction = 0;
  double mean = 0;
  for (const ComparedRuns& runs : experiments) {
    const store::Comparison c = compare(arms, runs, {});
    const store::DifferenceRow* d = c.england(1, "children_in_care");
    ASSERT_NE(d, nullptr);
    ASSERT_EQ(d->pairs, kPairs);
    covered += d->low <= effect && effect <= d->high ? 1 : 0;
    reduction += d->variance_reduction / kExperiments;
    mean += d->difference / kExperiments;
  }
  fs::remove_all(dir);
  RecordProperty("covered", covered);
  std::printf("covered %d of %d; mean difference %.3f, effect %.3f; the same luck is worth %.2f times the runs\n", covered, kExperiments, mean, effect, reduction);
  EXPECT_NEAR(mean, effect, 0.02 * effect) << "the effect that theory gives is the effect of the market";
  EXPECT_GE(covered, 930);
  EXPECT_LE(covered, 970);
}

}  // namespace
}  // namespace carepool::experiment
