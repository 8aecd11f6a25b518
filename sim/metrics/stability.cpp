#include "metrics/stability.hpp"

namespace carepool::metrics {
namespace {

constexpr std::string_view kFamily = "stability";
constexpr std::string_view kGroups = "region, rcc, council";

PerCouncil looked_after(const Frame& f) {
  PerCouncil all = f.stock.waiting;
  for (const PerCouncil& x : f.stock.placed) all = plus(std::move(all), x);
  return all;
}

double ended(const Frame& f, std::size_t setting, EndReason reason) {
  const std::size_t i = setting * kEndReasons + static_cast<std::size_t>(reason);
  return static_cast<double>(f.to.totals.end_reasons[i] - f.from.totals.end_reasons[i]);
}

void breakdowns(const Frame& f, Out& o) {
  add_ratios(f, o, flow(f, &Totals::breakdowns), plus(nights_in(f, Setting::fostering), nights_in(f, Setting::residential)), 365.25);
  for (const Setting s : {Setting::fostering, Setting::residential}) {
    const double nights = total(nights_in(f, s));
    if (nights > 0) o.add(ended(f, static_cast<std::size_t>(s), EndReason::breakdown) / nights * 365.25, Dim::setting, static_cast<std::size_t>(s));
  }
}

constexpr Metric kMetrics[] = {
    {"moves_per_child_year", "per year", "Moves per child and year", kFamily, Over::share,
     "Ends of placements other than leaving care / years of children looked after.", kGroups,
     [](const Frame& f, Out& o) { add_ratios(f, o, flow(f, &Totals::moves), nights_in_care(f), 365.25); }},
    {"three_plus_placements_share", "share", "Three or more placements in a year", kFamily, Over::trailing,
     "Children looked after on the last day who had three or more placements in the 365 days before / children looked after that day.", kGroups,
     [](const Frame& f, Out& o) { add_ratios(f, o, f.stock.three_plus, looked_after(f)); }},
    {"breakdowns_per_child_year", "per year", "Breakdowns per child and year", kFamily, Over::share,
     "Placements that broke down / years of children in foster care and homes; by setting, of that setting.", "region, rcc, council, setting", breakdowns},
    {"displaced_children", "children/year", "Children displaced by closures", kFamily, Over::rate, "Children whose placement ended because the home closed.",
     kGroups, [](const Frame& f, Out& o) { add_sums(f, o, flow(f, &Totals::displaced), 1 / f.years()); }},
    {"crisis_children", "children", "Children in crisis placements", kFamily, Over::share,
     "Mean number of children in unregistered crisis placements at the end of a day.", kGroups,
     [](const Frame& f, Out& o) { add_sums(f, o, nights_in(f, Setting::crisis), 1 / f.days()); }},
    {"crisis_placements_started", "placements/year", "Crisis placements started", kFamily, Over::rate, "Unregistered crisis placements that began.", kGroups,
     [](const Frame& f, Out& o) { add_sums(f, o, flow(f, &Totals::crisis_starts), 1 / f.years()); }},
    {"crisis_spell_days_mean", "days", "Mean length of a crisis placement", kFamily, Over::share, "Mean days of the crisis placements that ended.", kGroups,
     [](const Frame& f, Out& o) { add_ratios(f, o, flow(f, &Totals::crisis_days_ended), flow(f, &Totals::crisis_ended)); }},
};

}  // namespace

std::span<const Metric> stability_metrics() { return kMetrics; }

}  // namespace carepool::metrics
