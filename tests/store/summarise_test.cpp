// Replicates and draws: the numbers of a summary against hand-worked and published values.
#include "store/summarise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace carepool::store {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(StudentT, EqualsThePublishedTable) {
  EXPECT_NEAR(student_t_975(1), 12.7062, 5e-5);
  EXPECT_NEAR(student_t_975(9), 2.2622, 5e-5);
  EXPECT_NEAR(student_t_975(30), 2.0423, 5e-5);
  EXPECT_NEAR(student_t_975(31), 2.0395, 5e-5);
  EXPECT_NEAR(student_t_975(40), 2.0211, 5e-5);
  EXPECT_NEAR(student_t_975(60), 2.0003, 5e-5);
  EXPECT_NEAR(student_t_975(120), 1.9799, 5e-5);
  EXPECT_NEAR(student_t_975(1000000), 1.9600, 5e-5);
}

TEST(Summarise, ThreeReplicatesByHand) {
  const auto s = summarise_replicates(std::vector<double>{1, 2, 6});
  EXPECT_EQ(s.n, 3);
  EXPECT_DOUBLE_EQ(s.value, 3);
  EXPECT_NEAR(*s.sd_luck, std::sqrt(7.0), 1e-12);                             // (4 + 1 + 9) / 2
  EXPECT_NEAR(s.band_luck->high, 3 + 4.302653 * std::sqrt(7.0 / 3.0), 1e-6);  // t with 2 degrees of freedom
  EXPECT_NEAR(s.band_luck->low, 3 - 4.302653 * std::sqrt(7.0 / 3.0), 1e-6);
  EXPECT_FALSE(s.band_not_known);
}

TEST(Summarise, OneReplicateHasNoBands) {
  const auto s = summarise_replicates(std::vector<double>{4});
  EXPECT_EQ(s.n, 1);
  EXPECT_EQ(s.value, 4);
  EXPECT_FALSE(s.sd_luck);
  EXPECT_FALSE(s.band_luck);
}

TEST(Summarise, UndefinedValuesAreLeftOut) {
  const auto s = summarise_replicates(std::vector<double>{1, kNan, 3});
  EXPECT_EQ(s.n, 2);
  EXPECT_DOUBLE_EQ(s.value, 2);
  const auto none = summarise_replicates(std::vector<double>{kNan});
  EXPECT_EQ(none.n, 0);
  EXPECT_TRUE(std::isnan(none.value));
}

TEST(Summarise, LuckNeverHoldsTheDifferenceBetweenDraws) {
  // Two draws far apart, each with the same small luck.
  const std::vector<Outcome> outcomes = {{0, 0, 9}, {0, 1, 11}, {1, 0, 109}, {1, 1, 111}};
  const auto s = summarise(outcomes);
  EXPECT_EQ(s.n, 4);
  EXPECT_DOUBLE_EQ(s.value, 60);
  EXPECT_NEAR(*s.sd_luck, std::sqrt(2.0), 1e-12);  // (1+1+1+1) / (4 − 2)
  EXPECT_NEAR(s.band_luck->high, 60 + 4.302653 * std::sqrt(2.0 / 4), 1e-6);
  EXPECT_DOUBLE_EQ(s.band_not_known->low, 15);  // 10 + 0.05 · 100
  EXPECT_DOUBLE_EQ(s.band_not_known->high, 105);
}

TEST(Summarise, TheBandHoldsTheTruthNineteenTimesInTwenty) {
  std::mt19937 random(3);
  std::normal_distribution<double> luck(10, 4);
  int held = 0;
  for (int i = 0; i < 4000; ++i) {
    std::vector<double> values(5);
    for (double& value : values) value = luck(random);
    const auto s = summarise_replicates(values);
    held += s.band_luck->low <= 10 && 10 <= s.band_luck->high ? 1 : 0;
  }
  EXPECT_NEAR(held / 4000.0, 0.95, 3 * std::sqrt(0.95 * 0.05 / 4000));
}

TEST(SummariseRows, OneReplicateStaysAsItIs) {
  const std::vector<std::vector<SummaryRow>> one = {
      {{2, 1, 5, {}, {}, {}, {}}, {0, 0, kNan, {}, {}, {}, {}}}};
  const auto rows = summarise_rows(one);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].metric, 2u);
  EXPECT_FALSE(rows[0].n);
}

TEST(SummariseRows, AreMatchedByMetricAndGroup) {
  const std::vector<std::vector<SummaryRow>> two = {
      {{0, 0, 1, {}, {}, {}, {}}, {0, 3, 10, {}, {}, {}, {}}},
      {{0, 3, 20, {}, {}, {}, {}}, {0, 0, 3, {}, {}, {}, {}}, {1, 0, 7, {}, {}, {}, {}}}};
  const auto rows = summarise_rows(two);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].value, 2);
  EXPECT_EQ(*rows[0].n, 2);
  EXPECT_EQ(rows[1].group, 3u);
  EXPECT_EQ(rows[1].value, 15);
  EXPECT_EQ(rows[2].metric, 1u);
  EXPECT_EQ(*rows[2].n, 1);
}

}  // namespace
}  // namespace carepool::store
