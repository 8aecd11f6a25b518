// The public face gives the same world and the same numbers as the rooms behind it, and says what is wrong with a
// bad scenario.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "carepool/carepool.hpp"
#include "support/paths.hpp"

namespace carepool {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::vector<std::string> kQuick = {"years=0.25", "world.only_region=North East",
                                         "start_state.prehistory_days=30"};

Simulation quick(std::optional<std::uint64_t> seed = {}) {
  return Simulation::load(test::source_dir() / "scenarios/england.yaml", {{}, kQuick, seed});
}

TEST(Face, ARunGivesRowsASummaryAndTheHashOfItsWorld) {
  const Simulation simulation = quick();
  ASSERT_THAT(simulation.problems(), SizeIs(0));
  const Outcome outcome = simulation.run();
  EXPECT_FALSE(outcome.series.empty());
  EXPECT_GT(outcome.value("children_in_care"), 0);
  EXPECT_THAT(outcome.world_hash, SizeIs(16));
  EXPECT_THROW(outcome.value("no_such_metric"), std::out_of_range);
}

TEST(Face, ThreadsAndRepeatsChangeNothingAndTheSeedDoes) {
  const Simulation simulation = quick();
  const std::string hash = simulation.run().world_hash;
  EXPECT_EQ(simulation.run(3).world_hash, hash);
  EXPECT_NE(quick(77).run().world_hash, hash);
  EXPECT_EQ(quick(77).scenario_hash(), simulation.scenario_hash());
}

TEST(Face, BadInputIsAProblemWithItsPlaceAndCannotRun) {
  const Simulation simulation =
      Simulation::load(test::source_dir() / "scenarios/england.yaml", {.set = {"yaers=1"}});
  ASSERT_FALSE(simulation.problems().empty());
  EXPECT_THAT(simulation.problems().front(), HasSubstr("yaers"));
  EXPECT_THROW(simulation.run(), std::logic_error);
}

TEST(Face, AProgressCallbackCanStopTheRun) {
  double last = 0;
  const auto stop = [&](double share_done) {
    last = share_done;
    return false;
  };
  EXPECT_THROW(quick().run(1, stop), std::runtime_error);
  EXPECT_LT(last, 1);
}

}  // namespace
}  // namespace carepool
