// Designs against their published properties.
#include "experiment/design.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace carepool::experiment {
namespace {

TEST(SobolSequence, BeginsAsPublished) {
  // Joe and Kuo's program prints these points for three dimensions (Gray-code order).
  const double published[][3] = {{0, 0, 0},
                                 {0.5, 0.5, 0.5},
                                 {0.75, 0.25, 0.25},
                                 {0.25, 0.75, 0.75},
                                 {0.375, 0.375, 0.625},
                                 {0.875, 0.875, 0.125},
                                 {0.625, 0.125, 0.875},
                                 {0.125, 0.625, 0.375}};
  for (std::uint32_t i = 0; i < 8; ++i)
    for (std::size_t d = 0; d < 3; ++d)
      EXPECT_EQ(sobol_point(i, 3)[d], published[i][d]) << "point " << i << " dimension " << d;
}

TEST(SobolSequence, EverySliceOfEveryDimensionHoldsOnePoint) {
  for (const std::uint32_t n : {8u, 64u, 256u})
    for (std::size_t d = 0; d < kSobolDimensions; ++d) {
      std::set<int> slices;
      for (std::uint32_t i = 0; i < n; ++i)
        slices.insert(static_cast<int>(sobol_point(i, kSobolDimensions)[d] * n));
      EXPECT_EQ(slices.size(), n) << "dimension " << d;
    }
}

TEST(SobolSequence, NoTwoDimensionsAreTheSame) {
  std::set<std::vector<double>> columns;
  for (std::size_t d = 0; d < kSobolDimensions; ++d) {
    std::vector<double> column;
    for (std::uint32_t i = 0; i < 1024; ++i) column.push_back(sobol_point(i, kSobolDimensions)[d]);
    columns.insert(column);
  }
  EXPECT_EQ(columns.size(), kSobolDimensions);
}

TEST(SobolSequence, IntegratesAProductBetterThanChance) {
  // ∏ (1 + (x − ½)/4) over twelve dimensions has the mean 1 and, by chance, an error of about 0.0078 with
  // 1,024 points.
  double sum = 0;
  for (const DesignRow& row : sobol_design(1023, 12)) {
    double f = 1;
    for (const double x : row.unit) f *= 1 + (x - 0.5) / 4;
    sum += f;
  }
  EXPECT_NEAR(sum / 1023, 1, 0.002);
}

TEST(SobolSequence, BeyondItsTableSaysSo) {
  EXPECT_THROW(sobol_point(1, kSobolDimensions + 1), std::invalid_argument);
}

TEST(SobolDesign, KeepsItsPointsWhenItGrows) {
  const auto few = sobol_design(10, 5), many = sobol_design(40, 5);
  for (std::size_t i = 0; i < few.size(); ++i) EXPECT_EQ(few[i].unit, many[i].unit);
  EXPECT_NE(few[0].unit, std::vector<double>(5, 0.0)) << "the corner is left out";
}

TEST(Saltelli, EachRowOfABTakesOneFactorFromB) {
  const std::size_t k = 6, n = 16;
  const auto rows = saltelli_design(n, k);
  ASSERT_EQ(rows.size(), n * (k + 2));
  for (std::size_t i = 0; i < n; ++i) {
    const DesignRow& a = rows[i * (k + 2)];
    const DesignRow& b = rows[i * (k + 2) + 1];
    EXPECT_EQ(a.block, "A");
    EXPECT_EQ(b.block, "B");
    for (std::size_t j = 0; j < k; ++j) {
      const DesignRow& ab = rows[i * (k + 2) + 2 + j];
      EXPECT_EQ(ab.block, "AB");
      EXPECT_EQ(ab.sample, i);
      EXPECT_EQ(ab.factor, static_cast<std::int32_t>(j));
      for (std::size_t f = 0; f < k; ++f) EXPECT_EQ(ab.unit[f], f == j ? b.unit[f] : a.unit[f]);
    }
  }
}

TEST(Saltelli, KeepsItsRowsWhenItGrows) {
  const auto few = saltelli_design(4, 3), many = saltelli_design(9, 3);
  for (std::size_t i = 0; i < few.size(); ++i) EXPECT_EQ(few[i].unit, many[i].unit);
}

TEST(LatinHypercube, EverySliceOfEveryFactorHoldsOnePoint) {
  const std::size_t n = 37;
  const auto rows = latin_hypercube(n, 4, 1);
  for (std::size_t j = 0; j < 4; ++j) {
    std::set<int> slices;
    for (const DesignRow& row : rows) slices.insert(static_cast<int>(row.unit[j] * static_cast<double>(n)));
    EXPECT_EQ(slices.size(), n);
  }
}

TEST(LatinHypercube, IsItsSeeds) {
  EXPECT_EQ(latin_hypercube(9, 3, 1)[4].unit, latin_hypercube(9, 3, 1)[4].unit);
  EXPECT_NE(latin_hypercube(9, 3, 1)[4].unit, latin_hypercube(9, 3, 2)[4].unit);
  EXPECT_NE(latin_hypercube(9, 3, 1)[4].unit, latin_hypercube(10, 3, 1)[4].unit)
      << "another size begins again";
}

TEST(Morris, EachMoveIsOneStepOfOneFactorAndEachFactorMovesOnce) {
  const std::size_t k = 7, levels = 6;
  const double step = static_cast<double>(levels) / 2 / static_cast<double>(levels - 1);
  const auto rows = morris_design(12, k, levels, 3);
  ASSERT_EQ(rows.size(), 12 * (k + 1));
  int up = 0;
  for (std::size_t t = 0; t < 12; ++t) {
    EXPECT_EQ(rows[t * (k + 1)].block, "start");
    std::set<std::int32_t> moved;
    for (std::size_t m = 1; m <= k; ++m) {
      const DesignRow &before = rows[t * (k + 1) + m - 1], &now = rows[t * (k + 1) + m];
      EXPECT_EQ(now.block, "step");
      moved.insert(now.factor);
      for (std::size_t j = 0; j < k; ++j) {
        const double change = now.unit[j] - before.unit[j];
        EXPECT_NEAR(std::fabs(change), static_cast<std::int32_t>(j) == now.factor ? step : 0, 1e-12);
        EXPECT_GE(now.unit[j], 0);
        EXPECT_LE(now.unit[j], 1);
        if (change > 0) ++up;
      }
    }
    EXPECT_EQ(moved.size(), k);
  }
  EXPECT_GT(up, 20);
  EXPECT_LT(up, 64) << "steps go both ways";
}

TEST(Morris, StandsOnTheGridOfItsLevels) {
  for (const DesignRow& row : morris_design(20, 3, 4, 1))
    for (const double x : row.unit) EXPECT_NEAR(x * 3, std::round(x * 3), 1e-12);
  EXPECT_THROW(morris_design(1, 3, 5, 1), std::invalid_argument);
}

TEST(Grid, IsEveryCombinationOnce) {
  const auto rows = grid_design({2, 3, 2});
  EXPECT_EQ(std::set(rows.begin(), rows.end()).size(), 12u);
  EXPECT_EQ(rows[1], (std::vector<std::size_t>{0, 0, 1})) << "the last factor varies fastest";
  EXPECT_EQ(grid_design({}).size(), 1u) << "no factors: the base";
  EXPECT_TRUE(grid_design({3, 0}).empty());
}

}  // namespace
}  // namespace carepool::experiment
