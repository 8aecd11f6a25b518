// Children who come, stay, wait or are lost: worlds of one kind of place against the exact laws of the daily model.
#include <gtest/gtest.h>

#include <cmath>

#include "verification/pools.hpp"

namespace carepool::verification {
namespace {

using statistics::equivalent;
using statistics::mean_of;
using statistics::ratio_of;

struct Setting {
  int pools, places;
  double entries, stay;
  theory::Pool pool() const { return {entries, stay, places}; }
  std::vector<std::string> sets() const { return settings(pools, places, entries, stay); }
  int burn_in() const { return static_cast<int>(12 * stay) + 20; }
};

TEST(ImmigrationDeath, TheNumberInCareIsPoisson) {
  for (const Setting& x : {Setting{4000, 24, 0.1, 50}, Setting{3000, 20, 0.6, 8}, Setting{3000, 16, 0.04, 100}}) {
    SCOPED_TRACE(x.stay);
    test::MarketRun run = world_of("immigration-death.yaml", x.sets());
    const Measured m = measure(run, x.burn_in(), static_cast<int>(4 * x.stay));
    const double load = theory::offered_load(x.entries, x.stay);
    EXPECT_TRUE(equivalent("children in a pool", mean_of(m.per_day(m.counts.placed_nights)), load, 0.03 * load));
    EXPECT_TRUE(equivalent("children waiting", mean_of(m.per_day(m.counts.waiting_nights)), 0, 0.01));
    std::vector<double> children(static_cast<std::size_t>(x.pools), 0.0);
    for (std::size_t c = 0; c < run.setup->councils(); ++c) children[run.setup->pool_of[c]] += run.world.councils.children[c];
    for (const int k : {2, 4, 6, 8}) {
      std::vector<double> at_least;
      for (const double n : children) at_least.push_back(n >= k ? 1.0 : 0.0);
      EXPECT_TRUE(equivalent("share of pools with so many", mean_of(at_least), theory::poisson_tail(load, k), 0.035)) << k;
    }
  }
}

TEST(ErlangLoss, TheShareLostIsThatOfTheDailyChain) {
  for (const Setting& x : {Setting{1500, 6, 0.05, 100}, Setting{1500, 2, 0.06, 30}, Setting{1500, 1, 0.2, 4}, Setting{700, 10, 0.2, 40}}) {
    SCOPED_TRACE(x.places);
    test::MarketRun run = world_of("erlang-loss.yaml", x.sets());
    const Measured m = measure(run, x.burn_in(), 600);
    const theory::LossLaw law = theory::loss_law(x.pool());
    EXPECT_TRUE(equivalent("share lost", ratio_of(m.counts.lost, m.counts.entries), law.blocking, 0.012));
    EXPECT_TRUE(equivalent("places taken", mean_of(m.per_day(m.counts.placed_nights)), law.mean_occupied, 0.02 * x.places));
  }
}

TEST(ErlangLoss, LongStaysGiveErlangsFormula) {
  const Setting x{1500, 4, 0.0075, 400};
  test::MarketRun run = world_of("erlang-loss.yaml", x.sets());
  const Measured m = measure(run, 3000, 1500);
  EXPECT_TRUE(equivalent("share lost", ratio_of(m.counts.lost, m.counts.entries), theory::erlang_b(4, 3.0), 0.015));
}

TEST(ErlangLoss, WithRetryNobodyIsLost) {
  Setting x{300, 4, 0.05, 60};
  auto sets = x.sets();
  sets.push_back("search.retry=daily");
  test::MarketRun run = world_of("erlang-loss.yaml", sets);
  const Measured m = measure(run, x.burn_in(), 400);
  double waited = 0;
  for (const double n : m.counts.waiting_nights) waited += n;
  EXPECT_GT(waited, 1000);
  EXPECT_TRUE(equivalent("children", mean_of(m.per_day([&] {
                           std::vector<double> all = m.counts.placed_nights;
                           for (std::size_t i = 0; i < all.size(); ++i) all[i] += m.counts.waiting_nights[i];
                           return all;
                         }())),
                         theory::offered_load(x.entries, x.stay), 0.35));
}

TEST(Waiting, NumbersAndWaitsAreThoseOfTheDailyChain) {
  struct Case {
    Setting x;
    double ratio;
  };
  for (const Case& k : {Case{{1500, 6, 0.06, 100}, 1.0}, Case{{1500, 3, 0.10, 25}, 1.0}, Case{{1500, 5, 0.06, 60}, 0.3}, Case{{1500, 4, 0.10, 50}, 3.0}, Case{{1500, 5, 0.05, 60}, 0.0}}) {
    SCOPED_TRACE(k.ratio);
    auto sets = k.x.sets();
    sets.push_back(set("demand.waiting_leave_ratio", k.ratio));
    test::MarketRun run = world_of("waiting.yaml", sets);
    const Measured m = measure(run, k.x.burn_in(), 700);
    const theory::WaitingLaw law = theory::waiting_law(k.x.pool(), k.ratio);
    EXPECT_TRUE(equivalent("places taken", mean_of(m.per_day(m.counts.placed_nights)), law.mean_occupied, 0.02 * k.x.places));
    EXPECT_TRUE(equivalent("children waiting", mean_of(m.per_day(m.counts.waiting_nights)), law.mean_waiting, 0.04 + 0.06 * law.mean_waiting));
    EXPECT_TRUE(equivalent("nights waited", ratio_of(m.counts.waiting_nights, m.counts.entries), law.mean_wait_days, 0.8 + 0.06 * law.mean_wait_days));
  }
}

TEST(ReservedOrPooled, TheGainFromPoolingIsErlangs) {
  for (const Setting& x : {Setting{1200, 12, 0.1, 100}, Setting{1200, 6, 0.12, 40}}) {
    SCOPED_TRACE(x.places);
    const theory::Pool half{x.entries / 2, x.stay, x.places / 2};
    const theory::Pool halves[] = {half, half};
    double lost[2] = {0, 0};
    for (const bool reserved : {true, false}) {
      auto sets = x.sets();
      sets.push_back(std::string("blocks.reserved=") + (reserved ? "true" : "false"));
      test::MarketRun run = world_of("reserved-or-pooled.yaml", sets);
      const Measured m = measure(run, x.burn_in(), 600);
      const double theory_lost = reserved ? theory::blocking_when_reserved(halves) : theory::loss_law(theory::pooled(halves)).blocking;
      const auto estimate = ratio_of(m.counts.lost, m.counts.entries);
      EXPECT_TRUE(equivalent(reserved ? "lost when reserved" : "lost when pooled", estimate, theory_lost, 0.012));
      lost[reserved ? 1 : 0] = estimate.mean;
    }
    EXPECT_GT(lost[1], lost[0] + 0.02);
  }
}

TEST(MoeBlock, AUsedWeekCostsWhatTheLossSystemSays) {
  const double price = 5000, spot = 8000;
  const Setting base{900, 5, 0.05, 100};
  double best = 1e18;
  int best_beds = 0;
  for (int beds = 2; beds <= 6; ++beds) {
    Setting x = base;
    x.places = beds;
    test::MarketRun run = world_of("moe-block.yaml", x.sets());
    const Measured m = measure(run, x.burn_in(), 600);
    const theory::BlockPlan plan = theory::block_plan_daily(beds, x.entries, x.stay, price, spot);
    std::vector<double> cost, weeks;
    for (std::size_t i = 0; i < m.counts.paid_pence.size(); ++i) {
      cost.push_back((m.counts.paid_pence[i] + m.counts.void_pence[i]) / 100.0);
      weeks.push_back(m.counts.placed_nights[i] / 7.0);
    }
    const auto used_week = ratio_of(cost, weeks);
    EXPECT_TRUE(equivalent("cost of a used week", used_week, plan.cost_per_used_bed_week, 0.02 * plan.cost_per_used_bed_week)) << beds;
    double total = 0, used = 0;  // the whole block is paid for, used or not
    for (std::size_t i = 0; i < cost.size(); ++i) {
      total += cost[i];
      used += weeks[i];
    }
    const double pool_weeks = 600 / 7.0 * x.pools;
    EXPECT_NEAR(total / pool_weeks, beds * price, 0.01 * price);
    const double load = theory::offered_load(x.entries, x.stay);
    const double with_spot = beds * price + (load - used / pool_weeks) * spot;
    if (with_spot < best) {
      best = with_spot;
      best_beds = beds;
    }
  }
  EXPECT_EQ(best_beds, theory::cheapest_block_daily(base.entries, base.stay, price, spot).beds);
}

}  // namespace
}  // namespace carepool::verification
