#include "scenario/tables.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "scenario/csv.hpp"
#include "scenario/sheet.hpp"

namespace carepool {
namespace {

// Columns that hold suppressed cells, in the order of CouncilRow.
const std::array<std::string, kStockPlaces> kStockColumns{"foster_children",
                                                          "childrens_homes_children",
                                                          "supported_children",
                                                          "other_residential_children",
                                                          "residential_schools_children",
                                                          "other_placements_children",
                                                          "with_parents_children",
                                                          "adoption_children"};
const std::array<std::string, kAgeBands> kAgeColumns{"age_under_1_children", "age_1_4_children",
                                                     "age_5_9_children", "age_10_15_children",
                                                     "age_16_plus_children"};
const std::array<std::string, 2> kBoundaryColumns{"placed_inside_children", "placed_outside_children"};
const std::array<std::string, kTableSectors> kSectorNamesInColumns{"council", "private", "voluntary"};

// Raw cells with their blanks, until they are filled.
struct Raw {
  std::vector<std::array<std::optional<double>, kStockPlaces>> stock;
  std::vector<std::array<std::optional<double>, kAgeBands>> ages;
  std::vector<std::array<std::optional<double>, 2>> boundary;
  std::vector<std::optional<double>> uasc, own, private_, voluntary, foster_approved, foster_filled, earnings;
};

class Loader {
 public:
  explicit Loader(const std::map<std::string, TableText>& texts) : texts_(texts) {}

  Result<Tables> load() {
    read_regions();
    read_councils();
    read_adjacency();
    read_supply();
    read_figures();
    read_price_index();
    read_targets();
    if (!errors_.empty()) return errors_;
    fill();
    return std::move(t_);
  }

 private:
  std::optional<Sheet> sheet(const std::string& name, std::vector<std::string> columns) {
    const auto found = texts_.find(name);
    if (found == texts_.end()) {
      errors_.push_back({name, 0, 0, "the table '" + name + "' is missing", {}, {}});
      return std::nullopt;
    }
    t_.sha256[name] = sha256_hex(found->second.text);
    Result<CsvFile> file = parse_csv(found->second.text, found->second.path);
    if (!file.ok()) {
      errors_.insert(errors_.end(), file.errors().begin(), file.errors().end());
      return std::nullopt;
    }
    return std::optional<Sheet>(std::in_place, std::move(file).value(), found->second.path,
                                std::move(columns), errors_);
  }

  std::size_t region_index(Sheet& s, std::size_t row) {
    const std::string& name = s.text(row, "region");
    const std::optional<std::size_t> found = t_.find_region(name);
    if (!found) {
      std::vector<std::string> known;
      for (const RegionRow& r : t_.regions) known.push_back(r.name);
      s.unknown(row, "region", "region", known);
    }
    return found.value_or(0);
  }

  void read_regions() {
    auto s = sheet("regions", {"region",
                               "ons_code",
                               "population_0_17_persons",
                               "cla_children",
                               "childrens_homes_children",
                               "foster_children",
                               "supported_children",
                               "placed_inside_children",
                               "placed_outside_children",
                               "uasc_children",
                               "all_2023_homes",
                               "all_2023_places",
                               "mainstream_2023_homes",
                               "mainstream_2023_places",
                               "median_house_price_gbp",
                               "median_earnings_gbp_year",
                               "residential_unit_cost_gbp_week",
                               "fostering_unit_cost_gbp_week",
                               "own_foster_approved_places",
                               "own_foster_filled_places",
                               "mainstream_2025_homes_share_pct",
                               "mainstream_2025_places_share_pct"});
    if (!s) return;
    for (std::size_t i = 0; i < s->rows(); ++i) {
      RegionRow r;
      r.name = s->text(i, "region");
      if (t_.find_region(r.name))
        s->fail_cell(i, "region", "region '" + r.name + "' stands here twice", "each region once");
      r.ons_code = s->text(i, "ons_code");
      r.population_0_17 = s->number(i, "population_0_17_persons");
      r.children_looked_after = s->number(i, "cla_children");
      r.cla_childrens_homes = s->number(i, "childrens_homes_children");
      r.cla_foster = s->number(i, "foster_children");
      r.cla_supported = s->number(i, "supported_children");
      r.cla_placed_inside = s->number(i, "placed_inside_children");
      r.cla_placed_outside = s->number(i, "placed_outside_children");
      r.cla_uasc = s->number(i, "uasc_children");
      r.homes_2023 = s->number(i, "all_2023_homes");
      r.places_2023 = s->number(i, "all_2023_places");
      r.mainstream_homes_2023 = s->number(i, "mainstream_2023_homes");
      r.mainstream_places_2023 = s->number(i, "mainstream_2023_places");
      r.median_house_price_gbp = s->number(i, "median_house_price_gbp");
      r.median_earnings_gbp_year = s->number(i, "median_earnings_gbp_year");
      r.residential_unit_cost_gbp_week = s->number(i, "residential_unit_cost_gbp_week");
      r.fostering_unit_cost_gbp_week = s->number(i, "fostering_unit_cost_gbp_week");
      r.own_foster_places_approved = s->number(i, "own_foster_approved_places");
      r.own_foster_places_filled = s->number(i, "own_foster_filled_places");
      r.homes_share_2025_pct = s->number(i, "mainstream_2025_homes_share_pct");
      r.places_share_2025_pct = s->maybe(i, "mainstream_2025_places_share_pct");
      t_.regions.push_back(std::move(r));
    }
  }

  void read_councils() {
    std::vector<std::string> columns{"ons_code",
                                     "name",
                                     "region",
                                     "lat_deg",
                                     "lon_deg",
                                     "pop_centre_lat_deg",
                                     "pop_centre_lon_deg",
                                     "pop_mean_radius_km",
                                     "area_km2",
                                     "hex_q",
                                     "hex_r",
                                     "population_0_17_persons",
                                     "cla_children",
                                     "cla_year",
                                     "started_children",
                                     "ceased_children",
                                     "provider_own_children",
                                     "provider_private_children",
                                     "provider_voluntary_children",
                                     "uasc_children",
                                     "own_foster_approved_places",
                                     "own_foster_filled_places",
                                     "residential_unit_cost_gbp_week",
                                     "fostering_unit_cost_gbp_week",
                                     "residential_net_spend_gbp_thousand",
                                     "fostering_net_spend_gbp_thousand",
                                     "all_2023_homes",
                                     "all_2023_places",
                                     "median_house_price_gbp",
                                     "house_price_method",
                                     "median_earnings_gbp_year",
                                     "child_low_income_pct",
                                     "ofsted_overall_grade"};
    columns.insert(columns.end(), kStockColumns.begin(), kStockColumns.end());
    columns.insert(columns.end(), kAgeColumns.begin(), kAgeColumns.end());
    columns.insert(columns.end(), kBoundaryColumns.begin(), kBoundaryColumns.end());
    for (const std::string& sector : kSectorNamesInColumns) {
      columns.push_back(sector + "_2023_homes");
      columns.push_back(sector + "_2023_places");
    }
    auto s = sheet("councils", columns);
    if (!s) return;
    std::set<std::string> codes, names;
    for (std::size_t i = 0; i < s->rows(); ++i) {
      t_.councils.push_back(council_row(*s, i));
      const CouncilRow& c = t_.councils.back();
      if (!codes.insert(c.ons_code).second)
        s->fail_cell(i, "ons_code", "code '" + c.ons_code + "' stands here twice", "each council once");
      if (!names.insert(c.name).second)
        s->fail_cell(i, "name", "council '" + c.name + "' stands here twice", "each council once");
      read_raw(*s, i);
    }
  }

  CouncilRow council_row(Sheet& s, std::size_t i) {
    CouncilRow c;
    c.ons_code = s.text(i, "ons_code");
    c.name = s.text(i, "name");
    c.region = region_index(s, i);
    c.lat = degrees(s, i, "lat_deg", 49, 61);
    c.lon = degrees(s, i, "lon_deg", -9, 3);
    c.pop_centre_lat = degrees(s, i, "pop_centre_lat_deg", 49, 61);
    c.pop_centre_lon = degrees(s, i, "pop_centre_lon_deg", -9, 3);
    c.pop_mean_radius_km = s.number(i, "pop_mean_radius_km");
    c.area_km2 = s.number(i, "area_km2");
    c.hex_q = s.integer(i, "hex_q", Sign::any);
    c.hex_r = s.integer(i, "hex_r", Sign::any);
    c.population_0_17 = s.number(i, "population_0_17_persons");
    c.children_looked_after = s.maybe(i, "cla_children").value_or(0);  // blank: not applicable
    c.started_in_year = s.maybe(i, "started_children").value_or(0);
    c.ceased_in_year = s.maybe(i, "ceased_children").value_or(0);
    c.residential_unit_cost_gbp_week = s.maybe(i, "residential_unit_cost_gbp_week");
    c.fostering_unit_cost_gbp_week = s.maybe(i, "fostering_unit_cost_gbp_week");
    c.residential_net_spend_gbp_k = s.maybe(i, "residential_net_spend_gbp_thousand", Sign::any);
    c.fostering_net_spend_gbp_k = s.maybe(i, "fostering_net_spend_gbp_thousand", Sign::any);
    c.homes_2023 = {s.number(i, "all_2023_homes"), s.number(i, "all_2023_places")};
    for (std::size_t k = 0; k < kTableSectors; ++k) {
      c.homes_2023_by_sector[k] = {s.number(i, kSectorNamesInColumns[k] + "_2023_homes"),
                                   s.number(i, kSectorNamesInColumns[k] + "_2023_places")};
    }
    c.median_house_price_gbp = s.number(i, "median_house_price_gbp");
    c.child_low_income_pct = s.number(i, "child_low_income_pct");
    c.ofsted_overall = s.text(i, "ofsted_overall_grade");
    return c;
  }

  static double degrees(Sheet& s, std::size_t i, const std::string& column, double low, double high) {
    const double value = s.number(i, column, Sign::any);
    if (value < low || value > high) {
      s.fail_cell(i, column, "'" + column + "' lies outside England",
                  format_double(low) + " to " + format_double(high) + " degrees");
    }
    return value;
  }

  void read_raw(Sheet& s, std::size_t i) {
    raw_.stock.emplace_back();
    for (std::size_t k = 0; k < kStockPlaces; ++k) raw_.stock.back()[k] = s.maybe(i, kStockColumns[k]);
    raw_.ages.emplace_back();
    for (std::size_t k = 0; k < kAgeBands; ++k) raw_.ages.back()[k] = s.maybe(i, kAgeColumns[k]);
    raw_.boundary.push_back({s.maybe(i, kBoundaryColumns[0]), s.maybe(i, kBoundaryColumns[1])});
    raw_.uasc.push_back(s.maybe(i, "uasc_children"));
    raw_.own.push_back(s.maybe(i, "provider_own_children"));
    raw_.private_.push_back(s.maybe(i, "provider_private_children"));
    raw_.voluntary.push_back(s.maybe(i, "provider_voluntary_children"));
    raw_.foster_approved.push_back(s.maybe(i, "own_foster_approved_places"));
    raw_.foster_filled.push_back(s.maybe(i, "own_foster_filled_places"));
    raw_.earnings.push_back(s.maybe(i, "median_earnings_gbp_year"));
  }

  std::size_t council_index(Sheet& s, std::size_t row, const std::string& column) {
    const std::string& code = s.text(row, column);
    const auto found = code_index_.find(code);
    if (found != code_index_.end()) return found->second;
    std::vector<std::string> known;
    for (const CouncilRow& c : t_.councils) known.push_back(c.ons_code);
    s.unknown(row, column, "council", known);
    return 0;
  }

  void read_adjacency() {
    auto s = sheet("adjacency", {"code_a", "code_b", "shared_boundary_km"});
    if (!s) return;
    for (std::size_t i = 0; i < t_.councils.size(); ++i) code_index_[t_.councils[i].ons_code] = i;
    std::set<std::pair<std::size_t, std::size_t>> seen;
    for (std::size_t i = 0; i < s->rows(); ++i) {
      const std::size_t before = errors_.size();
      AdjacentPair p{council_index(*s, i, "code_a"), council_index(*s, i, "code_b"),
                     s->number(i, "shared_boundary_km")};
      if (errors_.size() != before) continue;
      if (p.a > p.b) std::swap(p.a, p.b);
      if (p.a == p.b)
        s->fail_cell(i, "code_b", "a council is not its own neighbour", "two different councils");
      if (!seen.insert({p.a, p.b}).second)
        s->fail_cell(i, "code_a", "this pair stands here twice", "each pair once");
      t_.adjacency.push_back(p);
    }
  }

  void read_supply() {
    if (auto s = sheet("home_sizes_2023", {"sector", "registered_places", "homes"})) {
      for (std::size_t i = 0; i < s->rows(); ++i) {
        HomeSizeRow r{s->sector(i, "sector"), s->integer(i, "registered_places"), s->number(i, "homes")};
        if (r.places < 1 || r.places > 10)
          s->fail_cell(i, "registered_places", "'registered_places' is out of range",
                       "1 to 10, where 10 means ten or more");
        t_.home_sizes_2023.push_back(r);
      }
    }
    if (auto s =
            sheet("owner_sizes_2023", {"sector", "homes_from", "homes_to", "owners", "homes", "places"})) {
      for (std::size_t i = 0; i < s->rows(); ++i) {
        t_.owner_sizes_2023.push_back({s->sector(i, "sector"), s->integer(i, "homes_from"),
                                       s->integer(i, "homes_to"), s->number(i, "owners"),
                                       s->number(i, "homes"), s->number(i, "places")});
        check_order(*s, i, "homes_from", "homes_to");
      }
    }
    read_sector_totals();
    if (auto s = sheet("private_sizes_2025", {"places_from", "places_to", "homes_share_pct"})) {
      for (std::size_t i = 0; i < s->rows(); ++i) {
        t_.private_sizes_2025.push_back(
            {s->integer(i, "places_from"), s->integer(i, "places_to"), s->number(i, "homes_share_pct")});
        check_order(*s, i, "places_from", "places_to");
      }
    }
    if (auto s = sheet("owner_classes_2025", {"homes_from", "homes_to", "owners", "homes_share_pct"})) {
      for (std::size_t i = 0; i < s->rows(); ++i) {
        t_.owner_classes_2025.push_back({s->integer(i, "homes_from"), s->integer(i, "homes_to"),
                                         s->number(i, "owners"), s->number(i, "homes_share_pct")});
        check_order(*s, i, "homes_from", "homes_to");
      }
    }
    if (auto s = sheet("owner_mix_2025", {"region", "owner_class", "homes_share_pct"})) {
      for (std::size_t i = 0; i < s->rows(); ++i) {
        OwnerMixRow r{region_index(*s, i), s->text(i, "owner_class"), s->number(i, "homes_share_pct")};
        if (r.owner_class != "single" && r.owner_class != "largest")
          s->unknown(i, "owner_class", "class of owner", {"single", "largest"});
        t_.owner_mix_2025.push_back(std::move(r));
      }
    }
  }

  void read_sector_totals() {
    auto s = sheet("sector_totals_2025", {"sector", "homes", "places"});
    if (!s) return;
    t_.sector_totals_2025.resize(kTableSectors);
    std::array<bool, kTableSectors> seen{};
    for (std::size_t i = 0; i < s->rows(); ++i) {
      const TableSector sector = s->sector(i, "sector");
      const auto k = static_cast<std::size_t>(sector);
      if (seen[k]) s->fail_cell(i, "sector", "this sector stands here twice", "each sector once");
      seen[k] = true;
      t_.sector_totals_2025[k] = {sector, s->number(i, "homes"), s->number(i, "places")};
    }
    for (std::size_t k = 0; k < kTableSectors; ++k)
      t_.sector_totals_2025[k].sector = static_cast<TableSector>(k);
  }

  static void check_order(Sheet& s, std::size_t i, const std::string& from, const std::string& to) {
    if (s.integer(i, from) > s.integer(i, to))
      s.fail_cell(i, to, "'" + to + "' is below '" + from + "'", "at least '" + from + "'");
  }

  void add_figure(Sheet& s, std::size_t i, Figure f) {
    const std::string name = f.name;
    if (!t_.figures.emplace(name, std::move(f)).second)
      s.fail_cell(i, "name", "'" + name + "' stands here twice", "each name once");
  }

  void read_figures() {
    if (auto s = sheet("national_figures", {"name", "value", "unit", "as_at", "source", "confidence"})) {
      for (std::size_t i = 0; i < s->rows(); ++i) {
        add_figure(*s, i,
                   {s->text(i, "name"),
                    s->number(i, "value", Sign::any),
                    {},
                    {},
                    s->text(i, "unit"),
                    s->text(i, "as_at"),
                    s->text(i, "source"),
                    s->text(i, "confidence"),
                    false});
      }
    }
    if (auto s = sheet("national_assumptions",
                       {"name", "value", "low", "high", "unit", "reason", "replaced_by"})) {
      for (std::size_t i = 0; i < s->rows(); ++i) {
        Figure f{s->text(i, "name"),
                 s->number(i, "value", Sign::any),
                 s->number(i, "low", Sign::any),
                 s->number(i, "high", Sign::any),
                 s->text(i, "unit"),
                 "",
                 "assumption: " + s->text(i, "reason"),
                 "assumption",
                 true};
        if (f.value < *f.low || f.value > *f.high)
          s->fail_cell(i, "value", "'value' lies outside its own range", "low <= value <= high");
        add_figure(*s, i, std::move(f));
      }
    }
  }

  void read_price_index() {
    auto s = sheet("price_index",
                   {"price_year", "factor_to_2024_25", "index_name", "annual_change_pct", "confidence"});
    if (!s) return;
    std::set<std::string> years;
    for (std::size_t i = 0; i < s->rows(); ++i) {
      PriceIndexRow r{s->text(i, "price_year"), s->number(i, "factor_to_2024_25"), s->text(i, "index_name"),
                      s->text(i, "confidence")};
      if (!years.insert(r.price_year).second)
        s->fail_cell(i, "price_year", "this year stands here twice", "each year once");
      if (r.factor_to_2024_25 <= 0)
        s->fail_cell(i, "factor_to_2024_25", "the factor is not above 0", "a positive number");
      t_.price_index.push_back(std::move(r));
    }
  }

  void read_targets() {
    auto s = sheet("targets", {"id", "metric", "group", "value", "low", "high", "unit", "price_year", "as_at",
                               "definition", "source", "confidence"});
    if (!s) return;
    std::set<std::string> ids;
    for (std::size_t i = 0; i < s->rows(); ++i) {
      TargetRow r;
      r.id = s->text(i, "id");
      if (!ids.insert(r.id).second) s->fail_cell(i, "id", "'" + r.id + "' stands here twice", "each id once");
      r.metric = s->text(i, "metric");
      r.group = s->text_or_blank(i, "group");
      r.value = s->number(i, "value", Sign::any);
      r.low = s->maybe(i, "low", Sign::any);
      r.high = s->maybe(i, "high", Sign::any);
      r.unit = s->text(i, "unit");
      r.price_year = s->text_or_blank(i, "price_year");
      if (!r.price_year.empty() && !t_.price_factor(r.price_year))
        s->fail_cell(i, "price_year", "no price index for '" + r.price_year + "'",
                     "a year of price_index.csv");
      r.as_at = s->text(i, "as_at");
      r.definition = s->text(i, "definition");
      r.source = s->text(i, "source");
      r.confidence = s->text(i, "confidence");
      t_.targets.push_back(std::move(r));
    }
  }

  // ---- filling of suppressed cells ----

  void fill() {
    regions_of_.clear();
    for (const CouncilRow& c : t_.councils) regions_of_.push_back(c.region);
    fill_stock();
    fill_boundary();
    fill_ages();
    fill_single_columns();
  }

  std::vector<double> by_region(double RegionRow::*member) const {
    std::vector<double> out;
    for (const RegionRow& r : t_.regions) out.push_back(r.*member);
    return out;
  }

  template <std::size_t N>
  SuppressedGroup group_of(const std::vector<std::array<std::optional<double>, N>>& raw) const {
    SuppressedGroup g;
    for (const auto& row : raw) g.cells.emplace_back(row.begin(), row.end());
    for (const CouncilRow& c : t_.councils) g.council_totals.push_back(c.children_looked_after);
    g.region_of_council = regions_of_;
    g.region_totals.resize(N);
    g.england_totals.resize(N);
    return g;
  }

  void note(std::size_t council, const std::string& column, bool was_blank, double value) {
    if (was_blank && value > 0) t_.estimated_cells.push_back({council, column, value});
  }

  void fill_stock() {
    SuppressedGroup g = group_of(raw_.stock);
    const std::array<std::string, kStockPlaces> names{
        "foster",           "childrens_homes", "supported", "other_residential", "residential_schools",
        "other_placements", "with_parents",    "adoption"};
    for (std::size_t k = 0; k < kStockPlaces; ++k)
      g.england_totals[k] = t_.figure("cla_" + names[k] + "_england");
    g.region_totals[0] = by_region(&RegionRow::cla_foster);
    g.region_totals[1] = by_region(&RegionRow::cla_childrens_homes);
    g.region_totals[2] = by_region(&RegionRow::cla_supported);
    fill_suppressed(g);
    for (std::size_t i = 0; i < t_.councils.size(); ++i) {
      for (std::size_t k = 0; k < kStockPlaces; ++k) {
        t_.councils[i].stock[k] = *g.cells[i][k];
        note(i, kStockColumns[k], !raw_.stock[i][k], *g.cells[i][k]);
      }
    }
  }

  void fill_boundary() {
    SuppressedGroup g = group_of(raw_.boundary);
    g.region_totals = {by_region(&RegionRow::cla_placed_inside), by_region(&RegionRow::cla_placed_outside)};
    fill_suppressed(g);
    for (std::size_t i = 0; i < t_.councils.size(); ++i) {
      t_.councils[i].placed_inside = *g.cells[i][0];
      t_.councils[i].placed_outside = *g.cells[i][1];
      for (std::size_t k = 0; k < 2; ++k) note(i, kBoundaryColumns[k], !raw_.boundary[i][k], *g.cells[i][k]);
    }
  }

  void fill_ages() {
    SuppressedGroup g = group_of(raw_.ages);
    const std::array<std::string, kAgeBands> names{"under_1", "1_4", "5_9", "10_15", "16_plus"};
    for (std::size_t k = 0; k < kAgeBands; ++k)
      g.england_totals[k] = t_.figure("cla_age_" + names[k] + "_england");
    fill_suppressed(g);
    for (std::size_t i = 0; i < t_.councils.size(); ++i) {
      for (std::size_t k = 0; k < kAgeBands; ++k) {
        t_.councils[i].ages[k] = *g.cells[i][k];
        note(i, kAgeColumns[k], !raw_.ages[i][k], *g.cells[i][k]);
      }
    }
  }

  void fill_one(std::vector<std::optional<double>> cells, const std::vector<double>& weights,
                const std::vector<double>& totals, double CouncilRow::*member, const std::string& column) {
    const std::vector<std::size_t> england(cells.size(), 0);
    const std::vector<std::optional<double>> before = cells;
    share_regional_remainder(cells, weights, totals.size() == 1 ? england : regions_of_, totals);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      t_.councils[i].*member = *cells[i];
      note(i, column, !before[i], *cells[i]);
    }
  }

  void fill_single_columns() {
    std::vector<double> cla, foster;
    for (const CouncilRow& c : t_.councils) {
      cla.push_back(c.children_looked_after);
      foster.push_back(c.stock[static_cast<std::size_t>(StockPlace::foster)]);
    }
    fill_one(raw_.uasc, cla, by_region(&RegionRow::cla_uasc), &CouncilRow::uasc, "uasc_children");
    fill_one(raw_.foster_approved, foster, by_region(&RegionRow::own_foster_places_approved),
             &CouncilRow::own_foster_places_approved, "own_foster_approved_places");
    fill_one(raw_.foster_filled, foster, by_region(&RegionRow::own_foster_places_filled),
             &CouncilRow::own_foster_places_filled, "own_foster_filled_places");
    fill_one(raw_.own, cla, {t_.figure("cla_provided_by_own_england")}, &CouncilRow::provided_by_own,
             "provider_own_children");
    fill_one(raw_.private_, cla, {t_.figure("cla_provided_by_private_england")},
             &CouncilRow::provided_by_private, "provider_private_children");
    fill_one(raw_.voluntary, cla, {t_.figure("cla_provided_by_voluntary_england")},
             &CouncilRow::provided_by_voluntary, "provider_voluntary_children");
    for (std::size_t i = 0; i < t_.councils.size(); ++i) {
      CouncilRow& c = t_.councils[i];
      c.median_earnings_gbp_year = raw_.earnings[i].value_or(t_.regions[c.region].median_earnings_gbp_year);
      note(i, "median_earnings_gbp_year", !raw_.earnings[i], c.median_earnings_gbp_year);
    }
  }

  const std::map<std::string, TableText>& texts_;
  Tables t_;
  Raw raw_;
  Errors errors_;
  std::map<std::string, std::size_t> code_index_;
  std::vector<std::size_t> regions_of_;
};

const std::array<const char*, 13> kTableNames{"councils",
                                              "regions",
                                              "adjacency",
                                              "home_sizes_2023",
                                              "owner_sizes_2023",
                                              "sector_totals_2025",
                                              "private_sizes_2025",
                                              "owner_classes_2025",
                                              "owner_mix_2025",
                                              "national_figures",
                                              "national_assumptions",
                                              "price_index",
                                              "targets"};

}  // namespace

double Tables::figure(std::string_view name) const {
  const auto found = figures.find(std::string(name));
  if (found == figures.end())
    throw std::out_of_range("no national figure is called '" + std::string(name) + "'");
  return found->second.value;
}

std::optional<double> Tables::price_factor(std::string_view price_year) const {
  for (const PriceIndexRow& r : price_index)
    if (r.price_year == price_year) return r.factor_to_2024_25;
  return std::nullopt;
}

std::optional<std::size_t> Tables::find_council(std::string_view code_or_name) const {
  for (std::size_t i = 0; i < councils.size(); ++i) {
    if (councils[i].ons_code == code_or_name || councils[i].name == code_or_name) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> Tables::find_region(std::string_view name) const {
  for (std::size_t i = 0; i < regions.size(); ++i)
    if (regions[i].name == name) return i;
  return std::nullopt;
}

TablePaths table_paths_in(const std::string& folder) {
  TablePaths paths;
  for (const char* name : kTableNames) paths[name] = (folder.empty() ? "" : folder + "/") + name + ".csv";
  return paths;
}

Result<Tables> load_tables(const TablePaths& paths) {
  std::map<std::string, TableText> texts;
  Errors errors;
  for (const auto& [name, path] : paths) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    if (in) text << in.rdbuf();
    if (!in) {
      errors.push_back({path, 0, 0, "the table '" + name + "' cannot be read", "a CSV file", {}});
      continue;
    }
    texts[name] = {path, std::move(text).str()};
  }
  if (!errors.empty()) return errors;
  return parse_tables(texts);
}

Result<Tables> parse_tables(const std::map<std::string, TableText>& texts) {
  try {
    return Loader(texts).load();
  } catch (const std::out_of_range& missing) {
    return Error{"national_figures", 0, 0, missing.what(), {}, {}};
  }
}

}  // namespace carepool
