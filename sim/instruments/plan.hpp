// plan.hpp: the instruments of a scenario, made ready once: dates as days, scopes as masks, groups as
// members.
//
// What for: so that writing today's rules is a few loops. Who writes it: make_instrument_plan, once per run.
// Who reads it: every instrument of this room, make_rules, rules_change_on. The surprising decision: every
// body that exists at some time in the run has its place in Rules::bodies for all of it, so that a body's
// index, which contracts remember, never changes; Rules::body_of says what it does today.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "carepool/scenario.pb.h"
#include "instruments/ground.hpp"
#include "instruments/partition.hpp"
#include "world/rules.hpp"

namespace carepool {

struct InstrumentKind;

// One instrument that is switched on.
struct Entry {
  const InstrumentKind* kind = nullptr;
  v1::Instrument values;
  std::uint32_t list_index = 0;  // in the scenario's list
  bool has_from = false;
  std::int32_t from = 0;      // first day in force; far in the past when not given
  std::int32_t to = kNever;   // first day no longer in force
  std::int32_t base_day = 0;  // trends and ramps count from here: from, or the run's first day when not given
  std::vector<std::uint8_t> councils;              // [councils] in scope
  std::array<std::uint8_t, kSettings> settings{};  // in scope; residential when none is named
  std::array<std::uint8_t, kNeeds> needs{};
  std::array<std::uint8_t, kContracts> contracts{};  // spot, framework, block; never in_house
  std::array<std::uint8_t, kSectors> sectors{};
  std::vector<CouncilGroup> groups;  // rcc, framework: of councils of the run
  std::vector<std::uint32_t>
      bodies;  // rcc: [groups] index in Rules::bodies, kNobody for a group that needs none

  const std::string& name() const { return values.name(); }
  bool in_force(std::int32_t day) const { return from <= day && day < to; }
};

struct InstrumentPlan {
  std::vector<Entry> entries;    // in the order of their names; switched-off ones are left out
  std::vector<BodyRule> bodies;  // [councils + groups of RCCs], as they are on a day when they do nothing
  std::vector<std::string> body_identity;  // [bodies] stable name for hashes
  std::size_t councils = 0;
  std::int32_t first_day = 0;          // of the run
  double block_friction_per_week = 0;  // £ a bed
  v1::Framework framework_defaults;
};

// Today, for the instruments. Trends move in monthly steps, so rules stand still between the days on which
// they change.
struct Today {
  const InstrumentPlan& plan;
  std::int32_t day = 0;
  std::int32_t step_day = 0;  // first day of the month
  // Years from `base_day` to the last step, at most to `end_day`; never negative.
  double years_since(std::int32_t base_day, std::int32_t end_day = kNever) const;
};

// Errors in the scenario have been found by check_instruments; what is thrown here is a fault of the program.
InstrumentPlan make_instrument_plan(const Setup& setup);
// Everything that Setup would say, for checks and tests. Errors, if asked for, are collected instead of
// thrown.
InstrumentPlan make_instrument_plan(const Ground& ground, const v1::Scenario& values, std::int32_t first_day,
                                    Errors* errors = nullptr,
                                    std::vector<std::string>* error_paths = nullptr);

// Stable 64-bit name of an instrument's group.
std::uint64_t rule_identity(const std::string& instrument, const std::string& group);

}  // namespace carepool
