#include "instruments/list.hpp"

#include <array>

namespace carepool {
namespace {

constexpr std::uint8_t bit(Setting setting) {
  return static_cast<std::uint8_t>(1u << static_cast<unsigned>(setting));
}

constexpr std::uint8_t kHomes = bit(Setting::residential);
constexpr std::uint8_t kWithFees =
    bit(Setting::residential) | bit(Setting::fostering) | bit(Setting::supported);

// kind, writes, steps, scope that it obeys, settings that the scope may name, bodies first, lasts
constexpr std::array kKinds{
    InstrumentKind{"rcc", apply_rcc, rcc_steps_on, scope_places, 0, true, false},
    InstrumentKind{"framework", apply_framework, nullptr, scope_places | scope_settings, kHomes, false,
                   false},
    InstrumentKind{"block", apply_block, nullptr, scope_places | scope_settings | scope_needs, kHomes, false,
                   false},
    InstrumentKind{"fee_cap", apply_fee_cap, fee_cap_steps_on,
                   scope_places | scope_settings | scope_needs | scope_contracts | scope_sectors, kWithFees,
                   false, false},
    InstrumentKind{"inflation", apply_inflation, inflation_steps_on, 0, 0, false, true},
    InstrumentKind{"demand_shock", apply_demand_shock, nullptr, scope_places, 0, false, false},
    InstrumentKind{"closure_shock", apply_closure_shock, nullptr,
                   scope_places | scope_settings | scope_sectors, kHomes, false, false},
    InstrumentKind{"wage_shock", apply_wage_shock, nullptr, 0, 0, false, false},
};

}  // namespace

std::span<const InstrumentKind> instrument_kinds() { return kKinds; }

const InstrumentKind* find_instrument_kind(std::string_view name) {
  for (const InstrumentKind& kind : kKinds)
    if (kind.name == name) return &kind;
  return nullptr;
}

}  // namespace carepool
