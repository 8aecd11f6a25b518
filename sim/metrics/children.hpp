// children.hpp: children looked after: stocks, entries, exits, placements started.
//
// What for: the size of the task. Who writes it: MetricRecorder. Who reads it: list.cpp.
// The surprising decision: a child who waits for a placement is looked after and counted; only settings need a placement.
#pragma once

#include <span>

#include "metrics/metric.hpp"

namespace carepool::metrics {

std::span<const Metric> children_metrics();

}  // namespace carepool::metrics
