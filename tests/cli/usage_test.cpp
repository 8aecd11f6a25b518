// Whole command lines with a mistake in them: what is wrong, what is allowed, the nearest right name, and exit code 2.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/program.hpp"
#include "support/paths.hpp"

namespace carepool::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Ended {
  int code = -1;
  std::string out, err;
};

Ended carepool(const std::vector<std::string>& words) {
  std::vector<const char*> line = {"carepool"};
  for (const std::string& word : words) line.push_back(word.c_str());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Ended ended;
  ended.code = run_program(static_cast<int>(line.size()), line.data());
  std::fflush(stdout);
  ended.out = testing::internal::GetCapturedStdout();
  ended.err = testing::internal::GetCapturedStderr();
  return ended;
}

// A refusal: 2, one line on standard error, nothing on standard output.
std::string refused(const std::vector<std::string>& words) {
  const Ended ended = carepool(words);
  EXPECT_EQ(ended.code, kBadInput) << ended.err;
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
  return ended.err;
}

std::string england() { return (test::source_dir() / "scenarios/england.yaml").string(); }

TEST(Usage, AMisspeltCommandGetsTheNearest) {
  for (const auto& [typed, meant] : {std::pair("rnu", "run"), std::pair("swep", "sweep"), std::pair("analyze", "analyse"), std::pair("Check", "check")}) {
    const std::string said = refused({typed, england(), "--seed", "3"});
    EXPECT_THAT(said, HasSubstr("carepool: error: unknown command '" + std::string(typed) + "'; allowed run, compare, sweep, ")) << said;
    EXPECT_THAT(said, HasSubstr("; did you mean '" + std::string(meant) + "'?\n"));
  }
  EXPECT_THAT(refused({"placement"}), Not(HasSubstr("did you mean")));
}

TEST(Usage, AMisspeltOptionGetsTheNearestOfItsCommand) {
  // "5" and "local" were taken for the file: the option is still what is named.
  EXPECT_THAT(refused({"run", "--replicate", "5"}), testing::AllOf(HasSubstr("--replicate: error: 'carepool run' has no such option; allowed "), HasSubstr("--policy"), HasSubstr("; did you mean '--replicates'?")));
  EXPECT_THAT(refused({"sweep", "--executer", "local"}), HasSubstr("did you mean '--executor'?"));
  EXPECT_THAT(refused({"run", england(), "--replicate=5"}), HasSubstr("--replicate: error: 'carepool run' has no such option"));
  EXPECT_THAT(refused({"run", "--tread"}), HasSubstr("did you mean '--threads'?"));
  EXPECT_THAT(refused({"run", england(), "--shard", "1/2"}), testing::AllOf(HasSubstr("--shard: error: "), Not(HasSubstr("did you mean"))));
  EXPECT_THAT(refused({"--quiet", "run", england()}), HasSubstr("--quiet: error: 'carepool' has no such option"));
  EXPECT_THAT(refused({"--verson"}), HasSubstr("--verson: error: 'carepool' has no such option; allowed --help, --version; did you mean '--version'?"));
}

TEST(Usage, AMisspeltWordOfAnOptionGetsTheNearest) {
  EXPECT_THAT(refused({"sweep", "x.yaml", "--executor", "slrum"}), HasSubstr("--executor: 'slrum' is not one of local, slurm; did you mean 'slurm'?"));
  EXPECT_THAT(refused({"params", "--format", "jsno"}), HasSubstr("did you mean 'json'?"));
}

TEST(Usage, AMisspeltMetricGetsTheNearest) {
  EXPECT_THAT(refused({"params", "fee_indx", "--metrics"}), HasSubstr("params: error: unknown metric 'fee_indx'; allowed what 'carepool params --metrics' lists; did you mean 'fee_index'?"));
  EXPECT_THAT(refused({"check", england(), "--set", "record.metrics=[fee_indx]"}), HasSubstr("did you mean 'fee_index'?"));
  EXPECT_THAT(refused({"compare", england(), "--until-ci", "1%", "--until-metric", "fee_indx"}), HasSubstr("did you mean 'fee_index'?"));
}

TEST(Usage, WhatIsTooMuchMissingOrOutOfRangeIsSaid) {
  EXPECT_THAT(refused({"run", england(), "second.yaml"}), HasSubstr("carepool run: error: does not take 'second.yaml'; allowed what 'carepool run --help' lists"));
  EXPECT_THAT(refused({"run"}), HasSubstr("carepool run: error: scenario is required; allowed what 'carepool run --help' lists"));
  EXPECT_THAT(refused({"run", england(), "--threads", "0"}), HasSubstr("carepool run: error: --threads: "));
}

TEST(Usage, WhatSlurmWouldNotTakeIsRefusedBeforeAnythingIsWritten) {
  const auto out = test::scratch_dir() / "sweep";
  const std::string file = (test::source_dir() / "scenarios/experiments/fee-cap.yaml").string();
  const std::vector<std::string> line = {"sweep", file, "--executor", "slurm", "--dry-run", "--no-pilot", "--out", out.string()};
  for (const auto& [option, value] : {std::pair("--time", "x"), std::pair("--mem", "lots"), std::pair("--partition", "two words")}) {
    std::vector<std::string> bad = line;
    bad.insert(bad.end(), {option, value});
    EXPECT_THAT(refused(bad), testing::AllOf(HasSubstr(std::string(option) + ": error: '" + value + "' is no "), HasSubstr("; allowed ")));
  }
  EXPECT_FALSE(std::filesystem::exists(out));
  std::vector<std::string> good = line;
  good.insert(good.end(), {"--time", "2:00:00", "--mem", "2G", "--partition", "compute", "--tasks", "5"});
  EXPECT_EQ(carepool(good).code, kDone);
  EXPECT_TRUE(std::filesystem::exists(out / "slurm/sweep.sbatch"));
}

TEST(Usage, NoughtIsNoLimitForSlurm) {
  const std::string file = (test::source_dir() / "scenarios/experiments/fee-cap.yaml").string();
  for (const char* option : {"--time", "--mem", "--tasks"})
    for (const char* value : {"0", "-1"})
      EXPECT_THAT(refused({"sweep", file, "--executor", "slurm", "--dry-run", "--no-pilot", "--out", (test::scratch_dir() / "nought").string(), option, value}), HasSubstr(option));
}

TEST(Usage, ACodeThatIsSoonGuessedAndANameThatIsNoneAreRefused) {
  EXPECT_THAT(refused({"serve", england(), "--port", "0", "--trainer-code", "a"}), HasSubstr("--trainer-code: error: 'a' is too short: whoever guesses it steers the market; allowed at least 6 letters or digits"));
  EXPECT_THAT(refused({"serve", england(), "--port", "0", "--host-name", "class.example", "--host-name", "http://x/y"}), HasSubstr("--host-name #2: error: 'http://x/y' is no host name; allowed letters, digits"));
}

TEST(Usage, ARegionByItselfIsWarnedOf) {
  const Ended checked = carepool({"check", england(), "--set", "world.only_region=North East"});
  EXPECT_EQ(checked.code, kDone);
  EXPECT_THAT(checked.err, HasSubstr("--set #1: warning: only North East: a region by itself trades with nobody"));
  const std::string file = (test::source_dir() / "scenarios/experiments/fee-cap.yaml").string();
  const std::vector<std::string> line = {"sweep", file, "--dry-run", "--no-pilot", "--set", "world.only_region=North East", "--out", (test::scratch_dir() / "region").string()};
  const Ended planned = carepool(line);
  EXPECT_EQ(planned.code, kDone);
  EXPECT_EQ(planned.err.find("warning: only North East: a region by itself trades with nobody"), 0u) << planned.err;
  EXPECT_THAT(planned.err, testing::ContainsRegex("\\(all [0-9]+ points\\)"));
  EXPECT_EQ(std::count(planned.err.begin(), planned.err.end(), '\n'), 1) << planned.err;
  std::vector<std::string> quiet = line;
  quiet.emplace_back("--quiet");
  EXPECT_EQ(carepool(quiet).err, "");
  EXPECT_THAT(carepool({"params", "world.only_region"}).out, HasSubstr("trades with nobody"));
}

TEST(Usage, AMetricThatWasNotKeptIsSaidWithThoseThatWere) {
  const auto folder = test::scratch_dir() / "kept";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "e.yaml") << "experiment: kept\nbase: " << (test::source_dir() / "tests/support/scenarios/pools.yaml").string()
                                   << "\nset: [years=0.25]\nfactors:\n  - {path: demand.level, values: [0.9, 1.1]}\nmetrics: [fee_index, referrals]\n";
  ASSERT_EQ(carepool({"sweep", (folder / "e.yaml").string(), "--out", (folder / "s").string(), "--quiet"}).code, kDone);
  EXPECT_THAT(refused({"analyse", (folder / "s").string(), "--metric", "fee_indx"}),
              HasSubstr("--metric #1: error: unknown metric 'fee_indx'; allowed a metric that the experiment keeps: fee_index, referrals; did you mean 'fee_index'?"));
  EXPECT_THAT(refused({"analyse", (folder / "s").string(), "--metric", "occupancy_usable"}),
              HasSubstr("--metric #1: error: the experiment did not keep 'occupancy_usable'; allowed a metric that the experiment keeps: fee_index, referrals\n"));
}

TEST(Usage, ACompareWithoutAnArmIsRefusedBeforeAnythingRuns) {
  const auto out = test::scratch_dir() / "compare";
  EXPECT_THAT(refused({"compare", england(), "--out", out.string()}), testing::AllOf(HasSubstr("--policy: error: there is only the base"), HasSubstr("; allowed --policy A.yaml")));
  EXPECT_THAT(refused({"compare", england(), "--leverage-off", "--out", out.string()}), HasSubstr("no joint body in it has a leverage to switch off"));
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(Usage, HelpAndVersionAreNoMistakes) {
  EXPECT_EQ(carepool({"--version"}).code, kDone);
  const Ended help = carepool({"run", "--help"});
  EXPECT_EQ(help.code, kDone);
  EXPECT_THAT(help.out, HasSubstr("--replicates"));
  EXPECT_EQ(carepool({}).code, kDone);
}

}  // namespace
}  // namespace carepool::cli
