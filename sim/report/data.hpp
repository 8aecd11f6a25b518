#pragma once
// What the sections ask of a run: this metric, that group, first year against last.
// Written by report.cpp from the ReportInput, read by every section.
// The surprising decision: a value "at the end" is the one in summary.json whenever it is there, so that text
// and file cannot disagree; only values of the first year are averaged here, from the series.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.hpp"

namespace carepool::report {

// One metric of one group over time, over all replicates.
struct Line {
  std::vector<std::int32_t> dates;
  std::vector<double> mean;  // over replicates [points]
  std::vector<double> low;   // lowest replicate [points]
  std::vector<double> high;  // highest replicate [points]
  std::size_t runs = 0;

  bool empty() const { return dates.empty(); }
  std::size_t size() const { return dates.size(); }
};

class Data {
 public:
  explicit Data(const ReportInput& input);

  const ReportInput& input() const { return input_; }

  // The dictionary's entry, or nullptr.
  const ReportMetric* metric(std::string_view id) const;
  std::string label(std::string_view id) const;
  std::string unit(std::string_view id) const;

  const ReportSummary* summary(std::string_view metric, std::string_view group = "") const;
  std::optional<double> value(std::string_view metric, std::string_view group = "") const;

  const Line& line(std::string_view metric, std::string_view group = "") const;
  bool has_line(std::string_view metric, std::string_view group = "") const {
    return !line(metric, group).empty();
  }

  // Values of one grouping column for which the metric has a line or a summary value, in the contract's
  // order.
  std::vector<std::string> values_of(std::string_view metric, std::string_view column) const;

  // The mean of the rows of the first (last) twelve months; nothing when the line is shorter than two years.
  // Flows are yearly rates in every row, so that their mean is the year's count.
  std::optional<double> first_year(std::string_view metric, std::string_view group = "") const;
  std::optional<double> last_year(std::string_view metric, std::string_view group = "") const;

  // The last value within the first twelve months.
  std::optional<double> end_of_first_year(std::string_view metric, std::string_view group = "") const;

  // A council's group, which results may name by name or by code.
  std::string council_group(std::string_view metric, const ReportCouncil& council) const;

  // Every (metric, group) that has a line, sorted.
  const std::map<std::string, std::map<std::string, Line>>& lines() const { return lines_; }

 private:
  const ReportInput& input_;
  std::map<std::string, const ReportMetric*, std::less<>> metrics_;
  std::map<std::string, std::map<std::string, const ReportSummary*, std::less<>>, std::less<>> summary_;
  std::map<std::string, std::map<std::string, Line>> lines_;
};

// "private" from "sector=private"; empty when the group isn't of that column alone.
std::string value_in(std::string_view group, std::string_view column);

// "Private", "In-house", "Residential": a group's value as people say it.
std::string spoken(std::string_view value);

// "private sector, residential": a whole group as people say it; "England" when empty.
std::string spoken_group(std::string_view group, const std::vector<ReportCouncil>& councils);

}  // namespace carepool::report
