// Under which conditions does the answer flip? Boxes of factors in which it nearly always does (PRIM:
// Friedman and Fisher 1999; used for scenario discovery by Bryant and Lempert 2010).
//
// Called by analyse: one row per point that has a value, and whether it is "of interest" (the arm costs more,
// the target is missed). Peeling: from all points, a slice (about 5 %, or one level) is cut off where each
// point cut buys most density, again and again. The box kept is the one that best joins density and coverage
// (their harmonic mean). A condition that luck could have made (quasi-p of a binomial test above 5 %) is
// dropped. Then the points outside the box are searched for another one. Surprising decision: with few points
// or no clear box the result is empty, and the sentence says that no simple condition was found.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace carepool::experiment {

struct PrimFactor {
  std::string name;
  std::string unit;                 // written after a bound; may be empty
  std::vector<std::string> levels;  // of a choice: the factor's values are positions here; empty: a number
};

struct PrimCondition {
  std::size_t factor = 0;
  bool has_low = false, has_high = false;
  double low = 0, high = 0;         // both inclusive, half way to the nearest point outside
  std::vector<std::uint32_t> kept;  // levels of a choice that remain
  double quasi_p = 1;
};

struct PrimBox {
  std::vector<PrimCondition> conditions;
  std::size_t points = 0;       // inside
  std::size_t of_interest = 0;  // inside and of interest
  double density = 0;           // of_interest / points
  double coverage = 0;          // of_interest / all of interest
};

struct PrimOptions {
  double peel = 0.05;
  double least_mass = 0.05;  // share of all points that a box must keep
  std::size_t least_points = 10;
  std::size_t most_boxes = 2;
};

// x[point][factor]; interest[point].
std::vector<PrimBox> prim_boxes(const std::vector<PrimFactor>& factors,
                                const std::vector<std::vector<double>>& x, const std::vector<bool>& interest,
                                const PrimOptions& options = {});

// "when demand.level is above 1.05 and block share is below 0.2"
std::string condition_text(const std::vector<PrimFactor>& factors, const PrimBox& box);

// Whole sentences on what was found, `what` being "the co-operatives cost more than the base".
std::string prim_text(const std::vector<PrimFactor>& factors, const std::vector<PrimBox>& boxes,
                      const std::string& what, std::size_t points, std::size_t of_interest);

}  // namespace carepool::experiment
