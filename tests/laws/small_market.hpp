// small_market.hpp: the market of one region, stepped by hand.
//
// Written by the laws of instruments; read by each of them. The surprising decision: no run, no metrics, no
// files: laws look at the world itself.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/date.hpp"
#include "instruments/instruments.hpp"
#include "run/market_run.hpp"
#include "support/paths.hpp"
#include "world/hash.hpp"

namespace carepool::test {

inline std::int32_t on(const char* date) { return parse_date(date)->days; }

inline std::shared_ptr<const Scenario> north_east(const std::string& instruments,
                                                  std::vector<std::string> sets = {}) {
  static const auto tables = std::make_shared<const Tables>(
      load_tables(table_paths_in((source_dir() / "scenarios/data").string())).value());
  LoadOptions options;
  options.tables = tables;
  options.sets = std::move(sets);
  const std::string text =
      "name: laws\nstart: 2025-04-01\nyears: 3\nworld: {only_region: North East}\nstart_state: "
      "{prehistory_days: 400}\n" +
      (instruments.empty() ? "" : "instruments:\n" + instruments);
  auto scenario = std::make_shared<const Scenario>(
      load_scenario_text(text, "laws.yaml", (source_dir() / "scenarios").string(), options).value());
  const Errors errors = check_instruments(*scenario);
  EXPECT_TRUE(errors.empty()) << carepool::text(errors);
  return scenario;
}

// Ready on the first day of the run.
class SmallMarket {
 public:
  explicit SmallMarket(const std::string& instruments, std::vector<std::string> sets = {})
      : run_(north_east(instruments, std::move(sets)), 1, 1) {
    run_.solve();
  }
  const Setup& setup() const { return run_.setup(); }
  const InstrumentPlan& plan() const { return run_.plan(); }
  const World& world() const { return run_.world(); }
  MarketRun& run() { return run_; }

  // Steps up to `day`; `look` sees the world after each step, with the day that was stepped.
  void run_to(std::int32_t day, const std::function<void(const World&, std::int32_t)>& look = {}) {
    while (world().day < day) {
      run_.step();
      if (look) look(world(), world().day - 1);
    }
  }
  void run_to(const char* date, const std::function<void(const World&, std::int32_t)>& look = {}) {
    run_to(on(date), look);
  }

 private:
  MarketRun run_;
};

inline bool in_home(const World& w, std::uint32_t r) {
  return w.placements.account[r].child != kNobody && w.placements.home[r] != kNobody;
}

// Calls `look(row)` for each placement in an independent home that started on `day` and is still there.
template <class Look>
void for_each_start(const World& w, std::int32_t day, Look&& look) {
  for (std::uint32_t r = 0; r < w.placements.size(); ++r)
    if (in_home(w, r) && w.placements.account[r].start_day == day && w.placements.account[r].contract != Contract::in_house)
      look(r);
}

inline Pence paid_for(const World& w, Pay what) {
  Pence sum = 0;
  for (std::size_t c = 0; c < w.councils.size(); ++c)
    sum += w.totals.paid[c * kPays + static_cast<std::size_t>(what)];
  return sum;
}

}  // namespace carepool::test
