// memberships.hpp: who is on which framework, at what price.
//
// What for: yearly choices of groups and the bids behind list prices. Who writes: market/commissioning, populate. Who reads: offers, metrics.
// The surprising decision: each group has its own bidding anniversary, so that the start is stationary rather than a nation bidding at once.
#pragma once

#include "market/joint_talks.hpp"
#include "market/workspace.hpp"
#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

void grow_memberships(World&);                                     // room for new groups
void align_memberships(const Setup&, const StepContext&, World&);  // after the rules changed: rows follow identities, new frameworks are bid for
void framework_choices(const Setup&, const HomesOfGroups&, World&);  // groups whose month it is
void reprice_frameworks(const Setup&, const StepContext&, const HomesOfGroups&, World&);  // yearly uplifts and new terms, monthly

}  // namespace carepool
