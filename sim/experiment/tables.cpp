#include "experiment/tables.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <set>
#include <system_error>

#include "base/date.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "store/files.hpp"
#include "store/sqlite.hpp"
#include "store/text.hpp"

namespace carepool::experiment {

namespace fs = std::filesystem;

const char* state_name(Standing::State state) {
  switch (state) {
    case Standing::State::finished: return "finished";
    case Standing::State::failed: return "failed";
    case Standing::State::differing: return "differing";
    case Standing::State::missing: break;
  }
  return "missing";
}

std::vector<std::string> factor_columns(const TableHead& head) {
  std::set<std::string> taken = {"number", "run",    "point", "draw",  "replicate", "seed",   "status",
                                 "date",   "metric", "unit",  "value", "block",     "sample", "factor"};
  for (const store::MetricInfo& metric : head.metrics) taken.insert(metric.id);
  for (const std::string_view column : store::kGroupColumnNames) taken.insert(std::string(column));
  const auto lower = [](std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
  };
  std::vector<std::string> out;
  for (const v1::PlanFactor& factor : head.plan.factors()) {
    std::string name = factor.name();
    while (!taken.insert(lower(name)).second) name += " (factor)";
    out.push_back(name);
  }
  return out;
}

namespace {

constexpr double kNotDefined = std::numeric_limits<double>::quiet_NaN();

bool is_number(const v1::PlanFactor& factor) {
  return factor.type() == v1::PlanFactor::NUMBER || factor.type() == v1::PlanFactor::WHOLE;
}

// ---- SQLite
// -------------------------------------------------------------------------------------------------------------------

constexpr const char* kSchema = R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE metrics(number INTEGER PRIMARY KEY, metric TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, label TEXT NOT NULL,
  definition TEXT NOT NULL, family TEXT NOT NULL);
CREATE TABLE groups(number INTEGER PRIMARY KEY, council TEXT NOT NULL, region TEXT NOT NULL, rcc TEXT NOT NULL,
  sector TEXT NOT NULL, setting TEXT NOT NULL, need TEXT NOT NULL, contract TEXT NOT NULL, size TEXT NOT NULL);
CREATE TABLE factors(number INTEGER PRIMARY KEY, name TEXT NOT NULL, path TEXT NOT NULL, unit TEXT NOT NULL, label TEXT NOT NULL,
  type TEXT NOT NULL, low TEXT NOT NULL, high TEXT NOT NULL, scale TEXT NOT NULL);
CREATE TABLE dates(day INTEGER PRIMARY KEY, date TEXT NOT NULL UNIQUE);
CREATE TABLE runs(number INTEGER PRIMARY KEY, point_number INTEGER NOT NULL, point TEXT NOT NULL, draw INTEGER NOT NULL,
  replicate INTEGER NOT NULL, seed INTEGER NOT NULL, status TEXT NOT NULL, message TEXT NOT NULL, scenario_hash TEXT NOT NULL,
  world_hash TEXT NOT NULL, result_hash TEXT NOT NULL);
CREATE TABLE summary_rows(run INTEGER, metric INTEGER, place INTEGER, value REAL, PRIMARY KEY(run, metric, place)) WITHOUT ROWID;
CREATE TABLE series_rows(run INTEGER, metric INTEGER, place INTEGER, day INTEGER, value REAL,
  PRIMARY KEY(run, metric, place, day)) WITHOUT ROWID;
CREATE VIEW summary AS SELECT r.point AS point, r.draw AS draw, r.replicate AS replicate, m.metric AS metric, m.unit AS unit,
  g.council AS council, g.region AS region, g.rcc AS rcc, g.sector AS sector, g.setting AS setting, g.need AS need,
  g.contract AS contract, g.size AS size, s.value AS value
  FROM summary_rows s JOIN runs r ON r.number = s.run JOIN metrics m ON m.number = s.metric JOIN groups g ON g.number = s.place;
CREATE VIEW series AS SELECT r.point AS point, r.draw AS draw, r.replicate AS replicate, d.date AS date, m.metric AS metric,
  m.unit AS unit, g.council AS council, g.region AS region, g.rcc AS rcc, g.sector AS sector, g.setting AS setting, g.need AS need,
  g.contract AS contract, g.size AS size, s.value AS value
  FROM series_rows s JOIN runs r ON r.number = s.run JOIN metrics m ON m.number = s.metric JOIN groups g ON g.number = s.place
  JOIN dates d ON d.day = s.day;
)sql";

constexpr std::size_t kRowsAtOnce = 50;

std::string marks(std::size_t columns, std::size_t rows = 1) {
  std::string one = "(?";
  for (std::size_t i = 1; i < columns; ++i) one += ",?";
  one += ")";
  std::string all = one;
  for (std::size_t i = 1; i < rows; ++i) all += "," + one;
  return all;
}

// Many rows in one INSERT: three times quicker than one by one.
template <class Row>
class Inserter {
 public:
  using Bind = void (*)(store::Statement&, int first, const Row&, std::int64_t run);
  Inserter(store::Database& database, const std::string& table, std::size_t columns, Bind bind)
      : many_(database.prepare("INSERT INTO " + table + " VALUES" + marks(columns, kRowsAtOnce))),
        one_(database.prepare("INSERT INTO " + table + " VALUES" + marks(columns))),
        columns_(static_cast<int>(columns)),
        bind_(bind) {}

  void add(const std::vector<Row>& rows, std::int64_t run) {
    std::size_t next = 0;
    for (; next + kRowsAtOnce <= rows.size(); next += kRowsAtOnce) {
      for (std::size_t i = 0; i < kRowsAtOnce; ++i)
        bind_(many_, static_cast<int>(i) * columns_ + 1, rows[next + i], run);
      many_.run_once();
    }
    for (; next < rows.size(); ++next) {
      bind_(one_, 1, rows[next], run);
      one_.run_once();
    }
  }

 private:
  store::Statement many_, one_;
  int columns_;
  Bind bind_;
};

void bind_summary(store::Statement& insert, int first, const store::SummaryRow& row, std::int64_t run) {
  insert.bind(first, run);
  insert.bind(first + 1, static_cast<std::int64_t>(row.metric));
  insert.bind(first + 2, static_cast<std::int64_t>(row.group));
  insert.bind(first + 3, row.value);
}

void bind_series(store::Statement& insert, int first, const store::SeriesRow& row, std::int64_t run) {
  insert.bind(first, run);
  insert.bind(first + 1, static_cast<std::int64_t>(row.metric));
  insert.bind(first + 2, static_cast<std::int64_t>(row.group));
  insert.bind(first + 3, static_cast<std::int64_t>(row.date.days));
  insert.bind(first + 4, row.value);
}

// England's values of the summary, by metric; NaN where there is none.
std::vector<double> national(const TableHead& head, const TableRun& run) {
  std::vector<double> out(head.metrics.size(), kNotDefined);
  for (const store::SummaryRow& row : run.summary)
    if (row.group == 0) out[row.metric] = row.value;
  return out;
}

class SqliteTables : public TableWriter {
 public:
  SqliteTables(const TableHead& head, const fs::path& path) : head_(head), path_(path) {
    guarded([&] {
      store::remove_file(path_);
      database_.emplace(store::Database::build_file(path_));
      database_->run("PRAGMA user_version = 1; BEGIN;");
      database_->run(kSchema);
      make_points();
      make_design();
      make_draws();
      make_wide();
      head_tables();
      run_.emplace(database_->prepare("INSERT INTO runs VALUES" + marks(11)));
      summary_.emplace(*database_, "summary_rows", 4, bind_summary);
      series_.emplace(*database_, "series_rows", 5, bind_series);
    });
  }

  void add(const TableRun& run) override {
    guarded([&] {
      const std::string& id = head_.plan.points(static_cast<int>(run.of.point)).id();
      const std::string hash = run.state == Standing::State::finished ? hex64(run.result_hash) : "";
      const std::int64_t numbers[] = {static_cast<std::int64_t>(run.index),
                                      static_cast<std::int64_t>(run.of.point)};
      run_->bind(1, numbers[0]);
      run_->bind(2, numbers[1]);
      run_->bind(3, id);
      run_->bind(4, static_cast<std::int64_t>(run.of.draw));
      run_->bind(5, static_cast<std::int64_t>(run.of.replicate));
      run_->bind(6, static_cast<std::int64_t>(
                        seed_of(head_.plan, run.of.replicate)));  // 64 bits, as SQLite's signed number
      run_->bind(7, std::string_view(state_name(run.state)));
      run_->bind(8, run.message);
      run_->bind(9, run.scenario_hash);
      run_->bind(10, run.world_hash);
      run_->bind(11, hash);
      run_->run_once();
      summary_->add(run.summary, numbers[0]);
      series_->add(run.series, numbers[0]);
      if (run.state == Standing::State::finished) add_wide(run, id);
    });
  }

  void finish() override {
    guarded([&] {
      run_.reset();
      summary_.reset();
      series_.reset();
      wide_.reset();
      database_->run("COMMIT");
      database_.reset();
    });
    const store::Descriptor file(::open(path_.c_str(), O_RDWR | O_CLOEXEC));
    store::sync_file(file.get(), path_, {});
  }

 private:
  template <class Work>
  void guarded(Work work) {
    try {
      work();
    } catch (const store::SqliteError& error) {
      throw store::StoreError(path_, error.what());
    }
  }

  std::string factor_columns_sql() const {
    std::string out;
    const std::vector<std::string> names = factor_columns(head_);
    for (std::size_t f = 0; f < names.size(); ++f)
      out += ", " + store::quoted_sql_name(names[f]) +
             (is_number(head_.plan.factors(static_cast<int>(f))) ? " REAL" : " TEXT");
    return out;
  }

  // Levels of a point from parameter `first` on. The texts lie in the plan.
  void bind_levels(store::Statement& insert, int first, const v1::PlanPoint& point) const {
    for (int f = 0; f < head_.plan.factors_size(); ++f) {
      const std::string& level = point.levels(f);
      const auto number = is_number(head_.plan.factors(f)) ? parse_double(level) : std::nullopt;
      if (level.empty())
        insert.bind_null(first + f);
      else if (number)
        insert.bind(first + f, *number);
      else
        insert.bind(first + f, level);
    }
  }

  void make_points() {
    database_->run("CREATE TABLE points(number INTEGER PRIMARY KEY, point TEXT NOT NULL UNIQUE" +
                   factor_columns_sql() + ");");
    store::Statement insert = database_->prepare(
        "INSERT INTO points VALUES" + marks(2 + static_cast<std::size_t>(head_.plan.factors_size())));
    for (int p = 0; p < head_.plan.points_size(); ++p) {
      insert.bind(1, static_cast<std::int64_t>(p));
      insert.bind(2, head_.plan.points(p).id());
      bind_levels(insert, 3, head_.plan.points(p));
      insert.run_once();
    }
  }

  void make_design() {
    std::string columns;
    for (int f = 0; f < head_.plan.factors_size(); ++f) columns += ", unit_" + std::to_string(f) + " REAL";
    database_->run(
        "CREATE TABLE design(number INTEGER PRIMARY KEY, point_number INTEGER NOT NULL, block TEXT NOT NULL, "
        "sample INTEGER NOT NULL, factor INTEGER" +
        columns + ");");
    store::Statement insert = database_->prepare(
        "INSERT INTO design VALUES" + marks(5 + static_cast<std::size_t>(head_.plan.factors_size())));
    for (int r = 0; r < head_.plan.rows_size(); ++r) {
      const v1::PlanRow& row = head_.plan.rows(r);
      insert.bind(1, static_cast<std::int64_t>(r));
      insert.bind(2, static_cast<std::int64_t>(row.point()));
      insert.bind(3, row.block());
      insert.bind(4, static_cast<std::int64_t>(row.sample()));
      if (row.factor() < 0)
        insert.bind_null(5);
      else
        insert.bind(5, static_cast<std::int64_t>(row.factor()));
      for (int f = 0; f < head_.plan.factors_size(); ++f)
        insert.bind(6 + f, f < row.unit_size() ? row.unit(f) : kNotDefined);
      insert.run_once();
    }
  }

  void make_draws() {
    std::string columns;
    for (const std::string& path : head_.plan.draw_paths())
      columns += ", " + store::quoted_sql_name(path) + " TEXT";
    database_->run("CREATE TABLE draws(draw INTEGER PRIMARY KEY" + columns + ");");
    store::Statement insert = database_->prepare(
        "INSERT INTO draws VALUES" + marks(1 + static_cast<std::size_t>(head_.plan.draw_paths_size())));
    for (int d = 0; d < head_.plan.draws_size(); ++d) {
      insert.bind(1, static_cast<std::int64_t>(d));
      for (int i = 0; i < head_.plan.draw_paths_size(); ++i)
        insert.bind(2 + i, head_.plan.draws(d).values(i));
      insert.run_once();
    }
  }

  void make_wide() {
    std::string columns;
    for (const store::MetricInfo& metric : head_.metrics)
      columns += ", " + store::quoted_sql_name(metric.id) + " REAL";
    database_->run(
        "CREATE TABLE wide(run INTEGER PRIMARY KEY, point TEXT NOT NULL, draw INTEGER NOT NULL, replicate "
        "INTEGER NOT NULL" +
        factor_columns_sql() + columns + ");");
    wide_.emplace(database_->prepare(
        "INSERT INTO wide VALUES" +
        marks(4 + static_cast<std::size_t>(head_.plan.factors_size()) + head_.metrics.size())));
  }

  void add_wide(const TableRun& run, const std::string& id) {
    wide_->bind(1, static_cast<std::int64_t>(run.index));
    wide_->bind(2, id);
    wide_->bind(3, static_cast<std::int64_t>(run.of.draw));
    wide_->bind(4, static_cast<std::int64_t>(run.of.replicate));
    bind_levels(*wide_, 5, head_.plan.points(static_cast<int>(run.of.point)));
    int column = 5 + head_.plan.factors_size();
    for (const double value : national(head_, run)) wide_->bind(column++, value);
    wide_->run_once();
  }

  void head_tables() {
    const auto rows = [&](const std::string& table, const std::vector<std::vector<std::string>>& values) {
      for (const auto& row : values) {
        store::Statement insert = database_->prepare("INSERT INTO " + table + " VALUES" + marks(row.size()));
        for (std::size_t c = 0; c < row.size(); ++c) insert.bind(static_cast<int>(c + 1), row[c]);
        insert.run_once();
      }
    };
    const v1::Plan& p = head_.plan;
    rows("meta", {{"experiment", p.experiment()},
                  {"title", p.title()},
                  {"description", p.description()},
                  {"design", p.design()},
                  {"base", p.name_of_base()},
                  {"seed", std::to_string(p.seed())},
                  {"replicates", std::to_string(p.replicates())},
                  {"draws", std::to_string(p.draws_size())},
                  {"every", p.months_or_years()},
                  {"carepool_version", p.carepool_version()}});
    std::vector<std::vector<std::string>> values;
    for (std::size_t m = 0; m < head_.metrics.size(); ++m) {
      const store::MetricInfo& i = head_.metrics[m];
      values.push_back({std::to_string(m), i.id, i.unit, i.label, i.definition, i.family});
    }
    rows("metrics", values);
    values.clear();
    for (std::uint32_t g = 0; g < head_.groups.size(); ++g) {
      values.push_back({std::to_string(g)});
      for (const std::string* column : store::columns_of(head_.groups.key(g)))
        values.back().push_back(*column);
    }
    rows("groups", values);
    values.clear();
    const char* types[] = {"number", "whole number", "date", "choice"};
    for (int f = 0; f < p.factors_size(); ++f) {
      const v1::PlanFactor& i = p.factors(f);
      values.push_back({std::to_string(f), i.name(), i.path(), i.unit(), i.label(), types[i.type()], i.low(),
                        i.high(), i.scale()});
    }
    rows("factors", values);
    values.clear();
    for (const std::int32_t day : head_.days) values.push_back({std::to_string(day), to_string(Date{day})});
    rows("dates", values);
  }

  const TableHead& head_;
  fs::path path_;
  std::optional<store::Database> database_;
  std::optional<store::Statement> run_, wide_;
  std::optional<Inserter<store::SummaryRow>> summary_;
  std::optional<Inserter<store::SeriesRow>> series_;
};

// ---- CSV
// ----------------------------------------------------------------------------------------------------------------------

class CsvTable : public TableWriter {
 public:
  CsvTable(const TableHead& head, const fs::path& path) : head_(head), path_(path) {
    file_ = store::Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (file_.get() < 0)
      throw store::StoreError(path, "cannot be made: " + std::generic_category().message(errno));
    for (int p = 0; p < head.plan.points_size(); ++p) points_.push_back(head.plan.points(p).id());
    for (std::uint32_t g = 0; g < head.groups.size(); ++g) {
      std::string text;
      for (const std::string* column : store::columns_of(head.groups.key(g)))
        text += "," + csv_field(*column);
      groups_.push_back(std::move(text));
    }
  }
  void finish() override {
    flush();
    store::sync_file(file_.get(), path_, {});
    file_ = store::Descriptor();
  }

 protected:
  void flush() {
    store::write_all(file_.get(), text_, path_, {});
    text_.clear();
  }
  void line_ends() {
    text_ += '\n';
    if (text_.size() > 1u << 20) flush();
  }
  void begin(const TableRun& run) {
    text_ += points_[run.of.point];
    text_ += ',' + std::to_string(run.of.draw) + ',' + std::to_string(run.of.replicate);
  }

  const TableHead& head_;
  fs::path path_;
  store::Descriptor file_;
  std::string text_;
  std::vector<std::string> points_, groups_;
};

const char* const kGroupHeads = ",council,region,rcc,sector,setting,need,contract,size";

class SeriesCsv : public CsvTable {
 public:
  SeriesCsv(const TableHead& head, const fs::path& path) : CsvTable(head, path) {
    text_ = std::string("point,draw,replicate,date,metric,unit") + kGroupHeads + ",value\n";
  }
  void add(const TableRun& run) override {
    for (const store::SeriesRow& row : run.series) {
      begin(run);
      text_ += ',' + to_string(row.date) + ',' + head_.metrics[row.metric].id + ',' +
               csv_field(head_.metrics[row.metric].unit) + groups_[row.group] + ',';
      store::append_csv_number(text_, row.value);
      line_ends();
    }
  }
};

class SummaryCsv : public CsvTable {
 public:
  SummaryCsv(const TableHead& head, const fs::path& path) : CsvTable(head, path) {
    text_ = std::string("point,draw,replicate,metric,unit") + kGroupHeads + ",value\n";
  }
  void add(const TableRun& run) override {
    for (const store::SummaryRow& row : run.summary) {
      begin(run);
      text_ += ',' + head_.metrics[row.metric].id + ',' + csv_field(head_.metrics[row.metric].unit) +
               groups_[row.group] + ',';
      store::append_csv_number(text_, row.value);
      line_ends();
    }
  }
};

std::string level_fields(const v1::PlanPoint& point) {
  std::string out;
  for (const std::string& level : point.levels()) out += "," + csv_field(level);
  return out;
}

class WideCsv : public CsvTable {
 public:
  WideCsv(const TableHead& head, const fs::path& path) : CsvTable(head, path) {
    text_ = "point,draw,replicate,status";
    for (const std::string& name : factor_columns(head)) text_ += "," + csv_field(name);
    for (const store::MetricInfo& metric : head.metrics) text_ += "," + metric.id;
    text_ += "\n";
    for (const v1::PlanPoint& point : head.plan.points()) levels_.push_back(level_fields(point));
  }
  void add(const TableRun& run) override {
    begin(run);
    text_ += std::string(",") + state_name(run.state) + levels_[run.of.point];
    for (const double value : national(head_, run)) {
      text_ += ',';
      store::append_csv_number(text_, value);
    }
    line_ends();
  }

 private:
  std::vector<std::string> levels_;
};

}  // namespace

std::unique_ptr<TableWriter> sqlite_tables(const TableHead& head, const fs::path& path) {
  return std::make_unique<SqliteTables>(head, path);
}
std::unique_ptr<TableWriter> series_csv(const TableHead& head, const fs::path& path) {
  return std::make_unique<SeriesCsv>(head, path);
}
std::unique_ptr<TableWriter> summary_csv(const TableHead& head, const fs::path& path) {
  return std::make_unique<SummaryCsv>(head, path);
}
std::unique_ptr<TableWriter> wide_csv(const TableHead& head, const fs::path& path) {
  return std::make_unique<WideCsv>(head, path);
}

std::string points_csv(const TableHead& head) {
  std::string out = "point";
  for (const std::string& name : factor_columns(head)) out += "," + csv_field(name);
  out += "\n";
  for (const v1::PlanPoint& point : head.plan.points()) out += point.id() + level_fields(point) + "\n";
  return out;
}

}  // namespace carepool::experiment
