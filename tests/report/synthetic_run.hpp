// A run's folder full of random walks, for tests of the page: every metric of the contract, 153 councils, ten
// years. Written by nobody's model: the title says so, and the numbers mean nothing. Used by test_report and,
// through carepool_synthetic_run, by the browser tests. Surprising decision: it goes through the store like a
// real run, so that the page is tested with what the store reads back.
#pragma once

#include <filesystem>

#include "store/manifest.hpp"
#include "store/results.hpp"

namespace carepool::test {

struct SyntheticOptions {
  int years = 10;
  int replicates = 1;
  bool with_policy = true;   // an overlay with a dated fee cap
  bool with_hostile = true;  // markup in names and descriptions, which must come out as text
};

store::Results synthetic_results(const SyntheticOptions& options = {});
store::Manifest synthetic_manifest(const SyntheticOptions& options = {});

// A finished run folder with its report.
void write_synthetic_run(const std::filesystem::path& folder, const SyntheticOptions& options = {});

}  // namespace carepool::test
