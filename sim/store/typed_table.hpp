// Small tables of numbers and words, as CSV and as one SQLite file: what compare and analyse leave for other
// people's tools.
//
// Called by comparison.cpp here and by sim/experiment. Surprising decision: a struct names its columns once,
// in a static function visit(visitor, row); writing a table and reading it back both walk that list, so that
// they cannot drift apart. NaN is "not defined": an empty CSV field, an SQL NULL.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/error.hpp"

namespace carepool::store {

using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

struct TypedTable {
  std::string name;  // lower_snake
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
};

// With a header line.
std::string table_csv(const TypedTable& table);

// The same tables give the same bytes. `format` stands in the file's header as user_version.
std::string tables_sqlite(const std::vector<TypedTable>& tables, int format);
Result<std::vector<TypedTable>> parse_tables_sqlite(std::string_view bytes, int format,
                                                    const std::string& where);

// ---- rows of structs ----

namespace detail {
struct ColumnNames {
  std::vector<std::string> names;
  template <class T>
  void operator()(const char* name, T&) {
    names.emplace_back(name);
  }
};

struct WriteCells {
  std::vector<Cell> cells;
  void operator()(const char*, double& value) {
    if (value == value)
      cells.emplace_back(value + 0.0);
    else
      cells.emplace_back();
  }
  void operator()(const char*, std::string& value) { cells.emplace_back(value); }
  template <class T>
  requires std::is_integral_v<T>
  void operator()(const char*, T& value) { cells.emplace_back(static_cast<std::int64_t>(value)); }
};

struct ReadCells {
  const std::vector<Cell>& cells;
  std::size_t at = 0;
  void operator()(const char*, double& value) {
    const Cell& cell = cells.at(at++);
    if (const auto* number = std::get_if<double>(&cell))
      value = *number;
    else if (const auto* whole = std::get_if<std::int64_t>(&cell))
      value = static_cast<double>(*whole);
    else
      value = std::numeric_limits<double>::quiet_NaN();
  }
  void operator()(const char*, std::string& value) {
    const auto* text = std::get_if<std::string>(&cells.at(at++));
    value = text == nullptr ? std::string() : *text;
  }
  template <class T>
  requires std::is_integral_v<T>
  void operator()(const char*, T& value) {
    const auto* whole = std::get_if<std::int64_t>(&cells.at(at++));
    value = static_cast<T>(whole == nullptr ? 0 : *whole);
  }
};
}  // namespace detail

template <class Row>
TypedTable to_table(std::string name, const std::vector<Row>& rows) {
  TypedTable table;
  table.name = std::move(name);
  detail::ColumnNames names;
  Row blank{};
  Row::visit(names, blank);
  table.columns = std::move(names.names);
  table.rows.reserve(rows.size());
  for (Row row : rows) {
    detail::WriteCells write;
    Row::visit(write, row);
    table.rows.push_back(std::move(write.cells));
  }
  return table;
}

// Throws std::out_of_range when the table has fewer columns than the struct.
template <class Row>
std::vector<Row> from_table(const TypedTable& table) {
  std::vector<Row> rows;
  rows.reserve(table.rows.size());
  for (const auto& cells : table.rows) {
    detail::ReadCells read{cells};
    Row::visit(read, rows.emplace_back());
  }
  return rows;
}

}  // namespace carepool::store
