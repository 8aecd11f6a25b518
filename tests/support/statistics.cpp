#include "support/statistics.hpp"

#include <cmath>
#include <stdexcept>
#include <vector>

namespace carepool::statistics {
namespace {

constexpr double kTwoSided95 = 1.96;

testing::AssertionResult told(bool holds, const char* what, Estimate e, const char* law, double reference,
                              double margin) {
  return (holds ? testing::AssertionSuccess() : testing::AssertionFailure())
         << what << " = " << e.mean << " ± " << e.se << " (se), wanted " << law << " " << reference
         << ", margin " << margin;
}

}  // namespace

Estimate mean_of(std::span<const double> values) {
  if (values.size() < 2) throw std::invalid_argument("a standard error needs two values");
  const auto n = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const double x : values) sum += x;
  const double mean = sum / n;
  for (const double x : values) squares += (x - mean) * (x - mean);
  return {mean, std::sqrt(squares / (n - 1) / n)};
}

Estimate ratio_of(std::span<const double> top, std::span<const double> bottom) {
  if (top.size() != bottom.size()) throw std::invalid_argument("pairs");
  const double mean_top = mean_of(top).mean, mean_bottom = mean_of(bottom).mean;
  const double ratio = mean_top / mean_bottom;
  std::vector<double> rest(top.size());
  for (std::size_t i = 0; i < top.size(); ++i) rest[i] = top[i] - ratio * bottom[i];
  return {ratio, mean_of(rest).se / std::fabs(mean_bottom)};
}

Estimate batch_mean_of(std::span<const double> series, std::size_t batches) {
  const std::size_t length = batches > 0 ? series.size() / batches : 0;
  if (length == 0) throw std::invalid_argument("a series shorter than its batches");
  std::vector<double> means;
  for (std::size_t from = series.size() - length * batches; from < series.size(); from += length) {
    double sum = 0;
    for (const double x : series.subspan(from, length)) sum += x;
    means.push_back(sum / static_cast<double>(length));
  }
  return mean_of(means);
}

Estimate paired_difference(std::span<const double> with, std::span<const double> without) {
  if (with.size() != without.size()) throw std::invalid_argument("pairs");
  std::vector<double> difference(with.size());
  for (std::size_t i = 0; i < with.size(); ++i) difference[i] = with[i] - without[i];
  return mean_of(difference);
}

testing::AssertionResult equivalent(const char* what, Estimate e, double reference, double margin) {
  return told(std::fabs(e.mean - reference) + 2 * e.se < margin, what, e, "equivalent to", reference, margin);
}

testing::AssertionResult surely_positive(const char* what, Estimate e) {
  return told(e.mean - kTwoSided95 * e.se > 0, what, e, "surely above", 0, 0);
}

testing::AssertionResult surely_negative(const char* what, Estimate e) {
  return told(e.mean + kTwoSided95 * e.se < 0, what, e, "surely below", 0, 0);
}

}  // namespace carepool::statistics
