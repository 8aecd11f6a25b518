// What would be worth saying of a scenario if some values were changed.
//
// For: plans, which have many points and load none of them. Written by: warnings_with. Read by: experiment/make_plan.cpp.
// The one surprising decision: it goes on from the layers of the loaded scenario. with_sets reads the canonical text again, in which every value
// stands as if somebody had set it, so that each value without effect would be warned of.
#pragma once

#include <string>
#include <vector>

#include "scenario/scenario.hpp"

namespace carepool {

// The warnings that loading with these sets on top would give. Empty where it would fail: who runs it says what is wrong.
std::vector<Error> warnings_with(const Scenario& scenario, const std::vector<std::string>& sets);

}  // namespace carepool
