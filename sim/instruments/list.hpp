// list.hpp: the kinds of instrument, one row each.
//
// What for: a new kind is one file, one row here and one message in proto/carepool/instruments.proto. Who
// writes it: whoever adds a kind. Who reads it: make_rules, rules_change_on, check_instruments and the
// contract tests, which loop over it. The surprising decision: bodies are written before all else, because a
// block is let and a framework negotiated by whoever does so today.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "instruments/instruments.hpp"

namespace carepool {

// Which lists of `scope` a kind obeys besides councils and regions; naming another is an error.
enum ScopeList : std::uint8_t {
  scope_places = 1,
  scope_settings = 2,
  scope_needs = 4,
  scope_contracts = 8,
  scope_sectors = 16
};

struct InstrumentKind {
  std::string_view name;
  // Writes what the entry asks for today. Called while it is in force, and afterwards too if it lasts.
  void (*apply)(const Entry& entry, const Today& today, Rules& rules);
  // Does a monthly step on `day` change what apply writes? Null: never.
  bool (*steps_on)(const Entry& entry, std::int32_t day);
  std::uint8_t scope = 0;     // ScopeLists that it obeys
  std::uint8_t settings = 0;  // bits of Setting that its scope may name
  bool bodies_first = false;  // says who buys for whom
  bool lasts = false;         // what it brought stays after its last day
};

std::span<const InstrumentKind> instrument_kinds();
const InstrumentKind* find_instrument_kind(std::string_view name);

// One file each.
void apply_rcc(const Entry&, const Today&, Rules&);
void apply_framework(const Entry&, const Today&, Rules&);
void apply_block(const Entry&, const Today&, Rules&);
void apply_fee_cap(const Entry&, const Today&, Rules&);
void apply_inflation(const Entry&, const Today&, Rules&);
void apply_demand_shock(const Entry&, const Today&, Rules&);
void apply_closure_shock(const Entry&, const Today&, Rules&);
void apply_wage_shock(const Entry&, const Today&, Rules&);
bool rcc_steps_on(const Entry&, std::int32_t day);
bool fee_cap_steps_on(const Entry&, std::int32_t day);
bool inflation_steps_on(const Entry&, std::int32_t day);

// After all entries: an RCC that does `framework` has one of its own, on the terms of those that its members
// leave.
void add_rcc_frameworks(const Today& today, Rules& rules);
// A rule without members' terms: name, members and mask.
FrameworkRule framework_rule(const InstrumentPlan& plan, const std::string& instrument,
                             const CouncilGroup& group, const v1::Framework& terms);

// Reads the listed settings of an RCC.
bool rcc_does(const Entry& entry, Function function);
bool rcc_covers(const Entry& entry, Setting setting);

}  // namespace carepool
