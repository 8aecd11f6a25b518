// What the tests of the scenario room share: the published tables read once, and a short way to load a text.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "scenario/scenario.hpp"
#include "support/paths.hpp"

namespace carepool::test {

// Limits on CPU time are for an optimised build; the sanitizers' builds get this many times as long.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr double kPatience = 20;
#else
inline constexpr double kPatience = 1;
#endif

inline std::shared_ptr<const Tables> published_tables() {
  static const std::shared_ptr<const Tables> tables = [] {
    Result<Tables> read = load_tables(table_paths_in((source_dir() / "scenarios/data").string()));
    return std::make_shared<const Tables>(std::move(read).value());
  }();
  return tables;
}

inline LoadOptions with_tables(LoadOptions options = {}) {
  options.tables = published_tables();
  return options;
}

inline Result<Scenario> load_text(std::string_view text, const std::vector<std::string>& sets = {}) {
  LoadOptions options = with_tables();
  options.sets = sets;
  return load_scenario_text(text, "test.yaml", ".", options);
}

// A text that must load.
inline Scenario loaded(std::string_view text, const std::vector<std::string>& sets = {}) {
  Result<Scenario> result = load_text(text, sets);
  EXPECT_TRUE(result.ok()) << carepool::text(result.errors());
  return result.ok() ? std::move(result).value() : Scenario{};
}

// The one error that a text must give, as text.
inline std::string only_error(std::string_view text, const std::vector<std::string>& sets = {}) {
  const Result<Scenario> result = load_text(text, sets);
  if (result.ok()) return "no error";
  EXPECT_EQ(result.errors().size(), 1u) << carepool::text(result.errors());
  return result.errors().front().text();
}

}  // namespace carepool::test
