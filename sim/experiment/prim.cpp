#include "experiment/prim.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "base/text.hpp"
#include "experiment/statistics.hpp"

namespace carepool::experiment {

namespace {

using Rows = std::vector<std::uint32_t>;

struct Search {
  const std::vector<PrimFactor>& factors;
  const std::vector<std::vector<double>>& x;
  const std::vector<bool>& interest;
  const PrimOptions& options;
};

struct Limits {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  std::vector<bool> kept;  // levels of a choice
};
using Box = std::vector<Limits>;  // [factors]

bool within(const Limits& limits, double value) {
  if (limits.kept.empty()) return value >= limits.low && value <= limits.high;
  return limits.kept[static_cast<std::size_t>(value)];
}

bool inside(const Box& box, const std::vector<double>& point, std::size_t leaving_out) {
  for (std::size_t f = 0; f < box.size(); ++f)
    if (f != leaving_out && !within(box[f], point[f])) return false;
  return true;
}

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

Rows rows_in(const Search& s, const Box& box, const Rows& among, std::size_t leaving_out = kNone) {
  Rows out;
  for (const std::uint32_t row : among)
    if (inside(box, s.x[row], leaving_out)) out.push_back(row);
  return out;
}

std::size_t count_interest(const Search& s, const Rows& rows) {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](std::uint32_t r) { return s.interest[r]; }));
}

double density_of(const Search& s, const Rows& rows) {
  return rows.empty() ? 0 : static_cast<double>(count_interest(s, rows)) / static_cast<double>(rows.size());
}

struct Step {
  Box box;
  Rows rows;
  double gain = 0;  // density won for each point cut off
  bool any = false;
};

// Judged by what each point cut off buys (Kwakkel and Jaxa-Rozen 2016): a level of a choice is a larger slice
// than a twentieth of a number, and would otherwise always win.
void take_if_better(const Search& s, Step& best, Box box, const Rows& rows, std::size_t least) {
  Rows left = rows_in(s, box, rows);
  if (left.size() < least || left.size() == rows.size()) return;
  const double gain =
      (density_of(s, left) - density_of(s, rows)) / static_cast<double>(rows.size() - left.size());
  const bool better =
      !best.any || gain > best.gain + 1e-15 || (gain > best.gain - 1e-15 && left.size() > best.rows.size());
  if (better) best = {std::move(box), std::move(left), gain, true};
}

// Cuts a slice from either end of a number: at least one distinct value, else about the share `peel` of the
// rows.
void peel_number(const Search& s, Step& best, const Box& box, const Rows& rows, std::size_t f,
                 std::size_t least) {
  std::vector<double> values;
  for (const std::uint32_t row : rows) values.push_back(s.x[row][f]);
  std::sort(values.begin(), values.end());
  if (values.front() == values.back()) return;
  const auto slice = static_cast<std::size_t>(
      std::max(1.0, std::floor(s.options.peel * static_cast<double>(values.size()))));
  const auto above = std::upper_bound(values.begin(), values.end(), values[slice - 1]);
  if (above != values.end()) {
    Box low = box;
    low[f].low = *above;
    take_if_better(s, best, std::move(low), rows, least);
  }
  const auto below = std::lower_bound(values.begin(), values.end(), values[values.size() - slice]);
  if (below != values.begin()) {
    Box high = box;
    high[f].high = *(below - 1);
    take_if_better(s, best, std::move(high), rows, least);
  }
}

void peel_choice(const Search& s, Step& best, const Box& box, const Rows& rows, std::size_t f,
                 std::size_t least) {
  for (std::size_t level = 0; level < box[f].kept.size(); ++level) {
    if (!box[f].kept[level]) continue;
    Box without = box;
    without[f].kept[level] = false;
    take_if_better(s, best, std::move(without), rows, least);
  }
}

Box open_box(const Search& s) {
  Box box(s.factors.size());
  for (std::size_t f = 0; f < box.size(); ++f) box[f].kept.assign(s.factors[f].levels.size(), true);
  return box;
}

double score_of(const Search& s, const Rows& rows, std::size_t all_of_interest) {
  const double density = density_of(s, rows);
  const double coverage = static_cast<double>(count_interest(s, rows)) / static_cast<double>(all_of_interest);
  return density + coverage > 0 ? 2 * density * coverage / (density + coverage) : 0;
}

// The best box on the way from everything to the least mass.
Box peel(const Search& s, const Rows& all, std::size_t least) {
  const std::size_t of_interest = count_interest(s, all);
  Box box = open_box(s);
  Box best_box = box;
  Rows rows = all;
  double best_score = score_of(s, rows, of_interest);
  while (true) {
    Step next;
    for (std::size_t f = 0; f < s.factors.size(); ++f) {
      if (s.factors[f].levels.empty())
        peel_number(s, next, box, rows, f, least);
      else
        peel_choice(s, next, box, rows, f, least);
    }
    if (!next.any) return best_box;
    box = std::move(next.box);
    rows = std::move(next.rows);
    const double score = score_of(s, rows, of_interest);
    if (score > best_score + 1e-12) {
      best_score = score;
      best_box = box;
    }
    if (density_of(s, rows) >= 1) return best_box;
  }
}

bool restricts(const Limits& limits) {
  if (limits.kept.empty()) return std::isfinite(limits.low) || std::isfinite(limits.high);
  return std::find(limits.kept.begin(), limits.kept.end(), false) != limits.kept.end();
}

// Could the box be as dense as it is if this factor's condition did nothing?
double quasi_p(const Search& s, const Box& box, const Rows& all, std::size_t f) {
  const Rows with = rows_in(s, box, all);
  const Rows without = rows_in(s, box, all, f);
  return binomial_upper_tail(with.size(), count_interest(s, with), density_of(s, without));
}

// Drops the condition that luck explains best, until luck explains none.
void drop_lucky(const Search& s, Box& box, const Rows& all) {
  constexpr double kMostLucky = 0.05;
  while (true) {
    std::size_t worst = kNone;
    double worst_p = kMostLucky;
    for (std::size_t f = 0; f < box.size(); ++f) {
      if (!restricts(box[f])) continue;
      const double p = quasi_p(s, box, all, f);
      if (p <= worst_p) continue;
      worst_p = p;
      worst = f;
    }
    if (worst == kNone) return;
    box[worst] = open_box(s)[worst];
  }
}

// Half way to the nearest value outside, which is where the bound may as well lie.
double widened(const Search& s, std::size_t f, double bound, bool downward) {
  double nearest = bound;
  bool any = false;
  for (const auto& point : s.x) {
    const double v = point[f];
    const bool beyond = downward ? v < bound : v > bound;
    if (!beyond || (any && (downward ? v <= nearest : v >= nearest))) continue;
    nearest = v;
    any = true;
  }
  return (bound + nearest) / 2;
}

PrimCondition condition_of(const Search& s, const Box& box, const Rows& all, std::size_t f) {
  PrimCondition out;
  out.factor = f;
  out.quasi_p = quasi_p(s, box, all, f);
  for (std::size_t level = 0; level < box[f].kept.size(); ++level)
    if (box[f].kept[level]) out.kept.push_back(static_cast<std::uint32_t>(level));
  out.has_low = box[f].kept.empty() && std::isfinite(box[f].low);
  out.has_high = box[f].kept.empty() && std::isfinite(box[f].high);
  if (out.has_low) out.low = widened(s, f, box[f].low, true);
  if (out.has_high) out.high = widened(s, f, box[f].high, false);
  return out;
}

std::optional<PrimBox> one_box(const Search& s, const Rows& all, std::size_t all_of_interest,
                               std::size_t least) {
  if (count_interest(s, all) == 0 || all.size() < 2 * least) return std::nullopt;
  Box box = peel(s, all, least);
  drop_lucky(s, box, all);
  const Rows rows = rows_in(s, box, all);
  PrimBox out;
  for (std::size_t f = 0; f < box.size(); ++f)
    if (restricts(box[f])) out.conditions.push_back(condition_of(s, box, all, f));
  if (out.conditions.empty()) return std::nullopt;
  out.points = rows.size();
  out.of_interest = count_interest(s, rows);
  out.density = density_of(s, rows);
  out.coverage = static_cast<double>(out.of_interest) / static_cast<double>(all_of_interest);
  return out;
}

bool in_box(const PrimBox& box, const std::vector<double>& point) {
  return std::all_of(box.conditions.begin(), box.conditions.end(), [&](const PrimCondition& c) {
    const double v = point[c.factor];
    if (!c.kept.empty())
      return std::find(c.kept.begin(), c.kept.end(), static_cast<std::uint32_t>(v)) != c.kept.end();
    return (!c.has_low || v >= c.low) && (!c.has_high || v <= c.high);
  });
}

// Three significant digits are enough for a bound.
std::string bound_text(double value, const std::string& unit) {
  if (value == 0) return "0" + (unit.empty() ? "" : " " + unit);
  const double power = std::pow(10.0, 2 - std::floor(std::log10(std::fabs(value))));
  const double rounded = power > 1e-12 && power < 1e12 ? std::round(value * power) / power : value;
  return format_double(rounded) + (unit.empty() ? "" : " " + unit);
}

std::string one_condition(const PrimFactor& factor, const PrimCondition& c) {
  if (!c.kept.empty()) {
    std::string text = factor.name + " is ";
    for (std::size_t i = 0; i < c.kept.size(); ++i)
      text += (i == 0 ? "" : i + 1 == c.kept.size() ? " or " : ", ") + factor.levels[c.kept[i]];
    return text;
  }
  if (c.has_low && c.has_high)
    return factor.name + " is between " + bound_text(c.low, "") + " and " + bound_text(c.high, factor.unit);
  return factor.name + (c.has_low ? " is above " + bound_text(c.low, factor.unit)
                                  : " is below " + bound_text(c.high, factor.unit));
}

}  // namespace

std::vector<PrimBox> prim_boxes(const std::vector<PrimFactor>& factors,
                                const std::vector<std::vector<double>>& x, const std::vector<bool>& interest,
                                const PrimOptions& options) {
  const Search s{factors, x, interest, options};
  Rows all(x.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint32_t>(i);
  const std::size_t of_interest = count_interest(s, all);
  std::vector<PrimBox> boxes;
  if (of_interest == 0 || of_interest == x.size()) return boxes;
  const auto least =
      std::max(options.least_points,
               static_cast<std::size_t>(std::ceil(options.least_mass * static_cast<double>(x.size()))));
  Rows left = all;
  while (boxes.size() < options.most_boxes) {
    const auto box = one_box(s, left, of_interest, least);
    // A box no denser than the rest, or than all points, explains nothing.
    if (!box || box->density < 1.2 * std::max(density_of(s, left), density_of(s, all))) break;
    boxes.push_back(*box);
    std::erase_if(left, [&](std::uint32_t row) { return in_box(*box, x[row]); });
  }
  return boxes;
}

std::string condition_text(const std::vector<PrimFactor>& factors, const PrimBox& box) {
  std::string text = "when ";
  for (std::size_t i = 0; i < box.conditions.size(); ++i)
    text += (i == 0 ? "" : " and ") + one_condition(factors[box.conditions[i].factor], box.conditions[i]);
  return text;
}

std::string prim_text(const std::vector<PrimFactor>& factors, const std::vector<PrimBox>& boxes,
                      const std::string& what, std::size_t points, std::size_t of_interest) {
  if (of_interest == 0) return fmt::format("In none of the {} points is it so that {}.", points, what);
  if (of_interest == points) return fmt::format("In all {} points {}.", points, what);
  std::string text = fmt::format("In {} of {} points {}.", of_interest, points, what);
  if (boxes.empty()) return text + " No simple condition tells them from the others.";
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const PrimBox& box = boxes[i];
    const char* how_often = box.density >= 0.75 ? "" : box.density >= 0.5 ? "mostly " : "more often than elsewhere, but seldom, ";
    text += fmt::format(
        " This is {}{}so {}: in {} of the {} points there (density {:.0f} %, against {:.0f} % of all points), which are {:.0f} % of "
        "all such points (coverage).",
        i == 0 ? "" : "also ", how_often, condition_text(factors, box), box.of_interest, box.points, 100 * box.density,
        100.0 * static_cast<double>(of_interest) / static_cast<double>(points), 100 * box.coverage);
  }
  return text;
}

}  // namespace carepool::experiment
