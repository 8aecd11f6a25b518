// Laws that hold for every kind in the list, with one sample of each.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "england.hpp"

namespace carepool {
namespace {

// Fields of a sample besides name and kind. A new kind needs a row here: EveryKindHasASample says so.
const std::map<std::string, std::string> kSamples{
    {"rcc", "partition: {method: nearest, target_size: 10}"},
    {"framework", "partition: {method: region}"},
    {"block", "share: 0.1"},
    {"fee_cap", "level: 5000, index_per_year: 0.02"},
    {"inflation", "costs_per_year: 0.03"},
    {"demand_shock", "factor: 1.15"},
    {"closure_shock", "share: 0.05"},
    {"wage_shock", "factor: 1.1"},
};
// One value of each that the loader or the checks must refuse, and the column's text that the error must
// point to.
const std::map<std::string, std::string> kBad{
    {"rcc", "leverage: 2"},           {"framework", "term_years: 0"},     {"block", "mode: most"},
    {"fee_cap", "add_ons_share: -1"}, {"inflation", "costs_per_year: 9"}, {"demand_shock", "factor: -1"},
    {"closure_shock", "share: 1.5"},  {"wage_shock", "factor: 99"},
};

std::string sample(const std::string& kind, const std::string& more = {}, const std::string& name = "it") {
  return "  - {name: " + name + ", kind: " + kind + ", " + kSamples.at(kind) +
         (more.empty() ? "" : ", " + more) + "}\n";
}

const char* const kDay = "2027-05-15";
const char* const kRcc = "  - {name: other, kind: rcc, partition: {method: region}}\n";
const char* const kFrameworks = "  - {name: zones, kind: framework, partition: {method: nearest}}\n";

TEST(EveryInstrument, EveryKindHasASample) {
  for (const InstrumentKind& kind : instrument_kinds()) {
    EXPECT_EQ(kSamples.count(std::string(kind.name)), 1u) << kind.name;
    EXPECT_EQ(kBad.count(std::string(kind.name)), 1u) << kind.name;
  }
}

TEST(EveryInstrument, WritesSomething) {
  for (const auto& [kind, fields] : kSamples)
    EXPECT_NE(test::hash_of(sample(kind), kDay), test::hash_of("", kDay)) << kind;
}

TEST(EveryInstrument, SwitchedOffIsAsIfAbsent) {
  for (const auto& [kind, fields] : kSamples)
    EXPECT_EQ(test::hash_of(sample(kind, "enabled: false") + kFrameworks, kDay),
              test::hash_of(kFrameworks, kDay))
        << kind;
}

// Bodies of an RCC keep their places all the time; what they do is another matter.
std::uint64_t hash_of_what_is_done(Rules rules) {
  rules.bodies.resize(rules.entry_factor.size());
  return rules_hash(rules);
}

TEST(EveryInstrument, DoesNothingBeforeItsFirstDayAndFromItsLastDay) {
  for (const auto& [kind, fields] : kSamples) {
    const InstrumentPlan with =
        test::plan_of(test::scenario_of(sample(kind, "from: 2027-02-10, to: 2028-03-05") + kFrameworks));
    const InstrumentPlan without = test::plan_of(test::scenario_of(kFrameworks));
    const auto same = [&](const char* day) {
      return hash_of_what_is_done(make_rules(with, test::on(day))) ==
             hash_of_what_is_done(make_rules(without, test::on(day)));
    };
    EXPECT_TRUE(same("2027-02-09")) << kind;
    EXPECT_EQ(same("2027-02-10"), kind == "inflation") << kind;  // a trend is still at its start
    EXPECT_FALSE(same("2028-03-04")) << kind;
    EXPECT_EQ(same("2028-03-05"), kind != "inflation") << kind;  // prices keep their level
  }
}

TEST(EveryInstrument, RulesStandStillBetweenTheDaysOnWhichTheyChange) {
  for (const auto& [kind, fields] : kSamples) {
    const InstrumentPlan plan =
        test::plan_of(test::scenario_of(sample(kind, "from: 2027-02-10, to: 2028-03-05")));
    std::uint64_t before = rules_hash(make_rules(plan, test::on("2027-01-01")));
    for (std::int32_t day = test::on("2027-01-01"); day < test::on("2028-06-01"); ++day) {
      const std::uint64_t now = rules_hash(make_rules(plan, day));
      EXPECT_TRUE(now == before || rules_change_on(plan, day)) << kind << " " << to_string(Date{day});
      before = now;
    }
    EXPECT_TRUE(rules_change_on(plan, test::on("2027-02-10"))) << kind;
    EXPECT_TRUE(rules_change_on(plan, test::on("2028-03-05"))) << kind;
  }
}

TEST(EveryInstrument, PermutingTheListChangesNothing) {
  std::vector<std::string> items{kRcc};
  int n = 0;
  for (const auto& [kind, fields] : kSamples)
    if (kind != "rcc") items.push_back(sample(kind, "", "x" + std::to_string(9 - n++) + kind));
  std::string forward, backward;
  for (const std::string& item : items) forward += item, backward = item + backward;
  EXPECT_EQ(test::hash_of(forward, kDay), test::hash_of(backward, kDay));
}

TEST(EveryInstrument, ABadValueGivesALocatedError) {
  for (const auto& [kind, field] : kBad) {
    const std::string line =
        sample(kind, kind == "fee_cap" || field.rfind(kSamples.at(kind).substr(0, 5), 0) != 0 ? field : "");
    const std::string text =
        line.find(field) == std::string::npos ? "  - {name: it, kind: " + kind + ", " + field + "}\n" : line;
    const Result<Scenario> loaded = test::try_scenario(text);
    ASSERT_FALSE(loaded.ok()) << kind;
    EXPECT_EQ(loaded.errors().front().where, "test.yaml") << kind;
    EXPECT_EQ(loaded.errors().front().line, 5) << kind;
    EXPECT_EQ(static_cast<std::size_t>(loaded.errors().front().column),
              text.find(field) + field.find(':') + 3)
        << kind;
  }
}

TEST(EveryInstrument, SurvivesBeingWrittenOutAndReadAgain) {
  for (const auto& [kind, fields] : kSamples) {
    const Scenario once = test::scenario_of(sample(kind, "from: 2027-02-10"));
    LoadOptions options;
    options.tables = test::england_tables();
    const Scenario again =
        load_scenario_text(once.canonical_yaml, "again.yaml", test::scenarios_dir(), options).value();
    EXPECT_EQ(rules_hash(make_rules(test::plan_of(once), test::on(kDay))),
              rules_hash(make_rules(test::plan_of(again), test::on(kDay))))
        << kind;
    EXPECT_EQ(once.hash, again.hash) << kind;
  }
}

TEST(EveryInstrument, RulesOfAllTogetherTakeUnderAMillisecond) {
  std::string all = kRcc;
  for (const auto& [kind, fields] : kSamples)
    if (kind != "rcc") all += sample(kind, "", "x" + kind);
  const InstrumentPlan plan = test::plan_of(test::scenario_of(all));
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i) make_rules(plan, test::on(kDay) + i);
  const std::chrono::duration<double, std::milli> ms = std::chrono::steady_clock::now() - start;
  EXPECT_LT(ms.count() / 100,
            5.0);  // an unoptimised build on a busy machine; the release build takes a fraction of one
  RecordProperty("ms", std::to_string(ms.count() / 100));
}

}  // namespace
}  // namespace carepool
