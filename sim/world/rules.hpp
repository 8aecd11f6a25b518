// rules.hpp: today's rules, written by instruments and obeyed by phases.
//
// What for: the one place where policy meets the market. An instrument never touches a home or a child; it writes here.
// Who writes it: sim/instruments, on every day on which a dated entry starts, ends or steps. Who reads it: market, behaviours, metrics.
// The surprising decision: Rules are rebuilt from nothing each time, in the order of the instruments' names, and every field says how
// two instruments merge; so permuting the list changes nothing.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/money.hpp"
#include "world/types.hpp"

namespace carepool {

// A body that does some functions for some councils. Bodies [0, councils) are the councils themselves.
struct BodyRule {
  std::string name;
  std::vector<std::uint32_t> members;   // council indices, ascending
  std::uint32_t instrument = kNobody;   // index in the scenario's list, kNobody for a council by itself
  double leverage = 1;                  // 0..1
  double brokerage_saving = 0;          // share
  double distance_limit_miles = 1e9;    // pooled beds
  double search_ramp = 1;               // 0..1, how much of the pooled sight is in use today
  Pence setup_pence = 0;                // due once, on the instrument's first day
  Pence running_pence_per_year = 0;
  std::int32_t first_day = 0;           // date days
};

struct FrameworkRule {
  std::string name;                     // instrument/group
  std::vector<std::uint32_t> members;   // councils, ascending
  std::vector<std::uint8_t> is_member;  // [councils]
  double discount = 0, uplift_per_year = 0, term_years = 4, start_membership = 0;
  Pence tender_pence_per_year = 0;      // to a provider group
  std::uint32_t body = kNobody;         // the body that negotiates it; kNobody: a consortium without leverage
  std::uint64_t identity = 0;           // hash of the name: stable while the list changes
};

struct BlockRule {
  std::uint32_t body = 0;               // who buys
  std::uint64_t identity = 0;           // of the instrument and this buyer
  std::uint64_t family = 0;             // of the instrument alone: the same whoever buys
  bool moe = false;
  double share = 0, price_ratio = 1, guarantee = 1, term_years = 5, acceptance = 1, catchment_miles = 30, distance_limit_miles = 1e9;
  double friction_per_week = 0;         // £ per bed
  bool resale = false;
  double resale_price_ratio = 1;
  std::array<std::uint8_t, kNeeds> needs{1, 1, 1, 1};
};

enum class CapApplies : std::uint8_t { new_fees, at_review, all };
struct CapRule {
  std::string name;
  std::array<double, kNeeds> level_per_week{};   // £ today, after indexation; infinity where exempt
  std::vector<std::uint8_t> councils;            // [councils] in scope
  std::array<std::uint8_t, kContracts> contracts{};
  std::array<std::uint8_t, kSectors> sectors{};
  std::array<std::uint8_t, kSettings> settings{};
  CapApplies applies = CapApplies::new_fees;
  double add_ons_share = 0, relabel_share = 0;
};

struct ClosureRule {
  double share = 0;                     // of homes in scope
  std::int32_t day = 0;                 // happens on this day only
  std::int32_t notice_days = 0;
  std::uint64_t identity = 0;
  std::vector<std::uint8_t> councils;   // [councils]
  std::array<std::uint8_t, kSectors> sectors{};
};

struct Rules {
  // merge: last by name wins is a located error in the loader (no council in two groups for one function); default: the council itself
  std::vector<BodyRule> bodies;
  std::array<std::vector<std::uint32_t>, kFunctions> body_of;       // [function][council] for residential placements
  std::array<std::vector<std::uint32_t>, kFunctions> body_of_foster;    // the same for fostering
  std::array<std::vector<std::uint32_t>, kFunctions> body_of_supported; // the same for supported accommodation
  std::vector<FrameworkRule> frameworks;   // merge: side by side; a council may use several
  std::vector<BlockRule> blocks;           // merge: side by side; beds are counted for each buyer and identity
  std::vector<CapRule> caps;               // merge: the lowest level in force for a placement
  std::vector<ClosureRule> closures;       // merge: side by side; a home closes once
  std::vector<double> entry_factor;        // [councils] merge: product
  double price_level = 1;                  // nominal prices over those of the base year; merge: product
  double real_cost_factor = 1;             // providers' staff costs above the price level; merge: product
};

}  // namespace carepool
