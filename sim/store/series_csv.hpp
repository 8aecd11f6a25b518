// series.csv: one line per run, date, metric and group.
//
// Written with every run's folder; read by spreadsheets, scripts and the tests (this program reads
// results.sqlite). Surprising decision: a value that is not defined on a date (a mean of nothing) keeps its
// line, with an empty value.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "store/results.hpp"

namespace carepool::store {

// Rows as they stand: call put_in_order() first for bytes that depend on the content alone.
std::string series_csv(const Results& results);

// Metrics come back with id and unit only. `where` names the file in errors.
Result<Results> parse_series_csv(std::string_view text, const std::string& where = "series.csv");

}  // namespace carepool::store
