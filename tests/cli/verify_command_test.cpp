// `carepool verify DIR` on real runs, as a user types it: the same, and each of the three tampers told apart.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "store/files.hpp"
#include "store/recording.hpp"
#include "support/paths.hpp"

namespace carepool {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Said {
  int code = -1;
  std::string text;  // standard output and standard error
};

Said carepool_says(const std::string& arguments) {
  const std::string line = "'" + test::carepool_binary().string() + "' " + arguments + " 2>&1";
  Said said;
  FILE* pipe = ::popen(line.c_str(), "r");
  std::array<char, 4096> piece{};
  while (const std::size_t got = std::fread(piece.data(), 1, piece.size(), pipe))
    said.text.append(piece.data(), got);
  const int status = ::pclose(pipe);
  if (WIFEXITED(status)) said.code = WEXITSTATUS(status);
  return said;
}

void put(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

void replace_in(const fs::path& path, const std::string& old_text, const std::string& new_text) {
  std::string bytes = store::read_file(path);
  const auto place = bytes.find(old_text);
  ASSERT_NE(place, std::string::npos) << old_text << " is not in " << path;
  put(path, bytes.replace(place, old_text.size(), new_text));
}

// A finished run of twenty small pools for a year, by the program itself.
fs::path finished_run(const std::string& options = "") {
  const auto dir = test::scratch_dir();
  put(dir / "tiny.yaml",
      "name: tiny\nyears: 1\nworld: {kind: pools, pools: 20, places_per_pool: 10}\n"
      "demand: {entries_per_day: 0.2, mean_stay_days: 100}\n");
  const Said said = carepool_says("run '" + (dir / "tiny.yaml").string() + "' --quiet " + options +
                                  " --out '" + (dir / "run").string() + "'");
  EXPECT_EQ(said.code, 0) << said.text;
  return dir / "run";
}

Said verify(const fs::path& dir, const std::string& options = "") {
  return carepool_says("verify '" + dir.string() + "' " + options);
}

TEST(VerifyCommand, AnUntouchedRunIsTheSameForAnyNumberOfThreads) {
  const auto dir = finished_run("--seed 5 --replicates 2 --set demand.mean_stay_days=90");
  for (const char* options : {"", "--threads 3"}) {
    const Said said = verify(dir, options);
    EXPECT_EQ(said.code, 0);
    EXPECT_THAT(said.text, StartsWith("same: 2 replicates, 26 recorded dates, 6 files, world hash "));
  }
}

TEST(VerifyCommand, VerifyingLeavesEveryFileAsItWas) {
  const auto dir = finished_run();
  const std::string before = store::read_file(dir / "manifest.json");
  verify(dir);
  EXPECT_EQ(store::read_file(dir / "manifest.json"), before);
  EXPECT_EQ(std::distance(fs::directory_iterator(dir), fs::directory_iterator()), 7);
}

TEST(VerifyCommand, AChangedResultFileIsADamagedFile) {
  const auto dir = finished_run();
  std::string series = store::read_file(dir / "series.csv");
  series[series.size() - 2] = series[series.size() - 2] == '7' ? '8' : '7';
  put(dir / "series.csv", series);
  const Said said = verify(dir);
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.text, StartsWith("different: damaged file: series.csv: "));
}

TEST(VerifyCommand, AChangedHashIsAChangedRecordWithDateAndColumns) {
  const auto dir = finished_run();
  auto recording = store::parse_recording(store::read_file(dir / "recording.pb")).value();
  auto* month = recording.mutable_replicates(0)->mutable_months(4);
  month->set_column_hashes(2, month->column_hashes(2) + 1);
  put(dir / "recording.pb", store::recording_bytes(recording));
  const Said said = verify(dir);
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.text, StartsWith("different: changed record: recording.pb: "));
  EXPECT_THAT(said.text, HasSubstr("2025-07-31: columns that differ: " + recording.columns(2)));
}

TEST(VerifyCommand, AChangedWorldHashIsAChangedRecord) {
  const auto dir = finished_run();
  const auto manifest = nlohmann::json::parse(store::read_file(dir / "manifest.json"));
  const auto hash = manifest["world_hash"].get<std::string>();
  replace_in(dir / "manifest.json", "\"" + hash + "\"", "\"00000000000000aa\"");
  const Said said = verify(dir);
  EXPECT_EQ(said.code, 1);
  EXPECT_EQ(said.text,
            "different: changed record: manifest.json: world_hash is 00000000000000aa, the run gives " +
                hash + "\n");
}

TEST(VerifyCommand, AChangedParameterIsAChangedScenarioWithBothValues) {
  const auto dir = finished_run();
  replace_in(dir / "scenario.yaml", "mean_stay_days: 100", "mean_stay_days: 101");
  const Said said = verify(dir);
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.text, StartsWith("different: changed scenario: scenario.yaml: "));
  EXPECT_THAT(said.text, HasSubstr("demand.mean_stay_days is 101, the run had 100"));
}

TEST(VerifyCommand, JsonSaysTheSame) {
  const auto dir = finished_run();
  EXPECT_TRUE(nlohmann::json::parse(verify(dir, "--format json").text)["same"].get<bool>());
  put(dir / "summary.json", "{}");
  const auto found = nlohmann::json::parse(verify(dir, "--format json").text);
  EXPECT_FALSE(found["same"].get<bool>());
  EXPECT_EQ(found["findings"][0]["kind"], "damaged file");
}

TEST(VerifyCommand, AnUnfinishedFolderIsBadInput) {
  const auto dir = finished_run();
  fs::remove(dir / "manifest.json");
  EXPECT_EQ(verify(dir).code, 2);
  EXPECT_EQ(carepool_says("verify").code, 2);
}

}  // namespace
}  // namespace carepool
