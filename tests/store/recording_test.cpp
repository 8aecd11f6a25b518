// Recordings: same content, same bytes; and the first month and the columns in which two of them part.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store_cases.hpp"

namespace carepool::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Recording, ComesBackAsItWasWritten) {
  const auto written = small_recording();
  const auto read = parse_recording(recording_bytes(written));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(recording_bytes(read.value()), recording_bytes(written));
  EXPECT_FALSE(first_divergence(written, read.value()));
}

TEST(Recording, TenYearsOfAHundredColumnsTakeAHundredKilobytes) {
  auto recording = small_recording();
  auto* replicate = recording.mutable_replicates(0);
  replicate->clear_months();
  for (int month = 0; month < 120; ++month) {
    auto* end = replicate->add_months();
    for (int column = 0; column < 100; ++column) end->add_column_hashes(~0ULL);
  }
  EXPECT_LT(recording_bytes(recording).size(), 105'000u);
}

TEST(Recording, NamesTheFirstMonthAndTheColumnsThatDiffer) {
  const auto recorded = small_recording();
  auto again = recorded;
  auto* may = again.mutable_replicates(0)->mutable_months(1);
  may->set_column_hashes(0, 77);
  may->set_column_hashes(2, 78);
  may->set_world_hash(79);
  again.mutable_replicates(0)->mutable_months(2)->set_column_hashes(1, 80);
  const auto found = first_divergence(recorded, again);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->date, from_ymd(2025, 5, 30));
  EXPECT_THAT(found->columns, ElementsAre("children.need", "ledger.paid"));
  EXPECT_EQ(found->text, "2025-05-30: columns that differ: children.need, ledger.paid");
}

TEST(Recording, EveryChangedHashIsFound) {
  const auto recorded = small_recording();
  auto again = recorded;
  again.mutable_replicates(0)->mutable_months(2)->set_world_hash(1);
  EXPECT_THAT(first_divergence(recorded, again)->text,
              HasSubstr("the world hash differs and no column does"));
  again = recorded;
  again.mutable_replicates(0)->mutable_months(0)->set_rules_hash(1);
  EXPECT_THAT(first_divergence(recorded, again)->columns, ElementsAre("rules"));
  again = recorded;
  again.mutable_replicates(0)->set_world_hash(1);
  EXPECT_THAT(first_divergence(recorded, again)->text,
              HasSubstr("ends with world hash 00000000000007d0 as recorded"));
}

TEST(Recording, SeedsCommandsMonthsAndReplicatesAreCompared) {
  const auto recorded = small_recording();
  auto again = recorded;
  again.mutable_replicates(0)->set_seed(8);
  EXPECT_THAT(first_divergence(recorded, again)->text, HasSubstr("has another seed"));
  again = recorded;
  again.mutable_replicates(0)->add_commands()->set_path("demand.scale");
  EXPECT_THAT(first_divergence(recorded, again)->text, HasSubstr("has other commands"));
  again = recorded;
  again.mutable_replicates(0)->mutable_months()->RemoveLast();
  EXPECT_THAT(first_divergence(recorded, again)->text,
              HasSubstr("has 3 recorded months, and 2 when run again"));
  again = recorded;
  again.clear_replicates();
  EXPECT_THAT(first_divergence(recorded, again)->text, HasSubstr("was recorded but not run again"));
}

TEST(Recording, ColumnsAreComparedByNameSoThatNewOnesDoNotMatter) {
  const auto recorded = small_recording();
  v1::Recording again = recorded;
  again.clear_columns();
  for (const char* name : {"homes.new_column", "children.need", "homes.staffed", "ledger.paid"})
    again.add_columns(name);
  for (auto& month : *again.mutable_replicates(0)->mutable_months()) {
    auto hashes = month.column_hashes();
    month.clear_column_hashes();
    month.add_column_hashes(99);
    for (const auto hash : hashes) month.add_column_hashes(hash);
  }
  EXPECT_FALSE(first_divergence(recorded, again));
  again.mutable_replicates(0)->mutable_months(0)->set_column_hashes(2, 5);
  EXPECT_THAT(first_divergence(recorded, again)->columns, ElementsAre("homes.staffed"));
}

TEST(Recording, DamageAndOtherFormatsAreErrors) {
  EXPECT_THAT(text(parse_recording("\xff\xff\xff", "x/recording.pb").errors()), HasSubstr("x/recording.pb"));
  auto other = small_recording();
  other.set_format_version(3);
  EXPECT_THAT(text(parse_recording(recording_bytes(other)).errors()),
              HasSubstr("made by another version: a recording of format 3, this carepool reads format 1"));
}

}  // namespace
}  // namespace carepool::store
