#include "engine/erlang.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "engine/det_math.hpp"

namespace carepool {
namespace {

// Published Erlang B tables: offered load (erlangs) that c lines carry at this blocking.
TEST(ErlangB, PublishedTable) {
  struct Row {
    int lines;
    double at_1_percent, at_2_percent, at_5_percent, half_unit;
  };
  for (const Row& row :
       {Row{1, 0.0101, 0.0204, 0.0526, 5e-5}, Row{2, 0.153, 0.223, 0.381, 5e-4},
        Row{5, 1.36, 1.66, 2.22, 5e-3}, Row{10, 4.46, 5.08, 6.22, 5e-3}, Row{20, 12.0, 13.2, 15.2, 5e-2},
        Row{50, 37.9, 40.3, 44.5, 5e-2}, Row{100, 84.1, 88.0, 95.2, 5e-2}}) {
    const auto brackets = [&](double load, double blocking) {
      return det::erlang_b(row.lines, load - row.half_unit) <= blocking &&
             det::erlang_b(row.lines, load + row.half_unit) >= blocking;
    };
    EXPECT_TRUE(brackets(row.at_1_percent, 0.01)) << row.lines;
    EXPECT_TRUE(brackets(row.at_2_percent, 0.02)) << row.lines;
    EXPECT_TRUE(brackets(row.at_5_percent, 0.05)) << row.lines;
  }
}

TEST(ErlangB, IsTheFormula) {
  for (const double load : {0.1, 1.0, 3.7, 20.0})
    for (int c = 0; c <= 30; ++c) {
      long double term = 1, sum = 1;
      for (int n = 1; n <= c; ++n) sum += term *= load / n;
      EXPECT_NEAR(det::erlang_b(c, load), static_cast<double>(term / sum), 1e-15);
    }
}

TEST(ErlangB, EdgeValues) {
  EXPECT_EQ(det::erlang_b(0, 3.0), 1.0);
  EXPECT_EQ(det::erlang_b(0, 0.0), 1.0);
  EXPECT_EQ(det::erlang_b(4, 0.0), 0.0);
  EXPECT_TRUE(std::isnan(det::erlang_b(-1, 3.0)));
  EXPECT_TRUE(std::isnan(det::erlang_b(3, -1.0)));
  EXPECT_TRUE(std::isnan(det::erlang_b(3, std::numeric_limits<double>::quiet_NaN())));
  EXPECT_GT(det::erlang_b(100000, 100000.0), 0.0);
}

TEST(ErlangB, EachPlaceCarriesLessThanTheOneBefore) {
  for (const double load : {0.2, 1.0, 5.0, 40.0, 300.0})
    for (int q = 1; q < 100; ++q)
      EXPECT_GE(carried_by_last_place(q, load), carried_by_last_place(q + 1, load));
}

TEST(Moe, TheLastBedIsWorthItAndTheNextIsNot) {
  for (const double load : {0.5, 1.0, 2.0, 8.0, 30.0, 250.0})
    for (const double ratio : {0.3, 0.6, 0.8, 0.95}) {
      const int beds = moe_block_size(load, ratio);
      EXPECT_TRUE(beds == 0 || carried_by_last_place(beds, load) >= ratio);
      EXPECT_LT(carried_by_last_place(beds + 1, load), ratio);
    }
}

TEST(Moe, WorkedByHand) {
  // Load 1: B = 1, 1/2, 1/5, 1/16: the beds carry 0.5, 0.3, 0.1375.
  EXPECT_EQ(moe_block_size(1.0, 0.51), 0);
  EXPECT_EQ(moe_block_size(1.0, 0.5), 1);
  EXPECT_EQ(moe_block_size(1.0, 0.29), 2);
  EXPECT_EQ(moe_block_size(1.0, 0.13), 3);
}

TEST(Moe, APoolTakesMoreBedsThanItsMembersTogether) {
  const double ratio = 0.85;  // beds at 85 % of the spot price
  const int alone = moe_block_size(2.0, ratio);
  EXPECT_EQ(alone, 0);  // one council's thin cell: 2/3 of a bed's nights used at best
  EXPECT_GT(moe_block_size(20.0, ratio), 10 * alone + 8);
}

TEST(Moe, NoLoadOrADearBlockMeansNoBeds) {
  EXPECT_EQ(moe_block_size(0.0, 0.5), 0);
  EXPECT_EQ(moe_block_size(50.0, 1.0), 0);
  EXPECT_EQ(moe_block_size(50.0, 2.0), 0);
}

TEST(Moe, WhatHasNoAnswerIsRefused) {
  EXPECT_THROW((void)moe_block_size(3.0, 0.0), std::invalid_argument);
  EXPECT_THROW((void)moe_block_size(-1.0, 0.5), std::invalid_argument);
  EXPECT_THROW((void)moe_block_size(std::numeric_limits<double>::infinity(), 0.5), std::invalid_argument);
  EXPECT_THROW((void)moe_block_size(3.0, std::numeric_limits<double>::quiet_NaN()), std::invalid_argument);
}

TEST(PlacesForBlocking, IsTheFewestThatWillDo) {
  EXPECT_EQ(places_for_blocking(4.46, 0.01), 10);  // published table
  EXPECT_EQ(places_for_blocking(84.0, 0.01), 100);
  EXPECT_EQ(places_for_blocking(0.0, 0.01), 0);
  EXPECT_EQ(places_for_blocking(5.0, 1.0), 0);
  EXPECT_THROW((void)places_for_blocking(5.0, 0.0), std::invalid_argument);
}

}  // namespace
}  // namespace carepool
