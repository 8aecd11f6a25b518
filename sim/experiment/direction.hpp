// Which way is up: for which measures more is better, for which less, and for which neither can be said.
//
// Called by compare (P(better), winners and losers) and analyse (regret). Seen from the children's and the councils' side.
// Surprising decision: profits, market shares and counts of homes have no direction: whether more is better is for the reader.
#pragma once

#include <string_view>
#include <vector>

namespace carepool::experiment {

enum class Better { neither, higher, lower };
Better better_of(std::string_view metric);

// The measures that the text summary and --until-ci look at, most asked-for first.
const std::vector<std::string_view>& headline_metrics();

}  // namespace carepool::experiment
