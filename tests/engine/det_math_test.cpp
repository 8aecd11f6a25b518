// Accuracy against the C library in long double (64-bit mantissa), in units in the last place of the double
// result. The bounds below are what was measured, rounded up.
#include "engine/det_math.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

#include "engine/random.hpp"

namespace carepool {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const double kNaN = std::numeric_limits<double>::quiet_NaN();

long double ulp_of(long double reference) {
  const double rounded = std::fabs(static_cast<double>(reference));
  if (rounded < std::numeric_limits<double>::min()) return std::numeric_limits<double>::denorm_min();
  return static_cast<long double>(std::nextafter(rounded, kInfinity)) - static_cast<long double>(rounded);
}

double ulps(double got, long double reference) {
  return static_cast<double>(std::fabs(static_cast<long double>(got) - reference) / ulp_of(reference));
}

using Exact = std::function<long double(long double)>;
using Ours = double (*)(double);

// Worst error over x drawn evenly from [from, to].
double worst(Ours ours, const Exact& exact, double from, double to, int n = 400000) {
  double most = 0;
  Rng rng(1, 2, std::bit_cast<std::uint64_t>(from), 3);
  for (int i = 0; i < n; ++i) {
    const double x = from + (to - from) * rng.uniform();
    most = std::max(most, ulps(ours(x), exact(x)));
  }
  return most;
}

// Worst error over positive x of every size: 2^from … 2^to evenly in the exponent.
double worst_by_size(Ours ours, const Exact& exact, double from, double to, double sign = 1.0,
                     int n = 400000) {
  double most = 0;
  Rng rng(1, 2, std::bit_cast<std::uint64_t>(to), 4);
  for (int i = 0; i < n; ++i) {
    const double x = sign * std::exp2(from + (to - from) * rng.uniform());
    most = std::max(most, ulps(ours(x), exact(x)));
  }
  return most;
}

const Exact kExp = [](long double x) { return std::exp(x); };
const Exact kExpm1 = [](long double x) { return std::expm1(x); };
const Exact kLog = [](long double x) { return std::log(x); };
const Exact kLog1p = [](long double x) { return std::log1p(x); };

TEST(DetExp, IsWithinOneUnitInTheLastPlace) {
  EXPECT_LT(worst(det::exp, kExp, -708, 709.7), 1.0);
  EXPECT_LT(worst(det::exp, kExp, -1, 1), 1.0);
  EXPECT_LT(worst(det::exp, kExp, -40, 40), 1.0);
  EXPECT_LT(worst(det::exp, kExp, -745, -708), 1.01);  // results below the smallest normal number
  EXPECT_LT(worst_by_size(det::exp, kExp, -1074, 9), 1.0);
}

TEST(DetExpm1, IsWithinOneUnitInTheLastPlace) {
  EXPECT_LT(worst(det::expm1, kExpm1, -45, 709.7), 1.0);
  EXPECT_LT(worst(det::expm1, kExpm1, -2, 2), 1.0);
  EXPECT_LT(worst_by_size(det::expm1, kExpm1, -1060, 5), 1.0);
  EXPECT_LT(worst_by_size(det::expm1, kExpm1, -1060, 5, -1.0), 1.0);
}

TEST(DetLog, IsWithinOneUnitInTheLastPlace) {
  EXPECT_LT(worst_by_size(det::log, kLog, -1074, 1024), 1.0);
  EXPECT_LT(worst(det::log, kLog, 0.5, 2), 1.0);
  EXPECT_LT(worst(det::log, kLog, 0.999, 1.001), 1.0);
  EXPECT_LT(worst(det::log, kLog, 1, 1e6), 1.0);
}

TEST(DetLog1p, IsWithinOneUnitInTheLastPlace) {
  EXPECT_LT(worst(det::log1p, kLog1p, -0.9999999, 3), 1.0);
  EXPECT_LT(worst(det::log1p, kLog1p, -0.01, 0.01), 1.0);
  EXPECT_LT(worst_by_size(det::log1p, kLog1p, -1060, 1020), 1.0);
  EXPECT_LT(worst_by_size(det::log1p, kLog1p, -1060, -1e-9, -1.0), 1.0);
}

TEST(DetPow, IsWithinOneUnitInTheLastPlace) {
  double most = 0;
  Rng rng(6, 6, 6);
  for (int i = 0; i < 1000000; ++i) {
    const double x = std::exp2(2.0 * i / 1000.0 - 1000.0 + rng.uniform());
    const double y = (rng.uniform() - 0.5) * 2.0 * 1020.0 / std::max(1.0, std::fabs(std::log2(x)));
    const long double exact = std::pow(static_cast<long double>(x), static_cast<long double>(y));
    if (exact < 1e-307L || exact > 1.7e308L) continue;
    most = std::max(most, ulps(det::pow(x, y), exact));
  }
  EXPECT_LT(most, 1.0);
}

TEST(DetPow, IsAccurateAtTheEndsOfItsRange) {
  double most = 0;
  Rng rng(6, 6, 7);
  for (int i = 0; i < 200000; ++i) {
    const double x = 0.9 + 0.2 * rng.uniform();
    const double y = (rng.uniform() < 0.5 ? -1 : 1) * (600.0 + 100.0 * rng.uniform()) / std::log(x);
    most = std::max(most,
                    ulps(det::pow(x, y), std::pow(static_cast<long double>(x), static_cast<long double>(y))));
  }
  EXPECT_LT(most, 1.0);
}

TEST(DetPow, WholePowersOfSmallNumbersAreExact) {
  for (int x = 1; x <= 9; ++x) {
    double product = 1;
    for (int y = 0; y <= 16; ++y, product *= x) EXPECT_EQ(det::pow(x, y), product) << x << "^" << y;
  }
  EXPECT_EQ(det::pow(2.0, -1074.0), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(det::pow(2.0, 1023.0), 0x1.0p1023);
}

TEST(DetMath, EdgeValues) {
  EXPECT_EQ(det::exp(0.0), 1.0);
  EXPECT_EQ(det::exp(kInfinity), kInfinity);
  EXPECT_EQ(det::exp(-kInfinity), 0.0);
  EXPECT_EQ(det::exp(710.0), kInfinity);
  EXPECT_EQ(det::exp(-746.0), 0.0);
  EXPECT_EQ(det::exp(-745.0), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(det::expm1(0.0), 0.0);
  EXPECT_TRUE(std::signbit(det::expm1(-0.0)));
  EXPECT_EQ(det::expm1(-kInfinity), -1.0);
  EXPECT_EQ(det::expm1(kInfinity), kInfinity);
  EXPECT_EQ(det::log(1.0), 0.0);
  EXPECT_EQ(det::log(0.0), -kInfinity);
  EXPECT_EQ(det::log(kInfinity), kInfinity);
  EXPECT_TRUE(std::isnan(det::log(-1.0)));
  EXPECT_EQ(det::log1p(0.0), 0.0);
  EXPECT_EQ(det::log1p(-1.0), -kInfinity);
  EXPECT_TRUE(std::isnan(det::log1p(-1.5)));
  EXPECT_EQ(det::log1p(kInfinity), kInfinity);
  EXPECT_EQ(det::pow(0.0, 2.0), 0.0);
  EXPECT_EQ(det::pow(0.0, -2.0), kInfinity);
  EXPECT_EQ(det::pow(0.0, 0.0), 1.0);
  EXPECT_EQ(det::pow(2.0, kInfinity), kInfinity);
  EXPECT_EQ(det::pow(0.5, kInfinity), 0.0);
  EXPECT_EQ(det::pow(2.0, -kInfinity), 0.0);
  EXPECT_EQ(det::pow(kInfinity, 0.5), kInfinity);
  EXPECT_EQ(det::pow(10.0, 400.0), kInfinity);
  EXPECT_EQ(det::pow(10.0, -400.0), 0.0);
  EXPECT_TRUE(std::isnan(det::pow(-2.0, 2.0)));
  for (const Ours f : {det::exp, det::expm1, det::log, det::log1p, det::logistic, det::logit, det::normal_cdf,
                       det::normal_quantile})
    EXPECT_TRUE(std::isnan(f(kNaN)));
  EXPECT_TRUE(std::isnan(det::pow(kNaN, 2.0)));
  EXPECT_TRUE(std::isnan(det::pow(2.0, kNaN)));
}

// Not a theorem for an approximation within one unit, but it must hold wherever the model may look.
TEST(DetMath, NeverFallsWhereTheTrueFunctionRises) {
  const auto rises = [](Ours f, double from, double step_ulps, int n) {
    double x = from, before = f(from);
    for (int i = 0; i < n; ++i) {
      for (int s = 0; s < step_ulps; ++s) x = std::nextafter(x, kInfinity);
      const double now = f(x);
      if (now < before) return false;
      before = now;
    }
    return true;
  };
  Rng rng(8, 8, 8);
  for (int i = 0; i < 300; ++i) {
    EXPECT_TRUE(rises(det::exp, -700 + 1400 * rng.uniform(), 1, 2000));
    EXPECT_TRUE(rises(det::exp, -2 + 4 * rng.uniform(), 1, 2000));
    EXPECT_TRUE(rises(det::log, std::exp2(-30 + 60 * rng.uniform()), 1, 2000));
    EXPECT_TRUE(rises(det::log1p, -0.999 + 5 * rng.uniform(), 1, 2000));
    EXPECT_TRUE(rises(det::expm1, -5 + 10 * rng.uniform(), 1, 2000));
    EXPECT_TRUE(rises(det::normal_quantile, rng.uniform(), 50, 200));
  }
  for (int i = -50000; i < 50000; ++i) ASSERT_LE(det::exp(i / 100.0), det::exp((i + 1) / 100.0));
  for (int i = -8000; i < 8000; ++i)
    ASSERT_LE(det::normal_cdf(i / 1000.0), det::normal_cdf((i + 1) / 1000.0));
}

TEST(DetLogistic, IsAccurateAndSymmetric) {
  const Exact exact = [](long double x) { return 1.0L / (1.0L + std::exp(-x)); };
  EXPECT_LT(worst(det::logistic, exact, -700, 40), 3.0);
  EXPECT_LT(worst(det::logistic, exact, -3, 3), 3.0);
  EXPECT_EQ(det::logistic(0.0), 0.5);
  EXPECT_EQ(det::logistic(kInfinity), 1.0);
  EXPECT_EQ(det::logistic(-kInfinity), 0.0);
}

TEST(DetLogit, IsAccurateAndUndoesLogistic) {
  const Exact exact = [](long double p) {
    return p < 0.1L ? std::log(p / (1 - p)) : std::log1p((2 * p - 1) / (1 - p));
  };
  EXPECT_LT(worst(det::logit, exact, 1e-9, 1 - 1e-9), 4.0);
  EXPECT_LT(worst(det::logit, exact, 0.49, 0.51), 4.0);
  EXPECT_LT(worst_by_size(det::logit, exact, -1000, -2), 4.0);
  for (double x = -30; x < 20; x += 0.37) EXPECT_NEAR(det::logit(det::logistic(x)), x, 1e-7);
  EXPECT_EQ(det::logit(0.0), -kInfinity);
  EXPECT_EQ(det::logit(1.0), kInfinity);
  EXPECT_EQ(det::logit(0.5), 0.0);
  EXPECT_TRUE(std::isnan(det::logit(1.5)));
  EXPECT_TRUE(std::isnan(det::logit(-0.1)));
}

long double normal_cdf_exact(long double x) { return 0.5L * std::erfc(-x / std::sqrt(2.0L)); }

TEST(DetNormalCdf, RelativeErrorIsBelow1e14EvenInTheTail) {
  double most = 0;
  for (double x = -38.0; x < 9.0; x += 0.00137) {
    const long double exact = normal_cdf_exact(x);
    if (exact < 1e-300L) continue;
    most = std::max(most, static_cast<double>(std::fabs(det::normal_cdf(x) - exact) / exact));
  }
  EXPECT_LT(most, 1e-14);
  EXPECT_EQ(det::normal_cdf(0.0), 0.5);
  EXPECT_EQ(det::normal_cdf(-kInfinity), 0.0);
  EXPECT_EQ(det::normal_cdf(kInfinity), 1.0);
}

TEST(DetNormalQuantile, KnownAnswersAndInverse) {
  EXPECT_EQ(det::normal_quantile(0.5), 0.0);
  EXPECT_NEAR(det::normal_quantile(0.975), 1.959963984540054, 1e-15);
  EXPECT_NEAR(det::normal_quantile(0.95), 1.6448536269514722, 1e-15);
  EXPECT_NEAR(det::normal_quantile(0.25), -0.6744897501960817, 1e-15);  // published with AS 241
  EXPECT_NEAR(det::normal_quantile(0.001), -3.090232306167814, 2e-15);
  EXPECT_NEAR(det::normal_quantile(1e-20), -9.262340089798408, 1e-14);
  double most = 0;
  Rng rng(4, 4, 4);
  for (int i = 0; i < 50000; ++i) {
    const double p = i % 2 == 0 ? rng.uniform() : std::exp2(-900 * rng.uniform());
    const long double back = normal_cdf_exact(det::normal_quantile(p));
    // An error of one ulp in x moves p by x·φ(x)·2^-53 of itself; AS 241 promises 16 figures of x.
    const long double slope = std::max(1.0L, std::fabs(static_cast<long double>(det::normal_quantile(p))));
    most = std::max(most, static_cast<double>(std::fabs(back - p) / (p * slope * slope)));
  }
  EXPECT_LT(most, 2e-15);
  EXPECT_EQ(det::normal_quantile(0.0), -kInfinity);
  EXPECT_EQ(det::normal_quantile(1.0), kInfinity);
  EXPECT_TRUE(std::isnan(det::normal_quantile(1.1)));
}

TEST(DetLogFactorial, RelativeErrorIsBelow1e15) {
  EXPECT_EQ(det::log_factorial(0), 0.0);
  EXPECT_EQ(det::log_factorial(1), 0.0);
  for (std::uint64_t n = 2; n < 100000; n += 1 + n / 50) {
    const long double exact = std::lgamma(static_cast<long double>(n) + 1.0L);
    EXPECT_LT(std::fabs(det::log_factorial(n) - exact) / exact, 1e-15L) << n;
  }
}

}  // namespace
}  // namespace carepool
