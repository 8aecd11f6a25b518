// Which of many random bytes lie below a limit: a block of a generator is sixteen of them, its lanes.
//
// What for: the lasting gate asks it of every home that could be on a child's list. Who calls it: market. Blocks come from random_pairs.hpp.
// Surprising: on processors with the second part of AVX-512's byte operations (VBMI2) sixty-four lanes are compared, counted and numbered in a
// handful of steps; every processor gives the same numbers in the same order.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/random.hpp"

namespace carepool {

constexpr std::size_t kLanesOfBlock = 16;
constexpr std::size_t kBlocksAtOnce = 4;

struct LaneSearch {                       // arrays have room to the next multiple of kBlocksAtOnce, and zeroes in `wanted` there
  const Block* blocks = nullptr;          // [count]
  const std::uint16_t* wanted = nullptr;  // [count] bit i: lane i counts at all
  const std::uint16_t* wide = nullptr;    // [count] bit i: lane i passes below wide_limit, too
  std::size_t count = 0;
  std::uint32_t limit = 0, wide_limit = 0;  // 0 (none passes) to 256 (all do)
};

// The byte of lane i, 0 to 255.
[[nodiscard]] constexpr std::uint32_t lane(const Block& block, std::size_t i) noexcept { return (block[i / 4] >> (8U * (i % 4))) & 0xFFU; }

// Writes the places (block × 16 + lane) of the wanted lanes below their limit, rising, and gives their number. `places` has room for every lane of
// the blocks and those to the next multiple of kBlocksAtOnce. The second form never uses AVX-512: tests compare them.
std::size_t find_lanes(const LaneSearch&, std::uint32_t* places) noexcept;
std::size_t find_lanes_on_any_processor(const LaneSearch&, std::uint32_t* places) noexcept;

}  // namespace carepool
