#include "experiment/design_points.hpp"

#include <cmath>
#include <limits>

#include "base/date.hpp"

namespace carepool::experiment {

bool is_future(const Parameter& parameter) {
  return parameter.kind.empty() || parameter.kind == "inflation" || parameter.kind.ends_with("_shock");
}

DesignPoints::DesignPoints(const ExperimentData& data) : data_(data) {}

bool DesignPoints::is_policy(std::size_t f) const { return !factor(f).future(); }

double DesignPoints::value(std::size_t point, std::uint32_t metric) const {
  double sum = 0;
  double n = 0;
  for (std::uint32_t draw = 0; draw < draws_of(data_.plan); ++draw) {
    const double mean = data_.mean_over_replicates(static_cast<std::uint32_t>(point), draw, metric);
    if (std::isfinite(mean)) sum += mean, n += 1;
  }
  return n > 0 ? sum / n : std::numeric_limits<double>::quiet_NaN();
}

std::vector<double> DesignPoints::replicates(std::size_t point, std::uint32_t draw, std::uint32_t metric) const {
  std::vector<double> out;
  for (std::int32_t k = 0; k < data_.plan.replicates(); ++k) out.push_back(data_.value(RunOf{static_cast<std::uint32_t>(point), draw, k}, metric));
  return out;
}

std::string DesignPoints::level_text(std::size_t point, std::size_t f) const {
  const std::string& text = data_.plan.points(static_cast<int>(point)).levels(static_cast<int>(f));
  return text.empty() ? "(base)" : text;
}

std::string DesignPoints::levels_text(std::size_t point, const std::vector<std::size_t>& of) const {
  std::string out;
  for (const std::size_t f : of) {
    const bool has_no_place = data_.plan.points(static_cast<int>(point)).levels(static_cast<int>(f)).empty();
    if (has_no_place && of.size() > 1) continue;  // an instrument that this option does not bring
    if (!out.empty()) out += ", ";
    out += factor(f).path().empty() ? level_text(point, f) : name(f) + " = " + level_text(point, f);
  }
  return out;
}

PrimFactor DesignPoints::prim_factor(std::size_t f) const {
  PrimFactor out;
  out.name = name(f);
  if (!is_number(f)) {
    for (const std::string& value : factor(f).values()) out.levels.push_back(value);
    out.levels.emplace_back("(base)");
  } else if (factor(f).unit() != "share" && factor(f).unit() != "ratio" && factor(f).unit() != "count") {
    out.unit = factor(f).unit();
  }
  return out;
}

}  // namespace carepool::experiment
