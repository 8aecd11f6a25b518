// tiny_market.hpp: three councils, five homes and ten children, small enough to work every metric out by hand.
//
// What for: tests of metrics. Who writes and reads it: tests. Nothing is stepped: columns are filled in as a market would leave them.
// The surprising decision: the market lives for exactly 1,461 days, four years, so that yearly rates are counts over four.
//
// Councils A and B (region North) search together; C is in region South. Groups: 0–2 the councils' own services, 3 private with two homes,
// 4 voluntary, 5 private with a short-break home only, 6 a fostering agency.
#pragma once

#include <memory>
#include <string>

#include "base/date.hpp"
#include "scenario/scenario.hpp"
#include "support/paths.hpp"
#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool::test {

struct TinyMarket {
  Setup setup;
  World base;   // a year before the start, for the fee index
  World start;  // 1 April 2025: counters already run
  World end;    // 1 April 2029
};

namespace tiny {

inline constexpr std::uint32_t A = 0, B = 1, C = 2, kCouncils = 3;
inline constexpr std::int32_t kDays = 1461;
inline std::int32_t first_day() { return from_ymd(2025, 4, 1).days; }
inline Pence pence(double pounds) { return static_cast<Pence>(pounds * 100.0 + 0.5); }

inline void fill_setup(Setup& s) {
  LoadOptions options;
  auto loaded = load_scenario_text("name: tiny\nworld: {kind: pools}\n", "tiny.yaml", (source_dir() / "scenarios").string(), options);
  s.scenario = std::make_shared<const Scenario>(std::move(loaded.value()));
  s.first_day = first_day();
  s.last_day = first_day() + kDays;
  s.prehistory_start = first_day() - 365;
  s.region_names = {"North", "South"};
  s.place_names = {"A", "B", "C"};
  s.places.resize(kCouncils);
  s.places[C].region = 1;
}

inline void add_group(World& w, Sector sector, std::uint8_t kind, std::uint16_t region) {
  Providers& g = w.providers;
  g.key.push_back(g.key.size() + 1);
  g.sector.push_back(sector);
  g.kind.push_back(kind);
  g.region.push_back(region);
  g.active.push_back(1);
  g.homes_last.push_back(0);
  for (auto* x : {&g.cum_revenue, &g.cum_staff, &g.cum_variable, &g.cum_property, &g.cum_overhead, &g.cum_interest}) x->push_back(0);
  g.year_revenue.push_back(0);
  g.year_cost.push_back(0);
  g.in_breach.push_back(0);
}

struct HomeOf {
  std::uint16_t area;
  std::uint32_t provider;
  Sector sector;
  std::uint16_t registered, staffed;
  BedClass bed_class;
  HomeStatus status = HomeStatus::open;
  std::uint8_t short_break = 0;
  std::uint16_t block_beds = 0, block_used = 0, residents = 0;
};

inline void add_home(World& w, const HomeOf& x) {
  Homes& h = w.homes;
  h.key.push_back(h.key.size() + 1);
  h.provider.push_back(x.provider);
  h.sector.push_back(x.sector);
  h.area.push_back(x.area);
  h.registered.push_back(x.registered);
  h.staffed.push_back(x.staffed);
  h.bed_class.push_back(x.bed_class);
  h.status.push_back(x.status);
  h.short_break.push_back(x.short_break);
  h.block_beds.push_back(x.block_beds);
  h.block_used.push_back(x.block_used);
  h.residents.push_back(x.residents);
}

// entry and recent starts: days before the end of the market; 0: none.
struct ChildOf {
  std::uint16_t council;
  Need need;
  Setting plan;
  std::array<std::int32_t, 3> starts_before_end{400, 0, 0};
  std::int32_t entered_before_end = 500;
  std::uint8_t uasc = 0;
};

inline std::uint32_t add_child(World& w, const ChildOf& x) {
  Children& c = w.children;
  const std::int32_t end = first_day() + kDays;
  ChildCare& care = c.care.emplace_back();
  care.key = c.size();
  care.state = ChildState::waiting;
  care.council = x.council;
  care.need = x.need;
  care.plan = x.plan;
  care.uasc = x.uasc;
  ChildSearch& search = c.search.emplace_back();
  search.entry_day = end - x.entered_before_end;
  for (std::size_t i = 0; i < 3; ++i) search.recent_starts[i] = x.starts_before_end[i] > 0 ? end - x.starts_before_end[i] : -kNever;
  return static_cast<std::uint32_t>(c.size() - 1);
}

struct PlacementOf {
  Setting setting;
  Contract contract;
  Sector sector;
  std::uint32_t home, provider;
  double fee, add_ons;
  bool in_area;
  float miles;
};

inline void place(World& w, std::uint32_t child, const PlacementOf& x) {
  Placements& p = w.placements;
  PlacementAccount& account = p.account.emplace_back();
  account.child = child;
  account.setting = x.setting;
  account.contract = x.contract;
  account.sector = x.sector;
  account.provider = x.provider;
  account.payer = w.children.care[child].council;
  account.fee_pence_per_week = pence(x.fee);
  account.add_ons_pence_per_week = pence(x.add_ons);
  account.in_area = x.in_area ? 1 : 0;
  account.child_now = child_now(w.children.care[child]);
  p.terms.emplace_back().distance_miles = x.miles;
  p.home.push_back(x.home);
  w.children.care[child].state = ChildState::placed;
}

inline void add_groups_and_homes(World& w) {
  for (std::uint32_t i = 0; i < kCouncils; ++i) add_group(w, Sector::council, 0, i == C ? 1 : 0);
  add_group(w, Sector::private_, 0, 0);
  add_group(w, Sector::voluntary, 0, 1);
  add_group(w, Sector::private_, 0, 1);
  add_group(w, Sector::private_, 1, 0);
  add_home(w, {A, 3, Sector::private_, 4, 3, BedClass::broad, HomeStatus::open, 0, 0, 0, 1});
  add_home(w, {B, 3, Sector::private_, 5, 4, BedClass::specialist, HomeStatus::closing, 0, 2, 1, 2});
  add_home(w, {C, 4, Sector::voluntary, 3, 2, BedClass::general, HomeStatus::in_transfer, 0, 0, 0, 2});
  add_home(w, {A, 0, Sector::council, 2, 2, BedClass::general, HomeStatus::open, 0, 0, 0, 1});
  add_home(w, {C, 5, Sector::private_, 6, 5, BedClass::general, HomeStatus::open, 1, 0, 0, 0});
  add_home(w, {C, 5, Sector::private_, 9, 9, BedClass::broad, HomeStatus::closed, 0, 0, 0, 0});
  add_home(w, {C, 5, Sector::private_, 7, 7, BedClass::broad, HomeStatus::registering, 0, 0, 0, 0});
}

inline void add_children(World& w) {
  using S = Setting;
  const auto home = [](Contract k, Sector sector, std::uint32_t h, std::uint32_t g, double fee, double add_ons, bool in_area, float miles) {
    return PlacementOf{S::residential, k, sector, h, g, fee, add_ons, in_area, miles};
  };
  // Three placements in the last year: the one running when the year began, and two starts.
  place(w, add_child(w, {A, Need::standard, S::residential, {10, 100, 400}, 500, 0}), home(Contract::spot, Sector::private_, 0, 3, 4000, 0, true, 5));
  place(w, add_child(w, {A, Need::acute, S::residential, {10, 400, 450}, 500, 0}), home(Contract::block, Sector::private_, 1, 3, 11000, 1000, false, 30));
  place(w, add_child(w, {B, Need::complex, S::residential, {10, 100, 0}, 100, 0}), home(Contract::spot, Sector::private_, 1, 3, 7000, 0, true, 3));
  place(w, add_child(w, {C, Need::standard, S::fostering, {400, 0, 0}, 500, 0}), home(Contract::framework, Sector::voluntary, 2, 4, 5000, 0, true, 10));
  // Entered this year, and the third placement since.
  place(w, add_child(w, {B, Need::moderate, S::residential, {10, 50, 90}, 90, 0}), home(Contract::spot, Sector::voluntary, 2, 4, 6000, 0, false, 120));
  place(w, add_child(w, {A, Need::standard, S::residential}), home(Contract::in_house, Sector::council, 3, 0, 0, 0, true, 2));
  place(w, add_child(w, {C, Need::standard, S::fostering}), {S::fostering, Contract::spot, Sector::private_, kNobody, 6, 900, 0, true, 4});
  place(w, add_child(w, {C, Need::standard, S::kinship, {400, 0, 0}, 500, 1}), {S::kinship, Contract::in_house, Sector::council, kNobody, kNobody, 420, 0, false, 25});
  place(w, add_child(w, {B, Need::acute, S::residential}), {S::crisis, Contract::spot, Sector::private_, kNobody, kNobody, 10500, 0, false, 0});
  add_child(w, {A, Need::complex, S::residential});  // waits
}

inline void size_totals(Totals& t) {
  for (auto* c : {&t.entries, &t.exits, &t.moves, &t.exits_at_18, &t.crisis_starts, &t.displaced, &t.breakdowns, &t.crisis_ended, &t.crisis_days_ended, &t.nights_waiting})
    c->assign(kCouncils, 5);  // what had been counted before the start does not matter
  for (auto* c : {&t.referrals, &t.blocked, &t.single_offer, &t.offers, &t.choice, &t.home_starts, &t.days_waited, &t.out_of_council_starts, &t.beyond_20_starts})
    c->assign(kCouncils * kNeeds, 7);
  t.placements_started.assign(kCouncils * kSettings, 3);
  t.end_reasons.assign(kSettings * kEndReasons, 2);
  t.nights.assign(kCouncils * kSettings * kLinks, 0);
  t.nights_in_area.assign(kCouncils * kSettings, 0);
  t.home_nights.assign(kCouncils * kNeeds * kLinks, 0);
  t.home_nights_in_area.assign(kCouncils * kNeeds, 0);
  t.start_count.assign(2 * kNeeds * kContracts * kSectors * 2, 0);
  t.start_fee.assign(t.start_count.size(), 0);
  t.homes_opened.assign(kCouncils * kSectors, 1);
  t.homes_closed.assign(kCouncils * kSectors, 1);
  t.framework_joined.assign(1, 4);
  t.framework_left.assign(1, 4);
  t.paid.assign(kCouncils * kPays, pence(1000));
  t.asks = 50;
  t.asks_at_bound = 10;
  t.asks_over_3_costs = 10;
  t.providers_failed = 2;
}

inline std::size_t at(auto e) { return static_cast<std::size_t>(e); }

inline void add_starts(Totals& t, std::size_t region, Need n, Contract k, Sector s, std::size_t age, std::int64_t count, double fee) {
  const std::size_t i = (((region * kNeeds + at(n)) * kContracts + at(k)) * kSectors + at(s)) * 2 + age;
  t.start_count[i] += count;
  t.start_fee[i] += count * pence(fee);
}

inline void add_nights(Totals& t, std::uint32_t council, Setting s, Link link, std::int64_t nights, Need need) {
  t.nights[(council * kSettings + at(s)) * kLinks + at(link)] += nights;
  if (s == Setting::residential || s == Setting::crisis) t.home_nights[(council * kNeeds + at(need)) * kLinks + at(link)] += nights;
}

inline void add_paid(Totals& t, std::uint32_t council, Pay kind, double pounds) { t.paid[council * kPays + at(kind)] += pence(pounds); }

// The year before the start: two starts of standard need at £4,000, one acute at £10,000, one crisis placement of ten nights at £1,500.
inline void live_base_year(Totals& t) {
  add_starts(t, 0, Need::standard, Contract::spot, Sector::private_, 0, 2, 4000);
  add_starts(t, 1, Need::acute, Contract::framework, Sector::voluntary, 1, 1, 10000);
  t.crisis_starts[B] += 1;
  add_nights(t, B, Setting::crisis, Link::unlawful, 10, Need::acute);
  add_paid(t, B, Pay::crisis, 15000);
}

inline void live_nights(Totals& t) {
  using S = Setting;
  add_nights(t, A, S::residential, Link::sufficient, 600, Need::standard);
  add_nights(t, A, S::residential, Link::far, 200, Need::acute);
  add_nights(t, B, S::residential, Link::sufficient, 300, Need::complex);
  add_nights(t, B, S::residential, Link::need_not_served, 50, Need::complex);
  add_nights(t, B, S::residential, Link::siblings_apart, 50, Need::complex);
  add_nights(t, B, S::crisis, Link::unlawful, 100, Need::acute);
  add_nights(t, C, S::residential, Link::wrong_setting, 100, Need::standard);
  add_nights(t, C, S::fostering, Link::sufficient, 800, Need::standard);
  add_nights(t, C, S::kinship, Link::far, 200, Need::standard);
  add_nights(t, C, S::adoption, Link::sufficient, 100, Need::standard);
  t.nights_waiting[A] += 100;
  t.home_nights[(A * kNeeds + at(Need::complex)) * kLinks] += 100;
  t.nights_in_area[A * kSettings + at(S::residential)] += 400;
  t.nights_in_area[C * kSettings + at(S::fostering)] += 600;
  t.home_nights_in_area[A * kNeeds + at(Need::standard)] += 400;
}

inline void live_money(Totals& t) {
  add_paid(t, A, Pay::homes_fees, 500000);
  add_paid(t, B, Pay::homes_fees, 300000);
  add_paid(t, C, Pay::homes_fees, 100000);
  add_paid(t, A, Pay::add_ons, 20000);
  add_paid(t, A, Pay::homes_own, 80000);
  add_paid(t, A, Pay::block_voids, 40000);
  add_paid(t, B, Pay::crisis, 150000);
  add_paid(t, A, Pay::waiting, 10000);
  add_paid(t, A, Pay::brokerage, 5000);
  add_paid(t, B, Pay::tenders, 3000);
  add_paid(t, A, Pay::rcc_setup, 1000);
  add_paid(t, B, Pay::rcc_running, 1000);
  add_paid(t, C, Pay::fostering_agency, 100000);
  add_paid(t, C, Pay::fostering_own, 7000);
  add_paid(t, C, Pay::kinship, 12000);
  add_paid(t, C, Pay::supported, 9000);
  add_paid(t, C, Pay::secure, 8000);
  add_paid(t, C, Pay::with_parents, 4000);
  add_paid(t, C, Pay::adoption, 5000);
  add_paid(t, C, Pay::other, 6000);
}

inline void live_counts(Totals& t) {
  t.entries[A] += 8, t.entries[B] += 4, t.entries[C] += 4;
  t.exits[A] += 2, t.exits[B] += 2, t.exits[C] += 4;
  t.moves[A] += 3, t.moves[B] += 2, t.moves[C] += 1;
  t.crisis_starts[B] += 4;
  t.displaced[C] += 4;
  t.breakdowns[A] += 2, t.breakdowns[C] += 1;
  t.end_reasons[at(Setting::residential) * kEndReasons + at(EndReason::breakdown)] += 2;
  t.end_reasons[at(Setting::fostering) * kEndReasons + at(EndReason::breakdown)] += 1;
  t.crisis_ended[B] += 2;
  t.crisis_days_ended[B] += 60;
  t.placements_started[A * kSettings + at(Setting::residential)] += 4;
  t.placements_started[B * kSettings + at(Setting::residential)] += 3;
  t.placements_started[C * kSettings + at(Setting::residential)] += 1;
  t.placements_started[C * kSettings + at(Setting::fostering)] += 4;
  t.placements_started[B * kSettings + at(Setting::crisis)] += 4;
  const std::size_t a = A * kNeeds + at(Need::standard), b = B * kNeeds + at(Need::complex);
  t.referrals[a] += 6, t.referrals[b] += 4;
  t.blocked[b] += 2;
  t.offers[a] += 12, t.offers[b] += 3;
  t.choice[a] += 3;
  t.home_starts[a] += 5, t.home_starts[b] += 3;
  t.single_offer[b] += 2;
  t.days_waited[a] += 10, t.days_waited[b] += 30;
  t.out_of_council_starts[b] += 4;
  t.beyond_20_starts[b] += 2;
  t.homes_opened[C * kSectors + at(Sector::private_)] += 4;
  t.homes_closed[C * kSectors + at(Sector::private_)] += 2;
  t.framework_joined[0] += 2;
  t.framework_left[0] += 1;
  t.asks += 200;
  t.asks_at_bound += 3;
  t.asks_over_3_costs += 1;
  t.providers_failed += 1;
  t.providers_merged += 2;
  add_starts(t, 0, Need::standard, Contract::spot, Sector::private_, 0, 4, 5000);
  add_starts(t, 1, Need::acute, Contract::framework, Sector::voluntary, 1, 1, 11000);
  add_starts(t, 0, Need::standard, Contract::in_house, Sector::council, 0, 7, 0);  // no fee, and not independent
}

inline void earn(World& w, std::size_t group, double revenue, double staff, double variable, double property, double overhead, double interest) {
  Providers& g = w.providers;
  g.cum_revenue[group] += pence(revenue);
  g.cum_staff[group] += pence(staff);
  g.cum_variable[group] += pence(variable);
  g.cum_property[group] += pence(property);
  g.cum_overhead[group] += pence(overhead);
  g.cum_interest[group] += pence(interest);
}

inline void add_rules(World& w) {
  for (std::uint32_t c = 0; c < kCouncils; ++c) w.rules.bodies.push_back({std::string(1, static_cast<char>('A' + c)), {c}});
  w.rules.bodies.push_back({"A with B", {A, B}});
  for (auto& body_of : w.rules.body_of) body_of = {A, B, C};
  w.rules.body_of[at(Function::search)] = {3, 3, C};
}

inline void add_framework_and_block(World& w) {
  Memberships& m = w.memberships;
  m.framework = {77};
  m.groups = 7;
  m.member = {0, 0, 0, 1, 1, 0, 0};
  m.left_day.assign(7, -kNever);
  Blocks& b = w.blocks;
  b.body = {A};
  b.lead = {static_cast<std::uint16_t>(A)};
  b.cum_paid = {pence(10000)};
  b.cum_bed_days = {50};
  b.cum_used_days = {40};
}

}  // namespace tiny

inline std::unique_ptr<TinyMarket> tiny_market() {
  using namespace tiny;
  auto x = std::make_unique<TinyMarket>();
  fill_setup(x->setup);
  World& w = x->base;
  w.first_day = first_day();
  w.day = first_day() - 365;
  w.councils.children.assign(kCouncils, 0);
  w.councils.budget_pence = {pence(100000), pence(50000), 0};
  w.councils.paid_mark_pence.assign(kCouncils, 0);
  add_rules(w);
  add_groups_and_homes(w);
  add_children(w);
  size_totals(w.totals);
  add_framework_and_block(w);
  earn(w, 3, 9999, 999, 99, 9, 9, 9);

  x->start = w;
  x->start.day = first_day();
  live_base_year(x->start.totals);

  World& e = x->end = x->start;
  e.day = first_day() + kDays;
  e.rules.price_level = 1.1;
  live_nights(e.totals);
  live_money(e.totals);
  live_counts(e.totals);
  // Spent in the last financial year: A £110,000 of a budget of £100,000, B £45,000 of £50,000.
  const auto paid_by = [&e](std::uint32_t c) {
    Pence sum = 0;
    for (std::size_t k = 0; k < kPays; ++k) sum += e.totals.paid[c * kPays + k];
    return sum;
  };
  e.councils.paid_mark_pence = {paid_by(A) - pence(110000), paid_by(B) - pence(45000), 0};
  earn(e, 0, 80000, 50000, 10000, 8000, 12000, 0);
  earn(e, 3, 800000, 400000, 100000, 60000, 80000, 32000);
  earn(e, 4, 160000, 90000, 30000, 20000, 16000, 0);
  earn(e, 5, 0, 6000, 0, 2000, 0, 0);
  earn(e, 6, 100000, 0, 60000, 0, 10000, 0);
  e.providers.year_revenue[3] = 200000;
  e.providers.year_cost[3] = 150000;
  e.providers.in_breach[3] = 1;
  e.providers.year_revenue[4] = 40000;
  e.providers.year_cost[4] = 50000;
  e.memberships.member[4] = 0;
  e.memberships.left_day[4] = first_day() + 1200;
  e.blocks.cum_paid = {pence(60000)};
  e.blocks.cum_bed_days = {200};
  e.blocks.cum_used_days = {150};
  return x;
}

}  // namespace carepool::test
