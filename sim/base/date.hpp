// Calendar days. Written by the base room; read by every room that dates something.
// Surprising: a date is one integer, days since 1 January 1970 in the Gregorian calendar carried back before
// 1582; there is no time of day and no zone.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace carepool {

struct Date {
  std::int32_t days = 0;  // since 1970-01-01

  friend constexpr auto operator<=>(const Date&, const Date&) = default;
};

struct Ymd {
  int year = 1970;
  int month = 1;  // 1..12
  int day = 1;    // 1..31

  friend constexpr auto operator<=>(const Ymd&, const Ymd&) = default;
};

[[nodiscard]] bool is_leap_year(int year) noexcept;
[[nodiscard]] int days_in_month(int year, int month) noexcept;

// The day must exist; throws std::invalid_argument otherwise. Years 1..9999.
[[nodiscard]] Date from_ymd(int year, int month, int day);
[[nodiscard]] Ymd ymd(Date date) noexcept;

// Exactly "YYYY-MM-DD" and a day that exists, else nothing.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
[[nodiscard]] std::string to_string(Date date);

// Same day of the month, or the last day of a shorter month. Negative months go back.
[[nodiscard]] Date add_months(Date date, int months);
[[nodiscard]] bool is_month_end(Date date) noexcept;

[[nodiscard]] constexpr Date operator+(Date date, int days) noexcept { return Date{date.days + days}; }
[[nodiscard]] constexpr Date operator-(Date date, int days) noexcept { return Date{date.days - days}; }
[[nodiscard]] constexpr int operator-(Date later, Date earlier) noexcept { return later.days - earlier.days; }

}  // namespace carepool
