#include "base/date.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace carepool {
namespace {

TEST(Date, KnownDaysHaveTheirNumbers) {
  EXPECT_EQ(from_ymd(1970, 1, 1).days, 0);
  EXPECT_EQ(from_ymd(1969, 12, 31).days, -1);
  EXPECT_EQ(from_ymd(2000, 2, 29).days, 11016);
  EXPECT_EQ(from_ymd(2000, 1, 1).days, 10957);
  EXPECT_EQ(from_ymd(2025, 4, 1).days, 20179);
  EXPECT_EQ(from_ymd(1858, 11, 17).days, -40587);  // day 0 of the modified Julian calendar of astronomers
  EXPECT_EQ(from_ymd(1601, 1, 1).days, -134774);   // Windows' day 0
  EXPECT_EQ(from_ymd(1, 1, 1).days, -719162);      // day 1 of Python's ordinals
  EXPECT_EQ(from_ymd(9999, 12, 31).days, 2932896);
}

TEST(Date, EveryDayOfTenThousandYearsFollowsTheOneBefore) {
  Date expected{-719162};
  for (int year = 1; year <= 9999; ++year)
    for (int month = 1; month <= 12; ++month)
      for (int day = 1; day <= days_in_month(year, month); ++day, expected = expected + 1) {
        ASSERT_EQ(from_ymd(year, month, day), expected);
        ASSERT_EQ(ymd(expected), (Ymd{year, month, day}));
      }
}

TEST(Date, CenturiesAreLeapYearsOnlyEveryFourth) {
  EXPECT_TRUE(is_leap_year(2000));
  EXPECT_TRUE(is_leap_year(2024));
  EXPECT_FALSE(is_leap_year(1900));
  EXPECT_FALSE(is_leap_year(2100));
  EXPECT_FALSE(is_leap_year(2025));
}

TEST(Date, TextGoesThereAndBack) {
  EXPECT_EQ(to_string(from_ymd(2026, 4, 1)), "2026-04-01");
  EXPECT_EQ(to_string(from_ymd(33, 1, 9)), "0033-01-09");
  for (int day = -200000; day < 200000; day += 77) EXPECT_EQ(parse_date(to_string(Date{day})), Date{day});
}

TEST(Date, OnlyTheOneFormAndDaysThatExistAreRead) {
  for (const char* bad :
       {"", "2026-4-1", "2026-04-01 ", " 2026-04-01", "2026/04/01", "2026-02-29", "2026-13-01", "2026-00-10",
        "2026-01-00", "2026-04-31", "0000-01-01", "20x6-01-01", "-026-01-01", "2026-04-0a"})
    EXPECT_FALSE(parse_date(bad).has_value()) << bad;
}

TEST(Date, DaysThatDoNotExistAreRefused) {
  EXPECT_THROW((void)from_ymd(2025, 2, 29), std::invalid_argument);
  EXPECT_THROW((void)from_ymd(0, 1, 1), std::invalid_argument);
  EXPECT_THROW((void)from_ymd(2025, 13, 1), std::invalid_argument);
  EXPECT_THROW((void)add_months(from_ymd(1, 1, 1), -1), std::invalid_argument);
  EXPECT_THROW((void)add_months(from_ymd(9999, 12, 1), 1), std::invalid_argument);
}

TEST(Date, MonthsKeepTheDayOrTakeTheLast) {
  EXPECT_EQ(add_months(from_ymd(2025, 1, 31), 1), from_ymd(2025, 2, 28));
  EXPECT_EQ(add_months(from_ymd(2024, 1, 31), 1), from_ymd(2024, 2, 29));
  EXPECT_EQ(add_months(from_ymd(2025, 4, 1), 120), from_ymd(2035, 4, 1));
  EXPECT_EQ(add_months(from_ymd(2025, 3, 15), -3), from_ymd(2024, 12, 15));
  EXPECT_EQ(add_months(from_ymd(2025, 3, 15), 0), from_ymd(2025, 3, 15));
}

TEST(Date, AMonthEndIsTheDayBeforeAFirst) {
  for (Date day = from_ymd(2023, 12, 1); day < from_ymd(2025, 2, 1); day = day + 1)
    EXPECT_EQ(is_month_end(day), ymd(day + 1).day == 1);
}

TEST(Date, DifferencesCountDays) {
  EXPECT_EQ(from_ymd(2035, 4, 1) - from_ymd(2025, 4, 1), 3652);
  EXPECT_EQ(from_ymd(2025, 4, 1) - 1, from_ymd(2025, 3, 31));
}

}  // namespace
}  // namespace carepool
