// The price rule has one interior equilibrium: it is found from anywhere, far places do not touch it, and with supply frozen it answers demand and
// places by need. (That deviating from it earns a home less is in tests/verification/slow/prices_test.cpp.)
#include <gtest/gtest.h>

#include <cmath>

#include "laws/slow/england.hpp"

namespace carepool {
namespace {

using england::England;
using england::in;

// Over areas and classes, by the exposure that each remembers: the mean worth of an empty bed, £/week.
double mean_omega(const World& w) {
  double sum = 0, weight = 0;
  for (std::size_t h = 0; h < w.homes.size(); ++h) {
    if (w.homes.status[h] != HomeStatus::open || w.homes.sector[h] == Sector::council) continue;
    sum += w.homes.registered[h] * w.homes.omega[h];
    weight += w.homes.registered[h];
  }
  return sum / weight;
}

// The price rule by itself, so without frameworks: their list prices hold for four years, and remember a start for two terms.
// Without the solver each run begins where it is told. A month on the starts are still far apart; vacancies, fills and surpluses then bring all to
// one level, since a bed that is thought too dear stays empty and one that is thought too cheap is never free.
TEST(ThePriceRule, FindsTheSameLevelFromEveryStart) {
  const std::vector<const char*> starts{"1000", "4000", "12000"};
  struct Path {
    double after_a_month = 0, last_half_year = 0;
  };
  const auto paths = england::each(starts.size(), [&](std::size_t i) {
    test::MarketRun run(england::scenario({}, {"start_state.solve=false", std::string("start_state.omega_initial=") + starts[i], "supply.frozen=true", "years=7",
                                                "instruments[frameworks].from=2060-01-01"}), 1);
    run.start();
    Path path;
    run.steps(30);
    path.after_a_month = mean_omega(run.world);
    run.steps(6 * 365 - 30);
    for (int month = 0; month < 6; ++month) {
      run.steps(28);
      path.last_half_year += mean_omega(run.world) / 6;
    }
    return path;
  });
  for (std::size_t i = 0; i < paths.size(); ++i) {
    RecordProperty(std::string("from ") + starts[i] + " after a month", std::to_string(paths[i].after_a_month));
    RecordProperty(std::string("from ") + starts[i] + " at the end", std::to_string(paths[i].last_half_year));
  }
  for (std::size_t i = 0; i + 1 < paths.size(); ++i) {
    EXPECT_GE(paths[i + 1].after_a_month, 1.5 * paths[i].after_a_month);
    EXPECT_NEAR(paths[i + 1].last_half_year / paths[i].last_half_year, 1, 0.02);
  }
  EXPECT_NEAR(paths.back().last_half_year / paths.front().last_half_year, 1, 0.02);
}

// Mean fee of the placements that started in homes of one copy in the last year, £/week.
double mean_new_fee(const Setup& s, const World& w, std::uint32_t copy) {
  double sum = 0, count = 0;
  const Placements& p = w.placements;
  for (std::size_t r = 0; r < p.size(); ++r) {
    if (p.account[r].child == kNobody || p.home[r] == kNobody || p.account[r].contract == Contract::in_house || w.day - p.account[r].start_day > 365) continue;
    if (s.places[p.account[r].payer].copy != copy) continue;
    sum += static_cast<double>(p.account[r].fee_pence_per_week) / 100;
    count += 1;
  }
  return sum / count;
}

// Nobody looks so far: a second England far away changes nothing but the number of fills behind national means. The first copy keeps the luck of
// the England that is alone, so its level is the same within 2 %; the second has luck of its own, which moves a level by several per cent, so
// its difference is compared with that noise.
TEST(ThePriceRule, IsNotTouchedByASecondCopyOfEveryCouncilFarAway) {
  constexpr std::size_t kSeeds = 5;
  std::vector<double> alone(kSeeds), first(kSeeds), second(kSeeds);
  england::each(2 * kSeeds, [&](std::size_t i) {
    const bool twice = i >= kSeeds;
    England run(england::scenario({}, {"supply.frozen=true", twice ? "world.copies_apart_km=20000" : "world.copies_apart_km=0"}), 1 + i % kSeeds);
    run.live_to("2026-04-01");
    (twice ? first : alone)[i % kSeeds] = mean_new_fee(run.setup(), run.world(), 0);
    if (twice) second[i % kSeeds] = mean_new_fee(run.setup(), run.world(), 1);
    return 0;
  });
  const double level = statistics::mean_of(alone).mean;
  const auto touched = statistics::paired_difference(first, alone), other_luck = statistics::paired_difference(second, alone);
  RecordProperty("alone", std::to_string(level));
  RecordProperty("first copy more", std::to_string(touched.mean));
  RecordProperty("second copy more", std::to_string(other_luck.mean));
  EXPECT_LT(std::fabs(touched.mean), 0.02 * level);
  EXPECT_LT(other_luck.se, 0.05 * level);
  EXPECT_LT(std::fabs(other_luck.mean), std::max(0.02 * level, 2.8 * other_luck.se));  // 95 % with five pairs
}

constexpr std::size_t kPairs = 4;

// Mean fee of new placements by need over years one and two.
struct ByNeed {
  std::array<double, kNeeds> fee{};
};

std::vector<ByNeed> frozen(const std::string& set) {
  return england::each(kPairs, [&](std::size_t i) {
    England run(england::scenario({}, {"supply.frozen=true", set}), 1 + i);
    run.live_to("2027-04-01");
    ByNeed out;
    for (std::size_t n = 0; n < kNeeds; ++n) out.fee[n] = england::mean(run.monthly("fee_weekly_mean_starts", in(Dim::need, n)));
    return out;
  });
}

// With the homes as they are, more children make an empty bed worth more, and more beds make it worth less, whatever the need.
TEST(ThePriceRule, RisesWithDemandAndFallsWithPlacesForEveryNeed) {
  const auto base = frozen("demand.level=1"), demand = frozen("demand.level=1.1"), places = frozen("supply.places_factor=1.1");
  for (std::size_t n = 0; n < kNeeds; ++n) {
    std::vector<double> with_demand, with_places;
    for (std::size_t i = 0; i < kPairs; ++i) {
      with_demand.push_back(demand[i].fee[n] / base[i].fee[n] - 1);
      with_places.push_back(places[i].fee[n] / base[i].fee[n] - 1);
    }
    auto up = statistics::mean_of(with_demand), down = statistics::mean_of(with_places);
    up.se *= 3.182 / 1.96;  // Student's t, three degrees of freedom
    down.se *= 3.182 / 1.96;
    EXPECT_TRUE(statistics::surely_positive("fee with demand", up)) << "need " << n;
    EXPECT_TRUE(statistics::surely_negative("fee with places", down)) << "need " << n;
  }
}

}  // namespace
}  // namespace carepool
