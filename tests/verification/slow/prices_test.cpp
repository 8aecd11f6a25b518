// The worth of a bed and the prices that follow from it, against closed forms.
#include <gtest/gtest.h>

#include <cmath>

#include "verification/pools.hpp"

namespace carepool::verification {
namespace {

constexpr double kWeeksPerYear = 52.1775;

// Mean worth of a bed where homes stand over so many days, £/week.
double mean_omega(test::MarketRun& run, int days) {
  double sum = 0;
  for (int day = 0; day < days; ++day) {
    run.step();
    for (const double x : run.world.homes.omega) sum += x;
  }
  return sum / static_cast<double>(run.world.homes.size()) / days;
}

// Mean fee of the placements that started in the last year, £/week.
double mean_new_fee(const test::MarketRun& run) {
  double sum = 0, count = 0;
  const Placements& p = run.world.placements;
  for (std::size_t r = 0; r < p.size(); ++r)
    if (p.account[r].child != kNobody && run.world.day - p.account[r].start_day < 365) {
      sum += static_cast<double>(p.account[r].fee_pence_per_week) / 100.0;
      count += 1;
    }
  return sum / count;
}

// ω where every fill brings the same excess: fills a vacant bed-week over the leaving rate and the discount rate.
double closed_omega(const test::MarketRun& run, double occupied, double excess) {
  const auto& v = run.scenario->values;
  const double leaving = 7.0 / v.demand().mean_stay_days(), discount = v.prices().discount_per_year() / kWeeksPerYear;
  const double vacant = static_cast<double>(v.world().places_per_pool()) - occupied;
  return occupied / vacant * (7.0 / v.demand().mean_stay_days()) / (leaving + discount) * excess;
}

TEST(WorthOfABed, HasItsClosedForm) {
  struct Case {
    int places;
    double entries, stay, alpha;
  };
  for (const Case& k : {Case{16, 0.06, 100, 0.004}, Case{12, 0.03, 100, 0.004}, Case{16, 0.12, 50, 0.002}}) {
    SCOPED_TRACE(k.entries);
    auto sets = settings(800, k.places, k.entries, k.stay);
    sets.push_back(set("prices.alpha", k.alpha));
    test::MarketRun run = world_of("worth-of-a-bed.yaml", sets);
    run.steps(3 * 365);
    const double found = mean_omega(run, 3 * 365);
    const double omega = closed_omega(run, theory::loss_law({k.entries, k.stay, k.places}).mean_occupied, 1 / k.alpha);
    EXPECT_NEAR(found, omega, 0.05 * omega);
    EXPECT_NEAR(mean_new_fee(run), run.scenario->values.costs().variable().standard() + omega + 1 / k.alpha, 0.05 * omega + 6);
  }
}

TEST(TwoProviders, AskTheLogitPrice) {
  test::MarketRun run = world_of("two-providers.yaml", {"world.pools=200"});
  run.steps(5 * 365);
  const auto& v = run.scenario->values;
  const double alpha = v.prices().alpha(), variable = v.costs().variable().standard();
  const double occupied = theory::offered_load(v.demand().entries_per_day(), v.demand().mean_stay_days());
  const double excess = 2 / alpha;  // half of the children choose either
  const double omega = closed_omega(run, occupied, excess);
  theory::LogitMarket market;
  market.alpha = alpha;
  market.cost = {variable + omega, variable + omega};
  market.outside = 0;
  const theory::LogitPrices best = theory::logit_prices(market);
  EXPECT_NEAR(best.share[0], 0.5, 1e-9);
  EXPECT_NEAR(mean_new_fee(run), best.price[0], 0.02 * best.price[0]);
}

TEST(TwoProviders, OneOwnerOfBothAsksMore) {
  test::MarketRun two = world_of("two-providers.yaml", {"world.pools=60"}), one = world_of("two-providers.yaml", {"world.pools=60", "world.groups_per_pool=1"});
  two.steps(2 * 365);
  one.steps(2 * 365);
  EXPECT_GT(mean_new_fee(one), mean_new_fee(two) + 3 / two.scenario->values.prices().alpha());
}

// Buyers' shares by the logit: where one home is a grade better, it gets e^(αx)/(1 + e^(αx)) of the children. Few enter on the same day: a home
// admits one a day, so the second goes elsewhere.
TEST(TwoProviders, TheBetterHomeGetsTheLogitShare) {
  const double bonus = 300, alpha = 0.004;
  test::MarketRun run = world_of("two-providers.yaml", {"world.pools=6000", "demand.entries_per_day=0.01", "demand.mean_stay_days=180", "prices.fixed=true", "search.grade_bonus=300",
                                                        "quality.grade_share={outstanding: 0.5, good: 0.5, requires_improvement: 0, inadequate: 0}"});
  std::vector<double> better, all;
  std::vector<std::int64_t> before(run.world.homes.size(), 0);
  run.steps(400);
  const Homes& h = run.world.homes;
  const Placements& p = run.world.placements;
  std::vector<double> children(h.size(), 0.0);
  for (std::size_t r = 0; r < p.size(); ++r)
    if (p.account[r].child != kNobody) children[p.home[r]] += 1;
  for (std::size_t i = 0; i + 1 < h.size(); i += 2) {
    if (h.grade[i] == h.grade[i + 1]) continue;
    const std::size_t good = h.grade[i] < h.grade[i + 1] ? i : i + 1;
    better.push_back(children[good]);
    all.push_back(children[i] + children[i + 1]);
  }
  ASSERT_GT(all.size(), 500u);
  EXPECT_TRUE(statistics::equivalent("share of the better home", statistics::ratio_of(better, all), 1 / (1 + std::exp(-alpha * bonus)), 0.04));
}

// Asking and accepting by more or less than ω earns a home less.
TEST(WorthOfABed, ADeviatingHomeEarnsLess) {
  for (const int shift : {500, -500}) {
    SCOPED_TRACE(shift);
    test::MarketRun run = world_of("deviation.yaml", {"world.pools=250", set_count("prices.omega_shift", shift)});
    run.steps(2 * 365);
    settle_everything(*run.setup, run.world, run.world.day);
    const Homes& h = run.world.homes;
    const auto surplus = [&] {  // fees less the children's own cost: everything else is the same whoever comes
      std::vector<double> x(h.size());
      for (std::size_t i = 0; i < h.size(); ++i) x[i] = static_cast<double>(h.cum_revenue[i] + h.month_revenue[i] - h.cum_cost[i] - h.month_cost[i]) / 100.0;
      return x;
    };
    const std::vector<double> before = surplus();
    run.steps(4 * 365);
    settle_everything(*run.setup, run.world, run.world.day);
    const std::vector<double> after = surplus();
    const double weeks = 4 * 365 / 7.0;
    std::vector<double> less;  // by pool: what the pool's other homes earn a bed and week more than those that deviate
    for (std::size_t pool = 0; pool < static_cast<std::size_t>(run.scenario->values.world().pools()); ++pool) {
      double sum[2] = {0, 0}, beds[2] = {0, 0};
      for (std::size_t i = pool * 10; i < pool * 10 + 10; ++i) {
        const double fixed = h.fixed_per_week[i] + h.property_per_week[i] + h.overhead_per_week[i];
        sum[h.shifted[i]] += (after[i] - before[i]) / weeks + fixed;
        beds[h.shifted[i]] += h.registered[i];
      }
      if (beds[1] > 0 && beds[0] > 0) less.push_back(sum[0] / beds[0] - sum[1] / beds[1]);
    }
    ASSERT_GT(less.size(), 50u);
    EXPECT_TRUE(statistics::surely_positive("what deviating costs a bed and week", statistics::mean_of(less)));
  }
}

}  // namespace
}  // namespace carepool::verification
