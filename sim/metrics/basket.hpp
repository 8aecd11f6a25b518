// basket.hpp: starts of independent home placements by need, age and region, for the fee index.
//
// What for: the index and its base. Who writes it: the recorder keeps the base and the last known fees. Who reads it: prices, recorder.
// The surprising decision: a cell without starts in a period carries its last value, so that an empty cell is not a change of price.
#pragma once

#include <vector>

#include "metrics/metric.hpp"

namespace carepool::metrics {

inline constexpr std::size_t kAges = 2;  // under sixteen; sixteen and over

struct Starts {
  std::vector<double> count, pounds;  // [(region × need) × age], then crisis; pounds: sum of weekly fees
};

std::size_t basket_cell(std::size_t region, std::size_t need, std::size_t age);
Starts starts_between(const Setup&, const Mark& from, const Mark& to);
Basket make_basket(const Starts& base);
void carry_forward(const Starts&, Basket&);

}  // namespace carepool::metrics
