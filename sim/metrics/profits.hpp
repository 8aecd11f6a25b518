// profits.hpp: margins of independent groups of homes, and where each public pound went.
//
// What for: who gains. Who writes it: MetricRecorder. Who reads it: list.cpp.
// The surprising decision: the margin is before interest, so that it does not depend on how a group is financed.
#pragma once

#include <span>

#include "metrics/metric.hpp"

namespace carepool::metrics {

std::span<const Metric> profits_metrics();

}  // namespace carepool::metrics
