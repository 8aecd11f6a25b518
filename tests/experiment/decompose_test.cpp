// Why a price changed: the parts add up, and each catches what it is named after.
#include "experiment/decompose.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "experiment/compare.hpp"
#include "support/paths.hpp"

namespace carepool::experiment {
namespace {

std::map<std::string, double> parts_of(const store::Comparison& c, std::int64_t arm, const std::string& table) {
  std::map<std::string, double> out;
  for (const store::PartRow& part : c.parts)
    if (part.arm == arm && part.table == table) out[part.part] = part.difference;
  return out;
}

double sum_without_total(const std::map<std::string, double>& parts) {
  double sum = 0;
  for (const auto& [part, value] : parts)
    if (part != "total") sum += value;
  return sum;
}

// The North East for a year: an RCC, its copy without leverage, and a fee cap.
const store::Comparison& north_east() {
  static const store::Comparison comparison = [] {
    ArmsRequest r;
    r.base = (test::source_dir() / "tests/support/scenarios/one_region.yaml").string();
    r.policies = {(test::source_dir() / "scenarios/policies/rcc.yaml").string(), (test::source_dir() / "scenarios/policies/fee-cap.yaml").string()};
    r.sets = {"years=2"};
    r.replicates = 2;
    r.leverage_off = true;
    const Arms arms = make_arms(r).value();
    CompareOptions options;
    options.replicates = 2;
    options.threads = 2;
    return compare(arms, run_comparison(arms, options), {});
  }();
  return comparison;
}

TEST(Decompose, PartsAddUpToTheWhole) {
  for (const std::int64_t arm : {1, 2}) {
    for (const char* table : {"price", "spend"}) {
      const auto parts = parts_of(north_east(), arm, table);
      ASSERT_GE(parts.size(), 5U) << table;
      EXPECT_NEAR(sum_without_total(parts), parts.at("total"), 1e-6 * (1 + std::fabs(parts.at("total")))) << arm << " " << table;
    }
  }
}

TEST(Decompose, TheWholeOfSpendIsWhatTheLedgerSays) {
  const store::Comparison& c = north_east();
  const auto parts = parts_of(c, 1, "spend");
  double ledger = 0;
  for (const char* id : {"spend_waiting", "spend_brokerage", "spend_tenders", "spend_rcc_setup", "spend_rcc_running", "spend_homes_fees", "spend_homes_own", "spend_add_ons",
                         "spend_block_voids", "spend_crisis"})
    if (const auto* d = c.england(1, id)) ledger += d->difference;
  EXPECT_NEAR(parts.at("total"), ledger, 1.0) << "pounds a year";
}

TEST(Decompose, ALeverageOffArmSplitsTheRateAndOnlyThere) {
  const store::Comparison& c = north_east();
  ASSERT_EQ(c.arms.size(), 4U);
  EXPECT_EQ(c.arms[3].name, "rcc without leverage");
  EXPECT_EQ(c.arms[3].leverage_off_of, 1);
  EXPECT_TRUE(parts_of(c, 1, "spend").contains("own_leverage"));
  EXPECT_TRUE(parts_of(c, 1, "spend").contains("rivals"));
  EXPECT_TRUE(parts_of(c, 2, "spend").contains("rate")) << "a cap has no joint body";
}

TEST(Decompose, WhatACapDoesToRatesIsNotPutDownToRivals) {
  ArmsRequest r;
  r.base = (test::source_dir() / "tests/support/scenarios/one_region.yaml").string();
  const std::string policies = (test::source_dir() / "scenarios/policies").string();
  r.policies = {policies + "/rcc.yaml+" + policies + "/fee-cap.yaml"};
  r.sets = {"years=2"};
  r.leverage_off = true;
  const Arms arms = make_arms(r).value();
  const store::Comparison c = compare(arms, run_comparison(arms, {}), {});
  const auto parts = parts_of(c, 1, "spend");
  EXPECT_TRUE(parts.contains("own_leverage"));
  EXPECT_FALSE(parts.contains("rivals"));
  EXPECT_LT(parts.at("rivals_and_rest"), 0);
  EXPECT_NEAR(sum_without_total(parts), parts.at("total"), 1e-6 * std::fabs(parts.at("total")));
}

TEST(Decompose, AFeeCapIsARateAndNotAMix) {
  const auto parts = parts_of(north_east(), 2, "price");
  EXPECT_LT(parts.at("rate"), 0);
  EXPECT_GT(std::fabs(parts.at("rate")), 5 * std::fabs(parts.at("mix")));
}

TEST(Winners, AreNamedOnlyWhereTheSignHoldsInNineOfTenPairs) {
  ArmsRequest r;
  r.base = (test::source_dir() / "tests/support/scenarios/one_region.yaml").string();
  r.policies = {(test::source_dir() / "scenarios/policies/rcc.yaml").string()};
  r.sets = {"years=2"};
  r.replicates = 6;
  const Arms arms = make_arms(r).value();
  CompareOptions options;
  options.replicates = 6;
  options.threads = 2;
  const ComparedRuns runs = run_comparison(arms, options);
  const store::Comparison c = compare(arms, runs, {});
  const ExperimentData data = gather(arms.plan, runs.results);
  std::set<std::string> named;
  for (const store::WinnerRow& row : c.winners)
    if (row.metric == "spend_total") named.insert(row.council + " " + row.outcome);
  std::set<std::string> expected;
  for (const store::CouncilPlace& council : c.councils) {
    store::GroupKey key;
    key.council = council.name;
    const auto group = data.groups.find(key);
    ASSERT_TRUE(group);
    int less = 0, more = 0;
    for (std::int32_t k = 0; k < 6; ++k) {
      const double base = data.value({arms.arms[0].point, 0, k}, *data.metric("spend_total"), *group);
      const double arm = data.value({arms.arms[1].point, 0, k}, *data.metric("spend_total"), *group);
      less += arm < base ? 1 : 0;
      more += arm > base ? 1 : 0;
    }
    if (less == 6) expected.insert(council.name + " wins");  // five of six are not nine of ten
    if (more == 6) expected.insert(council.name + " loses");
  }
  EXPECT_EQ(named, expected);
  EXPECT_FALSE(expected.empty());
  EXPECT_LT(expected.size(), c.councils.size());
  EXPECT_NEAR(std::stod(c.fact("chance_named_by_luck")), 2.0 / 64, 1e-12);
}

TEST(Decompose, CouncilsAreNotNamedFromTwoPairs) {
  EXPECT_TRUE(north_east().winners.empty());
  EXPECT_EQ(north_east().councils.size(), 12U);
}

}  // namespace
}  // namespace carepool::experiment
