// Conservation laws on every day of a year: children, places, pounds, one placement for each child.
#include "world/check.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "support/market_run.hpp"

namespace carepool {
namespace {

using test::MarketRun;

std::int64_t sum(const Column<std::int64_t>& x) { return std::accumulate(x.begin(), x.end(), std::int64_t{0}); }

void expect_lawful(const MarketRun& run) {
  for (const std::string& broken : check_world(*run.setup, run.world)) ADD_FAILURE() << "before day " << run.world.day - run.setup->first_day << ": " << broken;
}

// Days that a law was broken on end the test: one broken day breaks all that follow.
void live(MarketRun& run, int days) {
  const World& w = run.world;
  const std::int64_t stock = std::accumulate(w.councils.children.begin(), w.councils.children.end(), std::int64_t{0});
  const std::int64_t entries = sum(w.totals.entries), exits = sum(w.totals.exits);
  for (int i = 0; i < days && !testing::Test::HasFailure(); ++i) {
    run.step();
    expect_lawful(run);
    const std::int64_t now = std::accumulate(w.councils.children.begin(), w.councils.children.end(), std::int64_t{0});
    ASSERT_EQ(now, stock + sum(w.totals.entries) - entries - (sum(w.totals.exits) - exits)) << "children who entered and did not leave are there";
  }
}

TEST(CheckWorld, LawsHoldDailyForAYearInARegion) {
  MarketRun run(test::scenario_file("england.yaml", {"world.only_region=North East", "start_state.prehistory_days=120", "record.history=true"},
                                    {"policies/closure-shock.yaml"}),
                4);
  expect_lawful(run);
  live(run, 40);
  run.start();
  live(run, 365);
}

TEST(CheckWorld, LawsHoldDailyForAYearUnderInstruments) {
  MarketRun run(test::scenario_file("england.yaml", {"world.only_region=East Midlands", "start_state.prehistory_days=60", "start=2026-03-01"},
                                    {"policies/rcc.yaml", "policies/fee-cap.yaml", "policies/demand-shock.yaml"}),
                5);
  run.start();
  live(run, 365);
}

TEST(CheckWorld, LawsHoldDailyForAYearInPools) {
  const char* kinds[] = {
      "blocks: {reserved: true}\noffers: {accept_all: true}\nprices: {fixed: true}\n",
      "search: {retry: none}\noffers: {accept_all: true}\nprices: {fixed: true}\n",
      "offers: {gate: {standard: 0.5, moderate: 0.5, complex: 0.5, acute: 0.5}}\n",
  };
  for (const char* kind : kinds) {
    MarketRun run(test::scenario_text("name: pools\nworld: {kind: pools, pools: 30, places_per_pool: 10, homes_per_pool: 5, groups_per_pool: 2, councils_per_pool: 2}\n"
                                      "demand: {entries_per_day: 0.12, mean_stay_days: 80}\n" + std::string(kind)));
    live(run, 365);
  }
}

// A check that sees nothing would pass all of the above.
TEST(CheckWorld, BrokenLawsAreSaid) {
  MarketRun run(test::scenario_file("england.yaml", {"world.only_region=North East", "start_state.prehistory_days=60"}));
  run.steps(60);
  ASSERT_TRUE(check_world(*run.setup, run.world).empty());
  const auto broken = [&](auto&& breaking) {
    World copy = run.world;
    breaking(copy);
    return !check_world(*run.setup, copy).empty();
  };
  std::uint32_t placed = 0, home = 0;
  const World& w = run.world;
  while (w.children.care[placed].placement == kNobody || w.placements.home[w.children.care[placed].placement] == kNobody) ++placed;
  home = w.placements.home[w.children.care[placed].placement];
  EXPECT_TRUE(broken([&](World& x) { x.children.care[placed].placement = kNobody; }));
  EXPECT_TRUE(broken([&](World& x) { x.placements.account[x.children.care[placed].placement].child = kNobody; }));
  EXPECT_TRUE(broken([&](World& x) { ++x.homes.residents[home]; }));
  EXPECT_TRUE(broken([&](World& x) { ++x.homes.block_used[home]; }));
  EXPECT_TRUE(broken([&](World& x) { ++x.pools.filled[3]; }));
  EXPECT_TRUE(broken([&](World& x) { ++x.totals.paid[5]; }));
  EXPECT_TRUE(broken([&](World& x) { ++x.totals.received_provider[5]; }));
  EXPECT_TRUE(broken([&](World& x) { ++x.placements.account[x.children.care[placed].placement].paid_pence; }));
  EXPECT_TRUE(broken([&](World& x) { ++x.councils.children[2]; }));
  EXPECT_TRUE(broken([&](World& x) { x.children.care[placed].sibling = x.children.care[placed].sibling == placed + 1 ? placed + 2 : placed + 1; }));
  EXPECT_TRUE(broken([&](World& x) { x.children.care[placed].looking = kLooking; }));
  EXPECT_TRUE(broken([&](World& x) { x.open_referrals.push_back(placed); }));
  EXPECT_TRUE(broken([&](World& x) { x.children.care[placed].exit_day = x.day + 1; }));
  EXPECT_TRUE(broken([&](World& x) { x.children.free_rows.push_back(placed); }));
  EXPECT_TRUE(broken([&](World& x) { x.homes.status[home] = HomeStatus::closed; }));
  EXPECT_TRUE(broken([&](World& x) { x.homes.staffed.pop_back(); }));
}

}  // namespace
}  // namespace carepool
