// Small helpers for text: cutting, the nearest known name, and numbers for CSV.
// Written by the base room; read by the scenario room (errors), the store and the report.
// Surprising: numbers are printed with the fewest digits that read back as the same double, never in the
// locale.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace carepool {

// Without blanks, tabs and line ends at both ends.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

// All the parts, empty ones too: split("a,,b", ',') has three.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

// Fewest insertions, deletions, replacements and swaps of neighbours that turn one into the other.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

// The known name that was perhaps meant, ignoring case: the closest, the first of equals, if at most a third of the shorter's letters are wrong (one
// at least, three at most, never all). Dashes before and a file's ending do not count: "--bad" is not "--bind".
[[nodiscard]] std::optional<std::string> nearest(std::string_view name, std::span<const std::string> known);

// Shortest text that reads back as the same double; "nan", "inf" and "-inf" for the rest. No comma, no quote.
[[nodiscard]] std::string format_double(double value);

// The whole text as one number in format_double's form; nothing for blanks, rests, hex or an empty text.
[[nodiscard]] std::optional<double> parse_double(std::string_view text);

// A CSV field, quoted only when it needs to be (comma, quote, line end, or blank at an end).
[[nodiscard]] std::string csv_field(std::string_view text);

// A number with its thousands set apart by commas: "7,637", "1,234.50". decimals ≥ 0.
[[nodiscard]] std::string grouped(double value, int decimals = 0);

}  // namespace carepool
