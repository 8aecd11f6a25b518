// Laws against exact chances: chi-square over all bins with an expected count of ten or more, and means
// within four standard errors, all with fixed seeds. The reference chances come from the C library's lgamma
// and exp, in long double.
#include "engine/distributions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <vector>

#include "engine/det_math.hpp"

namespace carepool {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

long double log_poisson(std::uint64_t k, double mean) {
  const auto x = static_cast<long double>(k);
  return x * std::log(static_cast<long double>(mean)) - mean - std::lgamma(x + 1);
}

long double log_binomial(std::uint64_t k, std::uint64_t n, double p) {
  const auto x = static_cast<long double>(k), all = static_cast<long double>(n);
  return std::lgamma(all + 1) - std::lgamma(x + 1) - std::lgamma(all - x + 1) +
         x * std::log(static_cast<long double>(p)) + (all - x) * std::log1p(-static_cast<long double>(p));
}

// Standardised chi-square: about normal(0, 1) when the draws follow the chances.
double misfit(const std::function<std::uint64_t(Rng&)>& draw,
              const std::function<long double(std::uint64_t)>& log_chance, std::uint64_t from,
              std::uint64_t to, int n) {
  std::vector<double> count(to - from + 2), expected(count.size());
  double rest = n;
  for (std::uint64_t k = from; k <= to; ++k) {
    expected[k - from] = n * static_cast<double>(std::exp(log_chance(k)));
    rest -= expected[k - from];
  }
  expected.back() = std::max(rest, 0.0);  // everything outside [from, to]
  for (int i = 0; i < n; ++i) {
    Rng rng(77, 5, static_cast<std::uint64_t>(i));
    const std::uint64_t k = draw(rng);
    ++count[k >= from && k <= to ? k - from : count.size() - 1];
  }
  double chi_square = 0, thin = 0, thin_expected = 0;
  int bins = 0;
  for (std::size_t i = 0; i < count.size(); ++i) {
    if (expected[i] < 10) {
      thin += count[i];
      thin_expected += expected[i];
      continue;
    }
    chi_square += (count[i] - expected[i]) * (count[i] - expected[i]) / expected[i];
    ++bins;
  }
  if (thin_expected >= 1)
    chi_square += (thin - thin_expected) * (thin - thin_expected) / thin_expected, ++bins;
  return (chi_square - (bins - 1)) / std::sqrt(2.0 * (bins - 1));
}

TEST(Poisson, FollowsItsLawForMeansOfEverySize) {
  for (const double mean : {0.003, 0.4, 3.0, 11.5, 29.9, 30.0, 47.3, 200.0, 5000.0}) {
    const auto width = static_cast<std::uint64_t>(8 * std::sqrt(mean) + 8);
    const auto centre = static_cast<std::uint64_t>(mean);
    const double z = misfit([&](Rng& rng) { return poisson(rng, mean); },
                            [&](std::uint64_t k) { return log_poisson(k, mean); },
                            centre > width ? centre - width : 0, centre + width, 400000);
    EXPECT_LT(std::fabs(z), 4.0) << mean;
  }
}

TEST(Poisson, MeanAndVarianceAreEqualForHugeMeans) {
  for (const double mean : {1e6, 1e9, 1e12}) {
    constexpr int kDraws = 100000;
    double sum = 0, squares = 0;
    for (int i = 0; i < kDraws; ++i) {
      Rng rng(7, 7, static_cast<std::uint64_t>(i));
      const double z = (static_cast<double>(poisson(rng, mean)) - mean) / std::sqrt(mean);
      sum += z;
      squares += z * z;
    }
    EXPECT_NEAR(sum / kDraws, 0, 4 / std::sqrt(kDraws));
    EXPECT_NEAR(squares / kDraws, 1, 4 * std::sqrt(2.0 / kDraws));
  }
}

TEST(Poisson, InverseGivesTheExactQuantile) {
  for (const double mean : {0.1, 2.0, 29.0, 150.0, 700.0}) {
    long double below = 0;
    std::uint64_t k = 0;
    for (; below < 0.999L; ++k) {
      below += std::exp(log_poisson(k, mean));
      const auto edge = static_cast<double>(below);
      if (edge < 1e-9 || edge > 1 - 1e-9) continue;
      EXPECT_EQ(poisson_from(edge - 1e-11, mean), k);
      EXPECT_EQ(poisson_from(edge + 1e-11, mean), k + 1);
    }
  }
}

TEST(Poisson, InverseEndsInTheFarthestTail) {
  for (const double mean : {0.0, 1e-300, 0.5, 30.0, 700.0}) {
    EXPECT_LT(poisson_from(1.0 - 0x1.0p-53, mean), 1000u);
    EXPECT_LE(poisson_from(0x1.0p-53, mean), static_cast<std::uint64_t>(mean));
  }
  Rng rng(1, 1, 1);
  EXPECT_EQ(poisson(rng, 0.0), 0u);
}

TEST(Binomial, FollowsItsLawForAllSizesAndChances) {
  struct Case {
    std::uint64_t n;
    double p;
  };
  for (const Case& c :
       {Case{1, 0.3}, Case{10, 0.5}, Case{10, 0.97}, Case{1000, 0.002}, Case{24, 0.5}, Case{40, 0.5},
        Case{100, 0.13}, Case{100, 0.87}, Case{5000, 0.4}, Case{100000, 0.9995}, Case{1000000, 0.01}}) {
    const double mean = static_cast<double>(c.n) * c.p, spread = std::sqrt(mean * (1 - c.p));
    const auto width = static_cast<std::uint64_t>(8 * spread + 8);
    const auto centre = static_cast<std::uint64_t>(mean);
    const double z = misfit([&](Rng& rng) { return binomial(rng, c.n, c.p); },
                            [&](std::uint64_t k) { return log_binomial(k, c.n, c.p); },
                            centre > width ? centre - width : 0, std::min(c.n, centre + width), 400000);
    EXPECT_LT(std::fabs(z), 4.0) << c.n << " " << c.p;
  }
}

TEST(Binomial, EdgeValues) {
  Rng rng(1, 1, 1);
  EXPECT_EQ(binomial(rng, 0, 0.5), 0u);
  EXPECT_EQ(binomial(rng, 9, 0.0), 0u);
  EXPECT_EQ(binomial(rng, 9, 1.0), 9u);
  for (int i = 0; i < 1000; ++i) EXPECT_LE(binomial(rng, 3, 0.999), 3u);
}

// Kolmogorov's distance of n draws from a continuous law, times √n: above 1.95 once in a thousand.
double distance(std::vector<double> draws, const std::function<double(double)>& cdf) {
  std::sort(draws.begin(), draws.end());
  const auto n = static_cast<double>(draws.size());
  double most = 0;
  for (std::size_t i = 0; i < draws.size(); ++i) {
    const double f = cdf(draws[i]);
    most = std::max({most, f - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - f});
  }
  return most * std::sqrt(n);
}

std::vector<double> draws_of(const std::function<double(Rng&)>& draw) {
  std::vector<double> draws(200000);
  for (std::size_t i = 0; i < draws.size(); ++i) {
    Rng rng(2025, 9, i);
    draws[i] = draw(rng);
  }
  return draws;
}

TEST(Exponential, FollowsItsLaw) {
  EXPECT_LT(distance(draws_of([](Rng& rng) { return exponential(rng, 26.0); }),
                     [](double x) { return -std::expm1(-x / 26.0); }),
            1.95);
}

TEST(Normal, FollowsItsLaw) {
  EXPECT_LT(distance(draws_of([](Rng& rng) { return normal(rng); }),
                     [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }),
            1.95);
}

TEST(Normal, MomentsAreThoseOfTheNormal) {
  const std::vector<double> draws = draws_of([](Rng& rng) { return normal(rng); });
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
  for (const double x : draws) m1 += x, m2 += x * x, m3 += x * x * x, m4 += x * x * x * x;
  const auto n = static_cast<double>(draws.size());
  EXPECT_NEAR(m1 / n, 0, 4 / std::sqrt(n));
  EXPECT_NEAR(m2 / n, 1, 4 * std::sqrt(2 / n));
  EXPECT_NEAR(m3 / n, 0, 4 * std::sqrt(15 / n));
  EXPECT_NEAR(m4 / n, 3, 4 * std::sqrt(96 / n));
}

TEST(Weibull, ExactQuantilesAndLaw) {
  EXPECT_NEAR(weibull_from(1 - std::exp(-1.0), 2.0, 10.0), 10.0, 1e-13);
  EXPECT_NEAR(weibull_from(0.5, 0.7, 3.0), 3.0 * std::pow(std::log(2.0), 1 / 0.7), 1e-13);
  for (const double shape : {0.5, 1.0, 3.0})
    EXPECT_LT(distance(draws_of([&](Rng& rng) { return weibull_from(rng.uniform(), shape, 5.0); }),
                       [&](double x) { return -std::expm1(-std::pow(x / 5.0, shape)); }),
              1.95);
}

TEST(Weibull, OfShapeOneIsExponential) {
  for (double u = 0.01; u < 1; u += 0.01)
    EXPECT_NEAR(weibull_from(u, 1.0, 9.0), exponential_from(u, 9.0), 1e-12);
}

TEST(Logistic, ExactQuantiles) {
  EXPECT_EQ(logistic_from(0.5, 3.0, 2.0), 3.0);
  EXPECT_NEAR(logistic_from(0.9, 3.0, 2.0), 3.0 + 2.0 * std::log(9.0), 1e-14);
  EXPECT_NEAR(logistic_from(0.1, 3.0, 2.0), 3.0 - 2.0 * std::log(9.0), 1e-14);
}

TEST(GeometricDays, HaveTheChanceOfTheDailyChain) {
  const double mean = 9.0, p = -std::expm1(-1 / mean);
  const double z = misfit([&](Rng& rng) { return geometric_days(rng.uniform(), mean); },
                          [&](std::uint64_t k) {
                            return std::log(static_cast<long double>(p)) +
                                   static_cast<long double>(k - 1) * std::log1p(-static_cast<long double>(p));
                          },
                          1, 200, 400000);
  EXPECT_LT(std::fabs(z), 4.0);
}

TEST(GeometricDays, AreAtLeastOneAndEndEvenInTheTail) {
  EXPECT_EQ(geometric_days(0x1.0p-53, 5.0), 1u);
  EXPECT_EQ(geometric_days(0.5, 1e-9), 1u);
  EXPECT_EQ(geometric_days(1 - 0x1.0p-53, 100.0), 3674u);  // ⌈53·ln 2·100⌉
  EXPECT_EQ(geometric_days(0.5, 1e300), std::uint64_t{1} << 52);
}

TEST(InverseLaws, MoreLuckOrAHigherMeanNeverGivesLess) {
  for (int i = 1; i < 999; ++i) {
    const double u = i / 1000.0, more = (i + 1) / 1000.0;
    EXPECT_LT(exponential_from(u, 4), exponential_from(more, 4));
    EXPECT_LE(exponential_from(u, 4), exponential_from(u, 4.1));
    EXPECT_LT(weibull_from(u, 1.4, 4), weibull_from(more, 1.4, 4));
    EXPECT_LT(logistic_from(u, 0, 1), logistic_from(more, 0, 1));
    EXPECT_LE(geometric_days(u, 30), geometric_days(more, 30));
    EXPECT_LE(geometric_days(u, 30), geometric_days(u, 31));
    EXPECT_LE(poisson_from(u, 5), poisson_from(more, 5));
    EXPECT_LE(poisson_from(u, 5), poisson_from(u, 5.1));
  }
}

TEST(Pick, FollowsTheWeights) {
  const std::vector<double> weights{1, 0, 3, 6, 0};
  std::vector<double> count(5);
  for (int i = 0; i < 100000; ++i) {
    Rng rng(1, 1, static_cast<std::uint64_t>(i));
    ++count[pick(rng, weights)];
  }
  EXPECT_EQ(count[1], 0);
  EXPECT_EQ(count[4], 0);
  EXPECT_NEAR(count[0], 10000, 400);
  EXPECT_NEAR(count[2], 30000, 600);
  EXPECT_NEAR(count[3], 60000, 650);
}

TEST(Pick, EdgesFallOnIndicesThatCanComeUp) {
  const std::vector<double> weights{0, 2, 0, 2, 0};
  EXPECT_EQ(pick_from(0x1.0p-53, weights), 1u);
  EXPECT_EQ(pick_from(0.5, weights), 1u);
  EXPECT_EQ(pick_from(0.5 + 1e-15, weights), 3u);
  EXPECT_EQ(pick_from(1 - 0x1.0p-53, weights), 3u);
  const std::vector<double> tenths(10, 0.1);
  EXPECT_EQ(pick_from(1 - 0x1.0p-53, tenths), 9u);
}

TEST(Distributions, BadParametersAreRefused) {
  Rng rng(1, 1, 1);
  EXPECT_THROW((void)exponential(rng, -1), std::invalid_argument);
  EXPECT_THROW((void)exponential(rng, kNaN), std::invalid_argument);
  EXPECT_THROW((void)poisson(rng, -1), std::invalid_argument);
  EXPECT_THROW((void)poisson(rng, kNaN), std::invalid_argument);
  EXPECT_THROW((void)poisson(rng, 1e16), std::invalid_argument);
  EXPECT_THROW((void)poisson_from(0.5, 701), std::invalid_argument);
  EXPECT_THROW((void)binomial(rng, 5, 1.1), std::invalid_argument);
  EXPECT_THROW((void)binomial(rng, 5, kNaN), std::invalid_argument);
  EXPECT_THROW((void)binomial(rng, ~std::uint64_t{0}, 0.5), std::invalid_argument);
  EXPECT_THROW((void)weibull_from(0.5, 0, 1), std::invalid_argument);
  EXPECT_THROW((void)logistic_from(0.5, 0, -1), std::invalid_argument);
  EXPECT_THROW((void)geometric_days(0.5, -1), std::invalid_argument);
  EXPECT_THROW((void)pick(rng, {}), std::invalid_argument);
  EXPECT_THROW((void)pick(rng, std::vector<double>{0, 0}), std::invalid_argument);
  EXPECT_THROW((void)pick(rng, std::vector<double>{1, -1}), std::invalid_argument);
}

}  // namespace
}  // namespace carepool
