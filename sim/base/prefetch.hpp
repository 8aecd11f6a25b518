// Asks for the rows of a sweep before their turn.
//
// What for: speed only; a processor that asks too late waits for memory. Who calls it: sweeps over all children or placements.
// Surprising: near the end of a column the address lies behind it. Nothing is read there: it is a number, and asking for it does nothing.
#pragma once

#include <cstddef>
#include <cstdint>

namespace carepool {

constexpr std::size_t kRowsAhead = 48;

template <class Row>
void fetch_ahead(const Row* row) {
  __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(row) + kRowsAhead * sizeof(Row)));
}
template <class Row>
void fetch_ahead_to_write(const Row* row) {
  __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(row) + kRowsAhead * sizeof(Row)), 1);
}

}  // namespace carepool
