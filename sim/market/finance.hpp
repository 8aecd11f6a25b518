// finance.hpp: running costs of homes, shared by month ends and closures.
//
// What for: a home that closes in the middle of a month is charged to the day. Who writes: market. Who calls: finance, strategy.
// The surprising decision: costs are booked when something changes and at month ends, each rounded to the penny once.
#pragma once

#include "world/world.hpp"

namespace carepool {

void book_home_costs(World&, std::uint32_t home, std::int32_t to_day);

}  // namespace carepool
