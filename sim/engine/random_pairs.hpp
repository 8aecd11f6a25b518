// Draws about a pair of things, such as a child and a group of homes, many at a time.
//
// What for: the lasting gate asks about millions of pairs in a simulated year. Who calls it: market. Same generator as random.hpp; here the
// first thing is mixed into Philox's key once and the second is the counter, so that eight blocks run side by side.
// Surprising: the eight-fold form is written for vector registers, yet every block equals that of the one-fold form to the bit, on any
// processor: there is nothing but whole-number arithmetic in it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/random.hpp"

namespace carepool {

// Philox key of a stream and a first thing.
[[nodiscard]] constexpr std::uint64_t pair_key(std::uint64_t seed, std::uint32_t stream, std::uint64_t first) noexcept {
  return combine_keys(stream_key(seed, stream), first);
}

// Seven rounds in place of ten: the fewest that passed every test of randomness in the source of random.hpp.
constexpr int kPairRounds = 7;

// 128 random bits for the pair.
[[nodiscard]] constexpr Block draw_pair(std::uint64_t key_of_first, std::uint64_t second) noexcept {
  return philox_block<kPairRounds>(Block{static_cast<std::uint32_t>(second), static_cast<std::uint32_t>(second >> 32), 0, 0},
                                   static_cast<std::uint32_t>(key_of_first), static_cast<std::uint32_t>(key_of_first >> 32));
}

constexpr std::size_t kPairsAtOnce = 8;

// The registers that many draws at once may use, in bits: no wider than these, and no wider than the processor has.
enum class Width { any = 512, at_most_256 = 256, at_most_128 = 128 };

// The same for `count` second things, eight at a time: both arrays have room to the next multiple of eight. On processors with AVX2 or AVX-512F, in wider
// registers; narrower ones are for tests, which compare.
void draw_pairs(std::uint64_t key_of_first, const std::uint64_t* second, std::size_t count, Block* out, Width width = Width::any) noexcept;

}  // namespace carepool
