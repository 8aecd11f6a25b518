// The laws behind demand, one by one: formulas against draws, and what keeps the mix of plans stationary.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/distributions.hpp"
#include "world/care_law_world.hpp"

namespace carepool {
namespace {

const Setup& england() {
  static const auto setup = care_test::setup_of();
  return *setup;
}

TEST(Stays, MeanAndAgesInCareFollowTheFormula) {
  constexpr int kDraws = 40000;
  for (std::size_t k = 0; k < kEntryClasses; ++k) {
    const StayLaw& law = england().care.stays[k];
    Rng rng(1, 1000, k);
    double sum = 0, squares = 0, to_18 = 0;
    std::array<double, kBands> in_band{};
    for (int i = 0; i < kDraws; ++i) {
      const std::int32_t age = law.entry_age(rng.uniform());
      const double kind = rng.uniform();
      const std::int32_t stay = law.stay(age, {kind, exponential(rng, 1)});
      ASSERT_GE(stay, 1);
      ASSERT_LE(age + stay, kBandStartDays[kBands]);
      sum += stay;
      squares += static_cast<double>(stay) * stay;
      to_18 += age + stay == kBandStartDays[kBands];
      for (std::size_t b = 0; b < kBands; ++b)
        in_band[b] += std::max(0, std::min(age + stay, kBandStartDays[b + 1]) - std::max(age, kBandStartDays[b]));
    }
    const double mean = sum / kDraws, se = std::sqrt((squares / kDraws - mean * mean) / kDraws);
    EXPECT_NEAR(mean, law.mean_days, 4 * se) << k;
    EXPECT_NEAR(to_18 / kDraws, law.to_18_share, 4 * 0.5 / std::sqrt(kDraws)) << k;
    for (std::size_t b = 0; b < kBands; ++b) EXPECT_NEAR(in_band[b] / kDraws, law.days_in_band[b], 5 * se) << k << " " << b;
  }
}

// Of a child met in the stationary stock: the chance to be met is proportional to the stay, and the moment is any of its days.
TEST(Stays, OfTheStockAreLengthBiased) {
  constexpr int kDraws = 40000;
  for (std::size_t k = 0; k < kEntryClasses; ++k) {
    const StayLaw& law = england().care.stays[k];
    Rng rng(2, 1000, k);
    double squares = 0, days = 0, inverse = 0, part = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double u1 = rng.uniform(), u2 = rng.uniform(), u3 = rng.uniform(), u4 = rng.uniform();
      const StockStay s = draw_stock_stay(law, u1, u2, u3, u4);
      ASSERT_GE(s.elapsed, 0);
      ASSERT_GT(s.stay, s.elapsed);
      ASSERT_LE(s.entry_age + s.stay, kBandStartDays[kBands]);
      inverse += 1.0 / s.stay;
      part += (s.elapsed + 0.5) / s.stay;
      const std::int32_t age = law.entry_age(rng.uniform());
      const double kind = rng.uniform();
      const double d = law.stay(age, {kind, exponential(rng, 1)});
      days += d;
      squares += d * d;
    }
    EXPECT_NEAR(part / kDraws, 0.5, 0.008) << k;                                    // uniform within the stay
    EXPECT_NEAR(inverse / kDraws * law.mean_days, 1, 0.12) << k;                    // E[1/D] under length bias is 1/E[D]
    EXPECT_GT(squares / days, law.mean_days);
  }
}

TEST(Plans, TheRestOfAPlanMetAtRandomHasItsEquilibriumMean) {
  constexpr int kDraws = 20000;
  for (std::size_t k = 0; k < kPlannedSettings; ++k) {
    const PlanLaw& law = england().care.plans[k];
    double mean = 0, squares = 0, rest = 0, drawn = 0, spread = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double u = (i + 0.5) / kDraws;
      const double length = law.length(u), r = law.rest(u);
      ASSERT_GE(r, 1);
      drawn += length / kDraws;
      spread += length * length / kDraws;
      rest += r / kDraws;
    }
    for (std::size_t d = 0; d < law.rest_cdf.size(); ++d) {
      const double survives = (law.rest_cdf[d] - (d > 0 ? law.rest_cdf[d - 1] : 0)) * law.mean_days;  // P(length > d)
      mean += survives;
      squares += (2.0 * static_cast<double>(d) + 1) * survives;
    }
    EXPECT_NEAR(mean, law.mean_days, 1e-6 * mean);
    EXPECT_NEAR(drawn, mean, 0.01 * mean) << kSettingNames[k];
    EXPECT_NEAR(spread, squares, 0.03 * squares) << kSettingNames[k];
    EXPECT_NEAR(rest, (squares / mean + 1) / 2, 0.01 * rest) << kSettingNames[k];
  }
}

TEST(Plans, RenewalKeepsTheMix) {
  for (const CouncilCare& c : england().care.councils) {
    for (std::size_t g = 0; g < kPlanGroups; ++g) {
      double ends = 0, all = 0;
      for (std::size_t s = 0; s < kPlannedSettings; ++s) {
        ends += c.stock_mix[g][s] / england().care.plans[s].mean_days;
        all += c.stock_mix[g][s];
      }
      EXPECT_NEAR(all, 1, 1e-12);
      for (std::size_t s = 0; s < kPlannedSettings; ++s)  // as many plans of a setting begin as end
        EXPECT_NEAR(ends * c.new_mix[g][s], c.stock_mix[g][s] / england().care.plans[s].mean_days, 1e-12);
    }
  }
}

TEST(Plans, ABirthdayTurnsOneMixIntoTheNext) {
  for (const CouncilCare& c : england().care.councils) {
    for (std::size_t g = 0; g + 1 < kBands; ++g) {
      const SettingMix &from = c.stock_mix[g], &to = c.stock_mix[g + 1];
      SettingMix after{};
      constexpr int kGrid = 400;
      for (std::size_t s = 0; s < kPlannedSettings; ++s) {
        if (from[s] <= 0) continue;
        const double keep = std::min(1.0, to[s] / from[s]);
        after[s] += from[s] * keep;
        if (keep >= 1) continue;
        for (int i = 0; i < kGrid; ++i) {
          const Crossing x = cross_group(from, to, static_cast<Setting>(s), 1 - 1e-12, (i + 0.5) / kGrid);
          ASSERT_FALSE(x.kept);
          after[static_cast<std::size_t>(x.setting)] += from[s] * (1 - keep) / kGrid;
        }
      }
      for (std::size_t s = 0; s < kPlannedSettings; ++s) EXPECT_NEAR(after[s], to[s], 0.006);
    }
  }
}

TEST(Plans, SupportedAccommodationIsForThoseOver16) {
  for (const CouncilCare& c : england().care.councils)
    for (std::size_t g = 0; g < kPlanGroups; ++g)
      if (g != 4 && g != kBands + 1) {
        EXPECT_EQ(c.stock_mix[g][static_cast<std::size_t>(Setting::supported)], 0);
      }
}

// A share of the entries is a subset of the entries, with everything about each child unchanged.
TEST(Entries, ThinningKeepsTheLuckOfThoseWhoStillEnter) {
  std::vector<Entrant> all, half;
  for (std::int32_t day = 20200; day < 20500; ++day) {
    draw_entrants(england(), 7, 40, day, 1.0, all);
    draw_entrants(england(), 7, 40, day, 0.5, half);
  }
  ASSERT_GT(half.size(), 10u);
  EXPECT_NEAR(static_cast<double>(half.size()) / static_cast<double>(all.size()), 0.5, 0.15);
  std::size_t i = 0;
  for (const Entrant& e : half) {
    while (i < all.size() && all[i].key != e.key) ++i;
    ASSERT_LT(i, all.size());
    EXPECT_EQ(all[i].exit_day, e.exit_day);
    EXPECT_EQ(all[i].birth_day, e.birth_day);
  }
}

TEST(Entries, SiblingsShareAddressStayAndPlan) {
  const auto s = care_test::setup_of({40, 41}, {"demand.sibling_share=1", "start_state.prehistory_days=0"});
  World w;
  w.seed = 3;
  w.day = 20200;
  w.councils.children.assign(2, 0);
  std::vector<Entrant> entrants;
  for (int d = 0; d < 400; ++d) draw_entrants(*s, 3, 0, w.day + d, 1, entrants);
  int pairs = 0, same_setting = 0;
  for (std::size_t i = 0; i + 1 < entrants.size(); ++i) {
    if (entrants[i].sibling_key == 0 || entrants[i].sibling_key != entrants[i + 1].sibling_key) continue;
    w.day = entrants[i].entry_day;
    const std::uint32_t a = begin_path(*s, w, entrants[i]), b = begin_path(*s, w, entrants[i + 1]);
    EXPECT_EQ(w.children.search[a].x_km, w.children.search[b].x_km);
    EXPECT_EQ(w.children.care[a].need_level, w.children.care[b].need_level);
    EXPECT_NE(w.children.care[a].breakdown_left, w.children.care[b].breakdown_left);
    same_setting += w.children.care[a].plan == w.children.care[b].plan;
    ++pairs;
    ++i;
  }
  ASSERT_GT(pairs, 20);
  EXPECT_GT(same_setting, pairs / 2);
}

TEST(Entries, APoolsWorldHasTheAskedRateAndStay) {
  auto s = care_test::setup_of({0, 1}, {"demand.entries_per_day=3", "demand.mean_stay_days=20"});
  v1::Scenario values = s->v();
  values.mutable_world()->set_kind("pools");
  s->care = make_care_law(values, s->tables(), std::array<std::uint32_t, 2>{kNobody, kNobody});
  std::vector<Entrant> entrants;
  constexpr int kDays = 4000;
  for (int day = 0; day < kDays; ++day) draw_entrants(*s, 11, 1, day, 1, entrants);
  const double n = static_cast<double>(entrants.size());
  EXPECT_NEAR(n / kDays, 3, 4 * std::sqrt(3.0 / kDays));
  double stay = 0;
  for (const Entrant& e : entrants) stay += e.exit_day - e.entry_day;
  const double mean = 1 / -std::expm1(-1.0 / 20);  // of ⌈Exp⌉
  EXPECT_NEAR(stay / n, mean, 4 * 20 / std::sqrt(n));
}

}  // namespace
}  // namespace carepool
