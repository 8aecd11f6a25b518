#pragma once
// What a section needs while the page is being written: the data, the charts drawn so far, and small pieces
// of HTML that several sections use. Written by report.cpp, used by section_*.cpp only. The surprising
// decision: a section returns text and adds its charts here; nothing is laid out twice.

#include <string>
#include <string_view>
#include <vector>

#include "report/chart.hpp"
#include "report/data.hpp"

namespace carepool::report {

struct Page {
  explicit Page(const ReportInput& input);

  Data data;
  std::vector<ChartMark> marks;  // policies that start or end within the run
  std::vector<Chart> charts;     // in order of appearance; the script redraws them
  std::string map_json;          // the measures of the map, by council, for the script
};

// A policy instrument of the scenario, gathered from the parameters `instruments[NAME].…`.
struct Policy {
  std::string name;
  std::string kind;
  std::string from;
  std::string to;
  std::string layer;
};
std::vector<Policy> policies_of(const ReportInput& input);

// True when an overlay or --set brought it, rather than the base scenario.
bool is_tried(const ReportInput& input, const Policy& policy);

// "north_cap" → "north cap"
std::string in_words(std::string name);

// True for a parameter that an overlay or --set gave, rather than the base scenario or a default.
bool is_changed(const ReportInput& input, const ReportParameter& parameter);

// <section> with a heading that the table of contents points at.
std::string open_section(std::string_view id, std::string_view heading);
std::string paragraph(std::string_view escaped_html);

// A metric's name that leads to its definition.
std::string metric_link(const Data& data, std::string_view id, std::string_view text = "");

// A table with one row per metric: first year, end of the run, change. Metrics that the run lacks are left
// out; empty when it has none of them.
std::string first_and_last(const Data& data, const std::vector<std::string>& ids);

// The same with one row per value of a grouping column for one metric.
std::string by_group(const Data& data, std::string_view metric, std::string_view column,
                     std::string_view heading);

// A chart of national lines, or of one metric by a grouping column. Empty text when there is nothing to draw.
std::string lines_chart(Page& page, std::string_view id, std::string_view title,
                        const std::vector<std::string>& metrics);
std::string grouped_chart(Page& page, std::string_view id, std::string_view title, std::string_view metric,
                          std::string_view column, ChartKind kind = ChartKind::line);
std::string finish_chart(Page& page, Chart chart);

// Says, where a section would be empty, that the run did not record what it needs.
std::string nothing_recorded(std::string_view what);

std::string section_answer(Page& page);
std::string section_question(Page& page);
std::string section_prices(Page& page);
std::string section_profits(Page& page);
std::string section_sufficiency(Page& page);
std::string section_stability(Page& page);
std::string section_money(Page& page);
std::string section_contracts(Page& page);
std::string section_map(Page& page);
std::string section_pound(Page& page);
std::string section_any(Page& page);
std::string section_published(Page& page);
std::string section_drawn(Page& page);
std::string section_drift(Page& page);
std::string section_parameters(Page& page);
std::string section_measures(Page& page);
std::string section_caveats(Page& page);
std::string one_region_caveat(const std::string& region);  // for both kinds of report
std::string section_reproduce(Page& page);

}  // namespace carepool::report
