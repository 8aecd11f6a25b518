// The scenarios that a plan is made from: the base of an experiment, with some of its options.
//
// For: the planner. Written by: PlanWorlds. Read by: make_plan.cpp, plan_factors.cpp.
// The one surprising decision: a path that no world of the base has may still be a factor's: the options of another factor may bring
// it, so a trial world is loaded for each option until one has it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "carepool/experiment.pb.h"
#include "experiment/experiment_file.hpp"
#include "experiment/plan.hpp"
#include "scenario/scenario.hpp"

namespace carepool::experiment {

// "factors[2]".
std::string entry(const std::string& list, int i);
// What an experiment calls its factor.
const std::string& name_of(const v1::Factor& factor);

// What is wrong with an experiment, said where its file holds it.
struct PlanFindings {
  explicit PlanFindings(const ExperimentFile& from) : file(from) {}
  void fail(const std::string& path, std::string message, std::string allowed = {}, std::string suggestion = {});
  void fail_as(const std::string& path, const Error& inner);
  void fail_at(const std::string& csv, int line, int column, const Error& inner);  // in a cell of a CSV file
  void add(const Errors& more) { errors.insert(errors.end(), more.begin(), more.end()); }

  const ExperimentFile& file;
  Errors errors;
};

class PlanWorlds {
 public:
  PlanWorlds(const ExperimentFile& file, const PlanOptions& options, PlanFindings& findings);

  // The base, and every option by itself, so that a mistake in one is found before the first run. False: something is wrong.
  bool load_base(v1::Plan& plan);
  // Number of the world with these options ([factors]; -1: none), added to the plan when it is new.
  std::uint32_t world_of(const std::vector<int>& options, v1::Plan& plan);
  const Scenario& scenario(std::uint32_t world) const { return worlds_[world].scenario; }
  const Scenario& base() const { return worlds_[0].scenario; }
  // The value that a world has of its own; nothing when the path does not exist there (an instrument of another option).
  const std::optional<std::string>& own_value(std::uint32_t world, const std::string& path) { return own_value(worlds_[world], path); }
  // A scenario in which the path exists: the base, or the base with one option of a factor other than `f` that brings it.
  const Scenario* world_with(int f, const std::string& path);

 private:
  struct World {
    Scenario scenario;
    std::unordered_map<std::string, std::optional<std::string>> own;  // path → its own value; nothing: no such path here
  };

  Result<Scenario> load(const std::vector<int>& options);
  Error relocated(const Error& error, const std::vector<std::string>& set_at) const;
  std::vector<int> only(int factor, int option) const;
  static const std::optional<std::string>& own_value(World& world, const std::string& path);

  const ExperimentFile& file_;
  const v1::Experiment& x_;
  const PlanOptions& options_;
  PlanFindings& findings_;
  std::vector<World> worlds_;
  std::map<std::vector<int>, std::uint32_t> index_;
  std::map<std::pair<int, int>, std::unique_ptr<World>> trial_worlds_;
};

}  // namespace carepool::experiment
