#include "world/rounding.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace carepool {
namespace {

constexpr double kWhole = 1e-7;  // nearer than this to a whole number is whole

bool fractional(double v) { return std::fabs(v - std::floor(v + 0.5)) > kWhole; }

// One walk over fractional cells, row to column to row, until a node comes back: the cells of the cycle, in
// order.
class CycleFinder {
 public:
  explicit CycleFinder(const Grid& g) : g_(g), visited_(g.rows + g.columns) {}

  // Empty when the walk ends at a row or column with a single fractional cell (`dead_end` tells which cell).
  std::vector<std::size_t> from(std::size_t first_cell, std::size_t& dead_end) {
    std::fill(visited_.begin(), visited_.end(), -1);
    std::vector<std::size_t> path;
    std::size_t node = first_cell / g_.columns, came_by = g_.cells.size();
    for (;;) {
      if (visited_[node] >= 0) return {path.begin() + visited_[node], path.end()};
      visited_[node] = static_cast<int>(path.size());
      const std::size_t next = next_cell(node, came_by);
      if (next == g_.cells.size()) {
        dead_end = came_by == g_.cells.size() ? first_cell : came_by;
        return {};
      }
      path.push_back(next);
      came_by = next;
      node = node < g_.rows ? g_.rows + next % g_.columns : next / g_.columns;
    }
  }

 private:
  std::size_t next_cell(std::size_t node, std::size_t came_by) const {
    const bool is_row = node < g_.rows;
    const std::size_t n = is_row ? g_.columns : g_.rows;
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t cell = is_row ? node * g_.columns + k : k * g_.columns + (node - g_.rows);
      if (cell != came_by && fractional(g_.cells[cell])) return cell;
    }
    return g_.cells.size();
  }

  const Grid& g_;
  std::vector<int> visited_;
};

// Pushes alternate cells of the cycle up and down until one of them is whole; unbiased.
void push_cycle(Grid& g, const std::vector<std::size_t>& cycle, Rng& rng) {
  double up = 1, down = 1;  // how far even cells can go up (odd ones down), and the reverse
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const double v = g.cells[cycle[i]], below = v - std::floor(v), above = 1 - below;
    up = std::min(up, i % 2 == 0 ? above : below);
    down = std::min(down, i % 2 == 0 ? below : above);
  }
  const double step = rng.uniform() * (up + down) < down ? up : -down;
  for (std::size_t i = 0; i < cycle.size(); ++i) g.cells[cycle[i]] += i % 2 == 0 ? step : -step;
}

// Moves single units until margins are exact. Only rounding errors of the fit make it necessary.
class MarginRepair {
 public:
  MarginRepair(std::vector<int>& cells, std::span<const int> rows, std::span<const int> columns)
      : cells_(cells), row_gap_(rows.begin(), rows.end()), column_gap_(columns.begin(), columns.end()) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      row_gap_[i / columns.size()] -= cells[i];
      column_gap_[i % columns.size()] -= cells[i];
    }
  }

  void run() {
    while (repair_rows() || repair_columns()) {
    }
  }

 private:
  void move(std::size_t r, std::size_t c, int by) {
    cells_[r * column_gap_.size() + c] += by;
    row_gap_[r] -= by;
    column_gap_[c] -= by;
  }

  // One unit into a row that lacks it, where possible in a column that lacks it too; or out of one that has
  // too much.
  bool repair_rows() {
    for (std::size_t r = 0; r < row_gap_.size(); ++r) {
      if (row_gap_[r] == 0) continue;
      const int by = row_gap_[r] > 0 ? 1 : -1;
      std::size_t best = column_gap_.size();
      for (std::size_t c = 0; c < column_gap_.size(); ++c) {
        const int cell = cells_[r * column_gap_.size() + c];
        if (by < 0 && cell == 0) continue;
        if (best == column_gap_.size() || column_gap_[c] * by > column_gap_[best] * by) best = c;
      }
      if (best == column_gap_.size()) continue;
      move(r, best, by);
      return true;
    }
    return false;
  }

  bool repair_columns() {
    for (std::size_t c = 0; c < column_gap_.size(); ++c) {
      if (column_gap_[c] >= 0) continue;
      for (std::size_t d = 0; d < column_gap_.size(); ++d) {
        if (column_gap_[d] <= 0) continue;
        for (std::size_t r = 0; r < row_gap_.size(); ++r) {
          if (cells_[r * column_gap_.size() + c] == 0) continue;
          move(r, c, -1);
          move(r, d, 1);
          return true;
        }
      }
    }
    return false;
  }

  std::vector<int>& cells_;
  std::vector<int> row_gap_, column_gap_;  // wanted less held
};

}  // namespace

std::vector<int> apportion(std::span<const double> shares, int total) {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  std::vector<int> out(shares.size(), 0);
  if (sum <= 0 || total <= 0) return out;
  std::vector<double> rest(shares.size());
  int given = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double exact = shares[i] / sum * total;
    out[i] = static_cast<int>(std::floor(exact));
    rest[i] = exact - out[i];
    given += out[i];
  }
  std::vector<std::size_t> order(shares.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return rest[a] > rest[b]; });
  for (std::size_t i = 0; given < total; i = (i + 1) % order.size()) {
    if (shares[order[i]] <= 0) continue;
    ++out[order[i]];
    ++given;
  }
  return out;
}

void fit_margins(Grid& g, std::span<const double> row_totals, std::span<const double> column_totals,
                 int rounds) {
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t c = 0; c < g.columns; ++c) {
      double sum = 0;
      for (std::size_t r = 0; r < g.rows; ++r) sum += g.at(r, c);
      for (std::size_t r = 0; r < g.rows && sum > 0; ++r) g.at(r, c) *= column_totals[c] / sum;
    }
    double worst = 0;
    for (std::size_t r = 0; r < g.rows; ++r) {
      double sum = 0;
      for (std::size_t c = 0; c < g.columns; ++c) sum += g.at(r, c);
      worst = std::max(worst, std::fabs(sum - row_totals[r]));
      for (std::size_t c = 0; c < g.columns && sum > 0; ++c) g.at(r, c) *= row_totals[r] / sum;
    }
    if (worst < 1e-10) break;
  }
}

std::vector<int> round_grid(const Grid& grid, std::span<const int> row_totals,
                            std::span<const int> column_totals, Rng& rng) {
  Grid g = grid;
  CycleFinder finder(g);
  for (std::size_t cell = 0; cell < g.cells.size();) {
    if (!fractional(g.cells[cell])) {
      g.cells[cell] = std::floor(g.cells[cell] + 0.5);
      ++cell;
      continue;
    }
    std::size_t dead_end = 0;
    const std::vector<std::size_t> cycle = finder.from(cell, dead_end);
    if (cycle.empty()) {
      g.cells[dead_end] = std::floor(g.cells[dead_end] + 0.5);
    } else {
      push_cycle(g, cycle, rng);
    }
  }
  std::vector<int> out(g.cells.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<int>(std::floor(g.cells[i] + 0.5));
  MarginRepair(out, row_totals, column_totals).run();
  return out;
}

std::vector<std::size_t> order_sample(std::span<const double> weights, std::span<const double> uniforms,
                                      std::size_t count) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<double> score(weights.size());
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    const double p = std::min(0.999, weights[i] / sum * static_cast<double>(count));
    score[i] = uniforms[i] / (1 - uniforms[i]) * (1 - p) / p;
    order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return score[a] < score[b]; });
  order.resize(std::min(count, order.size()));
  std::sort(order.begin(), order.end());
  return order;
}

std::vector<double> tilt_to_mean(std::span<const double> weights, std::span<const double> values,
                                 double mean) {
  const auto tilted = [&](double t, std::vector<double>& out) {
    double power = 1, sum = 0, total = 0;
    for (std::size_t k = 0; k < weights.size(); ++k, power *= t) {
      out[k] = weights[k] * power;
      sum += out[k];
      total += out[k] * values[k];
    }
    for (double& v : out) v /= sum;
    return total / sum;
  };
  std::vector<double> out(weights.size());
  double low = 1e-3, high = 1e3;
  for (int i = 0; i < 60; ++i) {
    const double middle = std::sqrt(low * high);
    (tilted(middle, out) < mean ? low : high) = middle;
  }
  tilted(std::sqrt(low * high), out);
  return out;
}

std::vector<int> sizes_with_total(int count, int total, int low, int high) {
  if (count <= 0 || total < count * low || total > count * high) return {};
  std::vector<double> weights, values;
  for (int s = low; s <= high; ++s) {
    weights.push_back(1);
    values.push_back(s);
  }
  const double mean = static_cast<double>(total) / count;
  const std::vector<int> of_size = apportion(tilt_to_mean(weights, values, mean), count);
  std::vector<int> sizes;
  for (int s = high; s >= low; --s)
    sizes.insert(sizes.end(), static_cast<std::size_t>(of_size[static_cast<std::size_t>(s - low)]), s);
  int rest = total - std::accumulate(sizes.begin(), sizes.end(), 0);
  for (std::size_t i = 0; rest != 0; i = (i + 1) % sizes.size()) {
    const int by = rest > 0 ? 1 : -1;
    if (sizes[i] + by < low || sizes[i] + by > high) continue;
    sizes[i] += by;
    rest -= by;
  }
  std::sort(sizes.rbegin(), sizes.rend());
  return sizes;
}

}  // namespace carepool
