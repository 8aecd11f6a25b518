#include "store/results_sqlite.hpp"

#include <algorithm>
#include <numeric>

#include "store/sqlite.hpp"

namespace carepool::store {

namespace {

// Raised when the tables change shape; stands in the file's header.
constexpr int kSchemaVersion = 1;
// Rows in one INSERT statement: three times quicker than one by one.
constexpr std::size_t kRowsAtOnce = 50;

constexpr const char* kSchema = R"sql(
CREATE TABLE metrics(number INTEGER PRIMARY KEY, metric TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, label TEXT NOT NULL,
  definition TEXT NOT NULL, family TEXT NOT NULL);
CREATE TABLE groups(number INTEGER PRIMARY KEY, council TEXT NOT NULL, region TEXT NOT NULL, rcc TEXT NOT NULL,
  sector TEXT NOT NULL, setting TEXT NOT NULL, need TEXT NOT NULL, contract TEXT NOT NULL, size TEXT NOT NULL);
CREATE TABLE dates(day INTEGER PRIMARY KEY, date TEXT NOT NULL UNIQUE);
CREATE TABLE series_rows(metric INTEGER, place INTEGER, run INTEGER, day INTEGER, value REAL,
  PRIMARY KEY(metric, place, run, day)) WITHOUT ROWID;
CREATE TABLE summary(metric TEXT NOT NULL, unit TEXT NOT NULL, council TEXT NOT NULL, region TEXT NOT NULL,
  rcc TEXT NOT NULL, sector TEXT NOT NULL, setting TEXT NOT NULL, need TEXT NOT NULL, contract TEXT NOT NULL,
  size TEXT NOT NULL, value REAL, n INTEGER, sd_luck REAL, band_luck_low REAL, band_luck_high REAL,
  band_not_known_low REAL, band_not_known_high REAL);
CREATE TABLE parameters(path TEXT PRIMARY KEY, value TEXT NOT NULL, unit TEXT NOT NULL, label TEXT NOT NULL,
  default_value TEXT NOT NULL, min TEXT NOT NULL, max TEXT NOT NULL, source TEXT NOT NULL, layer TEXT NOT NULL,
  description TEXT NOT NULL);
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE VIEW series AS SELECT s.run AS run, d.date AS date, m.metric AS metric, m.unit AS unit, g.council AS council,
  g.region AS region, g.rcc AS rcc, g.sector AS sector, g.setting AS setting, g.need AS need, g.contract AS contract,
  g.size AS size, s.value AS value
  FROM series_rows s JOIN metrics m ON m.number = s.metric JOIN groups g ON g.number = s.place
  JOIN dates d ON d.day = s.day;
)sql";
constexpr const char* kIndexes = "CREATE INDEX summary_by_metric ON summary(metric);";

std::string placeholders(std::size_t columns) {
  std::string text = "(?";
  for (std::size_t i = 1; i < columns; ++i) text += ",?";
  return text + ")";
}

std::string quoted_name(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

void write_metrics(Database& database, const Results& results) {
  Statement insert = database.prepare("INSERT INTO metrics VALUES" + placeholders(6));
  for (std::size_t i = 0; i < results.metrics.size(); ++i) {
    const MetricInfo& metric = results.metrics[i];
    insert.bind(1, static_cast<std::int64_t>(i));
    insert.bind(2, metric.id);
    insert.bind(3, metric.unit);
    insert.bind(4, metric.label);
    insert.bind(5, metric.definition);
    insert.bind(6, metric.family);
    insert.run_once();
  }
}

// Binds the eight columns from `first` on.
void bind_group(Statement& statement, int first, const GroupKey& key) {
  for (const std::string* column : columns_of(key)) statement.bind(first++, *column);
}

void write_groups(Database& database, const GroupTable& groups) {
  Statement insert = database.prepare("INSERT INTO groups VALUES" + placeholders(1 + kGroupColumns));
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    insert.bind(1, static_cast<std::int64_t>(i));
    bind_group(insert, 2, groups.key(i));
    insert.run_once();
  }
}

void write_dates(Database& database, const std::vector<SeriesRow>& series) {
  std::vector<Date> dates;
  for (const SeriesRow& row : series)
    if (dates.empty() || dates.back() != row.date) dates.push_back(row.date);
  std::sort(dates.begin(), dates.end());
  dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
  Statement insert = database.prepare("INSERT INTO dates VALUES(?,?)");
  for (const Date date : dates) {
    const std::string text = to_string(date);
    insert.bind(1, static_cast<std::int64_t>(date.days));
    insert.bind(2, text);
    insert.run_once();
  }
}

// Positions of rows sorted by (run, date, …), in order of (metric, group, run, date): a stable count and
// place.
std::vector<std::uint32_t> by_metric_and_group(const Results& results) {
  const std::size_t n_groups = results.groups.size();
  const auto bucket = [&](const SeriesRow& row) { return row.metric * n_groups + row.group; };
  std::vector<std::uint32_t> start(results.metrics.size() * n_groups + 1, 0);
  for (const SeriesRow& row : results.series) ++start[bucket(row) + 1];
  std::partial_sum(start.begin(), start.end(), start.begin());
  std::vector<std::uint32_t> order(results.series.size());
  for (std::uint32_t i = 0; i < results.series.size(); ++i) order[start[bucket(results.series[i])]++] = i;
  return order;
}

Statement prepare_series_insert(Database& database, std::size_t rows) {
  std::string sql = "INSERT INTO series_rows VALUES" + placeholders(5);
  for (std::size_t i = 1; i < rows; ++i) sql += "," + placeholders(5);
  return database.prepare(sql);
}

void bind_series_row(Statement& insert, int first, const SeriesRow& row) {
  insert.bind(first, static_cast<std::int64_t>(row.metric));
  insert.bind(first + 1, static_cast<std::int64_t>(row.group));
  insert.bind(first + 2, static_cast<std::int64_t>(row.run));
  insert.bind(first + 3, static_cast<std::int64_t>(row.date.days));
  insert.bind(first + 4, row.value);
}

void write_series(Database& database, const Results& results) {
  const auto order = by_metric_and_group(results);
  Statement many = prepare_series_insert(database, kRowsAtOnce);
  Statement one = prepare_series_insert(database, 1);
  std::size_t next = 0;
  for (; next + kRowsAtOnce <= order.size(); next += kRowsAtOnce) {
    for (std::size_t i = 0; i < kRowsAtOnce; ++i)
      bind_series_row(many, static_cast<int>(i * 5 + 1), results.series[order[next + i]]);
    many.run_once();
  }
  for (; next < order.size(); ++next) {
    bind_series_row(one, 1, results.series[order[next]]);
    one.run_once();
  }
}

void bind_band(Statement& statement, int first, const std::optional<Band>& band) {
  if (band) {
    statement.bind(first, band->low);
    statement.bind(first + 1, band->high);
  } else {
    statement.bind_null(first);
    statement.bind_null(first + 1);
  }
}

void write_summary(Database& database, const Results& results) {
  Statement insert = database.prepare("INSERT INTO summary VALUES" + placeholders(17));
  for (const SummaryRow& row : results.summary) {
    insert.bind(1, results.metrics[row.metric].id);
    insert.bind(2, results.metrics[row.metric].unit);
    bind_group(insert, 3, results.groups.key(row.group));
    insert.bind(11, row.value);
    if (row.n) insert.bind(12, *row.n);
    if (!row.n) insert.bind_null(12);
    if (row.sd_luck) insert.bind(13, *row.sd_luck);
    if (!row.sd_luck) insert.bind_null(13);
    bind_band(insert, 14, row.band_luck);
    bind_band(insert, 16, row.band_not_known);
    insert.run_once();
  }
}

void write_rows(Database& database, const std::string& table, std::size_t columns,
                const std::vector<std::vector<std::string>>& rows) {
  Statement insert =
      database.prepare("INSERT INTO " + quoted_name(table) + " VALUES" + placeholders(columns));
  for (const auto& row : rows) {
    if (row.size() != columns)
      throw std::invalid_argument("a row of table " + table + " has a wrong number of columns");
    for (std::size_t i = 0; i < columns; ++i) insert.bind(static_cast<int>(i + 1), row[i]);
    insert.run_once();
  }
}

void write_parameters(Database& database, const std::vector<ParameterRow>& parameters) {
  std::vector<std::vector<std::string>> rows;
  for (const ParameterRow& p : parameters)
    rows.push_back(
        {p.path, p.value, p.unit, p.label, p.default_value, p.min, p.max, p.source, p.layer, p.description});
  write_rows(database, "parameters", 10, rows);
}

void write_facts(Database& database, const std::vector<std::pair<std::string, std::string>>& facts) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [key, value] : facts) rows.push_back({key, value});
  write_rows(database, "meta", 2, rows);
}

void write_table(Database& database, const TextTable& table) {
  std::string columns;
  for (const std::string& name : table.columns)
    columns += (columns.empty() ? "" : ", ") + quoted_name(name) + " TEXT";
  database.run("CREATE TABLE " + quoted_name(table.name) + "(" + columns + ")");
  write_rows(database, table.name, table.columns.size(), table.rows);
}

}  // namespace

std::string results_sqlite(const Results& results) {
  Database database;
  database.run("PRAGMA user_version = " + std::to_string(kSchemaVersion));
  database.run("BEGIN");
  database.run(kSchema);
  write_metrics(database, results);
  write_groups(database, results.groups);
  write_dates(database, results.series);
  write_series(database, results);
  write_summary(database, results);
  write_parameters(database, results.parameters);
  write_facts(database, results.facts);
  for (const TextTable& table : results.tables) write_table(database, table);
  database.run(kIndexes);
  database.run("COMMIT");
  return database.serialised();
}

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
  Statement rows = database.prepare("SELECT * FROM " + quoted_name(table) + " ORDER BY rowid");
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
    if (version != kSchemaVersion)
      return file_error(where, "was made by another version: its tables are of format " +
                                   std::to_string(version) + ", this carepool reads format " +
                                   std::to_string(kSchemaVersion));
    return read_all(database);
  } catch (const std::exception& error) {  // SqliteError, or rows that no run could have written
    return file_error(where, std::string("is damaged: ") + error.what());
  }
}

}  // namespace carepool::store
