// step.hpp: one day.
//
// What for: yesterday's world becomes today's. Who calls it: run, tests. The surprising decision: the pre-history is stepped by the same
// function, with as many homes opening as closing, so the start state obeys the rules of the market.
#pragma once

#include "instruments/instruments.hpp"
#include "market/workspace.hpp"
#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

// Steps world.day, then world.day += 1.
void step_day(const Setup&, const InstrumentPlan&, Workspace&, World&);
// From a populated world on prehistory_start to one ready on first_day: lives the pre-history, then solves closures and entries.
void solve_start(const Setup&, const InstrumentPlan&, Workspace&, World&);

}  // namespace carepool
