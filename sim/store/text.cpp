#include "store/text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace carepool::store {

namespace {

void append_number(std::string& out, double value) {
  std::array<char, 64> digits{};
  const double size = std::fabs(value);
  const bool plain = value == 0 || (size >= 1e-5 && size < 1e16);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, format).ptr;
  out.append(digits.data(), end);
}

}  // namespace

void append_json_number(std::string& out, double value) {
  if (std::isfinite(value))
    append_number(out, value);
  else
    out += "null";
}

void append_csv_number(std::string& out, double value) {
  if (!std::isnan(value)) append_number(out, value);
}

void append_json_string(std::string& out, std::string_view text) {
  out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

namespace {

// The text of a quoted field whose opening quote has been taken; false when it never ends.
bool take_quoted(std::string_view& rest, std::string& field) {
  while (true) {
    const auto quote = rest.find('"');
    if (quote == std::string_view::npos) return false;
    field += rest.substr(0, quote);
    rest.remove_prefix(quote + 1);
    if (rest.empty() || rest.front() != '"') return true;
    field += '"';
    rest.remove_prefix(1);
  }
}

}  // namespace

bool take_csv_record(std::string_view& rest, std::vector<std::string>& fields) {
  fields.clear();
  while (true) {
    std::string& field = fields.emplace_back();
    if (!rest.empty() && rest.front() == '"') {
      rest.remove_prefix(1);
      if (!take_quoted(rest, field)) return false;
    }
    const auto end = rest.find_first_of(",\r\n");
    field += rest.substr(0, end);
    if (end == std::string_view::npos) {
      rest = {};
      return true;
    }
    const char stop = rest[end];
    rest.remove_prefix(end + 1);
    if (stop == ',') continue;
    if (stop == '\r' && !rest.empty() && rest.front() == '\n') rest.remove_prefix(1);
    return true;
  }
}

}  // namespace carepool::store
