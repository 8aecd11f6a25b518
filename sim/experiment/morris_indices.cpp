#include "experiment/morris_indices.hpp"

#include <cmath>
#include <map>

namespace carepool::experiment {

namespace {

struct Kept {
  std::uint32_t trajectory;
  double effect;
};

MorrisIndex of_factor(const std::vector<Kept>& kept, std::size_t left_out) {
  std::vector<double> effects;
  std::vector<double> sizes;
  for (const Kept& k : kept) {
    effects.push_back(k.effect);
    sizes.push_back(std::fabs(k.effect));
  }
  MorrisIndex out;
  out.mu = mean_of(effects);
  out.mu_star = mean_of(sizes);
  out.sigma = std::sqrt(variance_of(effects));
  out.effects = kept.size();
  out.left_out = left_out;
  return out;
}

// Whole trajectories are drawn, so that effects that share a point stay together.
Band band_of_mu_star(const std::vector<Kept>& kept, std::size_t trajectories, std::size_t resamples,
                     std::uint64_t seed) {
  std::vector<double> sum(trajectories, 0), count(trajectories, 0);
  for (const Kept& k : kept) {
    sum[k.trajectory] += std::fabs(k.effect);
    count[k.trajectory] += 1;
  }
  std::vector<double> means;
  for (std::size_t b = 0; b < resamples; ++b) {
    double total = 0;
    double n = 0;
    for (const std::uint32_t t : resample(seed, b, trajectories)) {
      total += sum[t];
      n += count[t];
    }
    if (n > 0) means.push_back(total / n);
  }
  return percentile_band(std::move(means));
}

}  // namespace

std::vector<MorrisIndex> morris_indices(const std::vector<ElementaryEffect>& effects, std::size_t factors,
                                        std::size_t resamples, std::uint64_t seed) {
  std::vector<std::vector<Kept>> kept(factors);
  std::vector<std::size_t> left_out(factors, 0);
  std::size_t trajectories = 0;
  for (const ElementaryEffect& e : effects) {
    trajectories = std::max<std::size_t>(trajectories, e.trajectory + 1);
    if (std::isfinite(e.effect))
      kept[e.factor].push_back({e.trajectory, e.effect});
    else
      ++left_out[e.factor];
  }
  std::vector<MorrisIndex> out;
  for (std::size_t i = 0; i < factors; ++i) {
    out.push_back(of_factor(kept[i], left_out[i]));
    out.back().mu_star_band = band_of_mu_star(kept[i], trajectories, resamples, seed);
  }
  return out;
}

}  // namespace carepool::experiment
