// market_run.hpp: a scenario, its setup, rules and world, stepped day by day.
//
// What for: tests of world, market and verification that need a market but neither files nor metrics. Who writes and reads it: tests.
// The surprising decision: header only, so that a low room's tests need not link everything in tests/support.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "instruments/instruments.hpp"
#include "instruments/plan.hpp"
#include "market/step.hpp"
#include "scenario/scenario.hpp"
#include "support/paths.hpp"
#include "world/populate.hpp"
#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool::test {

inline std::string scenarios_folder() { return (source_dir() / "scenarios").string(); }

// England's tables are read once in each program.
inline std::shared_ptr<const Tables> tables_of_england() {
  static const auto tables = std::make_shared<const Tables>(load_tables(table_paths_in(scenarios_folder() + "/data")).value());
  return tables;
}

inline std::shared_ptr<const Scenario> checked(Result<Scenario> loaded) {
  if (!loaded.ok()) throw std::runtime_error(loaded.errors().front().text());
  return std::make_shared<const Scenario>(std::move(loaded.value()));
}

// A file below scenarios/, with overlays and `--set`s.
inline std::shared_ptr<const Scenario> scenario_file(const std::string& file, std::vector<std::string> sets = {}, const std::vector<std::string>& policies = {}) {
  LoadRequest request;
  request.path = scenarios_folder() + "/" + file;
  for (const std::string& p : policies) request.policies.push_back(scenarios_folder() + "/" + p);
  request.sets = std::move(sets);
  if (file == "england.yaml") request.tables = tables_of_england();
  return checked(load_scenario(request));
}

inline std::shared_ptr<const Scenario> scenario_text(const std::string& text, std::vector<std::string> sets = {}) {
  LoadOptions options;
  options.sets = std::move(sets);
  return checked(load_scenario_text(text, "test.yaml", scenarios_folder(), options));
}

struct MarketRun {
  std::shared_ptr<const Scenario> scenario;
  std::unique_ptr<Setup> setup;
  InstrumentPlan plan;
  std::unique_ptr<Workspace> workspace;
  World world;

  explicit MarketRun(std::shared_ptr<const Scenario> of, std::uint64_t seed = 1, int threads = 1)
      : scenario(std::move(of)),
        setup(make_setup(scenario, seed)),
        plan(make_instrument_plan(*setup)),
        workspace(std::make_unique<Workspace>(threads)),
        world(populate(*setup)) {}

  void start() { solve_start(*setup, plan, *workspace, world); }
  void step() { step_day(*setup, plan, *workspace, world); }
  void steps(int days) {
    for (int i = 0; i < days; ++i) step();
  }
  // Everything that is not in the world is thrown away, as after a restore.
  void forget(int threads = 1) { workspace = std::make_unique<Workspace>(threads); }
};

}  // namespace carepool::test
