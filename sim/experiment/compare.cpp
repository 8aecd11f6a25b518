#include "experiment/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>
#include <set>
#include <tuple>

#include "base/build_info.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "experiment/decompose.hpp"
#include "experiment/direction.hpp"
#include "scenario/dictionary.hpp"
#include "world/setup.hpp"

namespace carepool::experiment {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kSameSign = 0.9;              // of the pairs, for a winner or a loser
constexpr std::int64_t kFewestToNameAnyone = 5;  // pairs

// ---- running ----------------------------------------------------------------------------------------------------------------

// Trajectories are of England; the rest of the series would fill the memory.
void keep_england(v1::RunResult& result) {
  std::uint32_t england = std::numeric_limits<std::uint32_t>::max();
  for (int g = 0; g < result.groups_size(); ++g) {
    const v1::ResultGroup& group = result.groups(g);
    const bool whole = group.council().empty() && group.region().empty() && group.rcc().empty() && group.sector().empty() &&
                       group.setting().empty() && group.need().empty() && group.contract().empty() && group.size().empty();
    if (whole) england = static_cast<std::uint32_t>(g);
  }
  const v1::RunRows all = result.series();
  v1::RunRows& kept = *result.mutable_series();
  kept.Clear();
  std::int32_t day = 0;
  std::int32_t day_before = 0;
  for (int i = 0; i < all.group_size(); ++i) {
    day += all.day(i);
    if (all.group(i) != england) continue;
    kept.add_day(day - day_before);
    kept.add_metric(all.metric(i));
    kept.add_group(all.group(i));
    kept.add_value(all.value(i));
    day_before = day;
  }
}

std::set<std::uint32_t> points_of(const Arms& arms) {
  std::set<std::uint32_t> points;
  for (const Arm& arm : arms.arms) points.insert(arm.point);
  return points;
}

class Collector {
 public:
  Collector(const Arms& arms, const CompareOptions& options) : arms_(arms), options_(options), points_(points_of(arms)) {}

  // One replicate after the other, all arms of it side by side; false when it was stopped.
  bool run(const std::vector<std::int32_t>& replicates, std::int32_t pairs_done, std::int32_t pairs_planned) {
    std::vector<std::size_t> todo;
    for (const std::int32_t k : replicates)
      for (std::uint32_t draw = 0; draw < draws_of(arms_.plan); ++draw)
        for (const std::uint32_t point : points_) todo.push_back(run_index(arms_.plan, {point, draw, k}));
    ExecuteOptions execute;
    execute.threads = options_.threads;
    execute.table_folders = options_.table_folders;
    if (options_.progress)
      execute.progress = [&](const ExecuteProgress& batch) { return options_.progress({pairs_done, pairs_planned, batch}); };
    std::mutex mutex;
    const auto outcome = run_points(arms_.plan, todo, execute, [&](std::size_t, std::size_t index, v1::RunResult&& result, const v1::RunFacts&) {
      if (result.status() != v1::RunResult::FAILED) keep_england(result);
      const std::lock_guard lock(mutex);
      if (result.status() == v1::RunResult::FAILED) {
        failures_[index] = run_text(arms_.plan, run_at(arms_.plan, index)) + ": " + result.message();
        return;
      }
      results_[index] = std::move(result);
    });
    return !outcome.interrupted;
  }

  // Those of `replicates` that every arm has finished in every draw, and their results.
  ComparedRuns whole(const std::vector<std::int32_t>& replicates) const {
    ComparedRuns out;
    for (const std::int32_t k : replicates)
      if (is_whole(k)) out.replicates.push_back(k);
    const std::set<std::int32_t> kept(out.replicates.begin(), out.replicates.end());
    for (const auto& [index, result] : results_)
      if (kept.contains(run_at(arms_.plan, index).replicate)) out.results.push_back(result);
    for (const auto& [index, text] : failures_) out.failures.push_back(text);
    return out;
  }

 private:
  bool is_whole(std::int32_t k) const {
    for (const std::uint32_t point : points_)
      for (std::uint32_t draw = 0; draw < draws_of(arms_.plan); ++draw)
        if (!results_.contains(run_index(arms_.plan, {point, draw, k}))) return false;
    return true;
  }

  const Arms& arms_;
  const CompareOptions& options_;
  std::set<std::uint32_t> points_;
  std::map<std::size_t, v1::RunResult> results_;  // by run index
  std::map<std::size_t, std::string> failures_;
};

std::vector<std::int32_t> first_replicates(std::int32_t n) {
  std::vector<std::int32_t> out;
  for (std::int32_t k = 0; k < n; ++k) out.push_back(k);
  return out;
}

// At least two more, at most twice as many: the spread that the estimate rests on is itself uncertain.
std::int32_t next_total(std::int32_t n, std::int64_t needed, std::int32_t most) {
  const std::int64_t wanted = needed > 0 ? needed : 2LL * n;
  return static_cast<std::int32_t>(std::min<std::int64_t>({std::max<std::int64_t>(wanted, n + 2), 2LL * std::max(n, 2), most}));
}

// ---- what the pairs say -----------------------------------------------------------------------------------------------------

std::vector<std::string> metrics_asked(const Precision& precision) {
  if (!precision.metrics.empty()) return precision.metrics;
  std::vector<std::string> ids;
  for (const std::string_view id : headline_metrics()) ids.emplace_back(id);
  return ids;
}

const char* better_text(Better better) {
  switch (better) {
    case Better::higher: return "higher";
    case Better::lower: return "lower";
    case Better::neither: break;
  }
  return "";
}

void add_precision(const Precision& precision, const PairedDifference& d, store::DifferenceRow& row) {
  const auto half = half_width_asked(precision, row.unit, d.base);
  if (!half) return;
  row.precision_asked = *half;
  if (d.identical) {
    row.more_pairs = 0;
    return;
  }
  if (d.draws != 1) return;  // more pairs do not narrow what is not known
  // The spread of a few pairs says little of the spread.
  if (const auto needed = pairs_needed(d.sd_difference, *half)) row.more_pairs = std::max<std::int64_t>(0, std::max<std::int64_t>(*needed, kFewValues) - d.pairs);
}

store::DifferenceRow difference_row(const PairReader& pairs, std::size_t arm, std::uint32_t metric, std::uint32_t group, const Precision& precision) {
  const ExperimentData& data = pairs.data();
  const PairedDifference d = paired_difference(pairs.pairs(arm, metric, group));
  store::DifferenceRow row;
  row.arm = static_cast<std::int64_t>(arm);
  row.metric = data.metrics[metric].id;
  row.unit = data.metrics[metric].unit;
  row.group = data.groups.key(group);
  row.pairs = d.pairs;
  row.left_out = d.left_out;
  row.base = d.base;
  row.value = d.arm;
  row.difference = d.difference;
  if (d.luck) row.low = d.luck->low, row.high = d.luck->high;
  if (d.not_known) row.not_known_low = d.not_known->low, row.not_known_high = d.not_known->high;
  row.share_higher = d.share_higher;
  row.share_lower = d.share_lower;
  row.p_higher = d.p_higher.value_or(kNaN);
  const Better better = better_of(row.metric);
  row.better = better_text(better);
  if (d.p_higher && better != Better::neither) row.p_better = better == Better::higher ? *d.p_higher : 1 - *d.p_higher;
  row.sd_base = d.sd_base;
  row.sd_value = d.sd_arm;
  row.sd_difference = d.sd_difference;
  row.variance_reduction = d.variance_reduction.value_or(kNaN);
  row.verdict = name_of(d.verdict);
  add_precision(precision, d, row);
  return row;
}

// Every (metric, group) that any run has, in the dictionary's order and then by group.
std::vector<std::pair<std::uint32_t, std::uint32_t>> rows_of(const ExperimentData& data) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
  for (const RunValues& run : data.runs)
    for (const store::SummaryRow& row : run.summary) seen.emplace(row.metric, row.group);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> rows(seen.begin(), seen.end());
  std::sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
    return std::tie(a.first, data.groups.key(a.second)) < std::tie(b.first, data.groups.key(b.second));
  });
  return rows;
}

// ---- trajectories -----------------------------------------------------------------------------------------------------------

using At = std::pair<std::uint32_t, std::int32_t>;  // metric, day

std::map<At, double> line_of(const RunValues& run) {
  std::map<At, double> line;
  for (const store::SeriesRow& row : run.series)
    if (row.group == 0) line[{row.metric, row.date.days}] = row.value;
  return line;
}

// The range of nine runs in ten, or of all when they are few.
store::Band range_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const double tail = values.size() >= 10 ? 0.05 : 0;
  return {quantile_of_sorted(values, tail), quantile_of_sorted(values, 1 - tail)};
}

std::vector<store::TrajectoryRow> trajectories_of(const Arms& arms, const ExperimentData& data, const std::vector<std::int32_t>& replicates) {
  std::vector<std::map<At, double>> lines;
  for (const RunValues& run : data.runs) lines.push_back(line_of(run));
  std::set<At> places;
  for (const auto& line : lines)
    for (const auto& [at, value] : line) places.insert(at);
  const PairReader reader(arms, data, replicates);
  std::vector<store::TrajectoryRow> rows;
  for (std::size_t arm = 0; arm < arms.arms.size(); ++arm)
    for (const At& at : places) {
      const auto value_of = [&](std::size_t run) {
        const auto found = lines[run].find(at);
        return found == lines[run].end() ? kNaN : found->second;
      };
      const auto pairs = reader.pairs_of(0, arm, value_of);
      std::vector<double> values;
      for (const Pair& pair : pairs)
        if (std::isfinite(pair.arm)) values.push_back(pair.arm);
      if (values.empty()) continue;
      store::TrajectoryRow row;
      row.arm = static_cast<std::int64_t>(arm);
      row.metric = data.metrics[at.first].id;
      row.date = to_string(Date{at.second});
      row.mean = mean_of(values);
      if (values.size() > 1) {
        const store::Band range = range_of(values);
        row.low = range.low;
        row.high = range.high;
      }
      const PairedDifference d = paired_difference(pairs);
      row.difference = d.difference;
      if (d.luck) row.difference_low = d.luck->low, row.difference_high = d.luck->high;
      rows.push_back(std::move(row));
    }
  return rows;
}

// ---- councils ---------------------------------------------------------------------------------------------------------------

std::vector<store::CouncilPlace> councils_of(const Arms& arms) {
  std::vector<store::CouncilPlace> out;
  const auto setup = make_setup(arms.arms[0].scenario, arms.plan.seed());
  if (setup->pools_world) return out;
  for (const Place& place : setup->places) {
    if (place.table_row == kNobody || place.copy != 0) continue;
    const CouncilRow& row = setup->tables().councils[place.table_row];
    out.push_back({row.ons_code, row.name, setup->tables().regions[row.region].name, row.hex_q, row.hex_r, row.children_looked_after});
  }
  return out;
}

bool is_one_council(const store::GroupKey& key) {
  store::GroupKey rest = key;
  rest.council.clear();
  return !key.council.empty() && rest == store::GroupKey{};
}

std::vector<store::WinnerRow> winners_of(const std::vector<store::DifferenceRow>& differences) {
  std::vector<store::WinnerRow> rows;
  for (const store::DifferenceRow& d : differences) {
    if (d.arm == 0 || d.better.empty() || d.pairs < kFewestToNameAnyone || !is_one_council(d.group)) continue;
    if (d.metric != "spend_total" && d.metric != "sufficiency_rate_20mi") continue;
    const double share = std::max(d.share_higher, d.share_lower);
    if (share < kSameSign - 1e-12) continue;
    const bool wins = (d.share_higher > d.share_lower) == (d.better == "higher");
    rows.push_back({d.arm, d.metric, d.group.council, wins ? "wins" : "loses", d.base, d.difference, d.low, d.high, share});
  }
  return rows;
}

// ---- facts and remarks ------------------------------------------------------------------------------------------------------

std::string joined(const std::vector<std::string>& items, const char* by) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : by) + item.substr(item.find_last_of('/') + 1);
  return out;
}

std::vector<store::ArmParameter> parameters_of(const Arms& arms) {
  std::vector<store::ArmParameter> rows;
  std::map<std::string, ParameterValue> base;
  for (const ParameterValue& value : parameter_values(*arms.arms[0].scenario)) base.emplace(value.path, value);
  for (std::size_t i = 1; i < arms.arms.size(); ++i) {
    std::set<std::string> seen;
    for (const ParameterValue& value : parameter_values(*arms.arms[i].scenario)) {
      seen.insert(value.path);
      const auto found = base.find(value.path);
      if (found != base.end() && found->second.value == value.value) continue;
      rows.push_back({static_cast<std::int64_t>(i), value.path, value.parameter.label, value.parameter.unit, value.value,
                      found == base.end() ? "" : found->second.value});
    }
    for (const auto& [path, value] : base)
      if (!seen.contains(path))
        rows.push_back({static_cast<std::int64_t>(i), path, value.parameter.label, value.parameter.unit, "", value.value});
  }
  return rows;
}


void add_facts(const Arms& arms, const ComparedRuns& runs, const Precision& precision, store::Comparison& c) {
  const Scenario& base = *arms.arms[0].scenario;
  const auto setup = make_setup(arms.arms[0].scenario, arms.plan.seed());
  c.facts = {{"kind", "comparison"},
             {"name", base.name},
             {"title", base.values.title()},
             {"description", base.values.description()},
             {"seed", std::to_string(arms.plan.seed())},
             {"from", to_string(Date{setup->first_day})},
             {"to", to_string(Date{setup->last_day - 1})},
             {"replicates", std::to_string(runs.replicates.size())},
             {"draws", std::to_string(arms.plan.draws_size())},
             {"precision", format_double(precision.share)},
             {"carepool_version", std::string(build_info().version)}};
}

void add_arms(const Arms& arms, const ComparedRuns& runs, store::Comparison& c) {
  for (std::size_t i = 0; i < arms.arms.size(); ++i) {
    const Arm& arm = arms.arms[i];
    c.arms.push_back({static_cast<std::int64_t>(i), arm.name, joined(arm.policies, " + "), joined(arm.sets, "; "),
                      i == 0 ? "scenario.yaml" : fmt::format("scenario-{}.yaml", i), hex64(arm.scenario->hash), arm.leverage_off_of});
  }
  for (const v1::RunResult& run : runs.results)
    for (std::size_t i = 0; i < arms.arms.size(); ++i)
      if (arms.plan.points(static_cast<int>(arms.arms[i].point)).id() == run.point())
        c.runs.push_back({static_cast<std::int64_t>(i), run.draw(), run.replicate(), std::to_string(run.seed()), run.world_hash()});
  std::stable_sort(c.runs.begin(), c.runs.end(), [](const auto& a, const auto& b) {
    return std::tie(a.arm, a.draw, a.replicate) < std::tie(b.arm, b.draw, b.replicate);
  });
}

std::string only_region_remark(const std::string& region) {
  return fmt::format("Only {}: a region by itself trades with nobody, so its levels (fees, margins, sufficiency) do not compare with England's. Read mechanics and directions only.", region);
}

void add_remarks(const Arms& arms, const ComparedRuns& runs, store::Comparison& c) {
  c.remarks = arms.remarks;
  const auto pairs = static_cast<std::int64_t>(runs.replicates.size());
  if (pairs == 1 && arms.plan.draws_size() == 0) c.remarks.emplace_back("One pair of runs: no uncertainty is shown. --replicates 10 would show that of luck.");
  if (std::string few = few_values_remark(runs.replicates.size(), arms.plan.draws_size() > 0 ? "replicates" : "pairs of runs"); !few.empty()) c.remarks.push_back(std::move(few));
  const v1::World& world = arms.arms[0].scenario->values.world();
  if (const std::string& region = world.only_region(); !region.empty() && world.kind() == "england") {
    c.facts.emplace_back("only_region", region);
    c.remarks.push_back(only_region_remark(region));
  }
  if (!c.councils.empty() && pairs * draws_of(arms.plan) < kFewestToNameAnyone)
    c.remarks.push_back(fmt::format("Winners and losers among councils are named from {} pairs on.", kFewestToNameAnyone));
  // Draws share the luck of their replicates: their pairs are not so many separate throws.
  if (!c.councils.empty() && pairs >= kFewestToNameAnyone && arms.plan.draws_size() == 0)
    c.facts.emplace_back("chance_named_by_luck", format_double(chance_of_agreement(pairs, kSameSign)));
  if (!runs.failures.empty())
    c.remarks.push_back(fmt::format("{} {} failed; its replicate counts for no arm. The first: {}", runs.failures.size(), runs.failures.size() == 1 ? "run" : "runs",
                                    runs.failures.front()));
}

}  // namespace

std::optional<double> half_width_asked(const Precision& precision, const std::string& unit, double base) {
  if (unit == "share" || unit == "share per year") return precision.share;
  if (!std::isfinite(base) || base == 0) return std::nullopt;
  return precision.share * std::fabs(base);
}

Closeness closeness_of(const Arms& arms, const ComparedRuns& runs, const Precision& precision) {
  const ExperimentData data = gather(arms.plan, runs.results);
  const PairReader reader(arms, data, runs.replicates);
  Closeness out;
  out.asks_anything = false;
  out.reached = true;
  double widest = 0;
  for (const std::string& id : metrics_asked(precision)) {
    const auto metric = data.metric(id);
    for (std::size_t arm = 1; metric && arm < arms.arms.size(); ++arm) {
      const PairedDifference d = paired_difference(reader.pairs(arm, *metric, 0));
      const auto half = half_width_asked(precision, data.metrics[*metric].unit, d.base);
      if (!half || d.pairs == 0) continue;
      out.asks_anything = true;
      const double now = d.identical ? 0 : d.luck ? (d.luck->high - d.luck->low) / 2 : std::numeric_limits<double>::infinity();
      if (now > *half) out.reached = false;
      if (now / *half > widest) {
        widest = now / *half;
        out.widest = id + " in " + arms.arms[arm].name;
        out.pairs_needed = d.luck ? pairs_needed(d.sd_difference, *half).value_or(0) : 0;
      }
    }
  }
  return out;
}

ComparedRuns run_replicates(const Arms& arms, const std::vector<std::int32_t>& replicates, const CompareOptions& options) {
  Collector collector(arms, options);
  const auto n = static_cast<std::int32_t>(replicates.size());
  const bool went_on = collector.run(replicates, 0, n);
  ComparedRuns out = collector.whole(replicates);
  out.interrupted = !went_on;
  return out;
}

ComparedRuns run_comparison(const Arms& arms, const CompareOptions& options) {
  if (!options.until) return run_replicates(arms, first_replicates(options.replicates), options);
  Collector collector(arms, options);
  std::int32_t done = 0;
  std::int32_t total = std::min(std::max(2, options.replicates), options.most_replicates);
  while (true) {
    std::vector<std::int32_t> batch;
    for (std::int32_t k = done; k < total; ++k) batch.push_back(k);
    const bool went_on = collector.run(batch, done, total);
    ComparedRuns out = collector.whole(first_replicates(total));
    out.interrupted = !went_on;
    out.reached = false;
    if (!went_on || out.replicates.empty()) return out;
    const Closeness now = closeness_of(arms, out, *options.until);
    out.reached = now.reached && now.asks_anything;
    if (out.reached || !now.asks_anything || total >= options.most_replicates) return out;
    done = total;
    total = next_total(total, now.pairs_needed, options.most_replicates);
  }
}

store::Comparison compare(const Arms& arms, const ComparedRuns& runs, const Precision& precision) {
  store::Comparison c;
  const ExperimentData data = gather(arms.plan, runs.results);
  const PairReader reader(arms, data, runs.replicates);
  add_facts(arms, runs, precision, c);
  add_arms(arms, runs, c);
  c.metrics = data.metrics;
  const auto rows = rows_of(data);
  for (std::size_t arm = 1; arm < arms.arms.size(); ++arm)
    for (const auto& [metric, group] : rows) {
      store::DifferenceRow row = difference_row(reader, arm, metric, group, precision);
      if (row.pairs > 0) c.differences.push_back(std::move(row));
    }
  c.trajectories = trajectories_of(arms, data, runs.replicates);
  c.parts = decompose(reader);
  c.councils = councils_of(arms);
  c.winners = winners_of(c.differences);
  c.parameters = parameters_of(arms);
  add_remarks(arms, runs, c);
  return c;
}

}  // namespace carepool::experiment
