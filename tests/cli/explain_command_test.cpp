// `carepool run --trace` and `carepool explain DIR` as a user types them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "store/files.hpp"
#include "support/paths.hpp"

namespace carepool {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using nlohmann::json;

struct Said {
  int code = -1;
  std::string text;
};

Said carepool_says(const std::string& arguments, const char* errors = "2>&1") {
  const std::string line = "'" + test::carepool_binary().string() + "' " + arguments + " " + errors;
  Said said;
  FILE* pipe = ::popen(line.c_str(), "r");
  std::array<char, 4096> piece{};
  while (const std::size_t got = std::fread(piece.data(), 1, piece.size(), pipe)) said.text.append(piece.data(), got);
  const int status = ::pclose(pipe);
  if (WIFEXITED(status)) said.code = WEXITSTATUS(status);
  return said;
}

fs::path run_into(const fs::path& dir, const std::string& options) {
  const std::string england = (test::source_dir() / "scenarios/england.yaml").string();
  const Said said = carepool_says("run '" + england + "' --quiet --set 'world.only_region=North East' --set start_state.prehistory_days=60 --set years=1 " + options + " --out '" + dir.string() + "'");
  EXPECT_EQ(said.code, 0) << said.text;
  return dir;
}

// One traced year of a region for all tests of this program.
const fs::path& traced() {
  static const fs::path dir = run_into(test::scratch_dir() / "traced", "--trace");
  return dir;
}

Said explain(const std::string& options) { return carepool_says("explain '" + traced().string() + "' " + options); }
json explained(const std::string& options) { return json::parse(carepool_says("explain '" + traced().string() + "' --format json " + options, "2>/dev/null").text); }

std::string id_of(const std::string& kind, const std::string& what) {
  const json list = explained("");
  for (const json& x : list["some"])
    if (x["kind"] == kind && x["what"].get<std::string>().find(what) != std::string::npos) return x["id"];
  return "";
}

TEST(ExplainCommand, TracingChangesNoOtherFile) {
  const fs::path plain = run_into(test::scratch_dir() / "plain", "");
  for (const char* file : {"scenario.yaml", "summary.json", "series.csv", "results.sqlite", "recording.pb", "report.html"})
    EXPECT_TRUE(store::read_file(plain / file) == store::read_file(traced() / file)) << file;
  EXPECT_FALSE(fs::exists(plain / "trace.pb"));
  const json with = json::parse(store::read_file(traced() / "manifest.json")), without = json::parse(store::read_file(plain / "manifest.json"));
  EXPECT_EQ(with["world_hash"], without["world_hash"]);
  EXPECT_EQ(with["files"].size(), without["files"].size() + 1);
}

TEST(ExplainCommand, VerifyingATracedRunIsTheSameAndNamesATamperedTrace) {
  const fs::path copy = test::scratch_dir() / "copy";
  fs::copy(traced(), copy);
  EXPECT_EQ(carepool_says("verify '" + copy.string() + "'").code, 0);
  std::fstream file(copy / "trace.pb", std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(5000);
  file.put('\x55');
  file.put('\x2a');
  file.close();
  const Said said = carepool_says("verify '" + copy.string() + "'");
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.text, HasSubstr("trace.pb"));
}

TEST(ExplainCommand, WithoutAnIdItListsSomeThatWork) {
  const Said said = explain("");
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.text, AllOf(HasSubstr("simulated children"), HasSubstr("--child "), HasSubstr("--home "), HasSubstr("--provider "), HasSubstr("had the most placements")));
  const json list = explained("");
  for (const json& x : list["some"]) {
    const Said story = explain("--" + x["kind"].get<std::string>() + " " + x["id"].get<std::string>());
    EXPECT_EQ(story.code, 0) << x;
    EXPECT_THAT(story.text, HasSubstr("simulated"));
  }
}

TEST(ExplainCommand, AChildsStoryHasItsPlacementsInOrder) {
  const json story = explained("--child " + id_of("child", "most placements"));
  EXPECT_EQ(story["simulated"], true);
  int started = 0, open = 0;
  std::string date;
  for (const json& event : story["events"]) {
    EXPECT_LE(date, event["date"].get<std::string>());
    date = event["date"];
    EXPECT_FALSE(event["text"].get<std::string>().empty());
    const json& record = event["record"];
    if (record.contains("child_here")) open = record["child_here"].contains("placement") ? 1 : 0;
    if (record.contains("placement_started")) {
      ++started;
      EXPECT_EQ(++open, 1);
    }
    if (record.contains("placement_ended")) {
      EXPECT_EQ(--open, 0);
    }
  }
  EXPECT_GE(started, 2);
  EXPECT_THAT(story["summary"].get<std::string>(), HasSubstr(std::to_string(started) + " placements began"));
}

TEST(ExplainCommand, AChildWhoSearchedIsToldHowFarAndAmongHowMany) {
  const Said said = explain("--child " + id_of("child", "waited longest"));
  EXPECT_THAT(said.text, AllOf(AnyOf(HasSubstr("looked for a children's home"), HasSubstr("looked again, within")), HasSubstr("open home"), HasSubstr("the council knew"), HasSubstr("miles"), Not(HasSubstr("nan"))));
}

TEST(ExplainCommand, AHomeWithAFreeBedThatMadeNoOfferSaysWhy) {
  const json list = explained("");
  std::string told;
  for (const json& x : list["some"])
    if (x["kind"] == "child") told += explain("--child " + x["id"].get<std::string>()).text;
  EXPECT_THAT(told, AllOf(HasSubstr("it would have taken £"), HasSubstr("the best fee it could hope for was £")));
}

TEST(ExplainCommand, AHomesAndAGroupsStoriesSayWhy) {
  EXPECT_THAT(explain("--home " + id_of("home", "closed, and")).text, AllOf(HasSubstr("Closed."), HasSubstr("had to move")));
  EXPECT_THAT(explain("--home " + id_of("home", "opened during")).text, AllOf(HasSubstr("Opened, with staff for"), HasSubstr("Asks £")));
  EXPECT_THAT(explain("--home " + id_of("home", "opened during")).text, HasSubstr("usable beds were filled"));
  EXPECT_THAT(explain("--provider " + id_of("provider", "grew most")).text, AllOf(HasSubstr("Holds "), HasSubstr("Accounts of the year: fees £")));
  EXPECT_THAT(explain("--provider " + id_of("provider", "left a framework")).text, AllOf(HasSubstr("Left the "), HasSubstr(" framework: its list price"), HasSubstr("what spot terms would bring")));
}

TEST(ExplainCommand, TheBeginningOfAKeyWillDoWhenItFitsOneOnly) {
  const std::string id = id_of("child", "most placements");
  const json whole = explained("--child " + explained("--child " + id)["key"].get<std::string>());
  EXPECT_EQ(whole["id"], id);
  const Said many = explain("--child " + id.substr(0, 1));
  EXPECT_EQ(many.code, 2);
  EXPECT_THAT(many.text, HasSubstr("is the beginning of"));
}

TEST(ExplainCommand, UnknownIdsAreNamedWithTheNearest) {
  for (const char* typed : {"--child zzzz", "--child ffffffffffffffff", "--home 45", "--home 9999-0-1", "--provider xyz"}) {
    const Said said = explain(typed);
    EXPECT_EQ(said.code, 2) << typed;
    EXPECT_THAT(said.text, AllOf(HasSubstr("error: no "), HasSubstr("nearest ids are"), HasSubstr("worth a look: "), HasSubstr("allowed"))) << typed;
  }
}

TEST(ExplainCommand, TwoAtOnceAreRefused) { EXPECT_EQ(explain("--child 1 --home 2").code, 2); }

TEST(ExplainCommand, AFolderWithoutATraceSaysToRunWithTrace) {
  const auto dir = test::scratch_dir();
  std::ofstream(dir / "tiny.yaml") << "name: tiny\nyears: 1\nworld: {kind: pools, pools: 20, places_per_pool: 10}\ndemand: {entries_per_day: 0.2, mean_stay_days: 100}\n";
  ASSERT_EQ(carepool_says("run '" + (dir / "tiny.yaml").string() + "' --quiet --out '" + (dir / "run").string() + "'").code, 0);
  const Said said = carepool_says("explain '" + (dir / "run").string() + "'");
  EXPECT_EQ(said.code, 2);
  EXPECT_THAT(said.text, HasSubstr("run it again with --trace"));
  EXPECT_EQ(carepool_says("explain '" + (dir / "nowhere").string() + "'").code, 2);
  const Said pools = carepool_says("run '" + (dir / "tiny.yaml").string() + "' --quiet --trace --out '" + (dir / "pools").string() + "'");
  EXPECT_EQ(pools.code, 0);
  EXPECT_EQ(carepool_says("explain '" + (dir / "pools").string() + "'").code, 0) << "a world of pools can be traced, too";
}

TEST(ExplainCommand, ADamagedTraceIsAnErrorAndNotACrash) {
  const fs::path copy = test::scratch_dir() / "copy";
  fs::copy(traced(), copy);
  const std::string whole = store::read_file(copy / "trace.pb");
  for (const std::size_t size : {std::size_t{0}, std::size_t{3}, whole.size() / 2, whole.size() - 7}) {
    std::ofstream(copy / "trace.pb", std::ios::binary | std::ios::trunc) << whole.substr(0, size);
    EXPECT_EQ(carepool_says("explain '" + copy.string() + "'").code, 2) << size;
  }
}

}  // namespace
}  // namespace carepool
