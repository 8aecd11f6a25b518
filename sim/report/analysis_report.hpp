#pragma once
// An experiment as one page: what moves the answer, when it flips, which policy would be regretted least.
//
// Who writes it: `carepool analyse`, from the rows it made. Who reads it: people.
// The surprising decision: every drawing is plain SVG on its own scale, drawn here; the script only wakes tables and definitions.

#include <string>

#include "store/analysis.hpp"

namespace carepool {

// A function of its input alone: the same input gives the same bytes.
std::string write_analysis_report(const store::Analysis& analysis);

}  // namespace carepool
