#include "store/series_csv.hpp"

#include <charconv>
#include <limits>
#include <map>

#include "base/text.hpp"
#include "store/text.hpp"

namespace carepool::store {

namespace {

constexpr std::size_t kColumns = 4 + kGroupColumns + 1;

std::string header_line() {
  std::string line = "run,date,metric,unit";
  for (const auto name : kGroupColumnNames) line.append(",").append(name);
  return line + ",value\n";
}

// "fee_index,ratio," and ",North West,,,,,,," are the same for thousands of rows.
std::vector<std::string> metric_fields(const Results& results) {
  std::vector<std::string> fields;
  for (const MetricInfo& metric : results.metrics) {
    std::string& text = fields.emplace_back();
    text = csv_field(metric.id) + "," + csv_field(metric.unit);
  }
  return fields;
}

std::vector<std::string> group_fields(const GroupTable& groups) {
  std::vector<std::string> fields;
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    std::string& text = fields.emplace_back();
    for (const std::string* column : columns_of(groups.key(i))) {
      text += "," + csv_field(*column);
    }
  }
  return fields;
}

}  // namespace

std::string series_csv(const Results& results) {
  const auto metrics = metric_fields(results);
  const auto groups = group_fields(results.groups);
  std::string out = header_line();
  out.reserve(results.series.size() * 72 + out.size());
  std::string start;
  const SeriesRow* previous = nullptr;
  for (const SeriesRow& row : results.series) {
    if (previous == nullptr || previous->run != row.run || previous->date != row.date)
      start = std::to_string(row.run) + "," + to_string(row.date) + ",";
    previous = &row;
    out.append(start).append(metrics[row.metric]).append(groups[row.group]).push_back(',');
    append_csv_number(out, row.value);
    out += '\n';
  }
  return out;
}

namespace {

struct Reader {
  Results results;
  std::map<std::string, std::uint32_t, std::less<>> metrics;

  std::uint32_t metric(const std::string& id, const std::string& unit) {
    const auto [place, is_new] = metrics.try_emplace(id, static_cast<std::uint32_t>(results.metrics.size()));
    if (is_new) results.metrics.push_back({.id = id, .unit = unit});
    return place->second;
  }
};

std::optional<std::int32_t> parse_run(const std::string& text) {
  std::int32_t run = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), run);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return run;
}

std::optional<double> parse_value(const std::string& text) {
  return text.empty() ? std::numeric_limits<double>::quiet_NaN() : parse_double(text);
}

// Adds one line; what is wrong with it, or nothing.
std::string add_line(const std::vector<std::string>& fields, Reader& reader) {
  if (fields.size() != kColumns)
    return "has " + std::to_string(fields.size()) + " fields in place of " + std::to_string(kColumns);
  const auto run = parse_run(fields[0]);
  const auto date = parse_date(fields[1]);
  const auto value = parse_value(fields.back());
  if (!run) return "'" + fields[0] + "' is no run number";
  if (!date) return "'" + fields[1] + "' is no date";
  if (!value) return "'" + fields.back() + "' is no number";
  GroupKey key;
  const auto columns = columns_of(key);
  for (std::size_t i = 0; i < kGroupColumns; ++i) *columns[i] = fields[4 + i];
  reader.results.series.push_back(
      {*run, *date, reader.metric(fields[2], fields[3]), reader.results.groups.index(key), *value});
  return {};
}

Error line_error(const std::string& where, int line, std::string message) {
  Error error;
  error.where = where;
  error.line = line;
  error.column = 1;
  error.message = std::move(message);
  return error;
}

}  // namespace

Result<Results> parse_series_csv(std::string_view text, const std::string& where) {
  const std::string header = header_line();
  if (!text.starts_with(header))
    return line_error(where, 1, "is not the head of a series: expected " + header);
  text.remove_prefix(header.size());
  Reader reader;
  std::vector<std::string> fields;
  for (int line = 2; !text.empty(); ++line) {
    const std::string problem =
        take_csv_record(text, fields) ? add_line(fields, reader) : std::string("a quote is never closed");
    if (!problem.empty()) return line_error(where, line, problem);
  }
  return std::move(reader.results);
}

}  // namespace carepool::store
