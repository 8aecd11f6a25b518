// Numbers as the store's text files spell them, and the reading of CSV records.
//
// Used by the writers and readers of this room only.
// Surprising decision: a number is the shortest text that reads back to the same bits, in plain digits
// wherever a person would write it so (100000, not 1e+05); "not defined" is an empty CSV field and a JSON
// null.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace carepool::store {

void append_json_number(std::string& out, double value);           // null when not finite
void append_csv_number(std::string& out, double value);            // empty when NaN
void append_json_string(std::string& out, std::string_view text);  // with its quotes

// Reads one CSV record from the front of `rest` and removes it, with its line end. False: a quote is never
// closed.
bool take_csv_record(std::string_view& rest, std::vector<std::string>& fields);

}  // namespace carepool::store
