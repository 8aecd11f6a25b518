// mergers.hpp: groups with several homes that become one.
//
// What for: strategy, once a month; tests merge two groups of their choice. Who writes: market. Who calls: strategy.
// The surprising decision: nobody's ask is touched; where both were on a framework, the buyer's list prices stand. The merged group's share of contested referrals is counted as one group's from the
// day of the merger on, and asks follow at their next revision.
#pragma once

#include "market/workspace.hpp"
#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

void mergers(const Setup&, const StepContext&, World&);  // on the first of a month; sizes of groups have just been counted
// All that `group` has passes to `buyer`: homes, children's placements, contracts, memberships, cash and debt. Accounts stand to the start of today.
void merge_groups(const Setup&, const StepContext&, World&, std::uint32_t group, std::uint32_t buyer);

}  // namespace carepool
