// From an experiment file to a plan: what is read, what is refused and where, and what a point is called.
#include "experiment/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "base/hash.hpp"
#include "support/paths.hpp"

namespace carepool::experiment {
namespace {

using testing::HasSubstr;

std::string dir() { return (test::source_dir() / "tests/support/scenarios").string(); }

Result<ExperimentFile> file_of(const std::string& text) {
  return load_experiment_text(text, "e.yaml", dir());
}

Result<v1::Plan> plan_of(const std::string& text, const PlanOptions& options = {}) {
  const Result<ExperimentFile> file = file_of(text);
  if (!file.ok()) return file.errors();
  return make_plan(file.value(), options);
}

std::string said(const Result<v1::Plan>& plan) { return plan.ok() ? "no error" : text(plan.errors()); }

const std::string kHead = "experiment: e\nbase: pools.yaml\n";
const std::string kGrid = kHead +
                          "factors:\n  - path: demand.level\n    values: [0.8, 1, 1.2]\n  - path: "
                          "world.places_per_pool\n    range: [6, 12]\n    levels: 3\n";

std::set<std::string> ids(const v1::Plan& plan) {
  std::set<std::string> out;
  for (const v1::PlanPoint& point : plan.points()) out.insert(point.id());
  return out;
}

void write(const std::filesystem::path& path, const std::string& text) { std::ofstream(path) << text; }

// ---- the file ----

TEST(ExperimentFile, FillsWhatIsNotWritten) {
  const auto file = file_of(kGrid);
  ASSERT_TRUE(file.ok()) << text(file.errors());
  EXPECT_EQ(file.value().values.replicates(), 1);
  EXPECT_EQ(file.value().values.design().type(), "grid");
  EXPECT_EQ(file.value().values.on_failure(), "keep-going");
  EXPECT_EQ(file.value().values.record().every(), "year");
}

TEST(ExperimentFile, EveryMistakeIsLocatedAndSaysWhatIsAllowed) {
  const struct {
    const char *text, *where, *what;
  } cases[] = {
      {"experiment: e\nbase: b.yaml\nreplicats: 3\n", "e.yaml:3:1", "did you mean 'replicates'"},
      {"experiment: e\nbase: b.yaml\ndesign: {type: lsh, samples: 3}\n", "e.yaml:3:16", "did you mean 'lhs'"},
      {"experiment: e\nbase: b.yaml\ndesign: {type: lhs}\nfactors:\n  - path: demand.level\n    range: [1, "
       "2]\n",
       "e.yaml:3:", "has no samples"},
      {"experiment: e\nbase: b.yaml\nfactors:\n  - path: demand.level\n", "e.yaml:4:5", "no levels"},
      {"experiment: e\nbase: b.yaml\nfactors:\n  - values: [1]\n", "e.yaml:4:5", "either a path or options"},
      {"experiment: e\nbase: b.yaml\nfactors:\n  - path: demand.level\n    range: [1, 2]\n",
       "e.yaml:5:", "levels: 2 or more"},
      {"experiment: e\nbase: b.yaml\nfactors:\n  - path: seed\n    values: [1, 2]\n",
       "e.yaml:4:", "replicates: N"},
      {"experiment: e\nbase: b.yaml\nmetrics: [fee_indx]\n", "e.yaml:3:11", "did you mean 'fee_index'"},
      {"experiment: e\nbase: b.yaml\ndesign: {type: morris, samples: 2, levels: 5}\nfactors:\n  - path: "
       "demand.level\n    range: [1, 2]\n",
       "e.yaml:3:", "an even number"},
      {"base: b.yaml\n", "e.yaml", "experiment"},
      {"experiment: e\nbase: b.yaml\nfactors:\n  - path: demand.level\n    values: [1, 1]\n", "e.yaml:5:17",
       "stands twice"},
      {"experiment: e\nbase: b.yaml\nrecord: {groups: [need, none]}\n", "e.yaml:3:", "none"},
  };
  for (const auto& c : cases) {
    const auto file = file_of(c.text);
    ASSERT_FALSE(file.ok()) << c.text;
    EXPECT_THAT(text(file.errors()), HasSubstr(c.where)) << c.text;
    EXPECT_THAT(text(file.errors()), HasSubstr(c.what)) << c.text;
  }
}

TEST(ExperimentFile, MistakesAgainstTheBaseAreLocatedToo) {
  EXPECT_THAT(said(plan_of("experiment: e\nbase: pool.yaml\n")),
              AllOf(HasSubstr("e.yaml:2:"), HasSubstr("no such file")));
  EXPECT_THAT(said(plan_of(kHead + "factors:\n  - path: demand.levle\n    values: [1]\n")),
              AllOf(HasSubstr("e.yaml:4:"), HasSubstr("did you mean 'level'")));
  EXPECT_THAT(said(plan_of(kHead + "factors:\n  - path: demand.level\n    values: [1, 900]\n")),
              AllOf(HasSubstr("e.yaml:5:17"), HasSubstr("0 to 5")));
  EXPECT_THAT(
      said(plan_of(kHead + "factors:\n  - path: search.retry\n    range: [none, daily]\n    levels: 2\n")),
      HasSubstr("neither a number nor a date"));
  EXPECT_THAT(said(plan_of(kHead + "factors:\n  - path: demand.level\n    range: [2, 1]\n    levels: 2\n")),
              HasSubstr("not below its second"));
  EXPECT_THAT(said(plan_of(kHead + "set: [demand.level=x]\n")), HasSubstr("e.yaml:3:"));
  EXPECT_THAT(said(plan_of(kHead + "draws: 3\n")), HasSubstr("--ensemble"));
}

// ---- points ----

TEST(Plan, AGridIsEveryCombination) {
  const auto plan = plan_of(kGrid);
  ASSERT_TRUE(plan.ok()) << said(plan);
  EXPECT_EQ(plan.value().points_size(), 9);
  EXPECT_EQ(ids(plan.value()).size(), 9u);
  EXPECT_EQ(plan.value().points(0).levels(0), "0.8");
  EXPECT_EQ(plan.value().points(0).levels(1), "6");
  EXPECT_EQ(plan.value().factors(1).type(), v1::PlanFactor::WHOLE);
}

TEST(Plan, APointIsKnownByItsSettingsAndNotByItsPlace) {
  const auto plan = plan_of(kGrid).value();
  const auto grown = plan_of(kHead +
                             "factors:\n  - path: world.places_per_pool\n    values: [12, 9, 8, 6]\n  - "
                             "path: demand.level\n    values: [1.2, 80%, 1, 0.9]\n");
  const auto other = plan_of(kHead +
                             "factors:\n  - path: world.places_per_pool\n    values: [12, 9, 8, 6]\n  - "
                             "path: demand.level\n    values: [1.2, 0.80, 1, 0.9]\n");
  ASSERT_TRUE(other.ok()) << said(other);
  const std::set<std::string> all = ids(other.value());
  for (const std::string& id : ids(plan)) EXPECT_EQ(all.count(id), 1u);
  EXPECT_EQ(all.size(), 16u);
  EXPECT_FALSE(grown.ok()) << "80% is no ratio";
}

TEST(Plan, ASettingThatChangesNothingMakesNoNewPoint) {
  const auto plan = plan_of(kHead +
                            "design: {type: one-at-a-time}\nfactors:\n  - path: demand.level\n    values: "
                            "[0.9, 1]\n  - path: world.places_per_pool\n    values: [10, 11]\n")
                        .value();
  EXPECT_EQ(plan.rows_size(), 5);
  EXPECT_EQ(plan.points_size(), 3) << "1 and 10 are the base's own";
  EXPECT_EQ(plan.rows(0).block(), "base");
  EXPECT_EQ(plan.rows(2).point(), plan.rows(0).point());
  EXPECT_EQ(plan.points(0).levels(0), "1");
}

TEST(Plan, AnotherBaseIsOtherPointsAndAnotherRecordingAnotherKey) {
  const auto plan = plan_of(kGrid).value();
  EXPECT_NE(ids(plan), ids(plan_of(kGrid + "set: [quality.breakdown_per_year=0.1]\n").value()));
  EXPECT_EQ(ids(plan), ids(plan_of(kGrid + "metrics: [fee_index]\n").value()));
  EXPECT_NE(plan.key(), plan_of(kGrid + "metrics: [fee_index]\n").value().key());
  EXPECT_NE(plan.key(), plan_of(kGrid + "record: {groups: [none]}\n").value().key());
  EXPECT_EQ(plan.key(), plan_of(kGrid + "replicates: 7\n").value().key());
}

TEST(Plan, SobolAndSaltelliGrowAndKeepTheirPoints) {
  for (const std::string type : {"sobol", "saltelli"}) {
    const auto of = [&](int n) {
      return plan_of(kHead + "design: {type: " + type + ", samples: " + std::to_string(n) +
                     "}\nfactors:\n  - path: demand.level\n    range: [0.5, 1.5]\n  - path: "
                     "demand.mean_stay_days\n    range: [50, 200]\n    scale: log\n");
    };
    const auto few = of(8), many = of(20);
    ASSERT_TRUE(few.ok() && many.ok()) << said(few) << said(many);
    const std::set<std::string> all = ids(many.value());
    for (const std::string& id : ids(few.value())) EXPECT_EQ(all.count(id), 1u) << type;
    EXPECT_EQ(many.value().rows_size(), type == "sobol" ? 20 : 80);
  }
}

TEST(Plan, WholeNumbersDatesAndRatiosAreSampledAsTheyAre) {
  const auto plan =
      plan_of(kHead +
              "design: {type: lhs, samples: 40}\nfactors:\n  - path: world.places_per_pool\n    range: [6, "
              "9]\n  - path: start\n    range: [2025-04-01, 2025-04-10]\n  - path: demand.mean_stay_days\n   "
              " range: [50, 200]\n    scale: log\n  - path: search.retry\n    values: [none, daily]\n");
  ASSERT_TRUE(plan.ok()) << said(plan);
  std::set<std::string> places, starts, retries;
  int below_100 = 0;
  for (const v1::PlanPoint& point : plan.value().points()) {
    places.insert(point.levels(0));
    starts.insert(point.levels(1));
    below_100 += std::stod(point.levels(2)) < 100 ? 1 : 0;
    retries.insert(point.levels(3));
  }
  EXPECT_EQ(places, (std::set<std::string>{"6", "7", "8", "9"}));
  EXPECT_EQ(starts.size(), 10u) << "each day";
  EXPECT_EQ(*starts.begin(), "2025-04-01");
  EXPECT_EQ(below_100, 20) << "half of a range by ratios lies below its geometric mean";
  EXPECT_EQ(retries.size(), 2u);
}

TEST(Plan, WholeOverlaysAreLevels) {
  const auto folder = test::scratch_dir();
  write(folder / "base.yaml", "name: b\nworld: {only_region: North East}\nyears: 1\n");
  write(folder / "rcc.yaml",
        "instruments:\n  - name: rcc\n    kind: rcc\n    partition: {method: nearest, target_size: 10}\n");
  write(folder / "e.yaml",
        "experiment: e\nbase: base.yaml\nfactors:\n"
        "  - name: policy\n    options:\n      - {name: none}\n      - {name: rcc, policies: [rcc.yaml]}\n   "
        "   - {name: busy, policies: [rcc.yaml], set: [demand.level=1.1]}\n"
        "  - path: instruments[rcc].partition.target_size\n    name: size\n    values: [5, 10, 12]\n");
  PlanOptions options;
  options.table_folders = {(test::source_dir() / "scenarios/data").string()};
  const auto file = load_experiment((folder / "e.yaml").string());
  ASSERT_TRUE(file.ok()) << text(file.errors());
  const auto plan = make_plan(file.value(), options);
  ASSERT_TRUE(plan.ok()) << said(plan);
  EXPECT_EQ(plan.value().rows_size(), 9);
  EXPECT_EQ(plan.value().points_size(), 7) << "a size means nothing where there is no RCC";
  EXPECT_EQ(plan.value().worlds_size(), 4) << "the base and three options";
  PlanScenarios scenarios(plan.value(), options.table_folders);
  std::set<std::uint64_t> hashes;
  for (std::uint32_t p = 0; p < 7; ++p) {
    const auto scenario = scenarios.scenario({p, 0, 0});
    ASSERT_TRUE(scenario.ok()) << text(scenario.errors());
    hashes.insert(scenario.value()->hash);
    if (plan.value().points(static_cast<int>(p)).levels(1) == "12") {
      EXPECT_EQ(scenario.value()->values.instruments(0).rcc().partition().target_size(), 12);
    }
  }
  EXPECT_EQ(hashes.size(), 7u) << "two points are never the same scenario";
}

TEST(Plan, WhatCheckSaysOfAPointIsSaidOnceWithHowManyPointsItConcerns) {
  const auto plan = plan_of(kHead + "factors:\n  - path: prices.fixed\n    values: [false, true]\n  - path: prices.fixed_fee\n    values: [4321, 5432, 6543]\n");
  ASSERT_TRUE(plan.ok()) << said(plan);
  ASSERT_EQ(plan.value().points_size(), 6);
  ASSERT_EQ(plan.value().warnings_size(), 1);
  const v1::PlanWarning& warning = plan.value().warnings(0);
  EXPECT_EQ(warning.text(), "fixed_fee has no effect unless prices.fixed is true");
  EXPECT_EQ(warning.points(), 3u);
  EXPECT_EQ(warning.first_point(), plan.value().points(0).id());
  const auto base = plan_of(kHead + "set: [prices.fixed_fee=4321]\nfactors:\n  - path: demand.level\n    values: [0.8, 1, 1.2]\n");
  ASSERT_TRUE(base.ok()) << said(base);
  ASSERT_EQ(base.value().warnings_size(), 1);
  EXPECT_EQ(base.value().warnings(0).points(), 3u) << "what the base says holds at every point";
  const auto quiet = plan_of(kGrid);
  ASSERT_TRUE(quiet.ok());
  EXPECT_EQ(quiet.value().warnings_size(), 0);
}

TEST(Plan, AListTakesItsPointsFromACsv) {
  const auto folder = test::scratch_dir();
  write(folder / "points.csv", "demand.level,places\n0.9,8\n1.1,\n1.1,8\n");
  const std::string text = "experiment: e\nbase: " + dir() +
                           "/pools.yaml\ndesign: {type: list, file: points.csv}\nfactors:\n  - path: "
                           "world.places_per_pool\n    name: places\n";
  const auto file = load_experiment_text(text, "e.yaml", folder.string());
  ASSERT_TRUE(file.ok()) << carepool::text(file.errors());
  const auto plan = make_plan(file.value());
  ASSERT_TRUE(plan.ok()) << said(plan);
  EXPECT_EQ(plan.value().points_size(), 3);
  EXPECT_EQ(plan.value().points(1).levels(0), "10") << "an empty cell leaves the base's own";
  EXPECT_EQ(plan.value().factors(1).path(), "demand.level");
  write(folder / "points.csv", "demand.levl,places\n0.9,8\n");
  EXPECT_THAT(said(make_plan(load_experiment_text(text, "e.yaml", folder.string()).value())),
              AllOf(HasSubstr("points.csv:1:1"), HasSubstr("did you mean 'level'")));
  write(folder / "points.csv", "demand.level,places\n0.9,8\n77,8\n");
  EXPECT_THAT(said(make_plan(load_experiment_text(text, "e.yaml", folder.string()).value())),
              HasSubstr("points.csv:3:1"));
}

TEST(Plan, DrawsComeFromAnEnsemble) {
  const auto folder = test::scratch_dir();
  write(folder / "draws.csv",
        "draw,demand.mean_stay_days,quality.breakdown_per_year\n0,90,0.1\n1,110,0.2\n2,120,0.3\n");
  PlanOptions options;
  options.ensemble = (folder / "draws.csv").string();
  const auto plan = plan_of(kGrid + "draws: 2\nreplicates: 3\n", options);
  ASSERT_TRUE(plan.ok()) << said(plan);
  EXPECT_EQ(draws_of(plan.value()), 2u);
  EXPECT_EQ(runs_of(plan.value()), 9u * 2 * 3);
  const auto scenario = PlanScenarios(plan.value()).scenario({1, 1, 0});
  ASSERT_TRUE(scenario.ok()) << text(scenario.errors());
  EXPECT_EQ(scenario.value()->values.demand().mean_stay_days(), 110);
  EXPECT_NE(draw_id(plan.value(), 0), draw_id(plan.value(), 1));
  write(folder / "draws.csv", "demand.level\n0.9\n");
  EXPECT_THAT(said(plan_of(kGrid, options)), AllOf(HasSubstr("draws.csv:1:1"), HasSubstr("also a factor")));
  write(folder / "draws.csv", "demand.mean_stay_days\n90\n-1\n");
  EXPECT_THAT(said(plan_of(kGrid, options)), HasSubstr("draws.csv:3:1"));
}

TEST(Plan, SettingsOfTheCommandLineLieOnTop) {
  PlanOptions options;
  options.sets = {"years=2"};
  options.replicates = 3;
  const auto plan = plan_of(kGrid, options);
  ASSERT_TRUE(plan.ok()) << said(plan);
  EXPECT_EQ(PlanScenarios(plan.value()).scenario({0, 0, 0}).value()->values.years(), 2);
  EXPECT_EQ(plan.value().replicates(), 3);
  options.sets = {"yeers=2"};
  EXPECT_THAT(said(plan_of(kGrid, options)), AllOf(HasSubstr("--set #1"), HasSubstr("did you mean 'years'")));
}

// ---- runs ----

TEST(Runs, AreNumberedWithoutGaps) {
  auto plan = plan_of(kGrid + "replicates: 4\n").value();
  for (std::size_t i = 0; i < runs_of(plan); ++i) EXPECT_EQ(run_index(plan, run_at(plan, i)), i);
}

TEST(Runs, TheSameReplicateHasTheSameSeedAtEveryPoint) {
  const auto plan = plan_of(kGrid + "replicates: 4\nseed: 77\n").value();
  EXPECT_EQ(seed_of(plan, 0), 77u);
  EXPECT_NE(seed_of(plan, 1), seed_of(plan, 2));
  PlanScenarios scenarios(plan);
  EXPECT_EQ(scenarios.scenario({0, 0, 0}).value()->values.seed(), 77);
  EXPECT_EQ(scenarios.scenario({8, 0, 0}).value()->values.seed(), 77);
}

TEST(PlanFile, ComesBackAsItWasAndADamagedOneIsNamed) {
  const auto folder = test::scratch_dir();
  const auto plan = plan_of(kGrid).value();
  write_plan(folder, plan);
  EXPECT_EQ(read_plan(folder).value().SerializeAsString(), plan.SerializeAsString());
  std::fstream file(folder / "plan.pb", std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(100);
  file.put('~');
  file.close();
  EXPECT_THAT(said(read_plan(folder)), AllOf(HasSubstr("plan.pb"), HasSubstr("damaged")));
  auto old = plan;
  old.set_carepool_version("0.0.1");
  write_plan(folder, old);
  EXPECT_THAT(said(read_plan(folder)), HasSubstr("carepool 0.0.1"));
}

}  // namespace
}  // namespace carepool::experiment
