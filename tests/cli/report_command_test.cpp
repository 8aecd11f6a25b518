// `carepool report DIR`, as a user types it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "report/report.hpp"
#include "store/result_files.hpp"
#include "store/run_folder.hpp"
#include "support/paths.hpp"

namespace carepool {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

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

store::Results two_months() {
  store::Results results;
  results.metrics = {{"children_in_care", "children", "Children in care", "Day-end count", "stocks"}};
  results.series = {{0, from_ymd(2025, 4, 30), 0, 0, 81770}, {0, from_ymd(2025, 5, 31), 0, 0, 81800}};
  results.summary = {{0, 0, 81800}};
  results.facts = {{"name", "tiny"}, {"from", "2025-04-01"}, {"to", "2025-05-31"}, {"seed", "1"}};
  return results;
}

// A finished folder whose report is the one that `run` would have written.
fs::path finished_run() {
  const auto dir = test::scratch_dir() / "run";
  auto folder = store::RunFolder::create(dir);
  store::Results results = two_months();
  store::Manifest manifest = store::manifest_of_this_build();
  manifest.scenario = "tiny";
  folder.value().write_file("scenario.yaml", "name: tiny\n");
  store::write_results(folder.value(), results);
  folder.value().write_file("report.html", write_report(report_input(results, manifest)));
  folder.value().finish(manifest);
  return dir;
}

void put(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

TEST(ReportCommand, WritesTheSamePageAgainAndSaysWhere) {
  const auto dir = finished_run();
  const std::string page = store::read_file(dir / "report.html");
  const std::string manifest = store::read_file(dir / "manifest.json");
  const Said said = carepool_says("report '" + dir.string() + "'");
  EXPECT_EQ(said.code, 0);
  EXPECT_EQ(said.text, (dir / "report.html").string() + "\n");
  EXPECT_EQ(store::read_file(dir / "report.html"), page);
  EXPECT_EQ(store::read_file(dir / "manifest.json"), manifest);
}

TEST(ReportCommand, MendsALostPage) {
  const auto dir = finished_run();
  fs::remove(dir / "report.html");
  EXPECT_EQ(carepool_says("report '" + dir.string() + "'").code, 0);
  EXPECT_TRUE(store::verify_files(dir).value().empty());
}

TEST(ReportCommand, MakesNoPageFromTamperedTables) {
  const auto dir = finished_run();
  std::string bytes = store::read_file(dir / "results.sqlite");
  bytes[bytes.size() / 2] ^= 1;
  put(dir / "results.sqlite", bytes);
  const Said said = carepool_says("report '" + dir.string() + "'");
  EXPECT_EQ(said.code, 2);
  EXPECT_THAT(said.text, HasSubstr("results.sqlite: its content is not what was written"));
}

TEST(ReportCommand, AFolderWithoutARunIsBadInput) {
  const auto dir = test::scratch_dir();
  Said said = carepool_says("report '" + dir.string() + "'");
  EXPECT_EQ(said.code, 2);
  EXPECT_THAT(said.text, HasSubstr("holds no manifest.json"));
  said = carepool_says("report '" + (dir / "nowhere").string() + "'");
  EXPECT_EQ(said.code, 2);
  EXPECT_THAT(said.text, HasSubstr("there is no such folder"));
  EXPECT_EQ(carepool_says("report").code, 2);
}

}  // namespace
}  // namespace carepool
