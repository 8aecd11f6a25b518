// Why a price changed, and why spending did: parts that add up to the whole, each with its interval.
//
// Called by compare. Two tables for each arm, both from whole-run or last-year values of its pairs:
//   price  the cost of a week for a child who needs a home, crisis weeks and empty block beds included (£/week)
//     mix     other needs among the children placed, at the fees of both arms
//     rate    dearer or cheaper for the same need
//     crisis  more or fewer weeks in crisis placements, and their price
//     voids   empty block beds that were paid for
//   spend  what councils pay for homes, crisis, waiting and buying (£/year)
//     volume, mix, rate (or own leverage + rivals and sight, with a leverage-off arm), crisis, voids, waiting, administration
// Method: differences of products are split at the mean of both arms (Marshall-Edgeworth), which leaves no remainder; what the
// needs do not explain of a fee is rate. Surprising decision: own leverage is the rate against the same arm without leverage, so it
// holds every consequence that leverage had on like-for-like prices, not the first one only.
#pragma once

#include <vector>

#include "experiment/pair_reader.hpp"
#include "store/comparison.hpp"

namespace carepool::experiment {

// Empty where the runs lack what it needs (a world of pools).
std::vector<store::PartRow> decompose(const PairReader& pairs);

}  // namespace carepool::experiment
