#include "report/format.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace carepool::report {

namespace {

constexpr const char* kSpace = "\u00a0";  // no line break between a number and its unit
constexpr const char* kMinus = "\u2212";
constexpr const char* kNone = "not available";

std::string group_thousands(const std::string& digits) {
  const std::size_t dot = digits.find('.');
  std::string whole = digits.substr(0, dot);
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(whole.size()) - 3; at > 0; at -= 3) {
    whole.insert(static_cast<std::size_t>(at), ",");
  }
  return dot == std::string::npos ? whole : whole + digits.substr(dot);
}

bool is_zero(const std::string& text) { return text.find_first_of("123456789") == std::string::npos; }

// Sign, pounds and magnitude apart, so that −£1.2 million puts its sign before the pound.
std::string signed_text(double value, const std::string& magnitude) {
  return value < 0 && !is_zero(magnitude) ? kMinus + magnitude : magnitude;
}

int decimals_for(double magnitude) {
  if (magnitude >= 100) return 0;
  if (magnitude >= 10) return 1;
  return 2;
}

std::string positive(double magnitude, int decimals) {
  return group_thousands(fmt::format("{:.{}f}", magnitude, decimals));
}

std::string pounds_in_full(double magnitude) {
  if (magnitude >= 1e9) return positive(magnitude / 1e9, 2) + kSpace + "billion";
  if (magnitude >= 1e6) return positive(magnitude / 1e6, magnitude >= 1e7 ? 0 : 1) + kSpace + "million";
  return positive(magnitude, magnitude < 10 && magnitude > 0 ? 2 : 0);
}

struct MoneyUnit {
  std::string_view unit;
  std::string_view per;  // what follows the number in a sentence
};

// Every unit of money that the dictionaries use.
constexpr std::array<MoneyUnit, 12> kMoney{{{"£", ""},
                                            {"£/week", "a week"},
                                            {"£/night", "a night"},
                                            {"£/day", "a day"},
                                            {"£/year", "a year"},
                                            {"£ a week", "a week"},
                                            {"£ a year", "a year"},
                                            {"£/child", "a child"},
                                            {"£/child-week", "a child a week"},
                                            {"£/place", "a place"},
                                            {"£/home", "a home"},
                                            {"£/child-year", "a child a year"}}};

const MoneyUnit* money_unit(std::string_view unit) {
  for (const MoneyUnit& money : kMoney) {
    if (money.unit == unit) return &money;
  }
  return nullptr;
}

bool is_bare(std::string_view unit) {
  return unit.empty() || unit == "count" || unit == "ratio" || unit == "index" || unit == "number" ||
         unit == "none";
}

std::string value_text(double magnitude, std::string_view unit) {
  if (unit_is_share(unit))
    return positive(magnitude * 100, magnitude < 0.2 || (magnitude > 0.9 && magnitude < 1) ? 1 : 0) + kSpace +
           "%";
  if (const MoneyUnit* money = money_unit(unit)) {
    const std::string tail = money->per.empty() ? "" : kSpace + std::string(money->per);
    return "£" + pounds_in_full(magnitude) + tail;
  }
  if (unit == "ratio" || unit == "index") return positive(magnitude, magnitude < 10 ? 3 : 1);
  const bool whole = magnitude == std::floor(magnitude);
  const std::string number = positive(magnitude, whole ? 0 : decimals_for(magnitude));
  return is_bare(unit) ? number : number + kSpace + unit_in_words(unit);
}

std::string short_number(double magnitude) {
  if (magnitude >= 1e9) return fmt::format("{:g}bn", magnitude / 1e9);
  if (magnitude >= 1e6) return fmt::format("{:g}m", magnitude / 1e6);
  if (magnitude >= 1e4) return fmt::format("{:g}k", magnitude / 1e3);
  return group_thousands(fmt::format("{:g}", magnitude));
}

}  // namespace

bool unit_is_share(std::string_view unit) {
  return unit == "share" || unit == "share a year" || unit == "share per year";
}

bool unit_is_money(std::string_view unit) { return money_unit(unit) != nullptr; }

std::string unit_in_words(std::string_view unit) {
  if (unit_is_share(unit)) return "%";
  if (unit == "index" || unit == "ratio") return std::string(unit);
  if (unit == "count" || unit == "number" || unit == "none" || unit.empty()) return "number";
  if (unit == "per year") return "a year";
  std::string words(unit);
  for (std::size_t at = words.find('/'); at != std::string::npos; at = words.find('/'))
    words.replace(at, 1, " a ");
  return words;
}

std::string format_number(double value, int decimals) {
  if (!std::isfinite(value)) return kNone;
  return signed_text(value, positive(std::fabs(value), decimals));
}

std::string format_value(double value, std::string_view unit) {
  if (!std::isfinite(value)) return kNone;
  return signed_text(value, value_text(std::fabs(value), unit));
}

std::string format_axis(double value, std::string_view unit) {
  if (!std::isfinite(value)) return "";
  const double magnitude = std::fabs(value);
  if (unit_is_share(unit)) return signed_text(value, fmt::format("{:g}", magnitude * 100) + kSpace + "%");
  return signed_text(value, (unit_is_money(unit) ? "£" : "") + short_number(magnitude));
}

std::string format_difference(double value, std::string_view unit) {
  if (!std::isfinite(value)) return kNone;
  const double magnitude = std::fabs(value);
  const std::string text =
      unit_is_share(unit) ? positive(magnitude * 100, 1) + kSpace + "points" : value_text(magnitude, unit);
  return value < 0 ? signed_text(value, text) : "+" + text;
}

std::string format_relative(double from, double to) {
  if (!std::isfinite(from) || !std::isfinite(to) || from == 0) return kNone;
  const double percent = (to / from - 1) * 100;
  const std::string text = positive(std::fabs(percent), std::fabs(percent) >= 100 ? 0 : 1) + kSpace + "%";
  return percent < 0 ? signed_text(percent, text) : "+" + text;
}

std::string format_date(std::string_view iso) {
  constexpr std::array<const char*, 12> months{"January",   "February", "March",    "April",
                                               "May",       "June",     "July",     "August",
                                               "September", "October",  "November", "December"};
  if (const std::size_t to = iso.find(" to "); to != std::string_view::npos) {
    return format_date(iso.substr(0, to)) + " to " + format_date(iso.substr(to + 4));
  }
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::string(iso);
  const int month = (iso[5] - '0') * 10 + (iso[6] - '0');
  const int day = (iso[8] - '0') * 10 + (iso[9] - '0');
  if (month < 1 || month > 12 || day < 1 || day > 31) return std::string(iso);
  return fmt::format("{} {} {}", day, months[static_cast<std::size_t>(month - 1)], iso.substr(0, 4));
}

std::string join_and(const std::vector<std::string>& items) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += i + 1 == items.size() ? " and " : ", ";
    out += items[i];
  }
  return out;
}

}  // namespace carepool::report
