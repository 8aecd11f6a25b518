#include "experiment/regret.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace carepool::experiment {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
using Values = std::vector<std::vector<std::vector<double>>>;

double mean_of_known(const std::vector<double>& values, std::size_t& n) {
  double sum = 0;
  n = 0;
  for (const double v : values)
    if (std::isfinite(v)) sum += v, ++n;
  return n == 0 ? kNaN : sum / static_cast<double>(n);
}

RegretCell cell_of(const std::vector<double>& values, const std::vector<double>& best, double sign) {
  RegretCell cell;
  cell.value = mean_of_known(values, cell.n);
  std::vector<Pair> pairs;
  for (std::size_t r = 0; r < std::min(values.size(), best.size()); ++r)
    pairs.push_back({0, static_cast<std::int32_t>(r), sign * values[r], sign * best[r]});
  const PairedDifference d = paired_difference(pairs);
  cell.regret = std::isfinite(cell.value) ? std::max(0.0, d.difference) : kNaN;
  cell.band = d.luck.value_or(Band{kNaN, kNaN});
  cell.sure = d.verdict == Verdict::higher;
  return cell;
}

std::size_t best_in(const Values& values, std::size_t future, double sign) {
  std::size_t best = 0;
  double best_value = -std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p < values.size(); ++p) {
    std::size_t n = 0;
    const double mean = sign * mean_of_known(values[p][future], n);
    if (!(mean > best_value)) continue;
    best_value = mean;
    best = p;
  }
  return best;
}

void summarise(RegretRow& row) {
  double sum = 0;
  row.most = -1;
  for (std::size_t f = 0; f < row.cells.size(); ++f) {
    const RegretCell& cell = row.cells[f];
    sum += cell.regret;
    if (cell.regret > row.most) {
      row.most = cell.regret;
      row.most_band = cell.band;
      row.most_in = f;
    }
  }
  row.mean = sum / static_cast<double>(row.cells.size());
  if (std::isnan(sum)) row.most = kNaN;
}

template <class Member>
std::size_t least(const std::vector<RegretRow>& rows, Member member) {
  std::size_t out = 0;
  for (std::size_t p = 1; p < rows.size(); ++p)
    if (rows[p].*member < rows[out].*member || std::isnan(rows[out].*member)) out = p;
  return out;
}

// The largest regrets of two policies, replicate by replicate on the same luck.
bool told_apart(const Values& values, const RegretTable& table, std::size_t policy, double sign) {
  const auto regret = [&](std::size_t p, std::size_t replicate) {
    const std::size_t future = table.rows[p].most_in;
    const auto& best = values[table.best[future]][future];
    const auto& own = values[p][future];
    return replicate < std::min(best.size(), own.size()) ? sign * (best[replicate] - own[replicate]) : kNaN;
  };
  std::vector<Pair> pairs;
  for (std::size_t r = 0; r < values[policy].front().size(); ++r)
    pairs.push_back({0, static_cast<std::int32_t>(r), regret(table.least_most, r), regret(policy, r)});
  return paired_difference(pairs).verdict == Verdict::higher;
}

}  // namespace

RegretTable regret_table(const Values& values, bool higher_is_better) {
  RegretTable table;
  const double sign = higher_is_better ? 1 : -1;
  table.rows.resize(values.size());
  const std::size_t futures = values.empty() ? 0 : values.front().size();
  for (std::size_t f = 0; f < futures; ++f) {
    const std::size_t best = best_in(values, f, sign);
    table.best.push_back(best);
    for (std::size_t p = 0; p < values.size(); ++p)
      table.rows[p].cells.push_back(cell_of(values[p][f], values[best][f], sign));
  }
  if (futures == 0) return table;
  for (RegretRow& row : table.rows) summarise(row);
  table.least_most = least(table.rows, &RegretRow::most);
  table.least_mean = least(table.rows, &RegretRow::mean);
  for (std::size_t p = 0; p < values.size(); ++p)
    table.rows[p].told_apart = p != table.least_most && told_apart(values, table, p, sign);
  return table;
}

}  // namespace carepool::experiment
