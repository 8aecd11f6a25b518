#pragma once
// The sections of a comparison's page. Written by comparison_sections.cpp and comparison_answer.cpp, put together by
// comparison_report.cpp. The surprising decision: arms without leverage are there for the decomposition; they get rows in tables but no
// sentence of their own.

#include <string>
#include <vector>

#include "report/chart.hpp"
#include "store/comparison.hpp"
#include "store/manifest.hpp"

namespace carepool::report {

struct ComparisonPage {
  const store::Comparison& comparison;
  const store::Manifest& manifest;
  std::vector<Chart> charts;  // in order of appearance, for the script

  // Beside the base, and no mere helper of the decomposition.
  std::vector<const store::ComparedArm*> main_arms() const;
  bool has_draws() const;
};

// A difference with its sign; small ones of shares with a digit more than elsewhere, since that is what is looked at here.
std::string difference_text(double value, std::string_view unit);
// "+£80 to +£160 a week": what both ends share at the end is said once. Empty when not known.
std::string band_text(double low, double high, std::string_view unit, std::string_view between = " to ");
std::string arm_in_words(const store::ComparedArm& arm);
bool excludes_zero(double low, double high);

// How many councils luck alone would name as winners or losers on one measure if nothing differed: "about 5"; empty: not known.
std::string named_by_luck(const store::Comparison& c);

std::string comparison_answer(ComparisonPage& page);
std::string comparison_arms(ComparisonPage& page);
std::string comparison_differences(ComparisonPage& page);
std::string comparison_trajectories(ComparisonPage& page);
std::string comparison_parts(ComparisonPage& page);
std::string comparison_winners(ComparisonPage& page);
std::string comparison_all(ComparisonPage& page);
std::string comparison_caveats(ComparisonPage& page);
std::string comparison_reproduce(ComparisonPage& page);

}  // namespace carepool::report
