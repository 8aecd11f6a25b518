// The world's hashes at month ends, as a recording keeps them.
//
// Used by sim/run while it steps and by `verify` through it.
// Surprising decision: column hashes cost a tenth of a second over ten years of England, so every run is
// recorded.
#pragma once

#include <cstdint>

#include "carepool/results.pb.h"
#include "scenario/scenario.hpp"
#include "world/world.hpp"

namespace carepool {

// Empty but for the scenario's hash and the names of the columns, which any world has.
v1::Recording start_recording(const Scenario& scenario, const World& any = World());

// After the last day of a month, and once before the first day; `rules_hash` is that of the rules in force.
void record_month(v1::RecordedReplicate& replicate, const World& world, std::uint64_t rules_hash);

}  // namespace carepool
