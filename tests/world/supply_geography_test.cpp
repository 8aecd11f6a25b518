#include "world/geography.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engine/random.hpp"
#include "scenario/tables.hpp"
#include "support/paths.hpp"

namespace carepool {
namespace {

// Vincenty's inverse formula on the WGS 84 ellipsoid, km: the reference.
double ellipsoid_km(double lat1, double lon1, double lat2, double lon2) {
  const double a = 6378.137, f = 1 / 298.257223563, b = (1 - f) * a, rad = std::acos(-1.0) / 180;
  const double u1 = std::atan((1 - f) * std::tan(lat1 * rad)), u2 = std::atan((1 - f) * std::tan(lat2 * rad));
  const double l = (lon2 - lon1) * rad;
  double lambda = l;
  for (int i = 0; i < 200; ++i) {
    const double p = std::cos(u2) * std::sin(lambda);
    const double q = std::cos(u1) * std::sin(u2) - std::sin(u1) * std::cos(u2) * std::cos(lambda);
    const double ss = std::sqrt(p * p + q * q);
    if (ss == 0) return 0;
    const double cs = std::sin(u1) * std::sin(u2) + std::cos(u1) * std::cos(u2) * std::cos(lambda);
    const double sigma = std::atan2(ss, cs), sa = std::cos(u1) * std::cos(u2) * std::sin(lambda) / ss,
                 c2a = 1 - sa * sa;
    const double c2m = c2a == 0 ? 0 : cs - 2 * std::sin(u1) * std::sin(u2) / c2a;
    const double c = f / 16 * c2a * (4 + f * (4 - 3 * c2a)), before = lambda;
    lambda = l + (1 - c) * f * sa * (sigma + c * ss * (c2m + c * cs * (2 * c2m * c2m - 1)));
    if (std::fabs(lambda - before) > 1e-13) continue;
    const double uu = c2a * (a * a - b * b) / (b * b);
    const double aa = 1 + uu / 16384 * (4096 + uu * (-768 + uu * (320 - 175 * uu)));
    const double bb = uu / 1024 * (256 + uu * (-128 + uu * (74 - 47 * uu)));
    const double d =
        bb * ss *
        (c2m + bb / 4 * (cs * (2 * c2m * c2m - 1) - bb / 6 * c2m * (4 * ss * ss - 3) * (4 * c2m * c2m - 3)));
    return b * aa * (sigma - d);
  }
  return -1;
}

const Tables& england() {
  static const Tables t =
      load_tables(table_paths_in((test::source_dir() / "scenarios/data").string())).value();
  return t;
}

std::vector<Point> centres() {
  std::vector<Point> out;
  for (const CouncilRow& c : england().councils) out.push_back(project(c.pop_centre_lat, c.pop_centre_lon));
  return out;
}

TEST(Geography, DistancesAreWithinHalfAPerCentOfTheEllipsoid) {
  const auto& rows = england().councils;
  const std::vector<Point> at = centres();
  double worst = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double truth = ellipsoid_km(rows[i].pop_centre_lat, rows[i].pop_centre_lon,
                                        rows[j].pop_centre_lat, rows[j].pop_centre_lon);
      worst = std::max(worst, std::fabs(distance_km(at[i], at[j]) / truth - 1));
    }
  }
  RecordProperty("worst_relative_error", std::to_string(worst));
  EXPECT_LT(worst, 0.005);
  EXPECT_LT(worst, 0.003) << "what the header promises";
}

TEST(Geography, AMileIsAMile) {
  EXPECT_NEAR(distance_miles({0, 0}, {3 * kKmPerMile, 4 * kKmPerMile}), 5, 1e-12);
}

TEST(Geography, UnprojectUndoesProject) {
  for (double lat = 49.8; lat < 56; lat += 0.37) {
    for (double lon = -6.4; lon < 1.9; lon += 0.41) {
      double back_lat = 0, back_lon = 0;
      unproject(project(lat, lon), back_lat, back_lon);
      EXPECT_NEAR(back_lat, lat, 1e-6);
      EXPECT_NEAR(back_lon, lon, 1e-6);
    }
  }
}

TEST(Geography, ScatterHasTheMeanDistanceThatIsAskedFor) {
  Rng rng(7, 1, 1);
  const Point centre{100, 200};
  double sum = 0;
  const int n = 20000;
  for (int i = 0; i < n; ++i) {
    const double d = distance_km(centre, scatter(centre, 10, [&] { return rng.uniform(); }));
    EXPECT_LE(d, 15.0 + 1e-9);
    sum += d;
  }
  EXPECT_NEAR(sum / n, 10, 0.1);
  const Point same = scatter(centre, 0, [&] { return rng.uniform(); });
  EXPECT_EQ(same.x_km, centre.x_km);
}

TEST(Geography, NeighbourListsAreOrderedAndStartWithThemselves) {
  const std::vector<Point> at = centres();
  const NeighbourLists lists(at);
  for (std::size_t i = 0; i < at.size(); ++i) {
    const auto near = lists.by_distance(i);
    ASSERT_EQ(near.size(), at.size());
    EXPECT_EQ(near[0], i);
    for (std::size_t k = 1; k < near.size(); ++k)
      EXPECT_LE(lists.distance_km(i, near[k - 1]), lists.distance_km(i, near[k]));
  }
  EXPECT_DOUBLE_EQ(lists.distance_miles(3, 9), lists.distance_miles(9, 3));
}

TEST(Geography, GridFindsExactlyWhatIsNear) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> at(0, 300);
  std::vector<Point> points(2000);
  for (Point& p : points) p = {at(random), at(random)};
  const PointGrid grid(points, 20);
  std::vector<std::uint32_t> found, expected;
  for (int k = 0; k < 200; ++k) {
    const Point p{at(random) * 1.4 - 60, at(random) * 1.4 - 60};
    const double radius = at(random) / 4;
    grid.within(p, radius, found);
    expected.clear();
    for (std::uint32_t i = 0; i < points.size(); ++i)
      if (distance_km(p, points[i]) <= radius) expected.push_back(i);
    ASSERT_EQ(found, expected);
  }
}

TEST(Geography, AnEmptyGridFindsNothing) {
  const PointGrid grid({}, 10);
  std::vector<std::uint32_t> found{1};
  grid.within({0, 0}, 100, found);
  EXPECT_TRUE(found.empty());
}

}  // namespace
}  // namespace carepool
