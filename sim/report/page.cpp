#include "report/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/date.hpp"
#include "report/format.hpp"
#include "report/html.hpp"

namespace carepool::report {

namespace {

// "instruments[north_cap].level" → name "north_cap", field "level".
bool split_instrument(std::string_view path, std::string& name, std::string_view& field) {
  constexpr std::string_view prefix = "instruments[";
  if (path.substr(0, prefix.size()) != prefix) return false;
  const std::size_t close = path.find(']');
  if (close == std::string_view::npos || close + 1 >= path.size() || path[close + 1] != '.') return false;
  name = std::string(path.substr(prefix.size(), close - prefix.size()));
  field = path.substr(close + 2);
  return true;
}

std::vector<ChartMark> marks_of(const ReportInput& input) {
  std::vector<ChartMark> marks;
  for (const Policy& policy : policies_of(input)) {
    const std::string name = in_words(policy.name);
    if (const auto from = parse_date(policy.from)) marks.push_back({from->days, name + " starts"});
    if (const auto to = parse_date(policy.to)) marks.push_back({to->days, name + " ends"});
  }
  std::sort(marks.begin(), marks.end(),
            [](const ChartMark& a, const ChartMark& b) { return a.date < b.date; });
  return marks;
}

}  // namespace

Page::Page(const ReportInput& input) : data(input), marks(marks_of(input)) {}

std::vector<Policy> policies_of(const ReportInput& input) {
  std::vector<Policy> policies;
  for (const ReportParameter& parameter : input.parameters) {
    std::string name;
    std::string_view field;
    if (!split_instrument(parameter.path, name, field)) continue;
    if (policies.empty() || policies.back().name != name)
      policies.push_back({name, "", "", "", parameter.layer});
    Policy& policy = policies.back();
    if (field == "kind") {
      policy.kind = parameter.value;
      policy.layer = parameter.layer;
    }
    if (field == "from") policy.from = parameter.value;
    if (field == "to") policy.to = parameter.value;
  }
  return policies;
}

bool is_tried(const ReportInput& input, const Policy& policy) {
  return !policy.layer.empty() && policy.layer != "default" && policy.layer != input.base_layer;
}

std::string in_words(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

bool is_changed(const ReportInput& input, const ReportParameter& parameter) {
  return !parameter.layer.empty() && parameter.layer != "default" && parameter.layer != input.base_layer;
}

std::string open_section(std::string_view id, std::string_view heading) {
  return fmt::format("<section id=\"{}\"><h2>{}</h2>", id, escape(heading));
}

std::string paragraph(std::string_view escaped_html) { return fmt::format("<p>{}</p>", escaped_html); }

std::string metric_link(const Data& data, std::string_view id, std::string_view text) {
  const std::string shown = escape(text.empty() ? data.label(id) : std::string(text));
  if (data.metric(id) == nullptr) return shown;
  return fmt::format("<a class=\"metric\" href=\"#{}\" data-metric=\"{}\">{}</a>", anchor("metric", id),
                     escape(id), shown);
}

std::string nothing_recorded(std::string_view what) {
  return fmt::format("<p class=\"absent\">This run did not record {}.</p>", escape(what));
}

namespace {

std::string cell(const std::optional<double>& value, std::string_view unit) {
  const std::string text = value ? format_value(*value, unit) : "—";
  return "<td class=\"num\">" + escape(text) + "</td>";
}

std::string change_cell(const std::optional<double>& from, const std::optional<double>& to,
                        std::string_view unit) {
  std::string text = "—";
  if (from && to)
    text = unit_is_share(unit) ? format_difference(*to - *from, unit) : format_relative(*from, *to);
  if (text == "not available") text = "—";
  return "<td class=\"num\">" + escape(text) + "</td>";
}

constexpr std::string_view kYearHeads =
    "<th scope=\"col\" class=\"num\">First year</th><th scope=\"col\" class=\"num\">End of the run</th>"
    "<th scope=\"col\" class=\"num\">Change</th></tr></thead><tbody>";

std::string year_cells(const Data& data, std::string_view metric, std::string_view group) {
  const std::string unit = data.unit(metric);
  const std::optional<double> first = data.first_year(metric, group);
  std::optional<double> last = data.value(metric, group);
  if (!last) last = data.last_year(metric, group);
  return cell(first, unit) + cell(last, unit) + change_cell(first, last, unit);
}

bool is_known(const Data& data, std::string_view metric, std::string_view group = "") {
  return data.value(metric, group).has_value() || data.has_line(metric, group);
}

}  // namespace

std::string first_and_last(const Data& data, const std::vector<std::string>& ids) {
  std::string rows;
  for (const std::string& id : ids) {
    if (!is_known(data, id)) continue;
    rows += "<tr><th scope=\"row\">" + metric_link(data, id) + "</th>" + year_cells(data, id, "") + "</tr>";
  }
  if (rows.empty()) return {};
  return "<div class=\"scroll\"><table class=\"years\"><thead><tr><th scope=\"col\">Measure</th>" +
         std::string(kYearHeads) + rows + "</tbody></table></div>";
}

std::string by_group(const Data& data, std::string_view metric, std::string_view column,
                     std::string_view heading) {
  std::string rows;
  for (const std::string& value : data.values_of(metric, column)) {
    const std::string group = std::string(column) + "=" + value;
    const bool is_name = column == "region" || column == "rcc" || column == "council";
    rows += "<tr><th scope=\"row\">" + escape(is_name ? value : spoken(value)) + "</th>" +
            year_cells(data, metric, group) + "</tr>";
  }
  if (rows.empty()) return {};
  return "<h3>" + metric_link(data, metric) + " " + escape(heading) +
         "</h3><div class=\"scroll\"><table class=\"years\"><thead><tr><th scope=\"col\"></th>" +
         std::string(kYearHeads) + rows + "</tbody></table></div>";
}

std::string finish_chart(Page& page, Chart chart) {
  if (chart.lines.empty()) return {};
  const bool over_time = !chart.dates.empty();
  if (over_time && chart.dates.size() < 2) return {};
  if (over_time) chart.marks = page.marks;
  const bool has_band = std::any_of(chart.lines.begin(), chart.lines.end(),
                                    [](const ChartLine& line) { return !line.low.empty(); });
  if (has_band && chart.kind == ChartKind::line)
    chart.note = "Shaded: from the lowest to the highest of the runs.";
  settle_axis(chart);
  const std::string figure = chart_figure(chart);
  page.charts.push_back(std::move(chart));
  return figure;
}

std::string lines_chart(Page& page, std::string_view id, std::string_view title,
                        const std::vector<std::string>& metrics) {
  Chart chart;
  chart.id = std::string(id);
  chart.title = std::string(title);
  for (const std::string& metric : metrics) {
    if (!chart.unit.empty() && page.data.unit(metric) != chart.unit) continue;
    add_line(chart, page.data, metric, "", page.data.label(metric));
  }
  return finish_chart(page, std::move(chart));
}

std::string grouped_chart(Page& page, std::string_view id, std::string_view title, std::string_view metric,
                          std::string_view column, ChartKind kind) {
  Chart chart;
  chart.id = std::string(id);
  chart.title = std::string(title);
  chart.kind = kind;
  for (const std::string& value : page.data.values_of(metric, column)) {
    const bool is_name = column == "region" || column == "rcc";
    add_line(chart, page.data, metric, std::string(column) + "=" + value, is_name ? value : spoken(value));
  }
  return finish_chart(page, std::move(chart));
}

}  // namespace carepool::report
