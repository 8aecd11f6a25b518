// Which factors matter at all, cheaply: Morris's elementary effects, with Campolongo's μ*.
//
// Called by analyse on a Morris design: trajectories of points that differ in one factor at a time.
// μ* is the mean size of a factor's effect over its whole range (steps are in units of the range); σ is how
// much the effect varies from place to place: curvature or dealings with other factors. Intervals of μ*: 95
// %, by resampling trajectories. Failed points: an effect with a failed end is left out; `effects` says how
// many remain. Surprising decision: no factor is called unimportant here; the report compares μ* with the
// noise floor and says so.
#pragma once

#include <cstdint>
#include <vector>

#include "experiment/statistics.hpp"

namespace carepool::experiment {

struct ElementaryEffect {
  std::uint32_t trajectory = 0;
  std::uint32_t factor = 0;
  double effect = 0;  // Δoutput / Δ(factor as a share of its range); NaN when either end failed
};

struct MorrisIndex {
  double mu = 0, mu_star = 0, sigma = 0;  // NaN without effects (sigma: with one)
  Band mu_star_band;
  std::size_t effects = 0;   // that count
  std::size_t left_out = 0;  // an end failed
};

std::vector<MorrisIndex> morris_indices(const std::vector<ElementaryEffect>& effects, std::size_t factors,
                                        std::size_t resamples = 1000, std::uint64_t seed = 1);

}  // namespace carepool::experiment
