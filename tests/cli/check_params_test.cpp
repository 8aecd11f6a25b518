// What `carepool check` and `carepool params` print, and how they end.
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "scenario/dictionary.hpp"
#include "scenario/scenario.hpp"
#include "support/paths.hpp"

namespace carepool::cli {
namespace {

struct Ended {
  int code = -1;
  std::string out, err;
};

Ended carepool(std::vector<std::string> arguments) {
  CLI::App app;
  Ended ended;
  int code = kDone;
  add_check(app, code);
  add_params(app, code);
  std::reverse(arguments.begin(), arguments.end());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  try {
    app.parse(arguments);
    ended.code = code;
  } catch (const CLI::ParseError& error) {
    ended.code = app.exit(error) == 0 ? kDone : kBadInput;
  }
  std::fflush(stdout);
  ended.out = testing::internal::GetCapturedStdout();
  ended.err = testing::internal::GetCapturedStderr();
  return ended;
}

std::string england() { return (test::source_dir() / "scenarios/england.yaml").string(); }
std::string policy(const char* name) { return (test::source_dir() / "scenarios/policies" / name).string(); }

TEST(CheckCommand, AGoodScenarioEndsWithZeroAndSaysWhatItHolds) {
  const Ended ended = carepool({"check", england(), "--policy", policy("rcc.yaml"), "--set", "years=2",
                                "--set", "search.far_share=50%"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  for (const char* part :
       {"scenario hash", "153 councils", "2 years", "rcc", "search.far_share = 0.5  (--set #2)"})
    EXPECT_NE(ended.out.find(part), std::string::npos) << part << " in\n" << ended.out;
}

TEST(CheckCommand, ABadScenarioEndsWithTwoAndSaysWhereOnStandardError) {
  const std::string file = (test::source_dir() / "tests/scenario/bad/unknown_section.yaml").string();
  const Ended ended = carepool({"check", file});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err.find(file + ":5:1: error: unknown key 'serch'"), 0u) << ended.err;
}

TEST(CheckCommand, ABadOptionIsNamedByItsNumber) {
  const Ended ended = carepool({"check", england(), "--set", "years=2", "--set", "years=soon"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err.find("--set #2: error: "), 0u) << ended.err;
}

TEST(CheckCommand, MissingArgumentsAndFilesEndWithTwo) {
  EXPECT_EQ(carepool({"check"}).code, 2);
  EXPECT_EQ(carepool({"check", "no_such.yaml"}).code, 2);
  EXPECT_EQ(carepool({"check", england(), "--policy", "no_such.yaml"}).code, 2);
  EXPECT_EQ(carepool({"check", england(), "--format", "xml"}).code, 2);
}

TEST(CheckCommand, WhyNamesTheLayer) {
  const Ended ended = carepool({"check", england(), "--set", "years=2", "--why", "years"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out.find("years = 2"), 0u) << ended.out;
  EXPECT_NE(ended.out.find("england.yaml:"), std::string::npos);
  EXPECT_NE(ended.out.find("--set #1: 2"), std::string::npos);
  const Ended wrong = carepool({"check", england(), "--why", "yeers"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.err.find("did you mean 'years'?"), std::string::npos) << wrong.err;
}

TEST(CheckCommand, JsonIsAllThatStandsOnStandardOutput) {
  const Ended ended = carepool({"check", england(), "--format", "json"});
  const auto json = nlohmann::json::parse(ended.out);
  EXPECT_EQ(json["name"], "england");
  EXPECT_EQ(json["scenario_hash"].get<std::string>().size(), 16u);
}

TEST(CheckCommand, TheEffectiveScenarioChecksToTheSameHash) {
  const Ended effective = carepool({"check", england(), "--policy", policy("rcc.yaml"), "--effective"});
  const auto file = test::scratch_dir() / "scenario.yaml";
  std::ofstream(file) << effective.out;
  const auto hash = [](const Ended& ended) {
    return nlohmann::json::parse(ended.out)["scenario_hash"].get<std::string>();
  };
  EXPECT_EQ(hash(carepool({"check", file.string(), "--format", "json"})),
            hash(carepool({"check", england(), "--policy", policy("rcc.yaml"), "--format", "json"})));
}

TEST(CheckCommand, EveryPolicyChecksOnEngland) {
  for (const auto& entry : std::filesystem::directory_iterator(test::source_dir() / "scenarios/policies"))
    if (entry.path().extension() == ".yaml") {
      const Ended ended = carepool({"check", england(), "--policy", entry.path().string()});
      EXPECT_EQ(ended.code, 0) << ended.err;
    }
}

TEST(ParamsCommand, ListsEveryParameterWithUnitRangeAndSource) {
  const Ended ended = carepool({"params"});
  EXPECT_EQ(ended.code, 0);
  for (const Parameter& parameter : parameters()) {
    EXPECT_NE(ended.out.find(parameter.path + " = "), std::string::npos) << parameter.path;
    EXPECT_NE(ended.out.find(parameter.source), std::string::npos) << parameter.path;
  }
}

TEST(ParamsCommand, OneSectionOrOneParameter) {
  EXPECT_EQ(carepool({"params", "search.local_miles"}).out.find("search.local_miles = "), 0u);
  const Ended section = carepool({"params", "search"});
  EXPECT_NE(section.out.find("search.retry"), std::string::npos);
  EXPECT_EQ(section.out.find("prices."), std::string::npos);
  const Ended kind = carepool({"params", "instruments[fee_cap]"});
  EXPECT_NE(kind.out.find("instruments[fee_cap].level"), std::string::npos);
  const Ended wrong = carepool({"params", "serch"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.err.find("did you mean 'search'?"), std::string::npos) << wrong.err;
}

TEST(ParamsCommand, InstrumentsAlone) {
  const Ended ended = carepool({"params", "--instruments"});
  EXPECT_NE(ended.out.find("instruments[rcc].setup_cost"), std::string::npos);
  EXPECT_EQ(ended.out.find("search."), std::string::npos);
}

TEST(ParamsCommand, MetricsAloneWithTheirDefinitions) {
  const Ended ended = carepool({"params", "--metrics"});
  EXPECT_NE(ended.out.find("children_in_care  (children)"), std::string::npos);
}

TEST(ParamsCommand, EveryMarkdownRowHasAllItsColumns) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"params", "--markdown"}, {"params", "--metrics", "--markdown"}}) {
    std::istringstream lines(carepool(arguments).out);
    std::string line;
    std::size_t columns = 0;
    while (std::getline(lines, line)) {
      if (line.empty() || line[0] != '|') {
        columns = 0;
        continue;
      }
      std::size_t bars = 0;
      for (std::size_t i = 0; i < line.size(); ++i) bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\');
      if (columns == 0) columns = bars;
      EXPECT_EQ(bars, columns) << line;
    }
  }
}

TEST(ParamsCommand, JsonHoldsEveryParameter) {
  const auto json = nlohmann::json::parse(carepool({"params", "--format", "json"}).out);
  EXPECT_EQ(json["parameters"].size(), parameters().size());
}

}  // namespace
}  // namespace carepool::cli
