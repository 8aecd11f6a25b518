// An RCC is what its members do together, and nothing else.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "small_market.hpp"

namespace carepool {
namespace {

using test::SmallMarket;

const std::string kBase =
    "  - {name: frameworks, kind: framework, partition: {method: region}}\n"
    "  - {name: blocks, kind: block, share: 0.1}\n";

TEST(RccLaw, RccOfOnesThatPoolsNothingIsNoRccToTheBit) {
  SmallMarket without(kBase),
      ones(kBase + "  - {name: ones, kind: rcc, partition: {method: nearest, target_size: 1}}\n"),
      empty(kBase +
            "  - {name: nothing, kind: rcc, partition: {method: all}, functions: [], setup_cost: 0, "
            "running_cost: 0}\n");
  for (SmallMarket* market : {&without, &ones, &empty}) market->run_to("2025-07-01");
  EXPECT_EQ(world_hash(ones.world()), world_hash(without.world()));
  EXPECT_EQ(world_hash(empty.world()), world_hash(without.world()));
}

TEST(RccLaw, BeforeItsFirstDayAnRccChangesNothing) {
  SmallMarket without(kBase),
      with(kBase + "  - {name: all, kind: rcc, from: 2025-06-01, partition: {method: all}}\n");
  with.run_to("2025-06-01"), without.run_to("2025-06-01");
  EXPECT_EQ(world_hash(with.world()), world_hash(without.world()));
  with.run_to("2025-07-15"), without.run_to("2025-07-15");
  EXPECT_NE(world_hash(with.world()), world_hash(without.world()));
}

TEST(RccLaw, OneGroupOfAllRuns) {
  SmallMarket market(kBase +
                     "  - {name: all, kind: rcc, from: 2025-05-10, to: 2026-02-01, partition: {method: all},"
                     " functions: [search, framework, block, in_house, build, recruit, publish],"
                     " settings: [fostering, residential, supported]}\n");
  market.run_to("2026-04-01", [](const World& w, std::int32_t) {
    std::size_t placed = 0;
    for (std::uint32_t child = 0; child < w.children.size(); ++child) {
      const std::uint32_t r = w.children.care[child].placement;
      if (w.children.care[child].state != ChildState::placed) continue;
      ASSERT_NE(r, kNobody);
      ASSERT_EQ(w.placements.account[r].child, child);
      ++placed;
    }
    std::size_t rows = 0;
    for (std::uint32_t r = 0; r < w.placements.size(); ++r) rows += w.placements.account[r].child != kNobody;
    ASSERT_EQ(rows, placed);
  });
}

TEST(RccLaw, SetUpIsPaidOnceAndRunningByTheMonthByItsMembersOnly) {
  SmallMarket market(kBase +
                     "  - name: rcc\n    kind: rcc\n    from: 2025-05-10\n    groups:\n"
                     "      - {name: g, councils: [Sunderland, Gateshead, County Durham]}\n"
                     "    setup_cost: 1000000.01\n    running_cost: 120000\n");
  market.run_to("2025-05-01");
  EXPECT_EQ(test::paid_for(market.world(), Pay::rcc_setup) + test::paid_for(market.world(), Pay::rcc_running),
            0);
  market.run_to("2025-09-01");
  EXPECT_EQ(test::paid_for(market.world(), Pay::rcc_setup), 100'000'001);
  EXPECT_EQ(test::paid_for(market.world(), Pay::rcc_running), 4 * 1'000'000);
  const auto& members = market.world().rules.bodies.back().members;
  for (std::uint32_t c = 0; c < market.world().councils.size(); ++c) {
    const bool member = std::find(members.begin(), members.end(), c) != members.end();
    EXPECT_EQ(market.world().totals.paid[c * kPays + static_cast<std::size_t>(Pay::rcc_setup)] > 0, member);
  }
}

TEST(RccLaw, PooledSearchSavesTheShareOfBrokerageThatItSays) {
  SmallMarket market(
      "  - {name: all, kind: rcc, partition: {method: all}, functions: [search], brokerage_saving: 1}\n");
  EXPECT_EQ(test::paid_for(market.world(), Pay::brokerage), 0);
  SmallMarket alone("");
  EXPECT_GT(test::paid_for(alone.world(), Pay::brokerage), 0);
}

// On the first of the month in which the co-operative lets its first beds, its strength in talks is all that differs: half of it moves each price half as far.
TEST(RccLaw, ItsStrengthInTalksMovesBlockPricesInProportion) {
  const auto prices = [](const std::string& leverage) {
    SmallMarket market(
        "  - {name: blocks, kind: block, share: 0.3, from: 2025-05-01, price_ratio: 3}\n"
        "  - {name: rcc, kind: rcc, from: 2025-05-01, partition: {method: all}, functions: [block], leverage: " + leverage + "}\n");
    market.run_to("2025-05-02");
    const World& w = market.world();
    std::map<std::uint64_t, double> out;
    for (std::size_t b = 0; b < w.blocks.size(); ++b) out[w.homes.key[w.blocks.home[b]]] = static_cast<double>(w.blocks.pence_per_week[b]) / 100;
    return out;
  };
  const auto none = prices("0"), half = prices("0.5"), full = prices("1");
  std::size_t moved = 0;
  for (const auto& [home, price] : none) {
    const auto h = half.find(home), f = full.find(home);
    if (h == half.end() || f == full.end()) continue;  // another home was cheaper
    EXPECT_NEAR(h->second, (price + f->second) / 2, 0.02);
    moved += std::abs(f->second - price) > 1;
  }
  EXPECT_GT(moved, 0u);
}

TEST(RccLaw, WithoutLeverageItsFrameworkBidsLikeAConsortium) {
  const std::string rcc =
      "  - {name: all, kind: rcc, partition: {method: all}, functions: [framework], setup_cost: 0, "
      "running_cost: 0, leverage: ";
  SmallMarket none(rcc + "0}\n"), full(rcc + "1}\n"),
      consortium("  - {name: all, kind: framework, partition: {method: all}}\n");
  for (SmallMarket* market : {&none, &full, &consortium}) market->run_to("2025-04-20");
  EXPECT_EQ(world_hash(none.world()), world_hash(consortium.world()));
  EXPECT_NE(world_hash(none.world()), world_hash(full.world()));
}

}  // namespace
}  // namespace carepool
