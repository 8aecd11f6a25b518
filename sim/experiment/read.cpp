#include "experiment/read.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "base/date.hpp"
#include "base/text.hpp"
#include "experiment/collect.hpp"
#include "metrics/row.hpp"
#include "store/files.hpp"
#include "store/sqlite.hpp"

namespace carepool::experiment {
namespace {

constexpr double kNotDefined = std::numeric_limits<double>::quiet_NaN();

store::GroupKey key_of(const v1::ResultGroup& group) {
  return {group.council(), group.region(), group.rcc(),      group.sector(),
          group.setting(), group.need(),   group.contract(), group.size()};
}

// An empty table of the plan: its metrics, and an entry for each run.
ExperimentData start(v1::Plan plan) {
  ExperimentData data;
  data.plan = std::move(plan);
  for (const std::string& id : data.plan.metrics()) {
    const std::uint32_t m = metric_index(id);
    if (m >= metric_dictionary().size()) continue;
    const MetricDoc& doc = metric_dictionary()[m];
    data.metrics.push_back({doc.id, doc.unit, doc.label, doc.definition, doc.family});
  }
  data.runs.resize(runs_of(data.plan));
  return data;
}

// Groups in order of their keys, so that they do not depend on which run came first.
void add_groups_in_order(ExperimentData& data, std::vector<store::GroupKey> keys) {
  std::sort(keys.begin(), keys.end());
  for (const store::GroupKey& key : keys) data.groups.index(key);
}

void sort_rows(RunValues& run) {
  std::sort(run.summary.begin(), run.summary.end(), [](const auto& a, const auto& b) {
    return std::pair(a.metric, a.group) < std::pair(b.metric, b.group);
  });
  std::sort(run.series.begin(), run.series.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.date, a.metric, a.group) < std::tuple(b.date, b.metric, b.group);
  });
}

void take(const v1::RunResult& result, std::size_t index, ExperimentData& data) {
  RunValues& run = data.runs[index];
  run.status = result.status() == v1::RunResult::FAILED ? RunStatus::failed : RunStatus::finished;
  run.message = result.message();
  run.world_hash = result.world_hash();
  std::vector<std::uint32_t> metric, group;
  for (const std::string& id : result.metrics())
    metric.push_back(data.metric(id).value_or(std::numeric_limits<std::uint32_t>::max()));
  for (const v1::ResultGroup& key : result.groups()) group.push_back(data.groups.index(key_of(key)));
  const v1::RunRows& summary = result.summary();
  for (int i = 0; i < summary.value_size(); ++i) {
    store::SummaryRow row;
    row.metric = metric[summary.metric(i)];
    row.group = group[summary.group(i)];
    row.value = summary.value(i);
    run.summary.push_back(row);
  }
  const v1::RunRows& series = result.series();
  std::int32_t day = 0;
  for (int i = 0; i < series.value_size(); ++i) {
    day += series.day(i);
    run.series.push_back({static_cast<std::int32_t>(index), Date{day}, metric[series.metric(i)],
                          group[series.group(i)], series.value(i)});
  }
  sort_rows(run);
}

}  // namespace

std::optional<std::uint32_t> ExperimentData::metric(std::string_view id) const {
  for (std::size_t m = 0; m < metrics.size(); ++m)
    if (metrics[m].id == id) return static_cast<std::uint32_t>(m);
  return std::nullopt;
}

double ExperimentData::value(std::size_t run, std::uint32_t metric, std::uint32_t group) const {
  const std::vector<store::SummaryRow>& rows = runs.at(run).summary;
  const auto at = std::lower_bound(rows.begin(), rows.end(), std::pair(metric, group),
                                   [](const store::SummaryRow& row, const auto& wanted) {
                                     return std::pair(row.metric, row.group) < wanted;
                                   });
  return at != rows.end() && at->metric == metric && at->group == group ? at->value : kNotDefined;
}

double ExperimentData::mean_over_replicates(std::uint32_t point, std::uint32_t draw, std::uint32_t metric,
                                            std::uint32_t group) const {
  double sum = 0;
  int n = 0;
  for (std::int32_t k = 0; k < plan.replicates(); ++k) {
    const double x = value({point, draw, k}, metric, group);
    if (std::isnan(x)) continue;
    sum += x;
    ++n;
  }
  return n == 0 ? kNotDefined : sum / n;
}

double ExperimentData::level(std::uint32_t point, std::uint32_t factor) const {
  const v1::PlanFactor& f = plan.factors(static_cast<int>(factor));
  const std::string& text = plan.points(static_cast<int>(point)).levels(static_cast<int>(factor));
  if (text.empty()) return kNotDefined;
  if (f.type() == v1::PlanFactor::NUMBER || f.type() == v1::PlanFactor::WHOLE)
    return parse_double(text).value_or(kNotDefined);
  if (f.type() == v1::PlanFactor::DATE) {
    const auto date = parse_date(text);
    return date ? static_cast<double>(date->days) : kNotDefined;
  }
  const auto at = std::find(f.values().begin(), f.values().end(), text);
  return at == f.values().end() ? kNotDefined : static_cast<double>(at - f.values().begin());
}

ExperimentData gather(v1::Plan plan, std::vector<v1::RunResult> results) {
  ExperimentData data = start(std::move(plan));
  std::unordered_map<std::string, std::uint32_t> points, draws;
  for (int p = 0; p < data.plan.points_size(); ++p)
    points.emplace(data.plan.points(p).id(), static_cast<std::uint32_t>(p));
  for (std::uint32_t d = 0; d < draws_of(data.plan); ++d) draws.emplace(draw_id(data.plan, d), d);
  std::vector<store::GroupKey> keys;
  for (const v1::RunResult& result : results)
    for (const v1::ResultGroup& group : result.groups())
      if (!data.groups.find(key_of(group))) {
        data.groups.index(key_of(group));
        keys.push_back(key_of(group));
      }
  data.groups = store::GroupTable();
  add_groups_in_order(data, std::move(keys));
  for (const v1::RunResult& result : results) {
    const auto point = points.find(result.point());
    const auto draw = draws.find(result.draw_id());
    if (point != points.end() && draw != draws.end() && result.replicate() < data.plan.replicates())
      take(result, run_index(data.plan, {point->second, draw->second, result.replicate()}), data);
  }
  return data;
}

namespace {

void read_runs(store::Database& database, ExperimentData& data) {
  store::Statement runs =
      database.prepare("SELECT number, status, message, world_hash FROM runs ORDER BY number");
  while (runs.step()) {
    RunValues& run = data.runs.at(static_cast<std::size_t>(runs.integer(0)));
    const std::string status = runs.text(1);
    run.status = status == "finished" ? RunStatus::finished
                 : status == "failed" ? RunStatus::failed
                                      : RunStatus::missing;
    run.message = runs.text(2);
    run.world_hash = runs.text(3);
  }
}

// The tables' own numbers of metrics and groups, as numbers here.
std::vector<std::uint32_t> metric_numbers(store::Database& database, const ExperimentData& data) {
  std::vector<std::uint32_t> out;
  store::Statement rows = database.prepare("SELECT metric FROM metrics ORDER BY number");
  while (rows.step())
    out.push_back(data.metric(rows.text(0)).value_or(std::numeric_limits<std::uint32_t>::max()));
  return out;
}

void read_groups(store::Database& database, ExperimentData& data) {
  store::Statement rows = database.prepare(
      "SELECT council, region, rcc, sector, setting, need, contract, size FROM groups ORDER BY number");
  while (rows.step()) {
    store::GroupKey key;
    int column = 0;
    for (std::string* part : store::columns_of(key)) *part = rows.text(column++);
    data.groups.index(key);
  }
}

void read_rows(store::Database& database, ExperimentData& data, const ReadOptions& options) {
  const std::vector<std::uint32_t> metric = metric_numbers(database, data);
  store::Statement summary =
      database.prepare("SELECT run, metric, place, value FROM summary_rows ORDER BY run, metric, place");
  while (summary.step()) {
    store::SummaryRow row;
    row.metric = metric.at(static_cast<std::size_t>(summary.integer(1)));
    row.group = static_cast<std::uint32_t>(summary.integer(2));
    row.value = summary.number(3);
    data.runs.at(static_cast<std::size_t>(summary.integer(0))).summary.push_back(row);
  }
  if (options.series) {
    store::Statement series = database.prepare(
        "SELECT run, day, metric, place, value FROM series_rows ORDER BY run, metric, place, day");
    while (series.step()) {
      const auto run = static_cast<std::size_t>(series.integer(0));
      data.runs.at(run).series.push_back({static_cast<std::int32_t>(run),
                                          Date{static_cast<std::int32_t>(series.integer(1))},
                                          metric.at(static_cast<std::size_t>(series.integer(2))),
                                          static_cast<std::uint32_t>(series.integer(3)), series.number(4)});
    }
  }
  for (RunValues& run : data.runs) sort_rows(run);
}

}  // namespace

Result<ExperimentData> read_experiment(const std::filesystem::path& dir, const ReadOptions& options) {
  Result<v1::Plan> plan = read_plan(dir);
  if (!plan.ok()) return plan.errors();
  const Result<ExperimentManifest> manifest = read_experiment_manifest(dir);
  if (!manifest.ok()) return manifest.errors();
  if (manifest.value().plan_key != plan.value().key() || manifest.value().runs != runs_of(plan.value()))
    return Error{dir.string(),
                 0,
                 0,
                 "the plan has changed since it was collected",
                 "'carepool collect " + dir.string() + "' first",
                 ""};
  const std::filesystem::path path = dir / "results.sqlite";
  try {
    store::Database database = store::Database::read_file(path);
    ExperimentData data = start(std::move(plan).value());
    read_groups(database, data);
    read_runs(database, data);
    read_rows(database, data, options);
    return data;
  } catch (const std::exception& problem) {
    return Error{path.string(),
                 0,
                 0,
                 std::string("cannot be read: ") + problem.what(),
                 "'carepool collect' writes it anew",
                 ""};
  }
}

}  // namespace carepool::experiment
