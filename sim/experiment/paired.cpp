#include "experiment/paired.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace carepool::experiment {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct DrawOfPairs {
  std::vector<double> base, arm, difference;
};

// Σ (x − mean of its draw)² over all draws.
double squares_within(const std::map<std::int32_t, DrawOfPairs>& draws,
                      std::vector<double> DrawOfPairs::*column) {
  double squares = 0;
  for (const auto& [number, draw] : draws) {
    const std::vector<double>& values = draw.*column;
    const double mean = mean_of(values);
    for (const double value : values) squares += (value - mean) * (value - mean);
  }
  return squares;
}

// The mean over draws of the mean over each draw's pairs, so that a draw with fewer pairs does not count for
// less.
double mean_of_means(const std::map<std::int32_t, DrawOfPairs>& draws,
                     std::vector<double> DrawOfPairs::*column) {
  double sum = 0;
  for (const auto& [number, draw] : draws) sum += mean_of(draw.*column);
  return sum / static_cast<double>(draws.size());
}

void add_luck(const std::map<std::int32_t, DrawOfPairs>& draws, double confidence, PairedDifference& out) {
  const auto degrees = static_cast<double>(out.pairs - out.draws);
  out.sd_base = out.sd_arm = out.sd_difference = kNaN;
  if (degrees < 1) return;
  out.sd_base = std::sqrt(squares_within(draws, &DrawOfPairs::base) / degrees);
  out.sd_arm = std::sqrt(squares_within(draws, &DrawOfPairs::arm) / degrees);
  out.sd_difference = std::sqrt(squares_within(draws, &DrawOfPairs::difference) / degrees);
  double share_of_variance = 0;  // Var(mean) = σ² Σ 1/(D² n_d)
  for (const auto& [number, draw] : draws)
    share_of_variance += 1 / static_cast<double>(draw.difference.size());
  share_of_variance /= static_cast<double>(out.draws) * static_cast<double>(out.draws);
  const double half = out.sd_difference > 0 ? student_t_quantile(0.5 + confidence / 2, degrees) *
                                                  out.sd_difference * std::sqrt(share_of_variance)
                                            : 0;
  out.luck = Band{out.difference - half, out.difference + half};
  if (out.sd_difference > 0)
    out.variance_reduction =
        (out.sd_base * out.sd_base + out.sd_arm * out.sd_arm) / (out.sd_difference * out.sd_difference);
}

void add_not_known(const std::map<std::int32_t, DrawOfPairs>& draws, PairedDifference& out) {
  if (draws.size() < 2) return;
  std::vector<double> means;
  double higher = 0;
  for (const auto& [number, draw] : draws) {
    means.push_back(mean_of(draw.difference));
    higher += means.back() > 0 ? 1 : means.back() == 0 ? 0.5 : 0;
  }
  out.not_known = percentile_band(std::move(means), 0.9);
  out.p_higher = higher / static_cast<double>(draws.size());
}

Verdict verdict_of(const PairedDifference& d) {
  if (d.pairs == 0) return Verdict::nothing;
  if (d.identical) return Verdict::cannot_tell;
  if (!d.luck && !d.not_known) return Verdict::one_pair;
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const auto& band : {d.luck, d.not_known}) {
    if (!band) continue;
    low = std::min(low, band->low);
    high = std::max(high, band->high);
  }
  if (low > 0) return Verdict::higher;
  if (high < 0) return Verdict::lower;
  return Verdict::cannot_tell;
}

}  // namespace

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::higher: return "higher";
    case Verdict::lower: return "lower";
    case Verdict::cannot_tell: return "cannot tell apart";
    case Verdict::one_pair: return "one pair";
    case Verdict::nothing: return "no value";
  }
  return "";
}

PairedDifference paired_difference(std::span<const Pair> pairs, double confidence) {
  PairedDifference out;
  std::map<std::int32_t, DrawOfPairs> draws;
  std::int64_t higher = 0;
  std::int64_t lower = 0;
  for (const Pair& pair : pairs) {
    if (!std::isfinite(pair.base) || !std::isfinite(pair.arm)) {
      ++out.left_out;
      continue;
    }
    DrawOfPairs& draw = draws[pair.draw];
    draw.base.push_back(pair.base);
    draw.arm.push_back(pair.arm);
    draw.difference.push_back(pair.arm - pair.base);
    higher += pair.arm > pair.base ? 1 : 0;
    lower += pair.arm < pair.base ? 1 : 0;
    ++out.pairs;
  }
  out.draws = static_cast<std::int64_t>(draws.size());
  out.base = out.arm = out.difference = kNaN;
  if (draws.empty()) return out;
  out.base = mean_of_means(draws, &DrawOfPairs::base);
  out.arm = mean_of_means(draws, &DrawOfPairs::arm);
  out.difference = mean_of_means(draws, &DrawOfPairs::difference);
  out.share_higher = static_cast<double>(higher) / static_cast<double>(out.pairs);
  out.share_lower = static_cast<double>(lower) / static_cast<double>(out.pairs);
  out.identical = higher == 0 && lower == 0;
  add_luck(draws, confidence, out);
  add_not_known(draws, out);
  out.verdict = verdict_of(out);
  return out;
}

std::optional<std::int64_t> pairs_needed(double sd_difference, double half_width, double confidence) {
  if (!(half_width > 0) || !(sd_difference >= 0)) return std::nullopt;
  constexpr std::int64_t kMost = 1'000'000'000;
  const auto wide = [&](std::int64_t n) {
    const auto pairs = static_cast<double>(n);
    return student_t_quantile(0.5 + confidence / 2, pairs - 1) * sd_difference / std::sqrt(pairs) >
           half_width;
  };
  if (!wide(2)) return 2;
  std::int64_t low = 2;
  std::int64_t high = 4;
  while (wide(high) && high < kMost) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (wide(middle) ? low : high) = middle;
  }
  return high;
}

double chance_of_agreement(std::int64_t n, double share) {
  if (n <= 0) return 1;
  const auto needed = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(n) - 1e-9));
  return std::min(1.0, 2 * binomial_upper_tail(static_cast<std::uint64_t>(n), needed, 0.5));
}

}  // namespace carepool::experiment
