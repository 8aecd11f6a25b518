#include "report/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>

#include "base/date.hpp"
#include "report/format.hpp"
#include "report/html.hpp"
#include "report/svg.hpp"

namespace carepool::report {

std::string_view series_colour(std::size_t index) {
  constexpr std::array<std::string_view, 10> colours{"#0b5fa5", "#c8500a", "#00805f", "#a83f86", "#b07800",
                                                     "#2f96c8", "#444b54", "#7a5cc0", "#8a9a00", "#d4707c"};
  return colours[index % colours.size()];
}

namespace {

// Values on their own dates → on all the dates of the chart, which hold theirs; NaN elsewhere.
std::vector<double> placed(const std::vector<double>& values, const std::vector<std::int32_t>& dates,
                           const std::vector<std::int32_t>& all) {
  std::vector<double> out(all.size(), std::numeric_limits<double>::quiet_NaN());
  std::size_t at = 0;
  for (std::size_t i = 0; i < dates.size(); ++i) {
    while (all[at] != dates[i]) ++at;
    out[at] = values[i];
  }
  return out;
}

// Adds dates to the chart and to the lines that it has.
void widen(Chart& chart, const std::vector<std::int32_t>& dates) {
  std::vector<std::int32_t> all;
  std::set_union(chart.dates.begin(), chart.dates.end(), dates.begin(), dates.end(), std::back_inserter(all));
  for (ChartLine& line : chart.lines) {
    for (std::vector<double>* values : {&line.values, &line.low, &line.high}) {
      if (!values->empty()) *values = placed(*values, chart.dates, all);
    }
  }
  chart.dates = std::move(all);
}

}  // namespace

bool add_line(Chart& chart, const Data& data, std::string_view metric, std::string_view group,
              std::string name) {
  const Line& line = data.line(metric, group);
  if (line.empty()) return false;
  if (chart.dates.empty()) chart.dates = line.dates;
  if (chart.dates != line.dates) widen(chart, line.dates);
  ChartLine added;
  added.name = std::move(name);
  added.metric = std::string(metric);
  added.values = placed(line.mean, line.dates, chart.dates);
  if (line.runs > 1) {
    added.low = placed(line.low, line.dates, chart.dates);
    added.high = placed(line.high, line.dates, chart.dates);
  }
  chart.lines.push_back(std::move(added));
  if (chart.unit.empty()) chart.unit = data.unit(metric);
  return true;
}

namespace {

struct Span {
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();
  void take(double value) {
    if (!std::isfinite(value)) return;
    min = std::min(min, value);
    max = std::max(max, value);
  }
};

bool is_stacked(ChartKind kind) { return kind == ChartKind::stacked_area || kind == ChartKind::stacked_bar; }

std::size_t points_of(const Chart& chart) {
  return chart.dates.empty() ? chart.categories.size() : chart.dates.size();
}

Span span_of(const Chart& chart) {
  Span span;
  if (is_stacked(chart.kind)) {
    for (std::size_t i = 0; i < points_of(chart); ++i) {
      double sum = 0;
      for (const ChartLine& line : chart.lines) sum += std::isfinite(line.values[i]) ? line.values[i] : 0;
      span.take(sum);
    }
    span.take(0);
    return span;
  }
  for (const ChartLine& line : chart.lines) {
    for (const double value : line.values) span.take(value);
    for (const double value : line.low) span.take(value);
    for (const double value : line.high) span.take(value);
  }
  return span;
}

double tidy_step(double width, double steps) {
  if (!(width > 0)) return 1;
  const double rough = width / steps;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
    if (rough <= factor * power * 1.0001) return factor * power;
  }
  return 10 * power;
}

}  // namespace

void settle_axis(Chart& chart) {
  Span span = span_of(chart);
  if (!std::isfinite(span.min)) span = Span{0, 1};
  const bool narrow = chart.kind == ChartKind::line && span.min > 0 && span.max - span.min < 0.3 * span.max;
  chart.from_zero = !narrow;
  double low = narrow ? span.min : std::min(0.0, span.min);
  double high = std::max(span.max, chart.from_zero ? 0.0 : span.max);
  if (high - low < 1e-12) high = low + (low == 0 ? 1 : std::fabs(low) * 0.1);
  const bool whole = is_stacked(chart.kind) && unit_is_share(chart.unit) && high > 0.97 && high < 1.03;
  if (whole) high = 1;
  const bool sideways =
      chart.kind == ChartKind::bar || chart.kind == ChartKind::stacked_bar;  // labels are wider than high
  chart.axis.step = tidy_step(high - low, sideways ? 3 : 5);
  chart.axis.min = std::floor(low / chart.axis.step + 1e-9) * chart.axis.step;
  chart.axis.max = std::ceil(high / chart.axis.step - 1e-9) * chart.axis.step;
  if (narrow) chart.note += (chart.note.empty() ? "" : " ") + std::string("The axis does not start at zero.");
}

namespace {

std::string kind_name(ChartKind kind) {
  switch (kind) {
    case ChartKind::line: return "line";
    case ChartKind::stacked_area: return "stacked_area";
    case ChartKind::bar: return "bar";
    case ChartKind::stacked_bar: return "stacked_bar";
  }
  return "line";
}

void append_numbers(std::string& out, const std::vector<double>& values) {
  out += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    append_json_number(out, values[i]);
  }
  out += ']';
}

template <class T, class Text>
void append_list(std::string& out, const std::vector<T>& items, Text&& text) {
  out += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    out += text(items[i]);
  }
  out += ']';
}

std::string line_json(const ChartLine& line) {
  std::string out =
      "{\"name\":" + json_string(line.name) + ",\"metric\":" + json_string(line.metric) + ",\"values\":";
  append_numbers(out, line.values);
  if (!line.low.empty()) {
    out += ",\"low\":";
    append_numbers(out, line.low);
    out += ",\"high\":";
    append_numbers(out, line.high);
  }
  return out + "}";
}

}  // namespace

std::string chart_json(const Chart& chart) {
  std::string out = "{\"id\":" + json_string(chart.id) + ",\"title\":" + json_string(chart.title) +
                    ",\"unit\":" + json_string(chart.unit) +
                    ",\"kind\":" + json_string(kind_name(chart.kind));
  out += ",\"axis\":";
  append_numbers(out, {chart.axis.min, chart.axis.max, chart.axis.step});
  out += ",\"dates\":";
  append_list(out, chart.dates, [](std::int32_t day) { return json_string(to_string(Date{day})); });
  out += ",\"categories\":";
  append_list(out, chart.categories, [](const std::string& name) { return json_string(name); });
  out += ",\"lines\":";
  append_list(out, chart.lines, line_json);
  out += ",\"marks\":";
  append_list(out, chart.marks, [](const ChartMark& mark) {
    return "{\"date\":" + json_string(to_string(Date{mark.date})) + ",\"text\":" + json_string(mark.text) +
           "}";
  });
  return out + "}";
}

namespace {

// The rows of the table behind a chart over time: the last point and one each year before it.
std::vector<std::size_t> yearly_points(const std::vector<std::int32_t>& dates) {
  std::vector<std::size_t> points;
  std::int32_t next = std::numeric_limits<std::int32_t>::max();
  for (std::size_t i = dates.size(); i-- > 0;) {
    if (dates[i] > next) continue;
    points.push_back(i);
    next = dates[i] - 360;
  }
  std::reverse(points.begin(), points.end());
  return points;
}

std::string table_head(const Chart& chart) {
  std::string out =
      "<thead><tr><th scope=\"col\">" + std::string(chart.dates.empty() ? "" : "Date") + "</th>";
  for (const ChartLine& line : chart.lines)
    out += "<th scope=\"col\" class=\"num\">" + escape(line.name) + "</th>";
  return out + "</tr></thead>";
}

std::string table_row(const Chart& chart, std::size_t point) {
  const std::string name =
      chart.dates.empty() ? chart.categories[point] : format_date(to_string(Date{chart.dates[point]}));
  std::string out = "<tr><th scope=\"row\">" + escape(name) + "</th>";
  for (const ChartLine& line : chart.lines) {
    out += "<td class=\"num\">" + escape(format_value(line.values[point], chart.unit)) + "</td>";
  }
  return out + "</tr>";
}

std::string numbers_behind(const Chart& chart) {
  std::vector<std::size_t> points;
  if (chart.dates.empty()) {
    for (std::size_t i = 0; i < chart.categories.size(); ++i) points.push_back(i);
  } else {
    points = yearly_points(chart.dates);
  }
  std::string out =
      "<details class=\"behind\"><summary>Numbers behind this chart</summary><div class=\"scroll\"><table>";
  out += table_head(chart) + "<tbody>";
  for (const std::size_t point : points) out += table_row(chart, point);
  return out + "</tbody></table></div></details>";
}

}  // namespace

std::string chart_figure(const Chart& chart) {
  std::string out = "<figure class=\"chart\" id=\"chart-" + chart.id + "\" data-chart=\"" + chart.id + "\">";
  out += "<h3>" + escape(chart.title);
  if (!chart.unit.empty()) out += " <span class=\"unit\">" + escape(unit_in_words(chart.unit)) + "</span>";
  out += "</h3><div class=\"still\">" + draw_chart(chart) + "</div><div class=\"live\" hidden></div>";
  if (!chart.note.empty()) out += "<figcaption>" + escape(chart.note) + "</figcaption>";
  return out + numbers_behind(chart) + "</figure>";
}

}  // namespace carepool::report
