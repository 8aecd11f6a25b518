// A scenario: every number and choice of a run, where each came from, and its tables.
//
// For: the whole program. A scenario file becomes a Scenario; nothing changes it afterwards.
// Written by: load_scenario. Read by: world, market, instruments, behaviours, metrics (the values), store and
// report (canonical_yaml, hash, provenance), the command line. The one surprising decision: the scenario hash
// is of canonical text and of the tables' contents, never of paths, seed or what is recorded: two files that
// mean the same run have the same hash.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "carepool/scenario.pb.h"
#include "scenario/provenance.hpp"
#include "scenario/tables.hpp"

namespace carepool {

// Beyond the file itself: what lies on top of it, and where else tables may be.
struct LoadOptions {
  std::vector<std::string> policies;       // overlay files, in order
  std::vector<std::string> sets;           // "path=value", in order, on top of the overlays
  std::optional<std::uint64_t> seed;       // on top of everything
  std::vector<std::string> table_folders;  // looked in before any other
  std::shared_ptr<const Tables> tables;    // read already: no table is read from disk
  std::vector<std::string> metric_ids;     // when given, `record.metrics` is checked against them
};

struct LoadRequest : LoadOptions {
  std::string path;
};

struct Scenario {
  v1::Scenario values;                   // complete: every field that has a default or was given
  std::shared_ptr<const Tables> tables;  // never null; empty for a world of pools
  std::string name;                      // values.name(): names the results folder
  std::uint64_t hash = 0;
  std::string canonical_yaml;  // the effective scenario, complete, re-loadable to the same hash
  Provenance provenance;
  std::vector<Error> warnings;  // worth saying, not wrong
};

// Reads the file, the overlays and the tables. All errors found are returned (up to 50), each with its place.
Result<Scenario> load_scenario(const LoadRequest& request);

// The same from memory: for tests, recordings and the live server. `name` stands for the file in messages;
// paths in the text are relative to `dir`.
Result<Scenario> load_scenario_text(std::string_view text, const std::string& name, const std::string& dir,
                                    const LoadOptions& options = {});

// A scenario with some values changed; the tables are shared, nothing is read from disk.
Result<Scenario> with_sets(const Scenario& scenario, const std::vector<std::string>& sets);

// The same, for a market that lives and is told many things: the scenario's own text is not read again, so the result's provenance names its
// layers but no lines and earlier values. Errors are those of with_sets.
Result<Scenario> with_sets_mid_run(const Scenario& scenario, const std::vector<std::string>& sets);

// Each layer that set the value at `path`, the default first; the last wins. For a section, one line per
// value below it that a layer set. An unknown path is an error.
Result<std::string> why(const Scenario& scenario, const std::string& path);

// Canonical text of one value or section, as `--set` would take it; an unknown path is an error.
Result<std::string> value_at(const Scenario& scenario, const std::string& path);

}  // namespace carepool
