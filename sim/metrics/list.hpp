// list.hpp: the explicit list of families of metrics.
//
// What for: one place that names every family; the order is the order in which people meet the metrics. Who writes it: whoever adds a
// family. Who reads it: the recorder and the dictionary.
// The surprising decision: no metric registers itself; a metric that is not in a family named here does not exist.
#pragma once

#include <vector>

#include "metrics/metric.hpp"

namespace carepool::metrics {

const std::vector<Metric>& all_metrics();

}  // namespace carepool::metrics
