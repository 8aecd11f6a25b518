// Every world of scenarios/verification answers to the same settings by `--set` alone, and its head says what to compare with what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/market_run.hpp"
#include "world/check.hpp"

namespace carepool {
namespace {

std::vector<std::string> worlds() {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(test::scenarios_folder() + "/verification")) out.push_back(entry.path().filename().string());
  std::sort(out.begin(), out.end());
  return out;
}

std::string text_of(const std::string& world) {
  std::ifstream in(test::scenarios_folder() + "/verification/" + world);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::int64_t sum(const Column<std::int64_t>& x) {
  std::int64_t all = 0;
  for (const std::int64_t n : x) all += n;
  return all;
}

TEST(VerificationWorlds, SayWhatToCompare) {
  EXPECT_GE(worlds().size(), 9u);
  for (const std::string& world : worlds()) EXPECT_THAT(text_of(world), testing::HasSubstr("# Compare: ")) << world;
}

// More children than places: without a second look nobody waits and many are lost; looking daily, they wait.
TEST(VerificationWorlds, AnswerToSetAlone) {
  for (const std::string& world : worlds())
    for (const char* retry : {"none", "daily"})
      for (const char* reserved : {"true", "false"}) {
        SCOPED_TRACE(world + ", retry " + retry + ", reserved " + reserved);
        test::MarketRun run(test::scenario_file("verification/" + world, {"world.pools=3", "world.places_per_pool=12", "demand.entries_per_day=0.6", "demand.mean_stay_days=40",
                                                                          std::string("search.retry=") + retry, std::string("blocks.reserved=") + reserved}));
        const World& w = run.world;
        int places = 0, block_beds = 0;
        for (std::size_t h = 0; h < w.homes.size(); ++h) {
          places += w.homes.registered[h];
          block_beds += w.homes.block_beds[h];
        }
        EXPECT_EQ(places, 3 * 12);
        EXPECT_EQ(block_beds, std::string(reserved) == "true" ? 3 * 12 : 0);
        run.start();
        run.steps(200);
        EXPECT_THAT(check_world(*run.setup, w), testing::IsEmpty());
        EXPECT_NEAR(static_cast<double>(sum(w.totals.entries)), 3 * 0.6 * 200, 6 * std::sqrt(3 * 0.6 * 200));
        EXPECT_EQ(w.open_referrals.empty(), std::string(retry) == "none");
      }
}

}  // namespace
}  // namespace carepool
