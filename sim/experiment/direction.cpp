#include "experiment/direction.hpp"

#include <algorithm>
#include <array>

namespace carepool::experiment {

namespace {

constexpr std::array kHigher = std::to_array<std::string_view>(
    {"sufficiency_rate_20mi", "sufficiency_rate_in_area", "sufficiency_placed_share", "sufficiency_lawful_share", "sufficiency_setting_share", "sufficiency_need_share",
     "sufficiency_siblings_share", "sufficiency_near_share", "choice_rate", "offers_per_referral_mean"});

constexpr std::array kLower = std::to_array<std::string_view>(
    {"fee_index", "fee_weekly_mean_starts", "fee_weekly_mean_stock", "fee_weekly_median_stock", "fee_weekly_p90_stock", "fee_over_10k_share", "unit_cost_weekly_mean",
     "all_in_cost_per_sufficient_week", "spend_total", "spend_total_run", "spend_per_child_week", "spend_over_budget_share", "crisis_children", "crisis_placements_started",
     "crisis_spell_days_mean", "unplaced_children_mean", "days_waiting_mean", "referrals_blocked_share", "single_offer_share", "out_of_council_share",
     "starts_out_of_council_share", "beyond_20_miles_share", "distance_miles_mean", "distance_miles_median", "moves_per_child_year", "three_plus_placements_share",
     "breakdowns_per_child_year", "displaced_children", "need_gap_places", "residential_for_want_of_foster", "void_spend", "block_void_share",
     "block_cost_per_used_week"});

}  // namespace

Better better_of(std::string_view metric) {
  if (std::find(kHigher.begin(), kHigher.end(), metric) != kHigher.end()) return Better::higher;
  if (std::find(kLower.begin(), kLower.end(), metric) != kLower.end()) return Better::lower;
  return Better::neither;
}

const std::vector<std::string_view>& headline_metrics() {
  static const std::vector<std::string_view> list{"fee_weekly_mean_starts", "operating_margin", "sufficiency_rate_20mi", "all_in_cost_per_sufficient_week",
                                                  "spend_total",            "crisis_children",  "beyond_20_miles_share", "places_usable"};
  return list;
}

}  // namespace carepool::experiment
