// debt.hpp: what groups of homes owe, what lenders ask of them, and when it falls due.
//
// What for: start state, month ends and strategy share one rule. Who writes: market. Who calls: step, finance, strategy.
// The surprising decision: no dividend is written down. What a group borrows anew is cash, and month ends pay out cash beyond the reserve.
#pragma once

#include <cstdint>
#include <vector>

#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

void borrow_at_the_start(const Setup&, World&);          // debts of the first day, falling due evenly over the term
double interest_rate_of(const Setup&, const World&, std::uint32_t group);
void judge_covenants(const Setup&, World&);              // at month ends, when yearly accounts stand
// A group in breach keeps a buffer, repays debt with the cash beyond it and pays nothing out. `week`: its costs, £.
void sweep_cash(const Setup&, World&, std::uint32_t group, double week);
// Debt that falls due is borrowed anew. Returns the groups that cannot pay what lenders no longer lend.
std::vector<std::uint32_t> refinance(const Setup&, World&);
// A group with no home left, and none on the way, leaves: it repays from its cash; the rest is its lenders' loss. Sizes of groups have just been counted.
void close_empty_groups(World&);

}  // namespace carepool
