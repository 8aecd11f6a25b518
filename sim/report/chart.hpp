#pragma once
// One description of a chart from which both drawings are made: the plain SVG (on paper, and without scripts)
// and the interactive one in the page. Sections fill it, svg.cpp draws it, chart_json hands it to the script.
// The surprising decision: axis bounds are settled here and used by both drawings, so that screen and paper
// show the same slope.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "report/data.hpp"

namespace carepool::report {

enum class ChartKind {
  line,          // values over time
  stacked_area,  // parts of a whole over time
  bar,           // one value per category, horizontal
  stacked_bar    // parts of a whole per category, horizontal
};

struct ChartLine {
  std::string name;
  std::string metric;          // for its definition; may be empty
  std::vector<double> values;  // NaN where there is none [dates or categories]
  std::vector<double> low;     // lowest replicate; empty when there is one replicate
  std::vector<double> high;    // highest replicate
};

struct ChartMark {
  std::int32_t date = 0;
  std::string text;
};

struct Axis {
  double min = 0;
  double max = 1;
  double step = 0.2;
};

struct Chart {
  std::string id;
  std::string title;
  std::string unit;
  ChartKind kind = ChartKind::line;
  std::vector<std::int32_t> dates;
  std::vector<std::string> categories;
  std::vector<ChartLine> lines;
  std::vector<ChartMark> marks;  // dates on which something changes
  std::string note;
  bool from_zero = true;  // settled by settle_axis
  Axis axis;
};

// Colours that people with any common kind of colour blindness can tell apart (Okabe and Ito), darkened where
// they would be too pale on paper.
std::string_view series_colour(std::size_t index);

// Adds a metric's line, with gaps where it has no value on one of the chart's dates; false when the run has
// no such line.
bool add_line(Chart& chart, const Data& data, std::string_view metric, std::string_view group,
              std::string name);

// Rounds the axis to a tidy step. The axis starts at zero unless all values lie in a narrow band far from it;
// then the note says so.
void settle_axis(Chart& chart);

std::string chart_json(const Chart& chart);

// A <figure> with the plain drawing, a place for the live one, and the yearly numbers behind it.
std::string chart_figure(const Chart& chart);

}  // namespace carepool::report
