// Is this folder what its run made? The run is made again from its own scenario and seed, and everything
// recorded is compared: checksums of files, column hashes at month ends, world hashes, the tables.
//
// Called by `carepool verify`; the runner is given by whoever knows how to run.
// Surprising decision: nothing is believed because it is sealed. A changed checksum, hash or parameter is
// told apart by what the new run gives and by which of the three witnesses (manifest, recording, tables)
// still agree with it, so a tamper is named even when somebody has mended every seal after it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "carepool/results.pb.h"
#include "scenario/scenario.hpp"
#include "store/manifest.hpp"
#include "store/results.hpp"

namespace carepool {

// What running again gave: the same replicates and commands as recorded.
struct RunAgain {
  v1::Recording recording;
  store::Results results;
};
using Runner =
    std::function<RunAgain(const Scenario&, const store::Manifest&, const v1::Recording& recorded)>;

struct VerifyFinding {
  enum class Kind {
    damaged_file,      // a file is not as the run wrote it
    changed_record,    // a recorded hash, checksum or seed is not what the run gives
    changed_scenario,  // the recorded scenario is not the one that was run
    not_reproduced     // all is as it was written, and this program gives something else
  };
  Kind kind = Kind::damaged_file;
  std::string text;  // one sentence; names the file, or the first date and the columns, or the parameter
};

struct Verification {
  std::vector<VerifyFinding> findings;  // the most telling first; empty: the same
  std::size_t n_replicates = 0;
  std::size_t n_dates = 0;
  std::size_t n_files = 0;
  std::string world_hash;

  bool same() const { return findings.empty(); }
  // "same: …" on one line, or "different: …" with one line for each finding.
  std::string text() const;
};

// Errors (exit 2): no manifest, made by another version, or tables of the scenario that are not on this
// machine. What the runner throws on an untouched folder passes through.
Result<Verification> verify(const std::filesystem::path& dir, const Runner& run_again,
                            const std::vector<std::string>& table_folders = {});

const char* name_of(VerifyFinding::Kind kind);

}  // namespace carepool
