#include "report/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/date.hpp"
#include "report/format.hpp"
#include "report/html.hpp"

namespace carepool::report {

namespace {

constexpr double kWidth = 460;
constexpr double kHeight = 236;
constexpr double kLeft = 54;
constexpr double kRight = 16;
constexpr double kTop = 14;
constexpr double kBottom = 30;
constexpr double kRow = 24;         // height of one bar with its gap
constexpr double kNameWidth = 172;  // room for categories' names

struct Plot {
  double left = kLeft, top = kTop, right = kWidth - kRight, bottom = kHeight - kBottom;
  double width() const { return right - left; }
  double height() const { return bottom - top; }
};

std::string open_svg(const Chart& chart, double height) {
  return fmt::format("<svg viewBox=\"0 0 {:g} {:g}\" role=\"img\" aria-label=\"{}\" class=\"drawing\">",
                     kWidth, height,
                     escape(chart.title + (chart.unit.empty() ? "" : ", " + unit_in_words(chart.unit))));
}

std::string text_at(double x, double y, std::string_view anchor, std::string_view text,
                    std::string_view more = "") {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>", x, y, anchor, more,
                     escape(text));
}

std::string rule(double x1, double y1, double x2, double y2, std::string_view kind) {
  return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>", x1, y1,
                     x2, y2, kind);
}

double y_of(const Chart& chart, const Plot& plot, double value) {
  const double share = (value - chart.axis.min) / (chart.axis.max - chart.axis.min);
  return plot.bottom - std::clamp(share, 0.0, 1.0) * plot.height();
}

double x_of(const Chart& chart, const Plot& plot, std::int32_t date) {
  const double span = std::max(1, chart.dates.back() - chart.dates.front());
  return plot.left + plot.width() * (date - chart.dates.front()) / span;
}

std::string value_axis(const Chart& chart, const Plot& plot) {
  std::string out;
  const int ticks = static_cast<int>(std::lround((chart.axis.max - chart.axis.min) / chart.axis.step));
  for (int tick = 0; tick <= ticks; ++tick) {
    const double value = chart.axis.min + tick * chart.axis.step;
    const double y = y_of(chart, plot, value);
    out += rule(plot.left, y, plot.right, y, std::fabs(value) < chart.axis.step * 1e-6 ? "zero" : "grid");
    out += text_at(plot.left - 7, y + 4, "end",
                   format_axis(std::fabs(value) < chart.axis.step * 1e-6 ? 0 : value, chart.unit));
  }
  return out;
}

std::string year_axis(const Chart& chart, const Plot& plot) {
  std::string out;
  const int first = ymd(Date{chart.dates.front()}).year;
  const int last = ymd(Date{chart.dates.back()}).year;
  const int every = last - first > 14 ? 5 : (last - first > 7 ? 2 : 1);
  for (int year = first; year <= last; ++year) {
    const std::int32_t day = from_ymd(year, 1, 1).days;
    if (day < chart.dates.front() - 31 || day > chart.dates.back() || (year - first - 1) % every != 0)
      continue;
    const double x = std::max(plot.left, x_of(chart, plot, day));
    out += rule(x, plot.bottom, x, plot.bottom + 4, "tick");
    out += text_at(x, plot.bottom + 18, "middle", fmt::format("{}", year));
  }
  return out;
}

std::string points_text(const Chart& chart, const Plot& plot, const std::vector<double>& values) {
  std::string out;
  bool pen_down = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      pen_down = false;
      continue;
    }
    out += fmt::format("{}{:.1f} {:.1f}", pen_down ? "L" : "M", x_of(chart, plot, chart.dates[i]),
                       y_of(chart, plot, values[i]));
    pen_down = true;
  }
  return out;
}

// A closed shape between two lines of values.
std::string between(const Chart& chart, const Plot& plot, const std::vector<double>& low,
                    const std::vector<double>& high) {
  std::string out;
  for (std::size_t i = 0; i < high.size(); ++i) {
    if (!std::isfinite(high[i])) continue;
    out += fmt::format("{}{:.1f} {:.1f}", out.empty() ? "M" : "L", x_of(chart, plot, chart.dates[i]),
                       y_of(chart, plot, high[i]));
  }
  for (std::size_t i = low.size(); i-- > 0;) {
    if (std::isfinite(low[i]))
      out += fmt::format("L{:.1f} {:.1f}", x_of(chart, plot, chart.dates[i]), y_of(chart, plot, low[i]));
  }
  return out.empty() ? out : out + "Z";
}

// Lines differ in dash as well as in colour, for paper without colour.
std::string_view dash_of(std::size_t index) {
  constexpr std::array<std::string_view, 5> dashes{"", "7 3", "2 3", "10 3 2 3", "4 2"};
  return dashes[index % dashes.size()];
}

std::string marks(const Chart& chart, const Plot& plot) {
  std::string out;
  double text_y = plot.top + 10;
  for (const ChartMark& mark : chart.marks) {
    if (mark.date <= chart.dates.front() || mark.date > chart.dates.back()) continue;
    const double x = x_of(chart, plot, mark.date);
    out += rule(x, plot.top, x, plot.bottom, "mark");
    const bool left = x > plot.left + plot.width() * 0.7;
    out += text_at(left ? x - 4 : x + 4, text_y, left ? "end" : "start", mark.text, " class=\"marktext\"");
    text_y = text_y > plot.top + 34 ? plot.top + 10 : text_y + 12;
  }
  return out;
}

std::string legend(const Chart& chart, double top, double& height) {
  std::string out;
  double x = 8;
  double y = top;
  for (std::size_t i = 0; i < chart.lines.size(); ++i) {
    const double width = 40 + 6.4 * static_cast<double>(chart.lines[i].name.size());
    if (x + width > kWidth && x > 8) {
      x = 8;
      y += 18;
    }
    const bool area = chart.kind != ChartKind::line;
    out += area ? fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"14\" height=\"10\" fill=\"{}\"/>", x,
                              y - 8, series_colour(i))
                : fmt::format(
                      "<path d=\"M{:.1f} {:.1f}h22\" stroke=\"{}\" stroke-dasharray=\"{}\" class=\"line\"/>",
                      x, y - 3, series_colour(i), dash_of(i));
    out += text_at(x + (area ? 19 : 27), y + 1, "start", chart.lines[i].name);
    x += width;
  }
  height = y - top + 18;
  return out;
}

std::string draw_lines(const Chart& chart, const Plot& plot) {
  std::string out;
  for (std::size_t i = 0; i < chart.lines.size(); ++i) {
    const ChartLine& line = chart.lines[i];
    if (line.low.empty()) continue;
    out += fmt::format("<path d=\"{}\" fill=\"{}\" opacity=\"0.15\"/>",
                       between(chart, plot, line.low, line.high), series_colour(i));
  }
  for (std::size_t i = 0; i < chart.lines.size(); ++i) {
    out += fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-dasharray=\"{}\" class=\"line\"/>",
                       points_text(chart, plot, chart.lines[i].values), series_colour(i), dash_of(i));
  }
  return out;
}

std::string draw_areas(const Chart& chart, const Plot& plot) {
  std::string out;
  std::vector<double> low(chart.dates.size(), 0.0);
  for (std::size_t i = 0; i < chart.lines.size(); ++i) {
    std::vector<double> high = low;
    for (std::size_t p = 0; p < high.size(); ++p) {
      const double value = chart.lines[i].values[p];
      high[p] += std::isfinite(value) ? value : 0;
    }
    out += fmt::format("<path d=\"{}\" fill=\"{}\" class=\"area\"/>", between(chart, plot, low, high),
                       series_colour(i));
    low = high;
  }
  return out;
}

std::string draw_over_time(const Chart& chart) {
  const Plot plot;
  double legend_height = 0;
  const std::string names =
      chart.lines.size() > 1 ? legend(chart, kHeight + 10, legend_height) : std::string();
  std::string out = open_svg(chart, kHeight + legend_height);
  const bool area = chart.kind == ChartKind::stacked_area;
  const std::string shapes = area ? draw_areas(chart, plot) : draw_lines(chart, plot);
  out += area ? shapes + value_axis(chart, plot) : value_axis(chart, plot) + shapes;
  return out + year_axis(chart, plot) + marks(chart, plot) + names + "</svg>";
}

std::string bar_row(const Chart& chart, const Plot& plot, std::size_t row) {
  const double y = plot.top + kRow * static_cast<double>(row);
  const double width = chart.axis.max - chart.axis.min;
  std::string out = text_at(plot.left - 8, y + 15, "end", chart.categories[row]);
  double from = 0;
  for (std::size_t i = 0; i < chart.lines.size(); ++i) {
    const double value = chart.lines[i].values[row];
    if (!std::isfinite(value)) continue;
    const double x1 = plot.left + plot.width() * (std::min(from, from + value) - chart.axis.min) / width;
    const double x2 = plot.left + plot.width() * (std::max(from, from + value) - chart.axis.min) / width;
    out += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>", x1,
                       y + 3, std::max(0.5, x2 - x1), kRow - 6, series_colour(i));
    if (chart.kind == ChartKind::stacked_bar) {
      from += value;
    } else {
      out += text_at(x2 + 5, y + 15, "start", format_value(value, chart.unit), " class=\"value\"");
    }
  }
  return out;
}

std::string draw_bars(const Chart& chart) {
  Plot plot;
  plot.left = kNameWidth;
  plot.right = kWidth - (chart.kind == ChartKind::bar ? 92 : 16);
  const double rows = static_cast<double>(chart.categories.size());
  plot.bottom = plot.top + kRow * rows;
  double legend_height = 0;
  const std::string names =
      chart.lines.size() > 1 ? legend(chart, plot.bottom + 34, legend_height) : std::string();
  std::string out = open_svg(chart, plot.bottom + 26 + legend_height);
  const int ticks = static_cast<int>(std::lround((chart.axis.max - chart.axis.min) / chart.axis.step));
  for (int tick = 0; tick <= ticks; ++tick) {
    const double value = chart.axis.min + tick * chart.axis.step;
    const double x = plot.left + plot.width() * tick / ticks;
    out += rule(x, plot.top, x, plot.bottom, std::fabs(value) < chart.axis.step * 1e-6 ? "zero" : "grid");
    out += text_at(x, plot.bottom + 16, "middle",
                   format_axis(std::fabs(value) < chart.axis.step * 1e-6 ? 0 : value, chart.unit));
  }
  for (std::size_t row = 0; row < chart.categories.size(); ++row) out += bar_row(chart, plot, row);
  return out + names + "</svg>";
}

}  // namespace

std::string draw_chart(const Chart& chart) {
  const bool over_time = chart.kind == ChartKind::line || chart.kind == ChartKind::stacked_area;
  if (over_time) return chart.dates.empty() ? std::string() : draw_over_time(chart);
  return chart.categories.empty() ? std::string() : draw_bars(chart);
}

std::string draw_sparkline(const Line& line) {
  if (line.size() < 2) return {};
  const auto [low, high] = std::minmax_element(line.mean.begin(), line.mean.end());
  const double span = *high - *low > 0 ? *high - *low : 1;
  std::string path;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (!std::isfinite(line.mean[i])) return {};
    const double x = 2 + 116.0 * static_cast<double>(i) / static_cast<double>(line.size() - 1);
    path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", x, 25 - 22 * (line.mean[i] - *low) / span);
  }
  return "<svg class=\"spark\" viewBox=\"0 0 120 28\" preserveAspectRatio=\"none\" "
         "aria-hidden=\"true\"><path d=\"" +
         path + "\"/></svg>";
}

}  // namespace carepool::report
