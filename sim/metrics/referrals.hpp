// referrals.hpp: referrals to homes: offers, choice, waits.
//
// What for: how the search goes. Who writes it: MetricRecorder. Who reads it: list.cpp.
// The surprising decision: offers are counted on the day of the referral, before matching.
#pragma once

#include <span>

#include "metrics/metric.hpp"

namespace carepool::metrics {

std::span<const Metric> referrals_metrics();

}  // namespace carepool::metrics
