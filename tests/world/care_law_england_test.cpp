// England's children without a market: the stock of every council on the first day, and what ten years do to it.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "world/care_law_world.hpp"

namespace carepool {
namespace {

struct Count {
  std::array<double, kBands> bands{};
  SettingMix settings{};
  std::array<double, kNeeds> needs_in_homes{};
  double uasc = 0, children = 0;
};

Count count(const Setup& s, const World& w) {
  Count n;
  const Children& c = w.children;
  for (std::uint32_t r = 0; r < c.size(); ++r) {
    if (c.care[r].key == 0) continue;
    ++n.children;
    n.uasc += c.care[r].uasc;
    ++n.bands[static_cast<std::size_t>(band_of_age(w.day - c.care[r].birth_day))];
    ++n.settings[static_cast<std::size_t>(c.care[r].plan)];
    if (c.care[r].plan == Setting::residential) ++n.needs_in_homes[static_cast<std::size_t>(c.care[r].need)];
  }
  EXPECT_EQ(s.places.size(), w.councils.children.size());
  return n;
}

// Four standard errors; siblings come in pairs, which widens a count by less than 1.3.
double error_of(double expected) { return 4 * 1.3 * std::sqrt(expected) + 1; }

class EnglandsChildren : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    setup_ = care_test::setup_of().release();
    world_ = new World(care_test::world_of(*setup_, 1));
    care_test::DayCount before;
    while (world_->day < setup_->first_day) care_test::live_day(*setup_, *world_, before);
    law_ = care_summary(setup_->care);
  }
  static void TearDownTestSuite() {
    delete world_;
    delete setup_;
  }
  static void expect_stationary(const World& w, double stock_error) {
    const Count n = count(*setup_, w);
    EXPECT_NEAR(n.children, law_.stock, stock_error);
    EXPECT_NEAR(n.uasc, law_.uasc_stock, stock_error > 0 ? error_of(law_.uasc_stock) : 0);
    for (std::size_t b = 0; b < kBands; ++b) EXPECT_NEAR(n.bands[b], law_.stock_by_band[b], error_of(law_.stock_by_band[b])) << "band " << b;
    for (std::size_t k = 0; k < kPlannedSettings; ++k)
      EXPECT_NEAR(n.settings[k], law_.stock_by_setting[k], error_of(law_.stock_by_setting[k])) << kSettingNames[k];
    const double homes = law_.stock_by_setting[static_cast<std::size_t>(Setting::residential)];
    const auto& shares = setup_->v().demand().need_share_homes();
    const std::array<double, kNeeds> expected{shares.standard(), shares.moderate(), shares.complex(), shares.acute()};
    for (std::size_t k = 0; k < kNeeds; ++k) EXPECT_NEAR(n.needs_in_homes[k], homes * expected[k], error_of(homes * expected[k])) << kNeedNames[k];
  }
  static carepool::Setup* setup_;
  static World* world_;  // on the morning of the first day
  static CareSummary law_;
};
carepool::Setup* EnglandsChildren::setup_ = nullptr;
World* EnglandsChildren::world_ = nullptr;
CareSummary EnglandsChildren::law_;

TEST_F(EnglandsChildren, EveryCouncilStartsWithItsPublishedNumber) {
  const auto& rows = setup_->tables().councils;
  std::vector<double> uasc(rows.size());
  const Children& c = world_->children;
  for (std::uint32_t r = 0; r < c.size(); ++r)
    if (c.care[r].key != 0) uasc[c.care[r].council] += c.care[r].uasc;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    EXPECT_EQ(world_->councils.children[k], static_cast<std::int32_t>(std::floor(rows[k].children_looked_after + 0.5))) << rows[k].name;
    EXPECT_NEAR(uasc[k], rows[k].uasc, 0.51) << rows[k].name;
  }
}

TEST_F(EnglandsChildren, AgesSettingsAndNeedsAtTheStartFollowTheLaw) { expect_stationary(*world_, 0.5); }

TEST_F(EnglandsChildren, TheLawsStockIsThePublishedOne) {
  double stock = 0, worst = 0;
  std::array<double, kBands> ages{};
  for (std::size_t k = 0; k < setup_->places.size(); ++k) {
    const CouncilRow& row = setup_->tables().councils[k];
    const CouncilCare& care = setup_->care.councils[k];
    double groups = 0;
    for (const double x : care.group_stock) groups += x;
    EXPECT_NEAR(groups, care.stock, 1e-6 * care.stock + 1e-9) << row.name;
    stock += row.children_looked_after;
    for (std::size_t b = 0; b < kBands; ++b) {
      ages[b] += row.ages[b];
      const double extra = b == 3 ? care.group_stock[kBands] : b == 4 ? care.group_stock[kBands + 1] : 0;
      worst = std::max(worst, std::fabs(care.group_stock[b] + extra - row.ages[b]));
    }
    for (const double rate : care.entries_per_day) EXPECT_GE(rate, 0) << row.name;
  }
  EXPECT_NEAR(law_.stock, stock, 80);
  for (std::size_t b = 0; b < kBands; ++b) EXPECT_NEAR(law_.stock_by_band[b], ages[b], 0.015 * ages[b]) << b;
  RecordProperty("worst_band_gap_children", static_cast<int>(worst + 0.5));
  EXPECT_LT(worst, 40);  // a few councils' ages can't be stationary: too few teenagers for their younger children
}

TEST_F(EnglandsChildren, PlansAddUpToThePublishedPlacements) {
  const auto at = [](Setting s) { return law_.stock_by_setting[static_cast<std::size_t>(s)]; };
  const double unregistered = setup_->v().demand().unregistered_children();
  const auto published = [](const char* name) { return setup_->tables().figure(name); };
  EXPECT_NEAR(at(Setting::fostering) + at(Setting::kinship), published("cla_foster_england"), 0.005 * 54820);
  EXPECT_NEAR(at(Setting::residential) + at(Setting::secure), published("cla_childrens_homes_england") + unregistered, 0.01 * 9480);
  EXPECT_NEAR(at(Setting::supported), published("cla_supported_england"), 0.01 * 7520);
  EXPECT_NEAR(at(Setting::with_parents), published("cla_with_parents_england"), 0.01 * 4970);
  EXPECT_NEAR(at(Setting::adoption), published("cla_adoption_england"), 0.01 * 1660);
}

TEST_F(EnglandsChildren, StartsEndsAndLengthsAreCloseToThePublished) {
  EXPECT_NEAR(law_.starts_per_year, 32265, 0.06 * 32265);   // year to 31 March 2025
  EXPECT_NEAR(law_.starts_per_year, 34450, 0.06 * 34450);   // ends of the same year: the law's starts are its ends
  EXPECT_NEAR(law_.to_18_share, 0.39, 0.02);
  EXPECT_NEAR(law_.mean_stay_days, 864, 0.05 * 864);
  EXPECT_NEAR(law_.uasc_starts_per_year, 7270, 0.20 * 7270);  // 2024, when 7,380 were in care; 6,540 in 2025
  const std::array<double, 9> published{.07, .07, .14, .19, .21, .09, .09, .09, .05};
  for (std::size_t k = 0; k < 9; ++k) EXPECT_NEAR(law_.stay_share[k], published[k], 0.04) << k;
  const std::array<double, 4> ages{.16, .15, .15, .26};
  for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(law_.starts_share[k], ages[k], 0.03) << k;
}

TEST_F(EnglandsChildren, ThePrehistoryLivesThroughTheSameNumbers) {
  World w = care_test::world_of(*setup_, 2);
  const double error = error_of(law_.stock);
  EXPECT_NEAR(static_cast<double>(w.children.size()), law_.stock, error);
  care_test::DayCount n;
  for (int d = 0; d < 365; ++d) care_test::live_day(*setup_, w, n);
  EXPECT_NEAR(count(*setup_, w).children, law_.stock, error);
  const double year = law_.starts_per_year * 365 / 365.25;
  EXPECT_NEAR(static_cast<double>(n.entries), year, error_of(year));
  EXPECT_NEAR(static_cast<double>(n.exits), year, error_of(year));
}

TEST_F(EnglandsChildren, TenYearsLeaveStockAgesAndPlansWhereTheyWere) {
  World w = *world_;
  care_test::DayCount n;
  for (int d = 0; d < 3652; ++d) care_test::live_day(*setup_, w, n);
  expect_stationary(w, error_of(law_.stock));
  const double ten_years = law_.starts_per_year * 3652 / 365.25;
  EXPECT_NEAR(static_cast<double>(n.entries), ten_years, error_of(ten_years));
  EXPECT_NEAR(static_cast<double>(n.at_18) / static_cast<double>(n.exits), law_.to_18_share, 0.005);
}

TEST(ChildrenOfOneCouncil, AreTheSameWhoeverElseIsInCare) {
  const auto all = care_test::setup_of({3, 60, 9}), two = care_test::setup_of({3, 9});
  World a = care_test::world_of(*all, 5), b = care_test::world_of(*two, 5);
  care_test::DayCount n;
  for (int d = 0; d < 1500; ++d) {
    care_test::live_day(*all, a, n);
    care_test::live_day(*two, b, n);
  }
  std::vector<std::uint32_t> left, right;
  for (std::uint32_t r = 0; r < a.children.size(); ++r)
    if (a.children.care[r].key != 0 && a.children.care[r].council != 1) left.push_back(r);
  for (std::uint32_t r = 0; r < b.children.size(); ++r)
    if (b.children.care[r].key != 0) right.push_back(r);
  ASSERT_EQ(left.size(), right.size());
  const auto by_key = [](const Children& c) { return [&c](std::uint32_t x, std::uint32_t y) { return c.care[x].key < c.care[y].key; }; };
  std::sort(left.begin(), left.end(), by_key(a.children));
  std::sort(right.begin(), right.end(), by_key(b.children));
  for (std::size_t i = 0; i < left.size(); ++i) {
    const Children &x = a.children, &y = b.children;
    const std::uint32_t p = left[i], q = right[i];
    ASSERT_EQ(x.care[p].key, y.care[q].key);
    ASSERT_EQ(x.care[p].birth_day, y.care[q].birth_day);
    ASSERT_EQ(x.care[p].exit_day, y.care[q].exit_day);
    ASSERT_EQ(x.care[p].plan, y.care[q].plan);
    ASSERT_EQ(x.care[p].need_level, y.care[q].need_level);
    ASSERT_EQ(x.care[p].plan_end, y.care[q].plan_end);
    ASSERT_EQ(x.search[p].x_km, y.search[q].x_km);
    ASSERT_EQ(x.care[p].breakdown_left, y.care[q].breakdown_left);
  }
}

TEST(ChildrenOfOneCouncil, WithoutAPrehistoryAreAllThereAtOnce) {
  const auto s = care_test::setup_of({3, 9}, {"start_state.prehistory_days=0"});
  const World w = care_test::world_of(*s, 5);
  EXPECT_EQ(w.arrivals.size(), 0u);
  EXPECT_EQ(w.children.size(), static_cast<std::size_t>(s->care.councils[0].stock + s->care.councils[1].stock));
}

}  // namespace
}  // namespace carepool
