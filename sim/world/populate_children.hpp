// populate_children.hpp: the children looked after at the start.
//
// What for: the stock on the first day is exactly the published number of every council, with the stationary law of ages and stays (residual stays are
// length-biased). Who writes it: populate calls it once. Who reads it: nobody; it fills World::children, World::arrivals and the calendar.
// The surprising decision: with a pre-history, a child of the start state who entered during it is kept in World::arrivals until that day, and children
// who come and go before the first day are drawn too, so that the market lives through the same numbers that it will live with.
#pragma once

#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

// Sets world.day to the first day of the pre-history. The councils' columns have their size. Children who are in care on that day are rows without a
// placement; market/demand asks for their placements on that day.
void populate_children(const Setup&, World&);

}  // namespace carepool
