// Comparisons of small worlds: same luck, known signs, the same bytes for any number of threads, located errors.
#include "experiment/compare.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "experiment/compare_folder.hpp"
#include "store/files.hpp"
#include "support/paths.hpp"

namespace carepool::experiment {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPools = R"(name: pools
title: Twenty separate places
world: {kind: pools, pools: 20, places_per_pool: 10, homes_per_pool: 3, councils_per_pool: 1, groups_per_pool: 2}
start_state: {prehistory_days: 0}
years: 0.25
demand: {entries_per_day: 0.08, mean_stay_days: 60}
)";

class Compare : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = fs::temp_directory_path() / ("carepool-compare-" + std::to_string(::getpid()) + "-" + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(dir_);
    fs::create_directories(dir_);
    file("base.yaml", kPools);
  }
  void TearDown() override { fs::remove_all(dir_); }

  std::string file(const std::string& name, const std::string& text) {
    std::ofstream(dir_ / name) << text;
    return (dir_ / name).string();
  }

  ArmsRequest request(std::vector<std::string> policies, std::int32_t replicates = 4) {
    ArmsRequest r;
    r.base = (dir_ / "base.yaml").string();
    r.policies = std::move(policies);
    r.replicates = replicates;
    return r;
  }

  static store::Comparison compared(const Arms& arms, std::int32_t replicates, int threads = 1) {
    CompareOptions options;
    options.replicates = replicates;
    options.threads = threads;
    return compare(arms, run_comparison(arms, options), {});
  }

  fs::path dir_;
};

TEST_F(Compare, ArmsThatMeanTheSameDifferByExactlyNothing) {
  const Arms arms = make_arms(request({file("same.yaml", "demand: {entries_per_day: 0.08}\n")}, 5)).value();
  const store::Comparison c = compared(arms, 5);
  ASSERT_FALSE(c.differences.empty());
  for (const store::DifferenceRow& d : c.differences) {
    EXPECT_EQ(d.difference, 0) << d.metric;
    EXPECT_EQ(d.verdict, "cannot tell apart") << d.metric;
    EXPECT_EQ(d.low, 0);
    EXPECT_EQ(d.high, 0);
  }
  ASSERT_EQ(c.remarks.size(), 1U);
  EXPECT_NE(c.remarks[0].find("means the same scenario"), std::string::npos) << c.remarks[0];
}

TEST_F(Compare, AKnownSignIsFoundAndPairingIsWorthSomething) {
  const Arms arms = make_arms(request({file("more.yaml", "demand: {entries_per_day: 0.1}\n")}, 8)).value();
  const store::Comparison c = compared(arms, 8);
  const store::DifferenceRow* d = c.england(1, "children_in_care");
  ASSERT_NE(d, nullptr);
  EXPECT_EQ(d->verdict, "higher");
  EXPECT_GT(d->low, 0);
  EXPECT_EQ(d->pairs, 8);
  EXPECT_GT(d->variance_reduction, 1.5) << "the same children enter in both arms";
}

TEST_F(Compare, ReplicateKHasTheSameSeedInEveryArm) {
  const Arms arms = make_arms(request({file("more.yaml", "demand: {entries_per_day: 0.1}\n")}, 3)).value();
  const store::Comparison c = compared(arms, 3);
  ASSERT_EQ(c.runs.size(), 6U);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_EQ(c.runs[k].seed, c.runs[3 + k].seed);
    EXPECT_NE(c.runs[k].world_hash, c.runs[3 + k].world_hash);
  }
  EXPECT_EQ(c.runs[0].seed, "1") << "replicate 0 uses the seed itself";
}

TEST_F(Compare, GivesTheSameBytesForAnyNumberOfThreads) {
  const Arms arms = make_arms(request({file("more.yaml", "demand: {entries_per_day: 0.1}\n"), file("few.yaml", "demand: {mean_stay_days: 50}\n")}, 5)).value();
  const store::Comparison one = compared(arms, 5, 1);
  for (const int threads : {2, 8}) {
    const store::Comparison other = compared(arms, 5, threads);
    EXPECT_EQ(store::comparison_sqlite(one), store::comparison_sqlite(other)) << threads;
    EXPECT_EQ(store::differences_csv(one), store::differences_csv(other)) << threads;
    EXPECT_EQ(store::comparison_summary_json(one), store::comparison_summary_json(other)) << threads;
  }
}

TEST_F(Compare, TheBaseInPlusBothIsOneArmWithBoth) {
  const std::string a = file("a.yaml", "demand: {entries_per_day: 0.1}\n");
  const std::string b = file("b.yaml", "demand: {mean_stay_days: 90}\n");
  const Arms arms = make_arms(request({a, a + "+" + b})).value();
  ASSERT_EQ(arms.arms.size(), 3U);
  EXPECT_EQ(arms.arms[2].name, "a+b");
  EXPECT_EQ(arms.arms[2].scenario->values.demand().mean_stay_days(), 90);
  EXPECT_EQ(arms.arms[2].scenario->values.demand().entries_per_day(), 0.1);
}

TEST_F(Compare, UntilCiStopsWhenItIsReachedAndAtTheCeilingWhenNot) {
  const Arms arms = make_arms(request({file("more.yaml", "demand: {entries_per_day: 0.1}\n")}, 60)).value();
  CompareOptions options;
  options.replicates = 3;
  options.most_replicates = 60;
  options.until = Precision{0.05, {"children_in_care"}};
  const ComparedRuns wide = run_comparison(arms, options);
  EXPECT_TRUE(wide.reached);
  const Closeness close = closeness_of(arms, wide, *options.until);
  EXPECT_TRUE(close.reached);
  EXPECT_GE(wide.replicates.size(), 3U);
  EXPECT_LT(wide.replicates.size(), 60U);
  options.until->share = 1e-5;
  options.most_replicates = 9;
  const ComparedRuns narrow = run_comparison(arms, options);
  EXPECT_FALSE(narrow.reached);
  EXPECT_EQ(narrow.replicates.size(), 9U);
  EXPECT_GT(closeness_of(arms, narrow, *options.until).pairs_needed, 1000);
}

TEST_F(Compare, FewPairsAreRemarkedUpon) {
  const Arms arms = make_arms(request({file("more.yaml", "demand: {entries_per_day: 0.1}\n")}, 5)).value();
  const store::Comparison few = compared(arms, 3);
  ASSERT_EQ(few.remarks.size(), 1U);
  EXPECT_NE(few.remarks[0].find("Only 3 pairs of runs"), std::string::npos) << few.remarks[0];
  EXPECT_NE(store::comparison_summary_json(few).find("Only 3 pairs of runs"), std::string::npos);
  EXPECT_TRUE(compared(arms, 5).remarks.empty());
}

TEST_F(Compare, AnInterruptedComparisonKeepsWholePairsOnly) {
  const Arms arms = make_arms(request({file("more.yaml", "demand: {entries_per_day: 0.1}\n")}, 6)).value();
  CompareOptions options;
  options.replicates = 6;
  options.progress = [](const CompareProgress& p) { return p.batch.done < 5; };
  const ComparedRuns runs = run_comparison(arms, options);
  EXPECT_TRUE(runs.interrupted);
  EXPECT_EQ(runs.replicates.size(), 2U) << "five runs are two pairs and a half";
  EXPECT_EQ(runs.results.size(), 4U);
  const store::Comparison whole = compared(arms, 2);
  EXPECT_EQ(compare(arms, runs, {}).differences.front().difference, whole.differences.front().difference);
}

TEST_F(Compare, DrawsShowLuckAndNotKnownApart) {
  ArmsRequest r = request({file("more.yaml", "demand: {mean_stay_days: 80}\n")}, 3);
  r.ensemble = file("draws.csv", "demand.entries_per_day\n0.05\n0.08\n0.12\n0.16\n");
  const auto made = make_arms(r);
  ASSERT_TRUE(made.ok()) << made.errors().front().text();
  const store::Comparison c = compared(made.value(), 3);
  const store::DifferenceRow* d = c.england(1, "children_in_care");
  ASSERT_NE(d, nullptr);
  EXPECT_EQ(d->pairs, 12);
  EXPECT_GT(d->not_known_high - d->not_known_low, d->high - d->low) << "the effect grows with the entries that nobody knows";
  EXPECT_EQ(d->p_higher, 1);
  EXPECT_EQ(c.fact("draws"), "4");
}

// ---- errors -------------------------------------------------------------------------------------------------------------------

std::string first_error(const Result<Arms>& made) { return made.ok() ? "no error" : made.errors().front().text(); }

TEST_F(Compare, BadArmsGiveLocatedErrors) {
  const std::string good = file("good.yaml", "demand: {entries_per_day: 0.1}\n");
  EXPECT_NE(first_error(make_arms(request({good + "+"}))).find("--policy #1: error:"), std::string::npos);
  EXPECT_NE(first_error(make_arms(request({good, good}))).find("--policy #2: error: is the same arm as --policy #1"), std::string::npos);
  EXPECT_NE(first_error(make_arms(request({(dir_ / "none.yaml").string()}))).find("none.yaml"), std::string::npos);
  const std::string typo = file("typo.yaml", "demand:\n  entires_per_day: 0.1\n");
  const std::string text = first_error(make_arms(request({good, typo})));
  EXPECT_NE(text.find("typo.yaml:2:"), std::string::npos) << text;
  EXPECT_NE(text.find("did you mean 'entries_per_day'"), std::string::npos) << text;
}

TEST_F(Compare, ArmsMustLiveTheSameDaysOnTheSameLuck) {
  const std::string longer = file("longer.yaml", "years: 0.5\n");
  const std::string text = first_error(make_arms(request({longer})));
  EXPECT_NE(text.find("--policy #1: error: changes years, which all arms must share"), std::string::npos) << text;
  EXPECT_NE(first_error(make_arms(request({file("lucky.yaml", "seed: 7\n")}))).find("changes seed"), std::string::npos);
}

TEST_F(Compare, LeverageOffSaysSoWhereThereIsNothingToSwitchOff) {
  ArmsRequest r = request({file("more.yaml", "demand: {entries_per_day: 0.1}\n")});
  r.leverage_off = true;
  const Arms arms = make_arms(r).value();
  EXPECT_EQ(arms.arms.size(), 2U);
  ASSERT_EQ(arms.remarks.size(), 1U);
  EXPECT_NE(arms.remarks[0].find("nothing to switch off"), std::string::npos);
}

// ---- a folder -------------------------------------------------------------------------------------------------------------------

TEST_F(Compare, AFolderIsVerifiedAndAChangedTableIsNamed) {
  const Arms arms = make_arms(request({file("more.yaml", "demand: {entries_per_day: 0.1}\n")}, 2)).value();
  CompareOptions options;
  options.replicates = 2;
  const ComparedRuns runs = run_comparison(arms, options);
  const store::Comparison c = compare(arms, runs, {});
  const fs::path out = dir_ / "out";
  auto folder = store::RunFolder::create(out);
  ASSERT_TRUE(folder.ok());
  write_comparison(folder.value(), arms, runs, c);
  folder.value().finish(comparison_manifest(arms, runs, 2));
  const auto same = verify_comparison(out, 2);
  ASSERT_TRUE(same.ok()) << same.errors().front().text();
  EXPECT_TRUE(same.value().same()) << same.value().text();
  EXPECT_EQ(same.value().n_replicates, 4U) << "two arms, two replicates";
  const auto read = read_comparison(out);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(store::comparison_sqlite(read.value()), store::comparison_sqlite(c)) << "rows come back as they were written";
  std::ofstream(out / "differences.csv", std::ios::app) << " ";
  const auto changed = verify_comparison(out, 1);
  ASSERT_TRUE(changed.ok());
  EXPECT_FALSE(changed.value().same());
  EXPECT_NE(changed.value().text().find("differences.csv"), std::string::npos);
}

}  // namespace
}  // namespace carepool::experiment
