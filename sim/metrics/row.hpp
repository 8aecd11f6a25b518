// row.hpp: one value of one metric for one group, and the dictionary that says what each metric means.
//
// What for: the plain shape in which metrics leave this room. Who writes it: MetricRecorder. Who reads it: sim/run, which turns rows into
// rows of the store; tests; the commands, which print the dictionary.
// The surprising decision: a group is at most two (dimension, index) pairs whose indices point into today's world, so a row must be turned
// into text (group_value) before the world steps on: groups of councils are numbered afresh when the rules change.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

enum class Dim : std::uint8_t { none, council, region, rcc, sector, setting, need, contract, size };
inline constexpr std::size_t kDims = 9;
// The names are those of the columns of the results; none is empty.
inline constexpr std::string_view kDimNames[kDims] = {"", "council", "region", "rcc", "sector", "setting", "need", "contract", "size"};

struct MetricGroup {
  Dim dim = Dim::none;
  std::uint16_t index = 0;
  Dim dim2 = Dim::none;
  std::uint16_t index2 = 0;
  auto operator<=>(const MetricGroup&) const = default;
};

struct MetricRow {
  std::uint16_t metric = 0;  // position in metric_dictionary()
  MetricGroup group;         // both dimensions none: England
  double value = 0;          // always finite: what is not defined (a mean of nothing) has no row
};

// Rows by council are recorded yearly, all others monthly or yearly.
inline bool is_of_council(const MetricGroup& g) { return g.dim == Dim::council || g.dim2 == Dim::council; }

struct MetricDoc {
  std::string id;          // stable, lower_snake
  std::string unit;        // "£/week", "share", "children" …
  std::string label;       // plain English
  std::string family;      // stocks, prices, profits, sufficiency, …
  std::string definition;  // what is counted, over what, divided by what, over which time
  std::string groups;      // "region, council, need": the dimensions beside England
};

const std::vector<MetricDoc>& metric_dictionary();
// Position of an id, or kNobody.
std::uint32_t metric_index(std::string_view id);
// "Kent", "North West", "private", … of an index in today's world.
std::string group_value(const Setup&, const World&, Dim, std::uint16_t index);

}  // namespace carepool
