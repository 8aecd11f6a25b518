// Numbers as people write them: `£4,000/week`, `16 weeks`, `12%`, and the mistakes that YAML lets through.
//
// For: fields.cpp. Written by: read_quantity. Read by: the scenario room and its tests.
// The one surprising decision: a unit is never guessed or converted, save weeks to days, years to months and
// per cent to a share, which are exact; `£200,000/year` for £/week is an error, not a division by 52.
#pragma once

#include <string>
#include <string_view>

namespace carepool {

struct Quantity {
  bool ok = false;
  double value = 0;                 // in the declared unit
  bool whole = false;               // written without fraction or exponent
  std::string message, suggestion;  // when not ok
};

// `unit` is the declared one ("share", "£/week", "days", …); a bare number is taken to be in it.
Quantity read_quantity(std::string_view text, std::string_view unit);

// Digits with an optional sign, fraction, exponent and thousands commas, and nothing else.
bool is_bare_number(std::string_view text);

// A unit in one spelling: "per week", "/wk" and "a week" are the same; so are "miles" and "mile".
std::string plain_unit(std::string_view unit);

// Shortest decimal text that reads back as the same number, without an exponent where that is readable.
std::string number_text(double value);

// The same for people: 100000 as "100,000".
std::string readable_number(double value);

}  // namespace carepool
