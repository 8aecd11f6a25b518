// fetch.hpp: asking for memory before it is needed.
//
// What for: month ends run through all placements in order and read, of a child in a home, a row that lies anywhere. Who calls it: market and
// metrics, some rows ahead. The surprising decision: speed only; nothing is read or written, and the result is the same without it.
#pragma once

#include <cstddef>

#include "world/world.hpp"

namespace carepool {

constexpr std::size_t kRowsAhead = 16;

// The child, if it is in a home, of the placement that comes up kRowsAhead rows after this one.
inline void fetch_child_at_home(const World& w, std::size_t row) {
  if (row + kRowsAhead >= w.placements.size()) return;
  const PlacementAccount& a = w.placements.account[row + kRowsAhead];
  if (a.setting == Setting::residential && a.child != kNobody) __builtin_prefetch(&w.children.care[a.child]);
}

}  // namespace carepool
