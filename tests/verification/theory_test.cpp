// The reference laws themselves, against published tables, closed forms and a child-by-child simulation.
#include "support/theory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>
#include <random>
#include <stdexcept>

#include "support/statistics.hpp"

namespace carepool::theory {
namespace {

using statistics::equivalent;
using statistics::Estimate;

// ---- Counts and the unlimited system

TEST(TheoryCounts, LawsSumToOneAndHaveTheirMeans) {
  for (const double mean : {0.02, 0.7, 6.0, 80.0}) {
    const std::vector<double> law = poisson_law(mean, 400);
    double sum = 0, first = 0;
    for (std::size_t k = 0; k < law.size(); ++k) sum += law[k], first += law[k] * static_cast<double>(k);
    EXPECT_NEAR(sum, 1, 1e-14);
    EXPECT_NEAR(first, mean, 1e-12);
    EXPECT_NEAR(poisson_tail(mean, 3), 1 - law[0] - law[1] - law[2], 1e-14);
    EXPECT_NEAR(poisson_excess(mean, 1), mean - 1 + law[0], 1e-13);
  }
  const std::vector<double> law = binomial_law(40, 0.3);
  EXPECT_NEAR(std::accumulate(law.begin(), law.end(), 0.0), 1, 1e-14);
  EXPECT_NEAR(law[12], 0.136574, 1e-6);  // tables of the binomial law
}

TEST(TheoryStock, LoadIsTheMeanStockOfWholeDayStays) {
  // A stay of ⌈Exp⌉ days has mean 1/p day ends: the load is arrivals × that.
  EXPECT_NEAR(offered_load(2.0, 100.0), 2.0 / (1 - std::exp(-0.01)), 1e-10);
  EXPECT_NEAR(offered_load(2.0, 100.0), 201.0, 0.01);  // about half a day longer than the stay of 100 days
  double mean_days = 0;
  for (int k = 1; k < 10000; ++k) mean_days += k * (std::exp(-(k - 1) / 9.0) - std::exp(-k / 9.0));
  EXPECT_NEAR(mean_days, 1 / leave_chance(9.0), 1e-9);
}

TEST(TheoryStock, WithoutLimitsItIsPoisson) {
  const Pool plenty{0.4, 10.0, 40};
  const double load = offered_load(0.4, 10.0);
  const LossLaw loss = loss_law(plenty);
  const WaitingLaw waiting = waiting_law(plenty, 1);
  for (int n = 0; n <= 25; ++n) {
    const double chance = poisson_law(load, n + 1).back();
    EXPECT_NEAR(loss.occupied[static_cast<std::size_t>(n)], chance, 1e-14);
    EXPECT_NEAR(waiting.in_system[static_cast<std::size_t>(n)], chance, 1e-14);
  }
  EXPECT_LT(loss.blocking, 1e-20);
}

// ---- Loss

TEST(TheoryLoss, OnePlaceIsWorkedOutByHand) {
  const double arrivals = 0.3, p = leave_chance(5.0), f = 1 - std::exp(-arrivals);
  const LossLaw law = loss_law({arrivals, 5.0, 1});
  const double taken = f / (f + p - p * f);
  EXPECT_NEAR(law.occupied[1], taken, 1e-15);
  EXPECT_NEAR(law.blocking, 1 - p * taken / arrivals, 1e-14);  // as many leave as come in
}

TEST(TheoryLoss, WhatComesInGoesOut) {
  for (const Pool& pool :
       {Pool{0.02, 300, 5}, Pool{1.0, 8, 6}, Pool{3.0, 1.5, 4}, Pool{0.5, 100, 60}, Pool{0.1, 20, 0}}) {
    const LossLaw law = loss_law(pool);
    EXPECT_NEAR(leave_chance(pool.mean_stay_days) * law.mean_occupied,
                pool.arrivals_per_day * (1 - law.blocking), 1e-13);
    EXPECT_NEAR(std::accumulate(law.occupied.begin(), law.occupied.end(), 0.0), 1, 1e-14);
  }
}

TEST(TheoryLoss, LongStaysGiveErlangB) {
  for (const int places : {1, 2, 5, 20})
    for (const double load : {0.5, 4.0, 18.0}) {
      double error = 1;
      for (const double stay : {10.0, 100.0, 1000.0, 10000.0}) {
        const double now =
            std::fabs(loss_law({load * leave_chance(stay), stay, places}).blocking - erlang_b(places, load));
        EXPECT_TRUE(now < error / 5 || now < 1e-9)
            << places << " " << load << " " << stay;  // about a tenth each time
        error = now;
      }
      EXPECT_LT(error, 3e-4);
    }
}

// Published tables: load in erlangs carried by so many lines at this blocking.
TEST(TheoryLoss, ErlangBIsThePublishedTable) {
  EXPECT_NEAR(erlang_b(1, 0.0101), 0.01, 1e-4);
  EXPECT_NEAR(erlang_b(5, 1.36), 0.01, 1e-4);
  EXPECT_NEAR(erlang_b(10, 4.46), 0.01, 1e-4);
  EXPECT_NEAR(erlang_b(10, 6.22), 0.05, 2e-4);
  EXPECT_NEAR(erlang_b(50, 40.3), 0.02, 3e-4);  // the table rounds the load to 0.1
  EXPECT_NEAR(erlang_b(100, 84.1), 0.01, 1e-4);
  EXPECT_NEAR(erlang_b(2, 1.0), 0.2, 1e-16);
  EXPECT_EQ(erlang_b(0, 2.0), 1.0);
}

TEST(TheoryWaiting, ErlangCIsTheKnownValue) {
  EXPECT_NEAR(erlang_c(1, 0.7), 0.7, 1e-14);        // one place: the chance of waiting is the load
  EXPECT_NEAR(erlang_c(2, 1.0), 1.0 / 3.0, 1e-14);  // by hand
  EXPECT_NEAR(erlang_c(10, 8.0), 0.4092, 5e-5);
}

// ---- Waiting

TEST(TheoryWaiting, LeavingAtTheSameRateTheNumberInTheSystemKnowsNoPlaces) {
  for (const int places : {0, 1, 4, 9}) {
    const WaitingLaw law = waiting_law({0.6, 12.0, places}, 1);
    const double load = offered_load(0.6, 12.0);
    for (int n = 0; n < 30; ++n)
      EXPECT_NEAR(law.in_system[static_cast<std::size_t>(n)], poisson_law(load, n + 1).back(), 1e-12);
    EXPECT_NEAR(law.mean_in_system, load, 1e-10);
    EXPECT_NEAR(law.mean_waiting, poisson_excess(load, places), 1e-11);
    EXPECT_NEAR(law.p_any_waiting, poisson_tail(load, places + 1), 1e-12);
  }
}

TEST(TheoryWaiting, WhatComesInGoesOut) {
  for (const double ratio : {0.0, 0.3, 1.0, 4.0}) {
    const Pool pool{0.25, 16.0, 5};
    const WaitingLaw law = waiting_law(pool, ratio);
    EXPECT_NEAR(leave_chance(16.0) * law.mean_occupied + law.p_leave_unplaced * 0.25, 0.25, 1e-11) << ratio;
    EXPECT_NEAR(law.mean_wait_days * 0.25, law.mean_waiting, 1e-12);  // Little
    EXPECT_GE(law.p_wait_random_order, 0);
  }
}

TEST(TheoryWaiting, LongStaysGiveErlangC) {
  const double stay = 3000;
  const Pool pool{8.0 * leave_chance(stay), stay, 10};
  const WaitingLaw law = waiting_law(pool, 0);
  EXPECT_NEAR(law.p_wait, erlang_c(10, 8.0), 0.002);
  EXPECT_NEAR(law.mean_wait_days / stay, erlang_c(10, 8.0) / (10 - 8.0), 0.002);
  EXPECT_NEAR(law.p_wait_random_order, law.p_wait, 0.001);
}

TEST(TheoryWaiting, LongStaysGiveErlangA) {
  // Birth and death: λ up; min(n, c)μ + (n − c)⁺θ down.
  const double stay = 2000, load = 9.0, ratio = 2.5;
  const int c = 8;
  std::vector<double> law(200);
  law[0] = 1;
  for (int n = 1; n < 200; ++n)
    law[static_cast<std::size_t>(n)] =
        law[static_cast<std::size_t>(n) - 1] * load / (std::min(n, c) + ratio * std::max(0, n - c));
  const double sum = std::accumulate(law.begin(), law.end(), 0.0);
  double waiting = 0, full = 0;
  for (int n = c; n < 200; ++n)
    waiting += (n - c) * law[static_cast<std::size_t>(n)] / sum,
        full += law[static_cast<std::size_t>(n)] / sum;
  const WaitingLaw exact = waiting_law({load * leave_chance(stay), stay, c}, ratio);
  EXPECT_NEAR(exact.mean_waiting, waiting, 0.005);
  EXPECT_NEAR(exact.p_wait, full, 0.005);
}

TEST(TheoryWaiting, ImpatienceLiesBetweenLossAndEndlessWaiting) {
  const Pool pool{0.3, 20.0, 8};
  double waiting = 1e9;
  for (const double ratio : {0.0, 0.5, 1.0, 3.0, 30.0, 3000.0}) {
    const WaitingLaw law = waiting_law(pool, ratio);
    EXPECT_LT(law.mean_waiting, waiting);
    waiting = law.mean_waiting;
  }
  // So impatient that all leave before the next day's matching: the loss law.
  const WaitingLaw impatient = waiting_law(pool, 3000.0);
  const LossLaw loss = loss_law(pool);
  EXPECT_NEAR(impatient.p_leave_unplaced, loss.blocking, 1e-12);
  EXPECT_NEAR(impatient.mean_occupied, loss.mean_occupied, 1e-11);
}

// ---- A simulation child by child, which shares nothing with the chains but the words

struct Days {
  std::vector<double> waiting, wait_first_day, arrivals, never_placed;
};

// One pool for so many days; a place is held for a geometric number of days.
Days live(const Pool& pool, double leave_ratio, int days, bool by_lot, unsigned seed) {
  std::mt19937_64 luck(seed);
  std::poisson_distribution<int> arrivals(pool.arrivals_per_day);
  std::bernoulli_distribution leaves(leave_chance(pool.mean_stay_days)),
      gives_up(1 - std::exp(-leave_ratio / pool.mean_stay_days));
  int placed = 0;
  std::deque<int> queue;  // day of arrival of each waiting child
  Days out;
  for (int day = -2000; day < days; ++day) {
    for (int i = placed; i > 0; --i) placed -= leaves(luck) ? 1 : 0;
    double gone = 0;
    std::erase_if(queue, [&](int) {
      const bool leaves_now = gives_up(luck);
      gone += leaves_now ? 1 : 0;
      return leaves_now;
    });
    const int born = arrivals(luck);
    for (int i = 0; i < born; ++i) queue.push_back(day);
    if (by_lot) std::shuffle(queue.begin(), queue.end(), luck);
    for (; placed < pool.places && !queue.empty(); ++placed) queue.pop_front();
    if (day < 0) continue;
    out.waiting.push_back(static_cast<double>(queue.size()));
    out.wait_first_day.push_back(static_cast<double>(std::count(queue.begin(), queue.end(), day)));
    out.arrivals.push_back(born);
    out.never_placed.push_back(gone);
  }
  return out;
}

Estimate share(const std::vector<double>& top, double arrivals_per_day) {
  Estimate e = statistics::batch_mean_of(top);
  return {e.mean / arrivals_per_day, e.se / arrivals_per_day};
}

TEST(TheoryWaiting, ASimulationChildByChildAgrees) {
  struct Case {
    Pool pool;
    double ratio;
  };
  for (const Case& c : {Case{{0.9, 6.0, 5}, 1.0}, Case{{1.6, 3.0, 5}, 0.3}, Case{{0.4, 8.0, 6}, 0.0}}) {
    const WaitingLaw law = waiting_law(c.pool, c.ratio);
    for (const bool by_lot : {false, true}) {
      const Days days = live(c.pool, c.ratio, 1200000, by_lot, 5);
      const double lambda = c.pool.arrivals_per_day;
      EXPECT_TRUE(equivalent("waiting", statistics::batch_mean_of(days.waiting), law.mean_waiting,
                             0.09 * law.mean_waiting));
      EXPECT_TRUE(equivalent("share who wait", share(days.wait_first_day, lambda),
                             by_lot ? law.p_wait_random_order : law.p_wait, 0.01));
      EXPECT_TRUE(equivalent("never placed", share(days.never_placed, lambda), law.p_leave_unplaced, 0.008));
    }
  }
}

// ---- Reserved and pooled

TEST(TheoryPools, PoolingLosesFewerChildrenThanReserving) {
  const std::vector<Pool> pools(6, Pool{0.01, 250, 3});
  const double apart = blocking_when_reserved(pools), together = loss_law(pooled(pools)).blocking;
  EXPECT_NEAR(apart, loss_law(pools[0]).blocking, 1e-15);
  EXPECT_LT(together, 0.6 * apart);
  EXPECT_EQ(pooled(pools).places, 18);
}

TEST(TheoryPools, ReservedSharesOfDifferentSizesAreWeighedByArrivals) {
  const std::vector<Pool> pools{{0.3, 10, 1}, {0.1, 10, 2}};
  EXPECT_NEAR(blocking_when_reserved(pools),
              0.75 * loss_law(pools[0]).blocking + 0.25 * loss_law(pools[1]).blocking, 1e-15);
}

TEST(TheoryPools, NothingSharedIsTwoPoolsAndNothingReservedIsOne) {
  const SharedLaw apart = shared_law({{0.2, 0.5}, 8.0, {2, 3}, 0});
  EXPECT_NEAR(apart.blocking[0], loss_law({0.2, 8.0, 2}).blocking, 1e-13);
  EXPECT_NEAR(apart.blocking[1], loss_law({0.5, 8.0, 3}).blocking, 1e-13);
  const SharedLaw one = shared_law({{0.2, 0.5}, 8.0, {0, 0}, 5});
  const LossLaw pool = loss_law({0.7, 8.0, 5});
  EXPECT_NEAR(0.2 * one.blocking[0] + 0.5 * one.blocking[1], 0.7 * pool.blocking, 1e-13);
  EXPECT_NEAR(one.mean_shared_used, pool.mean_occupied, 1e-12);
}

TEST(TheoryPools, EachMoreSharedPlaceLosesFewerAndTheSmallCouncilGainsMost) {
  // Five places: reserved 2 + 3, 1 + 2 with two shared, all shared.
  const auto lost = [](const SharedLaw& law) { return 0.2 * law.blocking[0] + 0.5 * law.blocking[1]; };
  const SharedLaw apart = shared_law({{0.2, 0.5}, 8.0, {2, 3}, 0});
  const SharedLaw some = shared_law({{0.2, 0.5}, 8.0, {1, 2}, 2});
  const SharedLaw all = shared_law({{0.2, 0.5}, 8.0, {0, 0}, 5});
  EXPECT_GT(lost(apart), lost(some));
  EXPECT_GT(lost(some), lost(all));
}

TEST(TheoryPools, SharedPlacesBalance) {
  const SharedLaw law = shared_law({{0.3, 0.6}, 6.0, {1, 2}, 2});
  const double placed = 0.3 * (1 - law.blocking[0]) + 0.6 * (1 - law.blocking[1]);
  EXPECT_NEAR(
      leave_chance(6.0) * (law.mean_reserved_used[0] + law.mean_reserved_used[1] + law.mean_shared_used),
      placed, 1e-12);
}

// ---- Blocks

TEST(TheoryBlock, CheapestIsMoesRule) {
  for (const double load : {0.3, 1.0, 2.5, 8.0, 40.0})
    for (const double ratio : {0.4, 0.7, 0.85, 0.95}) {
      const BlockPlan plan = cheapest_block(load, ratio * 5000, 5000);
      const auto carried = [&](int q) { return load * (erlang_b(q - 1, load) - erlang_b(q, load)); };
      if (plan.beds > 0) {
        EXPECT_GE(carried(plan.beds), ratio - 1e-9);
      }
      EXPECT_LT(carried(plan.beds + 1), ratio + 1e-9);
    }
}

TEST(TheoryBlock, WorkedByHand) {
  // Load 1 at £600 against £1,000: the beds carry 0.5, 0.3 …: none pays. At £400 one does.
  EXPECT_EQ(cheapest_block(1.0, 600, 1000).beds, 0);
  const BlockPlan one = cheapest_block(1.0, 400, 1000);
  EXPECT_EQ(one.beds, 1);
  EXPECT_NEAR(one.cost_per_week, 400 + 1000 * 0.5, 1e-9);
  EXPECT_NEAR(one.used_beds, 0.5, 1e-12);
  EXPECT_NEAR(one.cost_per_used_bed_week, 800, 1e-9);
}

TEST(TheoryBlock, ThinCellsOfOneCouncilTakeNoneAndTheirPoolDoes) {
  EXPECT_EQ(cheapest_block(2.0, 850, 1000).beds, 0);
  EXPECT_GE(cheapest_block(20.0, 850, 1000).beds, 9);
}

TEST(TheoryBlock, DailyMatchingBarelyChangesTheSizeForLongStays) {
  const double stay = 400;
  for (const double load : {3.0, 12.0}) {
    const BlockPlan daily = cheapest_block_daily(load * leave_chance(stay), stay, 750, 1000);
    const BlockPlan limit = cheapest_block(load, 750, 1000);
    EXPECT_LE(std::abs(daily.beds - limit.beds), 1);
    EXPECT_NEAR(daily.cost_per_week, limit.cost_per_week, 0.003 * limit.cost_per_week);
  }
}

// ---- Worth of a bed

const Surplus kSurplus{{-300, 200, 900, 2500}, {0.2, 0.4, 0.3, 0.1}};

TEST(TheoryWorth, WorkedByHand) {
  // One value: ω = kπ/(1 + k). Two: the low one is refused when ω lies above it.
  EXPECT_NEAR(bed_worth(0.5, 0.02, 0, {{1000}, {1}}), 1000 * 25.0 / 26.0, 1e-10);
  EXPECT_NEAR(bed_worth(0.04, 0.02, 0, {{100, 1000}, {0.5, 0.5}}), 1000.0 / 2,
              1e-10);  // k = 2, only 1,000 is taken
  EXPECT_NEAR(bed_worth(0.02, 0.04, 0, {{100, 1000}, {0.5, 0.5}}), 1000.0 * 0.25 / 1.25, 1e-10);
  EXPECT_NEAR(bed_worth(0.002, 0.04, 0, {{900, 1000}, {0.5, 0.5}}), 0.05 * 950 / 1.05,
              1e-10);  // both are taken
  EXPECT_EQ(bed_worth(0.5, 0.02, 0, {{-50}, {1}}), 0);
}

TEST(TheoryWorth, SolvesItsEquation) {
  for (const double fills : {0.001, 0.05, 0.4, 3.0})
    for (const double discount : {0.0, 0.002}) {
      const double w = bed_worth(fills, 0.03, discount, kSurplus);
      double mean = 0;
      for (std::size_t i = 0; i < 4; ++i) mean += kSurplus.chance[i] * std::max(0.0, kSurplus.value[i] - w);
      EXPECT_NEAR(w, fills / (0.03 + discount) * mean, 1e-9);
    }
}

TEST(TheoryWorth, AskingMoreOrLessEarnsLess) {
  for (const double fills : {0.01, 0.1, 0.6}) {
    const double w = bed_worth(fills, 0.03, 0, kSurplus);
    EXPECT_NEAR(bed_earnings(fills, 0.03, kSurplus, w), w, 1e-9);
    for (const double threshold : {-400.0, 0.0, 201.0, 901.0, 2499.0})
      EXPECT_LE(bed_earnings(fills, 0.03, kSurplus, threshold), w + 1e-9);
  }
  EXPECT_EQ(bed_earnings(0.1, 0.03, kSurplus, 3000), 0);
}

TEST(TheoryWorth, InDaysTheThresholdIsBestToo) {
  for (const double offers : {0.01, 0.2, 0.9}) {
    const double stay = 20, w = bed_worth_daily(offers, stay, kSurplus), night = w / (1 - leave_chance(stay));
    EXPECT_NEAR(bed_earnings_daily(offers, stay, kSurplus, w), night, 1e-9);
    for (const double threshold : {-400.0, 0.0, 201.0, 901.0, 2499.0})
      EXPECT_LE(bed_earnings_daily(offers, stay, kSurplus, threshold), night + 1e-9);
  }
}

TEST(TheoryWorth, DaysBecomeWeeksForLongStays) {
  const double weeks = bed_worth(7 * 0.004, 7.0 / 2000, 0, kSurplus);
  EXPECT_NEAR(bed_worth_daily(0.004, 2000, kSurplus), weeks, 0.002 * weeks);
}

TEST(TheoryWorth, ABedSimulatedNightByNightEarnsIt) {
  std::mt19937_64 luck(9);
  std::bernoulli_distribution offer(0.15), leaves(leave_chance(12));
  std::discrete_distribution<std::size_t> kind(kSurplus.chance.begin(), kSurplus.chance.end());
  const double w = bed_worth_daily(0.15, 12, kSurplus);
  double surplus = 0;
  bool taken = false;
  std::vector<double> nights;
  for (int day = 0; day < 600000; ++day) {
    if (taken && leaves(luck)) taken = false;
    if (!taken && offer(luck)) {
      surplus = kSurplus.value[kind(luck)];
      taken = surplus >= w;
    }
    nights.push_back(taken ? surplus : 0);
  }
  EXPECT_TRUE(equivalent("earnings a night", statistics::batch_mean_of(nights),
                         bed_earnings_daily(0.15, 12, kSurplus, w), 25));
}

// ---- Two providers

TEST(TheoryLogit, TwinsWithoutAnOutsideGoodAddTwoOverAlpha) {
  const LogitPrices law = logit_prices({0.004, {3000, 3000}, {0, 0}, 0, false});
  for (const double price : law.price) EXPECT_NEAR(price, 3000 + 2 / 0.004, 1e-6);
  EXPECT_NEAR(law.share[0], 0.5, 1e-12);
}

TEST(TheoryLogit, AloneItIsLambertsPrice) {
  // The rival is so dear that it sells nothing: α·margin = 1 + W(e^(appeal − α·cost − 1)).
  const LogitMarket m{0.004, {3000, 1e6}, {13.0, 0}, 1, false};
  const double x = std::exp(13.0 - 0.004 * 3000 - 1);
  double w = 0.5;
  for (int i = 0; i < 100; ++i) w -= (w * std::exp(w) - x) / (std::exp(w) * (1 + w));
  EXPECT_NEAR(logit_prices(m).price[0], 3000 + (1 + w) / 0.004, 1e-6);
}

double profit(const LogitMarket& m, const std::array<double, 2>& price, std::size_t i) {
  const std::array<double, 2> s = logit_shares(m, price);
  return m.one_owner ? s[0] * (price[0] - m.cost[0]) + s[1] * (price[1] - m.cost[1])
                     : s[i] * (price[i] - m.cost[i]);
}

TEST(TheoryLogit, NobodyGainsByAnotherPrice) {
  for (const bool one_owner : {false, true}) {
    const LogitMarket m{0.004, {2800, 3500}, {15, 16.5}, 1, one_owner};
    const LogitPrices law = logit_prices(m);
    for (std::size_t i = 0; i < 2; ++i)
      for (const double by : {-400.0, -50.0, -5.0, 5.0, 50.0, 400.0}) {
        std::array<double, 2> other = law.price;
        other[i] += by;
        EXPECT_LT(profit(m, other, i), profit(m, law.price, i)) << by;
      }
    for (std::size_t i = 0; i < 2 && !one_owner; ++i)
      EXPECT_NEAR(law.price[i], m.cost[i] + 1 / (m.alpha * (1 - law.share[i])), 1e-7);
  }
}

TEST(TheoryLogit, PricesMoveAsTheyShould) {
  const LogitMarket base{0.004, {2800, 3500}, {15, 16.5}, 1, false};
  const LogitPrices at = logit_prices(base);
  const auto with = [&](auto change) {
    LogitMarket m = base;
    change(m);
    return logit_prices(m);
  };
  const LogitPrices dearer = with([](LogitMarket& m) { m.cost[0] += 200; });
  EXPECT_GT(dearer.price[0], at.price[0]);
  EXPECT_LT(dearer.price[0], at.price[0] + 200);  // passed on, but not wholly: it loses share
  EXPECT_GT(dearer.price[1], at.price[1]);        // the rival follows
  const LogitPrices liked = with([](LogitMarket& m) { m.appeal[0] += 1; });
  EXPECT_GT(liked.price[0], at.price[0]);
  EXPECT_LT(liked.price[1], at.price[1]);
  EXPECT_GT(with([](LogitMarket& m) {
              m.alpha *= 0.8;
              m.appeal = {12, 13.2};
            }).price[0],
            at.price[0]);
  EXPECT_LT(with([](LogitMarket& m) { m.outside = 30; }).price[0], at.price[0]);
  const LogitPrices merged = with([](LogitMarket& m) { m.one_owner = true; });
  EXPECT_GT(merged.price[0], at.price[0]);  // a merger raises prices by itself
  EXPECT_GT(merged.price[1], at.price[1]);
}

// ---- Accounts

TEST(TheoryAccounts, WorkedByHand) {
  // £4,000.01 a week from day 10 to day 30, account of days 0–20: ⌊400001·10/7⌋ = 571430 pence.
  const std::vector<FeeSpell> spells{{10, 30, 400001}};
  EXPECT_EQ(fees_between(spells, 0, 20), 571430);
  EXPECT_EQ(fees_between(spells, 20, 100), 400001 * 20 / 7 - 571430);
  // A placement begun before the account counts from its own start: ⌊5·100/7⌋ − ⌊3·100/7⌋ = 71 − 42.
  const std::vector<FeeSpell> earlier{{-3, 50, 100}};
  EXPECT_EQ(fees_between(earlier, 0, 2), 29);
}

TEST(TheoryAccounts, CuttingTheYearChangesNothing) {
  const std::vector<FeeSpell> spells{
      {-100, 200, 640033}, {5, 5, 99999}, {17, 401, 512345}, {300, 365, 700001}};
  std::int64_t sum = 0;
  for (std::int32_t day = 0; day < 365; ++day) sum += fees_between(spells, day, day + 1);
  EXPECT_EQ(sum, fees_between(spells, 0, 365));
}

TEST(TheoryAccounts, CostsAreRoundedAtEachBooking) {
  const std::vector<RunningCost> costs{{10, 40, 1000.0}};
  const std::vector<std::int32_t> months{0, 31, 59};
  // 21 days and 9 days: £3,000.00 and £1,285.714… → 128571 pence.
  const GroupYear year = group_accounts({}, costs, months);
  EXPECT_EQ(year.costs, 300000 + 128571);
  EXPECT_EQ(year.surplus, -year.costs);
}

// ---- Statistics

TEST(TheoryStatistics, StandardErrorsAreRight) {
  const std::vector<double> values{1, 2, 3, 4};
  const Estimate mean = statistics::mean_of(values);
  EXPECT_DOUBLE_EQ(mean.mean, 2.5);
  EXPECT_DOUBLE_EQ(mean.se, std::sqrt(5.0 / 3.0 / 4.0));
  EXPECT_DOUBLE_EQ(statistics::paired_difference(values, values).se, 0);
  const Estimate ratio = statistics::ratio_of(values, std::vector<double>{2, 4, 6, 8});
  EXPECT_DOUBLE_EQ(ratio.mean, 0.5);
  EXPECT_DOUBLE_EQ(ratio.se, 0);
}

TEST(TheoryStatistics, BatchMeansSeeThatNeighboursAreAlike) {
  // x_t = 0.95 x_{t−1} + noise: the mean's se is √((1+ρ)/(1−ρ)) = 6.2 times that of independent values.
  std::mt19937_64 luck(3);
  std::normal_distribution<double> noise;
  std::vector<double> ratio;
  for (int run = 0; run < 200; ++run) {
    double x = noise(luck) / std::sqrt(1 - 0.95 * 0.95);
    std::vector<double> series;
    for (int t = 0; t < 30000; ++t) series.push_back(x = 0.95 * x + noise(luck));
    ratio.push_back(statistics::batch_mean_of(series).se / (1 / (1 - 0.95) / std::sqrt(30000.0)));
  }
  EXPECT_TRUE(equivalent("batch se over true se", statistics::mean_of(ratio), 1.0, 0.06));
}

TEST(TheoryStatistics, EquivalenceNeedsPrecisionAndNearness) {
  EXPECT_TRUE(equivalent("near and sure", {1.01, 0.01}, 1.0, 0.04));
  EXPECT_FALSE(equivalent("near but unsure", {1.0, 0.03}, 1.0, 0.05));
  EXPECT_FALSE(equivalent("sure but far", {1.1, 0.001}, 1.0, 0.05));
  EXPECT_TRUE(statistics::surely_positive("up", {1.0, 0.5}));
  EXPECT_FALSE(statistics::surely_positive("up", {1.0, 0.52}));
  EXPECT_TRUE(statistics::surely_negative("down", {-1.0, 0.5}));
}

TEST(Theory, WhatHasNoAnswerIsRefused) {
  EXPECT_THROW((void)waiting_law({1.0, 10.0, 5}, 0), std::invalid_argument);
  EXPECT_THROW((void)loss_law({0.0, 10.0, 5}), std::invalid_argument);
  EXPECT_THROW((void)bed_worth(1, 1, 0, {{1, 2}, {0.5, 0.6}}), std::invalid_argument);
  EXPECT_THROW((void)logit_prices({0.004, {1, 1}, {0, 0}, 0, true}), std::invalid_argument);
  EXPECT_THROW((void)statistics::mean_of(std::vector<double>{1.0}), std::invalid_argument);
  EXPECT_THROW((void)pooled(std::vector<Pool>{{1, 2, 3}, {1, 3, 3}}), std::invalid_argument);
}

}  // namespace
}  // namespace carepool::theory
