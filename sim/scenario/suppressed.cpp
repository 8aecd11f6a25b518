// How blanks of the publishers are filled; the rule stands in tables.hpp and scenarios/data/SOURCES.md.
#include <algorithm>
#include <utility>

#include "scenario/tables.hpp"

namespace carepool {
namespace {

// What is left of every council's and every column's total. Column remainders are kept by region, or as one
// block for England.
struct Remainders {
  std::vector<double> council;              // [council]
  std::vector<std::vector<double>> column;  // [column][region or 0]
};

Remainders remainders_of(const SuppressedGroup& g) {
  Remainders r;
  r.council = g.council_totals;
  for (std::size_t k = 0; k < g.region_totals.size(); ++k) {
    r.column.push_back(g.region_totals[k].empty() ? std::vector<double>{g.england_totals[k]}
                                                  : g.region_totals[k]);
  }
  for (std::size_t i = 0; i < g.cells.size(); ++i) {
    for (std::size_t k = 0; k < g.cells[i].size(); ++k) {
      if (!g.cells[i][k]) continue;
      r.council[i] -= *g.cells[i][k];
      r.column[k][g.region_totals[k].empty() ? 0 : g.region_of_council[i]] -= *g.cells[i][k];
    }
  }
  for (double& v : r.council) v = std::max(v, 0.0);
  // Totals are rounded, so a remainder of nothing may hide a few children: half a child keeps the column
  // open.
  for (auto& column : r.column)
    for (double& v : column) v = std::max(v, 0.5);
  return r;
}

}  // namespace

void fill_suppressed(SuppressedGroup& g) {
  const std::size_t columns = g.region_totals.size();
  const Remainders left = remainders_of(g);
  const auto block = [&](std::size_t i, std::size_t k) {
    return g.region_totals[k].empty() ? std::size_t{0} : g.region_of_council[i];
  };
  std::vector<std::vector<bool>> blank(g.cells.size(), std::vector<bool>(columns));
  for (std::size_t i = 0; i < g.cells.size(); ++i) {
    for (std::size_t k = 0; k < columns; ++k) {
      if (g.cells[i][k]) continue;
      blank[i][k] = true;
      g.cells[i][k] = left.council[i] * left.column[k][block(i, k)];
    }
  }
  const auto scale_councils = [&] {
    for (std::size_t i = 0; i < g.cells.size(); ++i) {
      double sum = 0;
      for (std::size_t k = 0; k < columns; ++k) sum += blank[i][k] ? *g.cells[i][k] : 0;
      for (std::size_t k = 0; k < columns; ++k)
        if (blank[i][k]) g.cells[i][k] = sum > 0 ? *g.cells[i][k] * left.council[i] / sum : 0.0;
    }
  };
  for (int round = 0; round < 50; ++round) {
    for (std::size_t k = 0; k < columns; ++k) {
      std::vector<double> sum(left.column[k].size(), 0.0);
      for (std::size_t i = 0; i < g.cells.size(); ++i)
        if (blank[i][k]) sum[block(i, k)] += *g.cells[i][k];
      for (std::size_t i = 0; i < g.cells.size(); ++i) {
        if (blank[i][k] && sum[block(i, k)] > 0)
          g.cells[i][k] = *g.cells[i][k] * left.column[k][block(i, k)] / sum[block(i, k)];
      }
    }
    scale_councils();
  }
}

void share_regional_remainder(std::vector<std::optional<double>>& cells, const std::vector<double>& weights,
                              const std::vector<std::size_t>& region_of_council,
                              const std::vector<double>& region_totals) {
  std::vector<double> left = region_totals, weight(region_totals.size(), 0.0);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i])
      left[region_of_council[i]] -= *cells[i];
    else
      weight[region_of_council[i]] += weights[i];
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i]) continue;
    const std::size_t r = region_of_council[i];
    cells[i] = weight[r] > 0 ? std::max(left[r], 0.0) * weights[i] / weight[r] : 0.0;
  }
}

}  // namespace carepool
