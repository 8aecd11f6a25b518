// run_summary.hpp: what `carepool run` prints at the end.
//
// What for: the summary on standard output, as text for people or as JSON for programs. Who writes: cmd_run. Who reads: people, scripts.
// The surprising decision: with --format json nothing else is printed on standard output.
#pragma once

#include <string>

#include "store/manifest.hpp"
#include "store/results.hpp"

namespace carepool::cli {

void print_run_summary(const store::Results& results, const store::Manifest& manifest, const std::string& folder, bool json);
}  // namespace carepool::cli
