#include "world/child_path.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "engine/distributions.hpp"
#include "engine/random.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

constexpr double kBelowOne = 1.0 - 0x1.0p-24;

void place_home(const Setup& s, World& w, std::uint32_t row) {
  Children& c = w.children;
  const Place& place = s.places[c.care[row].council];
  Rng rng(w.seed, streams::child_traits, shared_key(c, row), 1);
  const Point offset = scatter(Point{}, place.radius_km, [&rng] { return rng.uniform(); });
  c.search[row].x_km = static_cast<float>(place.at.x_km + offset.x_km);
  c.search[row].y_km = static_cast<float>(place.at.y_km + offset.y_km);
}

// One of an entry event's children in England: own age; stay by the shared luck.
Entrant entrant_of(const CareLaw& law, const CouncilCare& care, std::uint64_t seed, Entrant e, StayLuck luck) {
  const Block own = draw_block(seed, streams::child_traits, e.key, 0);
  std::size_t entry_class = kUascClass;
  if (!e.uasc) entry_class = pick_from(uniform_from_bits(block_bits(own, 0)), std::span(care.entries_per_day).first(kBands));
  const StayLaw& stay = law.stays[entry_class];
  const std::int32_t age = stay.entry_age(uniform_from_bits(block_bits(own, 1)));
  e.birth_day = e.entry_day - age;
  e.exit_day = e.entry_day + stay.stay(age, luck);
  return e;
}

void add_pool_entrant(const CareLaw& law, std::uint64_t seed, Entrant e, std::vector<Entrant>& out) {
  const double days = static_cast<double>(geometric_days(draw_uniform(seed, streams::stay, e.key, 0), law.pool_mean_stay_days));
  e.birth_day = e.entry_day - kBandStartDays[static_cast<std::size_t>(Band::from_10)];
  e.exit_day = days < 1e8 ? e.entry_day + static_cast<std::int32_t>(days) : kNever;
  out.push_back(e);
}

void add_entry_event(const CareLaw& law, const CouncilCare& care, std::uint64_t seed, std::uint64_t event_key, Entrant e, double u_kind,
                     std::vector<Entrant>& out) {
  e.key = combine_keys(event_key, 1);
  if (law.pools) return add_pool_entrant(law, seed, e, out);
  e.uasc = u_kind * care.candidates_per_day < care.entries_per_day[kUascClass];
  const bool pair = !e.uasc && draw_uniform(seed, streams::child_traits, event_key, 2) < law.sibling_share;
  if (pair) e.sibling_key = event_key;
  const Block luck = draw_block(seed, streams::stay, event_key, 0);
  const StayLuck shared{uniform_from_bits(block_bits(luck, 0)), exponential_from(uniform_from_bits(block_bits(luck, 1)), 1)};
  out.push_back(entrant_of(law, care, seed, e, shared));
  if (!pair) return;
  e.key = combine_keys(event_key, 2);
  out.push_back(entrant_of(law, care, seed, e, shared));
}

// The plan has run its time: the next is the same or drawn anew.
void renew_plan(const Setup& s, World& w, std::uint32_t child, std::size_t group, double& u_status) {
  Children& c = w.children;
  ++c.care[child].plan_ordinal;
  const std::uint64_t luck = shared_key(c, child);
  const Block block = draw_block(w.seed, streams::plan, luck, c.care[child].plan_ordinal);
  const double u = uniform_from_bits(block_bits(block, 0));
  u_status = uniform_from_bits(block_bits(block, 1));
  const double same = s.care.plan_stays_same;
  if (u >= same) {
    c.care[child].plan = pick_setting(s.care.councils[c.care[child].council].new_mix[group], (u - same) / (1 - same));
    c.care[child].need = s.care.need_of(c.care[child].plan, c.care[child].need_level);
  }
  const double u_length = draw_uniform(w.seed, streams::plan_length, luck, c.care[child].plan_ordinal);
  c.care[child].plan_end = w.day + s.care.plans[static_cast<std::size_t>(c.care[child].plan)].length(u_length);
}

// Need and plan are reconsidered: both as of a child met at random.
void reconsider(const Setup& s, World& w, std::uint32_t child, std::size_t group) {
  Children& c = w.children;
  ++c.care[child].plan_ordinal;
  const std::uint64_t luck = shared_key(c, child);
  const Block need = draw_block(w.seed, streams::need_change, luck, c.care[child].plan_ordinal);
  c.care[child].need_level = static_cast<float>(std::min(uniform_from_bits(block_bits(need, 0)), kBelowOne));
  set_need_day(s, w, child, uniform_from_bits(block_bits(need, 1)));
  const double u = draw_uniform(w.seed, streams::plan, luck, c.care[child].plan_ordinal);
  set_plan_in_force(s, w, child, pick_setting(s.care.councils[c.care[child].council].stock_mix[group], u));
}

void cross_band(const Setup& s, World& w, std::uint32_t child, std::size_t from, std::size_t to) {
  Children& c = w.children;
  const CouncilCare& care = s.care.councils[c.care[child].council];
  const Block block = draw_block(w.seed, streams::band_change, shared_key(c, child), static_cast<std::uint32_t>(to));
  const Crossing crossing = cross_group(care.stock_mix[from], care.stock_mix[to], c.care[child].plan, uniform_from_bits(block_bits(block, 0)),
                                        uniform_from_bits(block_bits(block, 1)));
  if (crossing.kept) return;
  ++c.care[child].plan_ordinal;
  set_plan_in_force(s, w, child, crossing.setting);
}

}  // namespace

Turn turn_path(const Setup& s, World& w, std::uint32_t child) {
  const Children& c = w.children;
  const std::size_t from = group_on(s, c, child, w.day - 1), to = group_on(s, c, child, w.day);
  Turn turn{c.care[child].plan, c.care[child].need, c.care[child].plan_end == w.day, c.care[child].need_day == w.day, 1};
  if (turn.renewed) renew_plan(s, w, child, from, turn.u_status);
  if (turn.reconsidered) {
    reconsider(s, w, child, from);
    turn.u_status = draw_uniform(w.seed, streams::status_only, shared_key(c, child), c.care[child].plan_ordinal);
  }
  if (from != to) cross_band(s, w, child, from, to);
  return turn;
}

void draw_entrants(const Setup& s, std::uint64_t seed, std::uint32_t council, std::int32_t day, double factor, std::vector<Entrant>& out) {
  const CouncilCare& care = s.care.councils[council];
  if (care.candidates_per_day <= 0) return;
  const double headroom = s.v().demand().thinning_headroom();
  const std::uint64_t day_key = combine_keys(s.places[council].key, static_cast<std::uint32_t>(day));
  Rng rng(seed, streams::entry_count, day_key);
  const std::uint64_t candidates = poisson(rng, care.candidates_per_day * headroom);
  for (std::uint64_t k = 0; k < candidates; ++k) {
    const std::uint64_t event_key = combine_keys(day_key, k);
    const Block thin = draw_block(seed, streams::entry_thin, event_key, 0);
    if (uniform_from_bits(block_bits(thin, 0)) * headroom >= factor) continue;
    Entrant e;
    e.council = council;
    e.entry_day = day;
    add_entry_event(s.care, care, seed, event_key, e, uniform_from_bits(block_bits(thin, 1)), out);
  }
}

std::uint32_t take_child_row(Children& c) {
  if (!c.free_rows.empty()) {
    const std::uint32_t row = c.free_rows.back();
    c.free_rows.pop_back();
    return row;
  }
  c.care.emplace_back();
  c.search.emplace_back();
  return static_cast<std::uint32_t>(c.size() - 1);
}

void rest_child_row(Children& c, std::uint32_t row) {
  const std::uint32_t stamp = c.search[row].stamp;
  c.care[row] = ChildCare{};
  c.search[row] = ChildSearch{};
  c.search[row].stamp = stamp;
}

std::size_t group_on(const Setup& s, const Children& c, std::uint32_t row, std::int32_t day) {
  if (s.care.pools) return static_cast<std::size_t>(Band::from_10);
  return plan_group(band_of_age(day - c.care[row].birth_day), c.care[row].uasc != 0);
}

std::int32_t next_band_day(const Setup& s, const Children& c, std::uint32_t row, std::int32_t after) {
  if (s.care.pools) return kNever;
  for (std::size_t b = 1; b < kBands; ++b)
    if (c.care[row].birth_day + kBandStartDays[b] > after) return c.care[row].birth_day + kBandStartDays[b];
  return kNever;
}

std::int32_t next_care_day(const Setup& s, const Children& c, std::uint32_t row, std::int32_t after) {
  return std::min({c.care[row].exit_day, c.care[row].plan_end, c.care[row].need_day, next_band_day(s, c, row, after)});
}

void schedule_care(const Setup& s, World& w, std::uint32_t row) {
  const std::int32_t day = next_care_day(s, w.children, row, w.day);
  if (day != kNever) w.calendar.schedule(day, Event{kCareEvent, row, static_cast<std::uint32_t>(w.children.care[row].key)});
}

bool is_current(const Children& c, const Event& event) {
  return c.care[event.index].key != 0 && static_cast<std::uint32_t>(c.care[event.index].key) == event.stamp;
}

void set_plan_in_force(const Setup& s, World& w, std::uint32_t row, Setting setting) {
  Children& c = w.children;
  c.care[row].plan = setting;
  c.care[row].need = s.care.need_of(setting, c.care[row].need_level);
  if (s.care.pools) return;
  const double u = draw_uniform(w.seed, streams::plan_length, shared_key(c, row), c.care[row].plan_ordinal);
  c.care[row].plan_end = w.day + s.care.plans[static_cast<std::size_t>(setting)].rest(u);
}

void set_need_day(const Setup& s, World& w, std::uint32_t row, double u) {
  const double rate = s.care.need_changes_per_day;
  if (s.care.pools || rate <= 0) return;
  const double days = std::ceil(exponential_from(u, 1 / rate));
  w.children.care[row].need_day = days < 100000 ? w.day + std::max(1, static_cast<std::int32_t>(days)) : kNever;
}

void refill_breakdown(const World& w, Children& c, std::uint32_t row) {
  const double u = draw_uniform(w.seed, streams::breakdown_budget, c.care[row].key, c.care[row].breakdown_ordinal);
  c.care[row].breakdown_left = static_cast<float>(exponential_from(u, 1));
}

std::uint32_t begin_path(const Setup& s, World& w, const Entrant& e) {
  Children& c = w.children;
  const std::uint32_t row = take_child_row(c);
  c.care[row].key = e.key;
  c.care[row].sibling_key = e.sibling_key;
  c.care[row].state = ChildState::none;
  c.care[row].council = static_cast<std::uint16_t>(e.council);
  c.care[row].uasc = e.uasc ? 1 : 0;
  c.search[row].entry_day = e.entry_day;
  c.care[row].birth_day = e.birth_day;
  c.care[row].exit_day = e.exit_day;
  place_home(s, w, row);
  const Block need = draw_block(w.seed, streams::need_change, shared_key(c, row), 0);
  c.care[row].need_level = static_cast<float>(std::min(uniform_from_bits(block_bits(need, 0)), kBelowOne));
  set_need_day(s, w, row, uniform_from_bits(block_bits(need, 1)));
  const SettingMix& mix = s.care.councils[e.council].stock_mix[group_on(s, c, row, w.day)];
  set_plan_in_force(s, w, row, pick_setting(mix, draw_uniform(w.seed, streams::plan, shared_key(c, row), 0)));
  refill_breakdown(w, c, row);
  ++w.councils.children[e.council];
  schedule_care(s, w, row);
  return row;
}

void link_siblings(Children& c, std::uint32_t a, std::uint32_t b) {
  c.care[a].sibling = b;
  c.care[b].sibling = a;
}

}  // namespace carepool
