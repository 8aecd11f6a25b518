// Which policy would we regret least, not knowing which future comes? A table of policy × future with error
// bars.
//
// Called by analyse. Regret of a policy in a future is how much worse it does there than the best policy
// would have done: nought for the best, never negative. Error bars are 95 % intervals of the paired
// difference to the best policy, on the same luck. Surprising decision: which policy is best is decided by
// the means; where the interval of the difference includes zero, the cell is marked as one that luck alone
// could have made, and so is a policy whose largest regret cannot be told from the smallest one.
#pragma once

#include <string>
#include <vector>

#include "experiment/paired.hpp"

namespace carepool::experiment {

struct RegretCell {
  double value = 0;   // mean over replicates; NaN: no run
  double regret = 0;  // ≥ 0
  Band band;          // of the regret; NaN ends with one replicate, 0 for the best
  bool sure = false;  // the difference to the best is no matter of luck
  std::size_t n = 0;
};

struct RegretRow {
  double most = 0;  // largest regret over the futures: NaN when a future is missing
  Band most_band;
  std::size_t most_in = 0;        // which future
  double mean = 0;                // over the futures, each counted once
  bool told_apart = false;        // its largest regret is above the least regretted policy's, and not by luck
  std::vector<RegretCell> cells;  // [futures]
};

struct RegretTable {
  std::vector<RegretRow> rows;    // [policies]
  std::vector<std::size_t> best;  // [futures]
  std::size_t least_most = 0;     // the policy whose largest regret is smallest
  std::size_t least_mean = 0;
};

// values[policy][future][replicate]; NaN where missing. higher_is_better says which way is up.
RegretTable regret_table(const std::vector<std::vector<std::vector<double>>>& values, bool higher_is_better);

}  // namespace carepool::experiment
