// What `carepool analyse DIR` does, for `carepool report DIR` of an experiment: its report is its analysis.
#pragma once

#include <string>

namespace carepool::cli {

// Analyses, writes the tables and the report, prints the summary. Returns the exit code. Throws store::StoreError: cannot be written.
int analyse_and_report(const std::string& dir);

}  // namespace carepool::cli
