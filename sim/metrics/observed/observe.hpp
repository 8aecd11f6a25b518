// observe.hpp: the model measured as a source measured the world, beside what the source published.
//
// What for: baseline checks in the report and calibration compare like with like. Who writes it: nobody. Who reads it: sim/run, calibration.
// The surprising decision: a target without an operator is left out rather than compared with something near it.
#pragma once

#include <string>
#include <vector>

#include "metrics/row.hpp"

namespace carepool {

struct Observed {
  std::string target;          // id in the table of targets
  double published = 0;        // money in prices of 2024-25
  double model = 0;
  std::string unit, source, as_at;
};

// `summary`: rows of MetricRecorder::summary of the same world.
std::vector<Observed> observe(const Setup&, const World&, const std::vector<MetricRow>& summary);

}  // namespace carepool
