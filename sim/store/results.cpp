#include "store/results.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace carepool::store {

std::array<const std::string*, kGroupColumns> columns_of(const GroupKey& key) {
  return {&key.council, &key.region, &key.rcc,      &key.sector,
          &key.setting, &key.need,   &key.contract, &key.size};
}

std::array<std::string*, kGroupColumns> columns_of(GroupKey& key) {
  return {&key.council, &key.region, &key.rcc,      &key.sector,
          &key.setting, &key.need,   &key.contract, &key.size};
}

std::string group_text(const GroupKey& key) {
  std::string text;
  const auto columns = columns_of(key);
  for (std::size_t i = 0; i < kGroupColumns; ++i) {
    if (columns[i]->empty()) continue;
    if (!text.empty()) text += ';';
    text.append(kGroupColumnNames[i]).append("=").append(*columns[i]);
  }
  return text;
}

GroupTable::GroupTable() { index(GroupKey{}); }

std::uint32_t GroupTable::index(const GroupKey& key) {
  const auto [place, is_new] = index_.try_emplace(key, size());
  if (is_new) keys_.push_back(key);
  return place->second;
}

std::optional<std::uint32_t> GroupTable::find(const GroupKey& key) const {
  const auto place = index_.find(key);
  if (place == index_.end()) return std::nullopt;
  return place->second;
}

namespace {

auto order_of(const SeriesRow& row) { return std::tuple(row.run, row.date.days, row.metric, row.group); }
auto order_of(const SummaryRow& row) { return std::tuple(row.metric, row.group); }

void check_positions(const Results& results) {
  const auto check = [&](std::uint32_t metric, std::uint32_t group) {
    if (metric >= results.metrics.size())
      throw std::invalid_argument("a row of results names no known metric");
    if (group >= results.groups.size()) throw std::invalid_argument("a row of results names no known group");
  };
  for (const SeriesRow& row : results.series) check(row.metric, row.group);
  for (const SummaryRow& row : results.summary) check(row.metric, row.group);
}

// SQLite keeps no sign on a zero, so that no file may.
void drop_signs_of_zeros(Results& results) {
  for (SeriesRow& row : results.series) row.value += 0.0;
  for (SummaryRow& row : results.summary) row.value += 0.0;
}

void renumber_groups(Results& results) {
  std::vector<bool> used(results.groups.size(), false);
  used[0] = true;
  for (const SeriesRow& row : results.series) used[row.group] = true;
  for (const SummaryRow& row : results.summary) used[row.group] = true;
  std::vector<std::uint32_t> kept;
  for (std::uint32_t i = 0; i < results.groups.size(); ++i)
    if (used[i]) kept.push_back(i);
  std::sort(kept.begin(), kept.end(),
            [&](std::uint32_t a, std::uint32_t b) { return results.groups.key(a) < results.groups.key(b); });
  GroupTable ordered;
  std::vector<std::uint32_t> renumbered(results.groups.size(), 0);
  for (const std::uint32_t old : kept) renumbered[old] = ordered.index(results.groups.key(old));
  for (SeriesRow& row : results.series) row.group = renumbered[row.group];
  for (SummaryRow& row : results.summary) row.group = renumbered[row.group];
  results.groups = std::move(ordered);
}

std::string describe(const Results& results, std::uint32_t metric, std::uint32_t group) {
  return results.metrics[metric].id + " [" + group_text(results.groups.key(group)) + "]";
}

std::string describe(const Results& results, const SeriesRow& row) {
  return describe(results, row.metric, row.group) + " on " + to_string(row.date) + " in run " +
         std::to_string(row.run);
}
std::string describe(const Results& results, const SummaryRow& row) {
  return describe(results, row.metric, row.group);
}

template <class Row>
void sort_rows(const Results& results, std::vector<Row>& rows) {
  const auto before = [](const Row& a, const Row& b) { return order_of(a) < order_of(b); };
  if (!std::is_sorted(rows.begin(), rows.end(), before)) std::sort(rows.begin(), rows.end(), before);
  const auto twin = std::adjacent_find(rows.begin(), rows.end(),
                                       [](const Row& a, const Row& b) { return order_of(a) == order_of(b); });
  if (twin != rows.end()) throw std::invalid_argument("two values for " + describe(results, *twin));
}

}  // namespace

void put_in_order(Results& results) {
  check_positions(results);
  drop_signs_of_zeros(results);
  renumber_groups(results);
  sort_rows(results, results.series);
  sort_rows(results, results.summary);
}

}  // namespace carepool::store
