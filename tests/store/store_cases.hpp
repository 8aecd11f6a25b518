// A small but awkward set of results, and a way to run code in a child process that may be killed.
// Written here, read by the tests of this folder. The surprising decision: names hold commas, quotes and
// letters beyond ASCII, because councils' names do.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "store/recording.hpp"
#include "store/result_files.hpp"
#include "store/run_folder.hpp"

namespace carepool::store {

inline MetricInfo metric_info(const std::string& id, const std::string& unit) {
  return {id, unit, "Label of " + id, "What \"" + id + "\" counts, over what", "prices"};
}

inline Results small_results() {
  Results r;
  r.metrics = {metric_info("fee_weekly_mean_starts", "£/week"), metric_info("children_in_care", "children"),
               metric_info("choice_rate", "share")};
  const auto bristol = r.groups.index({.council = "Bristol, City of"});
  const auto north = r.groups.index({.region = "North East"});
  const auto homes = r.groups.index({.sector = "private", .setting = "residential", .size = "small"});
  const auto quoted = r.groups.index({.rcc = "\"South\" – côte\nline"});
  for (int run = 0; run < 2; ++run)
    for (int month = 0; month < 3; ++month) {
      const Date date = add_months(from_ymd(2025, 4, 30), month);
      r.series.push_back({run, date, 0, 0, 4512.25 + run + month / 3.0});
      r.series.push_back({run, date, 0, homes, 1.0 / 3.0});
      r.series.push_back({run, date, 1, north, 100000});
      r.series.push_back({run, date, 1, quoted, -0.0});
      r.series.push_back({run, date, 2, bristol, std::numeric_limits<double>::quiet_NaN()});
    }
  r.summary = {{0, 0, 4513.75, 2, 0.7, Band{4507.1, 4520.4}, std::nullopt},
               {1, north, 1e-300, std::nullopt, std::nullopt, std::nullopt, std::nullopt},
               {2, bristol, std::numeric_limits<double>::quiet_NaN(), std::nullopt, std::nullopt,
                std::nullopt, Band{0.25, 0.5}}};
  r.parameters = {
      {"demand.scale", "1.05", "ratio", "Demand", "1", "0", "10", "assumption", "--set #1", "Scales entries"},
      {"world.seed_year", "2025", "count", "Year", "2025", "", "", "EVIDENCE 3", "default", "Start year"}};
  r.facts = {{"scenario", "england"}, {"scenario_hash", "00ff"}};
  r.tables = {
      {"councils", {"code", "name"}, {{"E06000023", "Bristol, City of"}, {"E06000047", "County Durham"}}}};
  return r;
}

inline v1::Recording small_recording() {
  v1::Recording recording;
  recording.set_format_version(kRecordingFormat);
  recording.set_scenario_hash("00ff");
  for (const char* name : {"children.need", "homes.staffed", "ledger.paid"}) recording.add_columns(name);
  auto* replicate = recording.add_replicates();
  replicate->set_seed(7);
  for (int month = 0; month < 3; ++month) {
    auto* end = replicate->add_months();
    end->set_day(add_months(from_ymd(2025, 4, 30), month).days);
    end->set_world_hash(static_cast<std::uint64_t>(1000 + month));
    end->set_rules_hash(5);
    for (int column = 0; column < 3; ++column)
      end->add_column_hashes(static_cast<std::uint64_t>(month * 10 + column));
  }
  replicate->set_world_hash(2000);
  return recording;
}

inline Manifest small_manifest() {
  Manifest m = manifest_of_this_build();
  m.scenario = "england";
  m.scenario_hash = "00ff";
  m.seed = 18446744073709551615ULL;
  m.replicates = m.replicates_asked = 2;
  m.runs = {{0, m.seed, "0123456789abcdef"}, {1, 42, "fedcba9876543210"}};
  m.world_hash = "0123456789abcdef";
  m.command = "carepool run england.yaml --set demand.scale=1.05";
  m.threads = 2;
  m.wall_seconds = 1.0 / 3.0;
  m.cpu_seconds = 0.1;
  m.cpu_seconds_by_part = {{"load", 0.25}, {"years", 2}};
  return m;
}

// Everything that a run does with its folder. `mark` makes the content of one run differ from another's.
inline void publish(const std::filesystem::path& dir, FolderOptions options, const std::string& mark,
                    std::size_t report_bytes = 600 * 1024) {
  auto folder = RunFolder::create(dir, std::move(options));
  if (!folder.ok()) throw std::runtime_error(text(folder.errors()));
  Results results = small_results();
  results.facts.emplace_back("mark", mark);
  folder.value().write_file("scenario.yaml", "name: " + mark + "\n");
  write_results(folder.value(), results);
  folder.value().write_file("recording.pb", recording_bytes(small_recording()));
  folder.value().write_file("report.html", mark + std::string(report_bytes, '.'));
  folder.value().finish(small_manifest());
}

struct ChildResult {
  bool killed = false;
  int exit_code = -1;
  std::string said;  // what the child returned
};

// Runs `work` in a child process and brings back the text it returns, or "threw: …".
inline ChildResult in_child(const std::function<std::string()>& work) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    std::string said;
    int code = 0;
    try {
      said = work();
    } catch (const std::exception& error) {
      said = std::string("threw: ") + error.what();
      code = 1;
    }
    (void)!::write(ends[1], said.data(), said.size());
    ::_exit(code);
  }
  ::close(ends[1]);
  ChildResult result;
  std::array<char, 4096> piece{};
  for (ssize_t got = 0; (got = ::read(ends[0], piece.data(), piece.size())) > 0;)
    result.said.append(piece.data(), static_cast<std::size_t>(got));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  result.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  return result;
}

}  // namespace carepool::store
