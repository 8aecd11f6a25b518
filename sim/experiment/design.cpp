#include "experiment/design.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <stdexcept>

#include "engine/random.hpp"

namespace carepool::experiment {
namespace {

// Streams of this room; numbers apart from those of world/streams.hpp, and a seed of their own anyway.
enum : std::uint32_t { kLatin = 1001, kMorris = 1002 };

struct Direction {
  int degree;
  std::uint32_t coefficients;
  std::array<std::uint32_t, 8> m;
};

// Joe and Kuo (2008), criterion D(6), dimensions 2 to 48; the first dimension is van der Corput's sequence.
constexpr std::array<Direction, kSobolDimensions - 1> kDirections = {{
    {1, 0, {1}},
    {2, 1, {1, 3}},
    {3, 1, {1, 3, 1}},
    {3, 2, {1, 1, 1}},
    {4, 1, {1, 1, 3, 3}},
    {4, 4, {1, 3, 5, 13}},
    {5, 2, {1, 1, 5, 5, 17}},
    {5, 4, {1, 1, 5, 5, 5}},
    {5, 7, {1, 1, 7, 11, 19}},
    {5, 11, {1, 1, 5, 1, 1}},
    {5, 13, {1, 1, 1, 3, 11}},
    {5, 14, {1, 3, 5, 5, 31}},
    {6, 1, {1, 3, 3, 9, 7, 49}},
    {6, 13, {1, 1, 1, 15, 21, 21}},
    {6, 16, {1, 3, 1, 13, 27, 49}},
    {6, 19, {1, 1, 1, 15, 7, 5}},
    {6, 22, {1, 3, 1, 15, 13, 25}},
    {6, 25, {1, 1, 5, 5, 19, 61}},
    {7, 1, {1, 3, 7, 11, 23, 15, 103}},
    {7, 4, {1, 3, 7, 13, 13, 15, 69}},
    {7, 7, {1, 1, 3, 13, 7, 35, 63}},
    {7, 8, {1, 3, 5, 9, 1, 25, 53}},
    {7, 14, {1, 3, 1, 13, 9, 35, 107}},
    {7, 19, {1, 3, 1, 5, 27, 61, 31}},
    {7, 21, {1, 1, 5, 11, 19, 41, 61}},
    {7, 28, {1, 3, 5, 3, 3, 13, 69}},
    {7, 31, {1, 1, 7, 13, 1, 19, 1}},
    {7, 32, {1, 3, 7, 5, 13, 19, 59}},
    {7, 37, {1, 1, 3, 9, 25, 29, 41}},
    {7, 41, {1, 3, 5, 13, 23, 1, 55}},
    {7, 42, {1, 3, 7, 3, 13, 59, 17}},
    {7, 50, {1, 3, 1, 3, 5, 53, 69}},
    {7, 55, {1, 1, 5, 5, 23, 33, 13}},
    {7, 56, {1, 1, 7, 7, 1, 61, 123}},
    {7, 59, {1, 1, 7, 9, 13, 61, 49}},
    {7, 62, {1, 3, 3, 5, 3, 55, 33}},
    {8, 14, {1, 3, 1, 15, 31, 13, 49, 245}},
    {8, 21, {1, 3, 5, 15, 31, 59, 63, 97}},
    {8, 22, {1, 3, 1, 11, 11, 11, 77, 249}},
    {8, 38, {1, 3, 1, 11, 27, 43, 71, 9}},
    {8, 47, {1, 1, 7, 15, 21, 11, 81, 45}},
    {8, 49, {1, 3, 7, 3, 25, 31, 65, 79}},
    {8, 50, {1, 3, 1, 1, 19, 11, 3, 205}},
    {8, 52, {1, 1, 5, 9, 19, 21, 29, 157}},
    {8, 56, {1, 3, 7, 11, 1, 33, 89, 185}},
    {8, 67, {1, 3, 3, 3, 15, 9, 79, 71}},
    {8, 70, {1, 3, 7, 11, 15, 39, 119, 27}},
}};

using Directions = std::array<std::uint32_t, 32>;  // as fractions of 2^32

Directions directions_of(std::size_t dimension) {
  Directions v{};
  if (dimension == 0) {
    for (int i = 0; i < 32; ++i) v[static_cast<std::size_t>(i)] = 1u << (31 - i);
    return v;
  }
  const Direction& d = kDirections[dimension - 1];
  const auto degree = static_cast<std::size_t>(d.degree);
  for (std::size_t i = 0; i < degree; ++i) v[i] = d.m[i] << (31 - i);
  for (std::size_t i = degree; i < 32; ++i) {
    v[i] = v[i - degree] ^ (v[i - degree] >> degree);
    for (std::size_t k = 1; k < degree; ++k)
      if (((d.coefficients >> (degree - 1 - k)) & 1u) != 0) v[i] ^= v[i - k];
  }
  return v;
}

const std::vector<Directions>& all_directions() {
  static const std::vector<Directions> all = [] {
    std::vector<Directions> out;
    for (std::size_t d = 0; d < kSobolDimensions; ++d) out.push_back(directions_of(d));
    return out;
  }();
  return all;
}

std::vector<std::size_t> shuffled(std::size_t n, Rng& rng) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = n; i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
  return order;
}

}  // namespace

std::vector<double> sobol_point(std::uint32_t index, std::size_t dimensions) {
  if (dimensions > kSobolDimensions)
    throw std::invalid_argument("Sobol's sequence is tabled for 48 dimensions");
  const std::uint32_t gray = index ^ (index >> 1);
  std::vector<double> point(dimensions);
  for (std::size_t d = 0; d < dimensions; ++d) {
    std::uint32_t x = 0;
    for (std::uint32_t bits = gray; bits != 0; bits &= bits - 1)
      x ^= all_directions()[d][static_cast<std::size_t>(std::countr_zero(bits))];
    point[d] = static_cast<double>(x) * 0x1.0p-32;
  }
  return point;
}

std::vector<DesignRow> sobol_design(std::size_t samples, std::size_t factors) {
  std::vector<DesignRow> rows;
  for (std::size_t i = 0; i < samples; ++i)
    rows.push_back(
        {sobol_point(static_cast<std::uint32_t>(i + 1), factors), "", static_cast<std::uint32_t>(i), -1});
  return rows;
}

std::vector<DesignRow> saltelli_design(std::size_t samples, std::size_t factors) {
  std::vector<DesignRow> rows;
  for (std::size_t i = 0; i < samples; ++i) {
    const std::vector<double> both = sobol_point(static_cast<std::uint32_t>(i + 1), 2 * factors);
    const auto half = both.begin() + static_cast<std::ptrdiff_t>(factors);
    const std::vector<double> a(both.begin(), half), b(half, both.end());
    const auto sample = static_cast<std::uint32_t>(i);
    rows.push_back({a, "A", sample, -1});
    rows.push_back({b, "B", sample, -1});
    for (std::size_t j = 0; j < factors; ++j) {
      rows.push_back({a, "AB", sample, static_cast<std::int32_t>(j)});
      rows.back().unit[j] = b[j];
    }
  }
  return rows;
}

std::vector<DesignRow> latin_hypercube(std::size_t samples, std::size_t factors, std::uint64_t seed) {
  std::vector<DesignRow> rows(samples);
  for (std::size_t i = 0; i < samples; ++i) rows[i].sample = static_cast<std::uint32_t>(i);
  for (std::size_t j = 0; j < factors; ++j) {
    Rng rng(seed, kLatin, samples, static_cast<std::uint32_t>(j));
    const std::vector<std::size_t> slice = shuffled(samples, rng);
    for (std::size_t i = 0; i < samples; ++i)
      rows[i].unit.push_back((static_cast<double>(slice[i]) + rng.uniform()) / static_cast<double>(samples));
  }
  return rows;
}

std::vector<DesignRow> morris_design(std::size_t trajectories, std::size_t factors, std::size_t levels,
                                     std::uint64_t seed) {
  if (levels < 2 || levels % 2 != 0) throw std::invalid_argument("Morris's levels are an even number");
  const double steps = static_cast<double>(levels - 1);
  const std::size_t jump = levels / 2;  // in level numbers
  std::vector<DesignRow> rows;
  for (std::size_t t = 0; t < trajectories; ++t) {
    Rng rng(seed, kMorris, t, static_cast<std::uint32_t>(levels));
    std::vector<std::size_t> at(factors);
    std::vector<bool> up(factors);
    for (std::size_t j = 0; j < factors; ++j) {
      const std::size_t low = rng.below(levels - jump);
      up[j] = rng.below(2) == 1;
      at[j] = up[j] ? low : low + jump;
    }
    const auto row = [&](const char* block, std::int32_t factor) {
      DesignRow out{{}, block, static_cast<std::uint32_t>(t), factor};
      for (const std::size_t level : at) out.unit.push_back(static_cast<double>(level) / steps);
      return out;
    };
    const std::vector<std::size_t> order = shuffled(factors, rng);
    rows.push_back(row("start", -1));
    for (const std::size_t j : order) {
      at[j] = up[j] ? at[j] + jump : at[j] - jump;
      rows.push_back(row("step", static_cast<std::int32_t>(j)));
    }
  }
  return rows;
}

std::vector<std::vector<std::size_t>> grid_design(const std::vector<std::size_t>& counts) {
  std::vector<std::vector<std::size_t>> rows;
  if (std::find(counts.begin(), counts.end(), std::size_t{0}) != counts.end()) return rows;
  std::vector<std::size_t> at(counts.size(), 0);
  while (true) {
    rows.push_back(at);
    std::size_t j = counts.size();
    while (j > 0 && ++at[j - 1] == counts[j - 1]) at[--j] = 0;
    if (j == 0) return rows;
  }
}

}  // namespace carepool::experiment
