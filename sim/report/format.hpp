#pragma once
// Numbers as people read them: £6,120 a week, 64 %, 81,770. One rule for sentences, tables and axes.
// Written and read by this room only; page/src/format.ts says the same to the browser, and
// tests/report/format_cases.json holds both to it.
// The surprising decision: units are text (they come from the metrics' dictionary), so an unknown unit is
// printed after the number rather than refused.

#include <string>
#include <string_view>
#include <vector>

namespace carepool::report {

// "1,234,568" or, with decimals, "1,234.57". NaN and infinities give "not available".
std::string format_number(double value, int decimals = 0);

// A value in its unit, for a sentence or a cell.
std::string format_value(double value, std::string_view unit);

// The same in as little room as an axis gives: "£6.1k", "64 %".
std::string format_axis(double value, std::string_view unit);

// A difference, with its sign: "+£120 a week", "−3.2 points".
std::string format_difference(double value, std::string_view unit);

// A relative change as "+8.9 %"; "not available" when it starts from nothing.
std::string format_relative(double from, double to);

// "1 April 2025" from "2025-04-01", and both ends of "… to …"; anything else comes back unchanged.
std::string format_date(std::string_view iso);

// What the unit is called beside a title or a legend: "£ a week", "share", "children".
std::string unit_in_words(std::string_view unit);

bool unit_is_share(std::string_view unit);
bool unit_is_money(std::string_view unit);

// "a, b and c"
std::string join_and(const std::vector<std::string>& items);

}  // namespace carepool::report
