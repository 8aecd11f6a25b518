// A year of England has one hash, whatever the number of threads.
#include <gtest/gtest.h>

#include "support/market_run.hpp"
#include "world/hash.hpp"

namespace carepool {
namespace {

TEST(WorldHash, AYearOfEnglandIsTheSameForAnyNumberOfThreads) {
  std::uint64_t alone = 0;
  for (const int threads : {1, 2, 3, 8, 16}) {
    test::MarketRun run(test::scenario_file("england.yaml", {"start_state.prehistory_days=60"}), 1, threads);
    run.start();
    run.steps(365);
    if (threads == 1) alone = world_hash(run.world);
    else EXPECT_GT(run.workspace->workers.workers_that_worked(), 1u) << threads << " threads";
    EXPECT_EQ(world_hash(run.world), alone) << threads << " threads";
  }
}

}  // namespace
}  // namespace carepool
