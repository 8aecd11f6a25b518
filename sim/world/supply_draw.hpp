// supply_draw.hpp: the homes and provider groups of 31 March 2025, drawn from published counts.
//
// What for: no list of today's homes is used; this draws one that agrees with every published total: by
// sector, region, size, owner size. Who writes it: draw_supply, from Tables and a seed. Who reads it:
// populate (fills the world's columns), report (cell errors). The surprising decision: rounding is drawn too.
// Shares are turned into whole homes by controlled rounding that keeps every margin exactly, so the totals
// hold for each seed and not only on average.
//
// The steps are listed in supply_draw.cpp and explained in scenarios/data/SOURCES.md. No home and no owner of
// the draw is a real one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "scenario/tables.hpp"
#include "world/geography.hpp"
#include "world/types.hpp"

namespace carepool {

// Streams of chance that the draw uses. The caller names them (world/streams.hpp); any three different
// numbers will do.
struct SupplyStreams {
  std::uint32_t rounding = 0;  // which cells are rounded up; key: table
  std::uint32_t home = 0;      // position, size order, short break; key: home key
  std::uint32_t group = 0;     // who owns what; key: group or home key
};

using DrawnSize = GroupSize;

// Identity of a home for the keys of chance: (area, year, slot). Year 0 is today's stock. Homes opened later
// use year >= 1.
constexpr std::uint64_t home_key(std::uint32_t council, std::uint32_t year, std::uint32_t slot) {
  return (static_cast<std::uint64_t>(council) << 40) | (static_cast<std::uint64_t>(year) << 24) | slot;
}

// Where a home's lasting gate draws lie: sixteen homes of an area share a block of random bits, a byte each. Homes of the start stand in slot
// order; of later ones, four years and four slots go together, so that blocks are fuller. Pure functions of the key: no opening shifts another
// home's luck.
constexpr std::uint64_t gate_group(std::uint64_t home_key) {
  const std::uint64_t year = (home_key >> 24) & 0xFFFFU, slot = home_key & 0xFFFFFFU;
  if (year == 0) return home_key >> 4;
  return (home_key >> 40 << 40) | (std::uint64_t{1} << 62) | (year >> 2 << 24) | (slot >> 2);
}
constexpr std::uint32_t gate_lane(std::uint64_t home_key) {
  const std::uint64_t year = (home_key >> 24) & 0xFFFFU;
  return static_cast<std::uint32_t>(year == 0 ? home_key & 15U : (year & 3U) << 2 | (home_key & 3U));
}

struct DrawnHomes {                // struct of arrays, [homes], ordered by council, sector, slot
  std::vector<std::uint64_t> key;  // home_key(council, 0, slot)
  std::vector<TableSector> sector;
  std::vector<std::uint32_t> council;     // index into Tables::councils
  std::vector<std::int32_t> places;       // registered places, 1..20
  std::vector<Point> at;                  // km on the plane of geography.hpp
  std::vector<std::uint8_t> short_break;  // 1: counted, but takes no placements of children looked after
  std::vector<std::uint32_t> group;       // index into DrawnGroups
  std::size_t size() const { return key.size(); }
};

struct DrawnGroups {  // [groups]: one per council in table order (some without homes), then private, then
                      // voluntary then voluntary
  std::vector<TableSector> sector;
  std::vector<DrawnSize> size_class;
  std::vector<std::int32_t> homes;           // homes held today
  std::vector<std::uint8_t> investor_owned;  // private equity or other investment firms
  std::vector<std::uint32_t> region;         // where most of its homes are; index into Tables::regions
  std::vector<std::uint32_t> council;        // the council itself, or the area of the founder's home
  std::vector<std::int32_t> legal_entities;  // registered companies merged into the group
  std::size_t size() const { return sector.size(); }
};

// One council x sector cell: what the raked 2023 counts ask for, and what was drawn.
struct SupplyCell {
  std::uint32_t council = 0;
  TableSector sector{};
  double homes_2023 = 0,
         places_2023 = 0;  // mainstream 2023: secure homes and residential special schools taken out pro rata
  double homes_expected = 0;  // 2023 raked to 2025's totals
  double places_expected = 0;
  int homes_drawn = 0, places_drawn = 0;
};

// A published share of a region's homes held by one class of owner, and what was drawn.
struct OwnerMixFit {
  std::size_t region = 0;
  std::string owner_class;
  double published_share = 0, drawn_share = 0;
};

struct SupplyFit {
  std::vector<SupplyCell> cells;  // [councils x sectors]
  std::array<int, kTableSectors> homes_by_sector{}, places_by_sector{};
  std::vector<int> homes_by_region, places_by_region;
  std::vector<double> homes_by_region_expected, places_by_region_expected;
  std::array<int, 10> private_homes_by_size{};  // [0] one place … [9] ten or more
  std::array<double, 10> private_homes_by_size_expected{};
  std::array<int, 5> entities_by_class{},
      entity_homes_by_class{};             // 1, 2-3, 4-9, 10-19, 20+: before groups are merged
  double top20_share = 0, top2_share = 0;  // of all homes
  std::vector<OwnerMixFit> owner_mix;
  double investor_share_of_private = 0;
  double mean_abs_cell_error_homes = 0, max_abs_cell_error_homes = 0;
  double mean_abs_cell_error_places = 0, max_abs_cell_error_places = 0;
  std::string csv(const Tables& tables) const;  // the cells as CSV text, for the report
};

struct SupplyDraw {
  DrawnHomes homes;
  DrawnGroups groups;
  SupplyFit fit;
};

SupplyDraw draw_supply(const Tables& tables, std::uint64_t seed, const SupplyStreams& streams);

}  // namespace carepool
