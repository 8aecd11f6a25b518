// Where a long column holds a value, such as the placements in one home.
// Written by the base room; read by the market, which keeps no lists of residents since homes close seldom.
// Surprising: a stretch is first searched as a whole without leaving it, which vector registers do fast.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace carepool {

// Rows of the column that equal the value, rising.
[[nodiscard]] inline std::vector<std::uint32_t> rows_equal(const std::vector<std::uint32_t>& column, std::uint32_t value) {
  constexpr std::size_t kStretch = 64;
  std::vector<std::uint32_t> out;
  const std::size_t whole = column.size() - column.size() % kStretch;
  for (std::size_t from = 0; from < whole; from += kStretch) {
    const std::uint32_t* at = column.data() + from;
    std::uint32_t found = 0;
    for (std::size_t i = 0; i < kStretch; ++i) found |= at[i] == value ? 1U : 0U;
    if (found == 0) continue;
    for (std::size_t i = 0; i < kStretch; ++i)
      if (at[i] == value) out.push_back(static_cast<std::uint32_t>(from + i));
  }
  for (std::size_t i = whole; i < column.size(); ++i)
    if (column[i] == value) out.push_back(static_cast<std::uint32_t>(i));
  return out;
}

}  // namespace carepool
