// Commissioning: bodies forecast, let block beds and set budgets; groups decide about frameworks (memberships.cpp).
#include <algorithm>
#include <cmath>

#include "base/date.hpp"
#include "engine/det_math.hpp"
#include "engine/distributions.hpp"
#include "engine/erlang.hpp"
#include "engine/random.hpp"
#include "market/contracts.hpp"
#include "market/joint_talks.hpp"
#include "market/memberships.hpp"
#include "market/phases.hpp"
#include "market/supply.hpp"
#include "market/tell.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

const BodyRule& body_rule(const World& w, std::uint32_t body) { return w.rules.bodies[body]; }

// Relative error of a body's forecast: each member's own error of the year and the part that they share; computed from the members'.
double forecast_factor(const Setup& s, const World& w, const BodyRule& body) {
  const auto& p = s.v().commissioning();
  const auto year = static_cast<std::uint32_t>(ymd(Date{w.day}).year);
  const double shared = std::sqrt(p.forecast_shared()), own = std::sqrt(1.0 - p.forecast_shared());
  double weight = 0, sum = 0;
  Rng common(s.seed, streams::forecast, 0, year);
  const double trend = normal(common);
  for (const std::uint32_t m : body.members) {
    Rng rng(s.seed, streams::forecast, s.places[m].key + 1, year);
    const double error = p.forecast_cv() * (shared * trend + own * normal(rng));
    const double size = std::max(1, w.councils.children[m]);
    weight += size;
    sum += size * error;
  }
  return std::max(0.2, 1.0 + (weight > 0 ? sum / weight : 0.0));
}

// Children in independent homes today, by council that pays and need: [councils × needs].
std::vector<double> residents_by_need(const Setup& s, const World& w) {
  std::vector<double> x(s.councils() * kNeeds, 0.0);
  const Placements& p = w.placements;
  for (std::size_t r = 0; r < p.size(); ++r)
    if (p.home[r] != kNobody && p.account[r].sector != Sector::council) x[p.account[r].payer * kNeeds + static_cast<std::size_t>(p.account[r].need)] += 1;
  return x;
}

double mean_fee_of_class(const World& w, BedClass k, const std::array<double, kNeeds>& mix) {
  double fee = 0, weight = 0;
  for (std::size_t n = 0; n < kNeeds; ++n) {
    if (!serves(k, static_cast<Need>(n))) continue;
    const double share = mix[n] + 0.01;
    fee += share * w.signals.fee_mean[n];
    weight += share;
  }
  return fee / weight;
}

// How many beds the body wants. Share mode: a share of its independent placements. Moe: bed after bed while the load that it takes is worth it.
double wanted_beds(const Setup& s, const World& w, const BlockRule& rule, const BodyRule& body, const std::array<double, kNeeds>& mix) {
  double placements = 0;
  for (std::size_t n = 0; n < kNeeds; ++n)
    if (rule.needs[n] != 0) placements += mix[n];
  if (!rule.moe) return rule.share * placements;
  const double forecast = forecast_factor(s, w, body);
  double beds = 0;
  for (std::size_t n = 0; n < kNeeds; ++n) {
    if (rule.needs[n] == 0) continue;
    const double load = s.v().blocks().match_factor() * mix[n] * forecast;
    const double ratio = rule.price_ratio + rule.friction_per_week / std::max(1.0, w.signals.fee_mean[n]);
    beds += moe_block_size(load, ratio);
  }
  return beds;
}

double nearest_member_miles(const Setup& s, const World& w, const BodyRule& body, std::uint32_t h) {
  double best = 1e9;
  const Point at{static_cast<double>(w.homes.x_km[h]), static_cast<double>(w.homes.y_km[h])};
  for (const std::uint32_t m : body.members) best = std::min(best, distance_miles(at, s.places[m].at));
  return best;
}

int free_spot_beds(const World& w, std::uint32_t h) {
  return w.homes.staffed[h] - w.homes.block_beds[h] - (w.homes.residents[h] - w.homes.block_used[h]);
}

// The first time in the pre-history, and again once prices have been found, all contracts are let at once (step.cpp ends them half way).
bool all_at_once(const Setup& s, const StepContext& step, const World& w) {
  if (step.live) return false;
  const std::int32_t month_ago = add_months(Date{w.day}, -1).days, half_way = s.prehistory_start + (s.first_day - s.prehistory_start) / 2;
  return month_ago < s.prehistory_start || (month_ago < half_way && half_way <= w.day);
}

struct Lot {
  std::uint32_t home;
  double price;
  double talks;  // what joint talks made of the price, 1: nothing
};

void let_bed(const Setup& s, const StepContext& step, World& w, const BlockRule& rule, const BodyRule& body, const Lot& lot) {
  const std::uint32_t h = lot.home;
  Blocks& b = w.blocks;
  const auto term = static_cast<std::int32_t>(rule.term_years * 365.25);
  // Contracts that are let at once are of any age within their term.
  Rng rng(s.seed, streams::lot, combine_keys(rule.identity, w.homes.key[h]), static_cast<std::uint32_t>(w.day));
  const std::int32_t left = all_at_once(s, step, w) ? 1 + static_cast<std::int32_t>(rng.uniform() * term) : term;
  b.body.push_back(rule.body);
  b.rule.push_back(rule.identity);
  b.home.push_back(h);
  b.beds.push_back(1);
  b.used.push_back(0);
  b.resold.push_back(0);
  b.start_day.push_back(w.day);
  b.end_day.push_back(w.day + left);
  b.pence_per_week.push_back(pounds(lot.price));
  // Sold for less than a child in the bed adds to its price, the holder would rather leave it empty.
  const bool for_sale = rule.resale && rule.resale_price_ratio >= 1.0 - rule.guarantee;
  b.resale_pence_per_week.push_back(for_sale ? pounds(static_cast<double>(b.pence_per_week.back()) / 100.0 * rule.resale_price_ratio) : 0);
  b.guarantee.push_back(rule.guarantee);
  b.acceptance.push_back(rule.acceptance);
  b.catchment_miles.push_back(std::min(rule.catchment_miles, rule.distance_limit_miles));
  b.live.push_back(1);
  b.settled_day.push_back(w.day);
  b.cum_paid.push_back(0);
  b.cum_void.push_back(0);
  b.cum_resold.push_back(0);
  b.cum_bed_days.push_back(0);
  b.cum_used_days.push_back(0);
  b.lead.push_back(static_cast<std::uint16_t>(body.members.front()));
  ++w.homes.block_beds[h];
  index_blocks(w, step.ws, h);
  if (w.trace) tell::block_let(w, static_cast<std::uint32_t>(b.size() - 1), lot.talks);
  // One lot is what one body lets in a month in one home.
  pay_outside(w, body.members.front(), Pay::tenders, pounds(s.v().costs().tender_cost() / 12.0));
}

// Open independent homes that take placements.
std::vector<std::uint32_t> sellers(const World& w) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t h = 0; h < w.homes.size(); ++h)
    if (w.homes.status[h] == HomeStatus::open && w.homes.sector[h] != Sector::council && w.homes.short_break[h] == 0) out.push_back(h);
  return out;
}

std::vector<Lot> lots(const Setup& s, const World& w, const BlockRule& rule, const BodyRule& body, const std::vector<std::uint32_t>& homes,
                      const std::array<double, kNeeds>& mix) {
  std::vector<Lot> out;
  std::vector<std::uint8_t> is_member(s.councils(), 0);
  for (const std::uint32_t m : body.members) is_member[m] = 1;
  const bool joint = rule.body >= s.councils();
  const JointTalks talks(s, w, rule.body, body.members, is_member);
  const auto homes_of = joint ? homes_of_groups(w) : HomesOfGroups();
  for (const std::uint32_t h : homes) {
    if (free_spot_beds(w, h) < 1) continue;
    if (nearest_member_miles(s, w, body, h) > rule.catchment_miles) continue;
    const double fee = mean_fee_of_class(w, w.homes.bed_class[h], mix);
    double variable = 0, weight = 0;
    for (std::size_t n = 0; n < kNeeds; ++n)
      if (serves(w.homes.bed_class[h], static_cast<Need>(n))) {
        variable += (mix[n] + 0.01) * w.homes.variable_per_week[h][n];
        weight += mix[n] + 0.01;
      }
    const double reservation = w.homes.omega[h] + variable / weight * w.rules.real_cost_factor;
    const double leverage = joint ? talks.factor(homes_of[w.homes.provider[h]], h) : 1;
    out.push_back({h, std::max(reservation, rule.price_ratio * fee * leverage), leverage});
  }
  std::sort(out.begin(), out.end(), [&w](const Lot& a, const Lot& b) {
    if (a.price != b.price) return a.price < b.price;
    return w.homes.key[a.home] < w.homes.key[b.home];
  });
  return out;
}

void expire_blocks(const Setup& s, const StepContext& step, World& w) {
  for (std::uint32_t b = 0; b < w.blocks.size(); ++b) {
    if (w.blocks.live[b] == 0) continue;
    bool rule_stands = false;
    for (const BlockRule& r : w.rules.blocks) rule_stands = rule_stands || (r.identity == w.blocks.rule[b] && r.body == w.blocks.body[b]);
    if (w.day >= w.blocks.end_day[b] || !rule_stands) end_block(s, step, w, b);
  }
}

void let_blocks(const Setup& s, const StepContext& step, World& w) {
  if (w.rules.blocks.empty()) return;
  const std::vector<double> residents = residents_by_need(s, w);
  const std::vector<std::uint32_t> homes = sellers(w);
  std::vector<std::uint32_t> live_contracts;  // no two rules share identity and body, so what is let below counts for no other rule
  for (std::uint32_t b = 0; b < w.blocks.size(); ++b)
    if (w.blocks.live[b] != 0) live_contracts.push_back(b);
  for (const BlockRule& rule : w.rules.blocks) {
    const BodyRule& body = body_rule(w, rule.body);
    std::array<double, kNeeds> mix{};
    for (const std::uint32_t m : body.members)
      for (std::size_t n = 0; n < kNeeds; ++n) mix[n] += residents[m * kNeeds + n];
    double live = 0;
    for (const std::uint32_t b : live_contracts)
      if (w.blocks.rule[b] == rule.identity && w.blocks.body[b] == rule.body) live += w.blocks.beds[b];
    // A fraction of a bed is let by a lasting draw of the body, so that many small buyers come to the right sum.
    const double u = draw_uniform(s.seed, streams::lot, rule.identity, 0);
    const double wanted = std::floor(wanted_beds(s, w, rule, body, mix) + u);
    auto missing = static_cast<int>(wanted - live);
    if (missing <= 0) continue;
    const int at_once = std::max(1, static_cast<int>(wanted / 12.0));
    if (!all_at_once(s, step, w)) missing = std::min(missing, at_once);
    for (const Lot& lot : lots(s, w, rule, body, homes, mix)) {
      if (missing <= 0) break;
      let_bed(s, step, w, rule, body, lot);
      --missing;
    }
  }
}

Pence paid_by(const World& w, std::uint32_t council) {
  Pence sum = 0;
  for (std::size_t k = 0; k < kPays; ++k) sum += w.totals.paid[council * kPays + k];
  return sum;
}

void set_budgets(const Setup& s, World& w) {
  const auto& p = s.v().commissioning();
  Councils& c = w.councils;
  for (std::uint32_t i = 0; i < s.councils(); ++i) {
    const Pence now = paid_by(w, i);
    const Pence year = now - c.paid_mark_pence[i];
    if (c.budget_pence[i] > 0 && year > 0) {
      const double over = std::max(0.0, static_cast<double>(year) / static_cast<double>(c.budget_pence[i]) - 1.0);
      const double cut = std::min(0.5, p.budget_response() * over);
      // Higher thresholds now; the early help that was cut comes back as entries eighteen months later: half way through next year but one.
      c.threshold_factor[i] = (1.0 - cut) * (1.0 + c.early_help_due[i]);
      c.early_help_due[i] = cut;
    }
    c.last_year_pence[i] = year;
    c.budget_pence[i] = static_cast<Pence>(static_cast<double>(year) * (1.0 + p.budget_growth()));
    c.paid_mark_pence[i] = now;
  }
}

}  // namespace

void commissioning(const Setup& s, const StepContext& step, World& w) {
  const Ymd today = ymd(Date{w.day});
  if (today.day != 1 || s.pools_world) return;
  expire_blocks(s, step, w);
  let_blocks(s, step, w);
  const auto homes = homes_of_groups(w);
  reprice_frameworks(s, step, homes, w);
  framework_choices(s, homes, w);
  if (today.month == 4 && step.live && w.day > s.first_day) set_budgets(s, w);
}

}  // namespace carepool
