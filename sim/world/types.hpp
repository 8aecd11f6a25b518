// types.hpp: the words of the model: settings, needs, sectors, contracts, functions.
//
// What for: small enums that every room above world shares, with the names that files and commands use.
// Who writes it: nobody at run time. Who reads it: every room above world.
// The surprising decision: crisis is a setting (unregistered, very costly), so that a child in one still has exactly one placement.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace carepool {

inline constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();  // no child, home, placement, …
inline constexpr std::int32_t kNever = std::numeric_limits<std::int32_t>::max();     // a day that does not come

enum class Need : std::uint8_t { standard, moderate, complex, acute };
inline constexpr std::size_t kNeeds = 4;
inline constexpr std::array<std::string_view, kNeeds> kNeedNames{"standard", "moderate", "complex", "acute"};

// The first eight are what a child can be planned for; crisis only happens.
enum class Setting : std::uint8_t { fostering, kinship, residential, supported, secure, with_parents, adoption, other, crisis };
inline constexpr std::size_t kPlannedSettings = 8;
inline constexpr std::size_t kSettings = 9;
inline constexpr std::array<std::string_view, kSettings> kSettingNames{
    "fostering", "kinship", "residential", "supported", "secure", "with_parents", "adoption", "other", "crisis"};

enum class Sector : std::uint8_t { council, private_, voluntary };
inline constexpr std::size_t kSectors = 3;
inline constexpr std::array<std::string_view, kSectors> kSectorNames{"council", "private", "voluntary"};

enum class Contract : std::uint8_t { spot, framework, block, in_house };
inline constexpr std::size_t kContracts = 4;
inline constexpr std::array<std::string_view, kContracts> kContractNames{"spot", "framework", "block", "in_house"};

// Provider groups by homes held: 1, 2-9, 10-19, 20 and more.
enum class GroupSize : std::uint8_t { single, small, medium, large };
inline constexpr std::size_t kGroupSizes = 4;
inline constexpr std::array<std::string_view, kGroupSizes> kGroupSizeNames{"single", "small", "medium", "large"};

enum class BedClass : std::uint8_t { general, broad, specialist };
inline constexpr std::size_t kBedClasses = 3;
inline constexpr std::array<std::string_view, kBedClasses> kBedClassNames{"general", "broad", "specialist"};
// general: standard, moderate; broad: standard to complex; specialist: moderate to acute.
constexpr bool serves(BedClass c, Need n) {
  constexpr std::uint8_t mask[kBedClasses] = {0b0011, 0b0111, 0b1110};
  return (mask[static_cast<std::size_t>(c)] >> static_cast<unsigned>(n)) & 1u;
}

enum class Grade : std::uint8_t { outstanding, good, requires_improvement, inadequate };
inline constexpr std::size_t kGrades = 4;

enum class HomeStatus : std::uint8_t { absent, registering, open, closing, closed, in_transfer };

// Age bands as DfE publishes them; unaccompanied asylum-seeking children are an entry class of their own.
enum class Band : std::uint8_t { under_1, from_1, from_5, from_10, from_16 };
inline constexpr std::size_t kBands = 5;
inline constexpr std::size_t kEntryClasses = 6;  // five bands, then unaccompanied
inline constexpr std::array<std::int32_t, kBands + 1> kBandStartDays{0, 365, 1826, 3652, 5844, 6574};  // age in days; last: 18th birthday
constexpr Band band_of_age(std::int32_t age_days) {
  std::size_t b = kBands - 1;
  while (b > 0 && age_days < kBandStartDays[b]) --b;
  return static_cast<Band>(b);
}

// What a commissioner may do for its member councils.
enum class Function : std::uint8_t { search, framework, block, in_house, build, recruit, publish };
inline constexpr std::size_t kFunctions = 7;
inline constexpr std::array<std::string_view, kFunctions> kFunctionNames{
    "search", "framework", "block", "in_house", "build", "recruit", "publish"};

// Why a placement ended.
enum class EndReason : std::uint8_t { none, left_care, plan_ended, breakdown, closure, step_down, found_place, need_changed };
inline constexpr std::size_t kEndReasons = 8;

// Links of the chain of sufficiency, in the order of the product placed × lawful × right setting × need × siblings × near.
enum class Link : std::uint8_t { not_placed, unlawful, wrong_setting, need_not_served, siblings_apart, far, sufficient };
inline constexpr std::size_t kLinks = 7;
inline constexpr std::array<std::string_view, kLinks> kLinkNames{
    "not_placed", "unlawful", "wrong_setting", "need_not_served", "siblings_apart", "far", "sufficient"};

// What public money is paid for; every pound that a council pays is booked under one.
enum class Pay : std::uint8_t {
  fostering_own, fostering_agency, kinship, homes_own, homes_fees, add_ons, supported, secure, with_parents, adoption, other,
  crisis, waiting, block_voids, brokerage, tenders, rcc_setup, rcc_running
};
inline constexpr std::size_t kPays = 18;
inline constexpr std::array<std::string_view, kPays> kPayNames{
    "fostering_own", "fostering_agency", "kinship", "homes_own", "homes_fees", "add_ons", "supported", "secure", "with_parents",
    "adoption", "other", "crisis", "waiting", "block_voids", "brokerage", "tenders", "rcc_setup", "rcc_running"};

}  // namespace carepool
