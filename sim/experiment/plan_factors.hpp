// The factors of an experiment as its design uses them: their levels as the scenario writes them, and what lies between.
//
// For: the planner. Written by: read_factor. Read by: make_plan.cpp.
// The one surprising decision: every value is put into the base and read back, so that "£4,000/week" and "4000" are one level.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "carepool/experiment.pb.h"
#include "experiment/plan_worlds.hpp"

namespace carepool::experiment {

// Where a factor's point lies before it has a world: an option's number, or a value as text; "" or -1 leaves the base.
struct Level {
  int option = -1;
  std::string value;
};

struct FactorPlan {
  v1::PlanFactor out;
  bool options = false;
  std::vector<Level> levels;  // listed, or cut from the range
  double low = 0, high = 0;   // of a range, in numbers
  bool ranged = false;
};

// The experiment's factor number `f`; what is wrong with it goes to `findings`.
FactorPlan read_factor(int f, const ExperimentFile& file, PlanWorlds& worlds, PlanFindings& findings);
// Type, unit and label, from the dictionary of `world`.
void describe(const Scenario& world, v1::PlanFactor& out);
// A place in 0..1 as a level.
Level level_at(const FactorPlan& factor, double unit);
// A value that was not put into a scenario.
std::string plain_value(const v1::PlanFactor& factor, const std::string& text);

}  // namespace carepool::experiment
