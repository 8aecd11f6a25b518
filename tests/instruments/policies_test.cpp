// Every overlay of scenarios/policies loads on England, does something, and says what it asks and what it
// doesn't.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "england.hpp"

namespace carepool {
namespace {

using testing::HasSubstr;

std::vector<std::string> overlays() {
  std::vector<std::string> out;
  for (const auto& file : std::filesystem::directory_iterator(test::scenarios_dir() + "/policies"))
    if (file.path().extension() == ".yaml") out.push_back(file.path().filename().string());
  std::sort(out.begin(), out.end());
  return out;
}

Result<Scenario> england_with(const std::vector<std::string>& policies) {
  LoadRequest request;
  request.path = test::scenarios_dir() + "/england.yaml";
  request.tables = test::england_tables();
  for (const std::string& policy : policies)
    request.policies.push_back(test::scenarios_dir() + "/policies/" + policy);
  return load_scenario(request);
}

std::string text_of(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// Everything that the rules say some years into the run.
std::uint64_t later(const Scenario& scenario) {
  return rules_hash(make_rules(test::plan_of(scenario), test::on("2027-06-15")));
}

TEST(Policies, EnglandIsTodaysFrameworksAndTodaysBlocks) {
  const Scenario england = england_with({}).value();
  EXPECT_TRUE(check_instruments(england).empty());
  const Rules rules = make_rules(test::plan_of(england), test::on("2025-04-01"));
  EXPECT_EQ(rules.frameworks.size(), 9u);
  ASSERT_EQ(rules.blocks.size(), 153u);
  EXPECT_EQ(rules.blocks[0].share, 0.03);
  EXPECT_EQ(rules.bodies.size(), 153u);
  EXPECT_TRUE(rules.caps.empty());
}

TEST(Policies, EveryOverlayLoadsOnEnglandAndDoesSomething) {
  const std::uint64_t base = later(england_with({}).value());
  EXPECT_GE(overlays().size(), 14u);
  for (const std::string& name : overlays()) {
    const Result<Scenario> scenario = england_with({name});
    ASSERT_TRUE(scenario.ok()) << text(scenario.errors());
    EXPECT_TRUE(check_instruments(scenario.value()).empty()) << text(check_instruments(scenario.value()));
    EXPECT_TRUE(scenario.value().warnings.empty()) << name << ": " << text(scenario.value().warnings);
    EXPECT_NE(later(scenario.value()), base) << name;
  }
}

TEST(Policies, EveryOverlaySaysWhatItAsksAndWhatItDoesNot) {
  for (const std::string& name : overlays()) {
    const std::string content = text_of(test::scenarios_dir() + "/policies/" + name);
    EXPECT_THAT(content, HasSubstr("# Asks: ")) << name;
    EXPECT_THAT(content, HasSubstr("# Does not ask: ")) << name;
  }
}

// Every line with a number says where the number comes from.
TEST(Policies, EveryNumberHasASourceOrTheWordAssumption) {
  for (const std::string& name : overlays()) {
    std::istringstream lines(text_of(test::scenarios_dir() + "/policies/" + name));
    for (std::string line; std::getline(lines, line);) {
      const std::string code = line.substr(0, line.find('#'));
      const bool number =
          code.find(": ") != std::string::npos && code.find_first_of("0123456789") != std::string::npos;
      EXPECT_TRUE(!number || line.find('#') != std::string::npos) << name << ": " << line;
    }
  }
}

TEST(Policies, TheExperimentOfTheInterfacesFitsTogether) {
  const Result<Scenario> three = england_with({"rcc.yaml", "regional-block.yaml", "north-cap.yaml"});
  ASSERT_TRUE(three.ok()) << text(three.errors());
  for (const char* set :
       {"instruments[rcc].partition.target_size=1", "instruments[rcc].partition.target_size=20",
        "instruments[regional_block].share=0.4", "instruments[north_cap].level=4000"}) {
    const Result<Scenario> point = with_sets(three.value(), {set});
    ASSERT_TRUE(point.ok()) << text(point.errors());
    EXPECT_TRUE(check_instruments(point.value()).empty()) << set;
    EXPECT_NE(later(point.value()), later(three.value())) << set;
  }
}

TEST(Policies, RegionalBlockBringsTheSameRccAsRcc) {
  const Scenario both = england_with({"rcc.yaml", "regional-block.yaml"}).value(),
                 one = england_with({"regional-block.yaml"}).value();
  EXPECT_EQ(later(both), later(one));
  const Scenario turned = england_with({"regional-block.yaml", "rcc.yaml"}).value();
  EXPECT_EQ(later(turned), later(one));
}

TEST(Policies, ThePathfindersAreGreaterManchestersTenAndTheSouthEastsNineteen) {
  const Scenario scenario = england_with({"rcc-pathfinders.yaml"}).value();
  const Rules rules = make_rules(test::plan_of(scenario), test::on("2026-01-01"));
  ASSERT_EQ(rules.bodies.size(), 155u);
  EXPECT_EQ(rules.bodies[153].members, test::region_members("South East"));
  EXPECT_EQ(rules.bodies[153].members.size(), 19u);
  EXPECT_EQ(rules.bodies[154].members.size(), 10u);
}

TEST(Policies, TwoMapsOfRccsAtOnceAreRefused) {
  const Result<Scenario> loaded = england_with({"rcc.yaml", "rcc-national.yaml"});
  EXPECT_TRUE(!loaded.ok() || !check_instruments(loaded.value()).empty());
}

}  // namespace
}  // namespace carepool
