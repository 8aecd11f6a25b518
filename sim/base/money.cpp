#include "base/money.hpp"

#include <cmath>
#include <stdexcept>

namespace carepool {

Pence pounds(double amount_pounds) {
  constexpr double kMostPounds = 1e13;
  if (!(std::fabs(amount_pounds) <= kMostPounds))
    throw std::out_of_range("amount of money is not a number or beyond 10^13 pounds");
  return static_cast<Pence>(std::round(amount_pounds * 100.0));
}

std::string format_pounds(Pence amount) {
  const bool negative = amount < 0;
  const std::uint64_t size =
      negative ? 0 - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
  std::string text = std::to_string(size / 100);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  const std::string pennies = std::to_string(size % 100);
  return (negative ? "-£" : "£") + text + (pennies.size() < 2 ? ".0" : ".") + pennies;
}

}  // namespace carepool
