#include "metrics/list.hpp"

#include "metrics/children.hpp"

namespace carepool::metrics {
namespace {

std::vector<Metric> collect() {
  std::vector<Metric> out;
  for (const auto family : {children_metrics()}) out.insert(out.end(), family.begin(), family.end());
  return out;
}

}  // namespace

const std::vector<Metric>& all_metrics() {
  static const std::vector<Metric> list = collect();
  return list;
}

}  // namespace carepool::metrics
