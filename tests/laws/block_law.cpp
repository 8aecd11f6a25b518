// A block bed is paid for, used or not, and is its buyer's.
#include <gtest/gtest.h>

#include <cmath>

#include "market/contracts.hpp"
#include "small_market.hpp"

namespace carepool {
namespace {

using test::SmallMarket;

const std::string kBlocks = "  - {name: blocks, kind: block, share: 0.2, guarantee: 0.6}\n";
const std::string kPooled =
    "  - {name: blocks, kind: block, share: 0.2}\n  - {name: rcc, kind: rcc, partition: {method: all}, "
    "functions: [block]}\n";

TEST(BlockLaw, BlockBedsVoidsArePaid) {
  SmallMarket market(kBlocks);
  market.run_to("2025-07-01");
  settle_everything(market.setup(), market.run().world(), market.world().day);
  const World& before = market.world();
  const std::vector<Pence> voids = before.blocks.cum_void;
  const std::vector<double> beds = before.blocks.cum_bed_days, used = before.blocks.cum_used_days;
  const Pence booked = test::paid_for(before, Pay::block_voids);
  market.run_to("2025-10-01");
  settle_everything(market.setup(), market.run().world(), market.world().day);
  const Blocks& b = market.world().blocks;
  Pence sum = 0;
  double empty_days = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const bool known = i < voids.size();
    const double empty = b.cum_bed_days[i] - b.cum_used_days[i] - (known ? beds[i] - used[i] : 0);
    const Pence paid = b.cum_void[i] - (known ? voids[i] : 0);
    EXPECT_NEAR(static_cast<double>(paid), 0.6 * static_cast<double>(b.pence_per_week[i]) * empty / 7, 100)
        << "pence";
    sum += paid;
    empty_days += empty;
  }
  EXPECT_GT(empty_days, 100);
  EXPECT_EQ(test::paid_for(market.world(), Pay::block_voids) - booked, sum);
}

TEST(BlockLaw, BedsInUseAreThePlacementsInThemAndNoHomeHasLetMoreThanItHas) {
  SmallMarket market(kPooled);
  market.run_to("2025-08-01", [](const World& w, std::int32_t) {
    std::vector<int> in_block(w.blocks.size(), 0), let(w.homes.size(), 0);
    for (std::uint32_t r = 0; r < w.placements.size(); ++r)
      if (w.placements.child[r] != kNobody && w.placements.block[r] != kNobody) {
        ++in_block[w.placements.block[r]];
        EXPECT_EQ(w.blocks.home[w.placements.block[r]], w.placements.home[r]);
      }
    for (std::size_t b = 0; b < w.blocks.size(); ++b) {
      if (w.blocks.live[b] == 0) continue;
      EXPECT_EQ(in_block[b], w.blocks.used[b]);
      EXPECT_LE(w.blocks.used[b], w.blocks.beds[b]);
      let[w.blocks.home[b]] += w.blocks.beds[b];
    }
    for (std::size_t h = 0; h < w.homes.size(); ++h) EXPECT_EQ(let[h], w.homes.block_beds[h]);
  });
}

TEST(BlockLaw, OnlyTheBuyersMembersAreGivenABlockBed) {
  for (const std::string& instruments : {kBlocks, kPooled}) {
    SmallMarket market(instruments);
    std::size_t starts = 0;
    market.run_to("2025-08-01", [&](const World& w, std::int32_t day) {
      test::for_each_start(w, day, [&](std::uint32_t r) {
        if (w.placements.contract[r] != Contract::block) return;
        ++starts;
        const std::uint32_t body = w.blocks.body[w.placements.block[r]];
        EXPECT_EQ(w.rules.body_of[static_cast<std::size_t>(Function::block)][w.placements.payer[r]], body);
        EXPECT_LE(w.placements.distance_miles[r], w.blocks.catchment_miles[w.placements.block[r]]);
      });
    });
    EXPECT_GT(starts, 5u);
  }
}

TEST(BlockLaw, TheStartHasTheShareAskedFor) {
  for (const std::string& instruments : {kBlocks, kPooled}) {
    SmallMarket market(instruments);
    double beds = 0, independent = 0;
    for (std::size_t b = 0; b < market.world().blocks.size(); ++b)
      beds += market.world().blocks.live[b] != 0 ? market.world().blocks.beds[b] : 0;
    for (std::uint32_t r = 0; r < market.world().placements.size(); ++r)
      independent +=
          test::in_home(market.world(), r) && market.world().placements.sector[r] != Sector::council;
    EXPECT_NEAR(beds / independent, 0.2, 0.05);
  }
}

TEST(BlockLaw, ATermRunsOut) {
  SmallMarket market("  - {name: blocks, kind: block, share: 0.1, term_years: 0.5}\n");
  market.run_to("2025-12-01", [](const World& w, std::int32_t day) {
    for (std::size_t b = 0; b < w.blocks.size(); ++b)
      EXPECT_TRUE(w.blocks.live[b] == 0 || day < w.blocks.end_day[b] + 31);  // ends on the first of a month
  });
}

}  // namespace
}  // namespace carepool
