#include "store/summary_json.hpp"

#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "store/text.hpp"

namespace carepool::store {

namespace {

void append_group(std::string& out, const GroupKey& key) {
  out += '{';
  const auto columns = columns_of(key);
  bool first = true;
  for (std::size_t i = 0; i < kGroupColumns; ++i) {
    if (columns[i]->empty()) continue;
    if (!first) out += ", ";
    first = false;
    append_json_string(out, kGroupColumnNames[i]);
    out += ": ";
    append_json_string(out, *columns[i]);
  }
  out += '}';
}

void append_band(std::string& out, std::string_view name, const std::optional<Band>& band) {
  if (!band) return;
  out.append(", \"").append(name).append("\": [");
  append_json_number(out, band->low);
  out += ", ";
  append_json_number(out, band->high);
  out += ']';
}

void append_row(std::string& out, const MetricInfo& metric, const GroupKey& key, const SummaryRow& row) {
  out += "{\"id\": ";
  append_json_string(out, metric.id);
  out += ", \"unit\": ";
  append_json_string(out, metric.unit);
  out += ", \"group\": ";
  append_group(out, key);
  out += ", \"value\": ";
  append_json_number(out, row.value);
  if (row.n) out += ", \"n\": " + std::to_string(*row.n);
  if (row.sd_luck) {
    out += ", \"sd_luck\": ";
    append_json_number(out, *row.sd_luck);
  }
  append_band(out, "band_luck", row.band_luck);
  append_band(out, "band_not_known", row.band_not_known);
  out += '}';
}

}  // namespace

std::string summary_json(const Results& results) {
  std::string out = "{\"metrics\": [";
  bool first = true;
  for (const SummaryRow& row : results.summary) {
    out += first ? "\n" : ",\n";
    first = false;
    append_row(out, results.metrics.at(row.metric), results.groups.key(row.group), row);
  }
  return out + "\n]}\n";
}

namespace {

using Json = nlohmann::json;

double number_or_nan(const Json& value) {
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

std::optional<Band> band_of(const Json& row, const char* name) {
  const auto place = row.find(name);
  if (place == row.end()) return std::nullopt;
  return Band{number_or_nan(place->at(0)), number_or_nan(place->at(1))};
}

GroupKey group_of(const Json& group) {
  GroupKey key;
  const auto columns = columns_of(key);
  for (std::size_t i = 0; i < kGroupColumns; ++i)
    if (const auto place = group.find(std::string(kGroupColumnNames[i])); place != group.end())
      *columns[i] = place->get<std::string>();
  return key;
}

Results results_of(const Json& document) {
  Results results;
  std::map<std::string, std::uint32_t> metrics;
  for (const Json& row : document.at("metrics")) {
    const auto id = row.at("id").get<std::string>();
    const auto [place, is_new] = metrics.try_emplace(id, static_cast<std::uint32_t>(results.metrics.size()));
    if (is_new) results.metrics.push_back({.id = id, .unit = row.at("unit").get<std::string>()});
    SummaryRow& summary = results.summary.emplace_back();
    summary.metric = place->second;
    summary.group = results.groups.index(group_of(row.at("group")));
    summary.value = number_or_nan(row.at("value"));
    if (row.contains("n")) summary.n = row.at("n").get<std::int64_t>();
    if (row.contains("sd_luck")) summary.sd_luck = number_or_nan(row.at("sd_luck"));
    summary.band_luck = band_of(row, "band_luck");
    summary.band_not_known = band_of(row, "band_not_known");
  }
  return results;
}

}  // namespace

Result<Results> parse_summary_json(std::string_view text, const std::string& where) {
  try {
    return results_of(Json::parse(text));
  } catch (const Json::exception& error) {
    Error located;
    located.where = where;
    located.message = std::string("is not a readable summary: ") + error.what();
    return located;
  }
}

}  // namespace carepool::store
