// sheet.hpp: one data table with checked columns and typed cells.
//
// What for: lets tables.cpp say what a column must hold and leave the located errors to this class. Who
// writes it: tables.cpp. Who reads it: tables.cpp only. The surprising decision: a faulty cell adds an error
// and reads as 0, so that all faults of a file are found at once.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "scenario/csv.hpp"
#include "scenario/tables.hpp"

namespace carepool {

enum class Sign { any, not_negative };

inline std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

class Sheet {
 public:
  Sheet(CsvFile file, std::string path, std::vector<std::string> columns, Errors& errors)
      : file_(std::move(file)), path_(std::move(path)), errors_(errors) {
    check_header(columns);
    if (file_.rows.empty()) fail(1, 1, "no rows", "a header and at least one row");
  }

  std::size_t rows() const { return usable_ ? file_.rows.size() : 0; }

  const std::string& text(std::size_t row, const std::string& column) {
    const CsvCell& c = cell(row, column);
    if (c.text.empty()) fail(c, "'" + column + "' is blank", "a value");
    return c.text;
  }
  const std::string& text_or_blank(std::size_t row, const std::string& column) const {
    return cell(row, column).text;
  }

  std::optional<double> maybe(std::size_t row, const std::string& column, Sign sign = Sign::not_negative) {
    const CsvCell& c = cell(row, column);
    if (c.text.empty()) return std::nullopt;
    const std::optional<double> value = parse_double(c.text);
    if (!value || !std::isfinite(*value)) {
      fail(c, "'" + c.text + "' in '" + column + "' is not a number", "a plain number such as 1234.5");
      return 0.0;
    }
    if (sign == Sign::not_negative && *value < 0) fail(c, "'" + column + "' is negative", "0 or more");
    return value;
  }

  double number(std::size_t row, const std::string& column, Sign sign = Sign::not_negative) {
    const std::optional<double> value = maybe(row, column, sign);
    if (!value) fail(cell(row, column), "'" + column + "' is blank", "a number");
    return value.value_or(0.0);
  }

  int integer(std::size_t row, const std::string& column, Sign sign = Sign::not_negative) {
    const double value = number(row, column, sign);
    if (value != std::floor(value) || std::fabs(value) > 1e9) {
      fail(cell(row, column), "'" + column + "' is not a whole number", "a whole number");
      return 0;
    }
    return static_cast<int>(value);
  }

  TableSector sector(std::size_t row, const std::string& column) {
    const std::string& name = text(row, column);
    if (name == "council") return TableSector::council;
    if (name == "private") return TableSector::private_sector;
    if (name == "voluntary") return TableSector::voluntary;
    unknown(row, column, "sector", {"council", "private", "voluntary"});
    return TableSector::council;
  }

  void unknown(std::size_t row, const std::string& column, const std::string& what,
               const std::vector<std::string>& known) {
    const CsvCell& c = cell(row, column);
    const std::string allowed = known.size() <= 12 ? joined(known) : std::to_string(known.size()) + " known";
    errors_.push_back({path_, c.line, c.column, "unknown " + what + " '" + c.text + "'", allowed,
                       nearest(c.text, known).value_or("")});
  }

  void fail_cell(std::size_t row, const std::string& column, std::string message, std::string allowed) {
    fail(cell(row, column), std::move(message), std::move(allowed));
  }

 private:
  void check_header(const std::vector<std::string>& columns) {
    for (std::size_t i = 0; i < file_.header.size(); ++i) {
      const CsvCell& c = file_.header[i];
      if (std::find(columns.begin(), columns.end(), c.text) == columns.end()) {
        errors_.push_back({path_, c.line, c.column, "unknown column '" + c.text + "'", joined(columns),
                           nearest(c.text, columns).value_or("")});
        usable_ = false;
      } else if (!index_.emplace(c.text, i).second) {
        fail(c, "column '" + c.text + "' stands here twice", "each column once");
        usable_ = false;
      }
    }
    for (const std::string& column : columns) {
      if (index_.count(column) != 0) continue;
      fail(1, 1, "column '" + column + "' is missing", joined(columns));
      usable_ = false;
    }
  }

  const CsvCell& cell(std::size_t row, const std::string& column) const {
    return file_.rows[row][index_.at(column)];
  }
  void fail(const CsvCell& c, std::string message, std::string allowed) {
    fail(c.line, c.column, std::move(message), std::move(allowed));
  }
  void fail(int line, int column, std::string message, std::string allowed) {
    errors_.push_back({path_, line, column, std::move(message), std::move(allowed), {}});
  }

  CsvFile file_;
  std::string path_;
  Errors& errors_;
  std::map<std::string, std::size_t> index_;
  bool usable_ = true;
};

}  // namespace carepool
