// A thin hand on SQLite: a database that closes itself, statements that finalise themselves, errors as
// exceptions.
//
// Used by results_sqlite.cpp (and later by the merging of shards).
// Surprising decision: databases live in memory. A file is made from serialised bytes through the same
// write-and-rename as every other file, and read the same way, so that no journal or lock ever appears on
// disk. Only the tables of a sweep, which may be larger than memory, are built in a file, under a name that
// is renamed afterwards.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace carepool::store {

class SqliteError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A name between double quotes, for SQL.
std::string quoted_sql_name(std::string_view name);

class Statement;

class Database {
 public:
  Database();                                 // empty, in memory, 4 KiB pages
  explicit Database(std::string_view bytes);  // read-only copy of a file's bytes
  static Database build_file(const std::filesystem::path& path);  // a new file, without journal or locks
  static Database read_file(const std::filesystem::path& path);   // read-only, in place

  void run(const std::string& sql);  // one or more statements without results
  Statement prepare(const std::string& sql);
  std::string serialised() const;

 private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  struct AtPath {};
  Database(AtPath, const std::filesystem::path& path, int flags);
  std::unique_ptr<sqlite3, Close> handle_;
};

class Statement {
 public:
  // Parameters are counted from 1, columns from 0. Text must outlive the next step().
  void bind(int parameter, std::int64_t value);
  void bind(int parameter, double value);  // NaN: NULL
  void bind(int parameter, std::string_view text);
  void bind_null(int parameter);

  bool step();  // true: a row is there
  void reset();
  void run_once();  // step a statement without results, then reset

  std::int64_t integer(int column) const;
  double number(int column) const;  // NULL: NaN
  bool is_null(int column) const;
  std::string text(int column) const;

 private:
  friend class Database;
  struct Finalise {
    void operator()(sqlite3_stmt* handle) const;
  };
  sqlite3* database_ = nullptr;
  std::unique_ptr<sqlite3_stmt, Finalise> handle_;
};

}  // namespace carepool::store
