#include "store/sqlite.hpp"

#include <sqlite3.h>

#include <cmath>
#include <limits>

namespace carepool::store {

namespace {

constexpr int kPageBytes = 4096;

void check(int code, sqlite3* database) {
  if (code != SQLITE_OK)
    throw SqliteError(database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code));
}

}  // namespace

std::string quoted_sql_name(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  return text + "\"";
}

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
void Statement::Finalise::operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }

Database::Database() {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(":memory:", &handle, flags, nullptr);
  handle_.reset(handle);
  check(code, handle);
  run("PRAGMA page_size = " + std::to_string(kPageBytes) +
      "; PRAGMA journal_mode = OFF; PRAGMA secure_delete = ON;");
}

Database::Database(std::string_view bytes) : Database() {
  if (bytes.empty()) throw SqliteError("file is empty");
  // SQLite frees the copy, also when it refuses it.
  auto* copy = static_cast<unsigned char*>(sqlite3_malloc64(bytes.size()));
  if (copy == nullptr) throw std::bad_alloc();
  bytes.copy(reinterpret_cast<char*>(copy), bytes.size());
  const auto size = static_cast<sqlite3_int64>(bytes.size());
  const auto flags = SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY;
  check(sqlite3_deserialize(handle_.get(), "main", copy, size, size, flags), handle_.get());
}

Database::Database(AtPath, const std::filesystem::path& path, int flags) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(handle);
  check(code, handle);
}

Database Database::build_file(const std::filesystem::path& path) {
  Database database(AtPath{}, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  database.run("PRAGMA page_size = " + std::to_string(kPageBytes) +
               "; PRAGMA journal_mode = OFF; PRAGMA secure_delete = ON; PRAGMA synchronous = OFF;"
               " PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY;");
  return database;
}

Database Database::read_file(const std::filesystem::path& path) {
  return {AtPath{}, path, SQLITE_OPEN_READONLY};
}

void Database::run(const std::string& sql) {
  check(sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr), handle_.get());
}

Statement Database::prepare(const std::string& sql) {
  sqlite3_stmt* handle = nullptr;
  check(sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &handle, nullptr),
        handle_.get());
  Statement statement;
  statement.database_ = handle_.get();
  statement.handle_.reset(handle);
  return statement;
}

std::string Database::serialised() const {
  sqlite3_int64 size = 0;
  const std::unique_ptr<unsigned char, decltype(&sqlite3_free)> bytes(
      sqlite3_serialize(handle_.get(), "main", &size, 0), &sqlite3_free);
  if (!bytes) throw std::bad_alloc();
  return {reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size)};
}

void Statement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(handle_.get(), parameter, value), database_);
}

void Statement::bind(int parameter, double value) {
  check(sqlite3_bind_double(handle_.get(), parameter, value), database_);  // SQLite turns NaN into NULL
}

void Statement::bind(int parameter, std::string_view text) {
  const char* start = text.data() != nullptr ? text.data() : "";
  check(sqlite3_bind_text64(handle_.get(), parameter, start, text.size(), SQLITE_STATIC, SQLITE_UTF8),
        database_);
}

void Statement::bind_null(int parameter) { check(sqlite3_bind_null(handle_.get(), parameter), database_); }

bool Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  throw SqliteError(sqlite3_errmsg(database_));
}

void Statement::reset() { check(sqlite3_reset(handle_.get()), database_); }

void Statement::run_once() {
  step();
  reset();
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }

double Statement::number(int column) const {
  if (is_null(column)) return std::numeric_limits<double>::quiet_NaN();
  return sqlite3_column_double(handle_.get(), column);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

std::string Statement::text(int column) const {
  const auto* start = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return start == nullptr ? std::string() : std::string(start, size);
}

}  // namespace carepool::store
