// A recorded run made once more, from its own scenario and seed.
//
// The runner of `carepool verify`. Surprising decision: it is the same run_replicate that made the recording,
// so that there is no second way to run; the number of threads is free.
#pragma once

#include "run/market_run.hpp"
#include "run/verify.hpp"

namespace carepool {

// The replicates that the manifest names as finished, each with the commands that were recorded for it (a saved live session has them).
// Throws what a run throws, and std::runtime_error when options.progress asks to stop or a command cannot be done again.
RunAgain run_again(const Scenario& scenario, const store::Manifest& manifest, const v1::Recording& recorded, const RunOptions& options);

}  // namespace carepool
