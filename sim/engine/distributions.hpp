// Numbers of a given law from uniform ones, the same on every machine.
// Written by the engine room; read by the world, the market and the behaviours.
// Surprising: everything that can be is one uniform number put through an *increasing* inverse, so that with
// the same luck a longer mean gives a longer stay; Poisson and binomial counts above a mean of 30 and 12 use
// rejection instead. Means and scales carry the caller's unit. A bad parameter (NaN, negative, p outside
// [0,1]) throws std::invalid_argument.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/random.hpp"

namespace carepool {

// Exponential with this mean ≥ 0.
[[nodiscard]] double exponential(Rng& rng, double mean);
[[nodiscard]] double exponential_from(double u, double mean);

// Standard normal, by its quantile: one uniform number.
[[nodiscard]] double normal(Rng& rng);

// Number of events with this mean, 0 ≤ mean ≤ 10^15.
[[nodiscard]] std::uint64_t poisson(Rng& rng, double mean);

// Smallest k with P(K ≤ k) ≥ u for the Poisson law; for means up to 700.
[[nodiscard]] std::uint64_t poisson_from(double u, double mean);

// Number of successes in n trials, n < 2^53.
[[nodiscard]] std::uint64_t binomial(Rng& rng, std::uint64_t n, double p);

// P(X > x) = exp(−(x/scale)^shape).
[[nodiscard]] double weibull_from(double u, double shape, double scale);

// P(X ≤ x) = 1/(1 + exp(−(x − location)/scale)).
[[nodiscard]] double logistic_from(double u, double location, double scale);

// Whole days ⌈Exp(mean)⌉ ≥ 1: geometric with p = 1 − e^(−1/mean). At most 2^52; mean > 0.
[[nodiscard]] std::uint64_t geometric_days(double u, double mean_days);

// Index with chance proportional to its weight; weights ≥ 0 and not all 0. `pick_from` is the same from a
// given u.
[[nodiscard]] std::size_t pick(Rng& rng, std::span<const double> weights);
[[nodiscard]] std::size_t pick_from(double u, std::span<const double> weights);

}  // namespace carepool
