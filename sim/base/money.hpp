// Money is a whole number of pence, so that what one side pays is to the penny what the other receives.
// Written by the base room; read by every room that counts money.
// Surprising: a weekly fee is never divided into a daily one. What falls due between two days is a difference
// of whole-penny running totals (`accrued_pence`), so the days of a year add up to the year.
#pragma once

#include <cstdint>
#include <string>

namespace carepool {

using Pence = std::int64_t;

// Pounds to pence, halves away from zero. Throws std::out_of_range for NaN and for amounts beyond ±10^13
// pounds.
[[nodiscard]] Pence pounds(double amount_pounds);

// "£1,234.56"; "-£0.05".
[[nodiscard]] std::string format_pounds(Pence amount);

// Running total due after `days` days of a weekly fee: ⌊fee·days/7⌋, rounded towards minus infinity.
[[nodiscard]] constexpr Pence accrued_pence(Pence fee_pence_per_week, std::int64_t days) noexcept {
  const Pence product = fee_pence_per_week * days;
  return product / 7 - (product % 7 < 0 ? 1 : 0);
}

// Due for the days [from_day, to_day) of a placement, both counted from its start.
[[nodiscard]] constexpr Pence accrued_pence(Pence fee_pence_per_week, std::int64_t from_day,
                                            std::int64_t to_day) noexcept {
  return accrued_pence(fee_pence_per_week, to_day) - accrued_pence(fee_pence_per_week, from_day);
}

}  // namespace carepool
