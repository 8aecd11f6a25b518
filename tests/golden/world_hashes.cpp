// The same scenario and seed end in the same world: today and next year, with any number of threads, optimised or not,
// with and without fused multiply-add. The hashes are in world_hashes.txt. When a change is meant to alter results,
// `bash tests/golden/regenerate` writes them anew, and the changelog says so.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "carepool/carepool.hpp"
#include "support/paths.hpp"

namespace carepool {
namespace {

struct Case {
  std::string name;
  std::vector<std::string> policies;
  std::vector<std::string> set;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }  // in the name of the test

const std::vector<Case> kCases = {
    {"north-east",
     {},
     {"world.only_region=North East", "years=0.5", "start_state.prehistory_days=60"}},
    {"england", {}, {"years=0.1", "start_state.prehistory_days=20"}},
    {"england-rcc", {"rcc.yaml"}, {"years=0.1", "start_state.prehistory_days=20", "instruments[rcc].from=2025-04-03", "instruments[rcc].ramp_days=10"}},
};

std::filesystem::path golden_file() { return test::source_dir() / "tests/golden/world_hashes.txt"; }

std::map<std::string, std::string> read_golden() {
  std::map<std::string, std::string> hashes;
  std::ifstream in(golden_file());
  std::string name, hash;
  while (in >> name >> hash) hashes[name] = hash;
  return hashes;
}

Simulation simulation_of(const Case& c) {
  Overlays overlays;
  for (const auto& policy : c.policies) overlays.policies.push_back(test::source_dir() / "scenarios/policies" / policy);
  overlays.set = c.set;
  return Simulation::load(test::source_dir() / "scenarios/england.yaml", overlays);
}

class WorldHashes : public ::testing::TestWithParam<Case> {};

TEST_P(WorldHashes, AreThoseOnRecordForAnyNumberOfThreads) {
  const Simulation simulation = simulation_of(GetParam());
  ASSERT_TRUE(simulation.problems().empty()) << simulation.problems().front();
  auto golden = read_golden();
  const std::string hash = simulation.run(1).world_hash;
  if (std::getenv("CAREPOOL_WRITE_GOLDEN") != nullptr) {
    golden[GetParam().name] = hash;
    std::ofstream out(golden_file());
    for (const auto& [name, value] : golden) out << name << ' ' << value << '\n';
  }
  EXPECT_EQ(hash, golden[GetParam().name]);
  for (const int threads : {2, 3, 8, 16}) {
    const Outcome outcome = simulation.run(threads);
    EXPECT_EQ(outcome.world_hash, hash) << threads << " threads";
    if (GetParam().name == "england") {
      EXPECT_GT(outcome.workers_that_worked, 1) << threads << " threads";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, WorldHashes, ::testing::ValuesIn(kCases), [](const auto& one) {
  std::string name = one.param.name;
  for (char& c : name)
    if (c == '-') c = '_';
  return name;
});

}  // namespace
}  // namespace carepool
