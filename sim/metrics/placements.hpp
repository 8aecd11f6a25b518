// placements.hpp: where children live: distance, council area, setting.
//
// What for: how far from home the market sends children. Who writes it: MetricRecorder. Who reads it: list.cpp.
// The surprising decision: distances are those of placements in force, not of starts, as the published ones are.
#pragma once

#include <span>

#include "metrics/metric.hpp"

namespace carepool::metrics {

std::span<const Metric> placements_metrics();

}  // namespace carepool::metrics
