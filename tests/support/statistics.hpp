// statistics.hpp: estimates with their standard errors, and tests of equivalence with a reference.
//
// What for: tests/verification. Who reads: tests only.
// The surprising decision: a test passes only if the estimate is *shown* to be near the reference, |estimate
// − reference| + 2 se < δ. Too short a run fails; a test of difference would pass it.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <span>

namespace carepool::statistics {

struct Estimate {
  double mean = 0;
  double se = 0;  // standard error of the mean
};

// Of independent values: one for each pool or seed. At least two.
Estimate mean_of(std::span<const double> values);

// Σ top / Σ bottom over independent pairs (lost children and arrivals of each pool, say), by linearisation.
Estimate ratio_of(std::span<const double> top, std::span<const double> bottom);

// Of one long series whose neighbours are alike: by the means of `batches` equal stretches; the rest at the
// front is left out. The stretches must be much longer than the memory of the series.
Estimate batch_mean_of(std::span<const double> series, std::size_t batches = 30);

// Mean difference of pairs on the same luck, and its se.
Estimate paired_difference(std::span<const double> with, std::span<const double> without);

// EXPECT_TRUE(equivalent("blocking", estimate, reference, 0.002)): |mean − reference| + 2 se < margin.
testing::AssertionResult equivalent(const char* what, Estimate estimate, double reference, double margin);
// The 95 % interval lies wholly above or below zero.
testing::AssertionResult surely_positive(const char* what, Estimate estimate);
testing::AssertionResult surely_negative(const char* what, Estimate estimate);

}  // namespace carepool::statistics
