#include "metrics/children.hpp"

namespace carepool::metrics {
namespace {

constexpr std::string_view kFamily = "children";

void children_in_care(const Frame& f, Out& o) {
  PerCouncil all = f.stock.waiting;
  for (const PerCouncil& x : f.stock.placed) all = plus(std::move(all), x);
  if (f.setup.pools_world && f.to.days_counted > f.from.days_counted)
    return o.add((f.to.child_days - f.from.child_days) / static_cast<double>(f.to.days_counted - f.from.days_counted));
  add_sums(f, o, all);
  for (std::size_t s = 0; s < kSettings; ++s) add_total(o, f.stock.placed[s], 1, Dim::setting, s);
}

void per_setting(const Frame& f, Out& o) {
  PerCouncil all(f.region.size(), 0.0);
  for (std::size_t s = 0; s < kSettings; ++s) {
    const PerCouncil x = flow(f, &Totals::placements_started, kSettings, s, 1);
    add_total(o, x, 1 / f.years(), Dim::setting, s);
    all = plus(std::move(all), x);
  }
  add_sums(f, o, all, 1 / f.years());
}

constexpr Metric kMetrics[] = {
    {"children_in_care", "children", "Children looked after", kFamily, Over::last_day,
     "Children in care, in a placement of any setting or waiting for one; in a pools world the mean number at day ends over the period.",
     "region, rcc, council, setting", children_in_care},
    {"uasc_children", "children", "Unaccompanied asylum-seeking children", kFamily, Over::last_day,
     "Children looked after who came unaccompanied and seek asylum.", "region, rcc, council",
     [](const Frame& f, Out& o) { add_sums(f, o, f.stock.unaccompanied); }},
    {"entries", "children/year", "Children who start to be looked after", kFamily, Over::rate, "Children who entered care.", "region, rcc, council",
     [](const Frame& f, Out& o) { add_sums(f, o, flow(f, &Totals::entries), 1 / f.years()); }},
    {"exits", "children/year", "Children who cease to be looked after", kFamily, Over::rate, "Children who left care, at eighteen or before.",
     "region, rcc, council", [](const Frame& f, Out& o) { add_sums(f, o, flow(f, &Totals::exits), 1 / f.years()); }},
    {"placements_started", "placements/year", "Placements started", kFamily, Over::rate, "Placements that began, crisis placements included.",
     "region, rcc, council, setting", per_setting},
};

}  // namespace

std::span<const Metric> children_metrics() { return kMetrics; }

}  // namespace carepool::metrics
