#pragma once
// Plain drawings as SVG text: no script, no font of their own, no colour that paper loses.
// Written by this room, read by browsers and printers.

#include <string>

#include "report/chart.hpp"

namespace carepool::report {

// The chart as an <svg> element, with a title that screen readers speak.
std::string draw_chart(const Chart& chart);

// A small line without axes for a headline tile; empty when there are fewer than two points.
std::string draw_sparkline(const Line& line);

}  // namespace carepool::report
