// Finance: month ends. Everything is settled to the penny; homes' and groups' accounts are made up.
#include <algorithm>
#include <cmath>

#include "base/date.hpp"
#include "market/contracts.hpp"
#include "market/debt.hpp"
#include "market/finance.hpp"
#include "market/phases.hpp"
#include "market/tell.hpp"

namespace carepool {
namespace {

Pence for_days(double pounds_per_week, std::int32_t days) { return static_cast<Pence>(std::floor(pounds_per_week * 100.0 * days / 7.0 + 0.5)); }

bool runs(const World& w, std::uint32_t h) {
  const HomeStatus x = w.homes.status[h];
  return x == HomeStatus::open || x == HomeStatus::closing || x == HomeStatus::in_transfer;
}

void close_month_of_home(World& w, std::uint32_t h) {
  Homes& homes = w.homes;
  homes.cum_revenue[h] += homes.month_revenue[h];
  homes.cum_cost[h] += homes.month_cost[h];
  homes.year_revenue[h] += static_cast<double>(homes.month_revenue[h]) / 100.0 - homes.year_revenue[h] / 12.0;
  homes.year_cost[h] += static_cast<double>(homes.month_cost[h]) / 100.0 - homes.year_cost[h] / 12.0;
  homes.month_revenue[h] = 0;
  homes.month_cost[h] = 0;
}

void book_agencies(const Setup& s, World& w, std::int32_t days) {
  const auto& f = s.v().fostering();
  for (std::size_t p = 0; p < w.pools.size(); ++p) {
    if (w.pools.sector[p] == Sector::council || w.pools.provider[p] == kNobody) continue;
    const bool foster = w.pools.setting[p] == Setting::fostering;
    const double variable = foster ? f.agency_variable_week() : s.v().supported().variable_week();
    const double overhead = foster ? f.overhead_week() : 0.0;
    const std::uint32_t g = w.pools.provider[p];
    const Pence care = for_days(variable * w.pools.filled[p] * w.rules.real_cost_factor, days);
    const Pence office = for_days(overhead * w.pools.filled[p], days);
    w.providers.cum_variable[g] += care;
    w.providers.cum_overhead[g] += office;
    w.providers.cash[g] -= care + office;
  }
}

void close_month_of_groups(const Setup& s, World& w, const std::vector<Pence>& variable_before) {
  Providers& g = w.providers;
  for (std::uint32_t i = 0; i < g.size(); ++i) {
    if (g.kind[i] == 0) g.cash[i] -= g.cum_variable[i] - variable_before[i];
    Pence interest = 0;
    if (g.debt[i] > 0 && g.active[i] != 0) interest = static_cast<Pence>(static_cast<double>(g.debt[i]) * interest_rate_of(s, w, i) / 12.0 + 0.5);
    g.cum_interest[i] += interest;
    g.cash[i] -= interest;
    g.year_interest[i] += static_cast<double>(interest) / 100.0 - g.year_interest[i] / 12.0;
  }
}

}  // namespace

void book_home_costs(World& w, std::uint32_t h, std::int32_t to_day) {
  Homes& homes = w.homes;
  const std::int32_t days = to_day - homes.booked_day[h];
  if (days <= 0) return;
  homes.booked_day[h] = to_day;
  const double staff_week = homes.fixed_per_week[h] * w.signals.staff_factor[homes.area[h]] * w.rules.real_cost_factor * static_cast<double>(homes.staffing[h]);
  const Pence staff = for_days(staff_week, days), property = for_days(homes.property_per_week[h], days), overhead = for_days(homes.overhead_per_week[h], days);
  const Pence total = staff + property + overhead;
  const std::uint32_t g = homes.provider[h];
  w.providers.cum_staff[g] += staff;
  w.providers.cum_property[g] += property;
  w.providers.cum_overhead[g] += overhead;
  w.providers.cash[g] -= total;
  homes.month_cost[h] += total;
}

void month_end(const Setup& s, const StepContext& step, World& w) {
  const std::int32_t to_day = step.day + 1;
  const std::int32_t days = ymd(Date{step.day}).day;
  std::vector<Pence> variable_before(w.providers.variable_booked);
  variable_before.resize(w.providers.size(), 0);
  settle_everything(s, w, to_day);
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
    if (runs(w, h)) book_home_costs(w, h, to_day);
    if (w.homes.sector[h] == Sector::council && w.homes.month_cost[h] > 0) {
      // A council bears the full cost of its own homes, used or not, less what others paid for places in them.
      const std::uint32_t g = w.homes.provider[h];
      const Pence due = w.homes.month_cost[h] - w.homes.month_revenue[h];
      if (due > 0) pay_provider(w, w.providers.council[g], Pay::homes_own, g, due);
      w.homes.month_revenue[h] += std::max<Pence>(0, due);
    }
    close_month_of_home(w, h);
  }
  book_agencies(s, w, days);
  close_month_of_groups(s, w, variable_before);
  w.providers.variable_booked = w.providers.cum_variable;
  for (std::uint32_t body = static_cast<std::uint32_t>(s.councils()); body < w.rules.bodies.size(); ++body) {
    const BodyRule& b = w.rules.bodies[body];
    double children = 0;
    for (const std::uint32_t m : b.members) children += w.councils.children[m];
    Pence due = b.running_pence_per_year / 12;
    const bool first = ymd(Date{b.first_day}).year == ymd(Date{step.day}).year && ymd(Date{b.first_day}).month == ymd(Date{step.day}).month;
    Pence setup = first ? b.setup_pence : 0;
    for (std::size_t i = 0; i < b.members.size(); ++i) {  // shared by children looked after; the last member takes what rounding leaves
      const std::uint32_t m = b.members[i];
      const double share = children > 0 ? w.councils.children[m] / children : 1.0 / static_cast<double>(b.members.size());
      const bool last = i + 1 == b.members.size();
      const Pence run_part = last ? due : static_cast<Pence>(share * static_cast<double>(b.running_pence_per_year / 12));
      const Pence setup_part = last ? setup : static_cast<Pence>(share * static_cast<double>(first ? b.setup_pence : 0));
      pay_outside(w, m, Pay::rcc_running, run_part);
      pay_outside(w, m, Pay::rcc_setup, setup_part);
      due -= run_part;
      setup -= setup_part;
    }
  }
  // Groups grow their yearly accounts, and pay out what they hold beyond their reserve, or repay debt when in breach.
  std::vector<double> weekly_cost(w.providers.size(), 0.0);
  for (std::uint32_t h = 0; h < w.homes.size(); ++h)
    if (runs(w, h)) weekly_cost[w.homes.provider[h]] += full_cost_per_week(w, h);
  Providers& g = w.providers;
  for (std::size_t i = 0; i < g.size(); ++i) {
    const Pence month_revenue = g.cum_revenue[i] - g.revenue_booked[i];
    const Pence cost = g.cum_staff[i] + g.cum_variable[i] + g.cum_property[i] + g.cum_overhead[i];
    g.year_revenue[i] += static_cast<double>(month_revenue) / 100.0 - g.year_revenue[i] / 12.0;
    g.year_cost[i] += static_cast<double>(cost - g.cost_booked[i]) / 100.0 - g.year_cost[i] / 12.0;
    g.revenue_booked[i] = g.cum_revenue[i];
    g.cost_booked[i] = cost;
  }
  judge_covenants(s, w);
  for (std::uint32_t i = 0; i < g.size(); ++i) {
    if (g.in_breach[i] != 0) {
      sweep_cash(s, w, i, weekly_cost[i]);
      continue;
    }
    const auto reserve = static_cast<Pence>(weekly_cost[i] * 100.0 * s.v().supply().cash_weeks());
    if (g.cash[i] > reserve) g.cash[i] = reserve;
  }
  if (w.trace && ymd(Date{to_day}).month == ymd(Date{s.first_day}).month) tell::group_years(w);
}

}  // namespace carepool
