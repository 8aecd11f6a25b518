#include "metrics/supply.hpp"

#include <algorithm>

#include "engine/det_math.hpp"

namespace carepool::metrics {
namespace {

constexpr std::string_view kFamily = "supply";
constexpr std::string_view kAreas = "region, rcc, council, sector";

using BySector = std::array<PerCouncil, kSectors>;

PerCouncil all_sectors(const BySector& x) {
  PerCouncil out = x[0];
  for (std::size_t s = 1; s < kSectors; ++s) out = plus(std::move(out), x[s]);
  return out;
}

void stock_of(const Frame& f, Out& o, const BySector& x) {
  add_sums(f, o, all_sectors(x));
  for (std::size_t s = 0; s < kSectors; ++s) add_total(o, x[s], 1, Dim::sector, s);
}

void ratio_of(const Frame& f, Out& o, const BySector& above, const BySector& below) {
  add_ratios(f, o, all_sectors(above), all_sectors(below));
  for (std::size_t s = 0; s < kSectors; ++s) add_total_ratio(o, above[s], below[s], 1, Dim::sector, s);
}

void by_size(Out& o, const std::array<double, kGroupSizes>& x) {
  for (std::size_t i = 0; i < kGroupSizes; ++i) o.add(x[i], Dim::size, i);
}

void homes_flow(const Frame& f, Out& o, Column<std::int64_t> Totals::*counter) {
  add_sums(f, o, flow(f, counter, kSectors, 0, kSectors), 1 / f.years());
  for (std::size_t s = 0; s < kSectors; ++s) add_total(o, flow(f, counter, kSectors, s, 1), 1 / f.years(), Dim::sector, s);
}

void occupancy_reported(const Frame& f, Out& o) {
  BySector used = f.stock.residents, places = f.stock.usable;
  for (std::size_t s = 0; s < kSectors; ++s) used[s] = plus(std::move(used[s]), f.stock.empty_block_beds[s]);
  const std::size_t own = static_cast<std::size_t>(Sector::council);
  used[own].assign(used[own].size(), 0.0);
  places[own].assign(places[own].size(), 0.0);
  ratio_of(f, o, used, places);
}

void providers(const Frame& f, Out& o) {
  double all = 0;
  for (const double n : f.stock.groups_of_size) all += n;
  o.add(all);
  by_size(o, f.stock.groups_of_size);
  for (std::size_t s = 1; s < kSectors; ++s) o.add(f.stock.groups_of_sector[s], Dim::sector, s);
}

// ---- The gap between need at home and places there --------------------------------------------------------------------------------------

double poisson_quantile_95(double mean) {
  if (mean <= 0) return 0;
  if (mean > 600) return std::ceil(mean + 1.6448536269514722 * std::sqrt(mean));
  double p = det::exp(-mean), sum = p;
  double k = 0;
  while (sum < 0.95) {
    k += 1;
    p *= mean / k;
    sum += p;
  }
  return k;
}

using PerNeed = std::array<double, kNeeds>;

// What is left wanting when each place is used once, the most demanding need first and the least able place that serves it first.
PerNeed shortfall(const PerNeed& wanted, std::array<double, kBedClasses> places) {
  const auto take = [&places](double& want, BedClass c) {
    double& left = places[static_cast<std::size_t>(c)];
    const double got = std::min(want, left);
    want -= got;
    left -= got;
  };
  PerNeed want = wanted;
  take(want[3], BedClass::specialist);
  take(want[2], BedClass::specialist);
  take(want[2], BedClass::broad);
  take(want[0], BedClass::general);
  take(want[0], BedClass::broad);
  take(want[1], BedClass::general);
  take(want[1], BedClass::broad);
  take(want[1], BedClass::specialist);
  return want;
}

void need_gap(const Frame& f, Out& o) {
  const std::size_t n = f.region.size();
  std::array<PerCouncil, kNeeds> by_need;
  for (PerCouncil& x : by_need) x.assign(n, 0.0);
  PerCouncil all(n, 0.0);
  for (std::size_t c = 0; c < n; ++c) {
    std::array<double, kBedClasses> places{};
    for (std::size_t k = 0; k < kBedClasses; ++k) places[k] = f.stock.usable_of_class[k][c];
    PerNeed each{}, shared{};
    double sum = 0;
    for (std::size_t k = 0; k < kNeeds; ++k) sum += f.stock.home_plans[k][c];
    const double margin = sum > 0 ? poisson_quantile_95(sum) / sum : 0.0;
    for (std::size_t k = 0; k < kNeeds; ++k) {
      each[k] = poisson_quantile_95(f.stock.home_plans[k][c]);
      shared[k] = f.stock.home_plans[k][c] * margin;
    }
    const PerNeed short_each = shortfall(each, places), short_shared = shortfall(shared, places);
    for (std::size_t k = 0; k < kNeeds; ++k) {
      by_need[k][c] = short_each[k];
      all[c] += short_shared[k];
    }
  }
  add_sums(f, o, all);
  for (std::size_t k = 0; k < kNeeds; ++k) {
    add_total(o, by_need[k], 1, Dim::need, k);
    if (!f.by_council) continue;
    for (std::size_t c = 0; c < n; ++c)
      o.add(by_need[k][c], {Dim::council, static_cast<std::uint16_t>(c), Dim::need, static_cast<std::uint16_t>(k)});
  }
}

void places_share(const Frame& f, Out& o) {
  const PerCouncil places = all_sectors(f.stock.registered);
  const double all = total(places);
  if (all <= 0) return;
  std::vector<double> region(f.regions, 0.0);
  for (std::size_t c = 0; c < places.size(); ++c) region[f.region[c]] += places[c];
  for (std::size_t r = 0; r < f.regions; ++r) o.add(region[r] / all, Dim::region, r);
  for (std::size_t s = 0; s < kSectors; ++s) o.add(total(f.stock.registered[s]) / all, Dim::sector, s);
}

void groups_in_breach(const Frame& f, Out& o) {
  double count = 0;
  for (const std::uint8_t x : f.world.providers.in_breach) count += x;
  o.add(count);
}

constexpr Metric kMetrics[] = {
    {"homes_open", "homes", "Children's homes open", kFamily, Over::last_day,
     "Mainstream children's homes that run (open, under notice or changing hands), short-break homes included; by size of group, independent homes.",
     "region, rcc, council, sector, size", [](const Frame& f, Out& o) {
       stock_of(f, o, f.stock.homes);
       by_size(o, f.stock.homes_of_size);
     }},
    {"places_registered", "places", "Registered places", kFamily, Over::last_day,
     "Registered places of the homes in homes_open; by size of group, of independent homes.", "region, rcc, council, sector, size",
     [](const Frame& f, Out& o) {
       stock_of(f, o, f.stock.registered);
       by_size(o, f.stock.registered_of_size);
     }},
    {"places_usable", "places", "Usable places", kFamily, Over::last_day,
     "Places that are staffed and not blocked, of running homes that take placements (short-break homes do not).", kAreas,
     [](const Frame& f, Out& o) { stock_of(f, o, f.stock.usable); }},
    {"places_share", "share", "Share of England's places", kFamily, Over::last_day, "Registered places of the region or sector / all registered places.",
     "region, sector", places_share},
    {"occupancy_registered", "share", "Occupancy of registered places", kFamily, Over::last_day,
     "Children living in homes that take placements / registered places of these homes.", kAreas,
     [](const Frame& f, Out& o) { ratio_of(f, o, f.stock.residents, f.stock.registered_in_use); }},
    {"occupancy_usable", "share", "Occupancy of usable places", kFamily, Over::last_day,
     "Children living in homes that take placements / usable places of these homes.", kAreas,
     [](const Frame& f, Out& o) { ratio_of(f, o, f.stock.residents, f.stock.usable); }},
    {"occupancy_reported", "share", "Occupancy as providers report it", kFamily, Over::last_day,
     "Children living in independent homes and empty beds that a block contract pays for / usable places of these homes.", kAreas, occupancy_reported},
    {"homes_opened", "homes/year", "Homes opened", kFamily, Over::rate, "Children's homes that opened.", kAreas,
     [](const Frame& f, Out& o) { homes_flow(f, o, &Totals::homes_opened); }},
    {"homes_closed", "homes/year", "Homes closed", kFamily, Over::rate, "Children's homes that closed.", kAreas,
     [](const Frame& f, Out& o) { homes_flow(f, o, &Totals::homes_closed); }},
    {"providers_active", "groups", "Provider groups", kFamily, Over::last_day, "Private and voluntary groups with at least one running home.",
     "sector, size", providers},
    {"providers_failed", "groups/year", "Provider groups that failed", kFamily, Over::rate, "Groups that ran out of cash, or could not pay debt that fell due.", "",
     [](const Frame& f, Out& o) { o.add(static_cast<double>(f.to.totals.providers_failed - f.from.totals.providers_failed) / f.years()); }},
    {"mergers", "groups/year", "Mergers", kFamily, Over::rate, "Groups with more than one home that another group took over whole.", "",
     [](const Frame& f, Out& o) { o.add(static_cast<double>(f.to.totals.providers_merged - f.from.totals.providers_merged) / f.years()); }},
    {"groups_in_breach", "groups", "Groups in breach of a covenant", kFamily, Over::last_day,
     "Groups of homes whose earnings of twelve months were below what lenders ask for, as a multiple of their interest, at the last month end.", "",
     groups_in_breach},
    {"need_gap_places", "places", "Places missing at home", kFamily, Over::last_day,
     "For each council area and need, the 95 % Poisson quantile of the council's children whose plan is a home, less usable places in the area "
     "that serve the need, where positive; each place is used once, the most demanding need first. Summed over needs, the area has one safety margin "
     "(the quantile of all needs together), shared by need; summed over areas, places elsewhere do not help.",
     "region, rcc, council, need", need_gap},
};

}  // namespace

std::span<const Metric> supply_metrics() { return kMetrics; }

}  // namespace carepool::metrics
