// summary.json: whole-run or last-year values, one object per metric and group.
//
// Written with every run's folder and printed by `--format json`; read by scripts and by sim/report.
// Surprising decision: one line per value, so that two summaries can be compared with `diff`.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "store/results.hpp"

namespace carepool::store {

// {"metrics": [{"id", "unit", "group": {…}, "value", and with replicates "n", "sd_luck", "band_luck", …}…]}
std::string summary_json(const Results& results);

// Fills metrics (id and unit), groups and summary. `where` names the file in errors.
Result<Results> parse_summary_json(std::string_view text, const std::string& where = "summary.json");

}  // namespace carepool::store
