// sufficiency.hpp: nights in sufficient care, and the link that fails.
//
// What for: the headline of quality. Who writes it: MetricRecorder. Who reads it: list.cpp.
// The surprising decision: setting=residential is of children who need a home: in homes, in crisis placements, or waiting for a home.
#pragma once

#include <span>

#include "metrics/metric.hpp"

namespace carepool::metrics {

std::span<const Metric> sufficiency_metrics();

}  // namespace carepool::metrics
