// The page to read first: what happens on one day, from top to bottom.
#include "market/step.hpp"

#include <algorithm>

#include "base/date.hpp"
#include "engine/det_math.hpp"
#include "market/contracts.hpp"
#include "market/debt.hpp"
#include "market/demand.hpp"
#include "market/memberships.hpp"
#include "market/phases.hpp"
#include "market/supply.hpp"
#include "market/turnover.hpp"

namespace carepool {
namespace {

void rules_of_today(const Setup& s, const InstrumentPlan& plan, const StepContext& step, World& w) {
  if (w.rules.bodies.empty() || rules_change_on(plan, w.day)) {
    w.rules = make_rules(plan, w.day);
    if (step.ws.ready) index_rules(s, w, step.ws);
  }
  align_memberships(s, step, w);
}

bool month_ends(std::int32_t day) { return is_month_end(Date{day}); }

// Debt, cash and budgets of the first day follow from the year that was lived before it.
void open_books(const Setup& s, World& w) {
  group_sizes(w);
  std::vector<double> weekly(w.providers.size(), 0.0);
  for (std::uint32_t h = 0; h < w.homes.size(); ++h)
    if (w.homes.status[h] == HomeStatus::open) weekly[w.homes.provider[h]] += full_cost_per_week(w, h);
  Providers& g = w.providers;
  for (std::size_t i = 0; i < g.size(); ++i) {
    g.cash[i] = static_cast<Pence>(weekly[i] * 100.0 * s.v().supply().cash_weeks());
    g.size_at_start[i] = g.homes_open[i];
  }
  borrow_at_the_start(s, w);
  for (std::uint32_t c = 0; c < s.councils(); ++c) {
    Pence paid = 0;
    for (std::size_t k = 0; k < kPays; ++k) paid += w.totals.paid[c * kPays + k];
    const double days = std::max(1, s.first_day - s.prehistory_start);
    w.councils.last_year_pence[c] = static_cast<Pence>(static_cast<double>(paid) * 365.25 / days);
    w.councils.budget_pence[c] = static_cast<Pence>(static_cast<double>(w.councils.last_year_pence[c]) * s.v().commissioning().budget_base());
    w.councils.paid_mark_pence[c] = paid;
  }
}

// Fees of the pre-history's placements were agreed while prices were still finding their level: each is carried to today's level of its need,
// with the accounts that rest on it.
void rebase_fees(const Setup& s, Workspace& ws, World& w) {
  const auto every = static_cast<std::int32_t>(s.v().prices().update_days());
  if (ws.fee_path.empty()) return;
  std::vector<double> before(w.homes.size(), 0.0), after(w.homes.size(), 0.0);
  for (std::uint32_t r = 0; r < w.placements.size(); ++r) {
    const std::uint32_t h = w.placements.home[r];
    if (w.placements.account[r].child == kNobody || h == kNobody || w.placements.account[r].contract == Contract::in_house) continue;
    const auto at = std::min(ws.fee_path.size() - 1, static_cast<std::size_t>((w.placements.account[r].start_day - s.prehistory_start) / every));
    const auto n = static_cast<std::size_t>(w.placements.account[r].need);
    const double ratio = w.signals.fee_mean[n] / ws.fee_path[at][n];
    const Pence fee = w.placements.account[r].fee_pence_per_week;
    before[h] += static_cast<double>(fee);
    const auto now = static_cast<Pence>(static_cast<double>(fee) * ratio);
    after[h] += static_cast<double>(now);
    change_fee(s, w, r, now, w.placements.account[r].add_ons_pence_per_week);
  }
  for (std::size_t h = 0; h < w.homes.size(); ++h)
    if (before[h] > 0) w.homes.year_revenue[h] *= after[h] / before[h];
  ws.fee_path.assign(ws.fee_path.size(), w.signals.fee_mean);
}

// Frameworks are bid for anew, by the groups for which membership pays at the prices that have been found.
void rebid_frameworks(Workspace& ws, World& w) {
  w.memberships.framework.clear();
  w.memberships.member.clear();
  w.memberships.member_year_ago.clear();
  w.memberships.fee_per_week.clear();
  w.memberships.bid_day.clear();
  w.memberships.left_day.clear();
  for (PlacementTerms& terms : w.placements.terms) terms.framework = kNobody;
  for (CandidateList& list : ws.lists) list.miles = -1.0F;
}

// Yearly accounts begin when homes have filled up; what has been booked since then stands for twelve months and more of the same.
void forget_accounts(World& w) {
  for (auto* column : {&w.homes.year_revenue, &w.homes.year_cost, &w.providers.year_revenue, &w.providers.year_cost}) std::fill(column->begin(), column->end(), 0.0);
}

void mature_accounts(const Setup& s, World& w, double months) {
  const double factor = 1.0 / (1.0 - det::pow(11.0 / 12.0, months));
  for (std::size_t h = 0; h < w.homes.size(); ++h) {
    if (w.homes.opened_day[h] >= s.prehistory_start && w.homes.opened_day[h] < w.day) continue;  // new: its first months are what it has
    w.homes.year_revenue[h] *= factor;
    w.homes.year_cost[h] *= factor;
  }
  for (auto* column : {&w.providers.year_revenue, &w.providers.year_cost})
    for (double& x : *column) x *= factor;
}

// A quarter and half way through the pre-history, and at its end.
void rebase_when_due(const Setup& s, Workspace& ws, World& w) {
  if (s.pools_world || s.v().prices().fixed()) return;
  const std::int32_t span = s.first_day - s.prehistory_start;
  const std::int32_t quarter = s.prehistory_start + span / 4, half_way = s.prehistory_start + span / 2;
  if (w.day == quarter) forget_accounts(w);
  if (w.day == half_way || w.day == s.first_day) rebase_fees(s, ws, w);
  if (w.day != half_way) return;
  mature_accounts(s, w, (half_way - quarter) * 12 / 365.25);
  rebid_frameworks(ws, w);
  for (std::uint32_t b = 0; b < w.blocks.size(); ++b)
    if (w.blocks.live[b] != 0) end_block(s, {ws, w.day, false}, w, b);
}

}  // namespace

void step_day(const Setup& s, const InstrumentPlan& plan, Workspace& ws, World& w) {
  const StepContext step{ws, w.day, w.day >= s.first_day};
  prepare_workspace(s, w, ws);
  std::vector<std::uint32_t> searchers;

  rules_of_today(s, plan, step, w);       // 1. instruments write today's rules
  commissioning(s, step, w);              //    first of a month: blocks, frameworks, budgets
  strategy(s, step, w);                   //    homes open and close before children look for them
  carers(s, step, w);
  demand(s, w);                           // 2. exits, birthdays, needs, breakdowns, entries
  review_fees(s, step, w);                //    caps that reach sitting fees
  referral(s, step, w, searchers);        // 3. who looks for what today
  offers(s, step, w, searchers);          // 4. who offers, at what price
  matching(s, step, w, searchers);        // 5. and 6. who goes where, on which contract
  observe_vacancies(s, step, w);          // 7. what an empty bed is worth
  pricing(s, step, w);
  if (month_ends(w.day)) month_end(s, step, w);
  signals(s, step, w);                    // 9. for tomorrow
  ++w.day;
  if (!step.live) rebase_when_due(s, ws, w);
}

void solve_start(const Setup& s, const InstrumentPlan& plan, Workspace& ws, World& w) {
  while (w.day < s.first_day) step_day(s, plan, ws, w);
  settle_everything(s, w, w.day);
  if (s.pools_world) return;
  solve_supply_intercepts(s, w);
  solve_takeovers(s, w);
  open_books(s, w);
  if (!s.v().supply().frozen()) {
    fill_pipeline(s, w);
    fill_council_pipeline(s, w);
    give_notice(s, w);
  }
  ws.ready = false;  // homes under way have joined
}

}  // namespace carepool
