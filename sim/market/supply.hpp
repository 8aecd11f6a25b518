// supply.hpp: new homes: who might open one, what they expect, what they open.
//
// What for: entry and transfer of homes, shared by strategy, commissioning and populate. Who writes: market.
// The surprising decision: potential entrants are keyed by (area, year, slot), so a policy meets the same would-be founders as the base does.
#pragma once

#include "market/workspace.hpp"
#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

void solve_entry(const Setup&, World&);                                     // appeal of each area and class: entry equals closure at the start
void entries_of_month(const Setup&, World&, std::int32_t first_of_month);   // decisions of the month's potential entrants
void fill_pipeline(const Setup&, World&);                                   // homes under way on the first day
void replace_council_home(const Setup&, World&, std::uint32_t closed_home);
void council_home_like(const Setup&, World&, std::uint32_t like, bool before_the_start, std::int32_t opens);
std::uint32_t nearby_group(const Setup&, const World&, std::uint32_t home, double u);  // another active group of the region that is not in breach; kNobody
void transfer_home(const Setup&, World&, std::uint32_t home, std::uint32_t buyer);
void end_block(const Setup&, const StepContext&, World&, std::uint32_t block);          // children stay, on spot terms at the same fee
double entrant_margin(const Setup&, const World&, std::uint32_t area, BedClass);        // expected share of fees left

}  // namespace carepool
