// supply_owners.hpp: which of the drawn homes belong together.
//
// What for: the second half of the draw of today's supply. Who writes it: draw_owners. Who reads it:
// supply_draw.cpp only. The surprising decision: Ofsted counts registered companies, which understates
// groups. The companies are drawn first, as published, and then some are merged until the 20 largest owners
// hold the share of homes that Ofsted publishes for real groups.
#pragma once

#include <cstdint>

#include "world/supply_draw.hpp"

namespace carepool {

// Fills homes.group and groups, and the owners' part of the fit.
void draw_owners(const Tables& tables, std::uint64_t seed, const SupplyStreams& streams, DrawnHomes& homes,
                 DrawnGroups& groups, SupplyFit& fit);

}  // namespace carepool
