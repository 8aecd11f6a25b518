// Every metric of the dictionary, worked out by hand on a market of ten children.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "metrics/recorder.hpp"
#include "support/tiny_market.hpp"

namespace carepool {
namespace {

using test::tiny_market;
using test::TinyMarket;

constexpr double kNights = 2600;  // all nights: 600 + 200 + 300 + 50 + 50 + 100 + 100 + 800 + 200 + 100, and 100 waiting
constexpr double kSpend = 1361000;  // £: homes 1,040,000 + carers and other settings 151,000 + crisis … joint bodies 170,000

// England's value; nothing: the metric has rows for groups only.
const std::map<std::string, std::optional<double>>& worked() {
  static const std::map<std::string, std::optional<double>> values{
      // prices
      {"fee_index", (2 * 5000.0 + 11000 + 10500) / (2 * 4000.0 + 10000 + 10500)},  // crisis: £1,500 a night before and now
      {"fee_weekly_mean_starts", (4 * 5000.0 + 11000) / 5},
      {"fee_weekly_mean_starts_nominal", (4 * 5000.0 + 11000) / 5 * 1.1},
      {"fee_weekly_mean_stock", (4000.0 + 12000 + 7000 + 5000 + 6000) / 5},
      {"fee_weekly_median_stock", 6000},
      {"fee_weekly_p90_stock", 12000},
      {"fee_over_10k_share", 1.0 / 5},
      {"fee_spread_same_need", (2 * 5000.0 / 4000 + 3 * 1) / 5},  // two of standard need, one each of the others
      {"unit_cost_weekly_mean", 1040000.0 / 1300 * 7},           // nights in homes: 800 + 400 + 100
      {"all_in_cost_per_sufficient_week", (1040000.0 + 107000 + 12000 + 9000 + 8000 + 170000) / 1700 * 7},
      {"price_level", 1.1},
      // profits: group 3 earns 160,000, group 4 4,000, group 5 −8,000 on fees of 960,000
      {"operating_margin", 156000.0 / 960000},
      {"operating_margin_median", -0.25},  // of 0.25 and −0.25 the lower
      {"loss_making_share", 0.5},
      {"profit_total", (156000.0 - 32000) / 4},
      {"ebitda_margin", (156000.0 + 82000) / 960000},
      {"return_on_capital", (156000.0 + 82000) / (82000 / 0.065)},
      {"interest_cover", 160000.0 / 32000},
      // of £1,210,000: £1,000,000 for filled places, split as the accounts of £1,040,000; £40,000 voids; £160,000 crisis and waiting
      {"pound_care_staff", 686.0 / 1040 * 1000 / 1210},
      {"pound_property", 90.0 / 1040 * 1000 / 1210},
      {"pound_overhead", 108.0 / 1040 * 1000 / 1210},
      {"pound_interest", 32.0 / 1040 * 1000 / 1210},
      {"pound_profit", 124.0 / 1040 * 1000 / 1210},
      {"pound_voids", 40.0 / 1210},
      {"pound_crisis", 160.0 / 1210},
      {"pound_transactions", 10.0 / 1210},
      // sufficiency: 2,500 nights need a placement (100 with adopters do not)
      {"sufficiency_rate_20mi", 1700.0 / 2500},
      {"sufficiency_rate_in_area", 1000.0 / 2500},
      {"sufficiency_placed_share", 2400.0 / 2500},
      {"sufficiency_lawful_share", 2300.0 / 2400},
      {"sufficiency_setting_share", 2200.0 / 2300},
      {"sufficiency_need_share", 2150.0 / 2200},
      {"sufficiency_siblings_share", 2100.0 / 2150},
      {"sufficiency_near_share", 1700.0 / 2100},
      // money
      {"spend_total", kSpend / 4},
      {"spend_total_nominal", kSpend * 1.1 / 4},
      {"spend_per_child_week", kSpend / kNights * 7},
      {"spend_over_budget_share", (10000.0 - 5000) / 150000},  // council C has no budget
      {"spend_total_run", kSpend},
      {"spend_fostering_own", 7000.0 / 4},
      {"spend_fostering_agency", 100000.0 / 4},
      {"spend_kinship", 12000.0 / 4},
      {"spend_homes_own", 80000.0 / 4},
      {"spend_homes_fees", 900000.0 / 4},
      {"spend_add_ons", 20000.0 / 4},
      {"spend_supported", 9000.0 / 4},
      {"spend_secure", 8000.0 / 4},
      {"spend_with_parents", 4000.0 / 4},
      {"spend_adoption", 5000.0 / 4},
      {"spend_other", 6000.0 / 4},
      {"spend_crisis", 150000.0 / 4},
      {"spend_waiting", 10000.0 / 4},
      {"spend_block_voids", 40000.0 / 4},
      {"spend_brokerage", 5000.0 / 4},
      {"spend_tenders", 3000.0 / 4},
      {"spend_rcc_setup", 1000.0 / 4},
      {"spend_rcc_running", 1000.0 / 4},
      // children
      {"children_in_care", 10},
      {"uasc_children", 1},
      {"entries", 16.0 / 4},
      {"exits", 8.0 / 4},
      {"placements_started", (8.0 + 4 + 4) / 4},
      // stability
      {"moves_per_child_year", 6 / kNights * 365.25},
      {"three_plus_placements_share", 2.0 / 10},
      {"breakdowns_per_child_year", 3.0 / (1300 + 800) * 365.25},
      {"displaced_children", 4.0 / 4},
      {"crisis_children", 100.0 / 1461},
      {"crisis_placements_started", 4.0 / 4},
      {"crisis_spell_days_mean", 60.0 / 2},
      // placements: nine, of which six in homes
      {"out_of_council_share", 4.0 / 9},
      {"beyond_20_miles_share", 3.0 / 9},
      {"distance_miles_mean", (5.0 + 30 + 3 + 10 + 120 + 2) / 6},
      {"distance_miles_median", 5},  // 2, 3, 5 | 10, 30, 120: the lower of the two in the middle
      {"net_import_children", std::nullopt},
      {"residential_for_want_of_foster", 1},
      // referrals
      {"referrals", 10.0 / 4},
      {"home_placements_started", 8.0 / 4},
      {"referrals_blocked_share", 2.0 / 10},
      {"offers_per_referral_mean", 15.0 / 10},
      {"choice_rate", 3.0 / 10},
      {"single_offer_share", 2.0 / 8},
      {"days_waiting_mean", 40.0 / 8},
      {"unplaced_children_mean", 100.0 / 1461},
      {"starts_out_of_council_share", 4.0 / 8},
      {"starts_beyond_20_miles_share", 2.0 / 8},
      {"asks_at_bound_share", 3.0 / 200},
      {"asks_over_3_full_cost_share", 1.0 / 200},
      // contracts
      {"contract_share", std::nullopt},
      {"framework_exit_rate", 1.0 / 2},
      {"framework_joins", 2.0 / 4},
      {"framework_exits", 1.0 / 4},
      {"void_spend", 40000.0 / 4},
      {"block_cost_per_used_week", 50000.0 / 110 * 7},
      {"block_void_share", (150.0 - 110) / 150},
      {"hhi_places", (81.0 + 9 + 36) / (18 * 18)},  // places: 9, 3, and 6 in the short-break home
      {"top10_share", 1},
      // supply: homes of 4, 5, 3, 2 and (short breaks) 6 places; usable 3, 4, 2, 2
      {"homes_open", 5},
      {"places_registered", 20},
      {"places_usable", 11},
      {"places_share", std::nullopt},
      {"occupancy_registered", 6.0 / 14},
      {"occupancy_usable", 6.0 / 11},
      {"occupancy_reported", (5.0 + 1) / 9},
      {"homes_opened", 4.0 / 4},
      {"homes_closed", 2.0 / 4},
      {"providers_active", 3},
      {"providers_failed", 1.0 / 4},
      {"mergers", 2.0 / 4},
      {"groups_in_breach", 1},
      // A: four children, quantile 8, so wanted 4 standard, 2 complex, 2 acute; places 2 general, 3 broad: 1 standard and 2 acute are missing.
      // B: three children, quantile 6, so 2 moderate, 2 complex, 2 acute; 4 specialist places: 2 moderate are missing.
      {"need_gap_places", 3 + 2},
  };
  return values;
}

struct Recorded {
  std::unique_ptr<TinyMarket> market = tiny_market();
  std::vector<MetricRow> rows;

  explicit Recorded(const std::function<void(World&)>& change = [](World&) {}) {
    change(market->end);
    MetricRecorder recorder(market->setup);
    recorder.base_from(market->base);
    recorder.start(market->start);
    recorder.summary(market->end, rows);
  }
  std::optional<double> value(const std::string& id, MetricGroup group = {}) const {
    for (const MetricRow& row : rows)
      if (row.metric == metric_index(id) && row.group == group) return row.value;
    return std::nullopt;
  }
};

MetricGroup of(Dim dim, std::size_t index) { return {dim, static_cast<std::uint16_t>(index), Dim::none, 0}; }
template <class E>
MetricGroup of(Dim dim, E index) {
  return of(dim, static_cast<std::size_t>(index));
}

TEST(Metrics, EveryMetricIsWorkedByHandAndAgrees) {
  const Recorded x;
  for (const MetricDoc& doc : metric_dictionary()) {
    const auto known = worked().find(doc.id);
    ASSERT_NE(known, worked().end()) << doc.id << " has no value worked by hand";
    const auto value = x.value(doc.id);
    if (!known->second) {
      EXPECT_FALSE(value.has_value()) << doc.id;
      continue;
    }
    ASSERT_TRUE(value.has_value()) << doc.id;
    EXPECT_NEAR(*value, *known->second, 1e-9 * std::max(1.0, std::fabs(*known->second))) << doc.id;
  }
  EXPECT_EQ(worked().size(), metric_dictionary().size());
}

TEST(Metrics, GroupsWorkedByHand) {
  const Recorded x;
  const auto expect = [&x](const char* id, MetricGroup group, double value) {
    const auto got = x.value(id, group);
    ASSERT_TRUE(got.has_value()) << id;
    EXPECT_NEAR(*got, value, 1e-9 * std::max(1.0, std::fabs(value))) << id << " " << static_cast<int>(group.dim) << " " << group.index;
  };
  const MetricGroup north = of(Dim::region, 0), south = of(Dim::region, 1), joint = of(Dim::rcc, 3), a = of(Dim::council, 0);
  expect("children_in_care", north, 7);
  expect("children_in_care", south, 3);
  expect("children_in_care", joint, 7);
  expect("children_in_care", a, 4);
  expect("children_in_care", of(Dim::setting, Setting::residential), 6);
  expect("children_in_care", of(Dim::setting, Setting::crisis), 1);
  expect("entries", a, 2);
  expect("fee_weekly_mean_stock", north, (4000.0 + 12000 + 7000 + 6000) / 4);
  expect("fee_weekly_mean_stock", joint, (4000.0 + 12000 + 7000 + 6000) / 4);
  expect("fee_weekly_mean_stock", a, 8000);
  expect("fee_weekly_mean_stock", of(Dim::sector, Sector::voluntary), 5500);
  expect("fee_weekly_mean_stock", of(Dim::need, Need::standard), 4500);
  expect("fee_weekly_mean_stock", of(Dim::contract, Contract::block), 12000);
  expect("fee_weekly_mean_stock", of(Dim::size, GroupSize::small), (4000.0 + 12000 + 7000) / 3);
  expect("fee_weekly_mean_stock", of(Dim::setting, Setting::fostering), 900);
  expect("fee_weekly_mean_stock", of(Dim::setting, Setting::crisis), 10500);
  expect("fee_weekly_mean_starts", of(Dim::region, 1), 11000);
  expect("fee_index", of(Dim::need, Need::acute), 1.1);
  expect("operating_margin", of(Dim::sector, Sector::voluntary), 4.0 / 160);
  expect("operating_margin", of(Dim::size, GroupSize::small), 160.0 / 800);
  expect("loss_making_share", of(Dim::sector, Sector::private_), 0);
  expect("spend_total", a, 656000.0 / 4);
  expect("spend_total", of(Dim::setting, Setting::residential), 1040000.0 / 4);
  expect("unit_cost_weekly_mean", of(Dim::setting, Setting::fostering), 107000.0 / 800 * 7);
  expect("unit_cost_weekly_mean", a, 640000.0 / 800 * 7);
  expect("all_in_cost_per_sufficient_week", of(Dim::setting, Setting::residential), (1040000.0 + 170000) / 900 * 7);
  expect("sufficiency_rate_20mi", of(Dim::setting, Setting::residential), 900.0 / 1500);
  expect("sufficiency_rate_20mi", of(Dim::need, Need::complex), 300.0 / 500);
  expect("sufficiency_rate_20mi", of(Dim::need, Need::acute), 0);
  expect("sufficiency_rate_in_area", of(Dim::need, Need::standard), 400.0 / 700);
  expect("sufficiency_rate_20mi", of(Dim::setting, Setting::kinship), 0);
  expect("out_of_council_share", of(Dim::setting, Setting::residential), 2.0 / 6);
  expect("out_of_council_share", {Dim::council, 0, Dim::setting, static_cast<std::uint16_t>(Setting::residential)}, 1.0 / 3);
  expect("net_import_children", a, -1);
  expect("net_import_children", of(Dim::council, 1), 0);
  expect("net_import_children", south, 1);
  expect("net_import_children", joint, -1);
  expect("contract_share", of(Dim::contract, Contract::spot), 3.0 / 5);
  expect("contract_share", of(Dim::contract, Contract::framework), 1.0 / 5);
  expect("contract_share", of(Dim::contract, Contract::block), 1.0 / 5);
  expect("contract_share", of(Dim::contract, Contract::in_house), 1.0 / 6);
  expect("contract_share", {Dim::rcc, 3, Dim::contract, static_cast<std::uint16_t>(Contract::in_house)}, 1.0 / 5);
  expect("places_share", north, 11.0 / 20);
  expect("places_registered", of(Dim::size, GroupSize::single), 9);
  expect("homes_open", of(Dim::size, GroupSize::small), 2);
  expect("providers_active", of(Dim::size, GroupSize::single), 2);
  expect("occupancy_usable", of(Dim::sector, Sector::council), 1.0 / 2);
  // By need each with its own margin. A: 5 standard, 3 complex, 3 acute; B: 3 moderate, 3 complex, 3 acute.
  expect("need_gap_places", of(Dim::need, Need::standard), 3);
  expect("need_gap_places", of(Dim::need, Need::moderate), 3);
  expect("need_gap_places", of(Dim::need, Need::complex), 2);
  expect("need_gap_places", of(Dim::need, Need::acute), 3);
  expect("days_waiting_mean", of(Dim::need, Need::complex), 10);
  expect("breakdowns_per_child_year", of(Dim::setting, Setting::fostering), 1.0 / 800 * 365.25);
}

TEST(Metrics, TheLinksMultiplyToTheRate) {
  const Recorded x;
  for (const MetricGroup group : {MetricGroup{}, of(Dim::region, 0), of(Dim::council, 1), of(Dim::setting, Setting::residential), of(Dim::need, Need::standard)}) {
    double product = 1;
    for (const char* link : {"placed", "lawful", "setting", "need", "siblings", "near"}) {
      const auto share = x.value(std::string("sufficiency_") + link + "_share", group);
      ASSERT_TRUE(share.has_value()) << link;
      product *= *share;
    }
    EXPECT_NEAR(product, *x.value("sufficiency_rate_20mi", group), 1e-12);
  }
}

TEST(Metrics, ThePoundIsWholeAndKindsOfSpendSumToAll) {
  const Recorded x;
  double pound = 0, spend = 0;
  for (const MetricDoc& doc : metric_dictionary()) {
    if (doc.id.rfind("pound_", 0) == 0) pound += *x.value(doc.id);
    const bool kind = doc.id.rfind("spend_", 0) == 0 && doc.unit == "£/year" && doc.id.find("total") == std::string::npos;
    if (kind) spend += *x.value(doc.id);
  }
  EXPECT_NEAR(pound, 1, 1e-12);
  EXPECT_NEAR(spend, *x.value("spend_total"), 1e-6);
}

TEST(Metrics, CouncilsSumToEngland) {
  const Recorded x;
  for (const char* id : {"children_in_care", "entries", "spend_total", "homes_open", "places_usable", "crisis_children", "need_gap_places", "void_spend"}) {
    double sum = 0;
    for (std::size_t c = 0; c < 3; ++c) sum += *x.value(id, of(Dim::council, c));
    EXPECT_NEAR(sum, *x.value(id), 1e-6) << id;
  }
}

TEST(Metrics, ARowStandsOnceAndIsFinite) {
  const auto market = tiny_market();
  MetricRecorder recorder(market->setup);
  recorder.start(market->start);
  std::vector<MetricRow> month, year, summary;
  recorder.month_end(market->end, month);
  recorder.year_end(market->end, year);
  recorder.summary(market->end, summary);
  for (const auto* rows : {&month, &year, &summary}) {
    std::set<std::pair<std::uint16_t, MetricGroup>> seen;
    EXPECT_FALSE(rows->empty());
    for (const MetricRow& row : *rows) {
      EXPECT_TRUE(std::isfinite(row.value)) << metric_dictionary()[row.metric].id;
      EXPECT_TRUE(seen.insert({row.metric, row.group}).second) << metric_dictionary()[row.metric].id;
    }
  }
  for (const MetricRow& row : month) EXPECT_FALSE(is_of_council(row.group)) << metric_dictionary()[row.metric].id;
}

TEST(Metrics, AccountsOfAGroupThatIsGoneStandAmongItsLastSize) {
  const Recorded x([](World& w) {
    for (std::size_t h = 0; h < w.homes.size(); ++h)
      if (w.homes.provider[h] == 3) w.homes.provider[h] = 4;
    w.providers.active[3] = 0;
    w.providers.homes_last[3] = 12;
  });
  const auto medium = x.value("operating_margin", of(Dim::size, GroupSize::medium));
  ASSERT_TRUE(medium.has_value());
  EXPECT_NEAR(*medium, 160.0 / 800, 1e-9);
}

TEST(Metrics, AnEmptyWorldHasNoMeansAndNoFaults) {
  auto market = tiny_market();
  World& w = market->end;
  w.totals = market->start.totals;
  w.children = Children{};
  w.placements = Placements{};
  w.homes = Homes{};
  w.blocks = market->start.blocks;
  w.providers = market->start.providers;
  MetricRecorder recorder(market->setup);
  recorder.start(market->start);
  std::vector<MetricRow> rows;
  recorder.summary(w, rows);
  for (const MetricRow& row : rows) EXPECT_TRUE(std::isfinite(row.value)) << metric_dictionary()[row.metric].id;
  for (const MetricRow& row : rows) EXPECT_NE(row.metric, metric_index("fee_weekly_mean_stock"));
}

TEST(Metrics, APoolsWorldReportsTheMeanStockOfDayEnds) {
  auto market = tiny_market();
  market->setup.pools_world = true;
  MetricRecorder recorder(market->setup);
  recorder.start(market->start);
  for (const std::int32_t n : {4, 6, 11}) {
    market->end.councils.children = {n, 0, 0};
    recorder.day_end(market->end);
  }
  std::vector<MetricRow> rows;
  recorder.summary(market->end, rows);
  for (const MetricRow& row : rows) {
    if (row.metric == metric_index("children_in_care") && row.group == MetricGroup{}) { EXPECT_DOUBLE_EQ(row.value, 7); }
    EXPECT_FALSE(is_of_council(row.group));
  }
}

TEST(Metrics, TheDictionaryHasEveryIdOfTheInterface) {
  for (const char* id :
       {"children_in_care", "entries", "exits", "placements_started", "moves_per_child_year", "three_plus_placements_share", "fee_index",
        "fee_weekly_mean_starts", "fee_weekly_mean_stock", "fee_weekly_median_stock", "fee_weekly_p90_stock", "fee_over_10k_share",
        "unit_cost_weekly_mean", "all_in_cost_per_sufficient_week", "spend_total", "spend_over_budget_share", "operating_margin",
        "operating_margin_median", "loss_making_share", "profit_total", "occupancy_registered", "occupancy_usable", "places_registered", "places_usable",
        "homes_open", "homes_opened", "homes_closed", "providers_active", "providers_failed", "out_of_council_share", "beyond_20_miles_share",
        "sufficiency_rate_20mi", "sufficiency_rate_in_area", "choice_rate", "single_offer_share", "offers_per_referral_mean", "days_waiting_mean",
        "referrals", "referrals_blocked_share", "unplaced_children_mean", "crisis_children", "crisis_placements_started", "contract_share",
        "framework_exit_rate", "void_spend", "block_cost_per_used_week", "hhi_places", "top10_share", "displaced_children", "need_gap_places",
        "residential_for_want_of_foster"})
    EXPECT_NE(metric_index(id), kNobody) << id;
}

TEST(Metrics, TheDictionaryIsPlainAndComplete) {
  std::set<std::string> ids;
  for (const MetricDoc& doc : metric_dictionary()) {
    EXPECT_TRUE(ids.insert(doc.id).second) << doc.id;
    for (const char ch : doc.id) EXPECT_TRUE((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch == '_') << doc.id;
    for (const std::string& text : {doc.unit, doc.label, doc.family, doc.definition}) EXPECT_FALSE(text.empty()) << doc.id;
    EXPECT_GT(doc.definition.size(), 30U) << doc.id;
  }
}

TEST(Metrics, IndicesAreNamed) {
  const auto market = tiny_market();
  const auto name = [&market](Dim dim, std::uint16_t i) { return group_value(market->setup, market->end, dim, i); };
  EXPECT_EQ(name(Dim::council, 1), "B");
  EXPECT_EQ(name(Dim::region, 0), "North");
  EXPECT_EQ(name(Dim::rcc, 3), "A with B");
  EXPECT_EQ(name(Dim::sector, 1), "private");
  EXPECT_EQ(name(Dim::setting, 2), "residential");
  EXPECT_EQ(name(Dim::need, 3), "acute");
  EXPECT_EQ(name(Dim::contract, 0), "spot");
  EXPECT_EQ(name(Dim::size, 3), "large");
  EXPECT_EQ(name(Dim::none, 0), "");
}

}  // namespace
}  // namespace carepool
