// The steps, in order:
//  1. mainstream_2023: the 2023 council × sector cells (all types) are raked to the published mainstream
//  totals by region and sector, so that secure
//     homes, residential special schools and health homes leave in the published proportions.
//  2. expected_2025: those cells are raked to 2025's homes by sector and region, and their places likewise.
//  3. draw_cells: whole homes; sector and region totals exact, each council's cell rounded up or down by its
//  own draw.
//  4. draw_sizes: sizes by sector (exact places), then by region, then by council, each time tilted to the
//  mean size that the places ask for.
//  5. emit: homes with key, position and places; then short-break homes; then owners (supply_owners.cpp).
#include "world/supply_draw.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "base/text.hpp"
#include "engine/det_math.hpp"
#include "engine/random.hpp"
#include "world/rounding.hpp"
#include "world/supply_owners.hpp"

namespace carepool {
namespace {

constexpr std::size_t kSizes = 10;  // 1..9 places and ten or more
constexpr double kShrinkHomes =
    3;  // a council's mean size counts for little when it has few homes: assumption

// Keys of the rounding stream: which table, and which line of it.
enum : std::uint64_t {
  kKeyRegionSector = 1,
  kKeyCell = 2,
  kKeyRegionSize = 3,
  kKeyCouncilSize = 4,
  kKeyTenPlus = 5
};
std::uint64_t table_key(std::uint64_t table, std::uint64_t line) { return (table << 32) | line; }

class HomesDraw {
 public:
  HomesDraw(const Tables& tables, std::uint64_t seed, const SupplyStreams& streams)
      : t_(tables),
        seed_(seed),
        streams_(streams),
        councils_(tables.councils.size()),
        regions_(tables.regions.size()) {}

  void run(SupplyDraw& out) {
    cells_ = &out.fit.cells;
    cells_->resize(councils_ * kTableSectors);
    for (std::size_t i = 0; i < cells_->size(); ++i) {
      (*cells_)[i].council = static_cast<std::uint32_t>(i / kTableSectors);
      (*cells_)[i].sector = static_cast<TableSector>(i % kTableSectors);
    }
    mainstream_2023();
    expected_2025(out.fit);
    draw_cells();
    draw_sizes(out.fit);
    emit(out.homes);
    mark_short_break(out.homes);
  }

 private:
  SupplyCell& cell(std::size_t council, std::size_t sector) {
    return (*cells_)[council * kTableSectors + sector];
  }
  std::size_t region(std::size_t council) const { return t_.councils[council].region; }

  // Scales member of all cells to sector totals and region totals in turn; ends on the regions.
  void rake(double SupplyCell::*member, std::span<const double> sectors, std::span<const double> regions) {
    for (int round = 0; round < 100; ++round) {
      scale(member, sectors, [](const SupplyCell& c) { return static_cast<std::size_t>(c.sector); });
      scale(member, regions, [this](const SupplyCell& c) { return region(c.council); });
    }
  }

  template <class LineOf>
  void scale(double SupplyCell::*member, std::span<const double> totals, LineOf line_of) {
    std::vector<double> sum(totals.size(), 0.0);
    for (const SupplyCell& c : *cells_) sum[line_of(c)] += c.*member;
    for (SupplyCell& c : *cells_)
      if (sum[line_of(c)] > 0) c.*member *= totals[line_of(c)] / sum[line_of(c)];
  }

  double size_value(std::size_t k) const {
    return k + 1 < kSizes ? static_cast<double>(k + 1) : t_.figure("ten_plus_mean_places_2023");
  }

  std::array<double, kSizes> sizes_2023(std::size_t sector) const {
    std::array<double, kSizes> out{};
    for (const HomeSizeRow& r : t_.home_sizes_2023) {
      if (static_cast<std::size_t>(r.sector) == sector)
        out[static_cast<std::size_t>(r.places - 1)] += r.homes;
    }
    return out;
  }

  void mainstream_2023() {
    std::vector<double> homes_by_region, places_by_region;
    for (const RegionRow& r : t_.regions) {
      homes_by_region.push_back(r.mainstream_homes_2023);
      places_by_region.push_back(r.mainstream_places_2023);
    }
    for (std::size_t c = 0; c < councils_; ++c) {
      const CouncilRow& row = t_.councils[c];
      HomesCell health = row.homes_2023;
      for (std::size_t s = 0; s < kTableSectors; ++s) {
        const HomesCell& held = row.homes_2023_by_sector[s];
        cell(c, s).homes_2023 = held.homes;
        cell(c, s).places_2023 = held.places;
        health.homes -= held.homes;
        health.places -= held.places;
      }
      homes_by_region[row.region] -= health.homes;
      places_by_region[row.region] -= health.places;
    }
    std::array<double, kTableSectors> homes{}, places{};
    for (std::size_t s = 0; s < kTableSectors; ++s) {
      const auto sizes = sizes_2023(s);
      for (std::size_t k = 0; k < kSizes; ++k) {
        homes[s] += sizes[k];
        places[s] += sizes[k] * size_value(k);
      }
    }
    rake(&SupplyCell::homes_2023, homes, homes_by_region);
    rake(&SupplyCell::places_2023, places, places_by_region);
  }

  void expected_2025(SupplyFit& fit) {
    std::array<double, kTableSectors> homes{}, places{};
    for (std::size_t s = 0; s < kTableSectors; ++s) {
      homes[s] = t_.sector_totals_2025[s].homes;
      places[s] = t_.sector_totals_2025[s].places;
      sector_homes_[s] = static_cast<int>(homes[s]);
    }
    std::vector<double> shares;
    for (const RegionRow& r : t_.regions) shares.push_back(r.homes_share_2025_pct);
    region_homes_ = apportion(shares, std::accumulate(sector_homes_.begin(), sector_homes_.end(), 0));
    fit.homes_by_region_expected.assign(region_homes_.begin(), region_homes_.end());
    for (SupplyCell& c : *cells_) {
      c.homes_expected = c.homes_2023;
      c.places_expected = c.places_2023;
    }
    rake(&SupplyCell::homes_expected, homes, fit.homes_by_region_expected);
    fit.places_by_region_expected = region_places(std::accumulate(places.begin(), places.end(), 0.0));
    rake(&SupplyCell::places_expected, places, fit.places_by_region_expected);
  }

  // Published shares where there are any; the rest of the places in proportion to 2025 homes at the region's
  // 2023 mean sizes.
  std::vector<double> region_places(double total) {
    std::vector<double> weight(regions_, 0.0), out(regions_, 0.0);
    Grid homes(regions_, kTableSectors), places(regions_, kTableSectors), now(regions_, kTableSectors);
    for (const SupplyCell& c : *cells_) {
      const std::size_t r = region(c.council), s = static_cast<std::size_t>(c.sector);
      homes.at(r, s) += c.homes_2023;
      places.at(r, s) += c.places_2023;
      now.at(r, s) += c.homes_expected;
    }
    double left = total, weights = 0;
    for (std::size_t r = 0; r < regions_; ++r) {
      if (t_.regions[r].places_share_2025_pct) {
        out[r] = total * *t_.regions[r].places_share_2025_pct / 100.0;
        left -= out[r];
        continue;
      }
      for (std::size_t s = 0; s < kTableSectors; ++s) {
        if (homes.at(r, s) > 0) weight[r] += now.at(r, s) * places.at(r, s) / homes.at(r, s);
      }
      weights += weight[r];
    }
    for (std::size_t r = 0; r < regions_; ++r)
      if (weight[r] > 0) out[r] = left * weight[r] / weights;
    return out;
  }

  void draw_cells() {
    Grid grid(regions_, kTableSectors);
    for (const SupplyCell& c : *cells_)
      grid.at(region(c.council), static_cast<std::size_t>(c.sector)) += c.homes_expected;
    const std::vector<double> rows(region_homes_.begin(), region_homes_.end());
    const std::vector<double> columns(sector_homes_.begin(), sector_homes_.end());
    fit_margins(grid, rows, columns);
    Rng rng(seed_, streams_.rounding, table_key(kKeyRegionSector, 0));
    region_sector_homes_ = round_grid(grid, region_homes_, sector_homes_, rng);
    for (std::size_t r = 0; r < regions_; ++r) {
      for (std::size_t s = 0; s < kTableSectors; ++s) draw_cells_of(r, s);
    }
  }

  std::vector<std::size_t> councils_in(std::size_t r) const {
    std::vector<std::size_t> out;
    for (std::size_t c = 0; c < councils_; ++c)
      if (region(c) == r) out.push_back(c);
    return out;
  }

  void draw_cells_of(std::size_t r, std::size_t s) {
    const std::vector<std::size_t> members = councils_in(r);
    const int wanted = region_sector_homes_[r * kTableSectors + s];
    double sum = 0;
    for (std::size_t c : members) sum += cell(c, s).homes_expected;
    std::vector<double> rest, luck;
    int given = 0;
    for (std::size_t c : members) {
      const double exact = sum > 0 ? cell(c, s).homes_expected * wanted / sum : 0.0;
      const double whole = std::floor(exact + 1e-9);
      cell(c, s).homes_drawn = static_cast<int>(whole);
      given += cell(c, s).homes_drawn;
      rest.push_back(std::max(exact - whole, 0.0));
      luck.push_back(draw_uniform(seed_, streams_.rounding, table_key(kKeyCell, c * kTableSectors + s), 0));
    }
    for (std::size_t i : order_sample(rest, luck, static_cast<std::size_t>(wanted - given)))
      ++cell(members[i], s).homes_drawn;
  }

  // Homes of one sector by size: the published shares, tilted so that the places come out, and then exact.
  std::vector<int> sector_sizes(std::size_t s, SupplyFit& fit) {
    const int homes = sector_homes_[s], places = static_cast<int>(t_.sector_totals_2025[s].places);
    const auto before = sizes_2023(s);
    std::vector<double> weights(before.begin(), before.end()), values;
    for (std::size_t k = 0; k < kSizes; ++k) values.push_back(size_value(k));
    if (static_cast<TableSector>(s) == TableSector::private_sector) {
      weights = published_private_shares(before);
      const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
      for (std::size_t k = 0; k < kSizes; ++k)
        fit.private_homes_by_size_expected[k] = weights[k] / sum * homes;
    }
    std::vector<int> sizes =
        apportion(tilt_to_mean(weights, values, static_cast<double>(places) / homes), homes);
    make_places_reachable(sizes, places);
    return sizes;
  }

  // A class such as "7 and more" is split as the homes of 2023 were.
  std::vector<double> published_private_shares(const std::array<double, kSizes>& before) const {
    std::vector<double> out(kSizes, 0.0);
    for (const SizeShare& share : t_.private_sizes_2025) {
      double sum = 0;
      const auto from = static_cast<std::size_t>(share.places_from - 1);
      const auto to = static_cast<std::size_t>(std::min(share.places_to, static_cast<int>(kSizes)) - 1);
      for (std::size_t k = from; k <= to; ++k) sum += before[k];
      for (std::size_t k = from; k <= to; ++k)
        out[k] += sum > 0 ? share.homes_share_pct * before[k] / sum : 0.0;
    }
    return out;
  }

  int most_places() const { return static_cast<int>(t_.figure("home_places_max")); }

  // Homes of ten or more take up what the others leave: moves single homes by one size until that is 10..most
  // for each of them.
  void make_places_reachable(std::vector<int>& sizes, int places) const {
    for (;;) {
      int left = places;
      for (std::size_t k = 0; k + 1 < kSizes; ++k) left -= sizes[k] * static_cast<int>(k + 1);
      const int big = sizes[kSizes - 1];
      const bool too_many = left<10 * big, too_few = left> most_places() * big;
      if (!too_many && !too_few) return;
      std::size_t from = too_many ? 1 : 0;
      for (std::size_t k = from; k + (too_many ? 0 : 1) < kSizes; ++k)
        if (sizes[k] > sizes[from]) from = k;
      if (sizes[from] == 0) return;  // totals that no sizes can meet: the fit shows it
      --sizes[from];
      ++sizes[too_many ? from - 1 : from + 1];
    }
  }

  void draw_sizes(SupplyFit& fit) {
    council_sizes_.assign(councils_ * kTableSectors * kSizes, 0);
    for (std::size_t s = 0; s < kTableSectors; ++s) {
      const std::vector<int> sector = sector_sizes(s, fit);
      std::vector<double> means;
      std::vector<int> rows;
      for (std::size_t r = 0; r < regions_; ++r) {
        double homes = 0, places = 0;
        for (std::size_t c : councils_in(r)) {
          homes += cell(c, s).homes_expected;
          places += cell(c, s).places_expected;
        }
        means.push_back(homes > 0 ? places / homes : 1.0);
        rows.push_back(region_sector_homes_[r * kTableSectors + s]);
      }
      const std::vector<int> by_region = share_sizes(rows, means, sector, table_key(kKeyRegionSize, s));
      for (std::size_t r = 0; r < regions_; ++r) {
        const std::span<const int> sizes(by_region.data() + r * kSizes, kSizes);
        draw_sizes_of(r, s, {sizes.begin(), sizes.end()});
      }
    }
  }

  void draw_sizes_of(std::size_t r, std::size_t s, const std::vector<int>& sizes) {
    const std::vector<std::size_t> members = councils_in(r);
    double homes_before = 0, places_before = 0, homes = 0, places = 0;
    for (std::size_t c : members) {
      homes_before += cell(c, s).homes_2023;
      places_before += cell(c, s).places_2023;
    }
    for (std::size_t k = 0; k < kSizes; ++k) {
      homes += sizes[k];
      places += sizes[k] * size_value(k);
    }
    if (homes <= 0 || homes_before <= 0) return;
    const double mean_before = places_before / homes_before, growth = places / homes / mean_before;
    std::vector<double> means;
    std::vector<int> rows;
    for (std::size_t c : members) {
      const SupplyCell& held = cell(c, s);
      means.push_back(growth * (held.places_2023 + kShrinkHomes * mean_before) /
                      (held.homes_2023 + kShrinkHomes));
      rows.push_back(held.homes_drawn);
    }
    const std::vector<int> drawn =
        share_sizes(rows, means, sizes, table_key(kKeyCouncilSize, r * kTableSectors + s));
    for (std::size_t i = 0; i < members.size(); ++i) {
      for (std::size_t k = 0; k < kSizes; ++k)
        council_sizes_[(members[i] * kTableSectors + s) * kSizes + k] = drawn[i * kSizes + k];
    }
  }

  // Shares out `columns` homes of each size to rows with so many homes each, near the mean sizes asked for.
  std::vector<int> share_sizes(const std::vector<int>& rows, const std::vector<double>& means,
                               const std::vector<int>& columns, std::uint64_t key) {
    std::vector<double> values, weights;
    for (std::size_t k = 0; k < kSizes; ++k) {
      values.push_back(size_value(k));
      weights.push_back(columns[k] > 0 ? columns[k] : 0.0);
    }
    Grid grid(rows.size(), kSizes);
    for (int round = 0; round < 8; ++round) {
      std::vector<double> sum(kSizes, 0.0);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] == 0) continue;
        const std::vector<double> share = tilt_to_mean(weights, values, means[i]);
        for (std::size_t k = 0; k < kSizes; ++k) {
          grid.at(i, k) = share[k] * rows[i];
          sum[k] += grid.at(i, k);
        }
      }
      for (std::size_t k = 0; k < kSizes; ++k)
        if (sum[k] > 0) weights[k] *= columns[k] / sum[k];
    }
    const std::vector<double> row_totals(rows.begin(), rows.end()),
        column_totals(columns.begin(), columns.end());
    fit_margins(grid, row_totals, column_totals);
    Rng rng(seed_, streams_.rounding, key);
    return round_grid(grid, rows, columns, rng);
  }

  void emit(DrawnHomes& out) {
    for (std::size_t c = 0; c < councils_; ++c) {
      const CouncilRow& row = t_.councils[c];
      const Point centre = project(row.pop_centre_lat, row.pop_centre_lon);
      std::uint32_t slot = 0;
      for (std::size_t s = 0; s < kTableSectors; ++s) {
        for (std::size_t k = 0; k < kSizes; ++k) {
          for (int n = council_sizes_[(c * kTableSectors + s) * kSizes + k]; n > 0; --n) {
            const std::uint64_t key = home_key(static_cast<std::uint32_t>(c), 0, slot++);
            Rng rng(seed_, streams_.home, key, 0);
            out.key.push_back(key);
            out.sector.push_back(static_cast<TableSector>(s));
            out.council.push_back(static_cast<std::uint32_t>(c));
            out.places.push_back(static_cast<std::int32_t>(k + 1));
            out.at.push_back(scatter(centre, row.pop_mean_radius_km, [&] { return rng.uniform(); }));
          }
        }
      }
    }
    out.short_break.assign(out.size(), 0);
    out.group.assign(out.size(), 0);
    for (std::size_t s = 0; s < kTableSectors; ++s) spread_ten_plus(out, s);
  }

  // What is left of the sector's places goes to its homes of ten or more, one place at a time.
  void spread_ten_plus(DrawnHomes& out, std::size_t s) {
    int left = static_cast<int>(t_.sector_totals_2025[s].places);
    std::vector<std::size_t> big;
    for (std::size_t h = 0; h < out.size(); ++h) {
      if (static_cast<std::size_t>(out.sector[h]) != s) continue;
      left -= out.places[h];
      if (out.places[h] >= static_cast<std::int32_t>(kSizes)) big.push_back(h);
    }
    Rng rng(seed_, streams_.rounding, table_key(kKeyTenPlus, s));
    while (left > 0 && !big.empty()) {
      const std::size_t i = static_cast<std::size_t>(rng.below(big.size()));
      if (out.places[big[i]] >= most_places()) {
        big.erase(big.begin() + static_cast<std::ptrdiff_t>(i));
        continue;
      }
      ++out.places[big[i]];
      --left;
    }
  }

  void mark_short_break(DrawnHomes& out) {
    const std::array<double, kTableSectors> share{t_.figure("short_break_share_council"),
                                                  t_.figure("short_break_share_private"),
                                                  t_.figure("short_break_share_voluntary")};
    const double tilt = t_.figure("short_break_size_tilt");
    for (std::size_t s = 0; s < kTableSectors; ++s) {
      std::vector<std::size_t> homes;
      std::vector<double> weight, luck;
      for (std::size_t h = 0; h < out.size(); ++h) {
        if (static_cast<std::size_t>(out.sector[h]) != s) continue;
        homes.push_back(h);
        weight.push_back(det::pow(out.places[h], tilt));
        luck.push_back(draw_uniform(seed_, streams_.home, out.key[h], 1));
      }
      const auto count =
          static_cast<std::size_t>(std::floor(share[s] * static_cast<double>(homes.size()) + 0.5));
      for (std::size_t i : order_sample(weight, luck, count)) out.short_break[homes[i]] = 1;
    }
  }

  const Tables& t_;
  std::uint64_t seed_;
  SupplyStreams streams_;
  std::size_t councils_, regions_;
  std::vector<SupplyCell>* cells_ = nullptr;
  std::array<int, kTableSectors> sector_homes_{};
  std::vector<int> region_homes_;
  std::vector<int> region_sector_homes_;  // [regions × sectors]
  std::vector<int> council_sizes_;        // [councils × sectors × sizes]
};

void count_homes(const Tables& t, const DrawnHomes& homes, SupplyFit& fit) {
  fit.homes_by_region.assign(t.regions.size(), 0);
  fit.places_by_region.assign(t.regions.size(), 0);
  for (SupplyCell& c : fit.cells) c.homes_drawn = c.places_drawn = 0;
  for (std::size_t h = 0; h < homes.size(); ++h) {
    const auto s = static_cast<std::size_t>(homes.sector[h]);
    const std::size_t r = t.councils[homes.council[h]].region;
    SupplyCell& c = fit.cells[homes.council[h] * kTableSectors + s];
    ++c.homes_drawn;
    c.places_drawn += homes.places[h];
    ++fit.homes_by_sector[s];
    fit.places_by_sector[s] += homes.places[h];
    ++fit.homes_by_region[r];
    fit.places_by_region[r] += homes.places[h];
    if (homes.sector[h] == TableSector::private_sector)
      ++fit.private_homes_by_size[static_cast<std::size_t>(std::min(homes.places[h], 10) - 1)];
  }
}

void measure_cells(SupplyFit& fit) {
  double homes = 0, places = 0;
  for (const SupplyCell& c : fit.cells) {
    const double dh = std::fabs(c.homes_drawn - c.homes_expected),
                 dp = std::fabs(c.places_drawn - c.places_expected);
    homes += dh;
    places += dp;
    fit.max_abs_cell_error_homes = std::max(fit.max_abs_cell_error_homes, dh);
    fit.max_abs_cell_error_places = std::max(fit.max_abs_cell_error_places, dp);
  }
  fit.mean_abs_cell_error_homes = homes / static_cast<double>(fit.cells.size());
  fit.mean_abs_cell_error_places = places / static_cast<double>(fit.cells.size());
}

}  // namespace

SupplyDraw draw_supply(const Tables& tables, std::uint64_t seed, const SupplyStreams& streams) {
  SupplyDraw out;
  HomesDraw(tables, seed, streams).run(out);
  count_homes(tables, out.homes, out.fit);
  measure_cells(out.fit);
  draw_owners(tables, seed, streams, out.homes, out.groups, out.fit);
  return out;
}

std::string SupplyFit::csv(const Tables& tables) const {
  constexpr std::array<const char*, kTableSectors> names{"council", "private", "voluntary"};
  std::string out =
      "ons_code,council,sector,homes_2023,places_2023,homes_expected,homes_drawn,places_expected,places_"
      "drawn\n";
  for (const SupplyCell& c : cells) {
    const CouncilRow& row = tables.councils[c.council];
    out += row.ons_code + "," + csv_field(row.name) + "," + names[static_cast<std::size_t>(c.sector)];
    for (double v : {c.homes_2023, c.places_2023, c.homes_expected, static_cast<double>(c.homes_drawn),
                     c.places_expected, static_cast<double>(c.places_drawn)}) {
      out += "," + format_double(std::floor(v * 100 + 0.5) / 100);
    }
    out += "\n";
  }
  return out;
}

}  // namespace carepool
