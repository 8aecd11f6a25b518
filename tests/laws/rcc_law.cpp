// An RCC is what its members do together, and nothing else.
#include <gtest/gtest.h>

#include <algorithm>

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
      const std::uint32_t r = w.children.placement[child];
      if (w.children.state[child] != ChildState::placed) continue;
      ASSERT_NE(r, kNobody);
      ASSERT_EQ(w.placements.child[r], child);
      ++placed;
    }
    std::size_t rows = 0;
    for (std::uint32_t r = 0; r < w.placements.size(); ++r) rows += w.placements.child[r] != kNobody;
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
