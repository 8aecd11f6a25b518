// Chance: every draw is a pure function of (seed, stream, key, ordinal). Nothing about randomness is stored.
// Written by the engine room; read by every room that draws. Names of streams are in world/streams.hpp.
// Surprising: the seed and the stream are mixed into Philox's key and what the draw is about (child, home and
// month …) is its counter, so one more child changes nobody else's luck and any draw can be looked up out of
// order. Source: Salmon, Moraes, Dror, Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", Philox4x32
// with 10 rounds.
#pragma once

#include <array>
#include <cstdint>

namespace carepool {

using Block = std::array<std::uint32_t, 4>;

// The generator itself: 128-bit counter and 64-bit key to 128 random bits.
template <int rounds = 10>
[[nodiscard]] constexpr Block philox_block(Block counter, std::uint32_t key0, std::uint32_t key1) noexcept {
  constexpr std::uint64_t kMultiplier0 = 0xD2511F53u, kMultiplier1 = 0xCD9E8D57u;
  constexpr std::uint32_t kWeyl0 = 0x9E3779B9u, kWeyl1 = 0xBB67AE85u;
// Unrolled, a block takes 10 ns in place of 16.
#pragma GCC unroll 10
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t product0 = kMultiplier0 * counter[0];
    const std::uint64_t product1 = kMultiplier1 * counter[2];
    counter = Block{
        static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key0, static_cast<std::uint32_t>(product1),
        static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key1, static_cast<std::uint32_t>(product0)};
    key0 += kWeyl0;
    key1 += kWeyl1;
  }
  return counter;
}

// A one-to-one scramble of 64 bits (Stafford's variant 13 of the MurmurHash3 finaliser). Also makes keys from
// parts.
[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t x) noexcept {
  x ^= x >> 30;
  x *= 0xBF58476D1CE4E5B9u;
  x ^= x >> 27;
  x *= 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

// One key from two, as good as never the same for two different pairs; the order matters.
[[nodiscard]] constexpr std::uint64_t combine_keys(std::uint64_t a, std::uint64_t b) noexcept {
  return mix64(mix64(a + 0x9E3779B97F4A7C15u) ^ b);
}

// Philox key of a stream. For one seed no two streams share it.
[[nodiscard]] constexpr std::uint64_t stream_key(std::uint64_t seed, std::uint32_t stream) noexcept {
  return mix64(seed) + 0x9E3779B97F4A7C15u * (std::uint64_t{stream} + 1);
}

namespace detail {
[[nodiscard]] constexpr Block block_at(std::uint64_t philox_key, std::uint64_t key, std::uint32_t ordinal,
                                       std::uint32_t block) noexcept {
  return philox_block(
      Block{static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32), ordinal, block},
      static_cast<std::uint32_t>(philox_key), static_cast<std::uint32_t>(philox_key >> 32));
}
}  // namespace detail

// Uniform in (0,1): the odd multiples of 2^-53, so that neither end can come up and 1 − u is as good as u.
[[nodiscard]] constexpr double uniform_from_bits(std::uint64_t bits) noexcept {
  return (static_cast<double>(bits >> 12) + 0.5) * 0x1.0p-52;
}

// 128 random bits for one draw.
[[nodiscard]] constexpr Block draw_block(std::uint64_t seed, std::uint32_t stream, std::uint64_t key,
                                         std::uint32_t ordinal) noexcept {
  return detail::block_at(stream_key(seed, stream), key, ordinal, 0);
}

// Words 2i and 2i+1 of a block as one 64-bit number, i = 0 or 1.
[[nodiscard]] constexpr std::uint64_t block_bits(const Block& block, unsigned i) noexcept {
  return std::uint64_t{block[2 * i]} | (std::uint64_t{block[2 * i + 1]} << 32);
}

// Uniform in (0,1) from words 0 and 1 of the block.
[[nodiscard]] constexpr double draw_uniform(std::uint64_t seed, std::uint32_t stream, std::uint64_t key,
                                            std::uint32_t ordinal) noexcept {
  return uniform_from_bits(block_bits(draw_block(seed, stream, key, ordinal), 0));
}

// A sequence of draws for one cause, when one block is not enough (a Poisson count, a shuffle). It starts
// with the two numbers of draw_block's block; the counter's fourth word counts blocks. 2^33 numbers, then it
// starts again.
class Rng {
 public:
  constexpr Rng(std::uint64_t seed, std::uint32_t stream, std::uint64_t key,
                std::uint32_t ordinal = 0) noexcept
      : philox_key_(stream_key(seed, stream)), key_(key), ordinal_(ordinal) {}

  [[nodiscard]] constexpr std::uint64_t bits() noexcept {
    if (!second_half_) held_ = detail::block_at(philox_key_, key_, ordinal_, next_block_++);
    const std::uint64_t out = block_bits(held_, second_half_ ? 1 : 0);
    second_half_ = !second_half_;
    return out;
  }

  // In (0,1).
  [[nodiscard]] constexpr double uniform() noexcept { return uniform_from_bits(bits()); }

  // Whole number in [0, n), each equally likely without any bias. n > 0.
  [[nodiscard]] constexpr std::uint64_t below(std::uint64_t n) noexcept {
    const std::uint64_t rest =
        (0 - n) % n;  // 2^64 mod n: numbers below it would make the low results likelier
    for (;;) {
      const std::uint64_t x = bits();
      if (x >= rest) return x % n;
    }
  }

 private:
  std::uint64_t philox_key_;
  std::uint64_t key_;
  std::uint32_t ordinal_;
  std::uint32_t next_block_ = 0;
  Block held_{};
  bool second_half_ = false;
};

// Seed of the k-th replicate; k = 0 is the seed itself.
[[nodiscard]] constexpr std::uint64_t replicate_seed(std::uint64_t seed, std::uint32_t k) noexcept {
  return k == 0 ? seed : combine_keys(seed, k);
}

}  // namespace carepool
