// check.hpp: the laws that a world obeys at the end of every day.
//
// What for: tests call it daily; a debug run may. Who writes it: nobody keeps it. Who reads it: tests, run when asked to check itself.
// The surprising decision: it returns sentences instead of stopping, all that it finds up to a limit, so that one look shows what belongs together.
#pragma once

#include <string>
#include <vector>

#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

// Empty when all laws hold. Call it between two days (after a step, before the next); right after populate children may still be unplaced.
std::vector<std::string> check_world(const Setup&, const World&);

}  // namespace carepool
