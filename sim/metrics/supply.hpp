// supply.hpp: homes, places and provider groups.
//
// What for: whether there is anywhere to go. Who writes it: MetricRecorder. Who reads it: list.cpp.
// The surprising decision: short-break homes count among homes and registered places, as published, but not among usable places, since they take no placements.
#pragma once

#include <span>

#include "metrics/metric.hpp"

namespace carepool::metrics {

std::span<const Metric> supply_metrics();

}  // namespace carepool::metrics
