#include "market/debt.hpp"

#include <algorithm>

#include "engine/random.hpp"
#include "market/tell.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

constexpr double kDaysPerYear = 365.25;

double earned(const World& w, std::uint32_t g) { return w.providers.year_revenue[g] - w.providers.year_cost[g]; }

Pence times_earned(const World& w, std::uint32_t g, double times) { return static_cast<Pence>(std::max(0.0, earned(w, g)) * 100.0 * times); }

// Investors borrow again what earnings bear as at the start; other owners no more than they owe.
Pence wanted(const Setup& s, const World& w, std::uint32_t g) {
  return w.providers.investor[g] != 0 ? std::max(w.providers.debt[g], times_earned(w, g, s.v().supply().debt_share())) : w.providers.debt[g];
}

std::int32_t term_days(const Setup& s) { return static_cast<std::int32_t>(s.v().supply().refinance_years() * kDaysPerYear); }

bool borrows(const World& w, std::uint32_t g) {
  return w.providers.active[g] != 0 && w.providers.kind[g] == 0 && (w.providers.debt[g] > 0 || w.providers.investor[g] != 0);
}

// From today on the debt is a new loan: twelve months of its interest count at once, as lenders look at it.
void agree_loan(const Setup& s, World& w, std::uint32_t g, Pence debt, std::int32_t due) {
  w.providers.debt[g] = debt;
  w.providers.loan_rate[g] = s.v().supply().interest_rate();
  w.providers.year_interest[g] = static_cast<double>(debt) / 100.0 * w.providers.loan_rate[g];
  w.providers.due_day[g] = due;
}

// On a day of the term to come, drawn evenly.
void fall_due_evenly(const Setup& s, World& w, std::uint32_t g, std::int32_t from) {
  const double u = draw_uniform(s.seed, streams::refinancing, w.providers.key[g], 0);
  w.providers.due_day[g] = from + 1 + static_cast<std::int32_t>(u * term_days(s));
}

}  // namespace

void borrow_at_the_start(const Setup& s, World& w) {
  for (std::uint32_t g = 0; g < w.providers.size(); ++g) {
    if (w.providers.investor[g] == 0) continue;
    agree_loan(s, w, g, times_earned(w, g, s.v().supply().debt_share()), kNever);
    if (term_days(s) > 0) fall_due_evenly(s, w, g, s.first_day);
  }
}

double interest_rate_of(const Setup& s, const World& w, std::uint32_t g) {
  return s.v().supply().refinance_years() > 0 ? w.providers.loan_rate[g] : s.v().supply().interest_rate();
}

void judge_covenants(const Setup& s, World& w) {
  const double cover = s.v().supply().covenant_cover();
  for (std::uint32_t g = 0; g < w.providers.size(); ++g) {
    const std::uint8_t before = w.providers.in_breach[g];
    w.providers.in_breach[g] = cover > 0 && w.providers.active[g] != 0 && w.providers.debt[g] > 0 && earned(w, g) < cover * w.providers.year_interest[g] ? 1 : 0;
    if (w.trace && w.providers.in_breach[g] != before) tell::covenant_judged(w, g, pounds(earned(w, g)), cover);
  }
}

void sweep_cash(const Setup& s, World& w, std::uint32_t g, double week) {
  const auto buffer = static_cast<Pence>(week * 100.0 * s.v().supply().covenant_cash_weeks());
  const Pence paid = std::clamp<Pence>(w.providers.cash[g] - buffer, 0, w.providers.debt[g]);
  w.providers.cash[g] -= paid;
  w.providers.debt[g] -= paid;
  if (w.trace) tell::cash_swept(w, g, paid);
}

std::vector<std::uint32_t> refinance(const Setup& s, World& w) {
  std::vector<std::uint32_t> failing;
  const std::int32_t term = term_days(s);
  if (term <= 0) {
    std::fill(w.providers.due_day.begin(), w.providers.due_day.end(), kNever);
    return failing;
  }
  for (std::uint32_t g = 0; g < w.providers.size(); ++g) {
    if (!borrows(w, g)) continue;
    if (w.providers.due_day[g] == kNever && w.providers.debt[g] > 0) fall_due_evenly(s, w, g, w.day);  // debts get a term in the midst of a run
    if (w.providers.due_day[g] > w.day) continue;
    const Pence lent = std::min(times_earned(w, g, s.v().supply().refinance_multiple()), wanted(s, w, g));
    const Pence short_of = w.providers.debt[g] - lent;  // negative: borrowed on top
    if (short_of > std::max<Pence>(0, w.providers.cash[g])) {
      if (w.trace) tell::loan_not_renewed(w, g, lent, pounds(earned(w, g)));
      failing.push_back(g);
      continue;
    }
    const Pence before = w.providers.debt[g];
    w.providers.cash[g] -= short_of;
    agree_loan(s, w, g, lent, w.day + term);
    if (w.trace && (before > 0 || lent > 0)) tell::loan_agreed(w, g, before, pounds(earned(w, g)));
  }
  return failing;
}

void close_empty_groups(World& w) {
  Providers& g = w.providers;
  std::vector<std::uint8_t> building(g.size(), 0);
  for (std::size_t h = 0; h < w.homes.size(); ++h)
    if (w.homes.status[h] == HomeStatus::registering) building[w.homes.provider[h]] = 1;
  for (std::size_t i = 0; i < g.size(); ++i) {
    if (g.active[i] == 0 || g.kind[i] != 0 || g.sector[i] == Sector::council || g.homes_open[i] > 0 || building[i] != 0) continue;
    const Pence paid = std::clamp<Pence>(g.cash[i], 0, g.debt[i]);
    if (w.trace) tell::provider_left(w, static_cast<std::uint32_t>(i), paid);
    g.cash[i] -= paid;
    g.debt[i] = 0;
    g.due_day[i] = kNever;
    g.in_breach[i] = g.active[i] = 0;
  }
}

}  // namespace carepool
