// A comparison's folder: written once, and checked by making it again.
//
// Called by `carepool compare` and `carepool verify`. Beside report.html it holds arms.pb (arms, draws, seeds), the effective scenario
// of each arm, results.sqlite, differences.csv, trajectories.csv, summary.json and the manifest.
// Surprising decision: verify runs every arm and replicate again and compares each run's world hash and each table's bytes; the report
// is a function of the tables, so its checksum is enough.
#pragma once

#include <filesystem>

#include "experiment/compare.hpp"
#include "run/verify.hpp"
#include "store/manifest.hpp"
#include "store/run_folder.hpp"

namespace carepool::experiment {

store::Manifest comparison_manifest(const Arms& arms, const ComparedRuns& runs, std::int32_t replicates_asked);

// Everything but the report and the manifest.
void write_comparison(store::RunFolder& folder, const Arms& arms, const ComparedRuns& runs, const store::Comparison& comparison);

bool is_comparison(const store::Manifest& manifest);
Result<store::Comparison> read_comparison(const std::filesystem::path& dir);

// Errors (exit 2): no manifest, made by another version, or tables of the scenario that are not on this machine.
Result<Verification> verify_comparison(const std::filesystem::path& dir, int threads, const std::vector<std::string>& table_folders = {});

}  // namespace carepool::experiment
