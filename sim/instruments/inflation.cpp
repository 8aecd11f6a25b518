// Inflation: a dated trend of prices and of providers' costs.
//
// Prices start at those of the base year on the first day (of the trend, or of the run) and keep their level
// when the trend ends. Merge: product.
#include <algorithm>

#include "engine/det_math.hpp"
#include "instruments/list.hpp"

namespace carepool {
namespace {

// A trend that is dated before the run leaves the base year's prices alone until the run starts.
std::int32_t trend_start(const Entry& entry, const InstrumentPlan& plan) {
  return std::max(entry.base_day, plan.first_day);
}

}  // namespace

void apply_inflation(const Entry& entry, const Today& today, Rules& rules) {
  const v1::Inflation& inflation = entry.values.inflation();
  const double years = today.years_since(trend_start(entry, today.plan), entry.to);
  rules.price_level *= det::pow(1 + inflation.costs_per_year(), years);
  rules.real_cost_factor *= det::pow(1 + inflation.real_costs_per_year(), years);
}

bool inflation_steps_on(const Entry& entry, std::int32_t day) {
  return day > entry.base_day && (entry.values.inflation().costs_per_year() != 0 ||
                                  entry.values.inflation().real_costs_per_year() != 0);
}

}  // namespace carepool
