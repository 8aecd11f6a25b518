#include "engine/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "engine/det_math.hpp"

namespace carepool {
namespace {

void demand(bool holds, const char* message) {
  if (!holds) throw std::invalid_argument(message);
}

// Hörmann (1993), "The transformed rejection method for generating Poisson random variables", PTRS; mean
// ≥ 10.
std::uint64_t poisson_by_rejection(Rng& rng, double mean) {
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double log_inverse_alpha = det::log(1.1239 + 1.1328 / (b - 3.4));
  const double v_r = 0.9277 - 3.6224 / (b - 2.0);
  const double log_mean = det::log(mean);
  for (;;) {
    const double u = rng.uniform() - 0.5;
    const double v = rng.uniform();
    const double us = 0.5 - std::fabs(u);
    const double k = std::floor((2.0 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= v_r) return static_cast<std::uint64_t>(k);
    if (k < 0.0 || k > 0x1.0p53 || (us < 0.013 && v > us)) continue;
    const double log_density = -mean + k * log_mean - det::log_factorial(static_cast<std::uint64_t>(k));
    if (det::log(v) + log_inverse_alpha - det::log(a / (us * us) + b) <= log_density)
      return static_cast<std::uint64_t>(k);
  }
}

// Smallest k whose summed chances reach u, for p ≤ ½ and a small mean.
std::uint64_t binomial_from(double u, std::uint64_t n, double p) {
  const double odds = p / (1.0 - p);
  double chance = det::exp(static_cast<double>(n) * det::log1p(-p));
  std::uint64_t k = 0;
  while (u > chance && k < n) {
    u -= chance;
    chance *= odds * static_cast<double>(n - k) / static_cast<double>(k + 1);
    ++k;
    if (chance <= 0.0) break;
  }
  return k;
}

// Hörmann (1993), "The generation of binomial random variates", BTRS; p ≤ ½ and n·p ≥ 10.
std::uint64_t binomial_by_rejection(Rng& rng, std::uint64_t trials, double p) {
  const double n = static_cast<double>(trials);
  const double spread = std::sqrt(n * p * (1.0 - p));
  const double b = 1.15 + 2.53 * spread;
  const double a = -0.0873 + 0.0248 * b + 0.01 * p;
  const double centre = n * p + 0.5;
  const double v_r = 0.92 - 4.2 / b;
  const double alpha = (2.83 + 5.1 / b) * spread;
  const double log_odds = det::log(p / (1.0 - p));
  const std::uint64_t mode = static_cast<std::uint64_t>(std::floor((n + 1.0) * p));
  const double log_at_mode = det::log_factorial(mode) + det::log_factorial(trials - mode);
  for (;;) {
    const double u = rng.uniform() - 0.5;
    const double v = rng.uniform();
    const double us = 0.5 - std::fabs(u);
    const double k = std::floor((2.0 * a / us + b) * u + centre);
    if (k < 0.0 || k > n) continue;
    const std::uint64_t count = static_cast<std::uint64_t>(k);
    if (us >= 0.07 && v <= v_r) return count;
    const double log_density = log_at_mode - det::log_factorial(count) - det::log_factorial(trials - count) +
                               (k - static_cast<double>(mode)) * log_odds;
    if (det::log(v * alpha / (a / (us * us) + b)) <= log_density) return count;
  }
}

}  // namespace

double exponential_from(double u, double mean) {
  demand(mean >= 0.0 && mean <= 1e300, "mean of an exponential");
  return -mean * det::log1p(-u);
}

double exponential(Rng& rng, double mean) { return exponential_from(rng.uniform(), mean); }

double normal(Rng& rng) { return det::normal_quantile(rng.uniform()); }

std::uint64_t poisson_from(double u, double mean) {
  demand(mean >= 0.0 && mean <= 700.0, "mean of a Poisson count");
  double chance = det::exp(-mean);
  std::uint64_t k = 0;
  while (u > chance) {
    u -= chance;
    ++k;
    chance *= mean / static_cast<double>(k);
    if (static_cast<double>(k) > mean && chance < 0x1.0p-80) break;  // all of u that is left is rounding
  }
  return k;
}

std::uint64_t poisson(Rng& rng, double mean) {
  demand(mean >= 0.0 && mean <= 1e15, "mean of a Poisson count");
  constexpr double kRejectionFrom = 30.0;
  return mean < kRejectionFrom ? poisson_from(rng.uniform(), mean) : poisson_by_rejection(rng, mean);
}

std::uint64_t binomial(Rng& rng, std::uint64_t n, double p) {
  demand(p >= 0.0 && p <= 1.0, "chance of success");
  demand(n < (std::uint64_t{1} << 53), "number of trials");
  if (n == 0 || p == 0.0) return 0;
  if (p == 1.0) return n;
  constexpr double kRejectionFrom = 12.0;
  const double rarer = std::min(p, 1.0 - p);
  if (static_cast<double>(n) * rarer >= kRejectionFrom) {
    const std::uint64_t count = binomial_by_rejection(rng, n, rarer);
    return p <= 0.5 ? count : n - count;
  }
  const double u = rng.uniform();
  return p <= 0.5 ? binomial_from(u, n, p) : n - binomial_from(1.0 - u, n, 1.0 - p);
}

double weibull_from(double u, double shape, double scale) {
  demand(shape > 0.0 && scale >= 0.0, "shape and scale of a Weibull");
  return scale * det::pow(-det::log1p(-u), 1.0 / shape);
}

double logistic_from(double u, double location, double scale) {
  demand(scale >= 0.0, "scale of a logistic");
  return location + scale * det::logit(u);
}

std::uint64_t geometric_days(double u, double mean_days) {
  constexpr double kMostDays = 0x1.0p52;
  const double days = std::ceil(exponential_from(u, mean_days));
  return static_cast<std::uint64_t>(std::clamp(days, 1.0, kMostDays));
}

std::size_t pick_from(double u, std::span<const double> weights) {
  double total = 0.0;
  for (const double weight : weights) {
    demand(weight >= 0.0, "weight");
    total += weight;
  }
  demand(total > 0.0 && total <= 1e300, "sum of weights");
  const double target = u * total;
  double sum = 0.0;
  std::size_t last =
      0;  // last index that can come up, for when rounding leaves the target just above the sum
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0.0) continue;
    sum += weights[i];
    last = i;
    if (target <= sum) break;
  }
  return last;
}

std::size_t pick(Rng& rng, std::span<const double> weights) { return pick_from(rng.uniform(), weights); }

}  // namespace carepool
