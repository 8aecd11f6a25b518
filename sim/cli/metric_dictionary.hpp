// The metrics that a run can record, for `carepool params --metrics` and for checking `record.metrics`.
//
// For: cmd_params, cmd_check, cmd_run. Written by: metric_dictionary.cpp, from the list in sim/metrics.
// Read by: the commands.
#pragma once

#include <string>
#include <vector>

#include "carepool/results.pb.h"

namespace carepool::cli {

std::vector<v1::ResultMetric> metric_dictionary();
std::vector<std::string> metric_ids();

}  // namespace carepool::cli
