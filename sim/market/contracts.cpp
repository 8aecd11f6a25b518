#include "market/contracts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "base/prefetch.hpp"
#include "engine/det_math.hpp"
#include "engine/random.hpp"
#include "market/demand.hpp"
#include "market/tell.hpp"
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
  p.account.emplace_back();
  p.terms.emplace_back();
  p.home.push_back(kNobody);
  return static_cast<std::uint32_t>(p.size() - 1);
}

void rest_row(Placements& p, std::uint32_t r) {
  p.account[r] = PlacementAccount{};
  p.terms[r] = PlacementTerms{};
  p.home[r] = kNobody;
}

bool right_setting(Setting plan, Setting got) {
  if (plan == got) return true;
  const auto family = [](Setting x) { return x == Setting::fostering || x == Setting::kinship; };
  return family(plan) && family(got);
}

bool together(const Placements& p, std::uint32_t a, std::uint32_t b) {
  if (p.home[a] != kNobody || p.home[b] != kNobody) return p.home[a] == p.home[b];
  if (p.terms[a].pool != kNobody && p.terms[b].pool != kNobody) return p.terms[a].pool == p.terms[b].pool;
  return p.account[a].setting == p.account[b].setting;
}

// Siblings are planned together only while both have the same plan.
bool siblings_apart(const World& w, std::uint32_t child) {
  const Children& c = w.children;
  const std::uint32_t sib = c.care[child].sibling;
  if (sib == kNobody || c.care[sib].placement == kNobody || c.care[sib].plan != c.care[child].plan) return false;
  return !together(w.placements, c.care[child].placement, c.care[sib].placement);
}

Link link_of(const World& w, std::uint32_t child) {
  const Children& c = w.children;
  const Placements& p = w.placements;
  const std::uint32_t r = c.care[child].placement;
  if (p.account[r].setting == Setting::crisis) return Link::unlawful;
  if (!right_setting(c.care[child].plan, p.account[r].setting)) return Link::wrong_setting;
  if (p.home[r] != kNobody && !serves(w.homes.bed_class[p.home[r]], c.care[child].need)) return Link::need_not_served;
  if (siblings_apart(w, child)) return Link::siblings_apart;
  if (p.account[r].in_area == 0 && static_cast<double>(p.terms[r].distance_miles) > kMilesNear) return Link::far;
  return Link::sufficient;
}

// [council's own or not][settings] What a placement is paid under. A table, since which carers are the council's own is as good as random.
constexpr std::array<std::array<Pay, kSettings>, 2> kPayOf{
    {{Pay::fostering_own, Pay::kinship, Pay::homes_fees, Pay::supported, Pay::secure, Pay::with_parents, Pay::adoption, Pay::other, Pay::crisis},
     {Pay::fostering_agency, Pay::kinship, Pay::homes_fees, Pay::supported, Pay::secure, Pay::with_parents, Pay::adoption, Pay::other, Pay::crisis}}};

Pay pay_of(const PlacementAccount& a) { return kPayOf[a.sector != Sector::council ? 1 : 0][static_cast<std::size_t>(a.setting)]; }

void pay(World& w, std::uint32_t r, Pay what, Pence amount) {
  if (amount == 0) return;
  const Placements& p = w.placements;
  if (p.account[r].provider == kNobody) pay_outside(w, p.account[r].payer, what, amount);
  else pay_provider(w, p.account[r].payer, what, p.account[r].provider, amount);
  if (p.home[r] != kNobody) w.homes.month_revenue[p.home[r]] += amount;
}

// Called for every placement at every month end: as near to home as not is as good as random, so that no branch is made of it.
void book_nights_in_care(World& w, const PlacementAccount& a, std::int32_t days) {
  const std::size_t cell = static_cast<std::size_t>(a.payer) * kSettings + static_cast<std::size_t>(a.setting);
  w.totals.nights[cell * kLinks + a.link] += days;
  const std::int64_t near_home = static_cast<std::int64_t>(a.link == static_cast<std::uint8_t>(Link::sufficient)) & static_cast<std::int64_t>(a.in_area != 0);
  w.totals.nights_in_area[cell] += near_home * days;
  if (a.setting != Setting::residential && a.setting != Setting::crisis) return;
  const std::size_t cn = static_cast<std::size_t>(a.payer) * kNeeds + static_cast<std::size_t>(need_now(a));
  w.totals.home_nights[cn * kLinks + a.link] += days;
  w.totals.home_nights_in_area[cn] += near_home * days;
}

void book_variable_cost(World& w, const PlacementAccount& a, std::uint32_t h, std::int32_t days) {
  const auto variable = static_cast<Pence>(w.homes.variable_per_week[h][static_cast<std::size_t>(a.need)] * 100.0 * w.rules.real_cost_factor * days / 7.0 + 0.5);
  w.homes.month_cost[h] += variable;
  w.providers.cum_variable[w.homes.provider[h]] += variable;
}

void book_nights(World& w, std::uint32_t r, std::int32_t days) {
  book_nights_in_care(w, w.placements.account[r], days);
  if (w.placements.home[r] != kNobody) book_variable_cost(w, w.placements.account[r], w.placements.home[r], days);
}

// What the core fees of many placements come to, kept at hand until the end: whole pence, so the order is nothing.
struct Settlement {
  std::vector<Pence> received;                // [groups + 1]; first: by nobody's group
  std::array<Pence, kPays> outside{};

  void pay(World& w, const PlacementAccount& a, Pence amount) {
    const auto what = static_cast<std::size_t>(pay_of(a));
    w.totals.paid[a.payer * kPays + what] += amount;
    received[static_cast<std::uint32_t>(a.provider + 1)] += amount;  // kNobody + 1 is 0
    outside[what] += a.provider == kNobody ? amount : 0;
  }
  void book(World& w) const {
    for (std::size_t what = 0; what < kPays; ++what) w.totals.received_outside[what] += outside[what];
    for (std::size_t g = 0; g + 1 < received.size(); ++g) {
      w.totals.received_provider[g] += received[g + 1];
      w.providers.cum_revenue[g] += received[g + 1];
      w.providers.cash[g] += received[g + 1];
    }
  }
};

void pay_add_ons(World& w, std::uint32_t r, std::int32_t lived) {
  PlacementAccount& a = w.placements.account[r];
  if (a.add_ons_pence_per_week == 0) return;
  const Pence extra = accrued_pence(a.add_ons_pence_per_week, lived) - a.paid_add_ons_pence;  // what was paid is of the present fee (change_fee)
  a.paid_add_ons_pence += extra;
  pay(w, r, Pay::add_ons, extra);
}

// settle_placement for all, in one sweep.
void settle_placements(World& w, std::int32_t to_day) {
  static_assert(kNobody + 1 == 0);
  Settlement sums{std::vector<Pence>(w.providers.size() + 1), {}};
  const auto rows = static_cast<std::uint32_t>(w.placements.size());
  for (std::uint32_t r = 0; r < rows; ++r) {
    PlacementAccount& a = w.placements.account[r];
    fetch_ahead_to_write(&a);
    const std::int32_t days = to_day - a.settled_day;
    if (a.child == kNobody || days <= 0) continue;
    book_nights_in_care(w, a, days);
    const std::int32_t lived = to_day - a.money_base_day;
    const Pence due = accrued_pence(a.fee_pence_per_week, lived) - a.paid_pence;
    a.paid_pence += due;
    sums.pay(w, a, due);
    if (const std::uint32_t h = w.placements.home[r]; h != kNobody) {
      w.homes.month_revenue[h] += due;
      book_variable_cost(w, a, h, days);
    }
    pay_add_ons(w, r, lived);
    a.settled_day = to_day;
  }
  sums.book(w);
}

void append_history(World& w, std::uint32_t r, EndReason reason) {
  const Placements& p = w.placements;
  History& h = w.history;
  h.child_key.push_back(w.children.care[p.account[r].child].key);
  h.setting.push_back(p.account[r].setting);
  h.contract.push_back(p.account[r].contract);
  h.home.push_back(p.home[r]);
  h.provider.push_back(p.account[r].provider);
  h.payer.push_back(p.account[r].payer);
  h.fee_pence_per_week.push_back(p.account[r].fee_pence_per_week);
  h.add_ons_pence_per_week.push_back(p.account[r].add_ons_pence_per_week);
  h.paid_pence.push_back(p.account[r].paid_pence);
  h.paid_add_ons_pence.push_back(p.account[r].paid_add_ons_pence);
  h.start_day.push_back(p.account[r].start_day);
  h.money_base_day.push_back(p.account[r].money_base_day);
  h.end_day.push_back(w.day);
  h.reason.push_back(reason);
}

double breakdown_hazard(const Setup& s, const World& w, std::uint32_t r, double match) {
  const auto& q = s.v().quality();
  const Placements& p = w.placements;
  if (p.account[r].setting == Setting::fostering) return q.breakdown_foster_per_year() / 365.25;
  if (p.account[r].setting != Setting::residential) return 0;
  const std::uint32_t h = p.home[r];
  const double grades = static_cast<double>(static_cast<int>(w.homes.grade[h]) - static_cast<int>(Grade::good));
  const double far = std::min(120.0, static_cast<double>(p.terms[r].distance_miles)) / 30.0;
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
  const std::uint32_t council = p.account[r].payer;
  const std::size_t cn = council * kNeeds + static_cast<std::size_t>(p.account[r].need);
  ++t.home_starts[cn];
  t.days_waited[cn] += p.account[r].days_waited;
  if (p.account[r].in_area == 0) ++t.out_of_council_starts[cn];
  if (static_cast<double>(p.terms[r].distance_miles) > kMilesNear) ++t.beyond_20_starts[cn];
  const std::size_t old = w.day - c.care[p.account[r].child].birth_day >= kBandStartDays[4] ? 1 : 0;
  std::size_t cell = s.places[council].region;
  cell = cell * kNeeds + static_cast<std::size_t>(p.account[r].need);
  cell = cell * kContracts + static_cast<std::size_t>(p.account[r].contract);
  cell = cell * kSectors + static_cast<std::size_t>(p.account[r].sector);
  cell = cell * 2 + old;
  ++t.start_count[cell];
  t.start_fee[cell] += p.account[r].fee_pence_per_week + p.account[r].add_ons_pence_per_week;
}

void take_bed(World& w, std::uint32_t r, int step) {
  const Placements& p = w.placements;
  const auto bump = [step](std::uint16_t& x) { x = static_cast<std::uint16_t>(x + step); };
  if (p.home[r] != kNobody) {
    bump(w.homes.residents[p.home[r]]);
    if (p.terms[r].block != kNobody) {
      bump(w.homes.block_used[p.home[r]]);
      settle_block_use(w, p.terms[r].block, w.day, step, p.account[r].contract != Contract::block);
    }
  }
  if (p.terms[r].pool != kNobody) w.pools.filled[p.terms[r].pool] += step;
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
  if (c.care[child].placement != kNobody) throw std::logic_error("a child who lives somewhere is placed again: its placement has to end first");
  if (c.care[child].state == ChildState::waiting) settle_waiting(s, w, child, w.day);
  const std::uint32_t r = new_placement_row(w);
  Placements& p = w.placements;
  p.account[r].child = child;
  p.account[r].setting = t.setting;
  p.account[r].contract = t.contract;
  p.account[r].sector = t.sector;
  p.home[r] = t.home;
  p.terms[r].pool = t.pool;
  p.account[r].provider = t.provider;
  p.account[r].payer = c.care[child].council;
  p.terms[r].block = t.block;
  p.terms[r].framework = t.framework;
  p.account[r].need = c.care[child].need;
  p.account[r].fee_pence_per_week = t.fee_pence_per_week;
  p.account[r].add_ons_pence_per_week = t.add_ons_pence_per_week;
  p.account[r].start_day = p.account[r].settled_day = p.account[r].money_base_day = p.terms[r].hazard_from = w.day;
  p.account[r].in_area = t.in_area ? 1 : 0;
  p.terms[r].distance_miles = t.miles;
  p.account[r].offers = t.offers;
  p.account[r].days_waited = static_cast<std::uint16_t>(std::min(65535, w.day - c.search[child].referral_day));
  c.care[child].placement = r;
  c.care[child].state = ChildState::placed;
  p.account[r].child_now = child_now(c.care[child]);
  take_bed(w, r, +1);
  p.terms[r].hazard_per_day = static_cast<float>(breakdown_hazard(s, w, r, t.match));
  p.account[r].link = static_cast<std::uint8_t>(link_of(w, child));
  if (c.care[child].sibling != kNobody) refresh_link(s, w, c.care[child].sibling);
  c.search[child].recent_starts = {w.day, c.search[child].recent_starts[0], c.search[child].recent_starts[1]};
  ++w.totals.placements_started[c.care[child].council * kSettings + static_cast<std::size_t>(t.setting)];
  if (t.setting == Setting::residential) count_home_start(s, w, r);
  schedule_breakdown(s, w, child);
  if (w.trace) tell::placement_started(w, child);
  return r;
}

void close_placement_row(const Setup& s, World& w, std::uint32_t r, EndReason reason) {
  Placements& p = w.placements;
  const std::uint32_t council = p.account[r].payer;
  ++w.totals.end_reasons[static_cast<std::size_t>(p.account[r].setting) * kEndReasons + static_cast<std::size_t>(reason)];
  if (p.account[r].setting == Setting::crisis) {
    ++w.totals.crisis_ended[council];
    w.totals.crisis_days_ended[council] += w.day - p.account[r].start_day;
  }
  if (reason == EndReason::breakdown) ++w.totals.breakdowns[council];
  if (reason == EndReason::closure) ++w.totals.displaced[council];
  if (reason != EndReason::left_care) {
    ++w.totals.moves[council];
    ++w.children.care[p.account[r].child].moves;
  }
  if (s.v().record().history()) append_history(w, r, reason);
  take_bed(w, r, -1);
  rest_row(p, r);
  p.free_rows.push_back(r);
}

void settle_placement(const Setup&, World& w, std::uint32_t r, std::int32_t to_day) {
  Placements& p = w.placements;
  const std::int32_t days = to_day - p.account[r].settled_day;
  if (days <= 0) return;
  book_nights(w, r, days);
  const std::int32_t lived = to_day - p.account[r].money_base_day;
  const Pence due = accrued_pence(p.account[r].fee_pence_per_week, lived) - p.account[r].paid_pence;
  p.account[r].paid_pence += due;
  pay(w, r, pay_of(p.account[r]), due);
  pay_add_ons(w, r, lived);
  p.account[r].settled_day = to_day;
}

void settle_waiting(const Setup& s, World& w, std::uint32_t child, std::int32_t to_day) {
  Children& c = w.children;
  const std::int32_t days = to_day - c.search[child].waiting_from;
  if (days <= 0) return;
  const std::uint32_t council = c.care[child].council;
  w.totals.nights_waiting[council] += days;
  if (c.care[child].plan == Setting::residential || c.care[child].for_want_of_foster != 0)
    w.totals.home_nights[(council * kNeeds + static_cast<std::size_t>(c.care[child].need)) * kLinks] += days;
  pay_outside(w, council, Pay::waiting, accrued_pence(pounds(s.v().costs().wait_week()), days));
  c.search[child].waiting_from = to_day;
}

void settle_block(const Setup&, World& w, std::uint32_t b, std::int32_t to_day) { settle_block_use(w, b, to_day, 0, false); }

void settle_everything(const Setup& s, World& w, std::int32_t to_day) {
  settle_placements(w, to_day);
  for (const std::uint32_t child : w.open_referrals)
    if (w.children.care[child].state == ChildState::waiting) settle_waiting(s, w, child, to_day);
  for (std::uint32_t b = 0; b < w.blocks.size(); ++b)
    if (w.blocks.live[b] != 0) settle_block(s, w, b, to_day);
}

void change_fee(const Setup& s, World& w, std::uint32_t r, Pence fee, Pence add_ons) {
  Placements& p = w.placements;
  settle_placement(s, w, r, w.day);
  if (s.v().record().history()) append_history(w, r, EndReason::none);
  if (w.trace) tell::fee_changed(w, r, fee, add_ons);
  p.account[r].fee_pence_per_week = fee;
  p.account[r].add_ons_pence_per_week = add_ons;
  p.account[r].paid_pence = p.account[r].paid_add_ons_pence = 0;
  p.account[r].money_base_day = w.day;
}

void spend_breakdown_budget(World& w, std::uint32_t r, std::int32_t to_day) {
  Placements& p = w.placements;
  const std::int32_t days = to_day - p.terms[r].hazard_from;
  float& left = w.children.care[p.account[r].child].breakdown_left;
  left = std::max(0.0F, left - p.terms[r].hazard_per_day * static_cast<float>(days));
  p.terms[r].hazard_from = to_day;
}

// Nights up to today are booked as they were lived.
void refresh_link(const Setup& s, World& w, std::uint32_t child) {
  const std::uint32_t r = w.children.care[child].placement;
  if (r == kNobody) return;
  const auto link = static_cast<std::uint8_t>(link_of(w, child));
  const std::uint8_t now = child_now(w.children.care[child]);
  if (link == w.placements.account[r].link && now == w.placements.account[r].child_now) return;
  settle_placement(s, w, r, w.day);
  w.placements.account[r].link = link;
  w.placements.account[r].child_now = now;
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
    if (p.account[r].child == kNobody || p.home[r] == kNobody || p.account[r].contract == Contract::in_house) continue;
    const bool due = yearly && step.day > p.account[r].start_day && (step.day - p.account[r].start_day) % 365 == 0;
    if (!all && !due) continue;
    const CapRule* which = nullptr;
    const double cap = cap_per_week(w, p.account[r].payer, p.account[r].setting, p.account[r].need, p.account[r].contract, p.account[r].sector, false, &which);
    if (which == nullptr || which->applies == CapApplies::new_fees || (which->applies == CapApplies::at_review && !due)) continue;
    const Pence level = pounds(cap);
    if (p.account[r].fee_pence_per_week <= level) continue;
    const auto add_ons = static_cast<Pence>(static_cast<double>(p.account[r].fee_pence_per_week - level) * which->add_ons_share);
    change_fee(s, w, r, level, p.account[r].add_ons_pence_per_week + add_ons);
  }
}

}  // namespace carepool
