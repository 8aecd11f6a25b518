// populate.hpp: a Setup becomes a World.
//
// What for: the state at the start of the pre-history: homes and groups drawn from published counts, foster carers and supported places, and the
// children (populate_children). Who calls it: run, tests. Who reads it: nobody else.
// The surprising decision: nobody lives anywhere yet; the pre-history places the children by the market's own rules.
#pragma once

#include <memory>

#include "world/setup.hpp"
#include "world/supply_draw.hpp"
#include "world/world.hpp"

namespace carepool {

World populate(const Setup&, SupplyFit* fit = nullptr);  // fit: how the drawn homes compare with the published counts

}  // namespace carepool
