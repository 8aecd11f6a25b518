// The collected rows of a sweep on their way into files, run by run in order of the plan.
//
// For: collect.cpp. Written by: it. Read by: nobody else. The one surprising decision: nothing is held but
// one run (NetCDF: one block of points), so that a sweep larger than memory can be collected.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "carepool/experiment.pb.h"
#include "experiment/plan.hpp"
#include "experiment/segment.hpp"
#include "store/results.hpp"

namespace carepool::experiment {

// What all runs have in common; found in a first pass.
struct TableHead {
  const v1::Plan& plan;
  std::vector<store::MetricInfo> metrics;  // that are kept
  store::GroupTable groups;                // in order of their keys
  std::vector<std::int32_t> days;          // of the series, in order
};

// One run, its metrics and groups numbered as in the head, rows sorted by (metric, group, day).
struct TableRun {
  std::size_t index = 0;
  RunOf of;
  Standing::State state = Standing::State::missing;
  std::string message, world_hash, scenario_hash;
  std::uint64_t result_hash = 0;
  std::vector<store::SummaryRow> summary;
  std::vector<store::SeriesRow> series;
};

const char* state_name(Standing::State state);  // "finished", "failed", "missing", "differing"

// Column names of the factors in tables: their names, told apart where two would be the same for SQL.
std::vector<std::string> factor_columns(const TableHead& head);

class TableWriter {
 public:
  virtual ~TableWriter() = default;
  virtual void add(const TableRun& run) = 0;  // in order of the index, every run of the plan once
  virtual void finish() = 0;                  // the file is whole, under its ".part" name
};

// Each writes `path`, a ".part". Throw store::StoreError.
std::unique_ptr<TableWriter> sqlite_tables(const TableHead& head, const std::filesystem::path& path);
std::unique_ptr<TableWriter> series_csv(const TableHead& head, const std::filesystem::path& path);
std::unique_ptr<TableWriter> summary_csv(const TableHead& head, const std::filesystem::path& path);
std::unique_ptr<TableWriter> wide_csv(const TableHead& head, const std::filesystem::path& path);
// Null where the program was built without NetCDF.
std::unique_ptr<TableWriter> netcdf_file(const TableHead& head, const std::filesystem::path& path);
std::string netcdf_version();  // "" without

std::string points_csv(const TableHead& head);

}  // namespace carepool::experiment
