#include "report/data.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>

namespace carepool::report {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct Word {
  std::string_view value;
  std::string_view spoken;
};

// The order is that in which tables and legends show them.
constexpr std::array<Word, 30> kWords{{{"fostering", "Fostering"},
                                       {"kinship", "Kinship care"},
                                       {"residential", "Children’s homes"},
                                       {"supported", "Supported accommodation"},
                                       {"secure", "Secure homes"},
                                       {"with_parents", "With parents"},
                                       {"adoption", "Adoption"},
                                       {"other", "Other"},
                                       {"crisis", "Crisis"},
                                       {"standard", "Standard need"},
                                       {"moderate", "Moderate need"},
                                       {"complex", "Complex need"},
                                       {"acute", "Acute need"},
                                       {"council", "Councils"},
                                       {"private", "Private"},
                                       {"voluntary", "Voluntary"},
                                       {"in_house", "In-house"},
                                       {"block", "Block"},
                                       {"framework", "Framework"},
                                       {"spot", "Spot"},
                                       {"single", "Single home"},
                                       {"small", "Small group"},
                                       {"medium", "Medium group"},
                                       {"large", "Large group"},
                                       {"care_staff", "Care staff"},
                                       {"property", "Property"},
                                       {"overhead", "Overhead"},
                                       {"interest", "Interest"},
                                       {"profit", "Profit"},
                                       {"voids", "Empty block places"}}};

std::size_t rank_of(std::string_view value) {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i].value == value) return i;
  }
  return kWords.size();
}

// All dates on which any replicate has a value: what is not defined on a date has no row there.
std::vector<std::int32_t> all_dates(const std::vector<const ReportSeries*>& runs) {
  std::vector<std::int32_t> dates = runs.front()->dates;
  for (const ReportSeries* run : runs) {
    if (run->dates == dates) continue;
    std::vector<std::int32_t> both;
    std::set_union(dates.begin(), dates.end(), run->dates.begin(), run->dates.end(),
                   std::back_inserter(both));
    dates = std::move(both);
  }
  return dates;
}

Line line_of(const std::vector<const ReportSeries*>& runs) {
  Line line;
  line.dates = all_dates(runs);
  line.runs = runs.size();
  line.mean.assign(line.dates.size(), 0.0);
  line.low = line.high = std::vector<double>(line.dates.size(), kNone);
  std::vector<double> counts(line.dates.size(), 0.0);
  for (const ReportSeries* run : runs) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < run->dates.size(); ++i) {
      while (line.dates[at] != run->dates[i]) ++at;
      const double value = run->values[i];
      if (!std::isfinite(value)) continue;
      line.mean[at] += value;
      line.low[at] = std::fmin(line.low[at], value);
      line.high[at] = std::fmax(line.high[at], value);
      counts[at] += 1;
    }
  }
  for (std::size_t i = 0; i < counts.size(); ++i)
    line.mean[i] = counts[i] > 0 ? line.mean[i] / counts[i] : kNone;
  return line;
}

constexpr std::int32_t kTwelveMonths =
    350;  // days from the first to the last date of one year's rows, and a little more

struct Months {
  double sum = 0;
  double last = kNone;
  double count = 0;
};

Months months_between(const Line& line, std::int32_t from, std::int32_t to) {
  Months months;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line.dates[i] < from || line.dates[i] > to || !std::isfinite(line.mean[i])) continue;
    months.sum += line.mean[i];
    months.last = line.mean[i];
    months.count += 1;
  }
  return months;
}

Months first_months(const Line& line) {
  return months_between(line, line.dates.front(), line.dates.front() + kTwelveMonths);
}
Months last_months(const Line& line) {
  return months_between(line, line.dates.back() - kTwelveMonths, line.dates.back());
}

bool spans_two_years(const Line& line) {
  return line.size() >= 2 && line.dates.back() - line.dates.front() >= 2 * 300;
}

}  // namespace

Data::Data(const ReportInput& input) : input_(input) {
  for (const ReportMetric& metric : input.metrics) metrics_.emplace(metric.id, &metric);
  for (const ReportSummary& row : input.summary) summary_[row.metric].emplace(row.group, &row);
  std::map<std::string, std::map<std::string, std::vector<const ReportSeries*>>> runs;
  for (const ReportSeries& series : input.series) {
    if (!series.dates.empty() && series.dates.size() == series.values.size())
      runs[series.metric][series.group].push_back(&series);
  }
  for (const auto& [metric, groups] : runs) {
    for (const auto& [group, of_group] : groups)
      lines_[metric].emplace_hint(lines_[metric].end(), group, line_of(of_group));
  }
}

const ReportMetric* Data::metric(std::string_view id) const {
  const auto found = metrics_.find(id);
  return found == metrics_.end() ? nullptr : found->second;
}

std::string Data::label(std::string_view id) const {
  const ReportMetric* found = metric(id);
  if (found != nullptr && !found->label.empty()) return found->label;
  std::string words(id);
  std::replace(words.begin(), words.end(), '_', ' ');
  if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words;
}

std::string Data::unit(std::string_view id) const {
  if (const ReportMetric* found = metric(id)) return found->unit;
  const auto rows = summary_.find(id);
  return rows == summary_.end() || rows->second.empty() ? std::string() : rows->second.begin()->second->unit;
}

const ReportSummary* Data::summary(std::string_view metric, std::string_view group) const {
  const auto rows = summary_.find(metric);
  if (rows == summary_.end()) return nullptr;
  const auto row = rows->second.find(group);
  return row == rows->second.end() ? nullptr : row->second;
}

std::optional<double> Data::value(std::string_view metric, std::string_view group) const {
  const ReportSummary* row = summary(metric, group);
  if (row == nullptr || !std::isfinite(row->value)) return std::nullopt;
  return row->value;
}

const Line& Data::line(std::string_view metric, std::string_view group) const {
  static const Line none;
  const auto groups = lines_.find(std::string(metric));
  if (groups == lines_.end()) return none;
  const auto found = groups->second.find(std::string(group));
  return found == groups->second.end() ? none : found->second;
}

std::vector<std::string> Data::values_of(std::string_view metric, std::string_view column) const {
  std::vector<std::string> values;
  const auto note = [&](std::string_view group) {
    const std::string value = value_in(group, column);
    if (!value.empty() && std::find(values.begin(), values.end(), value) == values.end())
      values.push_back(value);
  };
  const auto groups = lines_.find(std::string(metric));
  if (groups != lines_.end()) {
    for (const auto& [group, line] : groups->second) note(group);
  }
  const auto rows = summary_.find(metric);
  if (rows != summary_.end()) {
    for (const auto& [group, row] : rows->second) note(group);
  }
  std::sort(values.begin(), values.end(), [](const std::string& a, const std::string& b) {
    return rank_of(a) != rank_of(b) ? rank_of(a) < rank_of(b) : a < b;
  });
  return values;
}

std::optional<double> Data::first_year(std::string_view metric, std::string_view group) const {
  const Line& points = line(metric, group);
  if (!spans_two_years(points)) return std::nullopt;
  const Months months = first_months(points);
  if (months.count == 0) return std::nullopt;
  return months.sum / months.count;
}

std::optional<double> Data::last_year(std::string_view metric, std::string_view group) const {
  const Line& points = line(metric, group);
  if (!spans_two_years(points)) return std::nullopt;
  const Months months = last_months(points);
  if (months.count == 0) return std::nullopt;
  return months.sum / months.count;
}

std::optional<double> Data::end_of_first_year(std::string_view metric, std::string_view group) const {
  const Line& points = line(metric, group);
  if (points.empty()) return std::nullopt;
  const Months months = first_months(points);
  if (months.count == 0) return std::nullopt;
  return months.last;
}

std::string Data::council_group(std::string_view metric, const ReportCouncil& council) const {
  const std::string by_name = "council=" + council.name;
  const bool named = summary(metric, by_name) != nullptr || has_line(metric, by_name);
  return named ? by_name : "council=" + council.code;
}

std::string value_in(std::string_view group, std::string_view column) {
  if (group.find(';') != std::string_view::npos) return {};
  const std::size_t equals = group.find('=');
  if (equals == std::string_view::npos || group.substr(0, equals) != column) return {};
  return std::string(group.substr(equals + 1));
}

std::string spoken(std::string_view value) {
  const std::size_t at = rank_of(value);
  if (at < kWords.size()) return std::string(kWords[at].spoken);
  std::string words(value);
  std::replace(words.begin(), words.end(), '_', ' ');
  if (!words.empty() && words[0] >= 'a' && words[0] <= 'z')
    words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words;
}

namespace {

std::string spoken_pair(std::string_view pair, const std::vector<ReportCouncil>& councils) {
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos) return std::string(pair);
  const std::string_view column = pair.substr(0, equals);
  const std::string_view value = pair.substr(equals + 1);
  if (column == "council") {
    for (const ReportCouncil& council : councils) {
      if (council.code == value) return council.name;
    }
  }
  if (column == "region" || column == "council" || column == "rcc") return std::string(value);
  std::string out;  // "residential+secure" is both together
  for (std::size_t at = 0; at <= value.size();) {
    const std::size_t end = std::min(value.find('+', at), value.size());
    out += (out.empty() ? "" : " and ") + spoken(value.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace

std::string spoken_group(std::string_view group, const std::vector<ReportCouncil>& councils) {
  if (group.empty()) return "England";
  std::string out;
  while (!group.empty()) {
    const std::size_t end = group.find(';');
    if (!out.empty()) out += ", ";
    out += spoken_pair(group.substr(0, end), councils);
    group = end == std::string_view::npos ? std::string_view() : group.substr(end + 1);
  }
  return out;
}

}  // namespace carepool::report
