#include "run/results_builder.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/build_info.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "scenario/dictionary.hpp"
#include "store/summarise.hpp"

namespace carepool {

namespace {

template <class Names>
bool lists(const Names& names, std::string_view name) {
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

bool names_a_group_of_councils(const MetricGroup& group) {
  return group.dim == Dim::rcc || group.dim2 == Dim::rcc;
}

// Dim::council is the first column of a GroupKey, and so on.
void set_column(store::GroupKey& key, Dim dim, std::string value) {
  if (dim != Dim::none) *store::columns_of(key)[static_cast<std::size_t>(dim) - 1] = std::move(value);
}

}  // namespace

ResultsBuilder::ResultsBuilder(const Scenario& scenario) {
  const v1::Record& record = scenario.values.record();
  monthly_ = record.every() != "year";
  for (const MetricDoc& metric : metric_dictionary())
    metric_wanted_.push_back(lists(record.metrics(), metric.id));
  for (const std::string_view dimension : kDimNames)
    dimension_wanted_.push_back(dimension.empty() || lists(record.groups(), dimension));
}

bool ResultsBuilder::wanted(const MetricRow& row) const {
  return metric_wanted_[row.metric] && dimension_wanted_[static_cast<std::size_t>(row.group.dim)] &&
         dimension_wanted_[static_cast<std::size_t>(row.group.dim2)];
}

std::uint32_t ResultsBuilder::group_of(const Setup& setup, const World& world, const MetricGroup& group) {
  auto& known = names_a_group_of_councils(group) ? todays_ : lasting_;
  const auto [place, is_new] = known.try_emplace(group, 0);
  if (!is_new) return place->second;
  store::GroupKey key;
  for (const auto& [dim, index] : {std::pair(group.dim, group.index), std::pair(group.dim2, group.index2)})
    if (dim != Dim::none) set_column(key, dim, group_value(setup, world, dim, index));
  return place->second = groups_.index(key);
}

void ResultsBuilder::add_rows(ReplicateRows& to, const Setup& setup, const World& world,
                              const std::vector<MetricRow>& rows, bool councils_only) {
  todays_.clear();
  const Date date{world.day - 1};
  for (const MetricRow& row : rows)
    if (wanted(row) && (!councils_only || is_of_council(row.group)))
      to.series.push_back({to.run, date, row.metric, group_of(setup, world, row.group), row.value});
}

void ResultsBuilder::add_month(ReplicateRows& to, const Setup& setup, const World& world,
                               const std::vector<MetricRow>& rows) {
  if (monthly_) add_rows(to, setup, world, rows, false);
}

void ResultsBuilder::add_year(ReplicateRows& to, const Setup& setup, const World& world,
                              const std::vector<MetricRow>& rows) {
  add_rows(to, setup, world, rows, monthly_);
}

void ResultsBuilder::add_summary(ReplicateRows& to, const Setup& setup, const World& world,
                                 const std::vector<MetricRow>& rows) {
  todays_.clear();
  for (const MetricRow& row : rows)
    if (metric_wanted_[row.metric])
      to.summary.push_back({row.metric, group_of(setup, world, row.group), row.value});
}

namespace {

std::string number_or_nothing(const std::optional<double>& value) {
  return value ? format_double(*value) : "";
}

std::vector<store::ParameterRow> parameters_of(const Scenario& scenario) {
  std::vector<store::ParameterRow> rows;
  for (const ParameterValue& value : parameter_values(scenario)) {
    const Parameter& p = value.parameter;
    rows.push_back({value.path, value.value, p.unit, p.label, p.default_value, number_or_nothing(p.min),
                    number_or_nothing(p.max), p.source, value.set_by, p.description});
  }
  return rows;
}

std::vector<std::pair<std::string, std::string>> facts_of(const Setup& setup, std::size_t replicates) {
  const Scenario& scenario = *setup.scenario;
  const auto& layers = scenario.provenance.layers;
  return {{"name", scenario.name},
          {"title", scenario.values.title()},
          {"description", scenario.values.description()},
          {"scenario_hash", hex64(scenario.hash)},
          {"seed", std::to_string(scenario.values.seed())},
          {"from", to_string(Date{setup.first_day})},
          {"to", to_string(Date{setup.last_day - 1})},
          {"replicates", std::to_string(replicates)},
          {"base_layer", layers.size() > 1 ? layers[1] : ""},
          {"carepool_version", std::string(build_info().version)}};
}

store::TextTable councils_of(const Setup& setup) {
  store::TextTable table{"councils", {"code", "name", "region", "hex_q", "hex_r", "children"}, {}};
  for (const Place& place : setup.places) {
    if (place.table_row == kNobody || place.copy != 0) continue;
    const CouncilRow& row = setup.tables().councils[place.table_row];
    table.rows.push_back({row.ons_code, row.name, setup.tables().regions[row.region].name,
                          std::to_string(row.hex_q), std::to_string(row.hex_r),
                          format_double(row.children_looked_after)});
  }
  return table;
}

std::string scaled(const std::optional<double>& value, double factor) {
  return value ? format_double(*value * factor) : "";
}

// Published figures in prices of 2024-25 and, where the model measures the same thing, its mean over the replicates.
store::TextTable targets_of(const Setup& setup, const std::vector<ReplicateRows>& finished) {
  std::map<std::string, std::pair<double, int>> model;  // sum and number, by target
  for (const ReplicateRows& replicate : finished)
    for (const Observed& x : replicate.observed) {
      model[x.target].first += x.model;
      model[x.target].second += 1;
    }
  store::TextTable table{"targets",
                         {"id", "metric", "group", "label", "unit", "value", "low", "high", "model", "as_at", "price_year",
                          "published_then", "source", "note"},
                         {}};
  for (const TargetRow& row : setup.tables().targets) {
    const double factor = row.price_year.empty() ? 1.0 : setup.tables().price_factor(row.price_year).value_or(1.0);
    const auto found = model.find(row.id);
    const auto measured = found == model.end() ? std::optional<double>() : found->second.first / found->second.second;
    table.rows.push_back({row.id, row.metric, row.group, row.definition, row.unit, format_double(row.value * factor),
                          scaled(row.low, factor), scaled(row.high, factor), number_or_nothing(measured), row.as_at,
                          row.price_year, factor == 1.0 ? "" : format_double(row.value), row.source, row.confidence});
  }
  return table;
}

// Of the first replicate: each draws homes of its own.
store::TextTable supply_fit_of(const Setup& setup, const std::vector<SupplyCell>& cells) {
  constexpr std::array<const char*, kTableSectors> names{"council", "private", "voluntary"};
  store::TextTable table{"supply_fit",
                         {"council", "sector", "homes_2023", "places_2023", "homes_expected", "homes_drawn",
                          "places_expected", "places_drawn"},
                         {}};
  const auto text = [](double x) { return format_double(std::floor(x * 100 + 0.5) / 100); };
  std::vector<bool> is_here(setup.tables().councils.size(), false);
  for (const Place& place : setup.places) is_here[place.table_row] = true;
  for (const SupplyCell& c : cells)
    if (is_here[c.council])
      table.rows.push_back({setup.tables().councils[c.council].name, names[static_cast<std::size_t>(c.sector)],
                          text(c.homes_2023), text(c.places_2023), text(c.homes_expected), text(c.homes_drawn),
                          text(c.places_expected), text(c.places_drawn)});
  return table;
}

}  // namespace

store::Results ResultsBuilder::finish(const Setup& setup, const std::vector<ReplicateRows>& finished) && {
  store::Results results;
  for (const MetricDoc& metric : metric_dictionary())
    results.metrics.push_back({metric.id, metric.unit, metric.label, metric.definition, metric.family});
  results.groups = std::move(groups_);
  std::vector<std::vector<store::SummaryRow>> summaries;
  for (const ReplicateRows& replicate : finished) {
    results.series.insert(results.series.end(), replicate.series.begin(), replicate.series.end());
    summaries.push_back(replicate.summary);
  }
  if (!summaries.empty()) results.summary = store::summarise_rows(summaries);
  results.parameters = parameters_of(*setup.scenario);
  results.facts = facts_of(setup, finished.size());
  if (!setup.pools_world) results.tables = {councils_of(setup), targets_of(setup, finished)};
  if (!finished.empty() && !finished.front().supply.empty())
    results.tables.push_back(supply_fit_of(setup, finished.front().supply));
  store::put_in_order(results);
  return results;
}

}  // namespace carepool
