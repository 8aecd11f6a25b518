#include "metrics/prices.hpp"

#include <algorithm>
#include <functional>

#include "metrics/basket.hpp"

namespace carepool::metrics {
namespace {

constexpr std::string_view kFamily = "prices";
constexpr double kTail = 10000;  // £/week
constexpr std::string_view kStockGroups = "region, rcc, council, need, sector, contract, size";

// ---- Fees in force: each statistic over England and every group -------------------------------------------------------------------------

using Fees = std::vector<double>;  // ascending
using Statistic = double (*)(const Fees&);

void over_stock(const Frame& f, Out& o, Statistic statistic) {
  for (std::size_t dim = 0; dim < kDims; ++dim)
    for (std::size_t i = 0; i < f.fees[dim].size(); ++i)
      if (!f.fees[dim][i].empty()) o.add(statistic(f.fees[dim][i]), static_cast<Dim>(dim), i);
}

double mean(const Fees& x) { return total(x) / static_cast<double>(x.size()); }
double median(const Fees& x) { return quantile_of_sorted(x, 0.5); }
double p90(const Fees& x) { return quantile_of_sorted(x, 0.9); }
double tail_share(const Fees& x) {
  const auto above = x.end() - std::upper_bound(x.begin(), x.end(), kTail);
  return static_cast<double>(above) / static_cast<double>(x.size());
}

void mean_stock(const Frame& f, Out& o) {
  over_stock(f, o, mean);
  for (std::size_t s = 0; s < kSettings; ++s)
    if (f.stock.bought[s] > 0) o.add(f.stock.bought_pounds[s] / f.stock.bought[s], Dim::setting, s);
}

// Spread among children of the same need, each need weighted by its placements.
void same_need_spread(const Frame& f, Out& o) {
  const auto& by_need = f.fees[static_cast<std::size_t>(Dim::need)];
  double sum = 0, weight = 0;
  for (std::size_t n = 0; n < kNeeds; ++n) {
    const Fees& fees = by_need[n];
    if (fees.empty() || fees.front() <= 0) continue;
    const double value = quantile_of_sorted(fees, 0.9) / quantile_of_sorted(fees, 0.1);
    o.add(value, Dim::need, n);
    sum += value * static_cast<double>(fees.size());
    weight += static_cast<double>(fees.size());
  }
  if (weight > 0) o.add(sum / weight);
}

// ---- Fees of starts ---------------------------------------------------------------------------------------------------------------------

// The cell of Totals::start_count taken apart.
struct StartCell {
  std::size_t region, need, contract, sector;
};

void mean_starts_by(const Frame& f, Out& o, Dim dim, std::size_t groups, const std::function<std::size_t(const StartCell&)>& group_of, double factor) {
  std::vector<double> count(groups, 0.0), pounds(groups, 0.0);
  const Totals &to = f.to.totals, &from = f.from.totals;
  for (std::size_t i = 0; i < to.start_count.size(); ++i) {
    std::size_t rest = i / kAges;
    StartCell cell{};
    cell.sector = rest % kSectors;
    rest /= kSectors;
    cell.contract = rest % kContracts;
    rest /= kContracts;
    cell.need = rest % kNeeds;
    cell.region = rest / kNeeds;
    if (static_cast<Sector>(cell.sector) == Sector::council || static_cast<Contract>(cell.contract) == Contract::in_house) continue;
    const std::size_t g = group_of(cell);
    count[g] += static_cast<double>(to.start_count[i] - from.start_count[i]);
    pounds[g] += static_cast<double>(to.start_fee[i] - from.start_fee[i]) / 100.0;
  }
  for (std::size_t g = 0; g < groups; ++g)
    if (count[g] > 0) o.add(pounds[g] / count[g] * factor, dim, g);
}

void mean_starts(const Frame& f, Out& o) {
  mean_starts_by(f, o, Dim::none, 1, [](const StartCell&) { return std::size_t{0}; }, 1);
  mean_starts_by(f, o, Dim::region, f.regions, [](const StartCell& x) { return x.region; }, 1);
  mean_starts_by(f, o, Dim::need, kNeeds, [](const StartCell& x) { return x.need; }, 1);
  mean_starts_by(f, o, Dim::contract, kContracts, [](const StartCell& x) { return x.contract; }, 1);
  mean_starts_by(f, o, Dim::sector, kSectors, [](const StartCell& x) { return x.sector; }, 1);
}

// ---- The index --------------------------------------------------------------------------------------------------------------------------

struct Sums {
  double now = 0, base = 0;
};

void add_cell(const Basket& b, const Starts& x, std::size_t i, Sums& sums) {
  if (b.weight[i] <= 0) return;
  sums.now += b.weight[i] * (x.count[i] > 0 ? x.pounds[i] / x.count[i] : b.last[i]);
  sums.base += b.weight[i] * b.level[i];
}

void add_index(const Sums& sums, Out& o, MetricGroup group = {}) {
  if (sums.base > 0) o.add(sums.now / sums.base, group);
}

void fee_index(const Frame& f, Out& o) {
  if (!f.basket.ready) return;
  const Starts x = starts_between(f.setup, f.from, f.to);
  Sums all;
  std::vector<Sums> region(f.regions), need(kNeeds);
  for (std::size_t r = 0; r < f.regions; ++r)
    for (std::size_t n = 0; n < kNeeds; ++n)
      for (std::size_t age = 0; age < kAges; ++age) {
        const std::size_t i = basket_cell(r, n, age);
        add_cell(f.basket, x, i, all);
        add_cell(f.basket, x, i, region[r]);
        add_cell(f.basket, x, i, need[n]);
      }
  add_cell(f.basket, x, f.basket.weight.size() - 1, all);
  add_index(all, o);
  for (std::size_t r = 0; r < f.regions; ++r) add_index(region[r], o, {Dim::region, static_cast<std::uint16_t>(r), Dim::none, 0});
  for (std::size_t n = 0; n < kNeeds; ++n) add_index(need[n], o, {Dim::need, static_cast<std::uint16_t>(n), Dim::none, 0});
}

// ---- Unit costs -------------------------------------------------------------------------------------------------------------------------

PerCouncil spend_on(const Frame& f, Setting s) {
  switch (s) {
    case Setting::fostering: return paid(f, {Pay::fostering_own, Pay::fostering_agency});
    case Setting::kinship: return paid(f, {Pay::kinship});
    case Setting::residential: return paid(f, {Pay::homes_own, Pay::homes_fees, Pay::add_ons, Pay::block_voids});
    case Setting::supported: return paid(f, {Pay::supported});
    case Setting::secure: return paid(f, {Pay::secure});
    case Setting::with_parents: return paid(f, {Pay::with_parents});
    case Setting::adoption: return paid(f, {Pay::adoption});
    case Setting::other: return paid(f, {Pay::other});
    case Setting::crisis: return paid(f, {Pay::crisis});
  }
  return {};
}

void unit_cost(const Frame& f, Out& o) {
  add_ratios(f, o, spend_on(f, Setting::residential), nights_in(f, Setting::residential), 7);
  for (std::size_t s = 0; s < kSettings; ++s)
    add_total_ratio(o, spend_on(f, static_cast<Setting>(s)), nights_in(f, static_cast<Setting>(s)), 7, Dim::setting, s);
}

void all_in_cost(const Frame& f, Out& o) {
  const PerCouncil around = paid(f, {Pay::crisis, Pay::waiting, Pay::brokerage, Pay::tenders, Pay::rcc_setup, Pay::rcc_running});
  PerCouncil spend = around, nights(f.region.size(), 0.0);
  for (const Setting s : {Setting::fostering, Setting::kinship, Setting::residential, Setting::supported, Setting::secure}) {
    spend = plus(std::move(spend), spend_on(f, s));
    nights = plus(std::move(nights), nights_of(f, s, Link::sufficient));
  }
  add_ratios(f, o, spend, nights, 7);
  add_total_ratio(o, plus(around, spend_on(f, Setting::residential)), nights_of(f, Setting::residential, Link::sufficient), 7, Dim::setting,
                  static_cast<std::size_t>(Setting::residential));
}

constexpr Metric kMetrics[] = {
    {"fee_index", "index", "Fee index", kFamily, Over::share,
     "Fees of independent home placements that start, and of crisis placements, over those of the base, each cell of need × age (under sixteen, "
     "sixteen and over) × region and crisis weighted by its starts in the base (the year before the run, else its first three months); a cell "
     "without starts keeps its last fee; 1 at the base.",
     "region, need", fee_index},
    {"fee_weekly_mean_starts", "£/week", "Mean fee of placements that start", kFamily, Over::share,
     "Mean weekly fee, core and add-ons, of independent home placements that started.", "region, need, contract, sector", mean_starts},
    {"fee_weekly_mean_starts_nominal", "£/week", "Mean fee of placements that start, prices of the day", kFamily, Over::share,
     "fee_weekly_mean_starts times price_level on the last day of the period.", "",
     [](const Frame& f, Out& o) { mean_starts_by(f, o, Dim::none, 1, [](const StartCell&) { return std::size_t{0}; }, f.world.rules.price_level); }},
    {"fee_weekly_mean_stock", "£/week", "Mean fee of placements in force", kFamily, Over::last_day,
     "Mean weekly fee, core and add-ons, of independent home placements in force; by setting, of placements of that setting with anyone but "
     "the council's own service.",
     "region, rcc, council, need, sector, contract, size, setting", mean_stock},
    {"fee_weekly_median_stock", "£/week", "Median fee of placements in force", kFamily, Over::last_day,
     "Median weekly fee, core and add-ons, of independent home placements in force.", kStockGroups,
     [](const Frame& f, Out& o) { over_stock(f, o, median); }},
    {"fee_weekly_p90_stock", "£/week", "Fee that one placement in ten exceeds", kFamily, Over::last_day,
     "90th percentile of the weekly fee, core and add-ons, of independent home placements in force.", kStockGroups,
     [](const Frame& f, Out& o) { over_stock(f, o, p90); }},
    {"fee_over_10k_share", "share", "Placements above £10,000 a week", kFamily, Over::last_day,
     "Independent home placements in force with a fee above £10,000 a week / all of them.", kStockGroups,
     [](const Frame& f, Out& o) { over_stock(f, o, tail_share); }},
    {"fee_spread_same_need", "ratio", "Spread of fees for the same need", kFamily, Over::last_day,
     "90th over 10th percentile of the fee of independent home placements in force of children of one need; England: the mean over needs, "
     "weighted by placements.",
     "need", same_need_spread},
    {"unit_cost_weekly_mean", "£/week", "Unit cost of a week in a home", kFamily, Over::share,
     "Spend on children's homes (fees, add-ons, own homes at full cost, empty block beds) / weeks of children in homes, all sectors; by setting, "
     "spend on that setting / weeks in it.",
     "region, rcc, council, setting", unit_cost},
    {"all_in_cost_per_sufficient_week", "£/week", "All-in cost of a week of sufficient care", kFamily, Over::share,
     "Spend on fostering, kinship, homes, supported and secure places with add-ons, empty block beds, crisis, waiting, brokerage, tenders and "
     "the cost of joint bodies / sufficient weeks (20 miles) in these settings; setting=residential: of homes, with the whole of crisis, waiting, "
     "brokerage, tenders and joint bodies / sufficient weeks in homes.",
     "region, rcc, council, setting", all_in_cost},
    {"price_level", "index", "Price level", kFamily, Over::last_day, "Nominal prices over those of the base year.", "",
     [](const Frame& f, Out& o) { o.add(f.world.rules.price_level); }},
};

}  // namespace

std::span<const Metric> prices_metrics() { return kMetrics; }

}  // namespace carepool::metrics
