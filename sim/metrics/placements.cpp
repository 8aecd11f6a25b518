#include "metrics/placements.hpp"

namespace carepool::metrics {
namespace {

constexpr std::string_view kFamily = "placements";

using BySetting = std::array<PerCouncil, kSettings>;

void share_of_placed(const Frame& f, Out& o, const BySetting& above) {
  PerCouncil a(f.region.size(), 0.0), b(f.region.size(), 0.0);
  for (std::size_t s = 0; s < kSettings; ++s) {
    a = plus(std::move(a), above[s]);
    b = plus(std::move(b), f.stock.placed[s]);
  }
  add_ratios(f, o, a, b);
  const auto homes = static_cast<std::size_t>(Setting::residential);
  for (std::size_t s = 0; s < kSettings; ++s) {
    if (s != homes) add_total_ratio(o, above[s], f.stock.placed[s], 1, Dim::setting, s);
    else add_ratios(f, o, above[s], f.stock.placed[s], 1, {Dim::setting, static_cast<std::uint16_t>(s), Dim::none, 0});
  }
}

void distance_mean(const Frame& f, Out& o) {
  PerCouncil miles(f.region.size(), 0.0), count(f.region.size(), 0.0);
  for (const HomeDistance& x : f.stock.home_distances) {
    miles[x.council] += x.miles;
    count[x.council] += 1;
  }
  add_ratios(f, o, miles, count);
}

void distance_median(const Frame& f, Out& o) {
  std::vector<double> all;
  std::vector<std::vector<double>> region(f.regions);
  for (const HomeDistance& x : f.stock.home_distances) {
    all.push_back(x.miles);
    region[f.region[x.council]].push_back(x.miles);
  }
  if (!all.empty()) o.add(quantile(all, 0.5));
  for (std::size_t r = 0; r < f.regions; ++r)
    if (!region[r].empty()) o.add(quantile(region[r], 0.5), Dim::region, r);
}

// Rows of England and of all groups of councils would be nil or need their own borders: a sum over members leaves only what crosses them.
void net_import(const Frame& f, Out& o) {
  PerCouncil x = f.stock.imported;
  const PerCouncil& away = f.stock.outside[static_cast<std::size_t>(Setting::residential)];
  x = minus(std::move(x), away);
  std::vector<double> region(f.regions, 0.0), rcc(f.bodies, 0.0);
  std::vector<std::uint8_t> there(f.bodies, 0);
  for (std::size_t c = 0; c < x.size(); ++c) {
    region[f.region[c]] += x[c];
    if (f.rcc[c] == kNobody) continue;
    rcc[f.rcc[c]] += x[c];
    there[f.rcc[c]] = 1;
  }
  for (std::size_t r = 0; r < f.regions; ++r) o.add(region[r], Dim::region, r);
  for (std::size_t b = 0; b < f.bodies; ++b)
    if (there[b] != 0) o.add(rcc[b], Dim::rcc, b);
  if (!f.by_council) return;
  for (std::size_t c = 0; c < x.size(); ++c) o.add(x[c], Dim::council, c);
}

constexpr std::string_view kGroups = "region, rcc, council, setting";

constexpr Metric kMetrics[] = {
    {"out_of_council_share", "share", "Placed outside the council's area", kFamily, Over::last_day,
     "Children in placements outside their council's area / children in placements, of all settings or of one; setting=residential also by region, "
     "group and council.",
     kGroups, [](const Frame& f, Out& o) { share_of_placed(f, o, f.stock.outside); }},
    {"beyond_20_miles_share", "share", "Placed more than 20 miles from home", kFamily, Over::last_day,
     "Children in placements more than 20 miles from home / children in placements, of all settings or of one; setting=residential also by region, "
     "group and council.",
     kGroups, [](const Frame& f, Out& o) { share_of_placed(f, o, f.stock.beyond_20); }},
    {"distance_miles_mean", "miles", "Mean distance from home, homes", kFamily, Over::last_day, "Mean distance from home of children in homes.",
     "region, rcc, council", distance_mean},
    {"distance_miles_median", "miles", "Median distance from home, homes", kFamily, Over::last_day, "Median distance from home of children in homes.",
     "region", distance_median},
    {"net_import_children", "children", "Children in homes from elsewhere less own placed elsewhere", kFamily, Over::last_day,
     "Children of other councils in the area's homes less the council's own children in homes elsewhere; of a region or group, the sum over its "
     "councils. Positive: a net importer.",
     "region, rcc, council", net_import},
    {"residential_for_want_of_foster", "children", "In homes for want of a foster carer", kFamily, Over::last_day,
     "Children in homes whose plan is fostering.", "region, rcc, council", [](const Frame& f, Out& o) { add_sums(f, o, f.stock.want_of_foster); }},
};

}  // namespace

std::span<const Metric> placements_metrics() { return kMetrics; }

}  // namespace carepool::metrics
