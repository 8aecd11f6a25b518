#include "market/demand.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/det_math.hpp"
#include "engine/distributions.hpp"
#include "engine/random.hpp"
#include "market/care.hpp"
#include "market/contracts.hpp"
#include "market/tell.hpp"
#include "world/child_path.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

void move(const Setup& s, World& w, std::uint32_t child, EndReason reason) {
  if (w.children.care[child].placement != kNobody) end_placement(s, w, child, reason);
  ask_for_placement(s, w, child);
}

// A renewed plan in the same setting is a move or a change of status only; a child who is still looking goes on looking.
void act_on(const Turn& turn, const Setup& s, World& w, std::uint32_t child) {
  const Children& c = w.children;
  const bool other_need = c.care[child].need != turn.need_before;
  if (w.trace) tell::plan_changed(w, child, turn);
  const EndReason reason = turn.reconsidered ? EndReason::need_changed : EndReason::plan_ended;
  if (c.care[child].plan != turn.setting_before) return move(s, w, child, reason);
  const bool looking = c.care[child].looking != kNotLooking || c.care[child].placement == kNobody;
  if (looking) {
    if (other_need) ask_for_placement(s, w, child);
    return;
  }
  if ((turn.renewed || other_need) && turn.u_status >= s.care.status_only_share) move(s, w, child, reason);
}

bool leaves_at_its_own_rate(const Setup& s, const World& w, std::uint32_t child) {
  return s.care.pools && s.care.pool_waiting_leave_ratio != 1 && w.children.care[child].state == ChildState::waiting;
}

// The clock of placed children does not run for a waiting child: it has no memory, so it starts again.
void restart_clock(const Setup& s, World& w, std::uint32_t child) {
  Children& c = w.children;
  const std::uint32_t lived = static_cast<std::uint32_t>(w.day - c.search[child].entry_day);
  const double u = draw_uniform(w.seed, streams::stay, combine_keys(c.care[child].key, 1), lived);
  c.care[child].exit_day = w.day + static_cast<std::int32_t>(std::min<std::uint64_t>(geometric_days(u, s.care.pool_mean_stay_days), 100'000'000));
  schedule_care(s, w, child);
}

void care_event(const Setup& s, World& w, std::uint32_t child) {
  const Children& c = w.children;
  if (next_care_day(s, c, child, w.day - 1) != w.day) return;
  if (c.care[child].exit_day != w.day) {
    if (c.care[child].state == ChildState::waiting) settle_waiting(s, w, child, w.day);  // nights so far were of the need so far
    act_on(turn_path(s, w, child), s, w, child);
    refresh_link(s, w, child);
    if (c.care[child].sibling != kNobody) refresh_link(s, w, c.care[child].sibling);
    return schedule_care(s, w, child);
  }
  if (leaves_at_its_own_rate(s, w, child)) return restart_clock(s, w, child);
  leave_care(s, w, child, !s.care.pools && w.day - c.care[child].birth_day == kBandStartDays[kBands]);
}

void breakdown_event(const Setup& s, World& w, std::uint32_t child) {
  Children& c = w.children;
  if (breakdown_day(w, child) != w.day) return;
  end_placement(s, w, child, EndReason::breakdown);
  ++c.care[child].breakdown_ordinal;
  refill_breakdown(w, c, child);
  ask_for_placement(s, w, child);
}

struct Due {
  std::uint64_t key;
  Event event;
};

constexpr std::size_t kAtOnce = 8;  // children whose memory is asked for together, so that the waits overlap

// Asks for what will soon be read of a child, then of its placement; speed only.
void fetch_child(const Children& c, std::uint32_t row) {
  __builtin_prefetch(&c.care[row]);
  __builtin_prefetch(&c.search[row]);
}
void fetch_placement(const World& w, std::uint32_t child) {
  const std::uint32_t r = w.children.care[child].placement;
  if (r == kNobody) return;
  __builtin_prefetch(&w.placements.account[r]);
  __builtin_prefetch(&w.placements.terms[r]);
  __builtin_prefetch(&w.placements.home[r]);
}

void events(const Setup& s, World& w) {
  std::vector<Event> today;
  w.calendar.take(w.day, today, Calendar::Order::any);  // sorted by child below
  const Children& c = w.children;
  for (const Event& e : today) __builtin_prefetch(&c.care[e.index]);
  std::vector<Due> due;
  for (const Event& e : today)
    if (is_current(c, e)) due.push_back({c.care[e.index].key, e});
  std::sort(due.begin(), due.end(), [](const Due& a, const Due& b) { return a.key != b.key ? a.key < b.key : a.event < b.event; });
  for (std::size_t i = 0; i < due.size(); ++i) {
    if (i % kAtOnce == 0) {
      for (std::size_t j = i + 2 * kAtOnce; j < std::min(due.size(), i + 3 * kAtOnce); ++j) fetch_child(c, due[j].event.index);
      for (std::size_t j = i + kAtOnce; j < std::min(due.size(), i + 2 * kAtOnce); ++j) fetch_placement(w, due[j].event.index);
    }
    const Event& e = due[i].event;
    if (!is_current(c, e)) continue;  // left earlier today
    if (e.what == kCareEvent) care_event(s, w, e.index);
    if (e.what == kBreakdownEvent) breakdown_event(s, w, e.index);
  }
}

// Pools worlds: waiting children leave at a rate of their own.
void waiting_exits(const Setup& s, World& w) {
  if (!s.care.pools || s.care.pool_waiting_leave_ratio == 1) return;
  Children& c = w.children;
  const double p = -det::expm1(-s.care.pool_waiting_leave_ratio / s.care.pool_mean_stay_days);
  std::vector<std::uint32_t> leavers;
  for (const std::uint32_t child : w.open_referrals) {
    if (c.care[child].state != ChildState::waiting) continue;
    const auto lived = static_cast<std::uint32_t>(w.day - c.search[child].entry_day);
    if (draw_uniform(w.seed, streams::stay, combine_keys(c.care[child].key, 2), lived) < p) leavers.push_back(child);
  }
  std::sort(leavers.begin(), leavers.end(), [&c](std::uint32_t a, std::uint32_t b) { return c.care[a].key < c.care[b].key; });
  for (const std::uint32_t child : leavers) leave_care(s, w, child, false);
}

// The children of the start state who are in care on the first of all days look for their placements.
void first_day_asks(const Setup& s, World& w) {
  if (w.day != s.prehistory_start) return;
  for (std::uint32_t child = 0; child < w.children.size(); ++child)
    if (w.children.care[child].key != 0 && w.children.care[child].placement == kNobody) ask_for_placement(s, w, child);
}

void enter(const Setup& s, World& w, const Entrant& e, std::uint64_t& last_sibling_key, std::uint32_t& last_row) {
  const std::uint32_t row = begin_path(s, w, e);
  ++w.totals.entries[e.council];
  if (e.sibling_key != 0 && e.sibling_key == last_sibling_key) link_siblings(w.children, last_row, row);
  last_sibling_key = e.sibling_key;
  last_row = row;
  if (w.trace) tell::child_entered(w, row);
  ask_for_placement(s, w, row);
}

void entries_of_start_state(const Setup& s, World& w) {
  Arrivals& a = w.arrivals;
  std::uint64_t sibling_key = 0;
  std::uint32_t row = kNobody;
  for (; a.next < a.size() && a.entry_day[a.next] == w.day; ++a.next) {
    const std::size_t i = a.next;
    enter(s, w, {a.key[i], a.sibling_key[i], a.council[i], a.uasc[i] != 0, a.entry_day[i], a.birth_day[i], a.exit_day[i]}, sibling_key, row);
  }
  if (a.size() > 0 && a.next == a.size()) a = Arrivals{};
}

void entries(const Setup& s, World& w) {
  if (w.day < s.first_day && !s.care.pools) return entries_of_start_state(s, w);
  std::vector<Entrant> entrants;
  const double level = s.v().demand().level();
  for (std::uint32_t council = 0; council < s.care.councils.size(); ++council)
    draw_entrants(s, w.seed, council, w.day, level * w.rules.entry_factor[council] * w.councils.threshold_factor[council], entrants);
  std::uint64_t sibling_key = 0;
  std::uint32_t row = kNobody;
  for (const Entrant& e : entrants) enter(s, w, e, sibling_key, row);
}

}  // namespace

void demand(const Setup& s, World& w) {
  first_day_asks(s, w);
  events(s, w);
  waiting_exits(s, w);
  entries(s, w);
}

std::int32_t breakdown_day(const World& w, std::uint32_t child) {
  const std::uint32_t p = w.children.care[child].placement;
  if (p == kNobody || w.placements.terms[p].hazard_per_day <= 0) return kNever;
  const double days = std::ceil(static_cast<double>(w.children.care[child].breakdown_left) / static_cast<double>(w.placements.terms[p].hazard_per_day));
  if (days > 100000) return kNever;
  return w.placements.terms[p].hazard_from + std::max(1, static_cast<std::int32_t>(days));
}

void schedule_breakdown(const Setup&, World& w, std::uint32_t child) {
  const std::int32_t day = breakdown_day(w, child);
  if (day == kNever || day >= w.children.care[child].exit_day) return;
  w.calendar.schedule(day, Event{kBreakdownEvent, child, static_cast<std::uint32_t>(w.children.care[child].key)});
}

}  // namespace carepool
