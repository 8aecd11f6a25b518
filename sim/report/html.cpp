#include "report/html.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace carepool::report {

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

namespace {

void append_control(std::string& out, unsigned char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u00";
  out += digits[c >> 4U];
  out += digits[c & 15U];
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || c == '<' || c == '>' || c == '&') {
      append_control(out, byte);  // '<' too, so that no "</script>" survives
    } else {
      out += c;
    }
  }
  return out += '"';
}

void append_json_number(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  std::array<char, 40> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::general, 6);
  out.append(buffer.data(), end.ptr);
}

namespace {

bool ends_address(char c) {
  return c == ' ' || c == ';' || c == ',' || c == ')' || c == '"' || c == '<' || c == '\n';
}

}  // namespace

std::string with_links(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t found = text.find("https://", at);
    if (found == std::string_view::npos) break;
    out += escape(text.substr(at, found - at));
    std::size_t end = found;
    while (end < text.size() && !ends_address(text[end])) ++end;
    while (end > found && text[end - 1] == '.') --end;
    const std::string address = escape(text.substr(found, end - found));
    out += "<a href=\"" + address + "\" rel=\"noopener noreferrer\">" + address + "</a>";
    at = end;
  }
  return out += escape(text.substr(at));
}

std::string anchor(std::string_view prefix, std::string_view text) {
  std::string out(prefix);
  out += '-';
  for (const char c : text) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    out += plain ? c : '-';
  }
  return out;
}

}  // namespace carepool::report
