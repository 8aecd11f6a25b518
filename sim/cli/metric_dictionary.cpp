#include "cli/metric_dictionary.hpp"

namespace carepool::cli {

std::vector<v1::ResultMetric> metric_dictionary() { return {}; }

std::vector<std::string> metric_ids() {
  std::vector<std::string> ids;
  for (const v1::ResultMetric& metric : metric_dictionary()) ids.push_back(metric.id());
  return ids;
}

}  // namespace carepool::cli
