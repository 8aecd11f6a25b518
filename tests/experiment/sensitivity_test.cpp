// Sobol indices and Morris's measures against functions whose answers are known.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "engine/det_math.hpp"
#include "engine/random.hpp"
#include "experiment/morris_indices.hpp"
#include "experiment/sobol_indices.hpp"

namespace carepool::experiment {
namespace {

using Function = std::function<double(const std::vector<double>& unit)>;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

SaltelliValues saltelli(const Function& f, std::size_t k, std::size_t n, std::uint64_t seed) {
  SaltelliValues v;
  v.ab.resize(k);
  for (std::size_t row = 0; row < n; ++row) {
    Rng rng(seed, 1, row);
    std::vector<double> a(k), b(k);
    for (double& x : a) x = rng.uniform();
    for (double& x : b) x = rng.uniform();
    v.a.push_back(f(a));
    v.b.push_back(f(b));
    for (std::size_t i = 0; i < k; ++i) {
      std::vector<double> ab = a;
      ab[i] = b[i];
      v.ab[i].push_back(f(ab));
    }
  }
  return v;
}

double ishigami(const std::vector<double>& u) {
  const auto x = [&](std::size_t i) { return std::numbers::pi * (2 * u[i] - 1); };
  const double s = std::sin(x(1));
  return std::sin(x(0)) + 7 * s * s + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
}

// Ishigami and Homma 1990, a = 7, b = 0.1.
TEST(SobolIndices, OfIshigamisFunctionAreThoseOfTheFormula) {
  const SobolIndices indices = sobol_indices(saltelli(ishigami, 3, 20000, 1), 200);
  const double first[] = {0.31390519, 0.44241114, 0}, total[] = {0.55758886, 0.44241114, 0.24368366};
  for (std::size_t i = 0; i < 3; ++i) {
    const SobolIndex& x = indices.factors[i];
    EXPECT_NEAR(x.first, first[i], 0.02) << i;
    EXPECT_NEAR(x.total, total[i], 0.02) << i;
    EXPECT_LE(x.first_band.low, x.first);
    EXPECT_GE(x.first_band.high, x.first);
    EXPECT_EQ(x.rows_used, 20000U);
  }
  EXPECT_NEAR(indices.variance, 13.844588, 0.3);
}

// Saltelli and Sobol 1995: Π (|4x − 2| + a) / (1 + a); V_i = 1 / (3 (1 + a_i)²).
TEST(SobolIndices, OfSobolsGAreThoseOfTheFormula) {
  const std::vector<double> a{0, 1, 4.5, 9, 99};
  const auto g = [&](const std::vector<double>& u) {
    double product = 1;
    for (std::size_t i = 0; i < a.size(); ++i) product *= (std::fabs(4 * u[i] - 2) + a[i]) / (1 + a[i]);
    return product;
  };
  double all = 1;
  std::vector<double> v;
  for (const double x : a) v.push_back(1 / (3 * (1 + x) * (1 + x))), all *= 1 + v.back();
  const double variance = all - 1;
  const SobolIndices indices = sobol_indices(saltelli(g, a.size(), 20000, 2), 100);
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_NEAR(indices.factors[i].first, v[i] / variance, 0.02) << i;
    EXPECT_NEAR(indices.factors[i].total, v[i] * all / (1 + v[i]) / variance, 0.02) << i;
  }
}

TEST(SobolIndices, IntervalsCoverTheTruthAboutAsOftenAsTheySay) {
  int covered = 0;
  const int times = 200;
  for (int e = 0; e < times; ++e) {
    const SobolIndices indices = sobol_indices(
        saltelli(ishigami, 3, 256, 100 + static_cast<std::uint64_t>(e)), 200, static_cast<std::uint64_t>(e));
    covered +=
        indices.factors[1].total_band.low <= 0.44241114 && 0.44241114 <= indices.factors[1].total_band.high
            ? 1
            : 0;
  }
  EXPECT_GE(covered, times * 0.90);
  EXPECT_LE(covered, times * 0.99);
}

TEST(SobolIndices, LeaveOutRowsWithAFailedPointAndSaySo) {
  SaltelliValues v = saltelli(ishigami, 3, 8000, 3);
  const SobolIndices whole = sobol_indices(v, 10);
  for (std::size_t row = 0; row < 8000; row += 10) v.ab[0][row] = kNaN;
  v.a[5] = kNaN;
  const SobolIndices holed = sobol_indices(v, 10);
  EXPECT_EQ(holed.failed, 801U);
  EXPECT_EQ(holed.factors[0].rows_used, 8000U - 801U);
  EXPECT_EQ(holed.factors[1].rows_used, 8000U - 1U);
  EXPECT_NEAR(holed.factors[0].total, whole.factors[0].total, 0.05);
}

TEST(SobolIndices, OfAConstantAreNotDefined) {
  const SobolIndices indices = sobol_indices(saltelli([](const auto&) { return 3.0; }, 2, 64, 1), 10);
  EXPECT_FALSE(indices.varies);
  EXPECT_TRUE(std::isnan(indices.factors[0].total));
}

TEST(SobolIndices, AreTheSameEachTime) {
  const SaltelliValues v = saltelli(ishigami, 3, 128, 5);
  EXPECT_EQ(sobol_indices(v, 50, 9).factors[0].total_band.low,
            sobol_indices(v, 50, 9).factors[0].total_band.low);
}

TEST(NoiseFloor, IsTheShareOfLuckInThePointsMeans) {
  // Points spread with variance 1, luck of variance 4 in each run, 8 replicates: 0.5 of the variance of means
  // is luck, and a luck that all points share in a replicate does not count.
  std::vector<std::vector<double>> values;
  for (std::uint64_t p = 0; p < 4000; ++p) {
    Rng rng(3, 1, p);
    const double at = det::normal_quantile(rng.uniform());
    std::vector<double> runs;
    for (int r = 0; r < 8; ++r) runs.push_back(at + 2 * det::normal_quantile(rng.uniform()) + 100 * r);
    values.push_back(runs);
  }
  const auto floor = noise_floor(values);
  ASSERT_TRUE(floor);
  EXPECT_NEAR(*floor, 0.5 / 1.5, 0.02);
  EXPECT_FALSE(noise_floor({{1.0}, {2.0}}));
}

// ---- Morris
// -------------------------------------------------------------------------------------------------------------------

// Morris 1991, section 4: 20 factors; the first ten matter (1–7 with curvature or interactions, 8–10 linear),
// the rest hardly.
double morris_function(const std::vector<double>& u) {
  std::vector<double> w;
  for (std::size_t i = 0; i < u.size(); ++i)
    w.push_back(i == 2 || i == 4 || i == 6 ? 2 * (1.1 * u[i] / (u[i] + 0.1) - 0.5) : 2 * (u[i] - 0.5));
  double y = 0;
  for (std::size_t i = 0; i < 20; ++i) y += (i < 10 ? 20.0 : (i % 2 == 0 ? -1.0 : 1.0)) * w[i];
  for (std::size_t i = 0; i < 20; ++i)
    for (std::size_t j = i + 1; j < 20; ++j)
      y += (i < 6 && j < 6 ? -15.0 : ((i + j) % 2 == 0 ? 1.0 : -1.0)) * w[i] * w[j];
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t j = i + 1; j < 5; ++j)
      for (std::size_t l = j + 1; l < 5; ++l) y += -10.0 * w[i] * w[j] * w[l];
  return y + 5.0 * w[0] * w[1] * w[2] * w[3];
}

std::vector<ElementaryEffect> trajectories(const Function& f, std::size_t k, std::size_t count) {
  std::vector<ElementaryEffect> effects;
  constexpr double kStep = 2.0 / 3;  // four levels
  for (std::uint32_t t = 0; t < count; ++t) {
    Rng rng(5, 1, t);
    std::vector<double> x(k);
    for (double& v : x) v = rng.below(2) == 0 ? 0.0 : 1.0 / 3;
    std::vector<std::uint32_t> order(k);
    for (std::uint32_t i = 0; i < k; ++i) order[i] = i;
    for (std::size_t i = k; i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
    double y = f(x);
    for (const std::uint32_t i : order) {
      x[i] += kStep;
      const double next = f(x);
      effects.push_back({t, i, (next - y) / kStep});
      y = next;
    }
  }
  return effects;
}

TEST(MorrisIndices, TellMorrisFactorsApart) {
  const auto indices = morris_indices(trajectories(morris_function, 20, 40), 20, 200);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(indices[i].effects, 40U);
    if (i < 10)
      EXPECT_GT(indices[i].mu_star, 20) << i;
    else
      EXPECT_LT(indices[i].mu_star, 15) << i;
  }
  for (std::size_t i = 0; i < 7; ++i) EXPECT_GT(indices[i].sigma, 10) << i;
  for (std::size_t i = 7; i < 10; ++i) {
    EXPECT_NEAR(indices[i].mu_star, 40, 5) << i;
    EXPECT_LT(indices[i].sigma, 10) << i;
  }
}

TEST(MorrisIndices, OfALineAreItsSlopesWithoutSpread) {
  const auto indices =
      morris_indices(trajectories([](const auto& u) { return 3 * u[0] - 5 * u[1]; }, 2, 10), 2, 100);
  EXPECT_NEAR(indices[0].mu, 3, 1e-9);
  EXPECT_NEAR(indices[1].mu, -5, 1e-9);
  EXPECT_NEAR(indices[1].mu_star, 5, 1e-9);
  EXPECT_NEAR(indices[1].sigma, 0, 1e-9);
  EXPECT_NEAR(indices[1].mu_star_band.low, 5, 1e-9);
}

TEST(MorrisIndices, LeaveOutEffectsWithAFailedEndAndCountThem) {
  auto effects = trajectories(morris_function, 20, 10);
  effects[3].effect = kNaN;
  const std::uint32_t factor = effects[3].factor;
  const auto indices = morris_indices(effects, 20, 50);
  EXPECT_EQ(indices[factor].left_out, 1U);
  EXPECT_EQ(indices[factor].effects, 9U);
}

}  // namespace
}  // namespace carepool::experiment
