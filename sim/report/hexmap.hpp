#pragma once
// England as one hexagon per council: equal areas, because children and not hectares are what counts.
// Drawn here as SVG, always; the page's script only recolours it when a reader picks another measure.
// The surprising decision: classes are fifths of the councils (as many councils in each colour), so that a
// few very dear councils don't leave all others one colour; the legend shows where the fifths lie.

#include <optional>
#include <string>
#include <vector>

#include "report/report.hpp"

namespace carepool::report {

// A short name that fits into a hexagon, unique among the councils given. [councils]
std::vector<std::string> map_labels(const std::vector<ReportCouncil>& councils);

// Upper bounds of the colour classes, ascending; the last class has none. At most four bounds.
std::vector<double> class_bounds(std::vector<double> values);

std::size_t class_of(double value, const std::vector<double>& bounds);

// Light to dark; readable in grey and by people with colour blindness.
std::string_view class_colour(std::size_t index, std::size_t classes);
bool class_is_dark(std::size_t index, std::size_t classes);

struct MapValues {
  std::string metric;
  std::string title;
  std::string unit;
  std::vector<double> values;  // NaN: no value [councils]
};

// The map with its values, without legend.
std::string draw_hex_map(const std::vector<ReportCouncil>& councils, const MapValues& shown);

// The same with a colour of the caller's own for each council, for a map of outcomes. The script leaves it alone.
struct HexPaint {
  std::string_view fill;
  bool dark = false;    // light text
  std::string title;    // shown on pointing
};
std::string draw_painted_map(const std::vector<ReportCouncil>& councils, const std::vector<HexPaint>& paint, std::string_view label);

// The legend as HTML, with the unit.
std::string map_legend(const MapValues& shown);

}  // namespace carepool::report
