// The arms of a comparison: the base, one for each --policy, and copies without leverage in talks.
//
// Called by `carepool compare`. Every arm is loaded by itself first, so that a mistake is named with its file and line or its
// option; then all become one experiment with a single factor, and the sweep's own machinery runs them.
// Surprising decision: arms that mean the same scenario are one point and are run once, so their differences are exactly nought.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "carepool/experiment.pb.h"
#include "scenario/scenario.hpp"

namespace carepool::experiment {

struct ArmsRequest {
  std::string base;                        // scenario file
  std::vector<std::string> policies;       // as typed: "A.yaml" or "B.yaml+C.yaml"
  std::vector<std::string> sets;           // in every arm
  std::optional<std::uint64_t> seed;
  std::string ensemble;                    // file of parameter draws; empty: none
  std::int32_t replicates = 1;             // that the plan has room for
  bool leverage_off = false;
  std::vector<std::string> table_folders;
};

struct Arm {
  std::string name;                        // "base", "rcc", "rcc+fee-cap", "rcc without leverage"
  std::vector<std::string> policies;       // overlay files, in order
  std::vector<std::string> sets;           // of this arm alone
  std::int32_t leverage_off_of = -1;       // the arm of which it is the copy
  std::uint32_t point = 0;                 // in the plan
  std::shared_ptr<const Scenario> scenario;
};

struct Arms {
  std::vector<Arm> arms;                   // the base first
  v1::Plan plan;
  std::vector<std::string> remarks;        // about leverage, or arms that mean the same
};

// Errors name the file and line, the option ("--policy #2"), or what the arms do not share (they must live the same days).
Result<Arms> make_arms(const ArmsRequest& request);

}  // namespace carepool::experiment
