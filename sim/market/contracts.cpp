#include "market/contracts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/det_math.hpp"
#include "engine/random.hpp"
#include "market/demand.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

constexpr double kMilesNear = 20;

std::uint32_t new_placement_row(World& w) {
  Placements& p = w.placements;
  if (!p.free_rows.empty()) {
    const std::uint32_t row = p.free_rows.back();
    p.free_rows.pop_back();
    return row;
  }
  const auto row = static_cast<std::uint32_t>(p.size());
  p.child.push_back(kNobody);
  p.setting.push_back(Setting::residential);
  p.contract.push_back(Contract::spot);
  p.sector.push_back(Sector::council);
  p.home.push_back(kNobody);
  p.pool.push_back(kNobody);
  p.provider.push_back(kNobody);
  p.payer.push_back(0);
  p.block.push_back(kNobody);
  p.framework.push_back(kNobody);
  p.need.push_back(Need::standard);
  p.fee_pence_per_week.push_back(0);
  p.add_ons_pence_per_week.push_back(0);
  p.paid_pence.push_back(0);
  p.paid_add_ons_pence.push_back(0);
  p.start_day.push_back(0);
  p.settled_day.push_back(0);
  p.money_base_day.push_back(0);
  p.link.push_back(0);
  p.in_area.push_back(0);
  p.distance_miles.push_back(0);
  p.hazard_per_day.push_back(0);
  p.hazard_from.push_back(0);
  p.offers.push_back(0);
  p.days_waited.push_back(0);
  return row;
}

void rest_row(Placements& p, std::uint32_t r) {
  p.child[r] = kNobody;
  p.setting[r] = Setting::residential;
  p.contract[r] = Contract::spot;
  p.sector[r] = Sector::council;
  p.home[r] = p.pool[r] = p.provider[r] = p.block[r] = p.framework[r] = kNobody;
  p.payer[r] = 0;
  p.need[r] = Need::standard;
  p.fee_pence_per_week[r] = p.add_ons_pence_per_week[r] = p.paid_pence[r] = p.paid_add_ons_pence[r] = 0;
  p.start_day[r] = p.settled_day[r] = p.money_base_day[r] = p.hazard_from[r] = 0;
  p.link[r] = p.in_area[r] = p.offers[r] = 0;
  p.distance_miles[r] = p.hazard_per_day[r] = 0;
  p.days_waited[r] = 0;
}

bool right_setting(Setting plan, Setting got) {
  if (plan == got) return true;
  const auto family = [](Setting x) { return x == Setting::fostering || x == Setting::kinship; };
  return family(plan) && family(got);
}

bool together(const Placements& p, std::uint32_t a, std::uint32_t b) {
  if (p.home[a] != kNobody || p.home[b] != kNobody) return p.home[a] == p.home[b];
  if (p.pool[a] != kNobody && p.pool[b] != kNobody) return p.pool[a] == p.pool[b];
  return p.setting[a] == p.setting[b];
}

// Siblings are planned together only while both have the same plan.
bool siblings_apart(const World& w, std::uint32_t child) {
  const Children& c = w.children;
  const std::uint32_t sib = c.sibling[child];
  if (sib == kNobody || c.placement[sib] == kNobody || c.plan[sib] != c.plan[child]) return false;
  return !together(w.placements, c.placement[child], c.placement[sib]);
}

Link link_of(const World& w, std::uint32_t child) {
  const Children& c = w.children;
  const Placements& p = w.placements;
  const std::uint32_t r = c.placement[child];
  if (p.setting[r] == Setting::crisis) return Link::unlawful;
  if (!right_setting(c.plan[child], p.setting[r])) return Link::wrong_setting;
  if (p.home[r] != kNobody && !serves(w.homes.bed_class[p.home[r]], c.need[child])) return Link::need_not_served;
  if (siblings_apart(w, child)) return Link::siblings_apart;
  if (p.in_area[r] == 0 && static_cast<double>(p.distance_miles[r]) > kMilesNear) return Link::far;
  return Link::sufficient;
}

// [settings] What a placement is paid under; carers of agencies, and not the council's own, under the latter.
constexpr std::array<Pay, kSettings> kPayOf{Pay::fostering_own, Pay::kinship, Pay::homes_fees, Pay::supported, Pay::secure,
                                            Pay::with_parents, Pay::adoption, Pay::other, Pay::crisis};

Pay pay_of(const Placements& p, std::uint32_t r) {
  if (p.setting[r] == Setting::fostering && p.sector[r] != Sector::council) return Pay::fostering_agency;
  return kPayOf[static_cast<std::size_t>(p.setting[r])];
}

void pay(World& w, std::uint32_t r, Pay what, Pence amount) {
  if (amount == 0) return;
  const Placements& p = w.placements;
  if (p.provider[r] == kNobody) pay_outside(w, p.payer[r], what, amount);
  else pay_provider(w, p.payer[r], what, p.provider[r], amount);
  if (p.home[r] != kNobody) w.homes.month_revenue[p.home[r]] += amount;
}

void book_nights(World& w, std::uint32_t r, std::int32_t days) {
  const Placements& p = w.placements;
  const std::size_t cell = static_cast<std::size_t>(p.payer[r]) * kSettings + static_cast<std::size_t>(p.setting[r]);
  w.totals.nights[cell * kLinks + p.link[r]] += days;
  const bool near_home = p.link[r] == static_cast<std::uint8_t>(Link::sufficient) && p.in_area[r] != 0;
  if (near_home) w.totals.nights_in_area[cell] += days;
  if (p.setting[r] == Setting::residential || p.setting[r] == Setting::crisis) {
    const std::size_t cn = static_cast<std::size_t>(p.payer[r]) * kNeeds + static_cast<std::size_t>(w.children.need[p.child[r]]);
    w.totals.home_nights[cn * kLinks + p.link[r]] += days;
    if (near_home) w.totals.home_nights_in_area[cn] += days;
  }
  const std::uint32_t h = p.home[r];
  if (h == kNobody) return;
  const auto variable = static_cast<Pence>(w.homes.variable_per_week[h][static_cast<std::size_t>(p.need[r])] * 100.0 * w.rules.real_cost_factor * days / 7.0 + 0.5);
  w.homes.month_cost[h] += variable;
  w.providers.cum_variable[w.homes.provider[h]] += variable;
}

void append_history(World& w, std::uint32_t r, EndReason reason) {
  const Placements& p = w.placements;
  History& h = w.history;
  h.child_key.push_back(w.children.key[p.child[r]]);
  h.setting.push_back(p.setting[r]);
  h.contract.push_back(p.contract[r]);
  h.home.push_back(p.home[r]);
  h.provider.push_back(p.provider[r]);
  h.payer.push_back(p.payer[r]);
  h.fee_pence_per_week.push_back(p.fee_pence_per_week[r]);
  h.add_ons_pence_per_week.push_back(p.add_ons_pence_per_week[r]);
  h.paid_pence.push_back(p.paid_pence[r]);
  h.paid_add_ons_pence.push_back(p.paid_add_ons_pence[r]);
  h.start_day.push_back(p.start_day[r]);
  h.money_base_day.push_back(p.money_base_day[r]);
  h.end_day.push_back(w.day);
  h.reason.push_back(reason);
}

double breakdown_hazard(const Setup& s, const World& w, std::uint32_t r, double match) {
  const auto& q = s.v().quality();
  const Placements& p = w.placements;
  if (p.setting[r] == Setting::fostering) return q.breakdown_foster_per_year() / 365.25;
  if (p.setting[r] != Setting::residential) return 0;
  const std::uint32_t h = p.home[r];
  const double grades = static_cast<double>(static_cast<int>(w.homes.grade[h]) - static_cast<int>(Grade::good));
  const double far = std::min(120.0, static_cast<double>(p.distance_miles[r])) / 30.0;
  const double poor_match = match < 0 ? 1.0 : 0.0;
  double x = q.breakdown_per_year() / 365.25;
  x *= det::pow(std::max(0.2, static_cast<double>(w.homes.staffing[h])), -q.breakdown_staffing());
  x *= det::pow(q.breakdown_per_grade(), grades) * det::pow(q.breakdown_per_30_miles(), far) * det::pow(q.breakdown_match(), poor_match);
  return x;
}

void count_home_start(const Setup& s, World& w, std::uint32_t r) {
  const Placements& p = w.placements;
  const Children& c = w.children;
  Totals& t = w.totals;
  const std::uint32_t council = p.payer[r];
  const std::size_t cn = council * kNeeds + static_cast<std::size_t>(p.need[r]);
  ++t.home_starts[cn];
  t.days_waited[cn] += p.days_waited[r];
  if (p.in_area[r] == 0) ++t.out_of_council_starts[cn];
  if (static_cast<double>(p.distance_miles[r]) > kMilesNear) ++t.beyond_20_starts[cn];
  const std::size_t old = w.day - c.birth_day[p.child[r]] >= kBandStartDays[4] ? 1 : 0;
  std::size_t cell = s.places[council].region;
  cell = cell * kNeeds + static_cast<std::size_t>(p.need[r]);
  cell = cell * kContracts + static_cast<std::size_t>(p.contract[r]);
  cell = cell * kSectors + static_cast<std::size_t>(p.sector[r]);
  cell = cell * 2 + old;
  ++t.start_count[cell];
  t.start_fee[cell] += p.fee_pence_per_week[r] + p.add_ons_pence_per_week[r];
}

void take_bed(World& w, std::uint32_t r, int step) {
  const Placements& p = w.placements;
  const auto bump = [step](std::uint16_t& x) { x = static_cast<std::uint16_t>(x + step); };
  if (p.home[r] != kNobody) {
    bump(w.homes.residents[p.home[r]]);
    if (p.block[r] != kNobody) {
      bump(w.homes.block_used[p.home[r]]);
      settle_block_use(w, p.block[r], w.day, step, p.contract[r] != Contract::block);
    }
  }
  if (p.pool[r] != kNobody) w.pools.filled[p.pool[r]] += step;
}

}  // namespace

void settle_block_use(World& w, std::uint32_t b, std::int32_t to_day, int step, bool resold) {
  Blocks& blocks = w.blocks;
  blocks.cum_bed_days[b] += static_cast<double>(blocks.beds[b]) * (to_day - blocks.settled_day[b]);
  blocks.cum_used_days[b] += static_cast<double>(blocks.used[b]) * (to_day - blocks.settled_day[b]);
  const int empty = blocks.beds[b] - blocks.used[b];
  const Pence before = accrued_pence(blocks.pence_per_week[b], blocks.settled_day[b], to_day);
  const Pence by_others = accrued_pence(blocks.resale_pence_per_week[b], blocks.settled_day[b], to_day) * blocks.resold[b];
  // Empty beds at their guarantee, and what resold ones bring in less than their price.
  const auto voids = static_cast<Pence>(static_cast<double>(before * empty) * blocks.guarantee[b] + 0.5) + before * blocks.resold[b] - by_others;
  if (voids > 0) {
    pay_provider(w, blocks.lead[b], Pay::block_voids, w.homes.provider[blocks.home[b]], voids);
    w.homes.month_revenue[blocks.home[b]] += voids;
    blocks.cum_void[b] += voids;
  }
  blocks.cum_paid[b] += voids + before * (blocks.used[b] - blocks.resold[b]) + by_others;
  blocks.cum_resold[b] += by_others;
  blocks.settled_day[b] = to_day;
  blocks.used[b] = static_cast<std::uint16_t>(blocks.used[b] + step);
  if (resold) blocks.resold[b] = static_cast<std::uint16_t>(blocks.resold[b] + step);
}

void pay_provider(World& w, std::uint32_t council, Pay what, std::uint32_t provider, Pence amount) {
  w.totals.paid[council * kPays + static_cast<std::size_t>(what)] += amount;
  w.totals.received_provider[provider] += amount;
  w.providers.cum_revenue[provider] += amount;
  w.providers.cash[provider] += amount;
}

void pay_outside(World& w, std::uint32_t council, Pay what, Pence amount) {
  w.totals.paid[council * kPays + static_cast<std::size_t>(what)] += amount;
  w.totals.received_outside[static_cast<std::size_t>(what)] += amount;
}

std::uint32_t start_placement(const Setup& s, World& w, std::uint32_t child, const StartTerms& t) {
  Children& c = w.children;
  if (c.state[child] == ChildState::waiting) settle_waiting(s, w, child, w.day);
  const std::uint32_t r = new_placement_row(w);
  Placements& p = w.placements;
  p.child[r] = child;
  p.setting[r] = t.setting;
  p.contract[r] = t.contract;
  p.sector[r] = t.sector;
  p.home[r] = t.home;
  p.pool[r] = t.pool;
  p.provider[r] = t.provider;
  p.payer[r] = c.council[child];
  p.block[r] = t.block;
  p.framework[r] = t.framework;
  p.need[r] = c.need[child];
  p.fee_pence_per_week[r] = t.fee_pence_per_week;
  p.add_ons_pence_per_week[r] = t.add_ons_pence_per_week;
  p.start_day[r] = p.settled_day[r] = p.money_base_day[r] = p.hazard_from[r] = w.day;
  p.in_area[r] = t.in_area ? 1 : 0;
  p.distance_miles[r] = t.miles;
  p.offers[r] = t.offers;
  p.days_waited[r] = static_cast<std::uint16_t>(std::min(65535, w.day - c.referral_day[child]));
  c.placement[child] = r;
  c.state[child] = ChildState::placed;
  take_bed(w, r, +1);
  p.hazard_per_day[r] = static_cast<float>(breakdown_hazard(s, w, r, t.match));
  p.link[r] = static_cast<std::uint8_t>(link_of(w, child));
  if (c.sibling[child] != kNobody) refresh_link(s, w, c.sibling[child]);
  c.recent_starts[child] = {w.day, c.recent_starts[child][0], c.recent_starts[child][1]};
  ++w.totals.placements_started[c.council[child] * kSettings + static_cast<std::size_t>(t.setting)];
  if (t.setting == Setting::residential) count_home_start(s, w, r);
  schedule_breakdown(s, w, child);
  return r;
}

void close_placement_row(const Setup& s, World& w, std::uint32_t r, EndReason reason) {
  Placements& p = w.placements;
  const std::uint32_t council = p.payer[r];
  ++w.totals.end_reasons[static_cast<std::size_t>(p.setting[r]) * kEndReasons + static_cast<std::size_t>(reason)];
  if (p.setting[r] == Setting::crisis) {
    ++w.totals.crisis_ended[council];
    w.totals.crisis_days_ended[council] += w.day - p.start_day[r];
  }
  if (reason == EndReason::breakdown) ++w.totals.breakdowns[council];
  if (reason == EndReason::closure) ++w.totals.displaced[council];
  if (reason != EndReason::left_care) {
    ++w.totals.moves[council];
    ++w.children.moves[p.child[r]];
  }
  if (s.v().record().history()) append_history(w, r, reason);
  take_bed(w, r, -1);
  rest_row(p, r);
  p.free_rows.push_back(r);
}

void settle_placement(const Setup&, World& w, std::uint32_t r, std::int32_t to_day) {
  Placements& p = w.placements;
  const std::int32_t days = to_day - p.settled_day[r];
  if (days <= 0) return;
  book_nights(w, r, days);
  const std::int32_t lived = to_day - p.money_base_day[r];
  const Pence due = accrued_pence(p.fee_pence_per_week[r], lived) - p.paid_pence[r];
  p.paid_pence[r] += due;
  pay(w, r, pay_of(p, r), due);
  if (p.add_ons_pence_per_week[r] != 0) {  // what was paid is of the present fee (change_fee)
    const Pence extra = accrued_pence(p.add_ons_pence_per_week[r], lived) - p.paid_add_ons_pence[r];
    p.paid_add_ons_pence[r] += extra;
    pay(w, r, Pay::add_ons, extra);
  }
  p.settled_day[r] = to_day;
}

void settle_waiting(const Setup& s, World& w, std::uint32_t child, std::int32_t to_day) {
  Children& c = w.children;
  const std::int32_t days = to_day - c.waiting_from[child];
  if (days <= 0) return;
  const std::uint32_t council = c.council[child];
  w.totals.nights_waiting[council] += days;
  if (c.plan[child] == Setting::residential || c.for_want_of_foster[child] != 0)
    w.totals.home_nights[(council * kNeeds + static_cast<std::size_t>(c.need[child])) * kLinks] += days;
  pay_outside(w, council, Pay::waiting, accrued_pence(pounds(s.v().costs().wait_week()), days));
  c.waiting_from[child] = to_day;
}

void settle_block(const Setup&, World& w, std::uint32_t b, std::int32_t to_day) { settle_block_use(w, b, to_day, 0, false); }

void settle_everything(const Setup& s, World& w, std::int32_t to_day) {
  for (std::uint32_t r = 0; r < w.placements.size(); ++r)
    if (w.placements.child[r] != kNobody) settle_placement(s, w, r, to_day);
  for (const std::uint32_t child : w.open_referrals)
    if (w.children.state[child] == ChildState::waiting) settle_waiting(s, w, child, to_day);
  for (std::uint32_t b = 0; b < w.blocks.size(); ++b)
    if (w.blocks.live[b] != 0) settle_block(s, w, b, to_day);
}

void change_fee(const Setup& s, World& w, std::uint32_t r, Pence fee, Pence add_ons) {
  Placements& p = w.placements;
  settle_placement(s, w, r, w.day);
  if (s.v().record().history()) append_history(w, r, EndReason::none);
  p.fee_pence_per_week[r] = fee;
  p.add_ons_pence_per_week[r] = add_ons;
  p.paid_pence[r] = p.paid_add_ons_pence[r] = 0;
  p.money_base_day[r] = w.day;
}

void spend_breakdown_budget(World& w, std::uint32_t r, std::int32_t to_day) {
  Placements& p = w.placements;
  const std::int32_t days = to_day - p.hazard_from[r];
  float& left = w.children.breakdown_left[p.child[r]];
  left = std::max(0.0F, left - p.hazard_per_day[r] * static_cast<float>(days));
  p.hazard_from[r] = to_day;
}

void refresh_link(const Setup& s, World& w, std::uint32_t child) {
  const std::uint32_t r = w.children.placement[child];
  if (r == kNobody) return;
  const auto link = static_cast<std::uint8_t>(link_of(w, child));
  if (link == w.placements.link[r]) return;
  settle_placement(s, w, r, w.day);
  w.placements.link[r] = link;
}

double cap_per_week(const World& w, std::uint32_t council, Setting setting, Need need, Contract contract, Sector sector, bool relabelled,
                    const CapRule** which) {
  double lowest = std::numeric_limits<double>::infinity();
  for (const CapRule& cap : w.rules.caps) {
    if (cap.councils[council] == 0 || cap.contracts[static_cast<std::size_t>(contract)] == 0 || cap.sectors[static_cast<std::size_t>(sector)] == 0 ||
        cap.settings[static_cast<std::size_t>(setting)] == 0)
      continue;
    const std::size_t n = std::min(kNeeds - 1, static_cast<std::size_t>(need) + (relabelled ? 1 : 0));
    if (cap.level_per_week[n] < lowest) {
      lowest = cap.level_per_week[n];
      if (which != nullptr) *which = &cap;
    }
  }
  return lowest;
}

void review_fees(const Setup& s, const StepContext& step, World& w) {
  bool all = false, yearly = false;
  for (const CapRule& cap : w.rules.caps) {
    all = all || cap.applies == CapApplies::all;
    yearly = yearly || cap.applies == CapApplies::at_review;
  }
  if (!all && !yearly) return;
  Placements& p = w.placements;
  for (std::uint32_t r = 0; r < p.size(); ++r) {
    if (p.child[r] == kNobody || p.home[r] == kNobody || p.contract[r] == Contract::in_house) continue;
    const bool due = yearly && step.day > p.start_day[r] && (step.day - p.start_day[r]) % 365 == 0;
    if (!all && !due) continue;
    const CapRule* which = nullptr;
    const double cap = cap_per_week(w, p.payer[r], p.setting[r], p.need[r], p.contract[r], p.sector[r], false, &which);
    if (which == nullptr || which->applies == CapApplies::new_fees || (which->applies == CapApplies::at_review && !due)) continue;
    const Pence level = pounds(cap);
    if (p.fee_pence_per_week[r] <= level) continue;
    const auto add_ons = static_cast<Pence>(static_cast<double>(p.fee_pence_per_week[r] - level) * which->add_ons_share);
    change_fee(s, w, r, level, p.add_ons_pence_per_week[r] + add_ons);
  }
}

}  // namespace carepool
