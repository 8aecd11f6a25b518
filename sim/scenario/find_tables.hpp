// Which files hold a scenario's tables, and their contents.
//
// For: scenario.cpp. Written by: find_tables. Read by: scenario.cpp only.
// The one surprising decision: a table named with its SHA-256 is looked for in several folders and only a
// file with those contents will do, so that a run's folder can be loaded on another machine and still mean
// the same run.
#pragma once

#include <string>
#include <vector>

#include "carepool/scenario.pb.h"
#include "scenario/layers.hpp"
#include "scenario/provenance.hpp"
#include "scenario/tables.hpp"

namespace carepool {

struct TableSearch {
  std::string dir;                      // of the scenario file
  std::vector<std::string> folders;     // looked in first
  std::vector<std::string> layer_dirs;  // of each layer, for files that an overlay names
};

// Folders that hold the published tables on this machine: $CAREPOOL_DATA, beside the program,
// ./scenarios/data.
std::vector<std::string> installed_table_folders();

// Texts of all tables by logical name; what is not found or does not match is reported.
std::map<std::string, TableText> find_tables(const v1::World& world, const TableSearch& search,
                                             const Provenance& provenance, Findings& findings);

// `file` as seen from `dir`.
std::string resolve_path(const std::string& dir, const std::string& file);

// The whole file; the error says why not ("no such file", "is a folder", …) without a place.
Result<std::string> read_text_file(const std::string& path);

}  // namespace carepool
