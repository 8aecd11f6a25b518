#include "experiment/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "engine/det_math.hpp"
#include "engine/random.hpp"

namespace carepool::experiment {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint32_t kResampleStream = 0x5e5a;  // far from the streams of the world

// The continued fraction of the incomplete beta function, by Lentz's method.
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  const auto away_from_zero = [](double v) { return std::fabs(v) < kTiny ? kTiny : v; };
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double h = d;
  for (int m = 1; m <= 10000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    h *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    const double step = d * c;
    h *= step;
    if (std::fabs(step - 1) < 1e-16) break;
  }
  return h;
}

}  // namespace

double mean_of(std::span<const double> values) {
  if (values.empty()) return kNaN;
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double variance_of(std::span<const double> values) {
  if (values.size() < 2) return kNaN;
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares / static_cast<double>(values.size() - 1);
}

double correlation_of(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size() || a.size() < 2) return kNaN;
  const double mean_a = mean_of(a);
  const double mean_b = mean_of(b);
  double aa = 0;
  double bb = 0;
  double ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
    ab += (a[i] - mean_a) * (b[i] - mean_b);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : kNaN;
}

// Stirling's series after raising the argument to 15 and over.
double log_gamma(double x) {
  if (!(x > 0)) return kNaN;
  double product = 1;
  while (x < 15) {
    product *= x;
    x += 1;
  }
  constexpr double kHalfLogTwoPi = 0.91893853320467274178;
  const double r = 1 / (x * x);
  const double series =
      (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188))))) / x;
  return (x - 0.5) * det::log(x) - x + kHalfLogTwoPi + series - det::log(product);
}

double incomplete_beta(double a, double b, double x) {
  if (!(a > 0) || !(b > 0) || !(x >= 0) || !(x <= 1)) return kNaN;
  if (x == 0 || x == 1) return x;
  const double front =
      det::exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * det::log(x) + b * det::log1p(-x));
  // The fraction converges quickly on one side of the mode only.
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
  return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double student_t_cdf(double t, double degrees) {
  if (std::isnan(t) || !(degrees > 0)) return kNaN;
  if (std::isinf(t)) return t > 0 ? 1 : 0;
  const double tail = incomplete_beta(degrees / 2, 0.5, degrees / (degrees + t * t)) / 2;
  return t > 0 ? 1 - tail : tail;
}

double student_t_quantile(double p, double degrees) {
  if (!(p > 0) || !(p < 1) || !(degrees > 0)) return kNaN;
  if (p == 0.5) return 0;
  if (p < 0.5) return -student_t_quantile(1 - p, degrees);
  const double tail = 1 - p;
  const auto upper_tail = [&](double t) {
    return incomplete_beta(degrees / 2, 0.5, degrees / (degrees + t * t)) / 2;
  };
  double low = 0;
  double high = 2;
  while (upper_tail(high) > tail && high < 1e300) high *= 2;
  while (true) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    (upper_tail(middle) > tail ? low : high) = middle;
  }
}

double binomial_upper_tail(std::uint64_t n, std::uint64_t at_least, double p) {
  if (at_least == 0) return 1;
  if (at_least > n) return 0;
  return incomplete_beta(static_cast<double>(at_least), static_cast<double>(n - at_least) + 1, p);
}

double quantile_of_sorted(std::span<const double> sorted, double p) {
  if (sorted.empty()) return kNaN;
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

MeanInterval mean_interval(std::span<const double> values, double confidence) {
  MeanInterval out{mean_of(values), {kNaN, kNaN}};
  if (values.size() < 2) return out;
  const double n = static_cast<double>(values.size());
  const double half = student_t_quantile(0.5 + confidence / 2, n - 1) * std::sqrt(variance_of(values) / n);
  out.band = {out.mean - half, out.mean + half};
  return out;
}

std::string few_values_remark(std::size_t n, const std::string& values) {
  if (n < 2 || n >= kFewValues) return "";
  return fmt::format("Only {} {}: an interval from so few rests on a t quantile of {:.1f} (2.0 with many) and is only as good as its assumption that differences are normally "
                     "distributed. At least 5 are advised, 10 to rely on (--replicates 10).",
                     n, values, student_t_quantile(0.975, static_cast<double>(n - 1)));
}

std::vector<std::uint32_t> resample(std::uint64_t seed, std::uint64_t b, std::size_t n) {
  std::vector<std::uint32_t> rows(n);
  Rng rng(seed, kResampleStream, b);
  for (std::uint32_t& row : rows) row = static_cast<std::uint32_t>(rng.below(n));
  return rows;
}

Band percentile_band(std::vector<double> values, double confidence) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  if (values.empty()) return {kNaN, kNaN};
  std::sort(values.begin(), values.end());
  const double tail = (1 - confidence) / 2;
  return {quantile_of_sorted(values, tail), quantile_of_sorted(values, 1 - tail)};
}

}  // namespace carepool::experiment
