// CPU time of writing one ten-year run of England: 340,000 rows of series, summary, parameters, all files of
// the folder. The target is half a second. The benchmark checks the text it wrote and reads the database
// back: a fast wrong writer ends the program with 1.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <filesystem>
#include <string>

#include "store/result_files.hpp"
#include "store/results_sqlite.hpp"
#include "store/series_csv.hpp"

namespace {

using namespace carepool;
using namespace carepool::store;

constexpr int kMetrics = 60;
constexpr std::size_t kRows = kMetrics * (35 * 120 + 153 * 10);
bool wrong = false;

void add_row(Results& results, Date date, std::uint32_t metric, std::uint32_t group) {
  const double value = 100 + 0.37 * metric + group / 7.0 + (date.days % 997) * 1.13e-3;
  results.series.push_back({0, date, metric, group, value});
}

// Monthly: England, 9 regions and 25 other groups. Yearly: 153 councils.
Results ten_years_of_england() {
  Results results;
  for (int i = 0; i < kMetrics; ++i)
    results.metrics.push_back(
        {"metric_with_a_usual_name_" + std::to_string(i), "£/week", "A label", "A definition", "prices"});
  std::vector<std::uint32_t> monthly{0};
  for (int i = 0; i < 34; ++i)
    monthly.push_back(results.groups.index({.region = i < 9 ? "Region " + std::to_string(i) : "",
                                            .sector = i < 9 ? "" : "sector " + std::to_string(i)}));
  std::vector<std::uint32_t> yearly;
  for (int i = 0; i < 153; ++i)
    yearly.push_back(results.groups.index({.council = "Council of Somewhere " + std::to_string(i)}));
  for (int month = 1; month <= 120; ++month) {
    const Date date = add_months(from_ymd(2025, 3, 31), month);
    for (std::uint32_t metric = 0; metric < kMetrics; ++metric) {
      for (const auto group : monthly) add_row(results, date, metric, group);
      if (month % 12 != 0) continue;
      for (const auto group : yearly) add_row(results, date, metric, group);
    }
  }
  for (std::uint32_t metric = 0; metric < kMetrics; ++metric)
    for (const auto group : yearly) results.summary.push_back({metric, group, 1.5 * metric + group});
  for (int i = 0; i < 800; ++i)
    results.parameters.push_back({"a.path.of.some.length." + std::to_string(i), "1.05", "share", "A label",
                                  "1", "0", "2", "assumption", "default",
                                  "What it is, in one line of usual length"});
  return results;
}

void check(benchmark::State& state, const char* what, bool right) {
  if (right) return;
  wrong = true;
  std::fprintf(stderr, "%s: wrong\n", what);
  state.SkipWithError("wrong answer");
}

bool same_rows(const Results& made, const Result<Results>& read) {
  if (!read.ok() || read.value().series.size() != kRows || made.series.size() != kRows) return false;
  for (std::size_t i = 0; i < kRows; ++i) {
    const SeriesRow& a = made.series[i];
    const SeriesRow& b = read.value().series[i];
    if (a.date != b.date || a.value != b.value ||
        made.metrics[a.metric].id != read.value().metrics[b.metric].id)
      return false;
  }
  return true;
}

void write_all_files(benchmark::State& state) {
  const auto dir =
      std::filesystem::temp_directory_path() / ("carepool-bench-" + std::to_string(state.thread_index()));
  const Results results = ten_years_of_england();
  for (auto _ : state) {
    state.PauseTiming();
    Results copy = results;
    state.ResumeTiming();
    auto folder = RunFolder::create(dir, {.force = true});
    folder.value().write_file("report.html", std::string(1'500'000, 'r'));
    folder.value().write_file("recording.pb", std::string(100'000, 'h'));
    write_results(folder.value(), copy);
    folder.value().finish(manifest_of_this_build());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(results.series.size()) * state.iterations());
  Results ordered = results;
  put_in_order(ordered);
  check(state, "series.csv", same_rows(ordered, parse_series_csv(read_file(dir / "series.csv"))));
  check(state, "results.sqlite", same_rows(ordered, read_results(dir)));
  check(state, "checksums", verify_files(dir).value().empty());
  std::filesystem::remove_all(dir);
}
BENCHMARK(write_all_files)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

void only_csv(benchmark::State& state) {
  Results results = ten_years_of_england();
  put_in_order(results);
  for (auto _ : state) benchmark::DoNotOptimize(series_csv(results).size());
}
BENCHMARK(only_csv)->Unit(benchmark::kMillisecond);

void only_sqlite(benchmark::State& state) {
  Results results = ten_years_of_england();
  put_in_order(results);
  for (auto _ : state) benchmark::DoNotOptimize(results_sqlite(results).size());
}
BENCHMARK(only_sqlite)->Unit(benchmark::kMillisecond);

void read_back(benchmark::State& state) {
  Results results = ten_years_of_england();
  put_in_order(results);
  const std::string bytes = results_sqlite(results);
  for (auto _ : state) benchmark::DoNotOptimize(parse_results_sqlite(bytes).value().series.size());
}
BENCHMARK(read_back)->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return wrong ? 1 : 0;
}
