#include "base/date.hpp"

#include <stdexcept>

namespace carepool {
namespace {

constexpr int kDaysPerEra = 146097;   // 400 Gregorian years
constexpr int kDaysToEpoch = 719468;  // from 0000-03-01 to 1970-01-01

// Years are counted from 1 March, so that the leap day comes last. `era` is a span of 400 years.
std::int32_t days_from_civil(int year, int month, int day) noexcept {
  const int shifted_year = month <= 2 ? year - 1 : year;
  const int era = (shifted_year >= 0 ? shifted_year : shifted_year - 399) / 400;
  const int year_of_era = shifted_year - era * 400;
  const int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysPerEra + day_of_era - kDaysToEpoch;
}

bool exists(int year, int month, int day) noexcept {
  if (year < 1 || year > 9999 || month < 1 || month > 12) return false;
  return day >= 1 && day <= days_in_month(year, month);
}

// A run of digits only; −1 otherwise.
int digits(std::string_view text) noexcept {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::string padded(int value, std::size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

}  // namespace

bool is_leap_year(int year) noexcept { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in_month(int year, int month) noexcept {
  if (month == 2) return is_leap_year(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

Date from_ymd(int year, int month, int day) {
  if (!exists(year, month, day)) throw std::invalid_argument("no such day in the calendar");
  return Date{days_from_civil(year, month, day)};
}

Ymd ymd(Date date) noexcept {
  const std::int64_t z = std::int64_t{date.days} + kDaysToEpoch;
  const std::int64_t era = (z >= 0 ? z : z - (kDaysPerEra - 1)) / kDaysPerEra;
  const int day_of_era = static_cast<int>(z - era * kDaysPerEra);
  const int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted_month = (5 * day_of_year + 2) / 153;
  const int day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const int month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const int year = year_of_era + static_cast<int>(era) * 400 + (month <= 2 ? 1 : 0);
  return Ymd{year, month, day};
}

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = digits(text.substr(0, 4));
  const int month = digits(text.substr(5, 2));
  const int day = digits(text.substr(8, 2));
  if (!exists(year, month, day)) return std::nullopt;
  return Date{days_from_civil(year, month, day)};
}

std::string to_string(Date date) {
  const Ymd parts = ymd(date);
  return padded(parts.year, 4) + "-" + padded(parts.month, 2) + "-" + padded(parts.day, 2);
}

Date add_months(Date date, int months) {
  const Ymd start = ymd(date);
  const int count = start.year * 12 + (start.month - 1) + months;
  const int year = count / 12;
  const int month = count % 12 + 1;
  if (count < 12) throw std::invalid_argument("date before year 1");
  const int last = days_in_month(year, month);
  return from_ymd(year, month, start.day < last ? start.day : last);
}

bool is_month_end(Date date) noexcept {
  const Ymd parts = ymd(date);
  return parts.day == days_in_month(parts.year, parts.month);
}

}  // namespace carepool
