// tables.hpp: the published figures about England, typed.
//
// What for: turns the CSV files of scenarios/data/ into rows that the rest of the program can trust.
// Who writes it: load_tables, once per program. Who reads it: scenario (names of councils), world (populate,
// supply_draw), metrics (targets), run (SHA-256 of every table for the manifest).
// The surprising decision: the files keep the publisher's blanks (suppressed cells). They are filled here, in
// code, by one rule that knows no council by name, and `estimated_cells` lists every cell so filled.
//
// Shapes: councils are in file order (ordered by ONS code); `region` and `council` are indices into the
// vectors of Tables. Errors: every fault of a file comes back with file, line and column; nothing is thrown
// and nothing is printed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace carepool {

// Where children looked after live, as DfE counts it on 31 March 2025. `childrens_homes` includes secure
// homes.
enum class StockPlace : std::uint8_t {
  foster,
  childrens_homes,
  supported,
  other_residential,
  residential_schools,
  other,
  with_parents,
  adoption
};
inline constexpr std::size_t kStockPlaces = 8;

enum class AgeBand : std::uint8_t { under_1, from_1_to_4, from_5_to_9, from_10_to_15, from_16 };
inline constexpr std::size_t kAgeBands = 5;

// Sectors as Ofsted groups them. The seven homes of health bodies (35 places, 2025) stand outside: see
// GAPS.md.
enum class TableSector : std::uint8_t { council, private_sector, voluntary };
inline constexpr std::size_t kTableSectors = 3;

struct HomesCell {
  double homes = 0;   // count
  double places = 0;  // registered places
};

// One upper-tier council. Figures are of 31 March 2025 (or the year to it) unless the name says otherwise.
// Counts of children are doubles because suppressed cells are filled with fractions.
struct CouncilRow {
  std::string ons_code;
  std::string name;
  std::size_t region = 0;                         // index into Tables::regions
  double lat = 0, lon = 0;                        // degrees, area centroid
  double pop_centre_lat = 0, pop_centre_lon = 0;  // degrees; use these for travel
  double pop_mean_radius_km = 0;                  // mean distance of residents from the population centre
  double area_km2 = 0;
  int hex_q = 0, hex_r = 0;                        // axial tile on the map; never for distance
  double population_0_17 = 0;                      // persons, mid-2024
  double children_looked_after = 0;                // 0 where DfE says "not applicable"
  double started_in_year = 0, ceased_in_year = 0;  // children, year to 31 March 2025
  std::array<double, kStockPlaces> stock{};        // children, by StockPlace; sums to children_looked_after
  double placed_inside = 0, placed_outside = 0;  // children, by the council's boundary; they sum to the total
  double provided_by_own = 0, provided_by_private = 0,
         provided_by_voluntary = 0;      // children; 0 where suppressed
  double uasc = 0;                       // unaccompanied asylum-seeking children
  std::array<double, kAgeBands> ages{};  // children, by AgeBand; sums to children_looked_after
  double own_foster_places_approved = 0, own_foster_places_filled = 0;  // places of the council's own service
  std::optional<double> residential_unit_cost_gbp_week,
      fostering_unit_cost_gbp_week;  // 2024-25; checks, not fees
  std::optional<double> residential_net_spend_gbp_k,
      fostering_net_spend_gbp_k;  // 2024-25, £ thousand; checks
  HomesCell homes_2023;           // all types, incl. secure, residential special schools, health
  std::array<HomesCell, kTableSectors> homes_2023_by_sector{};  // all types, by TableSector
  double median_house_price_gbp = 0;                            // year to September 2024
  double median_earnings_gbp_year =
      0;  // implied by price and affordability ratio; regional value where blank
  double child_low_income_pct = 0;
  std::string ofsted_overall;  // grade of the council's own service
};

struct RegionRow {
  std::string name;
  std::string ons_code;
  double population_0_17 = 0, children_looked_after = 0;  // DfE regional counts are rounded to 10
  double cla_childrens_homes = 0, cla_foster = 0, cla_supported = 0;
  double cla_placed_inside = 0, cla_placed_outside = 0, cla_uasc = 0;
  double homes_2023 = 0, places_2023 = 0;  // all types
  double mainstream_homes_2023 = 0,
         mainstream_places_2023 = 0;  // without secure homes and residential special schools
  double median_house_price_gbp = 0, median_earnings_gbp_year = 0;
  double residential_unit_cost_gbp_week = 0, fostering_unit_cost_gbp_week = 0;
  double own_foster_places_approved = 0, own_foster_places_filled = 0;
  double homes_share_2025_pct = 0;              // % of England's mainstream homes, 31 March 2025
  std::optional<double> places_share_2025_pct;  // published for three regions
};

struct AdjacentPair {
  std::size_t a = 0, b = 0;  // council indices, a < b
  double shared_boundary_km = 0;
};

struct HomeSizeRow {  // homes of one sector with so many registered places, 31 March 2023
  TableSector sector{};
  int places = 0;  // 1..10; 10 means ten or more
  double homes = 0;
};

struct OwnerSizeRow {  // registered owners (legal entities), 31 March 2023
  TableSector sector{};
  int homes_from = 0, homes_to = 0;
  double owners = 0, homes = 0, places = 0;
};

struct SectorTotal {  // 31 March 2025
  TableSector sector{};
  double homes = 0, places = 0;
};

struct SizeShare {  // private homes by registered places, 31 March 2025
  int places_from = 0, places_to = 0;
  double homes_share_pct = 0;  // as published, rounded: they need not sum to 100
};

struct OwnerClass {  // independent registered companies by homes held, 2025
  int homes_from = 0, homes_to = 0;
  double owners = 0;
  double homes_share_pct = 0;
};

struct OwnerMixRow {  // share of one region's homes that one class of private owner holds, 2025; only the
                      // extremes are published
  std::size_t region = 0;
  std::string owner_class;     // "single" or "largest" (the 20 largest groups)
  double homes_share_pct = 0;  // of all homes of the region
};

struct Figure {  // one national number with its history
  std::string name;
  double value = 0;
  std::optional<double> low, high;  // range of an assumption
  std::string unit, as_at, source, confidence;
  bool assumption = false;  // true: no figure is published; see GAPS.md
};

struct PriceIndexRow {
  std::string price_year;  // "2019" (calendar) or "2019-20" (financial)
  double factor_to_2024_25 = 0;
  std::string index_name, confidence;
};

struct TargetRow {  // a published figure that runs are compared with
  std::string id, metric, group, unit, price_year, as_at, definition, source, confidence;
  double value = 0;
  std::optional<double> low, high;  // acceptance band where the project states one
};

// One cell that the publisher left blank and that fill_suppressed filled.
struct EstimatedCell {
  std::size_t council = 0;
  std::string column;
  double value = 0;
};

struct Tables {
  std::vector<CouncilRow> councils;  // 153
  std::vector<RegionRow> regions;    // 9
  std::vector<AdjacentPair> adjacency;
  std::vector<HomeSizeRow> home_sizes_2023;
  std::vector<OwnerSizeRow> owner_sizes_2023;
  std::vector<SectorTotal> sector_totals_2025;  // by TableSector
  std::vector<SizeShare> private_sizes_2025;
  std::vector<OwnerClass> owner_classes_2025;
  std::vector<OwnerMixRow> owner_mix_2025;
  std::map<std::string, Figure> figures;  // national figures and assumptions by name
  std::vector<PriceIndexRow> price_index;
  std::vector<TargetRow> targets;
  std::vector<EstimatedCell> estimated_cells;
  std::map<std::string, std::string> sha256;  // logical name -> SHA-256 of the file's bytes

  // Value of a national figure. A missing name is a fault of the program, not of the user: throws
  // std::out_of_range.
  double figure(std::string_view name) const;
  // £ of `price_year` times this gives £ of 2024-25; nothing when the table has no such year.
  std::optional<double> price_factor(std::string_view price_year) const;
  // Council by ONS code or exact name.
  std::optional<std::size_t> find_council(std::string_view code_or_name) const;
  std::optional<std::size_t> find_region(std::string_view name) const;
};

// Logical names of the tables: councils, regions, adjacency, home_sizes_2023, owner_sizes_2023,
// sector_totals_2025, private_sizes_2025, owner_classes_2025, owner_mix_2025, national_figures,
// national_assumptions, price_index, targets.
using TablePaths = std::map<std::string, std::string>;
TablePaths table_paths_in(const std::string& folder);  // <folder>/<logical name>.csv for each

struct TableText {
  std::string path;  // for messages
  std::string text;
};

// Reads, checks, joins and fills. A missing file, a wrong header or column count, a cell that is not a
// number, a negative count, an unknown region or council, a duplicate code: each is an Error with file, line
// and column.
Result<Tables> load_tables(const TablePaths& paths);
Result<Tables> parse_tables(
    const std::map<std::string, TableText>& texts);  // the same from memory, for tests and verification

// Columns that together make up each council's total: children by placement, by age, inside and outside.
struct SuppressedGroup {
  std::vector<std::vector<std::optional<double>>>
      cells;                                   // [council][column]; blank = suppressed; filled in place
  std::vector<double> council_totals;          // [council]
  std::vector<std::size_t> region_of_council;  // [council]
  std::vector<std::vector<double>>
      region_totals;                   // [column][region]; an empty vector where none is published
  std::vector<double> england_totals;  // [column]
};

// Suppressed cells share what is left: each council's remainder (its total less its visible cells) and the
// region's, or England's where no regional total is published. The two are reconciled by iterative
// proportional fitting that ends on the council's remainder, because regional totals are rounded to 10 and
// councils' totals are not.
void fill_suppressed(SuppressedGroup& group);

// One column without a council total: what is left of each region's total, shared by weight.
void share_regional_remainder(std::vector<std::optional<double>>& cells, const std::vector<double>& weights,
                              const std::vector<std::size_t>& region_of_council,
                              const std::vector<double>& region_totals);

}  // namespace carepool
