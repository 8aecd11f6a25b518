// A year of one group's accounts, made up by hand from who lived where and what a home costs.
#include <gtest/gtest.h>

#include <numeric>

#include "base/date.hpp"
#include "verification/pools.hpp"

namespace carepool::verification {
namespace {

TEST(YearOfAccounts, EqualsTheBooksToThePenny) {
  for (const char* places : {"10", "4"}) {
    test::MarketRun run = world_of("year-of-accounts.yaml", {std::string("world.places_per_pool=") + places});
    const std::int32_t first = run.setup->first_day;
    run.steps(365);
    const World& w = run.world;
    std::vector<std::int32_t> booking_days{first};
    for (std::int32_t day = first; day < first + 365; ++day)
      if (is_month_end(Date{day})) booking_days.push_back(day + 1);
    ASSERT_EQ(booking_days.size(), 13u);
    std::vector<theory::FeeSpell> fees;
    std::vector<theory::RunningCost> costs;
    const double variable = run.scenario->values.costs().variable().standard();
    const auto lived = [&](std::int32_t from, std::int32_t to, Pence fee) {
      fees.push_back({from, to, fee});
      costs.push_back({from, to, variable});
    };
    const History& past = w.history;
    for (std::size_t i = 0; i < past.child_key.size(); ++i) lived(past.money_base_day[i], past.end_day[i], past.fee_pence_per_week[i]);
    const Placements& p = w.placements;
    for (std::size_t r = 0; r < p.size(); ++r)
      if (p.account[r].child != kNobody) lived(p.account[r].start_day, w.day, p.account[r].fee_pence_per_week);
    EXPECT_GT(fees.size(), 15u);
    for (std::size_t h = 0; h < w.homes.size(); ++h)
      for (const double weekly : {w.homes.fixed_per_week[h], w.homes.property_per_week[h], w.homes.overhead_per_week[h]}) costs.push_back({first, w.day, weekly});
    const theory::GroupYear year = theory::group_accounts(fees, costs, booking_days);
    const std::size_t g = run.setup->councils();
    const Providers& books = w.providers;
    EXPECT_EQ(books.cum_revenue[g], year.fees);
    EXPECT_EQ(books.cum_staff[g] + books.cum_variable[g] + books.cum_property[g] + books.cum_overhead[g], year.costs);
    EXPECT_EQ(std::accumulate(w.homes.cum_revenue.begin(), w.homes.cum_revenue.end(), Pence{0}) - std::accumulate(w.homes.cum_cost.begin(), w.homes.cum_cost.end(), Pence{0}), year.surplus);
    EXPECT_EQ(w.totals.paid[static_cast<std::size_t>(Pay::homes_fees)], year.fees) << "what the council paid";
  }
}

}  // namespace
}  // namespace carepool::verification
