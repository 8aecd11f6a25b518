// Laws of snapshots: a world goes on from its bytes exactly as it would have gone on.
#include "world/snapshot.hpp"

#include <gtest/gtest.h>

#include "support/market_run.hpp"
#include "world/check.hpp"
#include "world/hash.hpp"

namespace carepool {
namespace {

using test::MarketRun;

std::string save(const MarketRun& run) { return save_world(run.world, rules_hash(run.world.rules)); }

// A new world and a new workspace from the bytes alone.
void restore(MarketRun& run, const std::string& bytes) {
  const SnapshotHead head = snapshot_head(bytes);
  Rules rules;
  if (head.has_rules != 0) rules = make_rules(run.plan, head.day - 1);
  const std::uint64_t hash = rules_hash(rules);
  run.world = restore_world(bytes, std::move(rules), hash);
  run.forget();
}

void expect_same_future(MarketRun& run, int days, const char* what) {
  MarketRun other(run.scenario, run.setup->seed);
  restore(other, save(run));
  ASSERT_EQ(world_hash(other.world), world_hash(run.world)) << what;
  for (int i = 0; i < days; ++i) {
    run.step();
    other.step();
    if (world_hash(other.world) == world_hash(run.world)) continue;
    const auto a = column_hashes(run.world), b = column_hashes(other.world);
    for (std::size_t k = 0; k < a.size(); ++k)
      if (a[k].second != b[k].second) ADD_FAILURE() << what << ": " << a[k].first << " differs on day " << i + 1;
    return;
  }
}

TEST(Snapshot, AWorldGoesOnFromItsBytesWithInstrumentsActive) {
  MarketRun run(test::scenario_file("england.yaml", {"world.only_region=North West", "start_state.prehistory_days=90", "start=2026-02-15", "record.history=true"},
                                    {"policies/rcc.yaml", "policies/fee-cap.yaml"}),
                2);
  run.steps(50);
  expect_same_future(run, 10, "in the pre-history");
  run.start();
  run.steps(20);
  expect_same_future(run, 60, "across the first day of the instruments");
  expect_same_future(run, 60, "with instruments active");
}

TEST(Snapshot, AWorldGoesOnFromItsBytesAsItWasPopulated) {
  MarketRun run(test::scenario_file("england.yaml", {"world.only_region=North East", "start_state.prehistory_days=30"}));
  expect_same_future(run, 10, "before the first day");
}

TEST(Snapshot, APoolsWorldGoesOnFromItsBytes) {
  MarketRun run(test::scenario_text("name: pools\nworld: {kind: pools, pools: 40, places_per_pool: 12, homes_per_pool: 4, groups_per_pool: 2, councils_per_pool: 2}\n"
                                    "demand: {entries_per_day: 0.1, mean_stay_days: 90}\nblocks: {reserved: true}\noffers: {accept_all: true}\nprices: {fixed: true}\n"));
  run.steps(100);
  expect_same_future(run, 60, "pools");
}

TEST(Snapshot, OtherRulesAreRefused) {
  MarketRun run(test::scenario_file("england.yaml", {"world.only_region=North East", "start_state.prehistory_days=0"}));
  run.steps(3);
  const std::string bytes = save(run);
  EXPECT_THROW(restore_world(bytes, run.world.rules, rules_hash(run.world.rules) + 1), SnapshotError);
}

TEST(Snapshot, DamageIsSeen) {
  MarketRun run(test::scenario_text("name: pools\nworld: {kind: pools, pools: 3, places_per_pool: 4}\ndemand: {entries_per_day: 0.2}\n"));
  run.steps(30);
  const std::string bytes = save(run);
  const std::uint64_t rules = rules_hash(run.world.rules);
  EXPECT_NO_THROW(restore_world(bytes, run.world.rules, rules));
  for (const std::size_t at : {std::size_t{3}, std::size_t{16}, std::size_t{26}, bytes.size() / 2, bytes.size() - 1}) {
    std::string broken = bytes;
    broken[at] = static_cast<char>(broken[at] ^ 4);
    EXPECT_THROW(restore_world(broken, run.world.rules, rules), SnapshotError) << "byte " << at;
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{10}, std::size_t{40}, bytes.size() / 2, bytes.size() - 1})
    EXPECT_THROW(restore_world(std::string_view(bytes).substr(0, size), run.world.rules, rules), SnapshotError) << size << " bytes";
  EXPECT_THROW(restore_world(bytes + "x", run.world.rules, rules), SnapshotError);
}

}  // namespace
}  // namespace carepool
