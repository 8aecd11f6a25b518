// stability.hpp: moves, breakdowns, closures, crisis.
//
// What for: what happens to children. Who writes it: MetricRecorder. Who reads it: list.cpp.
// The surprising decision: a move is any end of a placement other than leaving care.
#pragma once

#include <span>

#include "metrics/metric.hpp"

namespace carepool::metrics {

std::span<const Metric> stability_metrics();

}  // namespace carepool::metrics
