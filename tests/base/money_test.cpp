#include "base/money.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace carepool {
namespace {

TEST(Money, HalvesOfAPennyGoAwayFromZero) {
  EXPECT_EQ(pounds(0.125), 13);
  EXPECT_EQ(pounds(-0.125), -13);
  EXPECT_EQ(pounds(4000), 400000);
  EXPECT_EQ(pounds(0.0), 0);
  EXPECT_EQ(pounds(0.004), 0);
}

TEST(Money, WhatIsNotAnAmountIsRefused) {
  EXPECT_THROW((void)pounds(std::numeric_limits<double>::quiet_NaN()), std::out_of_range);
  EXPECT_THROW((void)pounds(std::numeric_limits<double>::infinity()), std::out_of_range);
  EXPECT_THROW((void)pounds(1e14), std::out_of_range);
}

TEST(Money, IsPrintedInPoundsAndPence) {
  EXPECT_EQ(format_pounds(0), "£0.00");
  EXPECT_EQ(format_pounds(123456), "£1,234.56");
  EXPECT_EQ(format_pounds(100000000), "£1,000,000.00");
  EXPECT_EQ(format_pounds(99999), "£999.99");
  EXPECT_EQ(format_pounds(-5), "-£0.05");
  EXPECT_EQ(format_pounds(std::numeric_limits<Pence>::min()), "-£92,233,720,368,547,758.08");
}

TEST(Money, DaysOfAWeekAddUpToTheFee) {
  for (const Pence fee : {Pence{1}, Pence{6}, Pence{700001}, Pence{640033}, Pence{-13}}) {
    Pence sum = 0;
    for (int day = 0; day < 364; ++day) sum += accrued_pence(fee, day, day + 1);
    EXPECT_EQ(sum, fee * 52);
  }
}

TEST(Money, AccrualDoesNotDependOnHowThePeriodIsCut) {
  const Pence fee = 640033;
  EXPECT_EQ(accrued_pence(fee, 0, 10) + accrued_pence(fee, 10, 365), accrued_pence(fee, 365));
}

TEST(Money, AccrualRoundsDownwards) {
  EXPECT_EQ(accrued_pence(10, 1), 1);
  EXPECT_EQ(accrued_pence(-10, 1), -2);
  EXPECT_EQ(accrued_pence(-7, 1), -1);
}

}  // namespace
}  // namespace carepool
