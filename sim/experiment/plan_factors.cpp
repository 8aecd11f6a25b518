#include "experiment/plan_factors.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/date.hpp"
#include "base/text.hpp"
#include "engine/det_math.hpp"
#include "experiment/design_points.hpp"
#include "scenario/dictionary.hpp"
#include "scenario/units.hpp"

namespace carepool::experiment {
namespace {

// A number as people would write it: at most twelve digits, so that 4000 + 0.1·2500 is 4250 everywhere.
std::string tidy_number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.12g", value);
  return number_text(parse_double(text).value_or(value));
}

double as_number(const v1::PlanFactor& factor, const std::string& text) {
  if (factor.type() != v1::PlanFactor::DATE) return parse_double(text).value_or(std::nan(""));
  const auto date = parse_date(text);
  return date ? date->days : std::nan("");
}

// Whole numbers and days: sampled, each is equally likely; cut, the nearest to the place.
std::string value_between(const FactorPlan& factor, double unit, bool sampled) {
  const bool number = factor.out.type() == v1::PlanFactor::NUMBER;
  const double wide = factor.high - factor.low;
  double value = factor.low + unit * wide;
  if (factor.out.scale() == "log") value = factor.low * det::pow(factor.high / factor.low, unit);
  if (!number) {
    if (sampled && factor.out.scale() != "log") value = std::floor(factor.low + unit * (wide + 1));
    value = std::min(factor.high, std::max(factor.low, std::floor(value + 0.5)));
  }
  if (factor.out.type() == v1::PlanFactor::DATE) return to_string(Date{static_cast<std::int32_t>(value)});
  return tidy_number(value);
}

// The value as the scenario writes it; nothing, with an error, where it is not allowed.
std::optional<std::string> canonical(const Scenario& world, const std::string& path, const std::string& value, const std::string& at, PlanFindings& findings) {
  const Result<Scenario> with = with_sets(world, {path + "=" + value});
  if (!with.ok()) {
    findings.fail_as(at, with.errors().front());
    return std::nullopt;
  }
  return value_at(with.value(), path).value();
}

void read_range(int f, const v1::Factor& in, const Scenario& world, FactorPlan& factor, PlanFindings& findings) {
  const std::string at = entry("factors", f) + ".range";
  if (factor.out.type() == v1::PlanFactor::CHOICE)
    return findings.fail(at, "'" + in.path() + "' is neither a number nor a date", "values: […]");
  const auto low = canonical(world, in.path(), in.range(0), at + "[0]", findings), high = canonical(world, in.path(), in.range(1), at + "[1]", findings);
  if (!low || !high) return;
  factor.out.set_low(*low);
  factor.out.set_high(*high);
  factor.low = as_number(factor.out, *low);
  factor.high = as_number(factor.out, *high);
  factor.ranged = true;
  if (!(factor.low < factor.high)) return findings.fail(at, "the range's first end is not below its second", "[low, high]");
  if (in.scale() == "log" && !(factor.low > 0 && factor.out.type() != v1::PlanFactor::DATE))
    return findings.fail(at, "a range by ratios does not start above 0", "scale: linear");
  for (std::int64_t i = 0; i < in.levels(); ++i) {
    const double unit = static_cast<double>(i) / static_cast<double>(in.levels() - 1);
    const std::string value = value_between(factor, unit, false);
    if (factor.levels.empty() || factor.levels.back().value != value) factor.levels.push_back({-1, value});
  }
  for (const Level& level : factor.levels) factor.out.add_values(level.value);
}

void read_options(const v1::Factor& in, FactorPlan& factor) {
  factor.options = true;
  factor.out.set_type(v1::PlanFactor::CHOICE);
  factor.out.set_label(factor.out.name());
  for (int o = 0; o < in.options_size(); ++o) {
    factor.levels.push_back({o, in.options(o).name()});
    factor.out.add_values(in.options(o).name());
  }
}

}  // namespace

FactorPlan read_factor(int f, const ExperimentFile& file, PlanWorlds& worlds, PlanFindings& findings) {
  const v1::Factor& in = file.values.factors(f);
  FactorPlan factor;
  factor.out.set_name(name_of(in));
  factor.out.set_path(in.path());
  factor.out.set_scale(in.scale());
  factor.out.set_future(in.role() == "future");
  if (in.options_size() > 0) {
    read_options(in, factor);
    return factor;
  }
  const Scenario* world = worlds.world_with(f, in.path());
  if (world == nullptr) {
    findings.fail_as(entry("factors", f) + ".path", value_at(worlds.base(), in.path()).errors().front());
    return factor;
  }
  describe(*world, factor.out);
  if (in.role() != "auto") factor.out.set_future(in.role() == "future");
  for (int v = 0; v < in.values_size(); ++v)
    if (const auto text = canonical(*world, in.path(), in.values(v), entry(entry("factors", f) + ".values", v), findings)) {
      factor.levels.push_back({-1, *text});
      factor.out.add_values(*text);
    }
  if (in.range_size() == 2) read_range(f, in, *world, factor, findings);
  return factor;
}

void describe(const Scenario& world, v1::PlanFactor& out) {
  out.set_type(v1::PlanFactor::CHOICE);
  for (const ParameterValue& value : parameter_values(world)) {
    if (!is_at_or_below(out.path(), value.path)) continue;
    out.set_future(is_future(value.parameter));
    out.set_unit(value.parameter.unit);
    out.set_label(value.parameter.label);
    const std::string& type = value.parameter.type;
    if (type == "whole number") out.set_type(v1::PlanFactor::WHOLE);
    if (type == "number" || (type.rfind("numbers", 0) == 0 && value.path != out.path()))
      out.set_type(v1::PlanFactor::NUMBER);
    if (value.parameter.unit == "date") out.set_type(v1::PlanFactor::DATE);
  }
}

Level level_at(const FactorPlan& factor, double unit) {
  if (factor.ranged && factor.levels.empty()) return {-1, value_between(factor, unit, true)};
  const auto n = factor.levels.size();
  return factor.levels[std::min(n - 1, static_cast<std::size_t>(unit * static_cast<double>(n)))];
}

std::string plain_value(const v1::PlanFactor& factor, const std::string& text) {
  const bool number = factor.type() == v1::PlanFactor::NUMBER || factor.type() == v1::PlanFactor::WHOLE;
  const auto value = number ? parse_double(text) : std::nullopt;
  return value ? number_text(*value) : text;
}

}  // namespace carepool::experiment
