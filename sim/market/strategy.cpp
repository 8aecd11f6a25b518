// Strategy: homes open, fill their posts, are inspected, close; groups fail and their homes pass on, or merge; councils replace what they close.
#include <algorithm>
#include <cmath>

#include "base/date.hpp"
#include "base/rows_equal.hpp"
#include "behaviours/list.hpp"
#include "engine/det_math.hpp"
#include "engine/distributions.hpp"
#include "engine/random.hpp"
#include "market/care.hpp"
#include "market/contracts.hpp"
#include "market/debt.hpp"
#include "market/finance.hpp"
#include "market/mergers.hpp"
#include "market/phases.hpp"
#include "market/supply.hpp"
#include "market/tell.hpp"
#include "market/turnover.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

constexpr std::int32_t kFirstYear = 365;

double margin_of(const World& w, std::uint32_t h, double reference) {
  // Shrunk to the sector's by a quarter's fees of a middling home, so that a new home's first months do not decide its fate.
  constexpr double kPseudoFees = 60000;  // £
  const double revenue = std::max(0.0, w.homes.year_revenue[h]);
  const double margin = (revenue - w.homes.year_cost[h] + reference * kPseudoFees) / (revenue + kPseudoFees);
  return std::clamp(margin, -1.0, 0.6);
}

// An owner gives a new home a year to fill before judging it.
bool young(const World& w, std::uint32_t h) { return w.day - w.homes.opened_day[h] < kFirstYear; }

// The chance that a home decides to close at its yearly review.
double yearly_closure(const Setup& s, const World& w, std::uint32_t h) {
  if (young(w, h)) return 0.0;
  const auto sector = static_cast<std::size_t>(w.homes.sector[h]);
  return closure_chance(s, w.homes.sector[h], w.signals.closure_intercept[sector], margin_of(w, h, w.signals.reference_margin[sector]), w.homes.grade[h]);
}

void tell_closure(const Setup& s, const World& w, std::uint32_t h, v1::TraceClosure why, std::int32_t notice_days) {
  const double margin = margin_of(w, h, w.signals.reference_margin[static_cast<std::size_t>(w.homes.sector[h])]);
  tell::closure_decided(w, h, why, margin, yearly_closure(s, w, h), w.day + notice_days);
}

void tell_review(const World& w, std::uint32_t h, double chance) {
  if (w.homes.short_break[h] != 0) return;
  tell::home_reviewed(w, h, margin_of(w, h, w.signals.reference_margin[static_cast<std::size_t>(w.homes.sector[h])]), chance, young(w, h));
}

// Grades are drawn so that the shares stay as stated, although homes graded inadequate close more: at a changed grade, what closing takes away.
std::array<double, kGrades> grades_at_inspection(const Setup& s, Sector sector) {
  const auto& q = s.v().quality();
  const double changes = std::min(1.0, q.inspections_per_year()) * (1.0 - q.grade_stays());  // a year
  std::array<double, kGrades> share = s.grade_share;
  if (changes <= 0 || s.v().supply().frozen()) return share;
  constexpr auto kInadequate = static_cast<std::size_t>(Grade::inadequate);
  const double times = s.v().supply().closure_inadequate(), mean = 1.0 + share[kInadequate] * (times - 1.0);
  for (std::size_t i = 0; i < kGrades; ++i) {
    const double relative = (i == kInadequate ? times : 1.0) / mean;
    share[i] *= std::max(0.0, 1.0 + s.closure[static_cast<std::size_t>(sector)] * (relative - 1.0) / changes);
  }
  return share;
}

void inspect(const Setup& s, World& w, std::uint32_t h) {
  const auto& q = s.v().quality();
  Rng rng(s.seed, streams::inspection, w.homes.key[h], static_cast<std::uint32_t>(w.day));
  if (rng.uniform() >= q.inspections_per_year() || rng.uniform() < q.grade_stays()) return;
  // Thin staffing shifts the draw towards the worse grades.
  std::array<double, kGrades> share = grades_at_inspection(s, w.homes.sector[h]);
  const double thin = std::max(0.0, 1.0 - static_cast<double>(w.homes.staffing[h]));
  share[2] *= 1.0 + 4.0 * thin;
  share[3] *= 1.0 + 8.0 * thin;
  double total = 0;
  for (double& x : share) total += x;
  for (double& x : share) x /= total;
  const Grade before = w.homes.grade[h];
  w.homes.grade[h] = static_cast<Grade>(pick(rng, share));
  if (w.trace) tell::home_inspected(w, h, before);
}

// Staffing follows the fees that the home gets, against its own ask; who is in breach of a covenant saves more.
void review_staffing(const Setup& s, World& w) {
  const double elastic = s.v().quality().staffing_elastic();
  std::vector<double> paid(w.homes.size(), 0.0), asked(w.homes.size(), 0.0);
  const Placements& p = w.placements;
  for (std::uint32_t r = 0; r < p.size(); ++r) {
    if (p.account[r].child == kNobody || p.home[r] == kNobody || p.account[r].contract == Contract::in_house) continue;
    paid[p.home[r]] += static_cast<double>(p.account[r].fee_pence_per_week + p.account[r].add_ons_pence_per_week) / 100.0;
    asked[p.home[r]] += w.homes.ask_per_week[p.home[r]][static_cast<std::size_t>(p.account[r].need)];
  }
  for (std::size_t h = 0; h < w.homes.size(); ++h) {
    const double lost = asked[h] > 0 ? std::clamp(1.0 - paid[h] / asked[h] - 0.10, 0.0, 0.5) : 0.0;
    const auto before = static_cast<double>(w.homes.staffing[h]);
    const double saved = w.providers.in_breach[w.homes.provider[h]] != 0 ? s.v().supply().covenant_staffing() : 0.0;
    w.homes.staffing[h] = static_cast<float>((1.0 - elastic * lost) * (1.0 - saved));
    if (w.trace) tell::staffing_changed(w, static_cast<std::uint32_t>(h), before, lost, saved);
  }
}

void fill_posts(const Setup& s, World& w) {
  for (std::uint32_t h = 0; h < w.homes.size(); ++h)
    if (w.homes.staffed[h] < w.homes.planned_staffed[h] && w.homes.status[h] == HomeStatus::open &&
        w.day - w.homes.opened_day[h] >= s.v().supply().fill_up_days()) {
      w.homes.staffed[h] = w.homes.planned_staffed[h];
      if (w.trace) tell::home_staffed(w, h);
    }
}

void change_statuses(const Setup& s, const StepContext& step, World& w) {
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
    if (w.homes.status_day[h] > w.day) continue;
    switch (w.homes.status[h]) {
      case HomeStatus::registering: open_home(s, step, w, h); break;
      case HomeStatus::closing: close_home(s, step, w, h); break;
      case HomeStatus::in_transfer:
        w.homes.status[h] = HomeStatus::open;
        w.homes.status_day[h] = kNever;
        index_home(s, w, step.ws, h);
        break;
      default: break;
    }
  }
}

void yearly_decisions(const Setup& s, const StepContext& step, World& w) {
  const std::vector<std::uint32_t> today = step.ws.anniversaries[static_cast<std::size_t>(w.day % 365)];
  for (const std::uint32_t h : today) {
    if (w.homes.status[h] != HomeStatus::open) continue;
    inspect(s, w, h);
    if (!decides_to_close(s, w, h, w.day)) {
      if (w.trace) tell_review(w, h, yearly_closure(s, w, h));
      continue;
    }
    const auto notice = static_cast<std::int32_t>(s.v().supply().closure_notice_days());
    if (w.trace) tell_closure(s, w, h, v1::BY_CHOICE, notice);
    announce_closure(s, step, w, h, notice);
  }
}

void shocks(const Setup& s, const StepContext& step, World& w) {
  for (const ClosureRule& rule : w.rules.closures) {
    if (rule.day != w.day) continue;
    for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
      if (w.homes.status[h] != HomeStatus::open || rule.councils[w.homes.area[h]] == 0 || rule.sectors[static_cast<std::size_t>(w.homes.sector[h])] == 0) continue;
      if (draw_uniform(s.seed, streams::closure_shock, combine_keys(rule.identity, w.homes.key[h]), 0) >= rule.share) continue;
      if (w.trace) tell_closure(s, w, h, v1::BY_SHOCK, rule.notice_days);
      announce_closure(s, step, w, h, rule.notice_days);
    }
  }
}

void mark_failed(World& w, std::uint32_t g) {
  w.providers.active[g] = w.providers.in_breach[g] = 0;
  w.providers.failed_day[g] = w.day;
  ++w.totals.providers_failed;
}

// A failed group's homes pass to another independent group in the region or close; those that it was still building never open.
void wind_up_homes(const Setup& s, const StepContext& step, World& w, std::uint32_t g) {
  const auto& p = s.v().supply();
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
    if (w.homes.provider[h] != g) continue;
    if (w.homes.status[h] == HomeStatus::registering) {
      w.homes.status[h] = HomeStatus::closed;
      w.homes.status_day[h] = kNever;
      if (w.trace) tell::home_given_up(w, h);
    }
    if (w.homes.status[h] != HomeStatus::open && w.homes.status[h] != HomeStatus::in_transfer) continue;
    const double margin = margin_of(w, h, 0);
    const double grade = static_cast<double>(Grade::good) - static_cast<double>(w.homes.grade[h]);
    const double chance = det::logistic(det::logit(std::clamp(p.transfer_share(), 0.001, 0.999)) + 4.0 * margin + 0.5 * grade);
    Rng rng(s.seed, streams::transfer, w.homes.key[h], static_cast<std::uint32_t>(w.day));
    const std::uint32_t buyer = rng.uniform() < chance ? nearby_group(s, w, h, rng.uniform()) : kNobody;
    if (buyer == kNobody) {
      const auto notice = static_cast<std::int32_t>(p.closure_notice_days());
      if (w.trace) tell_closure(s, w, h, v1::GROUP_FAILED, notice);
      announce_closure(s, step, w, h, notice);
      continue;
    }
    transfer_home(s, w, h, buyer);
    w.homes.status[h] = HomeStatus::in_transfer;
    w.homes.status_day[h] = w.day + static_cast<std::int32_t>(p.transfer_days());
    index_home(s, w, step.ws, h);
  }
}

// All that fail today leave at once, so that none takes over another's homes.
void failures(const Setup& s, const StepContext& step, World& w) {
  std::vector<std::uint32_t> failing = refinance(s, w);
  for (const std::uint32_t g : failing) mark_failed(w, g);
  std::vector<double> weekly(w.providers.size(), 0.0);
  for (std::uint32_t h = 0; h < w.homes.size(); ++h)
    if (w.homes.status[h] == HomeStatus::open || w.homes.status[h] == HomeStatus::closing) weekly[w.homes.provider[h]] += full_cost_per_week(w, h);
  for (std::uint32_t g = 0; g < weekly.size(); ++g) {
    // Groups without debt close homes by choice (yearly_decisions); who owes money can fail.
    if (w.providers.active[g] == 0 || w.providers.debt[g] <= 0 || w.providers.kind[g] != 0 || weekly[g] <= 0) continue;
    const auto limit = static_cast<Pence>(-weekly[g] * 100.0 * s.v().supply().fail_weeks());
    if (w.providers.cash[g] >= limit) continue;
    if (w.trace) tell::provider_failed(w, g, limit);
    failing.push_back(g);
    mark_failed(w, g);
  }
  for (const std::uint32_t g : failing) wind_up_homes(s, step, w, g);
}

}  // namespace

bool decides_to_close(const Setup& s, const World& w, std::uint32_t h, std::int32_t day) {
  if (w.homes.short_break[h] != 0) return false;  // short-break homes stand apart from this market
  return draw_uniform(s.seed, streams::closure, w.homes.key[h], static_cast<std::uint32_t>(day)) < yearly_closure(s, w, h);
}

void open_home(const Setup& s, const StepContext& step, World& w, std::uint32_t h) {
  w.homes.status[h] = HomeStatus::open;
  w.homes.status_day[h] = kNever;
  w.homes.opened_day[h] = w.day;
  w.homes.booked_day[h] = w.day;
  w.homes.staffed[h] = static_cast<std::uint16_t>(std::max(1, w.homes.planned_staffed[h] / 2));
  ++w.totals.homes_opened[static_cast<std::size_t>(w.homes.area[h]) * kSectors + static_cast<std::size_t>(w.homes.sector[h])];
  if (w.trace) tell::home_opened(w, h);
  index_home(s, w, step.ws, h);
}

void announce_closure(const Setup& s, const StepContext& step, World& w, std::uint32_t h, std::int32_t notice_days) {
  w.homes.status[h] = HomeStatus::closing;
  w.homes.status_day[h] = w.day + notice_days;
  index_home(s, w, step.ws, h);
  if (notice_days <= 0) close_home(s, step, w, h);
}

void close_home(const Setup& s, const StepContext& step, World& w, std::uint32_t h) {
  for (std::uint32_t b = 0; b < w.blocks.size(); ++b)
    if (w.blocks.live[b] != 0 && w.blocks.home[b] == h) end_block(s, step, w, b);
  std::vector<std::uint32_t> residents;
  if (w.homes.residents[h] > 0)
    for (const std::uint32_t r : rows_equal(w.placements.home, h))
      if (w.placements.account[r].child != kNobody) residents.push_back(w.placements.account[r].child);
  const Children& c = w.children;
  std::sort(residents.begin(), residents.end(), [&c](std::uint32_t a, std::uint32_t b) { return c.care[a].key < c.care[b].key; });
  for (const std::uint32_t child : residents) {
    end_placement(s, w, child, EndReason::closure);
    ask_for_placement(s, w, child);
  }
  if (w.trace) tell::home_closed(w, h, residents.size());
  book_home_costs(w, h, w.day);
  w.homes.status[h] = HomeStatus::closed;
  w.homes.status_day[h] = kNever;
  ++w.totals.homes_closed[static_cast<std::size_t>(w.homes.area[h]) * kSectors + static_cast<std::size_t>(w.homes.sector[h])];
  index_home(s, w, step.ws, h);
  if (w.homes.sector[h] == Sector::council && step.live && !s.v().supply().frozen()) replace_council_home(s, w, h);
}

void solve_supply_intercepts(const Setup& s, World& w) {
  for (std::size_t k = 0; k < kSectors; ++k) {
    double revenue = 0, cost = 0;
    std::vector<std::uint32_t> homes;
    for (std::uint32_t h = 0; h < w.homes.size(); ++h)
      if (static_cast<std::size_t>(w.homes.sector[h]) == k && w.homes.status[h] == HomeStatus::open && w.homes.short_break[h] == 0) {
        homes.push_back(h);
        revenue += w.homes.year_revenue[h];
        cost += w.homes.year_cost[h];
      }
    w.signals.reference_margin[k] = revenue > 0 ? std::clamp((revenue - cost) / revenue, -0.5, 0.5) : 0.0;
    w.signals.closure_intercept[k] = det::logit(std::clamp(s.closure[k], 1e-6, 0.999));
    if (homes.empty()) continue;
    double low = -30, high = 10;
    for (int i = 0; i < 60; ++i) {
      w.signals.closure_intercept[k] = 0.5 * (low + high);
      double sum = 0;
      for (const std::uint32_t h : homes) sum += yearly_closure(s, w, h);
      (sum / static_cast<double>(homes.size()) < s.closure[k] ? low : high) = w.signals.closure_intercept[k];
    }
  }
  solve_entry(s, w);
}

void group_sizes(World& w) {
  std::fill(w.providers.homes_open.begin(), w.providers.homes_open.end(), std::uint16_t{0});
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
    const HomeStatus x = w.homes.status[h];
    if (x == HomeStatus::open || x == HomeStatus::closing || x == HomeStatus::in_transfer) ++w.providers.homes_open[w.homes.provider[h]];
  }
  for (std::size_t g = 0; g < w.providers.size(); ++g)
    if (w.providers.homes_open[g] > 0) w.providers.homes_last[g] = w.providers.homes_open[g];
}

void strategy(const Setup& s, const StepContext& step, World& w) {
  if (step.live) shocks(s, step, w);
  change_statuses(s, step, w);
  if (s.v().supply().frozen()) return;
  const bool month_begins = ymd(Date{w.day}).day == 1;
  if (!step.live) turn_over(s, step, w);
  if (month_begins) fill_posts(s, w);
  if (!step.live) return;
  yearly_decisions(s, step, w);
  if (!month_begins) return;
  review_staffing(s, w);
  failures(s, step, w);
  takeovers(s, step, w);
  entries_of_month(s, w, w.day);
  group_sizes(w);
  close_empty_groups(w);
  mergers(s, step, w);
}

}  // namespace carepool
