// Differences of pairs: worked by hand, and right as often as they say.
#include "experiment/paired.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/det_math.hpp"
#include "engine/random.hpp"

namespace carepool::experiment {
namespace {

std::vector<Pair> pairs_of(const std::vector<double>& base, const std::vector<double>& arm) {
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < base.size(); ++i)
    pairs.push_back({0, static_cast<std::int32_t>(i), base[i], arm[i]});
  return pairs;
}

TEST(PairedDifference, IsTheTextbookOne) {
  // Differences 1, 2, 3, 2: mean 2, sd 0.816497, t(3) 3.182446.
  const PairedDifference d = paired_difference(pairs_of({10, 20, 30, 40}, {11, 22, 33, 42}));
  EXPECT_EQ(d.pairs, 4);
  EXPECT_DOUBLE_EQ(d.difference, 2);
  ASSERT_TRUE(d.luck);
  EXPECT_NEAR(d.luck->high - 2, 3.182446305 * 0.816496581 / 2, 1e-6);
  EXPECT_EQ(d.verdict, Verdict::higher);
  ASSERT_TRUE(d.variance_reduction);
  EXPECT_NEAR(*d.variance_reduction, (d.sd_base * d.sd_base + d.sd_arm * d.sd_arm) / (2.0 / 3), 1e-9);
  EXPECT_GT(*d.variance_reduction, 100);
  EXPECT_EQ(d.share_higher, 1);
}

TEST(PairedDifference, OfIdenticalArmsIsNoughtAndCannotBeToldApart) {
  const PairedDifference d = paired_difference(pairs_of({1.1, 2.2, 3.3}, {1.1, 2.2, 3.3}));
  EXPECT_EQ(d.difference, 0);
  EXPECT_EQ(d.luck->low, 0);
  EXPECT_EQ(d.luck->high, 0);
  EXPECT_TRUE(d.identical);
  EXPECT_EQ(d.verdict, Verdict::cannot_tell);
  EXPECT_FALSE(d.variance_reduction);
}

TEST(PairedDifference, ThatNeverVariesIsKnownExactly) {
  const PairedDifference d = paired_difference(pairs_of({1, 2, 3}, {0.5, 1.5, 2.5}));
  EXPECT_EQ(d.difference, -0.5);
  EXPECT_EQ(d.verdict, Verdict::lower);
}

TEST(PairedDifference, OfOnePairHasNoInterval) {
  const PairedDifference d = paired_difference(pairs_of({1}, {2}));
  EXPECT_EQ(d.difference, 1);
  EXPECT_FALSE(d.luck);
  EXPECT_EQ(d.verdict, Verdict::one_pair);
}

TEST(PairedDifference, LeavesAPairOutWhenOneSideIsNotDefined) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const PairedDifference d = paired_difference(pairs_of({1, none, 3}, {2, 5, 5}));
  EXPECT_EQ(d.pairs, 2);
  EXPECT_EQ(d.left_out, 1);
  EXPECT_DOUBLE_EQ(d.base, 2);
  EXPECT_DOUBLE_EQ(d.arm, 3.5);
  EXPECT_EQ(paired_difference(pairs_of({none}, {1})).verdict, Verdict::nothing);
}

TEST(PairedDifference, WithDrawsKeepsLuckAndNotKnownApart) {
  // Two draws with effects +10 and −2, luck ±0.1 within each.
  std::vector<Pair> pairs;
  for (int k = 0; k < 4; ++k) {
    const double luck = k % 2 == 0 ? 0.1 : -0.1;
    pairs.push_back({0, k, 100, 110 + luck});
    pairs.push_back({1, k, 100, 98 + luck});
  }
  const PairedDifference d = paired_difference(pairs);
  EXPECT_NEAR(d.difference, 4, 1e-12);
  EXPECT_LT(d.luck->high - d.luck->low, 0.5);
  ASSERT_TRUE(d.not_known);
  EXPECT_LT(d.not_known->low, 0);
  EXPECT_GT(d.not_known->high, 9);
  EXPECT_EQ(*d.p_higher, 0.5);
  EXPECT_EQ(d.verdict, Verdict::cannot_tell) << "luck alone would say higher";
}

TEST(PairsNeeded, IsEnoughAndOneFewerIsNot) {
  for (const double half : {0.05, 0.2, 1.0}) {
    const auto n = pairs_needed(1.0, half);
    ASSERT_TRUE(n);
    const auto width = [](std::int64_t k) {
      return student_t_quantile(0.975, static_cast<double>(k - 1)) / std::sqrt(static_cast<double>(k));
    };
    EXPECT_LE(width(*n), half);
    EXPECT_GT(width(*n - 1), half);
  }
  EXPECT_EQ(pairs_needed(0, 1), 2);
  EXPECT_FALSE(pairs_needed(1, 0));
}

TEST(ChanceOfAgreement, IsTheTwoSidedBinomial) {
  EXPECT_NEAR(chance_of_agreement(10, 0.9), 22.0 / 1024, 1e-12);
  EXPECT_NEAR(chance_of_agreement(5, 0.9), 2.0 / 32, 1e-12);
}

// Skewed, correlated outcomes with a known mean difference, a thousand small experiments.
struct Covered {
  double share = 0;
};

template <class Draw>
Covered coverage(int experiments, int pairs, double effect, Draw&& draw) {
  int covered = 0;
  for (int e = 0; e < experiments; ++e) {
    std::vector<Pair> sample;
    for (int k = 0; k < pairs; ++k) sample.push_back(draw(e, k));
    const PairedDifference d = paired_difference(sample);
    covered += d.luck->low <= effect && effect <= d.luck->high ? 1 : 0;
  }
  return {static_cast<double>(covered) / experiments};
}

TEST(PairedDifference, IntervalCoversAKnownEffectNineteenTimesInTwenty) {
  const double effect = 0.3;
  for (const int pairs : {3, 8, 20}) {
    const Covered of_normal = coverage(1000, pairs, effect, [&](int e, int k) {
      Rng rng(11, 1, static_cast<std::uint64_t>(e), static_cast<std::uint32_t>(k));
      const double shared = det::normal_quantile(rng.uniform());
      return Pair{0, k, shared + 0.2 * det::normal_quantile(rng.uniform()),
                  shared + effect + 0.2 * det::normal_quantile(rng.uniform())};
    });
    EXPECT_GE(of_normal.share, 0.93) << pairs;
    EXPECT_LE(of_normal.share, 0.97) << pairs;
  }
  // Exponential luck of each arm's own: the differences are symmetric with heavier tails.
  const Covered of_skewed = coverage(1000, 10, effect, [&](int e, int k) {
    Rng rng(12, 1, static_cast<std::uint64_t>(e), static_cast<std::uint32_t>(k));
    return Pair{0, k, -det::log(rng.uniform()), effect - det::log(rng.uniform())};
  });
  EXPECT_GE(of_skewed.share, 0.93);
  EXPECT_LE(of_skewed.share, 0.97);
}

}  // namespace
}  // namespace carepool::experiment
