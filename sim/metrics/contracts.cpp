#include "metrics/contracts.hpp"

#include <algorithm>

namespace carepool::metrics {
namespace {

constexpr std::string_view kFamily = "contracts";

void contract_share(const Frame& f, Out& o) {
  PerCouncil bought(f.region.size(), 0.0);
  for (const PerCouncil& x : f.stock.contracts) bought = plus(std::move(bought), x);
  for (std::size_t k = 0; k < kContracts; ++k) {
    const MetricGroup group{Dim::contract, static_cast<std::uint16_t>(k), Dim::none, 0};
    if (static_cast<Contract>(k) == Contract::in_house) add_ratios(f, o, f.stock.in_house, f.stock.in_homes, 1, group);
    else add_ratios(f, o, f.stock.contracts[k], bought, 1, group);
  }
}

// ---- Frameworks -------------------------------------------------------------------------------------------------------------------------

double framework_flow(const Frame& f, Column<std::int64_t> Totals::*counter) {
  double sum = 0;
  for (std::size_t i = 0; i < f.to.frameworks.size(); ++i) {
    std::int64_t then = 0;
    for (std::size_t k = 0; k < f.from.frameworks.size(); ++k)
      if (f.from.frameworks[k] == f.to.frameworks[i]) then = (f.from.totals.*counter)[k];
    sum += static_cast<double>((f.to.totals.*counter)[i] - then);
  }
  return sum / f.years();
}

bool left_since(const Memberships& m, std::size_t group, std::int32_t day) {
  for (std::size_t i = 0; i < m.framework.size(); ++i)
    if (group < m.groups && m.left_day[i * m.groups + group] >= day) return true;
  return false;
}

void exit_rate(const Frame& f, Out& o) {
  if (f.year_ago == nullptr) return;
  double on = 0, left = 0;
  std::array<double, kSectors> on_by{}, left_by{};
  for (std::size_t g = 0; g < f.year_ago->on_framework.size(); ++g) {
    if (f.year_ago->on_framework[g] == 0) continue;
    const double x = left_since(f.world.memberships, g, f.year_ago->day) ? 1 : 0;
    const auto sector = static_cast<std::size_t>(f.world.providers.sector[g]);
    on += 1;
    on_by[sector] += 1;
    left += x;
    left_by[sector] += x;
  }
  if (on > 0) o.add(left / on);
  for (std::size_t s = 1; s < kSectors; ++s)
    if (on_by[s] > 0) o.add(left_by[s] / on_by[s], Dim::sector, s);
}

// ---- Concentration ----------------------------------------------------------------------------------------------------------------------

std::vector<double> places_of_independents(const Frame& f) {
  std::vector<double> out;
  for (std::size_t g = 0; g < f.stock.places_of_group.size(); ++g)
    if (is_independent_home_group(f.world, g) && f.stock.places_of_group[g] > 0) out.push_back(f.stock.places_of_group[g]);
  return out;
}

void hhi(const Frame& f, Out& o) {
  double sum = 0, squares = 0;
  for (const double x : places_of_independents(f)) {
    sum += x;
    squares += x * x;
  }
  if (sum > 0) o.add(squares / (sum * sum));
}

void top10(const Frame& f, Out& o) {
  std::vector<double> places = places_of_independents(f);
  const double all = total(places);
  if (all <= 0) return;
  std::sort(places.rbegin(), places.rend());
  double top = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(10, places.size()); ++i) top += places[i];
  o.add(top / all);
}

PerCouncil block_growth(const Frame& f, std::vector<double> Mark::*column) { return minus(f.to.*column, f.from.*column); }

constexpr std::string_view kBodies = "region, rcc, council";

constexpr Metric kMetrics[] = {
    {"contract_share", "share", "Mix of contracts", kFamily, Over::last_day,
     "Spot, framework and block: placements in independent homes under the contract / all placements in independent homes; in_house: placements in "
     "councils' homes / placements in all homes.",
     "contract; with region, rcc or council", contract_share},
    {"framework_exit_rate", "share per year", "Groups that leave a framework", kFamily, Over::trailing,
     "Groups on a framework twelve months before that left at least one since / groups on a framework then.", "sector", exit_rate},
    {"framework_joins", "memberships/year", "Frameworks joined", kFamily, Over::rate, "Memberships of frameworks that groups took up.", "",
     [](const Frame& f, Out& o) { o.add(framework_flow(f, &Totals::framework_joined)); }},
    {"framework_exits", "memberships/year", "Frameworks left", kFamily, Over::rate, "Memberships of frameworks that groups gave up.", "",
     [](const Frame& f, Out& o) { o.add(framework_flow(f, &Totals::framework_left)); }},
    {"void_spend", "£/year", "Paid for empty block beds", kFamily, Over::rate, "What councils paid for block beds while they were empty, and for resold ones beyond what others paid.", kBodies,
     [](const Frame& f, Out& o) { add_sums(f, o, paid(f, {Pay::block_voids}), 1 / f.years()); }},
    {"block_cost_per_used_week", "£/week", "Cost of a used week in a block bed", kFamily, Over::share,
     "All that block contracts cost, empty beds included / weeks in which their beds were used.", kBodies,
     [](const Frame& f, Out& o) { add_ratios(f, o, block_growth(f, &Mark::block_paid), block_growth(f, &Mark::block_used_days), 7); }},
    {"block_void_share", "share", "Share of block bed-days empty", kFamily, Over::share, "Days of beds under block contracts without a child / all days of these beds.",
     kBodies, [](const Frame& f, Out& o) {
       const PerCouncil beds = block_growth(f, &Mark::block_bed_days);
       add_ratios(f, o, minus(beds, block_growth(f, &Mark::block_used_days)), beds);
     }},
    {"hhi_places", "index", "Concentration of places", kFamily, Over::last_day,
     "Sum over private and voluntary groups of the squared share of independent registered places (0 to 1).", "", hhi},
    {"top10_share", "share", "Share of the ten largest groups", kFamily, Over::last_day,
     "Registered places of the ten largest private and voluntary groups / all independent registered places.", "", top10},
};

}  // namespace

std::span<const Metric> contracts_metrics() { return kMetrics; }

}  // namespace carepool::metrics
