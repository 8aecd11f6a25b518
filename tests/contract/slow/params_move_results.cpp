// A parameter that nothing reads would be a promise that is not kept: each one, moved on a small world, moves the world or its results. What a small
// world cannot show is listed here with its reason.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "run/market_run.hpp"
#include "run/results_builder.hpp"
#include "scenario/dictionary.hpp"
#include "support/paths.hpp"

namespace carepool {
namespace {

// One region for sixteen months, a year of it after the start, with an instrument of every kind in force at some time.
const char* const kEngland = R"(
name: every-parameter
start: 2025-04-01
years: 1.1
world: {only_region: North East}
start_state: {prehistory_days: 120}
commissioning: {budget_response: 0.3}
fostering: {agency_radius_miles: 10, suit: {standard: 0.01, moderate: 0.01, complex: 0.005, acute: 0.002}}
search: {local_miles: 12, far_miles: 40, max_miles: 45, far_distance_pounds_per_mile: 20, own_home_bonus: -3000, block_bonus: -2000}
prices: {omega_shift: 200}
supply: {closure_per_year: {council: 0.2, private: 0.2, voluntary: 0.2}, cash_weeks: 0, fail_weeks: 1, covenant_cover: 6}
instruments:
  - {name: rcc, kind: rcc, from: 2025-07-01, partition: {method: nearest, target_size: 4, participation: 0.8}, functions: [search, framework, block]}
  - {name: frameworks, kind: framework, partition: {method: random, target_size: 6, participation: 0.8}, term_years: 1}
  - {name: some, kind: block, share: 0.5, catchment_miles: 60, guarantee: 0.7, term_years: 1, resale: true, resale_price_ratio: 0.9}
  - {name: many, kind: block, mode: moe, from: 2025-08-01, resale: true}
  - {name: cap, kind: fee_cap, from: 2025-06-01, level: 4200, index_per_year: 0.02, applies_to: at_review, scope: {needs: [standard]}}
  - {name: caps, kind: fee_cap, from: 2025-06-01, level_by_need: {standard: 4000, moderate: 4300, complex: 5200, acute: 9000}, scope: {needs: [moderate, complex, acute]}}
  - {name: money, kind: inflation, costs_per_year: 0.03, real_costs_per_year: 0.01}
  - {name: more, kind: demand_shock, from: 2025-09-01, factor: 1.1}
  - {name: fewer, kind: closure_shock, from: 2025-10-01, share: 0.05, notice_days: 20}
  - {name: wages, kind: wage_shock, from: 2025-05-01, factor: 1.02}
)";

const char* const kPools = R"(
name: every-parameter
start: 2025-04-01
years: 1
world: {kind: pools, pools: 20, places_per_pool: 12, homes_per_pool: 4, councils_per_pool: 2, groups_per_pool: 2}
demand: {entries_per_day: 0.15, mean_stay_days: 60}
prices: {fixed: true}
)";

// What a world cannot show.
const std::map<std::string, std::string> kNotInTheWorld{
    {"name", "the folder's name"},
    {"title", "the report's heading"},
    {"description", "printed in the report"},
    {"seed", "not of the scenario; tested with the runs"},
    {"world.data", "a folder; tested with the tables"},
    {"world.tables[].name", "a file; tested with the tables"},
    {"world.tables[].file", "a file; tested with the tables"},
    {"world.tables[].sha256", "a file; tested with the tables"},
    {"instruments[rcc].partition.file", "a file of groups; tested with partitions"},
    {"instruments[framework].partition.file", "a file of groups; tested with partitions"},
    {"fostering.agency_share", "stands in for councils without a published figure; the North East has none"},
    {"search.block_bonus", "read by offers; a child of one region seldom has a block bed and another offer on one day"},
};

// What stands in place of a value that is no number, switch or choice.
const std::map<std::string, std::string> kOtherValue{
    {"start", "2025-05-01"},
    {"world.only_region", "South West"},
    {"record.metrics", "[fee_index]"},
    {"record.groups", "[region]"},
    {"instruments[rcc].functions", "[framework]"},
    {"instruments[rcc].settings", "[fostering]"},
};

// Common to all kinds, or lists of councils by name: the laws of instruments and of partitions move these.
bool is_structure(const std::string& path) { return path.rfind("instruments[].", 0) == 0 || path.find(".groups[]") != std::string::npos; }

// A value with every number times `factor`, inside its range (shares that sum to one are turned round); a switch or a choice becomes another one.
// Empty: this value has no other.
std::string moved(const ParameterValue& value, const std::string& path, double factor) {
  const Parameter& p = value.parameter;
  if (const auto found = kOtherValue.find(path); found != kOtherValue.end()) return found->second;
  if (value.value == "true") return "false";
  if (value.value == "false") return "true";
  if (!p.choices.empty()) {
    for (const std::string_view choice : split(p.choices, '|'))
      if (std::string(choice) != value.value) return std::string(choice);
    return {};
  }
  std::vector<std::pair<std::string, double>> parts;  // text before each number, and the number
  std::string text, digits, out;
  const auto take = [&] {
    if (digits.empty()) return;
    parts.emplace_back(text, std::stod(digits));
    text.clear();
    digits.clear();
  };
  for (const char c : value.value) {
    const bool numeric = (c >= '0' && c <= '9') || c == '.' || c == '-' || (c == 'e' && !digits.empty());
    const bool in_name = digits.empty() && !text.empty() && (std::isalnum(static_cast<unsigned char>(text.back())) != 0 || text.back() == '_');
    if (numeric && !in_name) digits += c;
    else {
      take();
      text += c;
    }
  }
  take();
  double sum = 0;
  for (const auto& part : parts) sum += part.second;
  const bool whole = p.type == "whole number", shares = parts.size() > 1 && std::fabs(sum - 1) < 1e-9;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    double x = parts[i].second == 0 ? (p.max && *p.max <= 1 ? 0.2 : 100) * factor : parts[i].second * factor;
    if (shares) x = parts[(i + 1) % parts.size()].second;
    if (p.max) x = std::min(x, *p.max);
    if (p.min) x = std::max(x, *p.min);
    if (whole) x = std::floor(x) == parts[i].second ? parts[i].second + 1 : std::floor(x);
    out += parts[i].first + format_double(x);
  }
  return parts.empty() ? "" : out + text;
}

std::shared_ptr<const Tables> tables() {
  static const auto all = std::make_shared<const Tables>(load_tables(table_paths_in((test::source_dir() / "scenarios/data").string())).value());
  return all;
}

Result<Scenario> load(const char* base, const std::string& set) {
  LoadOptions options;
  options.tables = tables();
  if (!set.empty()) options.sets = {set};
  return load_scenario_text(base, "every.yaml", (test::source_dir() / "scenarios").string(), options);
}

// The world's end, and everything recorded on the way.
using Trace = std::pair<std::uint64_t, std::vector<std::pair<std::uint32_t, double>>>;

Trace live(Scenario scenario) {
  const auto shared = std::make_shared<const Scenario>(std::move(scenario));
  ResultsBuilder builder(*shared);
  const ReplicateOutcome outcome = run_replicate(shared, builder, 0, 1, {});
  Trace trace{outcome.world_hash, {}};
  for (const store::SeriesRow& row : outcome.rows.series) trace.second.emplace_back(row.metric, row.value);
  for (const store::SummaryRow& row : outcome.rows.summary) trace.second.emplace_back(row.metric, row.value);
  return trace;
}

bool same(const Trace& a, const Trace& b) {
  if (a.first != b.first || a.second.size() != b.second.size()) return false;
  for (std::size_t i = 0; i < a.second.size(); ++i) {
    const double x = a.second[i].second, y = b.second[i].second;
    if (a.second[i].first != b.second[i].first || (x != y && !(x != x && y != y))) return false;
  }
  return true;
}

// "instruments[cap].level" is "instruments[fee_cap].level" in the dictionary, and "instruments[cap].to" is "instruments[].to".
std::string general(const Scenario& scenario, const std::string& path) {
  for (const v1::Instrument& instrument : scenario.values.instruments()) {
    const std::string own = "instruments[" + instrument.name() + "].";
    if (path.rfind(own, 0) != 0) continue;
    const std::string rest = path.substr(own.size());
    const std::string first = rest.substr(0, rest.find_first_of(".["));
    const bool common = v1::Instrument::descriptor()->FindFieldByName(first) != nullptr;
    return "instruments[" + (common ? "" : instrument.kind()) + "]." + rest;
  }
  return path;
}

// Which parameters move one of the two worlds.
void find_movers(const char* base, std::set<std::string>& seen, std::set<std::string>& moving, std::map<std::string, std::string>& trouble) {
  const Scenario scenario = load(base, "").value();
  const Trace still = live(load(base, "").value());
  const std::vector<ParameterValue> values = parameter_values(scenario);
  std::vector<char> moves(values.size(), 0);
  std::vector<std::string> problem(values.size());
  const auto work = [&](std::size_t from) {
    for (std::size_t i = from; i < values.size(); i += 2) {
      const std::string path = general(scenario, values[i].path);
      if (is_structure(path) || kNotInTheWorld.count(path) > 0) continue;
      for (const double factor : {1.4, 0.3, 3.0, 0.05}) {  // some saturate, some bind only far out
        const std::string value = moved(values[i], path, factor);
        if (value.empty()) break;
        Result<Scenario> other = load(base, values[i].path + "=" + value);
        if (!other.ok()) problem[i] = other.errors().front().text();
        else moves[i] = same(live(std::move(other.value())), still) ? 0 : 1;
        if (moves[i] != 0) break;
      }
    }
  };
  std::thread second(work, 1);
  work(0);
  second.join();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string path = general(scenario, values[i].path);
    seen.insert(path);
    if (moves[i] != 0) moving.insert(path);
    if (!problem[i].empty()) trouble[path] = problem[i];
  }
}

TEST(EveryParameter, MovesTheWorldOrItsResults) {
  std::set<std::string> seen, moving;
  std::map<std::string, std::string> trouble;
  find_movers(kEngland, seen, moving, trouble);
  find_movers(kPools, seen, moving, trouble);
  for (const Parameter& p : parameters()) {
    if (is_structure(p.path) || kNotInTheWorld.count(p.path) > 0) continue;
    EXPECT_EQ(moving.count(p.path), 1u) << p.path << (seen.count(p.path) == 0 ? " was in neither world" : " moved nothing") << " " << trouble[p.path];
  }
}

}  // namespace
}  // namespace carepool
