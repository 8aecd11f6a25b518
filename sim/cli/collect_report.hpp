// Collecting a sweep and saying what came of it.
//
// For: cmd_collect, and cmd_sweep after a local sweep. Written by: collect_and_report. Read by: they.
// The one surprising decision: what is missing, failed or damaged goes to standard error one by one, up to
// twenty; runs.json has all.
#pragma once

#include <string>

namespace carepool::cli {

// Exit code: done, some runs missing, or bad input. Throws store::StoreError.
int collect_and_report(const std::string& dir, bool as_json, bool quiet);

}  // namespace carepool::cli
