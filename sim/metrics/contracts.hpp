// contracts.hpp: contract mix, frameworks, blocks and concentration.
//
// What for: how placements are bought. Who writes it: MetricRecorder. Who reads it: list.cpp.
// The surprising decision: shares of spot, framework and block are of independent home placements; in-house is of all home placements.
#pragma once

#include <span>

#include "metrics/metric.hpp"

namespace carepool::metrics {

std::span<const Metric> contracts_metrics();

}  // namespace carepool::metrics
