#include "store/typed_table.hpp"

#include "base/text.hpp"
#include "store/sqlite.hpp"
#include "store/text.hpp"

namespace carepool::store {

namespace {

void append_csv_cell(std::string& out, const Cell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell))
    out += std::to_string(*whole);
  else if (const auto* number = std::get_if<double>(&cell))
    append_csv_number(out, *number);
  else if (const auto* text = std::get_if<std::string>(&cell))
    out += csv_field(*text);
}

void bind(Statement& insert, int parameter, const Cell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell))
    insert.bind(parameter, *whole);
  else if (const auto* number = std::get_if<double>(&cell))
    insert.bind(parameter, *number);
  else if (const auto* text = std::get_if<std::string>(&cell))
    insert.bind(parameter, std::string_view(*text));
  else
    insert.bind_null(parameter);
}

void write_table(Database& database, const TypedTable& table) {
  std::string columns;
  std::string marks;
  for (const std::string& column : table.columns) {
    columns += (columns.empty() ? "" : ", ") + quoted_sql_name(column);
    marks += marks.empty() ? "?" : ", ?";
  }
  database.run("CREATE TABLE " + quoted_sql_name(table.name) + " (" + columns + ")");
  Statement insert =
      database.prepare("INSERT INTO " + quoted_sql_name(table.name) + " VALUES (" + marks + ")");
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) bind(insert, static_cast<int>(i) + 1, row[i]);
    insert.run_once();
  }
}

std::vector<std::string> names_by(Database& database, const std::string& sql) {
  std::vector<std::string> names;
  Statement statement = database.prepare(sql);
  while (statement.step()) names.push_back(statement.text(0));
  return names;
}

// SQLite keeps what kind each value is; typeof() gives it back.
TypedTable read_table(Database& database, const std::string& name) {
  TypedTable table;
  table.name = name;
  table.columns = names_by(database, "SELECT name FROM pragma_table_info('" + name + "') ORDER BY cid");
  std::string columns;
  for (const std::string& column : table.columns)
    columns +=
        (columns.empty() ? "" : ", ") + quoted_sql_name(column) + ", typeof(" + quoted_sql_name(column) + ")";
  Statement rows =
      database.prepare("SELECT " + columns + " FROM " + quoted_sql_name(name) + " ORDER BY rowid");
  while (rows.step()) {
    auto& row = table.rows.emplace_back();
    for (int i = 0; i < static_cast<int>(table.columns.size()); ++i) {
      const std::string type = rows.text(2 * i + 1);
      if (type == "integer")
        row.emplace_back(rows.integer(2 * i));
      else if (type == "real")
        row.emplace_back(rows.number(2 * i));
      else if (type == "text")
        row.emplace_back(rows.text(2 * i));
      else
        row.emplace_back();
    }
  }
  return table;
}

Error bad_file(const std::string& where, std::string message, std::string allowed = {}) {
  Error error;
  error.where = where;
  error.message = std::move(message);
  error.allowed = std::move(allowed);
  return error;
}

}  // namespace

std::string table_csv(const TypedTable& table) {
  std::string out;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    out += (i == 0 ? "" : ",") + csv_field(table.columns[i]);
  out += '\n';
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += ',';
      append_csv_cell(out, row[i]);
    }
    out += '\n';
  }
  return out;
}

std::string tables_sqlite(const std::vector<TypedTable>& tables, int format) {
  Database database;
  database.run("PRAGMA user_version = " + std::to_string(format) + "; BEGIN");
  for (const TypedTable& table : tables) write_table(database, table);
  database.run("COMMIT");
  return database.serialised();
}

Result<std::vector<TypedTable>> parse_tables_sqlite(std::string_view bytes, int format,
                                                    const std::string& where) {
  try {
    Database database(bytes);
    const auto found = names_by(database, "PRAGMA user_version");
    if (found.empty() || found[0] != std::to_string(format))
      return bad_file(where,
                      "holds tables of another kind or version (" + (found.empty() ? "none" : found[0]) + ")",
                      "tables of format " + std::to_string(format) + ", as this version writes them");
    std::vector<TypedTable> tables;
    for (const std::string& name :
         names_by(database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid"))
      tables.push_back(read_table(database, name));
    return tables;
  } catch (const SqliteError& error) {
    return bad_file(where, std::string("is damaged: ") + error.what());
  }
}

}  // namespace carepool::store
