// Owners: what lenders ask of a group in debt, what happens when the debt falls due, and groups that become one.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "market/debt.hpp"
#include "market/mergers.hpp"
#include "market/phases.hpp"
#include "support/market_run.hpp"
#include "world/check.hpp"

namespace carepool {
namespace {

using test::MarketRun;

// A region with nothing of its own accord: no mergers, no covenant, no debt that falls due, unless a test asks for it.
MarketRun region(std::vector<std::string> more = {}) {
  std::vector<std::string> sets{"world.only_region=North West", "years=3",          "start_state.prehistory_days=240", "supply.mergers_per_year=0",
                                "supply.covenant_cover=0",      "supply.refinance_years=0"};
  sets.insert(sets.end(), more.begin(), more.end());
  MarketRun run(test::scenario_file("england.yaml", sets), 3);
  run.start();
  return run;
}

void to_the_first_of_a_month(MarketRun& run) {
  do run.step();
  while (ymd(Date{run.world.day}).day != 1);
}

// Private groups with more than one home, largest first.
std::vector<std::uint32_t> groups_with_homes(const World& w) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t g = 0; g < w.providers.size(); ++g)
    if (w.providers.kind[g] == 0 && w.providers.sector[g] == Sector::private_ && w.providers.active[g] != 0 && w.providers.homes_open[g] > 1) out.push_back(g);
  std::stable_sort(out.begin(), out.end(), [&w](std::uint32_t a, std::uint32_t b) { return w.providers.homes_open[a] > w.providers.homes_open[b]; });
  return out;
}

// The largest group owned by investors, with the yearly earnings that the test gives it.
std::uint32_t leveraged(World& w, double earned) {
  for (const std::uint32_t g : groups_with_homes(w)) {
    if (w.providers.investor[g] == 0) continue;
    w.providers.year_revenue[g] = w.providers.year_cost[g] + earned;
    return g;
  }
  throw std::runtime_error("no group is owned by investors");
}

Pence sum(const Column<Pence>& x) { return std::accumulate(x.begin(), x.end(), Pence{0}); }

std::vector<std::uint32_t> homes_of(const World& w, std::uint32_t g) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t h = 0; h < w.homes.size(); ++h)
    if (w.homes.provider[h] == g && w.homes.status[h] != HomeStatus::closed) out.push_back(h);
  return out;
}

std::vector<std::uint64_t> children_of(const World& w, std::uint32_t g) {
  std::vector<std::uint64_t> out;
  for (const PlacementAccount& x : w.placements.account)
    if (x.child != kNobody && x.provider == g) out.push_back(w.children.care[x.child].key);
  std::sort(out.begin(), out.end());
  return out;
}

void give_debt(const Setup& s, World& w, std::uint32_t g, double pounds, std::int32_t due) {
  w.providers.debt[g] = static_cast<Pence>(pounds * 100);
  w.providers.loan_rate[g] = s.v().supply().interest_rate();
  w.providers.year_interest[g] = pounds * w.providers.loan_rate[g];
  w.providers.due_day[g] = due;
}

// ---- Mergers ---------------------------------------------------------------------------------------------------------------------------

TEST(Merger, PassesEverythingOnToThePenny) {
  MarketRun run = region();
  to_the_first_of_a_month(run);
  World& w = run.world;
  const auto groups = groups_with_homes(w);
  ASSERT_GT(groups.size(), 5U);
  const auto on_a_framework = [&w](std::uint32_t g) {
    for (std::size_t f = 0; f < w.memberships.framework.size(); ++f)
      if (w.memberships.member[f * w.memberships.groups + g] != 0) return true;
    return false;
  };
  const auto member = std::find_if(groups.begin() + 1, groups.end(), on_a_framework);
  ASSERT_NE(member, groups.end());
  const std::uint32_t buyer = groups[0], gone = *member;
  give_debt(*run.setup, w, gone, 123456.78, w.day + 100);
  const Pence cash = sum(w.providers.cash), debt = sum(w.providers.debt), both = w.providers.cash[buyer] + w.providers.cash[gone], paid = sum(w.totals.received_provider);
  const auto homes = w.homes;
  auto owned = homes_of(w, buyer), taken = homes_of(w, gone);
  auto children = children_of(w, buyer);
  const auto theirs = children_of(w, gone);
  ASSERT_FALSE(theirs.empty());
  const auto live_blocks = w.blocks.live;
  // There is something of each kind to pass on.
  int blocks = 0;
  const auto of_both = [&](std::uint32_t g) { return g == buyer || g == gone; };
  for (std::size_t b = 0; b < w.blocks.size() && blocks == 0; ++b) blocks += w.blocks.live[b] != 0 && of_both(w.homes.provider[w.blocks.home[b]]) ? 1 : 0;
  ASSERT_GT(blocks, 0);
  ASSERT_GT(w.providers.contested[gone], 0);
  ASSERT_GT(w.providers.won[gone], 0);
  const double won = w.providers.won[gone] + w.providers.won[buyer], contested = w.providers.contested[gone] + w.providers.contested[buyer];
  std::vector<std::uint8_t> on_any;
  for (std::size_t f = 0; f < w.memberships.framework.size(); ++f)
    on_any.push_back(w.memberships.member[f * w.memberships.groups + buyer] | w.memberships.member[f * w.memberships.groups + gone]);
  std::vector<double> asks;
  for (const auto& x : homes.ask_per_week) asks.insert(asks.end(), x.begin(), x.end());

  merge_groups(*run.setup, {*run.workspace, w.day, true}, w, gone, buyer);

  EXPECT_EQ(sum(w.providers.cash), cash);
  EXPECT_EQ(sum(w.providers.debt), debt);
  EXPECT_EQ(w.providers.cash[buyer], both);
  EXPECT_EQ(w.providers.cash[gone], 0);
  EXPECT_EQ(w.providers.debt[gone], 0);
  EXPECT_EQ(sum(w.totals.received_provider), paid);
  EXPECT_EQ(w.homes.registered, homes.registered);
  EXPECT_EQ(w.homes.staffed, homes.staffed);
  EXPECT_EQ(w.homes.residents, homes.residents);
  EXPECT_EQ(w.homes.status, homes.status);
  EXPECT_EQ(w.homes.block_beds, homes.block_beds);
  EXPECT_EQ(w.blocks.live, live_blocks);
  std::vector<double> now;
  for (const auto& x : w.homes.ask_per_week) now.insert(now.end(), x.begin(), x.end());
  EXPECT_EQ(now, asks) << "the merger itself touches no price";
  owned.insert(owned.end(), taken.begin(), taken.end());
  std::sort(owned.begin(), owned.end());
  EXPECT_EQ(homes_of(w, buyer), owned);
  EXPECT_TRUE(homes_of(w, gone).empty());
  children.insert(children.end(), theirs.begin(), theirs.end());
  std::sort(children.begin(), children.end());
  EXPECT_EQ(children_of(w, buyer), children);
  EXPECT_TRUE(children_of(w, gone).empty());
  for (std::size_t f = 0; f < on_any.size(); ++f) {
    EXPECT_EQ(w.memberships.member[f * w.memberships.groups + buyer], on_any[f]);
    EXPECT_EQ(w.memberships.member[f * w.memberships.groups + gone], 0);
  }
  EXPECT_DOUBLE_EQ(w.providers.won[buyer], won);
  EXPECT_DOUBLE_EQ(w.providers.contested[buyer], contested);
  EXPECT_EQ(w.providers.active[gone], 0);
  EXPECT_EQ(w.providers.failed_day[gone], kNever);
  EXPECT_EQ(w.totals.providers_merged, 1);

  run.steps(40);  // over a month end
  EXPECT_EQ(w.providers.cash[gone], 0) << "nothing more happens to who is gone";
  const auto problems = check_world(*run.setup, w);
  EXPECT_TRUE(problems.empty()) << problems.front();
}

// Whoever calls off a framework's places in the homes that were taken pays a price, for every need that either had one for.
TEST(Merger, LeavesNoNeedWithoutAListPriceThatEitherHad) {
  MarketRun run = region();
  to_the_first_of_a_month(run);
  World& w = run.world;
  Memberships& m = w.memberships;
  const auto groups = groups_with_homes(w);
  int on_both = 0;
  for (std::size_t f = 0; f < m.framework.size(); ++f) {
    const std::size_t gone = f * m.groups + groups[1], buyer = f * m.groups + groups[0];
    if (f % 2 == 0) m.member[gone] = m.member[buyer] = 1;
    on_both += m.member[gone] != 0 && m.member[buyer] != 0 ? 1 : 0;
    m.fee_per_week[gone] = {5000, 5500, 6000, 9000};
    m.fee_per_week[buyer] = {4000, 0, 7000, 0};
  }
  ASSERT_GT(on_both, 0);
  const auto before = m;

  merge_groups(*run.setup, {*run.workspace, w.day, true}, w, groups[1], groups[0]);

  for (std::size_t f = 0; f < m.framework.size(); ++f) {
    const std::size_t gone = f * before.groups + groups[1], buyer = f * before.groups + groups[0];
    if (before.member[gone] == 0) {
      EXPECT_EQ(m.fee_per_week[buyer], before.fee_per_week[buyer]) << "who was not on it brings nothing";
    } else if (before.member[buyer] == 0) {
      EXPECT_EQ(m.fee_per_week[buyer], before.fee_per_week[gone]);
    } else {
      EXPECT_EQ(m.fee_per_week[buyer], (std::array<float, kNeeds>{4000, 5500, 7000, 9000}));
    }
  }
}

TEST(Merger, OfRivalsRaisesWhatTheyAsk) {
  MarketRun apart = region({"supply.frozen=true"}), together = region({"supply.frozen=true"});
  to_the_first_of_a_month(apart);
  to_the_first_of_a_month(together);
  const auto groups = groups_with_homes(apart.world);
  const std::uint32_t a = groups[0], b = groups[1];
  const auto homes_a = homes_of(apart.world, a), homes_b = homes_of(apart.world, b);
  merge_groups(*together.setup, {*together.workspace, together.world.day, true}, together.world, b, a);
  const auto share = [](const MarketRun& run, std::uint32_t g) {
    return run.world.providers.won[g] / (run.world.providers.contested[g] + run.scenario->values.prices().share_shrink());
  };
  apart.steps(365);
  together.steps(365);
  EXPECT_GT(share(together, a), std::max(share(apart, a), share(apart, b)));
  // The same worth of a bed in both, so that only who owns what differs.
  together.world.worth = apart.world.worth;
  revise_asks(*apart.setup, apart.world);
  revise_asks(*together.setup, together.world);
  for (const auto& homes : {homes_a, homes_b})
    for (const std::uint32_t h : homes) EXPECT_GT(together.world.homes.ask_per_week[h][0], apart.world.homes.ask_per_week[h][0]) << "home " << h;
}

TEST(Mergers, HappenAtTheirRateAndOnlyBetweenGroupsWithSeveralHomes) {
  MarketRun run = region({"supply.mergers_per_year=0.3"});
  const double groups = static_cast<double>(groups_with_homes(run.world).size());
  run.steps(365);
  const World& w = run.world;
  EXPECT_GT(static_cast<double>(w.totals.providers_merged), 0.1 * groups);  // some find nobody as large
  EXPECT_LT(static_cast<double>(w.totals.providers_merged), 0.5 * groups);
  std::int64_t merged = 0;
  for (std::uint32_t g = 0; g < w.providers.size(); ++g) {
    if (w.providers.merged_day[g] == kNever) continue;
    ++merged;
    EXPECT_EQ(w.providers.active[g], 0);
    EXPECT_TRUE(homes_of(w, g).empty());
  }
  EXPECT_EQ(merged, w.totals.providers_merged);
  const auto problems = check_world(*run.setup, w);
  EXPECT_TRUE(problems.empty()) << problems.front();
}

// ---- Covenants -------------------------------------------------------------------------------------------------------------------------

// A group in debt whose interest has outgrown its earnings, on a first of a month.
struct Breached {
  MarketRun run;
  std::uint32_t group;
  explicit Breached(std::vector<std::string> more = {}) : run(make(std::move(more))), group(leveraged(run.world, 1e6)) {
    give_debt(*run.setup, run.world, group, 3e7, kNever);  // its interest is more than twice what it earns
    judge_covenants(*run.setup, run.world);
  }
  static MarketRun make(std::vector<std::string> more) {
    more.emplace_back("supply.covenant_cover=2");
    MarketRun run = region(std::move(more));
    to_the_first_of_a_month(run);
    return run;
  }
};

TEST(Covenant, ABreachStopsBuyingAndOpening) {
  Breached x({"supply.expansion_share=1", "supply.takeover_ratio=5", "supply.fail_weeks=520"});
  World& w = x.run.world;
  ASSERT_EQ(w.providers.in_breach[x.group], 1);
  const std::size_t rows = w.homes.size();
  const auto before = homes_of(w, x.group);
  std::size_t opened = 0;
  for (int day = 0; day < 365; ++day) {
    w.providers.year_interest[x.group] = 1e9;  // it stays in breach
    w.providers.in_breach[x.group] = 1;
    x.run.step();
  }
  for (const std::uint32_t h : homes_of(w, x.group)) EXPECT_TRUE(std::binary_search(before.begin(), before.end(), h)) << "home " << h;
  for (std::size_t h = rows; h < w.homes.size(); ++h) opened += w.homes.provider[h] < x.run.setup->councils() ? 0 : 1;
  EXPECT_GT(opened, 10U) << "others opened homes";
}

TEST(Covenant, ABreachSweepsCashAndThinsStaffUntilItIsCured) {
  Breached x({"supply.covenant_cash_weeks=1", "supply.covenant_staffing=0.1", "supply.fail_weeks=520"});
  World& w = x.run.world;
  const std::uint32_t g = x.group;
  w.providers.cash[g] = pounds(1e7);
  const Pence debt = w.providers.debt[g];
  to_the_first_of_a_month(x.run);
  EXPECT_EQ(w.providers.in_breach[g], 1);
  EXPECT_LT(w.providers.debt[g], debt);
  double week = 0;
  for (const std::uint32_t h : homes_of(w, g))
    if (w.homes.status[h] != HomeStatus::registering) week += full_cost_per_week(w, h);
  ASSERT_GT(w.providers.debt[g], 0);
  EXPECT_NEAR(static_cast<double>(w.providers.cash[g]), 100 * week, 1);
  x.run.step();  // the first of the month: staffing is reviewed
  for (const std::uint32_t h : homes_of(w, g)) EXPECT_LE(w.homes.staffing[h], 0.9F + 1e-6F);
  // It earns more than twice its interest again.
  w.providers.year_revenue[g] = w.providers.year_cost[g] + 1e7;
  to_the_first_of_a_month(x.run);
  EXPECT_EQ(w.providers.in_breach[g], 0);
  x.run.step();
  float best = 0;
  for (const std::uint32_t h : homes_of(w, g)) best = std::max(best, w.homes.staffing[h]);
  EXPECT_GT(best, 0.9F);
}

// ---- Debt that falls due -----------------------------------------------------------------------------------------------------------------

MarketRun with_terms() {
  MarketRun run = region({"supply.refinance_years=6"});
  to_the_first_of_a_month(run);
  return run;
}

TEST(DebtThatFallsDue, IsSpreadOverTheTermAtTheStart) {
  MarketRun run(test::scenario_file("england.yaml", {"years=1", "start_state.prehistory_days=120"}), 1);
  run.start();
  const World& w = run.world;
  std::array<int, 6> due{};
  int groups = 0;
  for (std::uint32_t g = 0; g < w.providers.size(); ++g) {
    if (w.providers.investor[g] == 0) continue;
    ++groups;
    const double years = (w.providers.due_day[g] - run.setup->first_day) / 365.25;
    ASSERT_GT(years, 0);
    ASSERT_LT(years, 6.01);
    ++due[std::min<std::size_t>(5, static_cast<std::size_t>(years))];
  }
  ASSERT_GT(groups, 30);
  for (const int x : due) {
    EXPECT_GT(x, groups / 6 / 4);
    EXPECT_LT(x, groups / 3);
  }
}

TEST(DebtThatFallsDue, IsLentAnewWhileEarningsAreKept) {
  MarketRun run = with_terms();
  World& w = run.world;
  const std::uint32_t g = leveraged(w, 1e6);
  give_debt(*run.setup, w, g, 3e6, w.day);
  const Pence cash = w.providers.cash[g];
  EXPECT_TRUE(refinance(*run.setup, w).empty());
  EXPECT_EQ(w.providers.debt[g], pounds(3e6));
  EXPECT_EQ(w.providers.cash[g], cash);
  EXPECT_EQ(w.providers.due_day[g], w.day + static_cast<std::int32_t>(6 * 365.25));
}

TEST(DebtThatFallsDue, IsRaisedWhereEarningsHaveGrown) {
  MarketRun run = with_terms();
  World& w = run.world;
  const std::uint32_t g = leveraged(w, 1e6);
  give_debt(*run.setup, w, g, 1e6, w.day);
  const Pence cash = w.providers.cash[g];
  EXPECT_TRUE(refinance(*run.setup, w).empty());
  EXPECT_NEAR(static_cast<double>(w.providers.debt[g]), 2.5e8, 200);
  EXPECT_EQ(w.providers.cash[g] - cash, w.providers.debt[g] - pounds(1e6)) << "what is borrowed is cash";
}

TEST(DebtThatFallsDue, FailsAGroupWhoseEarningsHaveFallen) {
  for (const double earned : {1e6, 4e6}) {
    MarketRun run = with_terms();
    World& w = run.world;
    const std::uint32_t g = leveraged(w, earned);
    const auto homes = homes_of(w, g);
    give_debt(*run.setup, w, g, 1e7, w.day);
    w.providers.cash[g] = pounds(5.9e6);
    run.step();
    EXPECT_EQ(w.providers.active[g], earned > 2e6 ? 1 : 0) << "four times what it earns is lent";
    EXPECT_EQ(w.providers.failed_day[g], earned > 2e6 ? kNever : w.day - 1);
    if (earned > 2e6) continue;
    for (const std::uint32_t h : homes)
      EXPECT_TRUE(w.homes.provider[h] != g || w.homes.status[h] != HomeStatus::open) << "home " << h << " passes on or is under notice";
  }
}

TEST(DebtThatFallsDue, IsPaidFromCashWhereLendersLendLess) {
  MarketRun run = with_terms();
  World& w = run.world;
  const std::uint32_t g = leveraged(w, 1e6);
  give_debt(*run.setup, w, g, 1e7, w.day);
  w.providers.cash[g] = pounds(6.1e6);
  EXPECT_TRUE(refinance(*run.setup, w).empty());
  EXPECT_NEAR(static_cast<double>(w.providers.debt[g]), 4e8, 200);
  EXPECT_NEAR(static_cast<double>(w.providers.cash[g]), 1e7, 200);
}

// ---- Groups that go -----------------------------------------------------------------------------------------------------------------------

// Makes every group with several homes but the first `spared` owe more than it can pay, today.
std::vector<std::uint32_t> ruin_all_but(MarketRun& run, std::size_t spared) {
  World& w = run.world;
  auto groups = groups_with_homes(w);
  groups.erase(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(spared));
  for (const std::uint32_t g : groups) {
    w.providers.year_revenue[g] = w.providers.year_cost[g] - 1e6;
    give_debt(*run.setup, w, g, 1e8, w.day);
  }
  return groups;
}

TEST(Failure, OfManyOnOneDayGivesNoHomeToAnotherOfThem) {
  MarketRun run = region({"supply.refinance_years=6", "supply.transfer_share=0.999", "supply.takeover_ratio=0"});
  to_the_first_of_a_month(run);
  World& w = run.world;
  const auto failing = ruin_all_but(run, 3);
  ASSERT_GT(failing.size(), 10U);
  // Some of their homes are still being built, or have just changed hands.
  const auto some = homes_of(w, failing[0]), others = homes_of(w, failing[1]);
  w.homes.status[others[0]] = HomeStatus::in_transfer;
  w.homes.status_day[others[0]] = w.day + 5;
  int building = 0, inherited = 0;
  for (std::uint32_t h = 0; h < w.homes.size(); ++h)
    if (w.homes.status[h] == HomeStatus::registering && w.homes.sector[h] == Sector::private_ && building < 3) {
      w.homes.provider[h] = failing[0];
      ++building;
    }
  ASSERT_EQ(building, 3);

  run.step();

  for (const std::uint32_t g : failing) {
    EXPECT_EQ(w.providers.active[g], 0);
    EXPECT_EQ(w.providers.failed_day[g], w.day - 1);
  }
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
    const bool of_a_failed = std::find(failing.begin(), failing.end(), w.homes.provider[h]) != failing.end();
    if (of_a_failed) {
      EXPECT_TRUE(w.homes.status[h] == HomeStatus::closing || w.homes.status[h] == HomeStatus::closed) << "home " << h;
    }
    inherited += !of_a_failed && w.homes.status[h] == HomeStatus::in_transfer ? 1 : 0;
  }
  EXPECT_GT(inherited, 10) << "who stays takes homes over";
  for (int month = 0; month < 6; ++month) {
    to_the_first_of_a_month(run);
    run.step();
    const auto problems = check_world(*run.setup, w);
    ASSERT_TRUE(problems.empty()) << problems.front();
  }
}

TEST(AGroupWithoutHomes, LeavesAndItsLendersLoseWhatItCannotPay) {
  MarketRun run = region({"supply.refinance_years=6"});
  to_the_first_of_a_month(run);
  World& w = run.world;
  const std::uint32_t g = groups_with_homes(w)[5];
  give_debt(*run.setup, w, g, 1e7, w.day + 200);
  w.providers.cash[g] = pounds(1e6);
  w.providers.in_breach[g] = 1;  // so that it buys and opens nothing meanwhile
  for (const std::uint32_t h : homes_of(w, g)) announce_closure(*run.setup, {*run.workspace, w.day, true}, w, h, 0);
  run.step();
  EXPECT_EQ(w.providers.active[g], 0);
  EXPECT_EQ(w.providers.debt[g], 0);
  EXPECT_EQ(w.providers.cash[g], 0);
  EXPECT_EQ(w.providers.in_breach[g], 0);
  run.steps(300);  // beyond the day on which its debt would have fallen due
  EXPECT_EQ(w.providers.failed_day[g], kNever) << "it left; it did not fail";
  EXPECT_EQ(w.totals.providers_merged, 0);
}

// ---- Switched on and off in the midst of a run -----------------------------------------------------------------------------------------------

TEST(DebtThatFallsDue, GetsItsTermWhenTermsAreSwitchedOnAndLosesItWhenTheyAreOff) {
  MarketRun run = region();
  to_the_first_of_a_month(run);
  World& w = run.world;
  const auto with = make_setup(test::scenario_file("england.yaml", {"world.only_region=North West", "supply.refinance_years=6"}), 3);
  int in_debt = 0;
  refinance(*with, w);
  for (std::uint32_t g = 0; g < w.providers.size(); ++g) {
    if (w.providers.debt[g] <= 0) continue;
    ++in_debt;
    EXPECT_GT(w.providers.due_day[g], w.day);
    EXPECT_LE(w.providers.due_day[g], w.day + 1 + static_cast<std::int32_t>(6 * 365.25));
  }
  ASSERT_GE(in_debt, 3);
  refinance(*run.setup, w);
  for (const std::int32_t day : w.providers.due_day) EXPECT_EQ(day, kNever);
}

// ---- Switched off --------------------------------------------------------------------------------------------------------------------------

TEST(Owners, SwitchedOffNothingHappensToThem) {
  MarketRun run = region();
  const Column<Pence> debt = run.world.providers.debt;
  run.steps(365);
  const World& w = run.world;
  EXPECT_EQ(w.totals.providers_merged, 0);
  for (std::size_t g = 0; g < debt.size(); ++g) {
    EXPECT_EQ(w.providers.debt[g], debt[g]);
    EXPECT_EQ(w.providers.in_breach[g], 0);
    EXPECT_EQ(w.providers.due_day[g], kNever);
  }
}

}  // namespace
}  // namespace carepool
