// What `carepool compare` prints: the answer in a screenful.
//
// For: cmd_compare. Written by: print_comparison, on standard output. Read by: people; programs take --format json.
// The one surprising decision: a difference that cannot be told from none is printed in words, with its interval, not as a number alone.
#pragma once

#include <string>

#include "store/comparison.hpp"

namespace carepool::cli {

void print_comparison(const store::Comparison& comparison, const std::string& folder, double wall_seconds);

}  // namespace carepool::cli
