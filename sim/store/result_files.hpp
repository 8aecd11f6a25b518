// The three files that hold a run's tables, written together and read back.
//
// Used by sim/run after the last day and by sim/report.
// Surprising decision: reading takes results.sqlite alone; series.csv and summary.json are for other people's
// tools.
#pragma once

#include <filesystem>

#include "base/error.hpp"
#include "store/results.hpp"
#include "store/run_folder.hpp"

namespace carepool::store {

// Puts the results in order, then writes summary.json, series.csv and results.sqlite.
void write_results(RunFolder& folder, Results& results);

Result<Results> read_results(const std::filesystem::path& dir);

}  // namespace carepool::store
