// results.sqlite: everything that a run measured, and what it was asked, in one file for queries.
//
//   series(run, date, metric, unit, council … size, value)      one row per run, date, metric and group
//   summary(metric, unit, council … size, value, n, sd_luck, band_luck_low … band_not_known_high)
//   metrics(metric, unit, label, definition, family)            the dictionary
//   parameters(path, value, unit, label, default_value, min, max, source, layer, description)
//   meta(key, value)                                            scenario, hash, seed, versions
//   and the tables that the report needs, such as councils and targets
//
// Written by RunFolder's users; read by sim/report and by anybody's SQL.
// Surprising decision: `series` is a view. The rows lie in series_rows as numbers, clustered by metric and
// group, a third of the size of the text and quick to read one line of the chart from. The same content gives
// the same bytes.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "store/results.hpp"

namespace carepool::store {

// Raised when the tables change shape; stands in the file's header as user_version.
inline constexpr int kTablesFormat = 1;

// Call put_in_order() first.
std::string results_sqlite(const Results& results);

// `where` names the file in errors.
Result<Results> parse_results_sqlite(std::string_view bytes, const std::string& where = "results.sqlite");

}  // namespace carepool::store
