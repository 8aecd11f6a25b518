// Designs as numbers between 0 and 1: which combinations of factors are run.
//
// For: plan.cpp, which turns coordinates into values of parameters. Written by: pure functions. Read by:
// plan.cpp and tests. The one surprising decision: Sobol's sequence starts at its second point: the first is
// the corner where every factor is at its lowest, and would make Saltelli's rows A and B the same.
//
// Sobol's sequence with the direction numbers of Joe and Kuo (2008), "Constructing Sobol sequences with
// better two-dimensional projections", SIAM J. Sci. Comput. 30. Radial layout: Saltelli et al. (2010),
// Comput. Phys. Commun. 181. Trajectories: Morris (1991), Technometrics 33.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace carepool::experiment {

inline constexpr std::size_t kSobolDimensions = 48;

struct DesignRow {
  std::vector<double> unit;  // [factors]
  std::string block;         // "A", "B", "AB"; "start", "step"; else ""
  std::uint32_t sample = 0;  // row of A, trajectory, or position
  std::int32_t factor = -1;  // the one that AB or the step changed
};

// Point `index` of the sequence (0 is the corner) in so many dimensions. Throws std::invalid_argument above
// kSobolDimensions.
std::vector<double> sobol_point(std::uint32_t index, std::size_t dimensions);

// Points 1 … samples: more samples keep the earlier ones.
std::vector<DesignRow> sobol_design(std::size_t samples, std::size_t factors);

// For each i: A_i, B_i, then A_i with factor j from B_i for each j (no second-order rows). More samples keep
// the earlier ones.
std::vector<DesignRow> saltelli_design(std::size_t samples, std::size_t factors);

// Every factor has exactly one point in each of `samples` equal slices. Another number of samples is another
// design.
std::vector<DesignRow> latin_hypercube(std::size_t samples, std::size_t factors, std::uint64_t seed);

// Each trajectory: a start, then one step of levels / (2 (levels − 1)) in each factor, in random order and
// direction. `levels` is even.
std::vector<DesignRow> morris_design(std::size_t trajectories, std::size_t factors, std::size_t levels,
                                     std::uint64_t seed);

// All combinations of indices below `counts`; the last varies fastest.
std::vector<std::vector<std::size_t>> grid_design(const std::vector<std::size_t>& counts);

}  // namespace carepool::experiment
