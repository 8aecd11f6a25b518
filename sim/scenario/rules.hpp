// Rules that tie several values of a scenario together, in one list.
//
// For: scenario.cpp, after the layers have been applied. Written by: rules.cpp.
// Read by: whoever adds a rule, and the tests, which loop over the list.
// The one surprising decision: a rule that looks only at values in trouble keeps silent, so that one mistake
// gives one error.
#pragma once

#include <string>
#include <vector>

#include "carepool/scenario.pb.h"
#include "scenario/layers.hpp"
#include "scenario/provenance.hpp"
#include "scenario/tables.hpp"

namespace carepool {

struct RuleContext {
  const v1::Scenario& values;
  const Tables& tables;                        // empty for a world of pools
  const std::vector<std::string>& metric_ids;  // empty: not checked
  const Provenance& provenance;
  Findings& findings;

  // An error where the value at `path` was written, unless something at or below it is wrong already.
  void fail(const std::string& path, std::string message, std::string allowed = {},
            std::string suggestion = {}) const;
  void warn(const std::string& path, std::string message) const;
  // Did a layer set the value?
  bool is_set(const std::string& path) const { return provenance.is_set(path); }
};

struct Rule {
  const char* name;  // a law, in words
  void (*check)(const RuleContext& context);
};

const std::vector<Rule>& rules();

}  // namespace carepool
