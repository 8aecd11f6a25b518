// Student's t, ranks and resampling against known answers.
#include "experiment/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace carepool::experiment {
namespace {

// Tables: Abramowitz and Stegun 26.10; R's qt to ten digits.
TEST(StudentT, QuantilesAreThoseOfTheTables) {
  EXPECT_NEAR(student_t_quantile(0.975, 1), 12.7062047362, 1e-8);
  EXPECT_NEAR(student_t_quantile(0.975, 2), 4.3026527297, 1e-9);
  EXPECT_NEAR(student_t_quantile(0.975, 9), 2.2621571628, 1e-9);
  EXPECT_NEAR(student_t_quantile(0.975, 30), 2.0422724563, 1e-9);
  EXPECT_NEAR(student_t_quantile(0.95, 4), 2.1318467863, 1e-9);
  EXPECT_NEAR(student_t_quantile(0.995, 19), 2.8609346065, 1e-9);
  EXPECT_NEAR(student_t_quantile(0.975, 1e6), 1.9599663, 1e-6);
}

TEST(StudentT, QuantileAndDistributionUndoEachOther) {
  for (const double degrees : {1.0, 3.0, 7.5, 40.0})
    for (const double p : {0.001, 0.1, 0.5, 0.8, 0.999})
      EXPECT_NEAR(student_t_cdf(student_t_quantile(p, degrees), degrees), p, 1e-12) << degrees << " " << p;
}

TEST(StudentT, IsSymmetricAndHalfAtZero) {
  EXPECT_EQ(student_t_cdf(0, 5), 0.5);
  EXPECT_EQ(student_t_quantile(0.5, 5), 0);
  EXPECT_EQ(student_t_quantile(0.1, 5), -student_t_quantile(0.9, 5));
}

TEST(LogGamma, IsTheLogarithmOfFactorialsAndOfRootPi) {
  EXPECT_NEAR(log_gamma(1), 0, 1e-14);
  EXPECT_NEAR(log_gamma(6), std::log(120.0), 1e-13);
  EXPECT_NEAR(log_gamma(0.5), 0.57236494292470008707, 1e-13);
  EXPECT_NEAR(log_gamma(100), 359.13420536957540, 1e-10);
}

TEST(BinomialTail, IsTheSumOfItsTerms) {
  EXPECT_NEAR(binomial_upper_tail(10, 9, 0.5), 11.0 / 1024, 1e-14);
  EXPECT_NEAR(binomial_upper_tail(3, 2, 0.2), 3 * 0.04 * 0.8 + 0.008, 1e-14);
  EXPECT_EQ(binomial_upper_tail(5, 0, 0.3), 1);
  EXPECT_EQ(binomial_upper_tail(5, 6, 0.3), 0);
}

TEST(MeanInterval, IsTheTextbookOne) {
  const std::vector<double> values{4, 6, 8, 10};  // mean 7, sd 2.581989, t(3) 3.182446
  const MeanInterval interval = mean_interval(values);
  EXPECT_DOUBLE_EQ(interval.mean, 7);
  EXPECT_NEAR(interval.band.high - 7, 3.182446305 * 2.581988897 / 2, 1e-6);
  EXPECT_TRUE(std::isnan(mean_interval(std::vector<double>{4}).band.low));
}

TEST(FewValues, SaysOnWhatAnIntervalRestsAndWhatWouldDo) {
  EXPECT_NE(few_values_remark(2, "pairs").find("Only 2 pairs: an interval from so few rests on a t quantile of 12.7 (2.0 with many)"), std::string::npos);
  EXPECT_NE(few_values_remark(3, "replicates").find("t quantile of 4.3 "), std::string::npos);
  EXPECT_NE(few_values_remark(4, "pairs").find("normally distributed. At least 5 are advised, 10 to rely on"), std::string::npos);
  for (const std::size_t enough : {0, 1, 5, 10}) EXPECT_EQ(few_values_remark(enough, "pairs"), "") << "one value gives no interval, five are enough";
}

TEST(Quantile, GoesLinearlyBetweenRanks) {
  const std::vector<double> sorted{1, 2, 3, 10};
  EXPECT_EQ(quantile_of_sorted(sorted, 0), 1);
  EXPECT_EQ(quantile_of_sorted(sorted, 1), 10);
  EXPECT_EQ(quantile_of_sorted(sorted, 0.5), 2.5);
}

TEST(Resample, IsAPureFunctionAndEvenHanded) {
  EXPECT_EQ(resample(1, 2, 50), resample(1, 2, 50));
  EXPECT_NE(resample(1, 2, 50), resample(1, 3, 50));
  std::vector<double> hits(10, 0);
  for (std::uint64_t b = 0; b < 10000; ++b)
    for (const std::uint32_t row : resample(7, b, 10)) hits[row] += 1;
  for (const double h : hits) EXPECT_NEAR(h, 10000, 500);  // sd 95
}

TEST(Correlation, IsOneForALineAndNotDefinedWithoutSpread) {
  const std::vector<double> a{1, 2, 3}, b{2, 4, 6}, flat{1, 1, 1};
  EXPECT_NEAR(correlation_of(a, b), 1, 1e-15);
  EXPECT_TRUE(std::isnan(correlation_of(a, flat)));
}

}  // namespace
}  // namespace carepool::experiment
