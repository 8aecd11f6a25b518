// care_law.hpp: who enters care, for how long, and with what plans.
//
// What for: the laws of chance behind demand, built so that the stock of every council is stationary at its published size and mix.
// Who writes it: make_care_law, once per run. Who reads it: populate (the start), market/demand, the report (care_summary).
// The surprising decision: a child's planned path (stay, plans, needs) is drawn from the child's own key and never from the market, so policies share
// it; the market decides only where the child lives meanwhile. A child has a lasting level of need between 0 and 1; the need of a plan is that quantile
// of the needs of the plan's setting, so a hard child stays hard when plans change and every setting keeps its mix.
//
// Stationary by construction: at every moment P(setting | group) is `stock_mix` and the rest of the plan has its equilibrium law, from entry on, through
// renewal (new plans ∝ mix over mean length), changes of need (drawn anew) and birthdays that change the band (kept with chance min(1, new/old)).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "scenario/scenario.hpp"
#include "world/types.hpp"

namespace carepool {

inline constexpr std::size_t kUascClass = kBands;         // entry class of unaccompanied children
inline constexpr std::size_t kPlanGroups = kBands + 2;    // five bands, then unaccompanied under 16 and unaccompanied 16 and over
inline constexpr std::int32_t kLongestPlanDays = 6574;    // no plan is longer than a childhood
constexpr std::size_t plan_group(Band band, bool uasc) {
  if (!uasc) return static_cast<std::size_t>(band);
  return band == Band::from_16 ? kBands + 1 : kBands;
}

// What a stay depends on: siblings who enter together share it.
struct StayLuck {
  double kind = 0;    // in (0,1): short, medium or until adulthood
  double budget = 0;  // Exp(1): the length in mean lengths
};

// Ages at entry and lengths of stay of one entry class, in whole days.
struct StayLaw {
  std::int32_t first_age = 0, ages = 1;  // days; ages at entry are [first_age, first_age + ages)
  double crowding = 1;                   // age = first_age + ⌊ages · u^crowding⌋: above 1, entries crowd towards the youngest
  double short_share = 0, long_share = 0;
  double short_days = 1, medium_days = 1;
  double mean_days = 0;                  // mean stay
  double to_18_share = 0;                // of stays that end on the eighteenth birthday
  std::array<double, kBands> days_in_band{};  // mean days spent in each age band; they sum to mean_days
  std::vector<double> stock_by_age;      // cumulative over ages at entry, of a child of the stock; last: mean_days

  std::int32_t entry_age(double u) const;
  std::int32_t stay(std::int32_t entry_age, StayLuck luck) const;
};

// One child of the stationary stock: age at entry, days since entry, and luck, with the stay longer than the days since entry.
struct StockStay {
  std::int32_t entry_age = 0, elapsed = 0, stay = 1;
  StayLuck luck;
};
StockStay draw_stock_stay(const StayLaw&, double u_age, double u_kind, double u_elapsed, double u_rest);

// Lengths of plans of one setting: min(⌈Weibull⌉, kLongestPlanDays).
struct PlanLaw {
  double shape = 1, scale_days = 1, mean_days = 1;
  std::vector<double> rest_cdf;  // P(rest ≤ r days), r = 1.., of the plan in force at a random moment
  std::vector<std::uint32_t> rest_from;  // where to look in rest_cdf, by the first digits of u
  std::int32_t length(double u) const;
  std::int32_t rest(double u) const;
};

using SettingMix = std::array<double, kPlannedSettings>;

struct CouncilCare {
  double stock = 0, uasc_stock = 0;                     // children looked after at the start state
  std::array<double, kEntryClasses> entries_per_day{};  // children, by entry class
  double candidates_per_day = 0;                        // entry events (a pair of siblings is one)
  std::array<double, kPlanGroups> group_stock{};        // children of the stationary stock
  std::array<SettingMix, kPlanGroups> stock_mix{}, new_mix{};  // P(setting | group) of plans in force, and of new plans
};

struct CareLaw {
  std::vector<CouncilCare> councils;
  std::array<StayLaw, kEntryClasses> stays;
  std::array<PlanLaw, kPlannedSettings> plans;
  std::array<std::array<double, kNeeds>, kPlannedSettings> need_cdf{};
  double plan_stays_same = 0, status_only_share = 0, need_changes_per_day = 0, sibling_share = 0;
  bool pools = false;                                   // pools world: geometric stays, one plan without end
  double pool_mean_stay_days = 0, pool_waiting_leave_ratio = 1;

  Need need_of(Setting setting, double level) const;
};

// The law for a list of councils, each a row of the table (a row may come twice: copies far away). In a pools world the rows are not read, only counted.
CareLaw make_care_law(const v1::Scenario& values, const Tables& tables, std::span<const std::uint32_t> table_rows);

// The setting of the next plan.
Setting pick_setting(const SettingMix& mix, double u);
// On a birthday that changes the group: the plan is kept where the new group has as much of its setting; else the setting is drawn from what the new
// group has more of.
struct Crossing {
  bool kept = true;
  Setting setting{};
};
Crossing cross_group(const SettingMix& from, const SettingMix& to, Setting now, double u_keep, double u_pick);

// National figures that follow from the law, for the report and the checks. Per year of 365.25 days.
struct CareSummary {
  double stock = 0, starts_per_year = 0, mean_stay_days = 0, to_18_share = 0, plan_ends_per_year = 0;
  std::array<double, kEntryClasses> starts_share{};
  std::array<double, kBands> stock_by_band{};           // children
  double uasc_stock = 0, uasc_starts_per_year = 0;
  SettingMix stock_by_setting{};                        // children, by plan

  std::array<double, 9> stay_share{};                   // of exits: under 2 weeks, 8 weeks, 6 months, 1, 2, 3, 5, 10 years, longer
};
CareSummary care_summary(const CareLaw& law);

}  // namespace carepool
