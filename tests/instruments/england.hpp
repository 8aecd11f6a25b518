// england.hpp: scenarios of the real councils for this room's tests.
// Written by the tests; read by each of them. The surprising decision: the tables are read once for all tests
// of the program.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "instruments/instruments.hpp"
#include "instruments/list.hpp"
#include "support/paths.hpp"

namespace carepool::test {

inline std::string scenarios_dir() { return (source_dir() / "scenarios").string(); }

inline std::shared_ptr<const Tables> england_tables() {
  static const auto tables =
      std::make_shared<const Tables>(load_tables(table_paths_in(scenarios_dir() + "/data")).value());
  return tables;
}

// `instruments`: YAML list items, each starting with "- "; none: "".
inline Result<Scenario> try_scenario(const std::string& instruments,
                                     const std::vector<std::string>& sets = {}) {
  LoadOptions options;
  options.sets = sets;
  options.tables = england_tables();
  const std::string text = "name: test\nstart: 2025-04-01\nyears: 10\n" +
                           (instruments.empty() ? "" : "instruments:\n" + instruments);
  return load_scenario_text(text, "test.yaml", scenarios_dir(), options);
}

inline Scenario scenario_of(const std::string& instruments, const std::vector<std::string>& sets = {}) {
  return try_scenario(instruments, sets).value();
}

inline InstrumentPlan plan_of(const Scenario& scenario) {
  return make_instrument_plan(make_ground(scenario), scenario.values,
                              parse_date(scenario.values.start())->days);
}

inline std::int32_t on(const char* date) { return parse_date(date)->days; }

inline Rules rules_of(const std::string& instruments, const char* date) {
  return make_rules(plan_of(scenario_of(instruments)), on(date));
}

inline std::uint64_t hash_of(const std::string& instruments, const char* date) {
  return rules_hash(rules_of(instruments, date));
}

inline std::uint32_t council(const char* name) {
  return static_cast<std::uint32_t>(*england_tables()->find_council(name));
}

inline std::vector<std::uint8_t> mask_of(const std::vector<std::uint32_t>& members) {
  std::vector<std::uint8_t> mask(england_tables()->councils.size(), 0);
  for (const std::uint32_t c : members) mask[c] = 1;
  return mask;
}

inline std::vector<std::uint32_t> region_members(const char* region) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t c = 0; c < england_tables()->councils.size(); ++c)
    if (england_tables()->councils[c].region == *england_tables()->find_region(region)) out.push_back(c);
  return out;
}

}  // namespace carepool::test
