#include "engine/random.hpp"

#include "engine/random_pairs.hpp"

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

namespace carepool {
namespace {

// Random123's known-answer vectors for philox4x32 with 10 rounds.
TEST(Philox, KnownAnswers) {
  EXPECT_EQ(philox_block({0, 0, 0, 0}, 0, 0), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t all = 0xffffffff;
  EXPECT_EQ(philox_block({all, all, all, all}, all, all),
            (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox_block({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, IsRandom123sToTheBit) {
  std::uint64_t x = 1;
  for (int i = 0; i < 100000; ++i) {
    const auto next = [&x] { return static_cast<std::uint32_t>(x = mix64(x + 1)); };
    const Block counter{next(), next(), next(), next()};
    const std::uint32_t key0 = next(), key1 = next();
    const r123::Philox4x32::ctr_type theirs =
        r123::Philox4x32()({{counter[0], counter[1], counter[2], counter[3]}}, {{key0, key1}});
    ASSERT_EQ(philox_block(counter, key0, key1), (Block{theirs[0], theirs[1], theirs[2], theirs[3]}));
  }
}

// The layout of seed, stream, key and ordinal is part of every recorded result: a change here changes all of
// them.
TEST(Draw, LayoutIsFixed) {
  EXPECT_EQ(mix64(0), 0u);
  EXPECT_EQ(mix64(0x9E3779B97F4A7C15u), 0xE220A8397B1DCDAFu);  // first number of SplitMix64 from seed 0
  const std::uint64_t key = stream_key(42, 7);
  EXPECT_EQ(key, mix64(42) + 8 * 0x9E3779B97F4A7C15u);
  EXPECT_EQ(draw_block(42, 7, 0x0123456789ABCDEFu, 5),
            philox_block({0x89ABCDEF, 0x01234567, 5, 0}, static_cast<std::uint32_t>(key),
                         static_cast<std::uint32_t>(key >> 32)));
}

TEST(Draw, EveryPartOfTheNameCounts) {
  const Block base = draw_block(1, 2, 3, 4);
  EXPECT_NE(draw_block(2, 2, 3, 4), base);
  EXPECT_NE(draw_block(1, 3, 3, 4), base);
  EXPECT_NE(draw_block(1, 2, 4, 4), base);
  EXPECT_NE(draw_block(1, 2, 3 | (std::uint64_t{1} << 63), 4), base);
  EXPECT_NE(draw_block(1, 2, 3, 5), base);
  EXPECT_NE(draw_block(1, 2, 4, 3), base);
}

TEST(Draw, NoTwoOfAMillionBlocksAreTheSame) {
  std::vector<Block> blocks;
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (std::uint32_t stream = 0; stream < 10; ++stream)
      for (std::uint64_t key = 0; key < 100; ++key)
        for (std::uint32_t ordinal = 0; ordinal < 100; ++ordinal)
          blocks.push_back(draw_block(seed, stream, key, ordinal));
  std::sort(blocks.begin(), blocks.end());
  EXPECT_EQ(std::adjacent_find(blocks.begin(), blocks.end()), blocks.end());
}

TEST(Draw, AFlippedInputBitFlipsHalfOfTheOutput) {
  double flipped = 0;
  int pairs = 0;
  for (unsigned bit = 0; bit < 64; ++bit)
    for (std::uint64_t key = 0; key < 200; ++key, ++pairs) {
      const Block a = draw_block(9, 1, key, 0), b = draw_block(9, 1, key ^ (std::uint64_t{1} << bit), 0);
      for (int word = 0; word < 4; ++word) flipped += __builtin_popcount(a[word] ^ b[word]);
    }
  EXPECT_NEAR(flipped / pairs, 64.0, 0.25);  // standard error 0.05
}

TEST(Uniform, StaysInsideTheOpenInterval) {
  EXPECT_EQ(uniform_from_bits(0), 0x1.0p-53);
  EXPECT_EQ(uniform_from_bits(~std::uint64_t{0}), 1.0 - 0x1.0p-53);
  EXPECT_EQ(uniform_from_bits(std::uint64_t{1} << 63), 0.5 + 0x1.0p-53);
  EXPECT_EQ(uniform_from_bits(~std::uint64_t{0}) + uniform_from_bits(0), 1.0);
}

TEST(Uniform, FillsAllBinsEvenly) {
  constexpr int kBins = 256, kDraws = 1 << 20;
  std::vector<int> count(kBins);
  for (std::uint64_t key = 0; key < kDraws; ++key)
    ++count[static_cast<std::size_t>(draw_uniform(20250401, 3, key, 0) * kBins)];
  double chi_square = 0;
  for (const int n : count)
    chi_square += (n - kDraws / kBins) * (n - kDraws / kBins) / double(kDraws / kBins);
  EXPECT_GT(chi_square, 175.0);  // 255 degrees of freedom: mean 255, standard deviation 22.6
  EXPECT_LT(chi_square, 345.0);
}

TEST(Uniform, NeighbouringKeysOrdinalsAndStreamsAreNotCorrelated) {
  constexpr int kDraws = 200000;
  double by_key = 0, by_ordinal = 0, by_stream = 0, by_seed = 0;
  for (int i = 0; i < kDraws; ++i) {
    const auto key = static_cast<std::uint64_t>(i) * 2;
    const double u = draw_uniform(5, 1, key, 0) - 0.5;
    by_key += u * (draw_uniform(5, 1, key + 1, 0) - 0.5);
    by_ordinal += u * (draw_uniform(5, 1, key, 1) - 0.5);
    by_stream += u * (draw_uniform(5, 2, key, 0) - 0.5);
    by_seed += u * (draw_uniform(6, 1, key, 0) - 0.5);
  }
  const double four_standard_errors = 4.0 * 12.0 / std::sqrt(kDraws) / 12.0;
  for (const double sum : {by_key, by_ordinal, by_stream, by_seed})
    EXPECT_LT(std::fabs(12.0 * sum / kDraws), four_standard_errors);
}

TEST(Rng, StartsWithTheBlockOfItsName) {
  Rng rng(11, 22, 33, 44);
  const Block block = draw_block(11, 22, 33, 44);
  EXPECT_EQ(rng.bits(), block_bits(block, 0));
  EXPECT_EQ(rng.bits(), block_bits(block, 1));
  EXPECT_NE(rng.bits(), block_bits(block, 0));
  Rng again(11, 22, 33, 44);
  EXPECT_EQ(again.uniform(), draw_uniform(11, 22, 33, 44));
}

TEST(Rng, ALongSequenceDoesNotRunIntoTheNextOrdinals) {
  std::set<std::uint64_t> seen;
  for (std::uint32_t ordinal = 0; ordinal < 50; ++ordinal) {
    Rng rng(1, 1, 1, ordinal);
    for (int i = 0; i < 1000; ++i) seen.insert(rng.bits());
  }
  EXPECT_EQ(seen.size(), 50000u);
}

TEST(Rng, BelowIsEvenlySpread) {
  std::vector<int> count(7);
  Rng rng(3, 1, 4);
  constexpr int kDraws = 700000;
  for (int i = 0; i < kDraws; ++i) ++count[rng.below(7)];
  for (const int n : count) EXPECT_NEAR(n, kDraws / 7, 1200);  // four standard errors
  EXPECT_EQ(rng.below(1), 0u);
}

TEST(ReplicateSeed, TheFirstIsTheSeedItselfAndAllDiffer) {
  EXPECT_EQ(replicate_seed(123, 0), 123u);
  std::set<std::uint64_t> seeds;
  for (std::uint64_t seed = 0; seed < 100; ++seed)
    for (std::uint32_t k = 0; k < 1000; ++k) seeds.insert(replicate_seed(seed, k));
  EXPECT_EQ(seeds.size(), 100000u);
}

TEST(CombineKeys, OrderMatters) { EXPECT_NE(combine_keys(1, 2), combine_keys(2, 1)); }

}  // namespace
TEST(Random, EightPairsAtOnceEqualOneByOne) {
  for (std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}, std::uint64_t{0x0123456789ABCDEF}}) {
    const std::uint64_t key = pair_key(42, 7, first);
    for (const std::size_t count : {std::size_t{0}, std::size_t{1}, kPairsAtOnce, kPairsAtOnce + 3}) {
      std::array<std::uint64_t, 2 * kPairsAtOnce> second{0, 1, 2, ~std::uint64_t{0}, std::uint64_t{1} << 32, 0xFFFFFFFF, 0xDEADBEEF12345678, 3, 4, 5, 6};
      for (const Width width : {Width::any, Width::at_most_256, Width::at_most_128}) {
        std::array<Block, 2 * kPairsAtOnce> blocks{};
        draw_pairs(key, second.data(), count, blocks.data(), width);
        for (std::size_t i = 0; i < count; ++i)
          EXPECT_EQ(blocks[i], draw_pair(key, second[i])) << first << " " << i << ", at most " << static_cast<int>(width) << " bits wide";
      }
    }
  }
}

TEST(Random, PairsDifferByEitherThing) {
  const Block base = draw_pair(pair_key(1, 2, 3), 4);
  EXPECT_NE(base, draw_pair(pair_key(1, 2, 3), 5));
  EXPECT_NE(base, draw_pair(pair_key(1, 2, 4), 4));
  EXPECT_NE(base, draw_pair(pair_key(1, 3, 3), 4));
  EXPECT_NE(base, draw_pair(pair_key(2, 2, 3), 4));
}

}  // namespace carepool
