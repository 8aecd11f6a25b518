// Laws of layers: what a file, its overlays and `--set` make of each other.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "scenario/fields.hpp"
#include "scenario/write.hpp"
#include "support.hpp"

namespace carepool::test {
namespace {

const char* const kBase = R"(years: 5
search: {local_miles: 20, far_miles: 100}
instruments:
  - {name: rcc, kind: rcc, partition: {method: nearest, target_size: 10}, functions: [search]}
  - {name: cap, kind: fee_cap, level: 5000}
)";

// The base with overlays on top, each given as text.
class Overlaid : public testing::Test {
 protected:
  Result<Scenario> load(const std::vector<std::string>& overlays, const std::vector<std::string>& sets = {}) {
    LoadOptions options = with_tables();
    const auto dir = scratch_dir();
    for (std::size_t i = 0; i < overlays.size(); ++i) {
      const auto path = dir / ("overlay" + std::to_string(i + 1) + ".yaml");
      std::ofstream(path) << overlays[i];
      options.policies.push_back(path.string());
    }
    options.sets = sets;
    return load_scenario_text(kBase, "base.yaml", ".", options);
  }
  Scenario good(const std::vector<std::string>& overlays, const std::vector<std::string>& sets = {}) {
    Result<Scenario> result = load(overlays, sets);
    EXPECT_TRUE(result.ok()) << carepool::text(result.errors());
    return result.ok() ? std::move(result).value() : Scenario{};
  }
};

std::string value(const Scenario& scenario, const std::string& path) {
  const Result<std::string> found = value_at(scenario, path);
  return found.ok() ? found.value() : found.errors().front().text();
}

TEST_F(Overlaid, AnOverlayChangesOnlyWhatItNames) {
  const Scenario base = good({}), changed = good({"search: {local_miles: 30}\n"});
  EXPECT_EQ(value(changed, "search.local_miles"), "30");
  EXPECT_EQ(value(changed, "search.far_miles"), "100");
  v1::Scenario values = changed.values;
  values.mutable_search()->set_local_miles(20);
  EXPECT_EQ(canonical_yaml(values), canonical_yaml(base.values));
}

TEST_F(Overlaid, AnOverlayThatSaysTheSameChangesNothing) {
  EXPECT_EQ(good({"years: 5\nsearch: {far_miles: 100 miles}\n"}).hash, good({}).hash);
}

TEST_F(Overlaid, TheLastLayerWins) {
  EXPECT_EQ(value(good({"years: 6\n", "years: 7\n"}), "years"), "7");
  EXPECT_EQ(value(good({"years: 7\n", "years: 6\n"}), "years"), "6");
  EXPECT_EQ(value(good({"years: 6\n"}, {"years=8", "years=9"}), "years"), "9");
}

TEST_F(Overlaid, OverlaysOfDifferentThingsCommute) {
  const std::string a = "search: {local_miles: 30}\n", b = "prices: {bargaining: 0.4}\n";
  EXPECT_EQ(good({a, b}).hash, good({b, a}).hash);
}

TEST_F(Overlaid, EntriesMergeByName) {
  const Scenario scenario = good({"instruments:\n  - {name: rcc, partition: {target_size: 20}}\n"});
  EXPECT_EQ(scenario.values.instruments_size(), 2);
  EXPECT_EQ(value(scenario, "instruments[rcc].partition.target_size"), "20");
  EXPECT_EQ(value(scenario, "instruments[rcc].partition.method"), "nearest");
}

TEST_F(Overlaid, NewEntriesComeLast) {
  const Scenario scenario = good({"instruments:\n  - {name: wages, kind: wage_shock}\n"});
  ASSERT_EQ(scenario.values.instruments_size(), 3);
  EXPECT_EQ(scenario.values.instruments(2).name(), "wages");
  EXPECT_EQ(value(scenario, "instruments[wages].factor"), "1.05");
}

TEST_F(Overlaid, OtherListsReplace) {
  EXPECT_EQ(
      value(good({"instruments:\n  - {name: rcc, functions: [block]}\n"}), "instruments[rcc].functions"),
      "[block]");
  EXPECT_EQ(value(good({"instruments:\n  - {name: rcc, functions: []}\n"}), "instruments[rcc].functions"),
            "[]");
}

TEST_F(Overlaid, AppendAddsToAListOrToItsDefault) {
  EXPECT_EQ(value(good({"instruments:\n  - {name: rcc, functions: !append [block]}\n"}),
                  "instruments[rcc].functions"),
            "[search, block]");
  EXPECT_EQ(value(good({"instruments:\n  - {name: rcc, settings: !append [fostering]}\n"}),
                  "instruments[rcc].settings"),
            "[residential, fostering]");
}

TEST_F(Overlaid, ReplaceStartsAnew) {
  const Scenario entry = good({"instruments:\n  - !replace {name: cap, kind: rcc, functions: [recruit]}\n"});
  EXPECT_EQ(value(entry, "instruments[cap].kind"), "rcc");
  EXPECT_EQ(entry.values.instruments(1).name(), "cap");
  EXPECT_FALSE(entry.values.instruments(1).has_fee_cap());
  EXPECT_EQ(good({"instruments: !replace\n  - {name: cap, kind: fee_cap, level: 4000}\n"})
                .values.instruments_size(),
            1);
  const Scenario section = good({"search: !replace {local_miles: 30}\n"});
  EXPECT_EQ(value(section, "search.far_miles"), value(loaded("years: 5\n"), "search.far_miles"));
}

TEST_F(Overlaid, DeleteGoesBackToTheDefaultOrTakesAnEntryOut) {
  EXPECT_EQ(value(good({"years: !delete\n"}), "years"), value(loaded("seed: 2\n"), "years"));
  EXPECT_EQ(good({"instruments:\n  - !delete {name: rcc}\n"}).values.instruments_size(), 1);
  EXPECT_EQ(good({"instruments:\n  - !delete rcc\n"}).values.instruments_size(), 1);
  EXPECT_EQ(good({"instruments: !delete\n"}).values.instruments_size(), 0);
  EXPECT_EQ(good({"search: !delete\ninstruments: !delete\nyears: !delete\n"}, {"name=a"}).hash,
            loaded("name: a\n").hash);
}

TEST_F(Overlaid, DeletingOneLeafRestoresItsDefault) {
  const std::string before = value(loaded("years: 5\n"), "offers.gate");
  EXPECT_EQ(
      value(good({"offers: {gate: {acute: 0.5}}\n", "offers: {gate: {acute: !delete}}\n"}), "offers.gate"),
      before);
}

TEST_F(Overlaid, ALeafOfAValueKeepsTheOthersAtTheirDefaults) {
  const Scenario scenario = good({"offers: {gate: {acute: 0.5}}\n"});
  EXPECT_EQ(scenario.values.offers().gate().acute(), 0.5);
  EXPECT_EQ(scenario.values.offers().gate().standard(),
            loaded("years: 5\n").values.offers().gate().standard());
}

TEST_F(Overlaid, SetIsAnOverlayOfOneValue) {
  EXPECT_EQ(good({}, {"instruments[rcc].partition.target_size=20"}).hash,
            good({"instruments:\n  - {name: rcc, partition: {target_size: 20}}\n"}).hash);
  EXPECT_EQ(good({}, {"costs.crisis_week=£12,000/week"}).values.costs().crisis_week(), 12000);
  EXPECT_EQ(
      good({}, {"instruments[rcc].functions=[block, publish]"}).values.instruments(0).rcc().functions_size(),
      2);
  EXPECT_EQ(good({}, {"instruments[cap]=!delete"}).values.instruments_size(), 1);
  EXPECT_EQ(good({}, {"instruments=!append [{name: s, kind: wage_shock}]"}).values.instruments_size(), 3);
  EXPECT_EQ(good({}, {"supply.class_share={general: 0.2, broad: 0.6, specialist: 0.2}"})
                .values.supply()
                .class_share()
                .broad(),
            0.6);
  EXPECT_EQ(good({}, {"title=a = b"}).values.title(), "a = b");
}

TEST_F(Overlaid, ParametersMayStandUnderTheirKindToo) {
  EXPECT_EQ(good({"instruments:\n  - {name: rcc, rcc: {partition: {target_size: 20}}}\n"}).hash,
            good({"instruments:\n  - {name: rcc, partition: {target_size: 20}}\n"}).hash);
}

TEST_F(Overlaid, TheSeedChangesNoHash) {
  for (const char* seed : {"0", "1", "9007199254740991"})
    EXPECT_EQ(good({}, {std::string("seed=") + seed}).hash, good({}).hash)
        << "the seed is not part of the hash";
}

TEST_F(Overlaid, AnErrorNamesTheLayerThatHoldsIt) {
  const Result<Scenario> hidden = load({"years: ten\n", "years: 10\n"});
  ASSERT_EQ(hidden.errors().size(), 1u);
  EXPECT_NE(hidden.errors()[0].where.find("overlay1.yaml"), std::string::npos);
  const Result<Scenario> set = load({"years: 6\n"}, {"years=7", "years=x"});
  ASSERT_EQ(set.errors().size(), 1u);
  EXPECT_EQ(set.errors()[0].text().substr(0, 16), "--set #2: error:");
}

TEST_F(Overlaid, WhyListsEveryLayerThatSetAValue) {
  const Scenario scenario = good({"years: 6\n"}, {"years=7"});
  const std::string text = why(scenario, "years").value();
  EXPECT_EQ(text.find("years = 7"), 0u) << text;
  const std::size_t file = text.find("base.yaml:1:8: 5"), overlay = text.find("overlay1.yaml:1:8: 6"),
                    set = text.find("--set #1: 7");
  EXPECT_TRUE(file < overlay && overlay < set && set != std::string::npos) << text;
  EXPECT_NE(why(scenario, "prices.alpha").value().find("no layer sets it"), std::string::npos);
  EXPECT_NE(why(scenario, "instruments[cap].level").value().find("base.yaml:5:39"), std::string::npos)
      << why(scenario, "instruments[cap].level").value();
  EXPECT_EQ(why(scenario, "serch").errors().at(0).suggestion, "search");
  EXPECT_NE(why(scenario, "search").value().find("search.local_miles: 20"), std::string::npos);
}

TEST_F(Overlaid, WithSetsSharesTheTables) {
  const Scenario base = good({});
  const Result<Scenario> changed = with_sets(base, {"years=2"});
  ASSERT_TRUE(changed.ok()) << carepool::text(changed.errors());
  EXPECT_EQ(changed.value().tables, base.tables);
  EXPECT_EQ(changed.value().hash, good({}, {"years=2"}).hash);
}

// One after the other, each on what the last one made: the text read again and the values taken as they are come to the same.
TEST_F(Overlaid, SetsMidRunAreTheSetsOfTheTextReadAgain) {
  const std::vector<std::vector<std::string>> commands = {
      {"demand.level=1.1"},
      {"prices.bargaining=0.3", "search.visible_share=0.6"},
      {"instruments=[{name: more, kind: demand_shock, factor: 1.2, from: 2026-03-01}]"},
      {"instruments[cap].level=4800"},
      {"instruments[rcc].to=2026-05-01"},
      {"instruments[rcc].partition.target_size=7"},
      {"instruments=[{name: block, kind: block, share: 0.2, from: 2026-07-01}]"},
      {"instruments[block].mode=move"},
      {"prices.fixed_fee=5000"},
      {"search.local_miles=300"},
      {"prices.bargaining=2"},
      {"prices.bargainin=0.2"},
      {"instruments[none].level=1"},
      {"instruments=[{name: cap, kind: rcc}]"},
      {"demand.level=[1, 2]"},
      {"demand.level"},
      {"years=0.1"},
      {"instruments[cap].from=2060-01-01"},
  };
  Scenario now = good({"years: 4\n", "demand: {level: 0.9}\n"});
  std::size_t taken = 0, refused = 0;
  for (const std::vector<std::string>& sets : commands) {
    const Result<Scenario> again = with_sets(now, sets), quick = with_sets_mid_run(now, sets);
    ASSERT_EQ(again.ok(), quick.ok()) << sets.front() << ": " << carepool::text(again.errors()) << carepool::text(quick.errors());
    if (!again.ok()) {
      EXPECT_EQ(carepool::text(again.errors()), carepool::text(quick.errors()));
      ++refused;
      continue;
    }
    EXPECT_EQ(again.value().canonical_yaml, quick.value().canonical_yaml) << sets.front();
    EXPECT_EQ(again.value().hash, quick.value().hash) << sets.front();
    EXPECT_EQ(again.value().values.SerializeAsString(), quick.value().values.SerializeAsString()) << sets.front();
    EXPECT_EQ(again.value().name, quick.value().name);
    EXPECT_EQ(again.value().warnings.size(), quick.value().warnings.size()) << sets.front();
    EXPECT_EQ(again.value().provenance.layers, quick.value().provenance.layers);
    now = quick.value();
    ++taken;
  }
  EXPECT_GE(taken, 6u);
  EXPECT_GE(refused, 6u);
}

}  // namespace
}  // namespace carepool::test
