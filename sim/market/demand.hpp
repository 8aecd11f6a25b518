// demand.hpp: children enter care, their plans change, placements break down, they leave.
//
// What for: phase 2 of the day. Who writes it: market. Who calls it: step, once a day; contracts calls schedule_breakdown when a placement starts or its
// hazard changes. Demand is the only reader of World::calendar.
// The surprising decision: nothing here is ever unscheduled. An event counts only if the child's own columns still say that this is the day.
#pragma once

#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

void demand(const Setup&, World&);

// Day on which the child's breakdown budget runs out at the present hazard; kNever without a placement or a hazard.
std::int32_t breakdown_day(const World&, std::uint32_t child);
void schedule_breakdown(const Setup&, World&, std::uint32_t child);

}  // namespace carepool
