// A cap binds what starts under it, and with the offers held fixed it never raises a fee.
#include <gtest/gtest.h>

#include <algorithm>

#include "market/contracts.hpp"
#include "market/demand.hpp"
#include "market/phases.hpp"
#include "small_market.hpp"

namespace carepool {
namespace {

using test::SmallMarket;

const std::string kBase =
    "  - {name: frameworks, kind: framework, partition: {method: region}}\n"
    "  - {name: blocks, kind: block, share: 0.1}\n";

std::string cap(const std::string& more) {
  return "  - {name: cap, kind: fee_cap, from: 2025-05-01, " + more + "}\n";
}

// Core fees of what started on each day from 1 May on are at most the highest level that `level_of` allows.
void expect_no_start_above(SmallMarket& market,
                           const std::function<double(const World&, std::uint32_t)>& level_of) {
  std::size_t in_scope = 0;
  market.run_to("2025-12-01", [&](const World& w, std::int32_t day) {
    if (day < test::on("2025-05-01")) return;
    test::for_each_start(w, day, [&](std::uint32_t r) {
      const double level = level_of(w, r);
      if (level <= 0) return;
      ++in_scope;
      EXPECT_LE(w.placements.account[r].fee_pence_per_week, pounds(level))
          << "contract " << static_cast<int>(w.placements.account[r].contract);
    });
  });
  EXPECT_GT(in_scope, 20u);
}

TEST(FeeCapLaw, NoInScopeFeeStartsAboveTheCap) {
  SmallMarket market(
      kBase +
      cap("level_by_need: {standard: 3500, moderate: 3800, complex: 5200, acute: 9000}, relabel_share: 0"));
  const double levels[kNeeds] = {3500, 3800, 5200, 9000};
  expect_no_start_above(market, [&](const World& w, std::uint32_t r) {
    return levels[static_cast<std::size_t>(w.placements.account[r].need)];
  });
}

TEST(FeeCapLaw, ARelabelledChildIsHeldAgainstTheNextLevelAtMost) {
  SmallMarket market(
      kBase +
      cap("level_by_need: {standard: 3500, moderate: 3800, complex: 5200, acute: 9000}, relabel_share: 1"));
  const double levels[kNeeds] = {3800, 5200, 9000, 9000};
  expect_no_start_above(market, [&](const World& w, std::uint32_t r) {
    return levels[static_cast<std::size_t>(w.placements.account[r].need)];
  });
}

TEST(FeeCapLaw, OnlyTheContractsSectorsAndCouncilsInScopeAreBound) {
  SmallMarket market(kBase + cap("level: 9500, scope: {contracts: [framework], sectors: [private], councils: "
                                 "[County Durham, Sunderland, Gateshead, Northumberland, Newcastle upon Tyne, "
                                 "Middlesbrough]}"));
  const CapRule rule = make_rules(market.plan(), test::on("2025-05-01")).caps.at(0);
  std::size_t above_elsewhere = 0;
  std::size_t in_scope = 0;
  market.run_to("2026-11-01", [&](const World& w, std::int32_t day) {
    test::for_each_start(w, day, [&](std::uint32_t r) {
      const Placements& p = w.placements;
      const bool bound = day >= test::on("2025-05-01") && p.account[r].contract == Contract::framework &&
                         p.account[r].sector == Sector::private_ && rule.councils[p.account[r].payer] != 0;
      in_scope += bound;
      EXPECT_TRUE(!bound || p.account[r].fee_pence_per_week <= pounds(9500));
      above_elsewhere += !bound && p.account[r].fee_pence_per_week > pounds(9500);
    });
  });
  EXPECT_GT(in_scope, 0u);
  EXPECT_GT(above_elsewhere, 20u);
}

TEST(FeeCapLaw, ACapOnAllFeesReachesSittingOnesAtOnceAndOneAtReviewWithinAYear) {
  const auto above = [](const World& w) {
    std::size_t n = 0;
    for (std::uint32_t r = 0; r < w.placements.size(); ++r)
      n += test::in_home(w, r) && w.placements.account[r].contract != Contract::in_house &&
           w.placements.account[r].fee_pence_per_week > pounds(4200);
    return n;
  };
  SmallMarket all(kBase + cap("level: 4200, applies_to: all")),
      review(kBase + cap("level: 4200, applies_to: at_review")), fresh(kBase + cap("level: 4200"));
  for (SmallMarket* market : {&all, &review, &fresh}) market->run_to("2025-05-01");
  EXPECT_GT(above(all.world()), 50u);
  for (SmallMarket* market : {&all, &review, &fresh}) market->run_to("2025-05-02");
  EXPECT_EQ(above(all.world()), 0u);
  EXPECT_GT(above(review.world()), 50u);
  for (SmallMarket* market : {&review, &fresh}) market->run_to("2026-05-02");
  EXPECT_EQ(above(review.world()), 0u);
  EXPECT_GT(above(fresh.world()), 0u);
}

// The same offers twice, once with a cap on each: the same children go to the same homes and nobody pays
// more.
TEST(FeeCapLaw, FeeCapWithOffersHeldFixedNeverRaisesAFee) {
  SmallMarket market(kBase);
  std::size_t compared = 0, lowered = 0;
  for (int day = 0; day < 60; ++day) {
    World free = market.world();
    Workspace first(1), second(1);
    const StepContext step{first, free.day, true};
    std::vector<std::uint32_t> searchers;
    prepare_workspace(market.setup(), free, first);
    demand(market.setup(), free);
    referral(market.setup(), step, free, searchers);
    offers(market.setup(), step, free, searchers);
    World capped = free;
    CapRule rule;
    rule.level_per_week.fill(4000);
    rule.councils.assign(capped.councils.size(), 1);
    rule.contracts = {1, 1, 1, 0};
    rule.sectors.fill(1);
    rule.settings[static_cast<std::size_t>(Setting::residential)] = 1;
    rule.add_ons_share = 0.15;
    prepare_workspace(market.setup(), capped, second);
    second.offers = first.offers;
    for (auto& list : second.offers)
      for (Offer& offer : list) offer.cap = std::min(offer.cap, 4000.0);
    second.lists = first.lists;
    capped.rules.caps.push_back(rule);
    matching(market.setup(), step, free, searchers);
    matching(market.setup(), StepContext{second, capped.day, true}, capped, searchers);
    for (const std::uint32_t child : searchers) {
      const std::uint32_t a = free.children.care[child].placement, b = capped.children.care[child].placement;
      ASSERT_EQ(a == kNobody, b == kNobody);
      if (a == kNobody || !test::in_home(free, a) || free.placements.account[a].start_day != free.day) continue;
      ASSERT_EQ(free.placements.home[a], capped.placements.home[b]);
      const Pence without = free.placements.account[a].fee_pence_per_week + free.placements.account[a].add_ons_pence_per_week;
      const Pence with =
          capped.placements.account[b].fee_pence_per_week + capped.placements.account[b].add_ons_pence_per_week;
      EXPECT_LE(with, without);
      EXPECT_LE(capped.placements.account[b].fee_pence_per_week, free.placements.account[a].fee_pence_per_week);
      ++compared;
      lowered += with < without;
    }
    market.run_to(market.world().day + 1);
  }
  EXPECT_GT(compared, 20u);
  EXPECT_GT(lowered, 5u);
}

TEST(FeeCapLaw, BeforeItsFirstDayACapChangesNothing) {
  SmallMarket with(kBase + cap("level: 3500")), without(kBase);
  with.run_to("2025-05-01"), without.run_to("2025-05-01");
  EXPECT_EQ(world_hash(with.world()), world_hash(without.world()));
  with.run_to("2025-06-01"), without.run_to("2025-06-01");
  EXPECT_NE(world_hash(with.world()), world_hash(without.world()));
}

TEST(FeeCapLaw, ACapAboveEveryFeeChangesNothing) {
  SmallMarket with(kBase + cap("level: 100000, relabel_share: 0, applies_to: all")), without(kBase);
  with.run_to("2025-08-01"), without.run_to("2025-08-01");
  EXPECT_EQ(world_hash(with.world()), world_hash(without.world()));
}

}  // namespace
}  // namespace carepool
