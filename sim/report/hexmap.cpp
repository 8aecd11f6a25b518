#include "report/hexmap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "report/format.hpp"
#include "report/html.hpp"

namespace carepool::report {

namespace {

std::vector<std::string> words_of(const std::string& name) {
  static const std::set<std::string> skipped{"and",  "of",   "the",    "upon", "on",
                                             "with", "City", "County", "St.",  "-"};
  std::vector<std::string> words;
  std::string word;
  const auto close = [&] {
    if (!word.empty() && skipped.count(word) == 0) words.push_back(word);
    word.clear();
  };
  for (const char c : name) {
    const bool breaks = c == ' ' || c == '-' || c == ',';
    if (breaks) close();
    if (!breaks && c != '.' && c != '\'') word += c;
  }
  close();
  if (words.empty()) words.push_back(name.substr(0, 4));
  return words;
}

// Candidates from the best to the last resort.
std::vector<std::string> candidates(const std::string& name) {
  const std::vector<std::string> words = words_of(name);
  std::vector<std::string> out;
  if (words.size() == 1) {
    out.push_back(words[0].substr(0, 4));
    for (std::size_t i = 3; i < words[0].size(); ++i) out.push_back(words[0].substr(0, 3) + words[0][i]);
  } else {
    out.push_back(words[0].substr(0, 2) + words[1].substr(0, 2));
    out.push_back(words[0].substr(0, 1) + words[1].substr(0, 3));
    out.push_back(words[0].substr(0, 3) + words[1].substr(0, 1));
  }
  return out;
}

}  // namespace

std::vector<std::string> map_labels(const std::vector<ReportCouncil>& councils) {
  std::vector<std::string> labels;
  std::set<std::string> taken;
  for (const ReportCouncil& council : councils) {
    std::string label = council.code;
    for (const std::string& candidate : candidates(council.name)) {
      if (taken.count(candidate) > 0) continue;
      label = candidate;
      break;
    }
    taken.insert(label);
    labels.push_back(label);
  }
  return labels;
}

std::vector<double> class_bounds(std::vector<double> values) {
  values.erase(std::remove_if(values.begin(), values.end(), [](double v) { return !std::isfinite(v); }),
               values.end());
  std::sort(values.begin(), values.end());
  std::vector<double> bounds;
  if (values.empty()) return bounds;
  for (int fifth = 1; fifth < 5; ++fifth) {
    const double bound = values[values.size() * static_cast<std::size_t>(fifth) / 5];
    const bool splits = bound > values.front() && (bounds.empty() || bound > bounds.back());
    if (splits) bounds.push_back(bound);
  }
  return bounds;
}

std::size_t class_of(double value, const std::vector<double>& bounds) {
  std::size_t index = 0;
  while (index < bounds.size() && value >= bounds[index]) ++index;
  return index;
}

namespace {

constexpr std::array<std::string_view, 5> kColours{"#fdf3c8", "#c9e0a5", "#74bda6", "#2f83a8", "#1d3f7a"};
constexpr std::string_view kNoValue = "#e3e5e8";

std::size_t step_of(std::size_t index, std::size_t classes) {
  if (classes <= 1) return 2;
  return index * (kColours.size() - 1) / (classes - 1);
}

}  // namespace

std::string_view class_colour(std::size_t index, std::size_t classes) {
  return kColours[step_of(index, classes)];
}
bool class_is_dark(std::size_t index, std::size_t classes) { return step_of(index, classes) >= 3; }

namespace {

constexpr double kRadius = 21;  // from the centre to a corner
constexpr double kHalfWidth = kRadius * 0.8660254037844386;

struct Point {
  double x = 0, y = 0;
};

Point centre_of(int q, int r) { return {kHalfWidth * 2 * (q + r / 2.0), kRadius * 1.5 * r}; }

// Corners clockwise from the top.
Point corner(Point centre, int index) {
  constexpr std::array<double, 6> x{0, 1, 1, 0, -1, -1};
  constexpr std::array<double, 6> y{-1, -0.5, 0.5, 1, 0.5, -0.5};
  const auto i = static_cast<std::size_t>(index % 6);
  return {centre.x + x[i] * kHalfWidth, centre.y + y[i] * kRadius};
}

// The neighbour across the edge from corner i to corner i + 1.
constexpr std::array<std::array<int, 2>, 6> kAcross{{{1, -1}, {1, 0}, {0, 1}, {-1, 1}, {-1, 0}, {0, -1}}};

struct Frame {
  double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
};

Frame frame_of(const std::vector<ReportCouncil>& councils) {
  Frame frame;
  for (const ReportCouncil& council : councils) {
    const Point c = centre_of(council.hex_q, council.hex_r);
    frame.left = std::min(frame.left, c.x - kHalfWidth);
    frame.right = std::max(frame.right, c.x + kHalfWidth);
    frame.top = std::min(frame.top, c.y - kRadius);
    frame.bottom = std::max(frame.bottom, c.y + kRadius);
  }
  return frame;
}

std::string cell(const ReportCouncil& council, const std::string& label, const HexPaint& paint) {
  const Point c = centre_of(council.hex_q, council.hex_r);
  std::string points;
  for (int i = 0; i < 6; ++i) {
    const Point p = corner(c, i);
    points += fmt::format("{:.1f},{:.1f} ", p.x, p.y);
  }
  std::string out = fmt::format("<g class=\"hex{}\" data-code=\"{}\" tabindex=\"-1\">", paint.dark ? " dark" : "",
                                escape(council.code));
  out += fmt::format("<title>{}</title>", escape(paint.title));
  out += fmt::format("<polygon points=\"{}\" fill=\"{}\"/>", points, paint.fill);
  out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text></g>", c.x, c.y + 3.5, escape(label));
  return out;
}

HexPaint paint_of(const ReportCouncil& council, double value, const MapValues& shown, const std::vector<double>& bounds) {
  const bool known = std::isfinite(value);
  const std::size_t index = class_of(value, bounds);
  const std::size_t classes = bounds.size() + 1;
  return {known ? class_colour(index, classes) : kNoValue, known && class_is_dark(index, classes),
          council.name + ": " + format_value(value, shown.unit)};
}

// Thicker lines where two regions meet and along the coast.
std::string borders(const std::vector<ReportCouncil>& councils) {
  std::map<std::pair<int, int>, const ReportCouncil*> at;
  for (const ReportCouncil& council : councils) at[{council.hex_q, council.hex_r}] = &council;
  std::string path;
  for (const ReportCouncil& council : councils) {
    const Point c = centre_of(council.hex_q, council.hex_r);
    for (int i = 0; i < 6; ++i) {
      const auto& step = kAcross[static_cast<std::size_t>(i)];
      const auto neighbour = at.find({council.hex_q + step[0], council.hex_r + step[1]});
      if (neighbour != at.end() && neighbour->second->region == council.region) continue;
      const Point a = corner(c, i);
      const Point b = corner(c, i + 1);
      path += fmt::format("M{:.1f} {:.1f}L{:.1f} {:.1f}", a.x, a.y, b.x, b.y);
    }
  }
  return "<path class=\"border\" d=\"" + path + "\"/>";
}

}  // namespace

namespace {

std::string draw_cells(const std::vector<ReportCouncil>& councils, const std::vector<HexPaint>& paint, std::string_view id,
                       std::string_view label) {
  const Frame frame = frame_of(councils);
  const std::vector<std::string> labels = map_labels(councils);
  std::string out = fmt::format("<svg{} class=\"hexmap{}\" role=\"img\" viewBox=\"{:.0f} {:.0f} {:.0f} {:.0f}\" aria-label=\"{}\">", id, councils.size() < 40 ? " few" : "",
                                frame.left - 4, frame.top - 4, frame.right - frame.left + 8, frame.bottom - frame.top + 8,
                                escape(label));
  for (std::size_t i = 0; i < councils.size(); ++i) out += cell(councils[i], labels[i], paint[i]);
  return out + borders(councils) + "</svg>";
}

}  // namespace

std::string draw_hex_map(const std::vector<ReportCouncil>& councils, const MapValues& shown) {
  const std::vector<double> bounds = class_bounds(shown.values);
  std::vector<HexPaint> paint;
  for (std::size_t i = 0; i < councils.size(); ++i) paint.push_back(paint_of(councils[i], shown.values[i], shown, bounds));
  return draw_cells(councils, paint, " id=\"hexmap\"",
                    "Map of England’s councils, one hexagon each; the table below has the same numbers");
}

std::string draw_painted_map(const std::vector<ReportCouncil>& councils, const std::vector<HexPaint>& paint, std::string_view label) {
  return draw_cells(councils, paint, "", label);
}

std::string map_legend(const MapValues& shown) {
  const std::vector<double> bounds = class_bounds(shown.values);
  const std::size_t classes = bounds.size() + 1;
  std::string out = "<ul class=\"legend\" id=\"map-legend\">";
  for (std::size_t i = 0; i < classes; ++i) {
    std::string range;
    if (classes == 1)
      range = "all the same";
    else if (i == 0)
      range = "under " + format_value(bounds[0], shown.unit);
    else if (i + 1 == classes)
      range = format_value(bounds[i - 1], shown.unit) + " and over";
    else
      range = format_value(bounds[i - 1], shown.unit) + " to " + format_value(bounds[i], shown.unit);
    out += fmt::format("<li><span class=\"swatch\" style=\"background:{}\"></span>{}</li>",
                       class_colour(i, classes), escape(range));
  }
  const bool gaps =
      std::any_of(shown.values.begin(), shown.values.end(), [](double v) { return !std::isfinite(v); });
  if (gaps)
    out += fmt::format("<li><span class=\"swatch\" style=\"background:{}\"></span>no value</li>", kNoValue);
  return out + "</ul>";
}

}  // namespace carepool::report
