#pragma once
// The few helpers that keep text from becoming markup. Everything from a result file passes through `escape`.

#include <string>
#include <string_view>

namespace carepool::report {

// For element content and for attribute values in double quotes.
std::string escape(std::string_view text);

// A JSON string literal, quotes included, that cannot close a <script> element.
std::string json_string(std::string_view text);

// A number for JSON with six significant digits; not-a-number gives null.
void append_json_number(std::string& out, double value);

// Turns the web addresses of a source into links and leaves the rest as text.
std::string with_links(std::string_view text);

// "metric-fee_index": an anchor name made of letters, digits, '-' and '_'.
std::string anchor(std::string_view prefix, std::string_view text);

}  // namespace carepool::report
