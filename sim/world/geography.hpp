// geography.hpp: positions and distances.
//
// What for: puts homes, children and councils on one flat map in kilometres, and finds what is near.
// Who writes it: populate and supply_draw. Who reads it: search, offers, matching, metrics (20 miles), fee
// smoothing. The surprising decision: no libm. Sine and cosine are short series from + − × ÷, so that
// positions have the same bits on every machine.
//
// The map is a transverse Mercator on a sphere of 6,384 km (the Gaussian radius at 53° N) about 2° W, scale
// 0.9996: over England a distance is within 0.3 % of the ellipsoid's (tested to 0.5 %). A plain
// equirectangular map would be 7 % out between Cornwall and Northumberland.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace carepool {

inline constexpr double kKmPerMile = 1.609344;

struct Point {
  double x_km = 0;  // east of 2° W
  double y_km = 0;  // north of 50° N
};

Point project(double lat_deg, double lon_deg);
void unproject(Point p, double& lat_deg, double& lon_deg);  // inverse, to about 1e-6 degrees

double distance_km(Point a, Point b);
double distance_miles(Point a, Point b);

// A point scattered about `centre` by two uniforms and rejection: flat over a disc whose mean distance from
// the centre is `mean_radius_km` (a disc of 1.5 × that). `next_uniform` is asked for pairs until one falls in
// the disc.
template <class NextUniform>
Point scatter(Point centre, double mean_radius_km, NextUniform&& next_uniform) {
  for (;;) {
    const double u = 2.0 * next_uniform() - 1.0;
    const double v = 2.0 * next_uniform() - 1.0;
    if (u * u + v * v <= 1.0)
      return {centre.x_km + 1.5 * mean_radius_km * u, centre.y_km + 1.5 * mean_radius_km * v};
  }
}

// For each point, all points ordered by distance from it (itself first), ties by index. For the 153 councils.
class NeighbourLists {
 public:
  explicit NeighbourLists(std::span<const Point> points);
  std::size_t size() const { return n_; }
  std::span<const std::uint32_t> by_distance(std::size_t i) const { return {order_.data() + i * n_, n_}; }
  double distance_km(std::size_t i, std::size_t j) const { return km_[i * n_ + j]; }
  double distance_miles(std::size_t i, std::size_t j) const { return km_[i * n_ + j] / kKmPerMile; }

 private:
  std::size_t n_ = 0;
  std::vector<std::uint32_t> order_;
  std::vector<double> km_;
};

// A uniform grid over many points (homes). Answers come in index order, so they do not depend on how the grid
// was filled.
class PointGrid {
 public:
  PointGrid(std::span<const Point> points, double cell_km);
  // Indices of points within radius_km of p, ascending. `out` is cleared first.
  void within(Point p, double radius_km, std::vector<std::uint32_t>& out) const;

 private:
  std::size_t column_of(double x_km) const;
  std::size_t row_of(double y_km) const;
  std::vector<Point> points_;
  double cell_km_ = 1, min_x_ = 0, min_y_ = 0;
  std::size_t columns_ = 1, rows_ = 1;
  std::vector<std::uint32_t> start_;  // [columns * rows + 1]
  std::vector<std::uint32_t> items_;
};

}  // namespace carepool
