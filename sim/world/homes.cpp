#include "world/homes.hpp"

#include <algorithm>
#include <cmath>

#include "engine/det_math.hpp"
#include "engine/distributions.hpp"
#include "engine/random.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

// 0 for a group with one home, 1 for twenty and more.
double largeness(int homes) { return std::clamp((homes - 1) / 19.0, 0.0, 1.0); }

}  // namespace

BedClass class_from_key(const Setup& s, std::uint64_t key) {
  return static_cast<BedClass>(pick_from(draw_uniform(s.seed, streams::home_traits, key, 1), s.class_share));
}

std::uint32_t add_home(const Setup& s, World& w, const HomeSeed& x) {
  Homes& h = w.homes;
  const auto row = static_cast<std::uint32_t>(h.size());
  Rng rng(s.seed, streams::home_traits, x.key, 2);
  const double normal_draw = normal(rng);
  const double staffed_u = rng.uniform();
  const Grade grade = static_cast<Grade>(pick(rng, s.grade_share));
  const double shift_u = draw_uniform(s.seed, streams::omega_shift, x.key, 0);
  const auto& costs = s.v().costs();
  const auto staffed = std::clamp(static_cast<int>(std::floor(x.registered * costs.staffed_share() + staffed_u)), s.pools_world ? x.registered : 1, x.registered);
  h.key.push_back(x.key);
  h.provider.push_back(x.provider);
  h.sector.push_back(x.sector);
  h.area.push_back(static_cast<std::uint16_t>(x.area));
  h.x_km.push_back(static_cast<float>(x.at.x_km));
  h.y_km.push_back(static_cast<float>(x.at.y_km));
  h.registered.push_back(static_cast<std::uint16_t>(x.registered));
  h.staffed.push_back(static_cast<std::uint16_t>(staffed));
  h.planned_staffed.push_back(h.staffed.back());
  h.bed_class.push_back(x.bed_class);
  h.grade.push_back(grade);
  h.status.push_back(HomeStatus::absent);
  h.status_day.push_back(kNever);
  h.opened_day.push_back(w.day);
  h.residents.push_back(0);
  h.residents_yesterday.push_back(0);
  h.block_beds.push_back(0);
  h.block_used.push_back(0);
  h.short_break.push_back(x.short_break ? 1 : 0);
  h.shifted.push_back(s.v().prices().omega_shift() != 0 && shift_u < s.v().prices().omega_shift_share() ? 1 : 0);
  h.cost_factor.push_back(static_cast<float>(det::exp(costs.home_cost_sd() * normal_draw)));
  h.staffing.push_back(1);
  h.fixed_per_week.push_back(0);
  h.property_per_week.push_back(0);
  h.overhead_per_week.push_back(0);
  h.variable_per_week.push_back({});
  h.ask_per_week.push_back({});
  h.omega.push_back(0);
  h.month_revenue.push_back(0);
  h.month_cost.push_back(0);
  h.year_revenue.push_back(0);
  h.year_cost.push_back(0);
  h.cum_revenue.push_back(0);
  h.cum_cost.push_back(0);
  h.cum_vacant_days.push_back(0);
  h.booked_day.push_back(w.day);
  return row;
}

std::uint32_t add_provider(World& w, std::uint64_t key, Sector sector, std::uint32_t council, std::uint32_t region, bool investor, std::uint8_t kind) {
  Providers& g = w.providers;
  const auto row = static_cast<std::uint32_t>(g.size());
  g.key.push_back(key);
  g.sector.push_back(sector);
  g.council.push_back(council);
  g.region.push_back(static_cast<std::uint16_t>(region));
  g.investor.push_back(investor ? 1 : 0);
  g.kind.push_back(kind);
  g.active.push_back(1);
  g.homes_open.push_back(0);
  g.homes_last.push_back(0);
  g.size_at_start.push_back(0);
  for (auto* column : {&g.cash, &g.debt, &g.cum_revenue, &g.cum_staff, &g.cum_variable, &g.cum_property, &g.cum_overhead, &g.cum_interest,
                       &g.variable_booked, &g.revenue_booked, &g.cost_booked})
    column->push_back(0);
  for (auto* column : {&g.year_revenue, &g.year_cost, &g.won, &g.contested, &g.loan_rate, &g.year_interest}) column->push_back(0);
  for (auto* column : {&g.failed_day, &g.due_day, &g.merged_day}) column->push_back(kNever);
  g.in_breach.push_back(0);
  w.totals.received_provider.push_back(0);
  return row;
}

void price_home(const Setup& s, World& w, std::uint32_t h, int group_homes) {
  const auto& costs = s.v().costs();
  Homes& x = w.homes;
  const std::uint32_t area = x.area[h];
  const double earnings = w.councils.earnings_factor[area];
  const double lasting = static_cast<double>(x.cost_factor[h]);
  const double large = x.sector[h] == Sector::council ? 0.0 : largeness(group_homes);
  double factor = 1.0 + large * (costs.large_group_factor() - 1.0);
  if (x.sector[h] == Sector::council) factor = costs.own_home_factor();
  x.fixed_per_week[h] = (costs.home_fixed() + costs.staffed_place() * x.planned_staffed[h]) * earnings * lasting * factor;
  const double house = w.councils.house_price[area] * costs.property_factor() * costs.property_yield() / 52.1775;
  x.property_per_week[h] = house * (0.6 + 0.1 * x.registered[h]) * (x.sector[h] == Sector::council ? costs.own_home_factor() : 1.0);
  const double overhead = costs.overhead_place() + large * (costs.overhead_place_large() - costs.overhead_place());
  x.overhead_per_week[h] = overhead * x.registered[h];
  for (std::size_t n = 0; n < kNeeds; ++n) x.variable_per_week[h][n] = s.variable[n] * earnings;
}

}  // namespace carepool
