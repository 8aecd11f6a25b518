// turnover.hpp: homes that come, go and change hands while their number stays.
//
// What for: the start's homes in every phase of life, and owners whose sizes stay. Who writes: market (strategy, the start solver).
// The surprising decision: a home that opens during the pre-history stands in its row for the one that it replaces, so that supply is the
// published one on every day and no row is spent on homes that were never in a table.
#pragma once

#include "market/workspace.hpp"
#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

void turn_over(const Setup&, const StepContext&, World&);     // pre-history: predecessors close, their successors open
void give_notice(const Setup&, World&);                       // first day: homes that decided to close in the weeks before
void fill_council_pipeline(const Setup&, World&);             // first day: councils' replacements under way
void solve_takeovers(const Setup&, World&);                   // the rate at which single homes are bought
void takeovers(const Setup&, const StepContext&, World&);     // first of a month

}  // namespace carepool
