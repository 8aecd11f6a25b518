// England without any policy is unfitted but sane: after a year its children, homes, fees and profits are near the published ones, over twenty
// years it neither grows nor shrinks. Ranges are those that the project asked for before the model existed.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "laws/slow/england.hpp"
#include "world/check.hpp"

namespace carepool {
namespace {

using england::England;
using england::in;

constexpr std::size_t kSeeds = 3;
const std::array<std::uint64_t, kSeeds> kSeed{1, 2, 3};

// Everything that is asked at the end of year one.
struct YearOne {
  double children = 0, entries = 0, exits = 0, in_homes = 0, fostering = 0, fee_stock = 0, fee_starts = 0, unit_cost = 0, outside = 0, blocks = 0, exit_rate = 0,
         margin = 0, crisis = 0, far = 0, at_bound = 0, over_3_costs = 0;
  double published_children = 0, published_entries = 0, published_exits = 0;
  std::vector<double> regions, published_regions;
  double councils_within_15 = 0;
};

double published(const Setup& s, const std::string& id) {
  for (const TargetRow& row : s.tables().targets)
    if (row.id == id) return row.value;
  throw std::runtime_error("no target " + id);
}

YearOne year_one(std::uint64_t seed, const std::vector<std::string>& policies = {}) {
  England run(england::scenario(policies), seed);
  const Totals before = run.world().totals;
  run.live_to("2026-04-01");
  const england::Values v = run.summary();
  const World& w = run.world();
  const Setup& s = run.setup();
  YearOne y;
  y.children = v("children_in_care");
  y.entries = v("entries");
  y.exits = v("exits");
  y.in_homes = v("children_in_care", in(Setting::residential)) + v("children_in_care", in(Setting::secure));
  y.fostering = (v("children_in_care", in(Setting::fostering)) + v("children_in_care", in(Setting::kinship))) / y.children;
  y.fee_stock = v("fee_weekly_mean_stock");
  y.fee_starts = v("fee_weekly_mean_starts");
  y.unit_cost = v("unit_cost_weekly_mean");
  y.outside = v("out_of_council_share", in(Setting::residential));
  y.blocks = v("contract_share", in(Contract::block));
  y.exit_rate = v("framework_exit_rate");
  y.margin = v("operating_margin", in(Sector::private_));
  y.crisis = v("crisis_children");
  y.far = v("beyond_20_miles_share", in(Setting::residential));
  const auto asks = static_cast<double>(w.totals.asks - before.asks);
  y.at_bound = static_cast<double>(w.totals.asks_at_bound - before.asks_at_bound) / asks;
  y.over_3_costs = static_cast<double>(w.totals.asks_over_3_costs - before.asks_over_3_costs) / asks;
  y.published_children = published(s, "cla");
  y.published_entries = published(s, "entries");
  y.published_exits = published(s, "exits");
  y.regions.assign(s.region_names.size(), 0.0);
  y.published_regions.assign(s.region_names.size(), 0.0);
  double within = 0;
  for (std::size_t c = 0; c < s.councils(); ++c) {
    const double model = w.councils.children[c], there = s.tables().councils[s.places[c].table_row].children_looked_after;
    y.regions[s.places[c].region] += model;
    y.published_regions[s.places[c].region] += there;
    within += std::fabs(model - there) <= 0.15 * there ? 1 : 0;
  }
  y.councils_within_15 = within / static_cast<double>(s.councils());
  return y;
}

class EnglandAfterAYear : public ::testing::Test {
 protected:
  static const std::vector<YearOne>& seeds() {
    static const std::vector<YearOne> done = england::each(kSeeds, [](std::size_t i) { return year_one(kSeed[i]); });
    return done;
  }
  static double mean_of(double YearOne::*what) {
    std::vector<double> x;
    for (const YearOne& y : seeds()) x.push_back(y.*what);
    return england::mean(x);
  }
  static void expect_between(const char* what, double low, double value, double high) {
    RecordProperty(what, std::to_string(value));
    EXPECT_GE(value, low) << what;
    EXPECT_LE(value, high) << what;
  }
  // In the mean of the seeds, and in the first.
  static void expect_between(const char* what, double low, double YearOne::*value, double high) {
    expect_between(what, low, mean_of(value), high);
    EXPECT_GE(seeds().front().*value, low) << what << " of seed 1";
    EXPECT_LE(seeds().front().*value, high) << what << " of seed 1";
  }
};

TEST_F(EnglandAfterAYear, HasThePublishedChildrenInEveryRegionAndNearlyEveryCouncil) {
  const YearOne& y = seeds().front();
  expect_between("children", 0.97 * y.published_children, &YearOne::children, 1.03 * y.published_children);
  for (std::size_t r = 0; r < y.regions.size(); ++r)
    EXPECT_NEAR(y.regions[r], y.published_regions[r], 0.05 * y.published_regions[r]) << "region " << r;
  for (const YearOne& x : seeds()) EXPECT_GE(x.councils_within_15, 0.90);
}

TEST_F(EnglandAfterAYear, HasThePublishedStartsAndEnds) {
  const YearOne& y = seeds().front();
  expect_between("entries", 0.9 * y.published_entries, &YearOne::entries, 1.1 * y.published_entries);
  expect_between("exits", 0.9 * y.published_exits, &YearOne::exits, 1.1 * y.published_exits);
}

TEST_F(EnglandAfterAYear, HasChildrenWhereTheyLive) {
  expect_between("in homes", 0.85 * 9480, &YearOne::in_homes, 1.15 * 9480);
  expect_between("fostering share", 0.60, &YearOne::fostering, 0.72);
  expect_between("outside the council, homes", 0.50, &YearOne::outside, 0.80);
  expect_between("beyond 20 miles, homes", 0.40, &YearOne::far, 0.60);
  expect_between("in crisis placements", 400, &YearOne::crisis, 1500);
}

TEST_F(EnglandAfterAYear, HasFeesCostsAndProfitsOfThePublishedSize) {
  expect_between("mean fee of children in independent homes", 4500, &YearOne::fee_stock, 7500);
  expect_between("mean fee of new placements in independent homes", 4500, &YearOne::fee_starts, 7500);
  expect_between("unit cost of homes", 5600, &YearOne::unit_cost, 8400);
  expect_between("private margin", 0.05, &YearOne::margin, 0.25);
}

TEST_F(EnglandAfterAYear, HasFewBlocks) { expect_between("blocks", 0.02, &YearOne::blocks, 0.04); }

// Prices come from the market, not from a bound on them. The bounds of an ask are prices.ask_max and, below, the cost of the child.
TEST_F(EnglandAfterAYear, HasHardlyAnAskAtABound) {
  expect_between("asks at a bound", 0, &YearOne::at_bound, 0.05);
  expect_between("asks beyond three times full cost", 0, &YearOne::over_3_costs, 0.01);
}

// Groups leave lists whose fees fall behind: 17–22 % of surveyed providers did in the years when uplifts lagged costs.
TEST_F(EnglandAfterAYear, GroupsLeaveFrameworksThatFallBehindCosts) {
  expect_between("framework exits", 0.10, &YearOne::exit_rate, 0.30);
  const auto with = [](const char* policy) {
    std::vector<double> x;
    for (const YearOne& y : england::each(kSeeds, [&](std::size_t i) { return year_one(kSeed[i], {policy}); })) x.push_back(y.exit_rate);
    return england::mean(x);
  };
  const double ahead = with("uplift-plus.yaml"), behind = with("uplift-minus.yaml");
  RecordProperty("uplift +1", std::to_string(ahead));
  RecordProperty("uplift -2", std::to_string(behind));
  EXPECT_GE(behind - ahead, 0.03);
}

// Places and fees must not run away: entry follows margin, prices follow vacancies, and neither chases the other.
// Levels hold in every run. The slope of five years of one run is mostly luck (its deviation between seeds is recorded), so its law is of the mean.
TEST(EnglandOverTwentyYears, StaysLevel) {
  constexpr std::size_t kRuns = 6;
  const std::vector<const char*> metrics{"fee_index", "places_registered", "children_in_care"};
  const auto runs = england::each(kRuns, [&](std::size_t i) {
    England run(england::scenario({}, {"years=20"}), 1 + i);
    run.live_to("2045-04-01");
    EXPECT_EQ(fmt::format("{}", fmt::join(check_world(run.setup(), run.world()), "; ")), std::string()) << "seed " << 1 + i;
    std::vector<std::vector<double>> months;
    for (const char* metric : metrics) months.push_back(run.monthly(metric));
    return months;
  });
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    SCOPED_TRACE(metrics[m]);
    const bool is_fee = m == 0;
    const double low = is_fee ? 0.75 : 0.9, high = is_fee ? 1.33 : 1.1;
    std::vector<double> last;
    for (std::size_t i = 0; i < kRuns; ++i) {
      const std::vector<double>& months = runs[i][m];
      ASSERT_EQ(months.size(), 240u);
      const auto year = [&months](std::ptrdiff_t k) { return england::mean({months.begin() + 12 * k, months.begin() + 12 * k + 12}); };
      for (std::ptrdiff_t k = 0; k < 20; ++k) {
        EXPECT_GE(year(k) / year(0), low) << "seed " << 1 + i << ", year " << k + 1;
        EXPECT_LE(year(k) / year(0), high) << "seed " << 1 + i << ", year " << k + 1;
      }
      last.push_back(england::slope_per_year({months.end() - 60, months.end()}));
    }
    const auto slope = statistics::mean_of(last);
    RecordProperty(std::string("slope of the last five years, ") + metrics[m], std::to_string(slope.mean) + " ± " + std::to_string(2.571 * slope.se));
    EXPECT_LT(std::fabs(slope.mean), 0.01);
  }
}

// The full check is tests/bench/stationarity, with forty seeds; here six, whose mean must not be shown to drift: its 95 % interval meets ±0.5 % a
// year (of margins and shares: ±0.5 points a year). A drift of 1 % a year fails.
TEST(EnglandOverTenYears, IsNotShownToDrift) {
  constexpr std::size_t kRuns = 6;
  struct Slopes {
    std::vector<double> of;
  };
  const std::vector<std::pair<const char*, MetricGroup>> measures{{"children_in_care", {}},
                                                                  {"places_registered", {}},
                                                                  {"fee_index", {}},
                                                                  {"operating_margin", {}},
                                                                  {"contract_share", in(Contract::spot)},
                                                                  {"contract_share", in(Contract::framework)}};
  const auto runs = england::each(kRuns, [&](std::size_t i) {
    England run(england::scenario(), 1 + i);
    run.live_to("2035-04-01");
    EXPECT_EQ(fmt::format("{}", fmt::join(check_world(run.setup(), run.world()), "; ")), std::string()) << "seed " << 1 + i;
    Slopes out;
    for (const auto& [metric, group] : measures) {
      const std::vector<double> monthly = run.monthly(metric, group);
      const bool share = std::string(metric) == "operating_margin" || std::string(metric) == "contract_share";
      out.of.push_back(england::slope_per_year(monthly) * (share ? england::mean(monthly) : 1.0));
    }
    return out;
  });
  for (std::size_t m = 0; m < measures.size(); ++m) {
    std::vector<double> slopes;
    for (const Slopes& run : runs) slopes.push_back(run.of[m]);
    const auto estimate = statistics::mean_of(slopes);
    const double half = 2.571 * estimate.se;  // Student's t, five degrees of freedom
    RecordProperty(std::string(measures[m].first) + " " + std::to_string(m), std::to_string(estimate.mean));
    EXPECT_LT(std::fabs(estimate.mean) - half, 0.005) << measures[m].first << " " << m << ": " << estimate.mean << " ± " << half;
    const bool is_known_closely = m < 3;  // six seeds say too little of margins and shares for a law on their mean itself
    const double most = is_known_closely ? 0.01 : 1;
    EXPECT_LT(std::fabs(estimate.mean), most) << measures[m].first << " " << m << ": " << estimate.mean << " ± " << half;
  }
}

}  // namespace
}  // namespace carepool
