// Fee cap: a highest fee by need, on a frozen base that only its own index moves.
//
// Merge: side by side; the lowest level in force for a placement counts. A need outside the scope, or without
// a level, is exempt: its level is infinite. A share of a running median is a ratchet and is not offered.
#include <limits>

#include "engine/det_math.hpp"
#include "instruments/list.hpp"

namespace carepool {
namespace {

constexpr double kExempt = std::numeric_limits<double>::infinity();

std::array<double, kNeeds> frozen_levels(const v1::FeeCap& cap) {
  if (cap.has_level()) return {cap.level(), cap.level(), cap.level(), cap.level()};
  const v1::ByNeed& by_need = cap.level_by_need();
  return {by_need.has_standard() ? by_need.standard() : kExempt,
          by_need.has_moderate() ? by_need.moderate() : kExempt,
          by_need.has_complex() ? by_need.complex() : kExempt,
          by_need.has_acute() ? by_need.acute() : kExempt};
}

CapApplies applies_to(const std::string& text) {
  if (text == "all") return CapApplies::all;
  return text == "at_review" ? CapApplies::at_review : CapApplies::new_fees;
}

}  // namespace

void apply_fee_cap(const Entry& entry, const Today& today, Rules& rules) {
  const v1::FeeCap& cap = entry.values.fee_cap();
  const double index = det::pow(1 + cap.index_per_year(), today.years_since(entry.base_day));
  CapRule rule;
  rule.name = entry.name();
  rule.level_per_week = frozen_levels(cap);
  for (std::size_t n = 0; n < kNeeds; ++n)
    rule.level_per_week[n] = entry.needs[n] ? rule.level_per_week[n] * index : kExempt;
  rule.councils = entry.councils;
  rule.contracts = entry.contracts;
  rule.sectors = entry.sectors;
  rule.settings = entry.settings;
  rule.applies = applies_to(cap.applies_to());
  rule.add_ons_share = cap.add_ons_share();
  rule.relabel_share = cap.relabel_share();
  rules.caps.push_back(std::move(rule));
}

bool fee_cap_steps_on(const Entry& entry, std::int32_t day) {
  return day > entry.base_day && entry.values.fee_cap().index_per_year() != 0;
}

}  // namespace carepool
