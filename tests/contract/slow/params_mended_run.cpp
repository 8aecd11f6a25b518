// Every bad scenario of tests/scenario/bad runs once it is mended: what the loader accepts, the market can
// live.
#include <gtest/gtest.h>

#include <exception>
#include <memory>
#include <string>

#include "run/market_run.hpp"
#include "scenario/bad_cases.hpp"

namespace carepool::test {
namespace {

// One region is enough where the case itself names no place.
bool names_a_place(const BadCase& bad) {
  for (const char* word : {"council", "region", "pools"})
    if (mended_text(bad).find(word) != std::string::npos) return true;
  return false;
}

// A week without a pre-history, on top of what the case itself sets.
LoadOptions short_run(const BadCase& bad) {
  LoadOptions options = options_of(bad, true);
  static const std::shared_ptr<const Tables> tables = std::make_shared<const Tables>(
      load_tables(table_paths_in((source_dir() / "scenarios/data").string())).value());
  options.tables = tables;
  for (const char* set : {"years=0.02", "start_state.prehistory_days=0"}) options.sets.emplace_back(set);
  if (!names_a_place(bad)) options.sets.emplace_back("world.only_region=North East");
  return options;
}

TEST(MendedScenarios, EachRunsForAWeek) {
  for (const BadCase& bad : bad_cases()) {
    SCOPED_TRACE(bad.name);
    Result<Scenario> loaded =
        load_scenario_text(mended_text(bad), bad.name + ".yaml", bad_dir().string(), short_run(bad));
    ASSERT_TRUE(loaded.ok()) << text(loaded.errors());
    try {
      auto scenario = std::make_shared<const Scenario>(std::move(loaded).value());
      MarketRun run(scenario, static_cast<std::uint64_t>(scenario->values.seed()), 1);
      run.solve();
      int days = 0;
      for (; !run.done() && days < 30; ++days) run.step();
      EXPECT_EQ(days, 7);
    } catch (const std::exception& problem) {
      ADD_FAILURE() << problem.what();
    }
  }
}

}  // namespace
}  // namespace carepool::test
