// carepool from another C++ program: load a scenario, run it, read results.
//
//   const auto simulation = carepool::Simulation::load("scenarios/england.yaml", {.set = {"years=1"}});
//   if (!simulation.problems().empty()) …                    // each is "file:line:col: error: what; what is allowed"
//   const carepool::Outcome outcome = simulation.run();
//   outcome.value("fee_index");                              // whole-run or last-year value, England
//
// Written for: programs outside this tree; link carepool::carepool after `find_package(carepool)`.
// Read by: nobody inside the tree but its tests.
// Units: fees in pounds per week, spend in pounds of the base year (unless `_nominal`), shares from 0 to 1; each row
// names its unit, and `carepool params --metrics` defines every metric.
// Errors: bad input never throws; it is in problems(). run() throws std::logic_error when there are problems and
// std::runtime_error when a run cannot go on. Nothing is printed and nothing is written to disk.
// The surprising decision: nothing of the model shows here, neither protobuf nor the world's columns, so that a
// program built against one version keeps building against the next.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "carepool/version.hpp"

namespace carepool {

// What is laid over the scenario file, as on the command line and in the same order.
struct Overlays {
  std::vector<std::filesystem::path> policies{};  // overlays, later ones on top
  std::vector<std::string> set{};                 // "PATH=VALUE", on top of the overlays
  std::optional<std::uint64_t> seed{};            // in place of the scenario's
};

// One number of a result. A group that is empty is not split by: all empty is England.
struct OutcomeRow {
  std::string date;  // "2026-03-31", the last day of the period
  std::string metric;
  std::string unit;
  std::string council, region, rcc, sector, setting, need, contract, size;  // names as in series.csv
  double value = 0;  // not a number: not defined on that date, such as a mean of nothing
};

struct Outcome {
  std::vector<OutcomeRow> series;   // what `record` in the scenario asks for, by date, then metric, then group
  std::vector<OutcomeRow> summary;  // whole-run or last-year values, as each metric's definition says
  std::string world_hash;           // 16 hex digits; the same for any number of threads
  int workers_that_worked = 0;      // threads that did some of the work

  // The summary's value for England. Throws std::out_of_range for an unknown metric.
  double value(std::string_view metric) const;
};

class Simulation {
 public:
  // Reads, overlays and checks. Problems are in problems(); nothing is thrown for bad input.
  static Simulation load(const std::filesystem::path& scenario, const Overlays& options = {});

  const std::vector<std::string>& problems() const;
  const std::string& scenario_hash() const;   // of the effective scenario and its tables; empty with problems
  const std::string& effective_yaml() const;  // every parameter, defaults included; can be loaded again

  // Called now and then with the share done, 0 to 1; returning false ends the run with std::runtime_error.
  using Progress = std::function<bool(double share_done)>;

  // The same result for any number of threads. May be called from several threads at once, and again.
  Outcome run(int threads = 1, const Progress& progress = {}) const;

 private:
  struct Loaded;
  explicit Simulation(std::shared_ptr<const Loaded> loaded);
  std::shared_ptr<const Loaded> loaded_;
};

}  // namespace carepool
