#include "world/rounding.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace carepool {
namespace {

TEST(Rounding, ApportionKeepsTheTotalAndStaysWithinOne) {
  const std::vector<double> shares{26, 16, 12, 10, 9, 8, 7, 6, 5};
  const std::vector<int> out = apportion(shares, 3939);
  EXPECT_EQ(std::accumulate(out.begin(), out.end(), 0), 3939);
  for (std::size_t i = 0; i < shares.size(); ++i) EXPECT_LT(std::fabs(out[i] - shares[i] / 99 * 3939), 1);
  EXPECT_EQ(apportion(std::vector<double>{0, 1, 0}, 7), (std::vector<int>{0, 7, 0}));
}

// A grid with whole margins and random cells.
Grid random_grid(std::size_t rows, std::size_t columns, std::uint64_t key, std::vector<int>& row_totals,
                 std::vector<int>& column_totals) {
  Rng rng(11, 2, key);
  Grid g(rows, columns);
  row_totals.assign(rows, 0);
  column_totals.assign(columns, 0);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      const int n = static_cast<int>(rng.below(9));
      row_totals[r] += n;
      column_totals[c] += n;
      g.at(r, c) = rng.uniform() + 0.05;
    }
  }
  fit_margins(g, std::vector<double>(row_totals.begin(), row_totals.end()),
              std::vector<double>(column_totals.begin(), column_totals.end()));
  return g;
}

TEST(Rounding, ControlledRoundingKeepsEveryMarginAndMovesNoCellByOne) {
  for (std::uint64_t key = 0; key < 200; ++key) {
    std::vector<int> rows, columns;
    const Grid g = random_grid(2 + key % 7, 2 + key % 9, key, rows, columns);
    Rng rng(1, 3, key);
    const std::vector<int> out = round_grid(g, rows, columns, rng);
    for (std::size_t r = 0; r < g.rows; ++r) {
      int sum = 0;
      for (std::size_t c = 0; c < g.columns; ++c) {
        sum += out[r * g.columns + c];
        EXPECT_LT(std::fabs(out[r * g.columns + c] - g.at(r, c)), 1 + 1e-4);
      }
      EXPECT_EQ(sum, rows[r]);
    }
    for (std::size_t c = 0; c < g.columns; ++c) {
      int sum = 0;
      for (std::size_t r = 0; r < g.rows; ++r) sum += out[r * g.columns + c];
      EXPECT_EQ(sum, columns[c]);
    }
  }
}

TEST(Rounding, ControlledRoundingIsUnbiased) {
  std::vector<int> rows, columns;
  const Grid g = random_grid(4, 5, 1, rows, columns);
  std::vector<double> mean(g.cells.size(), 0.0);
  const int n = 4000;
  for (int k = 0; k < n; ++k) {
    Rng rng(99, 3, static_cast<std::uint64_t>(k));
    const std::vector<int> out = round_grid(g, rows, columns, rng);
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += static_cast<double>(out[i]) / n;
  }
  for (std::size_t i = 0; i < mean.size(); ++i) EXPECT_NEAR(mean[i], g.cells[i], 4 * 0.5 / std::sqrt(n));
}

TEST(Rounding, RepairMakesMarginsExactWhenTheFitWasPoor) {
  Grid g(2, 3, 1.2);
  const std::vector<int> rows{5, 3}, columns{4, 2, 2};
  Rng rng(1, 1, 1);
  const std::vector<int> out = round_grid(g, rows, columns, rng);
  EXPECT_EQ(out[0] + out[1] + out[2], 5);
  EXPECT_EQ(out[0] + out[3], 4);
  EXPECT_EQ(out[2] + out[5], 2);
}

TEST(Rounding, OrderSampleTakesTheCountAndFollowsTheWeights) {
  const std::vector<double> weights{0.2, 0.8, 0, 0.5, 0.5};
  std::vector<double> taken(5, 0.0);
  const int n = 5000;
  for (int k = 0; k < n; ++k) {
    std::vector<double> luck;
    for (std::uint64_t i = 0; i < 5; ++i)
      luck.push_back(draw_uniform(3, 1, i, static_cast<std::uint32_t>(k)));
    const auto out = order_sample(weights, luck, 2);
    ASSERT_EQ(out.size(), 2u);
    for (std::size_t i : out) taken[i] += 1.0 / n;
  }
  EXPECT_EQ(taken[2], 0);
  for (std::size_t i : {0u, 1u, 3u, 4u}) EXPECT_NEAR(taken[i], weights[i], 0.05);
}

TEST(Rounding, TiltMeetsTheMeanAndSizesMeetTheTotal) {
  const std::vector<double> w{1, 2, 3, 2, 1}, v{1, 2, 3, 4, 5};
  for (double mean : {1.4, 3.0, 4.3}) {
    const auto share = tilt_to_mean(w, v, mean);
    double got = 0;
    for (std::size_t k = 0; k < 5; ++k) got += share[k] * v[k];
    EXPECT_NEAR(got, mean, 1e-6);
  }
  const auto sizes = sizes_with_total(189, 1070, 4, 9);
  EXPECT_EQ(sizes.size(), 189u);
  EXPECT_EQ(std::accumulate(sizes.begin(), sizes.end(), 0), 1070);
  EXPECT_LE(sizes.front(), 9);
  EXPECT_GE(sizes.back(), 4);
  EXPECT_TRUE(sizes_with_total(3, 100, 1, 9).empty());
}

}  // namespace
}  // namespace carepool
