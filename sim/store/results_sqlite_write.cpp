#include "store/results_sqlite.hpp"

#include <algorithm>
#include <numeric>

#include "store/sqlite.hpp"

namespace carepool::store {

namespace {

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
      database.prepare("INSERT INTO " + quoted_sql_name(table) + " VALUES" + placeholders(columns));
  for (const auto& row : rows) {
    if (row.size() != columns)
      throw std::invalid_argument("a row of table " + table + " has a wrong number of columns");
    for (std::size_t i = 0; i < columns; ++i) insert.bind(static_cast<int>(i + 1), row[i]);
    insert.run_once();
  }
}

void write_parameters(Database& database, const std::vector<ParameterRow>& parameters) {
  std::vector<std::vector<std::string>> rows;
  rows.reserve(parameters.size());
  for (const ParameterRow& p : parameters)
    rows.push_back(
        {p.path, p.value, p.unit, p.label, p.default_value, p.min, p.max, p.source, p.layer, p.description});
  write_rows(database, "parameters", 10, rows);
}

void write_facts(Database& database, const std::vector<std::pair<std::string, std::string>>& facts) {
  std::vector<std::vector<std::string>> rows;
  rows.reserve(facts.size());
  for (const auto& [key, value] : facts) rows.push_back({key, value});
  write_rows(database, "meta", 2, rows);
}

void write_table(Database& database, const TextTable& table) {
  std::string columns;
  for (const std::string& name : table.columns)
    columns += (columns.empty() ? "" : ", ") + quoted_sql_name(name) + " TEXT";
  database.run("CREATE TABLE " + quoted_sql_name(table.name) + "(" + columns + ")");
  write_rows(database, table.name, table.columns.size(), table.rows);
}

}  // namespace

std::string results_sqlite(const Results& results) {
  Database database;
  database.run("PRAGMA user_version = " + std::to_string(kTablesFormat));
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

}  // namespace carepool::store
