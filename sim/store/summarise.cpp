#include "store/summarise.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>
#include <utility>

namespace carepool::store {

double student_t_975(std::int64_t degrees) {
  static constexpr std::array<double, 30> kTable = {
      12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139,
      2.200985,  2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963,
      2.079614,  2.073873, 2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.045230, 2.042272};
  if (degrees < 1) throw std::invalid_argument("Student's t needs a degree of freedom");
  if (degrees <= static_cast<std::int64_t>(kTable.size()))
    return kTable[static_cast<std::size_t>(degrees - 1)];
  // Cornish–Fisher expansion around the normal percentile (Abramowitz and Stegun 26.7.5).
  constexpr double z = 1.959963985;
  const double v = static_cast<double>(degrees);
  const double z3 = z * z * z;
  const double z5 = z3 * z * z;
  const double z7 = z5 * z * z;
  return z + (z3 + z) / (4 * v) + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v) +
         (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * v * v * v);
}

namespace {

struct Draw {
  std::vector<double> values;  // defined ones
  double mean = 0;
  double squares = 0;  // Σ (value − mean)²
};

std::map<std::int32_t, Draw> by_draw(std::span<const Outcome> outcomes) {
  std::map<std::int32_t, Draw> draws;
  for (const Outcome& outcome : outcomes)
    if (!std::isnan(outcome.value)) draws[outcome.draw].values.push_back(outcome.value);
  for (auto& [number, draw] : draws) {
    for (const double value : draw.values) draw.mean += value;
    draw.mean /= static_cast<double>(draw.values.size());
    for (const double value : draw.values) draw.squares += (value - draw.mean) * (value - draw.mean);
  }
  return draws;
}

// Between the neighbours in rank, linearly; `sorted` is not empty.
double percentile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

std::optional<Band> band_of_means(const std::map<std::int32_t, Draw>& draws) {
  if (draws.size() < 2) return std::nullopt;
  std::vector<double> means;
  means.reserve(draws.size());
  for (const auto& [number, draw] : draws) means.push_back(draw.mean);
  std::sort(means.begin(), means.end());
  return Band{percentile(means, 0.05), percentile(means, 0.95)};
}

void add_luck(const std::map<std::int32_t, Draw>& draws, OutcomeSummary& summary) {
  double squares = 0;
  double share_of_variance = 0;  // Var(mean) = σ² Σ 1/(D² n_d)
  const double n_draws = static_cast<double>(draws.size());
  for (const auto& [number, draw] : draws) {
    squares += draw.squares;
    share_of_variance += 1 / (n_draws * n_draws * static_cast<double>(draw.values.size()));
  }
  const auto degrees = summary.n - static_cast<std::int64_t>(draws.size());
  if (degrees < 1) return;
  const double variance = squares / static_cast<double>(degrees);
  const double half = student_t_975(degrees) * std::sqrt(variance * share_of_variance);
  summary.sd_luck = std::sqrt(variance);
  summary.band_luck = Band{summary.value - half, summary.value + half};
}

}  // namespace

OutcomeSummary summarise(std::span<const Outcome> outcomes) {
  const auto draws = by_draw(outcomes);
  OutcomeSummary summary;
  summary.value = std::numeric_limits<double>::quiet_NaN();
  if (draws.empty()) return summary;
  summary.value = 0;
  for (const auto& [number, draw] : draws) {
    summary.n += static_cast<std::int64_t>(draw.values.size());
    summary.value += draw.mean / static_cast<double>(draws.size());
  }
  add_luck(draws, summary);
  summary.band_not_known = band_of_means(draws);
  return summary;
}

OutcomeSummary summarise_replicates(std::span<const double> values) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    outcomes.push_back({0, static_cast<std::int32_t>(i), values[i]});
  return summarise(outcomes);
}

std::vector<SummaryRow> summarise_rows(std::span<const std::vector<SummaryRow>> replicates) {
  if (replicates.size() == 1) return replicates[0];
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<double>> values;
  for (const auto& rows : replicates)
    for (const SummaryRow& row : rows) values[{row.metric, row.group}].push_back(row.value);
  std::vector<SummaryRow> summary;
  for (const auto& [key, found] : values) {
    const OutcomeSummary outcome = summarise_replicates(found);
    summary.push_back({key.first, key.second, outcome.value, outcome.n, outcome.sd_luck, outcome.band_luck,
                       outcome.band_not_known});
  }
  return summary;
}

}  // namespace carepool::store
