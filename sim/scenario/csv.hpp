// csv.hpp: one CSV file as cells that know where they stand.
//
// What for: reads the small tables of scenarios/data with errors that name line and column. Who writes it:
// parse_csv. Who reads it: tables.cpp. The surprising decision: a row of the wrong length is an error here,
// so that readers above never see a ragged table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace carepool {

struct CsvCell {
  std::string text;
  int line = 0, column = 0;  // from 1, where the cell starts
};

struct CsvFile {
  std::vector<CsvCell> header;
  std::vector<std::vector<CsvCell>> rows;
};

// After RFC 4180: commas, quotes, doubled quotes, commas and line ends inside quotes, LF or CRLF; a
// byte-order mark is skipped and so are blank lines at the end.
Result<CsvFile> parse_csv(std::string_view text, const std::string& path);

}  // namespace carepool
