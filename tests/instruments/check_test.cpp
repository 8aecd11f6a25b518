// What the loader cannot see is still a located error.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "england.hpp"

namespace carepool {
namespace {

using testing::HasSubstr;

Errors errors_of(const std::string& instruments) { return check_instruments(test::scenario_of(instruments)); }

void expect_one(const std::string& instruments, int line, const std::string& message) {
  const Errors errors = errors_of(instruments);
  ASSERT_EQ(errors.size(), 1u) << text(errors);
  EXPECT_EQ(errors[0].where, "test.yaml");
  EXPECT_EQ(errors[0].line, line) << errors[0].text();
  EXPECT_GT(errors[0].column, 0);
  EXPECT_THAT(errors[0].message, HasSubstr(message));
  EXPECT_FALSE(errors[0].allowed.empty());
}

// The first instrument starts on line 5 of the file.

TEST(Check, TwoRccsForOneFunctionOverlap) {
  const std::string listed =
      "  - name: b\n    kind: rcc\n    groups:\n      - {name: g, councils: [York, Leeds]}\n";
  expect_one("  - name: a\n    kind: rcc\n    partition:\n      method: nearest\n" + listed, 11,
             "'York' is in a group of 'a' and of 'b' for search of residential");
  expect_one(
      "  - name: a\n    kind: rcc\n    partition: {method: region}\n"
      "  - name: b\n    kind: rcc\n    partition:\n      method: nearest\n      participation: 0.9\n",
      11, "at the same time");
}

TEST(Check, TwoRccsAtDifferentTimesOrForDifferentThingsDoNotClash) {
  const std::string first = "  - {name: a, kind: rcc, to: 2027-04-01, partition: {method: region}}\n";
  EXPECT_TRUE(errors_of(first + "  - {name: b, kind: rcc, from: 2027-04-01, partition: {method: nearest}}\n")
                  .empty());
  EXPECT_TRUE(
      errors_of(first + "  - {name: b, kind: rcc, functions: [publish], partition: {method: nearest}}\n")
          .empty());
  EXPECT_TRUE(
      errors_of(first + "  - {name: b, kind: rcc, settings: [fostering], partition: {method: nearest}}\n")
          .empty());
  EXPECT_TRUE(
      errors_of(first + "  - {name: b, kind: rcc, partition: {method: nearest, participation: 0.004}}\n")
          .empty());
  EXPECT_TRUE(
      errors_of(first + "  - {name: b, kind: rcc, enabled: false, partition: {method: nearest}}\n").empty());
}

TEST(Check, AScopeThatAKindDoesNotObeyIsRefused) {
  expect_one("  - name: a\n    kind: inflation\n    scope:\n      regions: [London]\n", 8,
             "does not look at scope.regions");
  expect_one("  - name: a\n    kind: block\n    scope:\n      sectors: [private]\n", 8,
             "does not look at scope.sectors");
  expect_one("  - name: a\n    kind: fee_cap\n    level: 5000\n    scope:\n      settings: [kinship]\n", 9,
             "does not touch kinship");
  expect_one("  - name: a\n    kind: block\n    scope:\n      settings: [fostering]\n", 8,
             "does not touch fostering");
}

TEST(Check, ABlockForAPartOfAnRccIsRefused) {
  const std::string rcc =
      "  - name: a\n    kind: rcc\n    groups:\n      - {name: g, councils: [York, Leeds, Kent]}\n";
  expect_one(rcc + "  - name: b\n    kind: block\n    scope: {councils: [York]}\n", 11,
             "covers 1 of the 3 councils");
  EXPECT_TRUE(
      errors_of(rcc + "  - name: b\n    kind: block\n    scope: {councils: [York, Leeds, Kent]}\n").empty());
  EXPECT_TRUE(errors_of(rcc + "  - name: b\n    kind: block\n    scope: {councils: [Medway]}\n").empty());
}

TEST(Check, SecureHomesCannotBePooled) {
  expect_one(
      "  - name: a\n    kind: rcc\n    partition: {method: region}\n    settings: [residential, secure]\n", 8,
      "secure");
}

TEST(Check, AClosureBeforeTheFirstDayIsRefused) {
  expect_one("  - name: a\n    kind: closure_shock\n    from: 2024-04-01\n", 7, "before the run's first day");
}

TEST(Check, PairsAreNotMadeAmongThousands) {
  const Scenario scenario =
      load_scenario_text(
          "name: pools\nworld: {kind: pools, pools: 5000}\n"
          "instruments:\n  - name: rcc\n    kind: rcc\n    partition:\n      method: nearest\n",
          "pools.yaml", test::scenarios_dir(), {})
          .value();
  const Errors errors = check_instruments(scenario);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].line, 7);
  EXPECT_THAT(errors[0].message, HasSubstr("up to 2000 councils"));
}

}  // namespace
}  // namespace carepool
