// money.hpp: spend of councils.
//
// What for: who pays how much. Who writes it: MetricRecorder. Who reads it: list.cpp.
// The surprising decision: money is of the base year's prices unless its name says nominal.
#pragma once

#include <span>

#include "metrics/metric.hpp"

namespace carepool::metrics {

std::span<const Metric> money_metrics();

}  // namespace carepool::metrics
