// A block bed is paid for, used or not, and is its buyer's.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
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
      if (w.placements.account[r].child != kNobody && w.placements.terms[r].block != kNobody) {
        ++in_block[w.placements.terms[r].block];
        EXPECT_EQ(w.blocks.home[w.placements.terms[r].block], w.placements.home[r]);
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
        if (w.placements.account[r].contract != Contract::block) return;
        ++starts;
        const std::uint32_t body = w.blocks.body[w.placements.terms[r].block];
        EXPECT_EQ(w.rules.body_of[static_cast<std::size_t>(Function::block)][w.placements.account[r].payer], body);
        EXPECT_LE(w.placements.terms[r].distance_miles, w.blocks.catchment_miles[w.placements.terms[r].block]);
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
          test::in_home(market.world(), r) && market.world().placements.account[r].sector != Sector::council;
    EXPECT_NEAR(beds / independent, 0.2, 0.05);
  }
}

TEST(BlockLaw, ATermRunsOutAndTheBedsAreLetAnew) {
  SmallMarket market("  - {name: blocks, kind: block, share: 0.1, term_years: 0.5}\n");
  const std::size_t at_start = market.world().blocks.size();
  market.run_to("2026-02-01", [](const World& w, std::int32_t day) {
    for (std::size_t b = 0; b < w.blocks.size(); ++b)
      EXPECT_TRUE(w.blocks.live[b] == 0 || day < w.blocks.end_day[b] + 31);  // ends on the first of a month
  });
  const Blocks& b = market.world().blocks;
  double live = 0, independent = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (i < at_start) {
      EXPECT_EQ(b.live[i], 0) << "a contract of the start outlived its term";
    }
    live += b.live[i] != 0 ? b.beds[i] : 0;
  }
  for (std::uint32_t r = 0; r < market.world().placements.size(); ++r)
    independent += test::in_home(market.world(), r) && market.world().placements.account[r].sector != Sector::council;
  EXPECT_NEAR(live / independent, 0.1, 0.05);
}

// A bed costs the ratio times the mean fee of the needs that its home serves, so between the ratio times the least and the most of them; here the
// ratio is far above any seller's reservation.
TEST(BlockLaw, ThePriceIsTheRatioTimesTheMeanFee) {
  SmallMarket market("  - {name: blocks, kind: block, share: 0.1, from: 2025-05-01, price_ratio: 3}\n");
  std::size_t seen = 0;
  std::array<double, kNeeds> fee = market.world().signals.fee_mean;
  market.run_to("2025-09-01", [&](const World& w, std::int32_t day) {
    for (; seen < w.blocks.size(); ++seen) {
      EXPECT_EQ(w.blocks.start_day[seen], day);
      double least = 1e9, most = 0;
      for (std::size_t n = 0; n < kNeeds; ++n) {
        if (!serves(w.homes.bed_class[w.blocks.home[seen]], static_cast<Need>(n))) continue;
        for (const double x : {fee[n], w.signals.fee_mean[n]}) {  // at the end of the day before, and of this day
          least = std::min(least, x);
          most = std::max(most, x);
        }
      }
      const double price = static_cast<double>(w.blocks.pence_per_week[seen]) / 100;
      EXPECT_GE(price, 3 * least - 0.01);
      EXPECT_LE(price, 3 * most + 0.01);
    }
    fee = w.signals.fee_mean;
  });
  EXPECT_GT(seen, 10u);
}

TEST(BlockLaw, HomesAreLetWithinTheCatchmentOfAMember) {
  for (const std::string& rcc : {std::string(), std::string("  - {name: rcc, kind: rcc, partition: {method: all}, functions: [block]}\n")}) {
    SmallMarket market("  - {name: blocks, kind: block, share: 0.2, catchment_miles: 6}\n" + rcc);
    const World& w = market.world();
    for (std::size_t b = 0; b < w.blocks.size(); ++b) {
      const Point home{static_cast<double>(w.homes.x_km[w.blocks.home[b]]), static_cast<double>(w.homes.y_km[w.blocks.home[b]])};
      double nearest = 1e9;
      for (const std::uint32_t m : w.rules.bodies[w.blocks.body[b]].members) nearest = std::min(nearest, distance_miles(home, market.setup().places[m].at));
      EXPECT_LE(nearest, 6.0);
    }
    EXPECT_GT(w.blocks.size(), 10u);
  }
}

// Empty bed-days over bed-days, of all contracts between the two days.
double voids_of(const std::string& instruments) {
  SmallMarket market(instruments);
  double empty = 0, all = 0;
  market.run_to("2026-04-01", [&](const World& w, std::int32_t) {
    for (std::size_t b = 0; b < w.blocks.size(); ++b) {
      if (w.blocks.live[b] == 0) continue;
      all += w.blocks.beds[b];
      empty += w.blocks.beds[b] - w.blocks.used[b];
    }
  });
  return empty / all;
}

TEST(BlockLaw, ADutyToAcceptFillsMoreBeds) {
  EXPECT_LT(voids_of("  - {name: blocks, kind: block, share: 0.2, acceptance: 12}\n"),
            voids_of("  - {name: blocks, kind: block, share: 0.2, acceptance: 1}\n"));
}

TEST(BlockLaw, VoidsSoldOnLeaveFewerBedsEmpty) {
  EXPECT_LT(voids_of("  - {name: blocks, kind: block, share: 0.2, acceptance: 1, resale: true}\n"),
            voids_of("  - {name: blocks, kind: block, share: 0.2, acceptance: 1}\n"));
}

// Day by day, by hand: the holder owes its guarantee for an empty bed and, for a resold one, what the buyer's 80 % fall short of the price.
TEST(BlockLaw, WhatOthersPayForAVoidIsTakenOffTheHoldersBill) {
  SmallMarket market("  - {name: blocks, kind: block, share: 0.2, guarantee: 0.6, acceptance: 1, resale: true, resale_price_ratio: 0.8}\n");
  settle_everything(market.setup(), market.run().world(), market.world().day);
  const std::vector<Pence> voids = market.world().blocks.cum_void, resold = market.world().blocks.cum_resold;
  std::vector<double> owed, brought_in;
  std::size_t sales = 0;
  market.run_to("2025-10-01", [&](const World& w, std::int32_t day) {
    owed.resize(w.blocks.size(), 0);
    brought_in.resize(w.blocks.size(), 0);
    for (std::size_t b = 0; b < w.blocks.size(); ++b) {
      const Blocks& x = w.blocks;
      if (x.live[b] == 0) continue;
      const double a_day = static_cast<double>(x.pence_per_week[b]) / 7;
      EXPECT_EQ(x.resale_pence_per_week[b], pounds(static_cast<double>(x.pence_per_week[b]) / 100 * 0.8));
      owed[b] += a_day * (0.6 * (x.beds[b] - x.used[b]) + 0.2 * x.resold[b]);
      brought_in[b] += a_day * 0.8 * x.resold[b];
    }
    test::for_each_start(w, day, [&](std::uint32_t r) {
      const Placements& p = w.placements;
      if (p.terms[r].block == kNobody) return;
      const bool member = w.rules.body_of[static_cast<std::size_t>(Function::block)][p.account[r].payer] == w.blocks.body[p.terms[r].block];
      EXPECT_EQ(p.account[r].contract, member ? Contract::block : Contract::spot);
      EXPECT_LE(p.terms[r].distance_miles, w.blocks.catchment_miles[p.terms[r].block]);
      if (member) return;
      ++sales;
      EXPECT_EQ(p.account[r].fee_pence_per_week, w.blocks.resale_pence_per_week[p.terms[r].block]);
    });
  });
  settle_everything(market.setup(), market.run().world(), market.world().day);
  const Blocks& b = market.world().blocks;
  EXPECT_GT(sales, 10u);
  for (std::size_t i = 0; i < b.size(); ++i) {
    const bool known = i < voids.size();
    EXPECT_NEAR(static_cast<double>(b.cum_void[i] - (known ? voids[i] : 0)), owed[i], 100) << "pence";
    EXPECT_NEAR(static_cast<double>(b.cum_resold[i] - (known ? resold[i] : 0)), brought_in[i], 100) << "pence";
  }
}

TEST(BlockLaw, NothingIsSoldForLessThanAChildInTheBedAddsToItsPrice) {
  SmallMarket market("  - {name: blocks, kind: block, share: 0.2, guarantee: 0.1, resale: true, resale_price_ratio: 0.8}\n");
  market.run_to("2025-07-01");
  for (std::size_t b = 0; b < market.world().blocks.size(); ++b) EXPECT_EQ(market.world().blocks.resold[b], 0);
}

}  // namespace
}  // namespace carepool
