#include "scenario/units.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <system_error>

#include "base/text.hpp"

namespace carepool {
namespace {

constexpr std::string_view kPound = "£";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The pieces of a number as written.
struct Parts {
  std::string digits;     // sign, digits, fraction and exponent, without commas; what from_chars reads
  std::string_view rest;  // whatever follows
  bool pound = false;
  bool plain_whole = true;  // no fraction, no exponent
  std::string wrong;        // why it is not a number, if it is not
};

// Digits with commas every three, if any. Returns how many characters were taken.
std::size_t take_integer(std::string_view text, std::string& digits, std::string& wrong) {
  std::size_t end = 0;
  while (end < text.size() &&
         (is_digit(text[end]) || (text[end] == ',' && end + 1 < text.size() && is_digit(text[end + 1]))))
    ++end;
  const std::string_view taken = text.substr(0, end);
  const std::size_t first_comma = taken.find(',');
  if (first_comma != std::string_view::npos) {
    bool grouped = first_comma >= 1 && first_comma <= 3;
    for (std::size_t i = first_comma; i < taken.size(); ++i)
      grouped = grouped && ((i - first_comma) % 4 == 0) == (taken[i] == ',');
    grouped = grouped && (taken.size() - first_comma) % 4 == 0;
    if (!grouped) wrong = "commas are not at the thousands";
  }
  if (taken.size() > 1 && taken[0] == '0' && wrong.empty()) wrong = "a leading zero";
  for (const char c : taken)
    if (c != ',') digits += c;
  return end;
}

void take_fraction(std::string_view& text, Parts& parts) {
  if (text.empty() || text[0] != '.') return;
  std::size_t end = 1;
  while (end < text.size() && is_digit(text[end])) ++end;
  if (end == 1) {
    parts.wrong = "no digit after the point";
    return;
  }
  parts.digits += text.substr(0, end);
  parts.plain_whole = false;
  text.remove_prefix(end);
}

void take_exponent(std::string_view& text, Parts& parts) {
  if (text.size() < 2 || (text[0] != 'e' && text[0] != 'E')) return;
  std::size_t end = 1;
  if (text[end] == '+' || text[end] == '-') ++end;
  const std::size_t first = end;
  while (end < text.size() && is_digit(text[end])) ++end;
  if (end == first) return;
  parts.digits += 'e';
  parts.digits += text.substr(text[1] == '+' ? 2 : 1, end - (text[1] == '+' ? 2 : 1));
  parts.plain_whole = false;
  text.remove_prefix(end);
}

Parts take_apart(std::string_view text) {
  Parts parts;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    if (text[0] == '-') parts.digits = "-";
    text.remove_prefix(1);
  }
  if (text.substr(0, kPound.size()) == kPound) {
    parts.pound = true;
    text.remove_prefix(kPound.size());
  }
  if (text.empty() || !is_digit(text[0])) {
    parts.wrong = "not a number";
    return parts;
  }
  const std::size_t taken = take_integer(text, parts.digits, parts.wrong);
  text.remove_prefix(taken);
  if (parts.wrong.empty()) take_fraction(text, parts);
  if (parts.wrong.empty()) take_exponent(text, parts);
  parts.rest = text;
  return parts;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

Quantity refuse(std::string message, std::string suggestion = {}) {
  Quantity quantity;
  quantity.message = std::move(message);
  quantity.suggestion = std::move(suggestion);
  return quantity;
}

std::string quoted(std::string_view text) {
  return "'" + std::string(text.substr(0, 60)) + (text.size() > 60 ? "…'" : "'");
}

// What is wrong with a text that does not begin as a number, or begins as one of another notation.
Quantity not_a_number(std::string_view text, const std::string& why) {
  const std::string word = lower(text);
  const std::string_view bare =
      !word.empty() && (word[0] == '-' || word[0] == '+') ? std::string_view(word).substr(1) : word;
  if (bare == ".nan" || bare == "nan" || bare == ".inf" || bare == "inf" || bare == "infinity")
    return refuse(quoted(text) + " is not a finite number");
  if (bare.size() > 1 && bare[0] == '.' && is_digit(bare[1]))
    return refuse(quoted(text) + " is not a number: no digit before the point",
                  std::string(word[0] == '-' ? "-0" : "0") + std::string(bare));
  if (bare.size() > 1 && bare[0] == '0' && (bare[1] == 'x' || bare[1] == 'o' || bare[1] == 'b'))
    return refuse(quoted(text) + " is not a decimal number");
  if (why == "not a number") return refuse(quoted(text) + " is not a number");
  std::string suggestion;
  if (why == "a leading zero") {
    std::string_view rest = bare;
    while (rest.size() > 1 && rest[0] == '0' && is_digit(rest[1])) rest.remove_prefix(1);
    suggestion = std::string(rest);
  }
  return refuse(quoted(text) + " is not a number: " + why, suggestion);
}

std::string singular(std::string word) {
  if (word == "wk" || word == "wks" || word == "w") return "week";
  if (word == "yr" || word == "yrs" || word == "annum") return "year";
  if (word == "mi") return "mile";
  if (word == "children") return "child";
  if (word.size() > 3 && word.back() == 's' && word[word.size() - 2] != 's') word.pop_back();
  return word;
}

struct Conversion {
  std::string_view from, to;
  double factor;
};
// The exact ones.
constexpr std::array<Conversion, 2> kConversions = {{{"week", "day", 7}, {"year", "month", 12}}};

// from_chars reads digits and exponent in one go, so that 4.5k and 12% are rounded once.
bool to_double(const std::string& digits, double& value) {
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return problem == std::errc() && end == digits.data() + digits.size() && std::isfinite(value);
}

std::string with_exponent(const std::string& digits, int more) {
  const std::size_t e = digits.find('e');
  if (e == std::string::npos) return digits + "e" + std::to_string(more);
  int exponent = 0;
  const auto read = std::from_chars(digits.data() + e + 1, digits.data() + digits.size(), exponent);
  if (read.ec != std::errc()) return digits;  // so large that it fails anyway
  return digits.substr(0, e) + "e" + std::to_string(static_cast<long long>(exponent) + more);
}

// £4k, £1.5m
int thousands(std::string_view& rest) {
  if (rest.empty() || (rest.size() > 1 && std::isalpha(static_cast<unsigned char>(rest[1])))) return 0;
  const int power = rest[0] == 'k' ? 3 : rest[0] == 'm' ? 6 : 0;
  if (power > 0) rest.remove_prefix(1);
  return power;
}

Quantity finish(std::string_view text, const std::string& digits, double factor, bool plain_whole) {
  Quantity quantity;
  if (!to_double(digits, quantity.value) || !std::isfinite(quantity.value * factor)) {
    const std::size_t e = digits.find("e-");
    return refuse(quoted(text) +
                  (e == std::string::npos ? " is too large" : " is too small to be told from 0"));
  }
  quantity.value *= factor;
  if (quantity.value == 0) quantity.value = 0;  // no negative zero
  quantity.ok = true;
  quantity.whole = plain_whole || (factor != 1 && quantity.value == std::floor(quantity.value));
  return quantity;
}

}  // namespace

bool is_bare_number(std::string_view text) {
  const Parts parts = take_apart(trim(text));
  return parts.wrong.empty() && !parts.pound && parts.rest.empty();
}

std::string plain_unit(std::string_view unit) {
  std::string text = lower(trim(unit));
  const auto replace_all = [&](std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  };
  replace_all("p.a.", "/year");
  if (text == "pa" || text == "£pa") text.replace(text.size() - 2, 2, "/year");
  if (text == "pw" || text == "£pw") text.replace(text.size() - 2, 2, "/week");
  if (text.rfind("per ", 0) == 0) text.replace(0, 4, "/");
  if (text.rfind("a ", 0) == 0) text.replace(0, 2, "/");
  replace_all(" per ", "/");
  replace_all("£ a ", "£/");
  replace_all("£a ", "£/");
  replace_all("£per ", "£/");
  replace_all(" / ", "/");
  replace_all("/ ", "/");
  replace_all(" /", "/");
  std::string out, word;
  for (const char c : text + " ") {
    if (c != ' ' && c != '/') {
      word += c;
      continue;
    }
    out += singular(word);
    out += c;
    word.clear();
  }
  return std::string(trim(out));
}

std::string number_text(double value) {
  std::array<char, 64> buffer{};
  const double size = std::fabs(value);
  const bool readable = value == 0 || (size >= 1e-6 && size < 1e17);
  const auto format = readable ? std::chars_format::fixed : std::chars_format::scientific;
  const auto [end, problem] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format);
  return problem == std::errc() ? std::string(buffer.data(), end) : format_double(value);
}

std::string readable_number(double value) {
  std::string text = number_text(value);
  const std::size_t first = text[0] == '-' ? 1 : 0;
  const std::size_t end = std::min(text.find('.'), text.size());
  if (text.find('e') != std::string::npos) return text;
  for (std::size_t at = end; at > first + 3;) text.insert(at -= 3, ",");
  return text;
}

Quantity read_quantity(std::string_view text, std::string_view unit) {
  text = trim(text);
  Parts parts = take_apart(text);
  if (!parts.wrong.empty()) return not_a_number(text, parts.wrong);
  if (!parts.rest.empty() && parts.rest[0] == '_') return not_a_number(text, "an underscore");
  const bool hex_like = parts.digits == "0" && !parts.rest.empty() &&
                        std::string_view("xXoObB").find(parts.rest[0]) != std::string_view::npos;
  if (hex_like) return not_a_number(text, "not a number");
  if (!parts.pound && parts.rest.empty()) return finish(text, parts.digits, 1, parts.plain_whole);

  const std::string declared = plain_unit(unit);
  std::string_view rest = parts.rest;
  if (parts.pound)
    if (const int power = thousands(rest); power > 0) {
      parts.digits = with_exponent(parts.digits, power);
      parts.plain_whole = false;
    }
  if (trim(rest) == "%" && !parts.pound) {
    if (declared.rfind("share", 0) == 0) return finish(text, with_exponent(parts.digits, -2), 1, false);
    return refuse(quoted(text) + ": per cent is for shares only, this is in " +
                  (unit.empty() ? "no unit" : std::string(unit)));
  }
  const std::string given =
      plain_unit((parts.pound ? std::string(kPound) : std::string()) + std::string(rest));
  if (given == declared) return finish(text, parts.digits, 1, parts.plain_whole);
  for (const Conversion& conversion : kConversions)
    if (given == conversion.from && declared == conversion.to)
      return finish(text, parts.digits, conversion.factor, parts.plain_whole);
  return refuse("wrong unit in " + quoted(text) + ": this is in " +
                (unit.empty() ? "no unit" : std::string(unit)));
}

}  // namespace carepool
