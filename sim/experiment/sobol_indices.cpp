#include "experiment/sobol_indices.hpp"

#include <cmath>
#include <limits>

namespace carepool::experiment {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Centred {
  double mean = 0;
  double variance = 0;
};

// Over A and B together: all these points are independent draws of the factors.
Centred centre_of(const SaltelliValues& v, const std::vector<std::uint32_t>& rows) {
  double sum = 0;
  double n = 0;
  for (const std::uint32_t row : rows)
    for (const double x : {v.a[row], v.b[row]})
      if (std::isfinite(x)) sum += x, n += 1;
  if (n < 2) return {kNaN, kNaN};
  const double mean = sum / n;
  double squares = 0;
  for (const std::uint32_t row : rows)
    for (const double x : {v.a[row], v.b[row]})
      if (std::isfinite(x)) squares += (x - mean) * (x - mean);
  return {mean, squares / (n - 1)};
}

struct Estimate {
  double first = kNaN, total = kNaN;
  std::size_t rows = 0;
};

Estimate estimate(const SaltelliValues& v, std::size_t factor, const std::vector<std::uint32_t>& rows,
                  const Centred& centre) {
  Estimate out;
  double first = 0;
  double total = 0;
  for (const std::uint32_t row : rows) {
    const double a = v.a[row] - centre.mean;
    const double b = v.b[row] - centre.mean;
    const double ab = v.ab[factor][row] - centre.mean;
    if (!std::isfinite(a) || !std::isfinite(b) || !std::isfinite(ab)) continue;
    first += b * (ab - a);
    total += (a - ab) * (a - ab);
    ++out.rows;
  }
  if (out.rows == 0 || !(centre.variance > 0)) return out;
  const double n = static_cast<double>(out.rows);
  out.first = first / n / centre.variance;
  out.total = total / (2 * n) / centre.variance;
  return out;
}

std::size_t count_failed(const SaltelliValues& v) {
  std::size_t failed = 0;
  const auto count = [&failed](const std::vector<double>& values) {
    for (const double x : values) failed += std::isfinite(x) ? 0 : 1;
  };
  count(v.a);
  count(v.b);
  for (const auto& column : v.ab) count(column);
  return failed;
}

}  // namespace

SobolIndices sobol_indices(const SaltelliValues& values, std::size_t resamples, std::uint64_t seed) {
  const std::size_t n = values.a.size();
  const std::size_t k = values.ab.size();
  std::vector<std::uint32_t> all(n);
  for (std::size_t i = 0; i < n; ++i) all[i] = static_cast<std::uint32_t>(i);
  const Centred centre = centre_of(values, all);
  SobolIndices out;
  out.rows = n;
  out.failed = count_failed(values);
  out.variance = centre.variance;
  out.varies = centre.variance > 1e-24 * centre.mean * centre.mean && centre.variance > 0;
  std::vector<std::vector<double>> firsts(k), totals(k);
  for (std::size_t b = 0; out.varies && b < resamples; ++b) {
    const auto rows = resample(seed, b, n);
    const Centred of_these = centre_of(values, rows);
    for (std::size_t i = 0; i < k; ++i) {
      const Estimate e = estimate(values, i, rows, of_these);
      firsts[i].push_back(e.first);
      totals[i].push_back(e.total);
    }
  }
  for (std::size_t i = 0; i < k; ++i) {
    const Estimate e = out.varies ? estimate(values, i, all, centre) : Estimate{};
    out.factors.push_back({e.first, e.total, percentile_band(std::move(firsts[i])),
                           percentile_band(std::move(totals[i])), e.rows});
  }
  return out;
}

std::optional<double> noise_floor(const std::vector<std::vector<double>>& values) {
  // Only points with every replicate: their means then hold the same luck in common.
  std::vector<const std::vector<double>*> whole;
  std::size_t replicates = 0;
  for (const auto& point : values) replicates = std::max(replicates, point.size());
  for (const auto& point : values) {
    bool complete = point.size() == replicates;
    for (const double x : point) complete = complete && std::isfinite(x);
    if (complete) whole.push_back(&point);
  }
  if (replicates < 2 || whole.size() < 2) return std::nullopt;
  std::vector<double> of_replicate(replicates, 0), of_point;
  for (const auto* point : whole) {
    of_point.push_back(mean_of(*point));
    for (std::size_t r = 0; r < replicates; ++r)
      of_replicate[r] += (*point)[r] / static_cast<double>(whole.size());
  }
  const double grand = mean_of(of_replicate);
  double squares = 0;
  for (std::size_t p = 0; p < whole.size(); ++p)
    for (std::size_t r = 0; r < replicates; ++r) {
      const double left = (*whole[p])[r] - of_point[p] - of_replicate[r] + grand;
      squares += left * left;
    }
  const double degrees = static_cast<double>((whole.size() - 1) * (replicates - 1));
  const double of_means = squares / degrees / static_cast<double>(replicates);
  const double between = variance_of(of_point);
  if (!(between > 0)) return std::nullopt;
  return std::min(1.0, of_means / between);
}

}  // namespace carepool::experiment
