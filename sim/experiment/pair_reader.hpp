// The values of one metric in two arms, pair by pair.
//
// Called by compare and decompose. Surprising decision: pairs come in order of (draw, replicate) whatever order runs ended in.
#pragma once

#include <cstdint>
#include <vector>

#include "experiment/arms.hpp"
#include "experiment/paired.hpp"
#include "experiment/read.hpp"

namespace carepool::experiment {

class PairReader {
 public:
  PairReader(const Arms& arms, const ExperimentData& data, const std::vector<std::int32_t>& replicates)
      : arms_(arms), data_(data), replicates_(replicates) {}

  const ExperimentData& data() const { return data_; }
  const Arms& arms() const { return arms_; }

  // value(run index) of the base and of the arm.
  template <class Value>
  std::vector<Pair> pairs_of(std::size_t base, std::size_t arm, Value&& value) const {
    std::vector<Pair> out;
    for (std::uint32_t draw = 0; draw < draws_of(data_.plan); ++draw)
      for (const std::int32_t k : replicates_) {
        const std::size_t b = run_index(data_.plan, {arms_.arms[base].point, draw, k});
        const std::size_t a = run_index(data_.plan, {arms_.arms[arm].point, draw, k});
        out.push_back({static_cast<std::int32_t>(draw), k, value(b), value(a)});
      }
    return out;
  }

  std::vector<Pair> pairs(std::size_t arm, std::uint32_t metric, std::uint32_t group) const {
    return pairs_of(0, arm, [&](std::size_t run) { return data_.value(run, metric, group); });
  }

 private:
  const Arms& arms_;
  const ExperimentData& data_;
  const std::vector<std::int32_t>& replicates_;
};

}  // namespace carepool::experiment
