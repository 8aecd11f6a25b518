// streams.hpp: one name for every kind of chance event.
//
// What for: a draw is draw(seed, stream, key, ordinal); each kind of event has a stream of its own, so a new kind shifts nobody's luck.
// Who writes it: nobody at run time. Who reads it: world, market, behaviours, instruments and the reference engine of the tests.
// The surprising decision: numbers are fixed for good; a stream that is no longer used keeps its number.
#pragma once

#include <cstdint>

namespace carepool::streams {

enum : std::uint32_t {
  // start state
  supply_rounding = 1, supply_home = 2, supply_group = 3, home_traits = 4, group_traits = 5, stock_child = 6, framework_start = 7,
  // demand; key: child key unless stated
  entry_count = 20,   // key: council and day
  entry_thin = 21, child_traits = 22, stay = 23, plan = 24, plan_length = 25, need_change = 26, band_change = 27, status_only = 28,
  breakdown_budget = 29, hard = 30, foster_distance = 31,
  // search and offers; key: child key (ordinal: episode) unless stated
  search_kind = 40, gate = 41 /* pair: child, eight home keys; ordinal 1: child; home */, taste = 42 /* key: child; home key mixed in */,
  visible = 43 /* key: council; home */, relabel = 44, foster_to_home = 45, match_quality = 46,
  // supply; key: home, group or (area, year, slot)
  inspection = 60, staffing = 61, closure = 62, entrant = 63, entrant_traits = 64, transfer = 65, framework_choice = 66, carers = 67,
  closure_shock = 68, omega_shift = 69, recent_opening = 70, takeover = 71, refinancing = 72, merger = 73,
  // commissioners
  forecast = 80 /* key: council and year */, partition = 81 /* its own seed */, lot = 82
};

}  // namespace carepool::streams
