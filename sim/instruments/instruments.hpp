// instruments.hpp: policy becomes today's Rules.
//
// What for: what the rest of the program calls. Who writes it: nobody at run time. Who reads it: run, market,
// live. The surprising decision: rules are made from nothing on each day on which they change, so a run that
// starts in the middle, from a snapshot, has the same rules as one that came from the start.
//
// In use: once `plan = make_instrument_plan(setup)`; then each day `if (rules_change_on(plan, day))
// world.rules = make_rules(plan, day)`, and once at the very start.
#pragma once

#include <cstdint>

#include "instruments/plan.hpp"
#include "world/rules.hpp"
#include "world/setup.hpp"

namespace carepool {

// True when some instrument starts, ends or steps on `day`. Between such days make_rules gives the same
// rules. Trends, indexation and ramps step on the first day of a month.
bool rules_change_on(const InstrumentPlan& plan, std::int32_t day);

// From nothing, instruments in the order of their names; their order in the scenario changes nothing.
Rules make_rules(const InstrumentPlan& plan, std::int32_t day);

// The same with a plan made on the spot, which takes some milliseconds: for tests and tools.
bool rules_change_on(const Setup& setup, std::int32_t day);
Rules make_rules(const Setup& setup, std::int32_t day);

// What the loader cannot see: groups of two RCCs that overlap in place, function, setting and time; scopes
// that a kind does not obey; a block for a part of an RCC's members. Located where the value was written.
// Call it once after load_scenario.
Errors check_instruments(const Scenario& scenario);
// load_scenario and check_instruments: what the commands call, so that each shows the same errors.
Result<Scenario> load_checked_scenario(const LoadRequest& request);

// Every field but BodyRule::instrument, which points into the scenario's list.
std::uint64_t rules_hash(const Rules& rules);

}  // namespace carepool
