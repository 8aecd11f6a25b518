// From the values of replicates (and later of parameter draws) to the numbers of a summary.
//
// Used by sim/run for `run --replicates N` and by sim/experiment.
//   n         values that are defined (a mean of nothing in one replicate is left out)
//   value     their mean: over the draws, of the mean over each draw's replicates
//   sd_luck   standard deviation between replicates of one draw (pooled over draws): how far one future may
//   lie from
//             the mean. Absent with one replicate
//   band_luck 95 % interval *of the mean* by Student's t, from luck alone: computer time narrows it
//   band_not_known  5th to 95th percentile of the draws' means: what is not known about the parameters.
//   Absent with
//             fewer than two draws. It still holds the luck that remains in each draw's mean
// Surprising decision: band_luck is not the range of futures. Twice sd_luck is.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "store/results.hpp"

namespace carepool::store {

struct Outcome {
  std::int32_t draw = 0;
  std::int32_t replicate = 0;
  double value = 0;  // NaN: not defined
};

struct OutcomeSummary {
  std::int64_t n = 0;
  double value = 0;  // NaN when n is 0
  std::optional<double> sd_luck;
  std::optional<Band> band_luck;
  std::optional<Band> band_not_known;
};

OutcomeSummary summarise(std::span<const Outcome> outcomes);
OutcomeSummary summarise_replicates(std::span<const double> values);

// One row per metric and group of any replicate. A row that a replicate lacks counts as not defined there.
// With one replicate the rows are as given, without n and bands.
std::vector<SummaryRow> summarise_rows(std::span<const std::vector<SummaryRow>> replicates);

// 97.5th percentile of Student's t; exact to 4 decimals. degrees ≥ 1.
double student_t_975(std::int64_t degrees);

}  // namespace carepool::store
