#include "scenario/csv.hpp"

#include <cstddef>
#include <utility>

namespace carepool {
namespace {

class CsvReader {
 public:
  CsvReader(std::string_view text, const std::string& path) : text_(text), path_(path) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") text_.remove_prefix(3);
  }

  Result<CsvFile> read() {
    CsvFile file;
    bool first = true;
    while (at_ < text_.size() && errors_.empty()) {
      const int line = line_;
      std::vector<CsvCell> row = read_row();
      if (!errors_.empty()) break;
      if (row.size() == 1 && row[0].text.empty() && at_ >= text_.size()) break;  // blank last line
      if (first) {
        file.header = std::move(row);
        first = false;
        continue;
      }
      check_length(row, file.header.size(), line);
      file.rows.push_back(std::move(row));
    }
    if (first && errors_.empty()) fail(1, 1, "the file is empty", "a header and rows");
    if (!errors_.empty()) return errors_;
    return file;
  }

 private:
  char now() const { return text_[at_]; }
  bool done() const { return at_ >= text_.size(); }
  bool at_line_end() const {
    return done() || now() == '\n' || (now() == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
  }

  void step() {
    if (now() == '\n') {
      ++line_;
      column_ = 1;
    } else {
      ++column_;
    }
    ++at_;
  }

  std::vector<CsvCell> read_row() {
    std::vector<CsvCell> row;
    for (;;) {
      row.push_back(read_cell());
      if (!errors_.empty()) return row;
      if (!done() && now() == ',') {
        step();
        continue;
      }
      if (!done() && now() == '\r') step();
      if (!done()) step();
      return row;
    }
  }

  CsvCell read_cell() {
    CsvCell cell{{}, line_, column_};
    if (done() || now() != '"') {
      while (!at_line_end() && now() != ',') {
        if (now() == '"') {
          fail(line_, column_, "a quote inside an unquoted cell",
               "the whole cell in quotes, inner quotes doubled");
          return cell;
        }
        cell.text += now();
        step();
      }
      return cell;
    }
    step();
    for (;;) {
      if (done()) {
        fail(cell.line, cell.column, "a quoted cell that is never closed", "a closing quote");
        return cell;
      }
      if (now() != '"') {
        cell.text += now();
        step();
        continue;
      }
      step();
      if (!done() && now() == '"') {
        cell.text += '"';
        step();
        continue;
      }
      break;
    }
    if (!at_line_end() && now() != ',')
      fail(line_, column_, "text after a closing quote", "a comma or the end of the line");
    return cell;
  }

  void check_length(const std::vector<CsvCell>& row, std::size_t wanted, int line) {
    if (row.size() == wanted) return;
    const int column = row.size() > wanted ? row[wanted].column : row.back().column;
    fail(line, column, "this row has " + std::to_string(row.size()) + " cells",
         std::to_string(wanted) + " cells, as in the header");
  }

  void fail(int line, int column, std::string message, std::string allowed) {
    errors_.push_back({path_, line, column, std::move(message), std::move(allowed), {}});
  }

  std::string_view text_;
  const std::string& path_;
  std::size_t at_ = 0;
  int line_ = 1, column_ = 1;
  Errors errors_;
};

}  // namespace

Result<CsvFile> parse_csv(std::string_view text, const std::string& path) {
  return CsvReader(text, path).read();
}

}  // namespace carepool
