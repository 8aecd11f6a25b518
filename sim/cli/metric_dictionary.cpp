#include "cli/metric_dictionary.hpp"

#include "metrics/row.hpp"

namespace carepool::cli {

std::vector<v1::ResultMetric> metric_dictionary() {
  std::vector<v1::ResultMetric> out;
  for (const MetricDoc& metric : carepool::metric_dictionary()) {
    v1::ResultMetric& row = out.emplace_back();
    row.set_id(metric.id);
    row.set_unit(metric.unit);
    row.set_label(metric.label);
    row.set_definition(metric.definition);
    row.set_family(metric.family);
  }
  return out;
}

std::vector<std::string> metric_ids() {
  std::vector<std::string> ids;
  for (const v1::ResultMetric& metric : metric_dictionary()) ids.push_back(metric.id());
  return ids;
}

}  // namespace carepool::cli
