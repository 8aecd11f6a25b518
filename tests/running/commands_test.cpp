// Laws of commands to a market that lives, and of its forks.
#include "run/commands.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/date.hpp"
#include "run/stepped_run.hpp"
#include "store/files.hpp"
#include "support/market_run.hpp"
#include "world/check.hpp"
#include "world/hash.hpp"

namespace carepool {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::shared_ptr<const Scenario> small(const std::vector<std::string>& sets = {}, const std::vector<std::string>& policies = {}) {
  std::vector<std::string> all{"world.only_region=North East", "start_state.prehistory_days=60", "years=1"};
  all.insert(all.end(), sets.begin(), sets.end());
  return test::scenario_file("england.yaml", all, policies);
}

std::unique_ptr<MarketRun> begun(std::shared_ptr<const Scenario> scenario, int days = 0) {
  auto run = std::make_unique<MarketRun>(std::move(scenario), 7, 1);
  run->solve();
  for (int i = 0; i < days; ++i) run->step();
  return run;
}

void steps(MarketRun& run, int days) {
  for (int i = 0; i < days; ++i) run.step();
}

std::string first_error(const Errors& errors) { return errors.empty() ? "" : errors.front().text(); }

TEST(Fork, WithoutACommandItIsItsParentForEver) {
  auto run = begun(small({}, {"policies/rcc.yaml"}), 40);
  MarketRun fork(*run);
  for (int week = 0; week < 60; ++week) {
    steps(*run, 7);
    steps(fork, 7);
    ASSERT_EQ(world_hash(fork.world()), world_hash(run->world())) << "week " << week;
  }
  EXPECT_EQ(fork.rules_hash_now(), run->rules_hash_now());
}

TEST(Fork, ACommandToOneArmLeavesTheOtherAlone) {
  auto run = begun(small(), 20);
  auto alone = begun(small(), 20);
  MarketRun fork(*run);
  ASSERT_EQ(first_error(apply_command(fork, "search.visible_share", "0.9")), "");
  steps(*run, 60);
  steps(*alone, 60);
  steps(fork, 60);
  EXPECT_EQ(world_hash(run->world()), world_hash(alone->world()));
  EXPECT_NE(world_hash(fork.world()), world_hash(run->world()));
}

TEST(Command, SettingWhatIsSetAlreadyChangesNothing) {
  auto run = begun(small({}, {"policies/rcc.yaml", "policies/fee-cap.yaml"}));
  auto commanded = begun(small({}, {"policies/rcc.yaml", "policies/fee-cap.yaml"}));
  for (const char* path : {"prices.bargaining", "search.visible_share", "instruments[rcc].partition.target_size", "instruments[frameworks].discount"}) {
    const auto now = value_at(*commanded->scenario(), path);
    ASSERT_TRUE(now.ok());
    ASSERT_THAT(apply_command(*commanded, path, now.value()), IsEmpty()) << path;
    steps(*run, 25);
    steps(*commanded, 25);
    ASSERT_EQ(world_hash(commanded->world()), world_hash(run->world())) << path;
    ASSERT_EQ(commanded->rules_hash_now(), run->rules_hash_now()) << path;
  }
}

TEST(Command, AnInstrumentAddedTodayIsTheSameAsOneDatedToday) {
  auto run = begun(small(), 30);
  const std::int32_t day = run->world().day;
  const auto settings = adding(*run->scenario(), day, "{name: cap, kind: fee_cap, level: 4200}");
  ASSERT_TRUE(settings.ok());
  ASSERT_THAT(apply_command(*run, settings.value()), IsEmpty());
  auto dated = begun(small({"instruments=[{name: cap, kind: fee_cap, level: 4200, from: " + to_string(Date{day}) + "}]"}), 30);
  steps(*run, 90);
  steps(*dated, 90);
  EXPECT_EQ(world_hash(run->world()), world_hash(dated->world()));
  EXPECT_NE(world_hash(run->world()), world_hash(begun(small(), 120)->world()));
}

TEST(Command, AnRccThatBeginsTodayIsTheSameAsOneDatedToday) {
  auto run = begun(small(), 30);
  const std::int32_t day = run->world().day;
  const std::string rcc = "name: rcc, kind: rcc, partition: {method: nearest, target_size: 4}";
  const auto settings = adding(*run->scenario(), day, "{" + rcc + "}");
  ASSERT_TRUE(settings.ok());
  ASSERT_THAT(apply_command(*run, settings.value()), IsEmpty());
  auto dated = begun(small({"instruments=[{" + rcc + ", from: " + to_string(Date{day}) + "}]"}), 30);
  steps(*run, 150);
  steps(*dated, 150);
  EXPECT_EQ(world_hash(run->world()), world_hash(dated->world()));
}

TEST(Command, AnInstrumentEndedTodayIsTheSameAsOneDatedToEndToday) {
  auto run = begun(small({}, {"policies/rcc.yaml"}), 0);
  steps(*run, 380);  // rcc.yaml begins on 2026-04-01
  const std::int32_t day = run->world().day;
  const auto settings = switching(*run->scenario(), day, "rcc", false);
  ASSERT_TRUE(settings.ok());
  ASSERT_THAT(apply_command(*run, settings.value()), IsEmpty());
  auto dated = begun(small({"instruments[rcc].to=" + to_string(Date{day})}, {"policies/rcc.yaml"}), 380);
  steps(*run, 60);
  steps(*dated, 60);
  EXPECT_EQ(world_hash(run->world()), world_hash(dated->world()));
}

TEST(Command, GroupsMayBeRedrawnWhileTheyHoldBlocks) {
  auto run = begun(small({"instruments=[{name: blocks, kind: block, share: 0.3}, {name: rcc, kind: rcc, partition: {method: nearest, target_size: 6}}]",
                          "instruments[todays_blocks].to=2025-04-02"}),
                   100);
  ASSERT_GT(run->world().blocks.size(), 0u);
  for (const char* size : {"3", "12", "5"}) {
    ASSERT_THAT(apply_command(*run, "instruments[rcc].partition.target_size", size), IsEmpty());
    steps(*run, 35);
    ASSERT_THAT(check_world(run->setup(), run->world()), IsEmpty());
  }
}

TEST(Command, ThePastCannotBeChanged) {
  auto run = begun(small({}, {"policies/fee-cap.yaml"}), 30);
  const auto refused = [&](const std::string& path, const std::string& value) { return first_error(apply_command(*run, path, value)); };
  EXPECT_THAT(refused("world.only_region", "London"), HasSubstr("used up when the world is built"));
  EXPECT_THAT(refused("years", "3"), HasSubstr("used up"));
  EXPECT_THAT(refused("seed", "3"), HasSubstr("reset"));
  EXPECT_THAT(refused("instruments[frameworks].from", "2025-04-10"), HasSubstr("begun already"));
  EXPECT_THAT(refused("instruments[fee_cap].from", "2025-04-10"), HasSubstr("that day is past"));
  EXPECT_THAT(refused("instruments[frameworks].to", "2025-04-10"), HasSubstr("that day is past"));
  EXPECT_THAT(refused("instruments[frameworks].enabled", "false"), HasSubstr("not taken out"));
  EXPECT_THAT(refused("instruments", "[{name: cap, kind: fee_cap, level: 5000}]"), HasSubstr("begins today at the earliest"));
  EXPECT_THAT(refused("instruments", "!replace []"), Not(IsEmpty()));
}

TEST(Command, ABadValueIsRefusedAsTheLoaderWouldAndChangesNothing) {
  auto run = begun(small(), 10);
  auto alone = begun(small(), 10);
  EXPECT_THAT(first_error(apply_command(*run, "prices.bargaining", "7")), HasSubstr("allowed"));
  EXPECT_THAT(first_error(apply_command(*run, "prices.bargainig", "0.5")), HasSubstr("did you mean"));
  EXPECT_THAT(first_error(apply_command(*run, "prices.bargaining", "{a: [")), Not(IsEmpty()));
  EXPECT_THAT(first_error(apply_command(*run, "a]b", "1")), Not(IsEmpty()));
  EXPECT_THAT(first_error(apply_command(*run, "instruments[none].level", "1")), Not(IsEmpty()));
  steps(*run, 30);
  steps(*alone, 30);
  EXPECT_EQ(world_hash(run->world()), world_hash(alone->world()));
}

TEST(Command, AnOverlayLaidOnARunningMarketBeginsToday) {
  auto run = begun(small(), 30);
  const std::int32_t day = run->world().day;
  const auto settings = overlay_settings(*run->scenario(), day, store::read_file(test::scenarios_folder() + "/policies/regional-block.yaml"), "regional-block", true);
  ASSERT_TRUE(settings.ok());
  ASSERT_THAT(apply_command(*run, settings.value()), IsEmpty());
  EXPECT_EQ(value_at(*run->scenario(), "instruments[todays_blocks].to").value(), to_string(Date{day}));
  EXPECT_EQ(value_at(*run->scenario(), "instruments[regional_block].from").value(), to_string(Date{day}));
}

TEST(SteppedRun, CommandsReplayedFromTheirRecordGiveTheSameWorld) {
  ResultsBuilder builder(*small());
  SteppedRun run(small(), 1, 1);
  run.solve();
  const auto command = [&](const std::string& path, const std::string& value) {
    ASSERT_THAT(apply_command(run.market(), path, value), IsEmpty()) << path;
    v1::RecordedCommand record;
    record.set_day(run.day());
    record.set_path(path);
    record.set_value(value);
    run.record_command(std::move(record));
  };
  while (!run.market().done()) {
    const std::int32_t n = run.day() - run.market().setup().first_day;
    if (n == 33) command("demand.level", "1.3");
    if (n == 60) command("instruments", "[{name: cap, kind: fee_cap, level: 4100, from: " + to_string(Date{run.day()}) + "}]");
    if (n == 60) command("instruments[cap].level", "4000");
    if (n == 200) command("instruments[cap].to", to_string(Date{run.day()}));
    run.step(builder);
  }
  const ReplicateOutcome live = run.finish(builder);
  RunOptions options;
  options.commands = {live.recording.commands().begin(), live.recording.commands().end()};
  ResultsBuilder again_builder(*small()), plain_builder(*small());
  const ReplicateOutcome again = run_replicate(small({"seed=1"}), again_builder, 0, 1, options);
  EXPECT_EQ(again.world_hash, live.world_hash);
  EXPECT_EQ(again.recording.SerializeAsString(), live.recording.SerializeAsString());
  EXPECT_NE(run_replicate(small({"seed=1"}), plain_builder, 0, 1, {}).world_hash, live.world_hash);
}

TEST(SteppedRun, FinishedOnAnyDayItLeavesWhatARunToThatDayLeaves) {
  for (const int days : {45, 61}) {  // in May, and on the first of June
    ResultsBuilder builder(*small()), again_builder(*small());
    SteppedRun run(small(), 1, 1);
    run.solve();
    for (int i = 0; i < days; ++i) run.step(builder);
    const ReplicateOutcome early = run.finish(builder);
    const ReplicateOutcome again = run_replicate(small({"seed=1", "years=" + std::to_string(days / 365.25)}), again_builder, 0, 1, {});
    EXPECT_EQ(again.world_hash, early.world_hash);
    EXPECT_EQ(again.recording.SerializeAsString(), early.recording.SerializeAsString());
    EXPECT_THAT(again.rows.series, SizeIs(early.rows.series.size()));
    run.step(builder);  // it goes on as if nobody had looked
    EXPECT_EQ(run.day(), run.market().setup().first_day + days + 1);
  }
}

}  // namespace
}  // namespace carepool
