// Which factor moves the answer, alone and with others: Sobol's first-order and total indices from Saltelli's
// design.
//
// Called by analyse. Values are those of one metric at the points of matrices A, B and, for each factor i, A
// with B's column i. First order: Saltelli et al. (2010), mean of f(B)·(f(AB_i) − f(A)) over the variance;
// total: Jansen (1999), half the mean of (f(A) − f(AB_i))² over the variance. Intervals: 95 %, by resampling
// rows of the design. Failed points: a row counts for factor i only if A, B and AB_i all have a value;
// rows_used says how many did. Values are centred first, which changes nothing in expectation and much in
// precision. Surprising decision: an index may come out below 0 or above 1 within its interval; it is
// reported as it is.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "experiment/statistics.hpp"

namespace carepool::experiment {

struct SaltelliValues {
  std::vector<double> a, b;             // [rows]; NaN: the point failed
  std::vector<std::vector<double>> ab;  // [factors][rows]
};

struct SobolIndex {
  double first = 0, total = 0;
  Band first_band, total_band;  // 95 %
  std::size_t rows_used = 0;
};

struct SobolIndices {
  std::vector<SobolIndex> factors;
  double variance = 0;     // of the output over the factors' ranges
  std::size_t rows = 0;    // of the design
  std::size_t failed = 0;  // points without a value
  bool varies = true;      // false: the output is the same everywhere and no index means anything
};

SobolIndices sobol_indices(const SaltelliValues& values, std::size_t resamples = 1000,
                           std::uint64_t seed = 1);

// Share of the output's variance that is left-over luck in the points' means: an index below it may be luck
// alone. values[point][replicate], NaN where missing. The luck that all points share in a replicate cancels
// and does not count. Nothing with fewer than two replicates.
std::optional<double> noise_floor(const std::vector<std::vector<double>>& values);

}  // namespace carepool::experiment
