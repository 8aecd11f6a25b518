// Stored results → ReportInput.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "report/report.hpp"
#include "store/files.hpp"
#include "store/results_sqlite.hpp"

namespace carepool {

namespace {

std::string fact(const store::Results& results, std::string_view name) {
  for (const auto& [key, value] : results.facts) {
    if (key == name) return value;
  }
  return {};
}

double number(const std::string& text, double otherwise) {
  double value = otherwise;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  return end.ec == std::errc() ? value : otherwise;
}

std::optional<double> maybe_number(const std::string& text) {
  const double value = number(text, std::nan(""));
  if (std::isnan(value)) return std::nullopt;
  return value;
}

const store::TextTable* table_named(const store::Results& results, std::string_view name) {
  for (const store::TextTable& table : results.tables) {
    if (table.name == name) return &table;
  }
  return nullptr;
}

// One row of a text table by column name; an absent column reads as empty.
class Row {
 public:
  Row(const store::TextTable& table, const std::vector<std::string>& cells) : table_(table), cells_(cells) {}

  std::string operator[](std::string_view column) const {
    for (std::size_t i = 0; i < table_.columns.size() && i < cells_.size(); ++i) {
      if (table_.columns[i] == column) return cells_[i];
    }
    return {};
  }

  std::string either(std::string_view first, std::string_view second) const {
    const std::string value = (*this)[first];
    return value.empty() ? (*this)[second] : value;
  }

 private:
  const store::TextTable& table_;
  const std::vector<std::string>& cells_;
};

void read_councils(const store::Results& results, ReportInput& input) {
  const store::TextTable* table = table_named(results, "councils");
  if (table == nullptr) return;
  for (const auto& cells : table->rows) {
    const Row row(*table, cells);
    ReportCouncil council;
    council.code = row.either("code", "ons_code");
    council.name = row["name"];
    council.region = row["region"];
    council.hex_q = static_cast<int>(number(row["hex_q"], 0));
    council.hex_r = static_cast<int>(number(row["hex_r"], 0));
    council.children = number(row.either("children", "children_looked_after"), 0);
    input.councils.push_back(std::move(council));
  }
}

// "group" as one text, or the group columns one by one.
ReportGroup group_of(const Row& row) {
  if (const std::string text = row["group"]; !text.empty()) return text;
  std::string group;
  for (const std::string_view column : store::kGroupColumnNames) {
    const std::string value = row[column];
    if (value.empty()) continue;
    if (!group.empty()) group += ';';
    group.append(column).append("=").append(value);
  }
  return group;
}

void read_targets(const store::Results& results, ReportInput& input) {
  const store::TextTable* table = table_named(results, "targets");
  if (table == nullptr) return;
  for (const auto& cells : table->rows) {
    const Row row(*table, cells);
    ReportTarget target;
    target.metric = row.either("metric", "id");
    target.group = group_of(row);
    target.label = row.either("label", "definition");
    target.unit = row["unit"];
    const auto value = maybe_number(row.either("value", "published"));
    if (!value) continue;
    target.published = *value;
    target.low = maybe_number(row["low"]);
    target.high = maybe_number(row["high"]);
    target.model = maybe_number(row["model"]);
    target.published_then = maybe_number(row["published_then"]);
    target.price_year = row["price_year"];
    target.as_at = row.either("as_at", "year");
    target.source = row["source"];
    target.note = row["note"];
    input.targets.push_back(std::move(target));
  }
}

void read_supply(const store::Results& results, ReportInput& input) {
  const store::TextTable* table = table_named(results, "supply_fit");
  if (table == nullptr) return;
  for (const auto& cells : table->rows) {
    const Row row(*table, cells);
    input.supply.push_back({row["council"], row["sector"], number(row["homes_expected"], 0),
                            number(row["homes_drawn"], 0), number(row["places_expected"], 0),
                            number(row["places_drawn"], 0)});
  }
}

std::string range_text(const store::ParameterRow& row) {
  if (row.min.empty() && row.max.empty()) return {};
  if (row.max.empty()) return "at least " + row.min;
  if (row.min.empty()) return "at most " + row.max;
  return row.min + " to " + row.max;
}

void read_parameters(const store::Results& results, ReportInput& input) {
  for (const store::ParameterRow& row : results.parameters) {
    input.parameters.push_back({row.path, row.label, row.unit, row.value, row.default_value, range_text(row),
                                row.source, row.description, row.layer});
  }
}

std::optional<ReportBand> band(const std::optional<store::Band>& given) {
  if (!given) return std::nullopt;
  return ReportBand{given->low, given->high};
}

void read_summary(const store::Results& results, const std::vector<std::string>& groups, ReportInput& input) {
  for (const store::SummaryRow& row : results.summary) {
    const store::MetricInfo& metric = results.metrics.at(row.metric);
    input.summary.push_back({metric.id, metric.unit, groups.at(row.group), row.value, row.n.value_or(1),
                             row.sd_luck, band(row.band_luck), band(row.band_not_known)});
  }
}

void read_series(const store::Results& results, const std::vector<std::string>& groups, ReportInput& input) {
  std::vector<std::int64_t> place;  // position in input.series, by (run, metric, group)
  const std::size_t width = results.metrics.size() * groups.size();
  for (const store::SeriesRow& row : results.series) {
    const std::size_t at = static_cast<std::size_t>(row.run) * width + row.metric * groups.size() + row.group;
    if (at >= place.size()) place.resize((static_cast<std::size_t>(row.run) + 1) * width, -1);
    if (place[at] < 0) {
      place[at] = static_cast<std::int64_t>(input.series.size());
      input.series.push_back({results.metrics.at(row.metric).id, groups.at(row.group), row.run, {}, {}});
    }
    ReportSeries& series = input.series[static_cast<std::size_t>(place[at])];
    series.dates.push_back(row.date.days);
    series.values.push_back(row.value);
  }
}

// The base scenario's file: as the facts say, else whichever layer gave the scenario its name.
std::string base_layer_of(const store::Results& results) {
  if (const std::string given = fact(results, "base_layer"); !given.empty()) return given;
  for (const store::ParameterRow& row : results.parameters) {
    if (row.path == "name") return row.layer;
  }
  return {};
}

std::int64_t replicates_of(const store::Results& results) {
  std::int64_t most = static_cast<std::int64_t>(number(fact(results, "replicates"), 1));
  for (const store::SeriesRow& row : results.series) most = std::max<std::int64_t>(most, row.run + 1);
  return most;
}

// The span that the rows cover, when the facts don't say.
void fill_dates(ReportInput& input) {
  std::int32_t first = 0;
  std::int32_t last = 0;
  for (const ReportSeries& series : input.series) {
    if (series.dates.empty()) continue;
    first = first == 0 ? series.dates.front() : std::min(first, series.dates.front());
    last = std::max(last, series.dates.back());
  }
  if (input.from.empty() && first != 0) input.from = to_string(Date{first});
  if (input.to.empty() && last != 0) input.to = to_string(Date{last});
}

std::string first_of(std::initializer_list<std::string> texts) {
  for (const std::string& text : texts) {
    if (!text.empty()) return text;
  }
  return {};
}

}  // namespace

ReportInput report_input(const store::Results& results, const store::Manifest& manifest) {
  ReportInput input;
  input.manifest = manifest;
  input.scenario = first_of({fact(results, "name"), fact(results, "scenario"), manifest.scenario});
  input.title = first_of({fact(results, "title"), input.scenario});
  input.description = fact(results, "description");
  input.from = first_of({fact(results, "from"), fact(results, "start")});
  input.to = first_of({fact(results, "to"), fact(results, "end")});
  input.seed = first_of({fact(results, "seed"), std::to_string(manifest.seed)});
  input.base_layer = base_layer_of(results);
  input.replicates = replicates_of(results);
  std::vector<std::string> groups;
  for (std::uint32_t i = 0; i < results.groups.size(); ++i)
    groups.push_back(store::group_text(results.groups.key(i)));
  for (const store::MetricInfo& metric : results.metrics) {
    input.metrics.push_back({metric.id, metric.label, metric.unit, metric.family, metric.definition});
  }
  read_summary(results, groups, input);
  read_series(results, groups, input);
  read_parameters(results, input);
  read_councils(results, input);
  read_targets(results, input);
  read_supply(results, input);
  fill_dates(input);
  return input;
}

Result<ReportInput> read_report_input(const std::filesystem::path& folder) {
  const Result<store::ManifestRead> manifest = store::read_manifest(folder);
  if (!manifest.ok()) return manifest.errors();
  const std::filesystem::path database = folder / "results.sqlite";
  const auto bytes = store::read_file_if_there(database);
  if (!bytes)
    return Error{database.string(), 0, 0, "there is no such file", "the folder of a finished run", ""};
  const Result<store::Results> results = store::parse_results_sqlite(*bytes, database.string());
  if (!results.ok()) return results.errors();
  return report_input(results.value(), manifest.value().manifest);
}

}  // namespace carepool
