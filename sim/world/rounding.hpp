// rounding.hpp: from shares to whole homes, with every total kept.
//
// What for: the draw of today's supply needs tables of whole numbers whose margins are the published ones.
// Who writes it: nobody. Who reads it: supply_draw.cpp. The surprising decision: rounding is a draw. A cell
// of 2.3 becomes 3 with chance 0.3, so that no small council is always rounded away, and yet all rows and
// columns add up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/random.hpp"

namespace carepool {

// Whole numbers in proportion to the shares that sum to `total` (largest remainders; of equals the first).
std::vector<int> apportion(std::span<const double> shares, int total);

struct Grid {  // row-major
  std::size_t rows = 0, columns = 0;
  std::vector<double> cells;
  Grid(std::size_t r, std::size_t c, double value = 0) : rows(r), columns(c), cells(r * c, value) {}
  double& at(std::size_t r, std::size_t c) { return cells[r * columns + c]; }
  double at(std::size_t r, std::size_t c) const { return cells[r * columns + c]; }
};

// Iterative proportional fitting. A row or column of zeros stays so. Ends on the rows.
void fit_margins(Grid& grid, std::span<const double> row_totals, std::span<const double> column_totals,
                 int rounds = 200);

// Controlled rounding of a grid with whole margins: each cell goes down or up to a whole number, on average
// to itself, and all margins are kept (dependent rounding along cycles). Small errors of the margins are
// repaired.
std::vector<int> round_grid(const Grid& grid, std::span<const int> row_totals,
                            std::span<const int> column_totals, Rng& rng);

// `count` items, each chosen with about a chance proportional to its weight, from one keyed uniform for each
// item (Pareto order sampling): an item's luck does not depend on the order of the others. Ascending indices.
std::vector<std::size_t> order_sample(std::span<const double> weights, std::span<const double> uniforms,
                                      std::size_t count);

// weights[k] * t^k, scaled to sum to 1, with t such that the mean of values[k] is `mean` (kept inside the
// range of values).
std::vector<double> tilt_to_mean(std::span<const double> weights, std::span<const double> values,
                                 double mean);

// `count` whole sizes in [low, high] that sum to `total`, spread geometrically about their mean, largest
// first. Empty if impossible.
std::vector<int> sizes_with_total(int count, int total, int low, int high);

}  // namespace carepool
