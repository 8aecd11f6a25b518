// The few pieces of statistics that every answer here rests on: means, spreads, Student's t, ranks,
// resampling.
//
// Called by paired, sobol_indices, morris_indices, prim, regret and analyse. Nothing here knows what a value
// means. Surprising decision: logarithms and powers come from engine/det_math, and resampling from the
// engine's counter-based numbers, so that an interval is the same to the bit on every machine and for any
// number of threads.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "store/results.hpp"

namespace carepool::experiment {

using store::Band;

double mean_of(std::span<const double> values);      // NaN when empty
double variance_of(std::span<const double> values);  // Σ(x − mean)²/(n − 1); NaN below two values
double correlation_of(std::span<const double> a, std::span<const double> b);  // NaN without spread

double log_gamma(double x);                            // x > 0; relative error below 1e-13
double incomplete_beta(double a, double b, double x);  // regularised, 0 ≤ x ≤ 1
double student_t_cdf(double t, double degrees);        // degrees > 0
double student_t_quantile(double p, double degrees);   // 0 < p < 1; absolute error below 1e-10 for |t| < 1e3
double binomial_upper_tail(std::uint64_t n, std::uint64_t at_least, double p);  // P(X ≥ at_least)

// Between the neighbours in rank, linearly, as R's type 7; `sorted` is ascending and not empty.
double quantile_of_sorted(std::span<const double> sorted, double p);

// A 95 % interval of a mean by Student's t; nothing to say below two values.
struct MeanInterval {
  double mean = 0;
  Band band;
};
MeanInterval mean_interval(std::span<const double> values, double confidence = 0.95);

// What a reader must know of intervals from so few values ("pairs", "replicates"); empty where there are enough, or none are made.
inline constexpr std::size_t kFewValues = 5;
std::string few_values_remark(std::size_t n, const std::string& values);

// The `b`-th resample of n rows with replacement: n positions, a pure function of its arguments.
std::vector<std::uint32_t> resample(std::uint64_t seed, std::uint64_t b, std::size_t n);

// 2.5th and 97.5th percentile (for 0.95) of the values; NaNs are left out. NaN ends when nothing is left.
Band percentile_band(std::vector<double> values, double confidence = 0.95);

}  // namespace carepool::experiment
