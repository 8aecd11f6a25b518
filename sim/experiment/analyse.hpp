// What an experiment's points say together: which factor moves what, when an answer flips, which policy would be regretted least.
//
// Called by `carepool analyse` on what `collect` left. Each part is made where the design allows it, and a note says why one is missing:
//   responses   every design: the mean by level of each factor (a sampled range is cut into eight stretches of as many points)
//   Sobol       design saltelli;  Morris  design morris; both with what was done about points without a value
//   regret      a factor of the policy's (options, or a path in instruments[…]) crossed with another factor or with draws
//   conditions  forty points or more: when a policy does worse than the first option, else when a measure is in its worst quarter
// Surprising decision: a point's value is the mean over its replicates and draws; only regret and conditions look at draws one by one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "experiment/read.hpp"
#include "store/analysis.hpp"

namespace carepool::experiment {

struct AnalyseOptions {
  std::vector<std::string> metrics{};           // empty: those the experiment names, if a dozen at most; else the headline ones
  std::map<std::string, double> thresholds{};   // metric → "when is it above this?" in place of the worst quarter
  std::size_t resamples = 1000;
};

store::Analysis analyse(const ExperimentData& data, const AnalyseOptions& options = {});

}  // namespace carepool::experiment
