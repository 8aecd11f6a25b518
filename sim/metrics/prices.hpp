// prices.hpp: fees of independent placements in homes, and unit costs.
//
// What for: what a place costs the buyer. Who writes it: MetricRecorder. Who reads it: list.cpp.
// The surprising decision: the fee index holds the mix of children fixed: its cells are need × age × region and crisis, weighted by the starts of its base.
#pragma once

#include <span>

#include "metrics/metric.hpp"

namespace carepool::metrics {

std::span<const Metric> prices_metrics();

}  // namespace carepool::metrics
