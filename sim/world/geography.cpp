#include "world/geography.hpp"

#include <algorithm>
#include <cmath>

namespace carepool {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kSphereKm =
    6384.0;  // square root of the two radii of curvature at 53° N on the WGS 84 ellipsoid
constexpr double kScale = 0.9996;
constexpr double kKm = kSphereKm * kScale;
constexpr double kOriginLat = 50.0 * kPi / 180.0;
constexpr double kOriginLon = -2.0 * kPi / 180.0;

// Maclaurin series, |x| <= 1.2: the first term left out is below 1e-17.
double sine(double x) {
  const double s = x * x;
  double sum = 0;
  for (int n = 21; n >= 3; n -= 2) sum = (1.0 + sum) * -s / (n * (n - 1.0));
  return x * (1.0 + sum);
}

double cosine(double x) {
  const double s = x * x;
  double sum = 0;
  for (int n = 22; n >= 2; n -= 2) sum = (1.0 + sum) * -s / (n * (n - 1.0));
  return 1.0 + sum;
}

// Odd series for arguments below 0.2: a third, a fifth, … with alternating or equal signs.
double small_atan(double x) {
  double sum = 0;
  for (int n = 21; n >= 1; n -= 2) sum = 1.0 / n - x * x * sum;
  return x * sum;
}

double small_atanh(double x) {
  double sum = 0;
  for (int n = 21; n >= 1; n -= 2) sum = 1.0 / n + x * x * sum;
  return x * sum;
}

double small_sinh(double x) { return x * (1.0 + x * x / 6.0 * (1.0 + x * x / 20.0 * (1.0 + x * x / 42.0))); }
double small_cosh(double x) { return 1.0 + x * x / 2.0 * (1.0 + x * x / 12.0 * (1.0 + x * x / 30.0)); }

double arcsine_near(double z, double guess) {
  for (int i = 0; i < 6; ++i) guess -= (sine(guess) - z) / cosine(guess);
  return guess;
}

}  // namespace

Point project(double lat_deg, double lon_deg) {
  const double lat = lat_deg * kPi / 180.0, dlon = lon_deg * kPi / 180.0 - kOriginLon;
  const double c = cosine(dlon), t = sine(lat) / cosine(lat);
  // atan(t / c) as lat + a small angle, so that no general arctangent is needed
  const double bend = small_atan(t * (1.0 - c) / (c + t * t));
  return {kKm * small_atanh(cosine(lat) * sine(dlon)), kKm * (lat - kOriginLat + bend)};
}

void unproject(Point p, double& lat_deg, double& lon_deg) {
  const double x = p.x_km / kKm, d = p.y_km / kKm + kOriginLat;
  const double lat = arcsine_near(sine(d) / small_cosh(x), d);
  const double dlon = small_atan(small_sinh(x) / cosine(d));
  lat_deg = lat * 180.0 / kPi;
  lon_deg = (dlon + kOriginLon) * 180.0 / kPi;
}

double distance_km(Point a, Point b) {
  const double dx = a.x_km - b.x_km, dy = a.y_km - b.y_km;
  return std::sqrt(dx * dx + dy * dy);
}

double distance_miles(Point a, Point b) { return distance_km(a, b) / kKmPerMile; }

NeighbourLists::NeighbourLists(std::span<const Point> points)
    : n_(points.size()), order_(n_ * n_), km_(n_ * n_) {
  for (std::size_t i = 0; i < n_; ++i) {
    double* const row = km_.data() + i * n_;
    std::uint32_t* const order = order_.data() + i * n_;
    for (std::size_t j = 0; j < n_; ++j) {
      row[j] = carepool::distance_km(points[i], points[j]);
      order[j] = static_cast<std::uint32_t>(j);
    }
    std::sort(order, order + n_, [&](std::uint32_t a, std::uint32_t b) {
      if (row[a] != row[b]) return row[a] < row[b];
      if ((a == i) != (b == i)) return a == i;  // itself first, also where another lies on the same spot
      return a < b;
    });
  }
}

PointGrid::PointGrid(std::span<const Point> points, double cell_km)
    : points_(points.begin(), points.end()), cell_km_(cell_km) {
  if (points_.empty()) {
    start_.assign(2, 0);
    return;
  }
  double max_x = points_[0].x_km, max_y = points_[0].y_km;
  min_x_ = max_x;
  min_y_ = max_y;
  for (const Point& p : points_) {
    min_x_ = std::min(min_x_, p.x_km);
    min_y_ = std::min(min_y_, p.y_km);
    max_x = std::max(max_x, p.x_km);
    max_y = std::max(max_y, p.y_km);
  }
  columns_ = static_cast<std::size_t>((max_x - min_x_) / cell_km_) + 1;
  rows_ = static_cast<std::size_t>((max_y - min_y_) / cell_km_) + 1;
  start_.assign(columns_ * rows_ + 1, 0);
  const auto cell = [&](const Point& p) { return row_of(p.y_km) * columns_ + column_of(p.x_km); };
  for (const Point& p : points_) ++start_[cell(p) + 1];
  for (std::size_t i = 1; i < start_.size(); ++i) start_[i] += start_[i - 1];
  items_.resize(points_.size());
  std::vector<std::uint32_t> next(start_.begin(), start_.end() - 1);
  for (std::size_t i = 0; i < points_.size(); ++i)
    items_[next[cell(points_[i])]++] = static_cast<std::uint32_t>(i);
}

std::size_t PointGrid::column_of(double x_km) const {
  const double c = std::floor((x_km - min_x_) / cell_km_);
  return static_cast<std::size_t>(std::clamp(c, 0.0, static_cast<double>(columns_ - 1)));
}

std::size_t PointGrid::row_of(double y_km) const {
  const double r = std::floor((y_km - min_y_) / cell_km_);
  return static_cast<std::size_t>(std::clamp(r, 0.0, static_cast<double>(rows_ - 1)));
}

void PointGrid::within(Point p, double radius_km, std::vector<std::uint32_t>& out) const {
  out.clear();
  if (points_.empty()) return;
  const std::size_t last_column = column_of(p.x_km + radius_km), last_row = row_of(p.y_km + radius_km);
  for (std::size_t row = row_of(p.y_km - radius_km); row <= last_row; ++row) {
    for (std::size_t column = column_of(p.x_km - radius_km); column <= last_column; ++column) {
      const std::size_t cell = row * columns_ + column;
      for (std::uint32_t k = start_[cell]; k < start_[cell + 1]; ++k) {
        if (distance_km(p, points_[items_[k]]) <= radius_km) out.push_back(items_[k]);
      }
    }
  }
  std::sort(out.begin(), out.end());
}

}  // namespace carepool
