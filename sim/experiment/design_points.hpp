// An experiment's points as numbers for analysis: the value of each, its factors, and which are the policy's.
//
// Called by the parts of analyse. Surprising decision: a factor is policy when it has options or is a parameter of an instrument that
// somebody chooses; inflation and shocks, every other factor and each draw are futures. `role` in the experiment file overrules.
#pragma once

#include <string>
#include <vector>

#include "experiment/prim.hpp"
#include "experiment/read.hpp"
#include "scenario/dictionary.hpp"

namespace carepool::experiment {

// Nobody decides that prices rise or that more children enter care.
bool is_future(const Parameter& parameter);

class DesignPoints {
 public:
  explicit DesignPoints(const ExperimentData& data);

  const ExperimentData& data() const { return data_; }
  std::size_t points() const { return static_cast<std::size_t>(data_.plan.points_size()); }
  std::size_t factors() const { return static_cast<std::size_t>(data_.plan.factors_size()); }
  const v1::PlanFactor& factor(std::size_t f) const { return data_.plan.factors(static_cast<int>(f)); }
  std::string name(std::size_t f) const { return factor(f).name(); }
  bool is_policy(std::size_t f) const;
  bool is_number(std::size_t f) const { return factor(f).type() != v1::PlanFactor::CHOICE; }

  // Mean over replicates and draws; NaN when none has a value.
  double value(std::size_t point, std::uint32_t metric) const;
  // [replicates] of one draw; NaN where missing.
  std::vector<double> replicates(std::size_t point, std::uint32_t draw, std::uint32_t metric) const;
  double level(std::size_t point, std::size_t f) const { return data_.level(static_cast<std::uint32_t>(point), static_cast<std::uint32_t>(f)); }
  // As people read it: the value as text, "(base)" where the point leaves it.
  std::string level_text(std::size_t point, std::size_t f) const;
  // "size = 10, share = 0.2" of some factors.
  std::string levels_text(std::size_t point, const std::vector<std::size_t>& of) const;
  PrimFactor prim_factor(std::size_t f) const;

 private:
  const ExperimentData& data_;
};

}  // namespace carepool::experiment
