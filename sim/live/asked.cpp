#include "live/asked.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.hpp"

namespace carepool::live {
namespace {

constexpr std::ptrdiff_t kLeastOfCode = 6;
constexpr std::size_t kMostOfName = 253, kMostOfLabel = 63;

bool letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kMostOfLabel && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) { return letter_or_digit(c) || c == '-' || c == '_'; });
}

bool is_host_name(std::string_view name) {
  if (name.size() > kMostOfName) return false;
  if (name.size() > 1 && name.ends_with('.')) name.remove_suffix(1);
  const auto labels = split(name, '.');
  return std::all_of(labels.begin(), labels.end(), is_label);
}

}  // namespace

Errors check_trainer_code(const std::string& code) {
  if (code.empty() || std::count_if(code.begin(), code.end(), letter_or_digit) >= kLeastOfCode) return {};
  return {Error{"--trainer-code", 0, 0, fmt::format("'{}' is too short: whoever guesses it steers the market", code),
                fmt::format("at least {} letters or digits, or none for a code that is made up", kLeastOfCode), ""}};
}

Errors check_host_names(const std::vector<std::string>& names) {
  Errors errors;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!is_host_name(names[i]))
      errors.push_back({fmt::format("--host-name #{}", i + 1), 0, 0, fmt::format("'{}' is no host name", names[i].substr(0, 80)),
                        "letters, digits and '-' between dots, at most 253 in all, without a scheme, a port or a path, such as class.example.org", ""});
  return errors;
}

}  // namespace carepool::live
