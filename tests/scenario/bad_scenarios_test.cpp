// Every bad scenario says what is wrong, where, and what was perhaps meant; mended, it loads.
#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <set>
#include <string>

#include "bad_cases.hpp"
#include "support.hpp"

namespace carepool::test {
namespace {

LoadOptions quick(const BadCase& bad, bool mended) {
  LoadOptions options = options_of(bad, mended);
  if (bad.rule != "MissingTable") options.tables = published_tables();
  return options;
}

Result<Scenario> load_bad(const BadCase& bad) {
  return load_scenario_text(bad.text, bad.name + ".yaml", bad_dir().string(), quick(bad, false));
}

// "5:3: unknown key 'x'; did you mean 'y'?", with the place's file unless it is the scenario itself.
std::string said(const Error& error, const BadCase& bad) {
  std::string out;
  const std::string file = std::filesystem::path(error.where).filename().string();
  if (file != bad.name + ".yaml") out += file + (error.line > 0 ? ":" : ": ");
  if (error.line > 0) out += std::to_string(error.line) + ":" + std::to_string(error.column) + ": ";
  out += error.message;
  if (!error.suggestion.empty()) out += "; did you mean '" + error.suggestion + "'?";
  const std::string folder = bad_dir().string() + "/";
  for (std::size_t at = out.find(folder); at != std::string::npos; at = out.find(folder))
    out.erase(at, folder.size());
  return out;
}

TEST(BadScenarios, ThereAreSixtyOfTwentyFiveRulesAtLeast) {
  std::set<std::string> rules;
  for (const BadCase& bad : bad_cases()) rules.insert(bad.rule);
  EXPECT_GE(bad_cases().size(), 60u);
  EXPECT_GE(rules.size(), 25u);
}

TEST(BadScenarios, EachSaysWhatIsWrongAndWhereAndNothingElse) {
  for (const BadCase& bad : bad_cases()) {
    SCOPED_TRACE(bad.name);
    const Result<Scenario> result = load_bad(bad);
    ASSERT_FALSE(result.ok());
    ASSERT_EQ(result.errors().size(), bad.says.size()) << carepool::text(result.errors());
    for (std::size_t i = 0; i < bad.says.size(); ++i) {
      const std::string text = said(result.errors()[i], bad);
      EXPECT_EQ(text.substr(0, bad.says[i].size()), bad.says[i]) << text;
    }
  }
}

TEST(BadScenarios, EachSaysWhatIsAllowedOrHasNothingToOffer) {
  const std::set<std::string> self_explaining = {"Alias", "Limits", "NotYaml", "OverlayDelete"};
  for (const BadCase& bad : bad_cases()) {
    const Result<Scenario> result = load_bad(bad);
    for (const Error& error : result.errors())
      EXPECT_TRUE(!error.allowed.empty() || self_explaining.count(bad.rule) > 0)
          << bad.name << ": " << error.text();
  }
}

TEST(BadScenarios, EachLoadsOnceMended) {
  for (const BadCase& bad : bad_cases()) {
    SCOPED_TRACE(bad.name);
    const Result<Scenario> result =
        load_scenario_text(mended_text(bad), bad.name + ".yaml", bad_dir().string(), quick(bad, true));
    EXPECT_TRUE(result.ok()) << carepool::text(result.errors());
  }
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

TEST(BadScenarios, TenMegabytesOfNestingAreRefusedAtOnce) {
  const double before = cpu_seconds();
  EXPECT_NE(only_error(std::string(10'000'000, '[')).find("longer than"), std::string::npos);
  EXPECT_LT(cpu_seconds() - before, 0.5 * kPatience);  // writing and reading the file takes 0.08 s of it; parsing it would take minutes
}

TEST(BadScenarios, AMegabyteOfNestingAreRefusedFastAndWithoutAnOverflow) {
  for (const char* unit : {"[", "{a: ", "- ", "a:\n ", "[[{"}) {
    std::string text;
    while (text.size() + 8 < 1'000'000) text += unit;
    const double before = cpu_seconds();
    EXPECT_FALSE(load_text(text).ok()) << unit;
    EXPECT_LT(cpu_seconds() - before, 2 * kPatience) << unit;
  }
}

TEST(BadScenarios, AMegabyteOfEntriesAreReadOrRefusedInReasonableTime) {
  std::string text = "record:\n  metrics: [a";
  while (text.size() + 8 < 1'000'000) text += ", a" + std::to_string(text.size());
  const double before = cpu_seconds();
  const Result<Scenario> result = load_text(text + "]\n");
  EXPECT_TRUE(result.ok() || !result.errors().empty());
  EXPECT_LT(cpu_seconds() - before, 5 * kPatience);
}

TEST(BadScenarios, EmptyFileIsAnError) {
  EXPECT_EQ(only_error(""),
            "test.yaml:1:1: error: nothing but space or comments; allowed at least one section");
  EXPECT_EQ(only_error("\n\n"),
            "test.yaml:1:1: error: nothing but space or comments; allowed at least one section");
  EXPECT_EQ(only_error("---\n"),
            "test.yaml:2:1: error: nothing but space or comments; allowed lines such as 'section:' with "
            "their keys below");
}

TEST(BadScenarios, ByteOrderMarkAndWindowsLineEndsAreNoMistake) {
  EXPECT_EQ(loaded("\xEF\xBB\xBFyears: 2\r\nsearch:\r\n  local_miles: 20\r\n").values.years(), 2);
  EXPECT_EQ(only_error("\xEF\xBB\xBFyeers: 2\n").substr(0, 14), "test.yaml:1:1:");
}

TEST(BadScenarios, Utf16IsRefused) {
  EXPECT_NE(only_error(std::string_view("\xFF\xFEy\0e\0", 6)).find("not UTF-8"), std::string::npos);
}

TEST(BadScenarios, ColumnsCountCharactersNotBytes) {
  EXPECT_EQ(only_error("title: \"£££\"\nsearch: {local_miles: £5}\n").substr(0, 16), "test.yaml:2:23: ");
  EXPECT_EQ(only_error("offers: {gate: {standard: 0.1}, \"£é\": 1}\n").substr(0, 16), "test.yaml:1:33: ");
  EXPECT_EQ(only_error("record: {metrics: [\"££\", [x]]}\n").substr(0, 16), "test.yaml:1:26: ");
}

TEST(BadScenarios, AnAliasIsLocatedWhereItIsUsed) {
  const std::string text = "title: &t some words\nsearch:\n  local_miles: *t\n";
  EXPECT_EQ(only_error(text).substr(0, 16), "test.yaml:3:16: ");
}

TEST(BadScenarios, AllMistakesAreReportedUpToFifty) {
  std::string text = "search:\n";
  for (int i = 0; i < 80; ++i) text += "  key" + std::to_string(i) + ": 1\n";
  const Result<Scenario> result = load_text(text);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.errors().size(), 50u);
  const Result<Scenario> three = load_text("years: ten\nserch: 1\nsearch: {far_share: 2, local_miles: -1}\n");
  ASSERT_FALSE(three.ok());
  EXPECT_EQ(three.errors().size(), 4u);
}

TEST(BadScenarios, CrossRulesAreCheckedBesideOtherMistakes) {
  const Result<Scenario> result =
      load_text("years: ten\ninstruments:\n  - {name: a, kind: rcc, from: 2027-01-01, to: 2026-01-01}\n");
  ASSERT_EQ(result.errors().size(), 2u) << carepool::text(result.errors());
  EXPECT_NE(result.errors()[1].message.find("not after its first day"), std::string::npos);
}

TEST(BadScenarios, MissingFilesNameTheFile) {
  LoadRequest request;
  request.path = (source_dir() / "scenarios/no_such_scenario.yaml").string();
  const Result<Scenario> none = load_scenario(request);
  ASSERT_EQ(none.errors().size(), 1u);
  EXPECT_EQ(none.errors()[0].where, request.path);
  EXPECT_NE(none.errors()[0].message.find("no such file"), std::string::npos);
  request.path = (source_dir() / "scenarios").string();
  EXPECT_NE(load_scenario(request).errors().at(0).message.find("folder"), std::string::npos);
  request.path = (bad_dir() / "unknown_sektion.yaml").string();
  EXPECT_NE(load_scenario(request).errors().at(0).suggestion.find("unknown_section.yaml"), std::string::npos);
}

TEST(BadScenarios, AMissingOverlayIsNamed) {
  LoadOptions options = with_tables();
  options.policies = {"no_such_policy.yaml"};
  const Result<Scenario> result = load_scenario_text("years: 2\n", "test.yaml", ".", options);
  ASSERT_EQ(result.errors().size(), 1u);
  EXPECT_EQ(result.errors()[0].where, "no_such_policy.yaml");
}

}  // namespace
}  // namespace carepool::test
