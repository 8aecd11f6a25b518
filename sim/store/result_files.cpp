#include "store/result_files.hpp"

#include "store/results_sqlite.hpp"
#include "store/series_csv.hpp"
#include "store/summary_json.hpp"

namespace carepool::store {

void write_results(RunFolder& folder, Results& results) {
  put_in_order(results);
  folder.write_file("summary.json", summary_json(results));
  folder.write_file("series.csv", series_csv(results));
  folder.write_file("results.sqlite", results_sqlite(results));
}

Result<Results> read_results(const std::filesystem::path& dir) {
  const auto path = dir / "results.sqlite";
  try {
    return parse_results_sqlite(read_file(path), path.string());
  } catch (const StoreError& error) {
    Error located;
    located.where = error.file().string();
    located.message = error.reason();
    return located;
  }
}

}  // namespace carepool::store
