#include "metrics/list.hpp"

#include "metrics/children.hpp"
#include "metrics/contracts.hpp"
#include "metrics/money.hpp"
#include "metrics/placements.hpp"
#include "metrics/prices.hpp"
#include "metrics/profits.hpp"
#include "metrics/referrals.hpp"
#include "metrics/stability.hpp"
#include "metrics/sufficiency.hpp"
#include "metrics/supply.hpp"

namespace carepool::metrics {
namespace {

std::vector<Metric> collect() {
  std::vector<Metric> out;
  for (const auto family : {prices_metrics(), profits_metrics(), sufficiency_metrics(), money_metrics(), children_metrics(), stability_metrics(),
                            placements_metrics(), referrals_metrics(), contracts_metrics(), supply_metrics()})
    out.insert(out.end(), family.begin(), family.end());
  return out;
}

}  // namespace

const std::vector<Metric>& all_metrics() {
  static const std::vector<Metric> list = collect();
  return list;
}

}  // namespace carepool::metrics
