// A room's log: a record counts whole or not at all, wherever a kill cuts it.
#include <gtest/gtest.h>

#include "live/catalogue.hpp"
#include "live/hall.hpp"
#include "live/session_log.hpp"
#include "support/paths.hpp"

namespace carepool::live {
namespace {

v1::LiveRecord reached(std::int32_t day) {
  v1::LiveRecord record;
  record.mutable_reached()->set_day(day);
  return record;
}

TEST(SessionLog, CutAtAnyByteItKeepsTheWholeRecordsBeforeTheCut) {
  const auto file = carepool::test::scratch_dir() / "room" / "log.pb";
  SessionLog log = SessionLog::create(file);
  for (int day = 0; day < 5; ++day) log.append(reached(20'000 + day));
  log.sync();
  const std::string bytes = store::read_file(file);
  ASSERT_EQ(parse_log(bytes).records.size(), 5u);
  const std::size_t one = bytes.size() / 5;
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    const LogRead read = parse_log(std::string_view(bytes).substr(0, cut));
    EXPECT_EQ(read.records.size(), cut / one) << cut;
    EXPECT_EQ(read.torn, cut % one != 0) << cut;
  }
}

TEST(SessionLog, AFlippedByteEndsItThereAndGoingOnCutsTheTail) {
  const auto file = carepool::test::scratch_dir() / "room" / "log.pb";
  SessionLog log = SessionLog::create(file);
  for (int day = 0; day < 4; ++day) log.append(reached(20'000 + day));
  log.sync();
  std::string bytes = store::read_file(file);
  const std::size_t one = bytes.size() / 4;
  bytes[2 * one + 5] = static_cast<char>(bytes[2 * one + 5] ^ 1);
  EXPECT_THROW(SessionLog::go_on(file, 0), store::StoreError) << "the first one still has it";
  store::write_and_rename(file, bytes);  // another file of the same name: nobody has it
  LogRead read = read_log(file);
  EXPECT_EQ(read.records.size(), 2u);
  EXPECT_TRUE(read.torn);
  SessionLog on = SessionLog::go_on(file, read.whole_bytes);
  on.append(reached(30'000));
  on.sync();
  read = read_log(file);
  ASSERT_EQ(read.records.size(), 3u);
  EXPECT_EQ(read.records.back().reached().day(), 30'000);
  EXPECT_FALSE(read.torn);
}

TEST(Codes, TwoAreNeverTheSameAndNobodyMisreadsThem) {
  std::set<std::string> seen;
  for (int i = 0; i < 2000; ++i) {
    const std::string code = random_code(8);
    EXPECT_EQ(code.size(), 8u);
    EXPECT_EQ(code.find_first_of("01oil"), std::string::npos) << code;
    EXPECT_TRUE(seen.insert(code).second);
  }
}

TEST(Lesson, AWrongKeyIsNamedWithItsLineAndARightOneHasItsDefaults) {
  const auto bad = read_lesson("title: Pools\nsteps:\n  - title: One\n    predct: what?\n", "pools.yaml");
  ASSERT_FALSE(bad.ok());
  EXPECT_EQ(bad.errors().front().line, 4);
  EXPECT_EQ(bad.errors().front().suggestion, "predict");
  const auto good = read_lesson("title: Pools\nsteps:\n  - title: One\n    do: [months 3, fork]\n", "pools.yaml");
  ASSERT_TRUE(good.ok()) << good.errors().front().text();
  EXPECT_EQ(good.value().minutes(), 45);
  EXPECT_EQ(good.value().steps(0).do_(1), "fork");
}

}  // namespace
}  // namespace carepool::live
