// Demand inside the market: the planned path of every child is the same whatever the market does.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "instruments/instruments.hpp"
#include "market/demand.hpp"
#include "market/step.hpp"
#include "support/paths.hpp"
#include "world/child_path.hpp"
#include "world/populate.hpp"

namespace carepool {
namespace {

std::unique_ptr<Setup> setup_with(std::vector<std::string> sets, std::uint64_t seed) {
  LoadOptions options;
  options.sets = std::move(sets);
  auto loaded = load_scenario_text("name: demand\n", "demand.yaml", (test::source_dir() / "scenarios").string(), options);
  if (!loaded.ok()) throw std::runtime_error(loaded.errors().front().text());
  return make_setup(std::make_shared<const Scenario>(std::move(loaded.value())), seed);
}

struct Market {
  std::unique_ptr<Setup> setup;
  InstrumentPlan plan;
  Workspace ws{1};
  World world;
  Market(std::vector<std::string> sets, std::uint64_t seed)
      : setup(setup_with(std::move(sets), seed)), plan(make_instrument_plan(*setup)), world(populate(*setup)) {}
  void live(int days) {
    for (int d = 0; d < days; ++d) step_day(*setup, plan, ws, world);
  }
};

struct Path {
  std::int32_t birth_day, exit_day, plan_end, need_day;
  Setting plan;
  Need need;
  auto operator<=>(const Path&) const = default;
};

std::map<std::uint64_t, Path> paths(const World& w) {
  std::map<std::uint64_t, Path> out;
  const Children& c = w.children;
  for (std::uint32_t r = 0; r < c.size(); ++r)
    if (c.care[r].key != 0) out[c.care[r].key] = {c.care[r].birth_day, c.care[r].exit_day, c.care[r].plan_end, c.care[r].need_day, c.care[r].plan, c.care[r].need};
  return out;
}

const std::vector<std::string> kNorthEast{"world.only_region=North East", "start_state.prehistory_days=60"};

std::vector<std::string> north_east_and(const std::string& more) {
  auto sets = kNorthEast;
  sets.push_back(more);
  return sets;
}

TEST(Demand, ThePlannedPathIsTheSameWhateverTheMarketDoes) {
  Market usual(kNorthEast, 4), hostile(north_east_and("offers.gate={standard: 0.01, moderate: 0.01, complex: 0.01, acute: 0.01}"), 4);
  usual.live(260);
  hostile.live(260);
  EXPECT_NE(usual.world.totals.crisis_starts, hostile.world.totals.crisis_starts);  // the markets do differ
  EXPECT_EQ(paths(usual.world), paths(hostile.world));
}

TEST(Demand, ChildrenAreCountedOnceAndLeaveOnTheirDay) {
  Market m(kNorthEast, 5);
  m.live(300);
  const Children& c = m.world.children;
  std::vector<std::int32_t> counted(m.setup->councils());
  for (std::uint32_t r = 0; r < c.size(); ++r) {
    if (c.care[r].key == 0) continue;
    ++counted[c.care[r].council];
    EXPECT_GE(c.care[r].exit_day, m.world.day);
    EXPECT_LT(m.world.day - 1 - c.care[r].birth_day, kBandStartDays[kBands]);
    EXPECT_NE(c.care[r].state, ChildState::none);
    if (c.care[r].sibling != kNobody) {
      EXPECT_EQ(c.care[c.care[r].sibling].sibling, r);
    }
  }
  EXPECT_EQ(counted, m.world.councils.children);
  const auto sum = [](const Column<std::int64_t>& x) {
    std::int64_t s = 0;
    for (const auto n : x) s += n;
    return s;
  };
  EXPECT_GT(sum(m.world.totals.breakdowns), 0);
  EXPECT_GT(sum(m.world.totals.exits_at_18), 0);
}

// Stock on the first day: as published, after a pre-history in the market.
TEST(Demand, EveryCouncilHasItsPublishedNumberOnTheFirstDay) {
  Market m(kNorthEast, 6);
  m.live(60);
  ASSERT_EQ(m.world.day, m.setup->first_day);
  for (std::size_t k = 0; k < m.setup->councils(); ++k) {
    const CouncilRow& row = m.setup->tables().councils[m.setup->places[k].table_row];
    EXPECT_EQ(m.world.councils.children[k], static_cast<std::int32_t>(std::floor(row.children_looked_after + 0.5))) << row.name;
  }
}

// As many leave as enter: p_waiting · waiting + p_placed · placed, both at the end of the day.
TEST(Demand, WaitingChildrenOfAPoolLeaveAtTheirOwnRate) {
  for (const std::string& ratio : {std::string("1"), std::string("4")}) {
    Market m({"world.kind=pools", "world.pools=200", "world.places_per_pool=1", "demand.entries_per_day=0.5", "demand.mean_stay_days=20",
              "demand.waiting_leave_ratio=" + ratio, "offers.accept_all=true", "search.days_before_crisis=365"},
             8);
    m.live(200);
    double waiting = 0, placed = 0;
    constexpr int kDays = 400;
    const auto& entries = m.world.totals.entries;
    double before = 0, after = 0;
    for (const auto n : entries) before += static_cast<double>(n);
    for (int d = 0; d < kDays; ++d) {
      m.live(1);
      const Children& c = m.world.children;
      for (std::uint32_t r = 0; r < c.size(); ++r) {
        waiting += c.care[r].key != 0 && c.care[r].state == ChildState::waiting;
        placed += c.care[r].key != 0 && c.care[r].state == ChildState::placed;
      }
    }
    for (const auto n : entries) after += static_cast<double>(n);
    const double p_placed = -std::expm1(-1.0 / 20), p_waiting = -std::expm1(-std::stod(ratio) / 20);
    EXPECT_NEAR(p_waiting * waiting + p_placed * placed, after - before, 0.02 * (after - before)) << ratio;
    EXPECT_GT(waiting, 0);
  }
}

}  // namespace
}  // namespace carepool
