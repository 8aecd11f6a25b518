// sufficiency.hpp: nights in sufficient care, and the link that fails.
//
// What for: the headline of quality. Who writes it: MetricRecorder. Who reads it: list.cpp.
// The surprising decision: setting=residential is of children who need a home: in homes, in crisis placements, or waiting for a home.
#pragma once

#include <span>

#include "metrics/metric.hpp"

namespace carepool::metrics {

std::span<const Metric> sufficiency_metrics();

// passed[k]: nights that passed the first k links; passed[0] is all of them, the last the sufficient ones.
using Passed = std::array<PerCouncil, kLinks>;

struct Chains {
  Passed everyone, homes;                    // who needs a placement; who needs a home
  std::array<Passed, kSettings> settings{};  // of settings that need a placement, without homes and crisis
  std::array<Passed, kNeeds> needs{};        // who needs a home, by need
};

std::shared_ptr<const Chains> make_chains(const Frame&);

}  // namespace carepool::metrics
