// Luck belongs to its cause: one extra child far away changes no other child's draws, and no home's.
#include <gtest/gtest.h>

#include <map>
#include <tuple>

#include "market/care.hpp"
#include "support/market_run.hpp"
#include "world/child_path.hpp"

namespace carepool {
namespace {

constexpr std::uint64_t kExtraKey = 0x7fffffff12345678ULL;  // of no candidate for entry

// One child more in the last council, from today on.
void let_enter(test::MarketRun& run) {
  const auto council = static_cast<std::uint32_t>(run.setup->councils() - 1);
  const std::int32_t today = run.world.day;
  const std::uint32_t row = begin_path(*run.setup, run.world, {kExtraKey, 0, council, false, today, today - 13 * 365, today + 500});
  ask_for_placement(*run.setup, run.world, row);
}

bool is_near(const Setup& s, std::uint32_t council) { return s.pools_world ? s.pool_of[council] == 0 : s.places[council].copy == 0; }

// What chance alone decides for a child, whatever the market does.
using Draws = std::tuple<std::int32_t, std::int32_t, std::int32_t, std::int32_t, std::int32_t, Setting, Need, float, float, float>;

std::map<std::uint64_t, Draws> draws_of_children_near(const test::MarketRun& run) {
  std::map<std::uint64_t, Draws> out;
  const Children& c = run.world.children;
  for (std::uint32_t r = 0; r < c.size(); ++r)
    if (c.care[r].key != 0 && is_near(*run.setup, c.care[r].council))
      out[c.care[r].key] = {c.search[r].entry_day, c.care[r].birth_day, c.care[r].exit_day, c.care[r].plan_end, c.care[r].need_day, c.care[r].plan, c.care[r].need, c.care[r].need_level, c.search[r].x_km, c.search[r].y_km};
  return out;
}

// Where each child lives, since when, at what fee, after how many moves, and how long the placement will hold.
using Life = std::tuple<std::uint64_t, std::int32_t, Pence, std::uint16_t, float, std::uint16_t>;

std::map<std::uint64_t, Life> lives_near(const test::MarketRun& run) {
  std::map<std::uint64_t, Life> out;
  const World& w = run.world;
  const Children& c = w.children;
  for (std::uint32_t r = 0; r < c.size(); ++r) {
    if (c.care[r].key == 0 || !is_near(*run.setup, c.care[r].council)) continue;
    const std::uint32_t p = c.care[r].placement;
    const bool placed = p != kNobody, at_home = placed && w.placements.home[p] != kNobody;
    out[c.care[r].key] = {at_home ? w.homes.key[w.placements.home[p]] : 0, placed ? w.placements.account[p].start_day : 0, placed ? w.placements.account[p].fee_pence_per_week : 0,
                     c.care[r].moves, c.care[r].breakdown_left, c.care[r].breakdown_ordinal};
  }
  return out;
}

TEST(AlignmentLaw, OneExtraChildFarAwayChangesNoOtherChildsDraws) {
  const auto scenario = test::scenario_file("england.yaml", {"world.only_region=North East", "world.copies_apart_km=20000", "start_state.prehistory_days=60"});
  test::MarketRun without(scenario), with(scenario);
  for (test::MarketRun* run : {&without, &with}) run->steps(20);
  let_enter(with);
  for (test::MarketRun* run : {&without, &with}) {
    run->start();
    run->steps(200);
  }
  EXPECT_NE(draws_of_children_near(with).size(), 0u);
  EXPECT_EQ(draws_of_children_near(with), draws_of_children_near(without));
  std::map<std::uint64_t, Grade> grade;
  std::size_t seen = 0;
  for (std::size_t h = 0; h < without.world.homes.size(); ++h) grade[without.world.homes.key[h]] = without.world.homes.grade[h];
  for (std::size_t h = 0; h < with.world.homes.size(); ++h)
    if (const auto found = grade.find(with.world.homes.key[h]); found != grade.end()) {
      EXPECT_EQ(found->second, with.world.homes.grade[h]);
      ++seen;
    }
  EXPECT_GT(seen, 200u);
}

// Where prices are given, not even the market carries anything from one place to another: every life is the same to the penny.
TEST(AlignmentLaw, WhereOnlyLuckCouldCarryItNothingReachesOtherPlaces) {
  const auto scenario = test::scenario_file("verification/waiting.yaml", {"world.pools=2"});
  test::MarketRun without(scenario), with(scenario);
  for (test::MarketRun* run : {&without, &with}) run->steps(50);
  let_enter(with);
  for (test::MarketRun* run : {&without, &with}) run->steps(300);
  EXPECT_NE(lives_near(with).size(), 0u);
  EXPECT_EQ(lives_near(with), lives_near(without));
}

}  // namespace
}  // namespace carepool
