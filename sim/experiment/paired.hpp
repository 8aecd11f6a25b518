// What changes when one thing changes and the luck does not: differences of pairs and how sure they are.
//
// Called by compare (arm against base) and by regret and analyse. Values come as pairs: the same draw of the
// parameters and the same replicate, so the same luck, in both arms.
//   luck       95 % interval of the mean difference by Student's t on pairs (pooled within draws): computer
//   time narrows it not_known  5th to 95th percentile of the draws' mean differences: what is not known about
//   the parameters; only with draws
// Surprising decision: a pair in which one side is not defined (a mean of nothing) or did not finish counts
// for neither side, so that base, arm and difference are always of the same futures.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "experiment/statistics.hpp"

namespace carepool::experiment {

struct Pair {
  std::int32_t draw = 0;
  std::int32_t replicate = 0;
  double base = 0;  // NaN: not defined
  double arm = 0;
};

enum class Verdict { higher, lower, cannot_tell, one_pair, nothing };
const char* name_of(Verdict verdict);  // "higher", "lower", "cannot tell apart", "one pair", "no value"

struct PairedDifference {
  std::int64_t pairs = 0;     // defined in both arms
  std::int64_t left_out = 0;  // not defined in one of them
  std::int64_t draws = 0;
  double base = 0, arm = 0, difference = 0;  // means over the pairs
  double sd_base = 0, sd_arm = 0;            // between replicates of one draw; NaN with one pair in each
  double sd_difference = 0;
  std::optional<Band> luck;
  std::optional<Band> not_known;
  // (sd_base² + sd_arm²) / sd_difference²: how many times the runs that arms with luck of their own would
  // need. Absent when the difference does not vary.
  std::optional<double> variance_reduction;
  double share_higher = 0, share_lower = 0;  // of the pairs
  std::optional<double>
      p_higher;  // with draws: share of the draws whose mean difference is above zero, ties half
  Verdict verdict = Verdict::nothing;
  bool identical = false;  // every pair exactly alike
};

PairedDifference paired_difference(std::span<const Pair> pairs, double confidence = 0.95);

// How many pairs a mean difference needs for an interval of ± half_width, if pairs go on to vary as they did.
// 2 at least; nothing when half_width isn't positive or the spread is not known.
std::optional<std::int64_t> pairs_needed(double sd_difference, double half_width, double confidence = 0.95);

// The chance that luck alone gives one sign to at least `share` of n pairs with no real difference.
double chance_of_agreement(std::int64_t n, double share);

}  // namespace carepool::experiment
