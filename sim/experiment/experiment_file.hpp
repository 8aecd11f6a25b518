// An experiment file (YAML) as a message, strict as a scenario is.
//
// For: plan.hpp. Written by: load_experiment, or by hand (compare builds a v1::Experiment of its own arms).
// Read by: make_plan. The one surprising decision: it is read by the scenario room's own layers, so that
// errors, ranges, "did you mean" and the dictionary of fields are the same for both kinds of file.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "carepool/experiment.pb.h"
#include "scenario/provenance.hpp"

namespace carepool::experiment {

struct ExperimentFile {
  v1::Experiment values;  // complete: defaults filled in
  std::string name;       // of the file, for messages
  std::string dir;        // from which its paths are seen
  Provenance provenance;  // where each value was written

  // An error located where the value at `path` ("factors[0].values") was written.
  Error error_at(const std::string& path, std::string message, std::string allowed = {},
                 std::string suggestion = {}) const {
    return provenance.error_at(path, std::move(message), std::move(allowed), std::move(suggestion));
  }
};

// All errors found, each with its place. Checks the file by itself; make_plan checks it against the base
// scenario.
Result<ExperimentFile> load_experiment(const std::string& path);
Result<ExperimentFile> load_experiment_text(std::string_view text, const std::string& name,
                                            const std::string& dir);

}  // namespace carepool::experiment
