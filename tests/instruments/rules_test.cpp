// Hand-worked cases of each instrument, and how two of them merge.
#include <gtest/gtest.h>

#include <limits>

#include "england.hpp"

namespace carepool {
namespace {

using test::council;
using test::hash_of;
using test::on;
using test::rules_of;

constexpr auto kInfinite = std::numeric_limits<double>::infinity();
constexpr auto kSearch = static_cast<std::size_t>(Function::search);
constexpr auto kFrameworkFunction = static_cast<std::size_t>(Function::framework);
constexpr auto kBlockFunction = static_cast<std::size_t>(Function::block);

const std::string kTwins =
    "  - name: twins\n    kind: rcc\n    from: 2026-04-01\n    groups:\n      - {name: York and Leeds, "
    "councils: [York, Leeds]}\n";

// ---- rcc ----

TEST(Rcc, MembersPointToOneBodyForItsFunctionsAndSettingsOnly) {
  const Rules rules = rules_of(kTwins, "2026-04-01");
  ASSERT_EQ(rules.bodies.size(), 154u);
  EXPECT_EQ(rules.bodies[153].name, "twins/York and Leeds");
  EXPECT_EQ(rules.bodies[153].members, (std::vector<std::uint32_t>{council("York"), council("Leeds")}));
  for (std::size_t f = 0; f < kFunctions; ++f) {
    const bool does = f == kSearch || f == kFrameworkFunction || f == kBlockFunction;
    EXPECT_EQ(rules.body_of[f][council("York")], does ? 153u : council("York"));
    EXPECT_EQ(rules.body_of[f][council("Kent")], council("Kent"));
    EXPECT_EQ(rules.body_of_foster[f][council("York")], council("York"));
    EXPECT_EQ(rules.body_of_supported[f][council("York")], council("York"));
  }
}

TEST(Rcc, CostsAreDueFromItsFirstDayAndToPennies) {
  const Rules before = rules_of(kTwins, "2026-03-31"), after = rules_of(kTwins, "2026-04-01");
  EXPECT_EQ(before.bodies[153].setup_pence, 0);
  EXPECT_EQ(before.bodies[153].running_pence_per_year, 0);
  EXPECT_EQ(after.bodies[153].setup_pence, 195'000'000);
  EXPECT_EQ(after.bodies[153].running_pence_per_year, 90'000'000);
  EXPECT_EQ(after.bodies[153].first_day, on("2026-04-01"));
}

TEST(Rcc, PooledSearchComesIntoUseInMonthlySteps) {
  EXPECT_EQ(rules_of(kTwins, "2026-04-01").bodies[153].search_ramp, 0);
  EXPECT_DOUBLE_EQ(rules_of(kTwins, "2026-05-20").bodies[153].search_ramp, 30.0 / 180);
  EXPECT_DOUBLE_EQ(rules_of(kTwins, "2026-09-01").bodies[153].search_ramp, 153.0 / 180);
  EXPECT_EQ(rules_of(kTwins, "2026-10-01").bodies[153].search_ramp, 1);
}

TEST(Rcc, GroupsOfOneAreNoRccToTheBit) {
  const std::string frameworks = "  - {name: frameworks, kind: framework, partition: {method: region}}\n";
  const std::string ones = "  - {name: ones, kind: rcc, partition: {method: nearest, target_size: 1}}\n";
  const std::string nobody = "  - {name: ones, kind: rcc, partition: {method: all, participation: 0}}\n";
  EXPECT_EQ(hash_of(frameworks + ones, "2026-04-01"), hash_of(frameworks, "2026-04-01"));
  EXPECT_EQ(hash_of(frameworks + nobody, "2026-04-01"), hash_of(frameworks, "2026-04-01"));
}

TEST(Rcc, WhatPoolsNothingAndCostsNothingIsNoRccToTheBit) {
  const std::string nothing =
      "  - {name: nothing, kind: rcc, partition: {method: all}, functions: [], setup_cost: 0, running_cost: "
      "0}\n";
  EXPECT_EQ(hash_of(nothing, "2026-04-01"), hash_of("", "2026-04-01"));
}

TEST(Rcc, ABodyKeepsItsIndexAllTheTime) {
  const std::string early =
      "  - {name: zz_first, kind: rcc, to: 2026-04-01, groups: [{name: a, councils: [York, Leeds]}]}\n";
  const std::string late =
      "  - {name: aa_later, kind: rcc, from: 2027-04-01, groups: [{name: b, councils: [Kent, Medway]}]}\n";
  for (const char* day : {"2025-04-01", "2026-06-01", "2028-01-01"}) {
    const Rules rules = rules_of(early + late, day);
    ASSERT_EQ(rules.bodies.size(), 155u);
    EXPECT_EQ(rules.bodies[153].name, "aa_later/b");
    EXPECT_EQ(rules.bodies[154].name, "zz_first/a");
  }
}

TEST(Rcc, OneGroupOfAllIsOneBody) {
  const Rules rules = rules_of(
      "  - {name: all, kind: rcc, partition: {method: all}, settings: [residential, fostering, supported]}\n",
      "2026-04-01");
  ASSERT_EQ(rules.bodies.size(), 154u);
  EXPECT_EQ(rules.bodies[153].members.size(), 153u);
  for (std::size_t c = 0; c < 153; ++c) {
    EXPECT_EQ(rules.body_of[kBlockFunction][c], 153u);
    EXPECT_EQ(rules.body_of_foster[kSearch][c], 153u);
    EXPECT_EQ(rules.body_of_supported[kSearch][c], 153u);
  }
  ASSERT_EQ(rules.frameworks.size(), 1u);
  EXPECT_EQ(rules.frameworks[0].body, 153u);
}

// ---- framework ----

TEST(Framework, OneForEachRegionWithoutLeverage) {
  const Rules rules = rules_of(
      "  - {name: frameworks, kind: framework, partition: {method: region}, discount: 0.04, uplift: -0.02, "
      "tender_cost_group: 6000.50}\n",
      "2026-04-01");
  ASSERT_EQ(rules.frameworks.size(), 9u);
  std::size_t members = 0;
  for (const FrameworkRule& rule : rules.frameworks) {
    members += rule.members.size();
    EXPECT_EQ(rule.body, kNobody);
    EXPECT_EQ(rule.discount, 0.04);
    EXPECT_EQ(rule.uplift_per_year, -0.02);
    EXPECT_EQ(rule.term_years, 4);
    EXPECT_EQ(rule.tender_pence_per_year, 600'050);
    for (std::uint32_t c = 0; c < 153; ++c)
      EXPECT_EQ(rule.is_member[c] != 0, std::binary_search(rule.members.begin(), rule.members.end(), c));
  }
  EXPECT_EQ(members, 153u);
}

TEST(Framework, AnRccTakesItsMembersToOneOfItsOwnOnTheTermsTheyLeave) {
  const std::string frameworks =
      "  - {name: zones, kind: framework, partition: {method: region}, uplift: -0.02}\n";
  const Rules rules = rules_of(frameworks + kTwins, "2026-04-01");
  ASSERT_EQ(rules.frameworks.size(), 10u);
  for (std::size_t f = 0; f < 9; ++f) {
    EXPECT_FALSE(rules.frameworks[f].is_member[council("York")]);
    EXPECT_FALSE(rules.frameworks[f].is_member[council("Leeds")]);
  }
  const FrameworkRule& own = rules.frameworks[9];
  EXPECT_EQ(own.name, "twins/York and Leeds");
  EXPECT_EQ(own.body, 153u);
  EXPECT_EQ(own.members, rules.bodies[153].members);
  EXPECT_EQ(own.uplift_per_year, -0.02);
  EXPECT_EQ(rules_of(kTwins, "2026-04-01").frameworks.at(0).uplift_per_year, -0.01);  // the default
}

TEST(Framework, AnIdentityOutlivesWhoeverJoinsTheList) {
  const std::string frameworks = "  - {name: zones, kind: framework, partition: {method: region}}\n";
  const Rules alone = rules_of(frameworks, "2026-04-01"),
              beside = rules_of(kTwins + frameworks, "2026-04-01");
  for (std::size_t f = 0; f < 9; ++f) EXPECT_EQ(alone.frameworks[f].identity, beside.frameworks[f].identity);
}

// ---- block ----

TEST(Block, EachCouncilLetsItsOwn) {
  const Rules rules = rules_of(
      "  - {name: blocks, kind: block, share: 0.05, scope: {needs: [complex, acute]}}\n", "2026-04-01");
  ASSERT_EQ(rules.blocks.size(), 153u);
  for (std::uint32_t c = 0; c < 153; ++c) {
    EXPECT_EQ(rules.blocks[c].body, c);
    EXPECT_EQ(rules.blocks[c].family, rules.blocks[0].family);
    EXPECT_EQ(rules.blocks[c].identity == rules.blocks[0].identity, c == 0);
  }
  EXPECT_EQ(rules.blocks[7].share, 0.05);
  EXPECT_EQ(rules.blocks[7].friction_per_week, 150);
  EXPECT_EQ(rules.blocks[7].needs, (std::array<std::uint8_t, kNeeds>{0, 0, 1, 1}));
  EXPECT_EQ(rules.blocks[7].distance_limit_miles, 1e9);
}

TEST(Block, AnRccLetsForItsMembersTogether) {
  const std::string blocks = "  - {name: blocks, kind: block, share: 0.05}\n";
  const Rules rules = rules_of(blocks + kTwins, "2026-04-01");
  ASSERT_EQ(rules.blocks.size(), 152u);
  EXPECT_EQ(rules.blocks.back().body, 153u);
  EXPECT_EQ(rules.blocks.back().distance_limit_miles, 40);
  EXPECT_EQ(rules.blocks.back().family, rules.blocks.front().family);
  for (const BlockRule& rule : rules.blocks)
    EXPECT_TRUE(rule.body != council("York") && rule.body != council("Leeds"));
}

TEST(Block, AnRccThatOnlySearchesLetsNone) {
  const std::string blocks = "  - {name: blocks, kind: block, share: 0.05}\n";
  const Rules rules = rules_of(blocks + kTwins + "    functions: [search]\n", "2026-04-01");
  EXPECT_EQ(rules.blocks.size(), 153u);
}

TEST(Block, MoeTakesNoShare) {
  const Rules rules = rules_of("  - {name: blocks, kind: block, mode: moe}\n", "2026-04-01");
  EXPECT_TRUE(rules.blocks[0].moe);
  EXPECT_EQ(rules.blocks[0].share, 0);
}

// ---- fee cap ----

TEST(FeeCap, ANeedWithoutALevelOrOutOfScopeIsExempt) {
  const Rules by_need = rules_of(
      "  - {name: cap, kind: fee_cap, level_by_need: {standard: 4000, moderate: 4500, complex: 6000}}\n",
      "2026-04-01");
  EXPECT_EQ(by_need.caps.at(0).level_per_week, (std::array<double, kNeeds>{4000, 4500, 6000, kInfinite}));
  const Rules scoped =
      rules_of("  - {name: cap, kind: fee_cap, level: 5000, scope: {needs: [moderate]}}\n", "2026-04-01");
  EXPECT_EQ(scoped.caps.at(0).level_per_week,
            (std::array<double, kNeeds>{kInfinite, 5000, kInfinite, kInfinite}));
}

TEST(FeeCap, BindsHomesOfAllSectorsOnAllContractsButOwnHomesUnlessScoped) {
  const CapRule all = rules_of("  - {name: cap, kind: fee_cap, level: 5000}\n", "2026-04-01").caps.at(0);
  EXPECT_EQ(all.contracts, (std::array<std::uint8_t, kContracts>{1, 1, 1, 0}));
  EXPECT_EQ(all.sectors, (std::array<std::uint8_t, kSectors>{1, 1, 1}));
  EXPECT_EQ(all.settings, (std::array<std::uint8_t, kSettings>{0, 0, 1, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(all.councils, std::vector<std::uint8_t>(153, 1));
  const CapRule some =
      rules_of(
          "  - {name: cap, kind: fee_cap, level: 5000, applies_to: at_review,"
          " scope: {contracts: [framework], sectors: [private], councils: [Kent], regions: [North East]}}\n",
          "2026-04-01")
          .caps.at(0);
  EXPECT_EQ(some.contracts, (std::array<std::uint8_t, kContracts>{0, 1, 0, 0}));
  EXPECT_EQ(some.sectors, (std::array<std::uint8_t, kSectors>{0, 1, 0}));
  std::vector<std::uint32_t> bound = test::region_members("North East");
  bound.push_back(council("Kent"));
  EXPECT_EQ(some.councils, test::mask_of(bound));
  EXPECT_EQ(some.applies, CapApplies::at_review);
}

// The base is frozen: only the index moves it, from the cap's first day, on the first of each month.
TEST(FeeCap, TheIndexGrowsFromTheFirstDayOnAFrozenBase) {
  const std::string cap =
      "  - {name: cap, kind: fee_cap, from: 2026-04-10, level: 5000, index_per_year: 0.02}\n";
  EXPECT_EQ(rules_of(cap, "2026-04-10").caps.at(0).level_per_week[0], 5000);
  EXPECT_EQ(rules_of(cap, "2026-04-30").caps.at(0).level_per_week[0], 5000);
  EXPECT_NEAR(rules_of(cap, "2026-05-31").caps.at(0).level_per_week[0], 5000 * (1 + 0.0198026 * 21 / 365.25),
              0.02);
  EXPECT_NEAR(rules_of(cap, "2030-04-30").caps.at(0).level_per_week[0], 5000 * 1.02 * 1.02 * 1.02 * 1.02, 3);
  EXPECT_EQ(
      rules_of("  - {name: cap, kind: fee_cap, level: 5000}\n", "2034-04-30").caps.at(0).level_per_week[0],
      5000);
}

TEST(FeeCap, InflationDoesNotTouchALevelInConstantPounds) {
  const std::string both =
      "  - {name: cap, kind: fee_cap, level: 5000}\n  - {name: up, kind: inflation, costs_per_year: 0.1}\n";
  EXPECT_EQ(rules_of(both, "2030-04-01").caps.at(0).level_per_week[0], 5000);
}

TEST(FeeCap, TwoCapsStandSideBySide) {
  const std::string two =
      "  - {name: b, kind: fee_cap, level: 5000}\n  - {name: a, kind: fee_cap, level: 6000}\n";
  const Rules rules = rules_of(two, "2026-04-01");
  ASSERT_EQ(rules.caps.size(), 2u);
  EXPECT_EQ(rules.caps[0].name, "a");
  EXPECT_EQ(rules.caps[1].name, "b");
}

// ---- trends and shocks ----

TEST(Inflation, PricesGrowFromTheRunsFirstDayAndKeepTheirLevelAfterwards) {
  const std::string up =
      "  - {name: up, kind: inflation, to: 2027-04-01, costs_per_year: 0.03, real_costs_per_year: 0.01}\n";
  EXPECT_EQ(rules_of(up, "2024-06-01").price_level, 1);  // in the pre-history
  EXPECT_EQ(rules_of(up, "2025-04-01").price_level, 1);
  EXPECT_NEAR(rules_of(up, "2026-04-01").price_level, 1.03, 3e-5);
  EXPECT_NEAR(rules_of(up, "2027-04-01").price_level, 1.0609, 6e-5);
  EXPECT_EQ(rules_of(up, "2033-08-01").price_level, rules_of(up, "2027-04-01").price_level);
  EXPECT_NEAR(rules_of(up, "2033-08-01").real_cost_factor, 1.0201, 3e-5);
}

TEST(Shocks, FactorsMultiply) {
  const Rules rules = rules_of(
      "  - {name: a, kind: demand_shock, factor: 1.5}\n  - {name: b, kind: demand_shock, factor: 0.5, scope: "
      "{regions: [London]}}\n"
      "  - {name: c, kind: wage_shock, factor: 1.1}\n  - {name: d, kind: wage_shock, factor: 1.2}\n",
      "2026-04-01");
  EXPECT_DOUBLE_EQ(rules.entry_factor[council("Kent")], 1.5);
  EXPECT_DOUBLE_EQ(rules.entry_factor[council("Camden")], 0.75);
  EXPECT_DOUBLE_EQ(rules.real_cost_factor, 1.32);
}

TEST(Shocks, AClosureHasItsDayItsScopeAndItsNotice) {
  const ClosureRule rule = rules_of(
                               "  - {name: shut, kind: closure_shock, from: 2026-04-01, share: 0.05, "
                               "notice_days: 28, scope: {sectors: [private]}}\n",
                               "2026-04-01")
                               .closures.at(0);
  EXPECT_EQ(rule.day, on("2026-04-01"));
  EXPECT_EQ(rule.share, 0.05);
  EXPECT_EQ(rule.notice_days, 28);
  EXPECT_EQ(rule.sectors, (std::array<std::uint8_t, kSectors>{0, 1, 0}));
}

TEST(Rules, WithoutInstrumentsEveryCouncilActsForItself) {
  const Rules rules = rules_of("", "2026-04-01");
  ASSERT_EQ(rules.bodies.size(), 153u);
  for (std::uint32_t c = 0; c < 153; ++c) {
    EXPECT_EQ(rules.bodies[c].members, std::vector<std::uint32_t>{c});
    for (std::size_t f = 0; f < kFunctions; ++f) EXPECT_EQ(rules.body_of[f][c], c);
    EXPECT_EQ(rules.entry_factor[c], 1);
  }
  EXPECT_TRUE(rules.frameworks.empty() && rules.blocks.empty() && rules.caps.empty() &&
              rules.closures.empty());
  EXPECT_EQ(rules.price_level * rules.real_cost_factor, 1);
}

TEST(Rules, AWorldOfOneRegionHasOnlyItsCouncils) {
  const Scenario scenario = test::scenario_of(
      kTwins + "  - {name: z, kind: framework, partition: {method: nearest, target_size: 5}}\n",
      {"world.only_region=Yorkshire and The Humber"});
  EXPECT_TRUE(check_instruments(scenario).empty());
  const Rules rules = make_rules(test::plan_of(scenario), on("2026-04-01"));
  EXPECT_EQ(rules.entry_factor.size(), 15u);
  EXPECT_EQ(rules.bodies.size(), 16u);
}

TEST(Rules, AWorldOfManyPoolsHasARuleForEachCouncil) {
  LoadOptions options;
  const Scenario scenario =
      load_scenario_text(
          "name: pools\nworld: {kind: pools, pools: 5000, councils_per_pool: 2}\n"
          "instruments:\n  - {name: rcc, kind: rcc, partition: {method: random, target_size: 4}}\n",
          "pools.yaml", test::scenarios_dir(), options)
          .value();
  EXPECT_TRUE(check_instruments(scenario).empty());
  EXPECT_EQ(make_rules(test::plan_of(scenario), on("2026-04-01")).bodies.size(), 12'500u);
}

}  // namespace
}  // namespace carepool
