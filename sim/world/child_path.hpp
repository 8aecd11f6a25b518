// child_path.hpp: one child's planned path: rows, first plan, and the day on which the path next turns.
//
// What for: what populate and market/demand share. Who writes it: nobody keeps anything here; the functions write the child's columns.
// Who reads it: populate_children, market/demand, market/care (rows).
// The surprising decision: a child has one calendar event at a time, for the earliest of exit, end of plan, change of need and birthday that
// changes the band; it is valid only if the row still holds the same child (low half of the key) and the day is still the earliest. Siblings who
// enter together share the luck of home address, stay and plans, so that they can live together; their own key rules the rest.
#pragma once

#include <cstdint>
#include <vector>

#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

// Kinds of events in World::calendar.
inline constexpr std::uint32_t kCareEvent = 1, kBreakdownEvent = 2;

// A free row with every column at its resting value.
std::uint32_t take_child_row(Children&);
// Puts a row at its resting values, except the stamp; the caller puts the row on the free list.
void rest_child_row(Children&, std::uint32_t row);

struct Entrant {
  std::uint64_t key = 0;
  std::uint64_t sibling_key = 0;  // shared luck; 0: alone
  std::uint32_t council = 0;
  bool uasc = false;
  std::int32_t entry_day = 0, birth_day = 0, exit_day = 0;
};

// The children who enter in a council on a day. Entry events are drawn at `thinning_headroom` times the base rate and each is kept with chance
// `factor` over the headroom, so that a policy that changes the rate leaves everybody else's luck alone.
void draw_entrants(const Setup&, std::uint64_t seed, std::uint32_t council, std::int32_t day, double factor, std::vector<Entrant>& out);

// A row for a child who is in care from today (world.day): address, need, plan in equilibrium at today's age, clocks. The child needs a placement;
// whoever calls asks for it. Counts the child among the council's children.
std::uint32_t begin_path(const Setup&, World&, const Entrant&);
// Siblings in care: each knows the other's row.
void link_siblings(Children&, std::uint32_t a, std::uint32_t b);

// Key of the luck that siblings share.
inline std::uint64_t shared_key(const Children& c, std::uint32_t row) { return c.care[row].sibling_key != 0 ? c.care[row].sibling_key : c.care[row].key; }
// Group of plans on a day; a child of a pools world stays ten for ever.
std::size_t group_on(const Setup&, const Children&, std::uint32_t row, std::int32_t day);
// Next birthday that changes the band; kNever after the sixteenth.
std::int32_t next_band_day(const Setup&, const Children&, std::uint32_t row, std::int32_t after);
// The day of the child's next event, at the latest the exit.
std::int32_t next_care_day(const Setup&, const Children&, std::uint32_t row, std::int32_t after);
void schedule_care(const Setup&, World&, std::uint32_t row);
bool is_current(const Children& c, const Event& event);

// What today brought to the child's plan (not the exit): a plan that ran its time, a change of need, a birthday.
struct Turn {
  Setting setting_before;
  Need need_before;
  bool renewed, reconsidered;
  double u_status;  // of a plan that goes on in the same setting: below the status-only share, the child stays where it is
};
// Order: under the old band first, then the birthday; so the mix of plans stays exactly stationary.
Turn turn_path(const Setup&, World&, std::uint32_t row);

// Draws the plan's need from its setting and the rest of the plan as of a random moment; the plan ordinal has been advanced.
void set_plan_in_force(const Setup&, World&, std::uint32_t row, Setting setting);
// Day of the next change of need after today.
void set_need_day(const Setup&, World&, std::uint32_t row, double u);
// An Exp(1) budget for the next breakdown.
void refill_breakdown(const World&, Children&, std::uint32_t row);

}  // namespace carepool
