// care_law.hpp: who enters care, for how long, and with what plans.
//
// What for: the laws of chance behind demand, built so that the stock of every council is stationary at its published size and mix.
// Who writes it: make_care_law, once per run. Who reads it: populate (the start), market/demand.
// The surprising decision: a child's planned path (stay, plans, needs) is drawn from the child's own key and never from the market, so policies share
// it; the market decides only where the child lives meanwhile.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "scenario/scenario.hpp"
#include "world/types.hpp"

namespace carepool {

// A plan is a setting and a need; index = setting * kNeeds + need.
inline constexpr std::size_t kPlans = kPlannedSettings * kNeeds;

struct CouncilCare {
  double stock = 0;                                   // children looked after at the start state
  std::array<double, kEntryClasses> entries_per_day{};  // children, by entry class
  double candidates_per_day = 0;                      // entry events (a pair of siblings is one)
  // P(plan | band): the stationary mix of plans of this council's children, [band][plan], and of new plans (mix over mean length)
  std::array<std::array<double, kPlans>, kBands> stock_mix{}, new_mix{};
  std::array<std::array<double, kPlans>, 2> uasc_stock_mix{}, uasc_new_mix{};  // unaccompanied: [0] under 16, [1] 16 and over
};

struct CareLaw {
  std::vector<CouncilCare> councils;
  std::array<double, kPlannedSettings> mean_plan_days{};  // of whole-day plan lengths
};

}  // namespace carepool
