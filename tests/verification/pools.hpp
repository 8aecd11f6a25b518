// pools.hpp: thousands of small separate places of scenarios/verification, measured place by place.
//
// Who writes and reads it: tests/verification. The surprising decision: a run is measured between two days by differences of the world's counters,
// after everything has been settled, so that nights and pounds are whole.
#pragma once

#include <string>
#include <vector>

#include "market/contracts.hpp"
#include "support/market_run.hpp"
#include "support/statistics.hpp"
#include "support/theory.hpp"

namespace carepool::verification {

struct Counts {  // [pools]
  std::vector<double> entries, starts, lost, placed_nights, waiting_nights, void_pence, paid_pence;
};

inline Counts counts_of(const Setup& s, const World& w) {
  Counts x;
  const auto pools = static_cast<std::size_t>(s.v().world().pools());
  for (auto* column : {&x.entries, &x.starts, &x.lost, &x.placed_nights, &x.waiting_nights, &x.void_pence, &x.paid_pence}) column->assign(pools, 0.0);
  const Totals& t = w.totals;
  const auto homes = static_cast<std::size_t>(Setting::residential);
  for (std::size_t c = 0; c < s.councils(); ++c) {
    const std::size_t p = s.pool_of[c];
    x.entries[p] += static_cast<double>(t.entries[c]);
    for (std::size_t n = 0; n < kNeeds; ++n) x.starts[p] += static_cast<double>(t.home_starts[c * kNeeds + n]);
    for (std::size_t link = 0; link < kLinks; ++link) x.placed_nights[p] += static_cast<double>(t.nights[(c * kSettings + homes) * kLinks + link]);
    x.waiting_nights[p] += static_cast<double>(t.nights_waiting[c]);
    x.void_pence[p] += static_cast<double>(t.paid[c * kPays + static_cast<std::size_t>(Pay::block_voids)]);
    x.paid_pence[p] += static_cast<double>(t.paid[c * kPays + static_cast<std::size_t>(Pay::homes_fees)]);
  }
  return x;
}

inline void subtract(std::vector<double>& from, const std::vector<double>& what) {
  for (std::size_t i = 0; i < from.size(); ++i) from[i] -= what[i];
}

struct Measured {
  Counts counts;
  int days = 0;
  std::vector<double> per_day(const std::vector<double>& x) const {
    std::vector<double> out;
    for (const double v : x) out.push_back(v / days);
    return out;
  }
};

// Counts over `days`, after `burn_in` days.
inline Measured measure(test::MarketRun& run, int burn_in, int days) {
  run.steps(burn_in);
  settle_everything(*run.setup, run.world, run.world.day);
  const Counts before = counts_of(*run.setup, run.world);
  run.steps(days);
  settle_everything(*run.setup, run.world, run.world.day);
  Measured m;
  m.days = days;
  m.counts = counts_of(*run.setup, run.world);
  Counts& c = m.counts;
  subtract(c.entries, before.entries);
  subtract(c.starts, before.starts);
  subtract(c.placed_nights, before.placed_nights);
  subtract(c.waiting_nights, before.waiting_nights);
  subtract(c.void_pence, before.void_pence);
  subtract(c.paid_pence, before.paid_pence);
  for (std::size_t i = 0; i < c.entries.size(); ++i) c.lost[i] = c.entries[i] - c.starts[i];
  return m;
}

inline std::string set(const std::string& path, double value) { return path + "=" + std::to_string(value); }
inline std::string set_count(const std::string& path, int value) { return path + "=" + std::to_string(value); }

// The `--set`s that INTERFACES.md promises of every verification world.
inline std::vector<std::string> settings(int pools, int places, double entries_per_day, double mean_stay_days) {
  return {set_count("world.pools", pools), set_count("world.places_per_pool", places), set("demand.entries_per_day", entries_per_day), set("demand.mean_stay_days", mean_stay_days)};
}

inline test::MarketRun world_of(const std::string& file, std::vector<std::string> sets, std::uint64_t seed = 1) {
  return test::MarketRun(test::scenario_file("verification/" + file, std::move(sets)), seed, 2);
}

}  // namespace carepool::verification
