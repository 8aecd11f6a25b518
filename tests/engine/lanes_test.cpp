#include "engine/lanes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/random.hpp"

namespace carepool {
namespace {

struct Lanes {
  std::vector<Block> blocks;
  std::vector<std::uint16_t> wanted, wide;
};

// `count` blocks and room to the next multiple of four, where nothing is wanted.
Lanes random_lanes(std::size_t count, std::uint64_t seed) {
  Lanes x;
  std::uint64_t state = seed;
  const auto next = [&state] { return static_cast<std::uint32_t>(state = mix64(state + 1)); };
  const std::size_t room = (count + kBlocksAtOnce - 1) / kBlocksAtOnce * kBlocksAtOnce;
  for (std::size_t i = 0; i < room; ++i) {
    x.blocks.push_back({next(), next(), next(), next()});
    const bool real = i < count;
    x.wanted.push_back(real ? static_cast<std::uint16_t>(i % 5 == 4 ? 0xFFFFU : next()) : std::uint16_t{0});
    x.wide.push_back(real ? static_cast<std::uint16_t>(i % 3 == 0 ? next() & next() : 0U) : std::uint16_t{0});
  }
  return x;
}

std::vector<std::uint32_t> one_by_one(const Lanes& x, std::size_t count, std::uint32_t limit, std::uint32_t wide_limit) {
  std::vector<std::uint32_t> places;
  for (std::size_t b = 0; b < count; ++b)
    for (std::size_t i = 0; i < kLanesOfBlock; ++i) {
      if ((x.wanted[b] >> i & 1U) == 0) continue;
      const std::uint32_t value = lane(x.blocks[b], i);
      if (value < limit || ((x.wide[b] >> i & 1U) != 0 && value < wide_limit)) places.push_back(static_cast<std::uint32_t>(b * kLanesOfBlock + i));
    }
  return places;
}

TEST(Lanes, AreFoundAsOneByOneWhateverTheProcessor) {
  std::size_t found = 0;
  for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{3}, std::size_t{4}, std::size_t{61}, std::size_t{230}}) {
    const Lanes x = random_lanes(count, 17 + count);
    for (std::uint32_t limit = 0; limit <= 256; limit += limit < 4 || limit > 250 ? 1 : 13) {
      for (const std::uint32_t wide_limit : {limit, std::min(256U, 2 * limit + 1), 256U}) {
        const auto expected = one_by_one(x, count, limit, wide_limit);
        const LaneSearch search{x.blocks.data(), x.wanted.data(), x.wide.data(), count, limit, wide_limit};
        std::vector<std::uint32_t> places((x.blocks.size() + 1) * kLanesOfBlock), others = places;
        places.resize(find_lanes(search, places.data()));
        others.resize(find_lanes_on_any_processor(search, others.data()));
        ASSERT_EQ(places, expected) << count << " blocks, below " << limit << " and " << wide_limit;
        ASSERT_EQ(others, expected) << count << " blocks, below " << limit << " and " << wide_limit;
        found += expected.size();
      }
    }
  }
  EXPECT_GT(found, 10000U);
}

TEST(Lanes, OfABlockAreItsBytes) {
  const Block block{0x03020100, 0x07060504, 0x0B0A0908, 0x0F0E0D0C};
  for (std::size_t i = 0; i < kLanesOfBlock; ++i) EXPECT_EQ(lane(block, i), i);
}

}  // namespace
}  // namespace carepool
