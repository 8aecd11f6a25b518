// The market of ten children measured as each source measured England, beside the published figures.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "metrics/observed/observe.hpp"
#include "metrics/recorder.hpp"
#include "support/market_run.hpp"
#include "support/tiny_market.hpp"

namespace carepool {
namespace {

std::map<std::string, Observed> observed_tiny_market() {
  auto market = test::tiny_market();
  market->setup.scenario = test::scenario_file("england.yaml");  // for its table of targets
  MetricRecorder recorder(market->setup);
  recorder.base_from(market->base);
  recorder.start(market->start);
  std::vector<MetricRow> summary;
  recorder.summary(market->end, summary);
  std::map<std::string, Observed> out;
  for (const Observed& x : observe(market->setup, market->end, summary)) out[x.target] = x;
  return out;
}

TEST(Observed, EachOperatorWorkedByHand) {
  const auto observed = observed_tiny_market();
  const std::map<std::string, double> worked{
      {"cla", 10},
      {"entries", 4},
      {"in_homes", 6},
      {"fostering_share", 2.0 / 10},
      {"kinship_share", 1.0 / 2},
      {"uasc", 1},
      {"supported", 0},
      {"placements_started", 4},
      {"placements_started_homes", 2},
      {"placements_started_foster", 1},
      {"outside_all", 4.0 / 9},
      {"outside_homes", 2.0 / 6},
      {"beyond_20_homes", 2.0 / 6},
      {"closure_all", 0.5 / (5 + 0.5 - 1)},
      {"closure_private", 0.5 / (3 + 0.5 - 1)},
      {"occupancy_registered", 6.0 / 20},
      {"occupancy_reported", 6.0 / 9},
      {"homes_open", 5},
      {"homes_private", 3},
      {"fee_2019", 6800},
      {"fee_2025_band", 6200},
      {"agency_foster_fee", 900},
      {"unit_cost_2025", 5600},
      {"residential_spend", 1040000.0 / 4},
      {"overspend", 5000.0 / 150000},
      {"margin_private_band", 152.0 / 800},
      {"staff_cost_share", (1098.0 + 500000 + 120000 + 6000) / (9999.0 + 960000)},
      {"block_share", 1.0 / 5},
      {"framework_share", 1.0 / 5},
      {"framework_exit_2022", 1.0 / 2},
      {"crisis_2025", 1},
      {"crisis_cost", 10500},
      {"crisis_stay", 30},
      {"crisis_reported", 1},
      {"top20_share", 4.0 / 5},
  };
  for (const auto& [target, value] : worked) {
    ASSERT_TRUE(observed.count(target)) << target;
    EXPECT_NEAR(observed.at(target).model, value, 1e-9 * std::max(1.0, value)) << target;
  }
}

TEST(Observed, WhatCannotBeMeasuredIsLeftOut) {
  const auto observed = observed_tiny_market();
  EXPECT_FALSE(observed.count("foster_filled_own"));  // no pools of carers
  EXPECT_FALSE(observed.count("unit_cost_london"));   // the market has no London
  EXPECT_FALSE(observed.count("margin_large"));       // nor a large group
  EXPECT_FALSE(observed.count("fee_growth"));         // no operator
}

TEST(Observed, PublishedMoneyIsInPricesOfTheBaseYear) {
  const auto observed = observed_tiny_market();
  const auto tables = test::tables_of_england();
  EXPECT_DOUBLE_EQ(observed.at("fee_2019").published, 3970 * *tables->price_factor("2019"));
  EXPECT_DOUBLE_EQ(observed.at("unit_cost_2025").published, 7000);
  EXPECT_DOUBLE_EQ(observed.at("in_homes").published, 9480);
}

}  // namespace
}  // namespace carepool
