// care.hpp: what happens to one child's placement: it starts, is settled, ends.
//
// What for: the only functions that change placements, beds and the money owed for them, so that the laws (one placement per child, payer =
// payee) hold in one place. Who writes it: market. Who calls it: demand, matching, strategy, populate.
// The surprising decision: nights and money are booked when something changes and at month ends, not daily.
#pragma once

#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

// Ends the child's placement today, books nights and money up to yesterday, frees the bed. The child then has no placement.
void end_placement(const Setup&, World&, std::uint32_t child, EndReason reason);
// The child left care today: ends the placement or the wait and frees the row.
void leave_care(const Setup&, World&, std::uint32_t child, bool at_eighteen);
// The child needs a placement for its current plan from today: the referral phase of the same day serves it. The child may still
// hold no placement (entry, plan ended, breakdown, closure).
void ask_for_placement(const Setup&, World&, std::uint32_t child);
// A free row for a new child; every column at its resting value.
std::uint32_t new_child_row(World&);

}  // namespace carepool
