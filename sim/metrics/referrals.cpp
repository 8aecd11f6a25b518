#include "metrics/referrals.hpp"

namespace carepool::metrics {
namespace {

constexpr std::string_view kFamily = "referrals";
constexpr std::string_view kGroups = "region, rcc, council, need";

using Counter = Column<std::int64_t> Totals::*;

void ratio(const Frame& f, Out& o, Counter above, Counter below) {
  add_ratios(f, o, flow(f, above, kNeeds, 0, kNeeds), flow(f, below, kNeeds, 0, kNeeds));
  for (std::size_t n = 0; n < kNeeds; ++n) add_total_ratio(o, flow(f, above, kNeeds, n, 1), flow(f, below, kNeeds, n, 1), 1, Dim::need, n);
}

void count(const Frame& f, Out& o, Counter counter) {
  add_sums(f, o, flow(f, counter, kNeeds, 0, kNeeds), 1 / f.years());
  for (std::size_t n = 0; n < kNeeds; ++n) add_total(o, flow(f, counter, kNeeds, n, 1), 1 / f.years(), Dim::need, n);
}

double asks(const Frame& f) { return static_cast<double>(f.to.totals.asks - f.from.totals.asks); }

constexpr Metric kMetrics[] = {
    {"referrals", "referrals/year", "Referrals to homes", kFamily, Over::rate, "Referrals of children to homes that were opened.", kGroups,
     [](const Frame& f, Out& o) { count(f, o, &Totals::referrals); }},
    {"home_placements_started", "placements/year", "Home placements started", kFamily, Over::rate, "Placements in homes that began, all sectors.", kGroups,
     [](const Frame& f, Out& o) { count(f, o, &Totals::home_starts); }},
    {"referrals_blocked_share", "share", "Referrals without an offer on the first day", kFamily, Over::share,
     "Referrals to homes that had no offer on their first day / referrals to homes.", kGroups,
     [](const Frame& f, Out& o) { ratio(f, o, &Totals::blocked, &Totals::referrals); }},
    {"offers_per_referral_mean", "offers", "Offers per referral", kFamily, Over::share, "Offers on the first day, before matching / referrals to homes.", kGroups,
     [](const Frame& f, Out& o) { ratio(f, o, &Totals::offers, &Totals::referrals); }},
    {"choice_rate", "share", "Referrals with a choice nearby", kFamily, Over::share,
     "Referrals to homes with two or more suitable offers within 20 miles on one of the first three days / referrals to homes.", kGroups,
     [](const Frame& f, Out& o) { ratio(f, o, &Totals::choice, &Totals::referrals); }},
    {"single_offer_share", "share", "Placed on a single offer", kFamily, Over::share,
     "Home placements that started with one offer on the day / home placements that started.", kGroups,
     [](const Frame& f, Out& o) { ratio(f, o, &Totals::single_offer, &Totals::home_starts); }},
    {"days_waiting_mean", "days", "Days from referral to a home", kFamily, Over::share,
     "Mean days from the referral to the start, over home placements that started.", kGroups,
     [](const Frame& f, Out& o) { ratio(f, o, &Totals::days_waited, &Totals::home_starts); }},
    {"unplaced_children_mean", "children", "Children without a placement", kFamily, Over::share, "Mean number of children who wait for a placement of any kind at the end of a day.",
     "region, rcc, council", [](const Frame& f, Out& o) { add_sums(f, o, flow(f, &Totals::nights_waiting), 1 / f.days()); }},
    {"starts_out_of_council_share", "share", "Home placements started outside the council's area", kFamily, Over::share,
     "Home placements that started outside the council's area / home placements that started.", kGroups,
     [](const Frame& f, Out& o) { ratio(f, o, &Totals::out_of_council_starts, &Totals::home_starts); }},
    {"starts_beyond_20_miles_share", "share", "Home placements started beyond 20 miles", kFamily, Over::share,
     "Home placements that started more than 20 miles from home / home placements that started.", kGroups,
     [](const Frame& f, Out& o) { ratio(f, o, &Totals::beyond_20_starts, &Totals::home_starts); }},
    {"asks_at_bound_share", "share", "Asks at a bound", kFamily, Over::share,
     "Monthly asks of homes at the highest ask allowed, or with a bed worth nothing / asks.", "", [](const Frame& f, Out& o) {
       if (asks(f) > 0) o.add(static_cast<double>(f.to.totals.asks_at_bound - f.from.totals.asks_at_bound) / asks(f));
     }},
    {"asks_over_3_full_cost_share", "share", "Asks beyond three times the full cost", kFamily, Over::share, "Monthly asks of homes above three times the full cost of the place / asks.",
     "", [](const Frame& f, Out& o) {
       if (asks(f) > 0) o.add(static_cast<double>(f.to.totals.asks_over_3_costs - f.from.totals.asks_over_3_costs) / asks(f));
     }},
};

}  // namespace

std::span<const Metric> referrals_metrics() { return kMetrics; }

}  // namespace carepool::metrics
