#pragma once
// A comparison as one page for a minister: which arm does what, how sure that is, who gains and who pays.
//
// Who writes it: `carepool compare` and `carepool report`, from the stored rows alone. Who reads it: people.
// The surprising decision: the page says "cannot tell apart" as plainly as it says "lower"; a difference without an interval that
// leaves out zero is never put into the headline sentences as a finding.

#include <string>

#include "store/comparison.hpp"
#include "store/manifest.hpp"

namespace carepool {

// A function of its input alone: the same input gives the same bytes. Times in the manifest are not printed.
std::string write_comparison_report(const store::Comparison& comparison, const store::Manifest& manifest);

}  // namespace carepool
