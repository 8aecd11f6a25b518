// What a run leaves as tables: the dictionary of metrics, the groups, series, summary, parameters and a few
// facts.
//
// Filled by sim/run (and later sim/experiment); written to and read from series.csv, summary.json and
// results.sqlite by this room; read by sim/report, sim/cli and sim/live. Surprising decision: rows name their
// metric and their group by position. put_in_order() renumbers the groups and sorts the rows, so that the
// files depend on the content alone and not on the order in which it was gathered.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.hpp"

namespace carepool::store {

// An empty field: not split by it. All empty: England.
struct GroupKey {
  std::string council{}, region{}, rcc{}, sector{}, setting{}, need{}, contract{}, size{};
  auto operator<=>(const GroupKey&) const = default;
};

inline constexpr std::size_t kGroupColumns = 8;
inline constexpr std::array<std::string_view, kGroupColumns> kGroupColumnNames = {
    "council", "region", "rcc", "sector", "setting", "need", "contract", "size"};
std::array<const std::string*, kGroupColumns> columns_of(const GroupKey& key);
std::array<std::string*, kGroupColumns> columns_of(GroupKey& key);

// "sector=private;setting=residential"; empty for England.
std::string group_text(const GroupKey& key);

// Position ↔ key. Position 0 is always England.
class GroupTable {
 public:
  GroupTable();
  std::uint32_t index(const GroupKey& key);  // adds it when it is new
  std::optional<std::uint32_t> find(const GroupKey& key) const;
  const GroupKey& key(std::uint32_t index) const { return keys_.at(index); }
  std::uint32_t size() const { return static_cast<std::uint32_t>(keys_.size()); }

 private:
  std::vector<GroupKey> keys_;
  std::map<GroupKey, std::uint32_t> index_;
};

struct MetricInfo {
  std::string id{};          // stable, lower_snake
  std::string unit{};        // "£/week", "share", ...
  std::string label{};       // plain English
  std::string definition{};  // what is counted, over what, divided by what
  std::string family{};      // prices, profits, sufficiency, ...
};

struct SeriesRow {
  std::int32_t run = 0;  // replicate
  Date date{};
  std::uint32_t metric = 0;  // position in Results::metrics
  std::uint32_t group = 0;   // position in Results::groups
  double value = 0;          // NaN: not defined then (a mean of nothing)
};

struct Band {
  double low = 0;
  double high = 0;
};

struct SummaryRow {
  std::uint32_t metric = 0;
  std::uint32_t group = 0;
  double value = 0;  // NaN: not defined
  // With replicates or draws only; see summarise.hpp for what each means.
  std::optional<std::int64_t> n{};
  std::optional<double> sd_luck{};
  std::optional<Band> band_luck{};
  std::optional<Band> band_not_known{};
};

// One parameter of the effective scenario, as text.
struct ParameterRow {
  std::string path, value, unit, label, default_value, min, max, source, layer, description;
};

// A small table that travels with the results so that a report needs nothing else: councils, published
// targets.
struct TextTable {
  std::string name;  // lower_snake
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

struct Results {
  std::vector<MetricInfo> metrics;  // the dictionary, in the order in which people should meet it
  GroupTable groups;
  std::vector<SeriesRow> series;
  std::vector<SummaryRow> summary;
  std::vector<ParameterRow> parameters;  // in order of the effective scenario
  std::vector<std::pair<std::string, std::string>>
      facts;  // name, scenario hash, seed, from, to: nothing of clocks
  std::vector<TextTable> tables;
};

// Numbers the groups in order of their keys, drops unused ones, sorts series by (run, date, metric, group)
// and summary by (metric, group). Throws std::invalid_argument on two values for one row or on a metric out
// of range.
void put_in_order(Results& results);

}  // namespace carepool::store
