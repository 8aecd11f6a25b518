#include "store/results_sqlite.hpp"
#include "store/sqlite.hpp"

namespace carepool::store {

namespace {

GroupKey read_group(const Statement& row, int first) {
  GroupKey key;
  for (std::string* column : columns_of(key)) *column = row.text(first++);
  return key;
}

void read_metrics(Database& database, Results& results) {
  Statement rows =
      database.prepare("SELECT metric, unit, label, definition, family FROM metrics ORDER BY number");
  while (rows.step())
    results.metrics.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4)});
}

void read_groups(Database& database, Results& results) {
  Statement rows = database.prepare(
      "SELECT number, council, region, rcc, sector, setting, need, contract, size FROM groups ORDER BY "
      "number");
  while (rows.step())
    if (results.groups.index(read_group(rows, 1)) != rows.integer(0))
      throw SqliteError("groups are not in order");
}

std::uint32_t position(std::int64_t value, std::size_t size, const char* what) {
  if (value < 0 || static_cast<std::size_t>(value) >= size)
    throw SqliteError(std::string("a row names an unknown ") + what);
  return static_cast<std::uint32_t>(value);
}

void read_series(Database& database, Results& results) {
  Statement rows = database.prepare("SELECT run, day, metric, place, value FROM series_rows");
  while (rows.step())
    results.series.push_back({static_cast<std::int32_t>(rows.integer(0)),
                              Date{static_cast<std::int32_t>(rows.integer(1))},
                              position(rows.integer(2), results.metrics.size(), "metric"),
                              position(rows.integer(3), results.groups.size(), "group"), rows.number(4)});
}

std::optional<Band> read_band(const Statement& row, int first) {
  if (row.is_null(first) && row.is_null(first + 1)) return std::nullopt;
  return Band{row.number(first), row.number(first + 1)};
}

void read_summary(Database& database, Results& results) {
  Statement rows = database.prepare(
      "SELECT m.number, s.council, s.region, s.rcc, s.sector, s.setting, s.need, s.contract, s.size, "
      "s.value, s.n, "
      "s.sd_luck, s.band_luck_low, s.band_luck_high, s.band_not_known_low, s.band_not_known_high "
      "FROM summary s LEFT JOIN metrics m ON m.metric = s.metric ORDER BY s.rowid");
  while (rows.step()) {
    SummaryRow& row = results.summary.emplace_back();
    row.metric = position(rows.is_null(0) ? -1 : rows.integer(0), results.metrics.size(), "metric");
    row.group = results.groups.index(read_group(rows, 1));
    row.value = rows.number(9);
    if (!rows.is_null(10)) row.n = rows.integer(10);
    if (!rows.is_null(11)) row.sd_luck = rows.number(11);
    row.band_luck = read_band(rows, 12);
    row.band_not_known = read_band(rows, 14);
  }
}

std::vector<std::vector<std::string>> read_rows(Database& database, const std::string& table,
                                                std::size_t columns) {
  std::vector<std::vector<std::string>> found;
  Statement rows = database.prepare("SELECT * FROM " + quoted_sql_name(table) + " ORDER BY rowid");
  while (rows.step()) {
    auto& row = found.emplace_back();
    for (std::size_t i = 0; i < columns; ++i) row.push_back(rows.text(static_cast<int>(i)));
  }
  return found;
}

void read_parameters(Database& database, Results& results) {
  for (auto& r : read_rows(database, "parameters", 10))
    results.parameters.push_back({r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9]});
}

std::vector<std::string> columns_of_table(Database& database, const std::string& table) {
  std::vector<std::string> names;
  Statement rows = database.prepare("SELECT name FROM pragma_table_info(?) ORDER BY cid");
  rows.bind(1, table);
  while (rows.step()) names.push_back(rows.text(0));
  return names;
}

void read_tables(Database& database, Results& results) {
  static constexpr const char* kOurs =
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN "
      "('metrics', "
      "'groups', 'dates', 'series_rows', 'summary', 'parameters', 'meta') ORDER BY rowid";
  Statement rows = database.prepare(kOurs);
  while (rows.step()) {
    TextTable& table = results.tables.emplace_back();
    table.name = rows.text(0);
    table.columns = columns_of_table(database, table.name);
    table.rows = read_rows(database, table.name, table.columns.size());
  }
}

Results read_all(Database& database) {
  Results results;
  read_metrics(database, results);
  read_groups(database, results);
  read_series(database, results);
  read_summary(database, results);
  read_parameters(database, results);
  for (auto& row : read_rows(database, "meta", 2)) results.facts.emplace_back(row[0], row[1]);
  read_tables(database, results);
  put_in_order(results);
  return results;
}

std::int64_t schema_version(Database& database) {
  Statement row = database.prepare("PRAGMA user_version");
  return row.step() ? row.integer(0) : 0;
}

Error file_error(const std::string& where, std::string message) {
  Error error;
  error.where = where;
  error.message = std::move(message);
  return error;
}

}  // namespace

Result<Results> parse_results_sqlite(std::string_view bytes, const std::string& where) {
  try {
    Database database(bytes);
    const auto version = schema_version(database);
    if (version != kTablesFormat)
      return file_error(where, "was made by another version: its tables are of format " +
                                   std::to_string(version) + ", this carepool reads format " +
                                   std::to_string(kTablesFormat));
    return read_all(database);
  } catch (const std::exception& error) {  // SqliteError, or rows that no run could have written
    return file_error(where, std::string("is damaged: ") + error.what());
  }
}

}  // namespace carepool::store
