// The plan of a sweep: its points, its design rows, its draws and replicates, and the scenario of each run.
//
// For: the executors, collect, analyse, compare and verify. Written by: make_plan, once; kept as DIR/plan.pb.
// Read by: all of the above. The one surprising decision: a point is known by a hash of the base scenario and
// of its settings, not by its place in the design: when a design grows, the points that it had before are
// found done.
//
// A run is a (point, draw, replicate); its index is (point × draws + draw) × replicates + replicate.
// Replicate k has the seed replicate_seed(seed, k) at every point and draw: common random numbers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "carepool/experiment.pb.h"
#include "experiment/experiment_file.hpp"
#include "scenario/scenario.hpp"

namespace carepool::experiment {

inline constexpr std::uint32_t kPlanFormat = 1;

struct PlanOptions {
  std::string ensemble;                    // file of draws in place of the experiment's own
  std::optional<std::uint64_t> seed;       // in place of the base's and the experiment's
  std::optional<std::int32_t> replicates;  // in place of the experiment's
  std::vector<std::string> sets;           // PATH=VALUE on top of the experiment's own `set`, at every point
  std::vector<std::string> table_folders;  // as LoadOptions
};

// Loads the base and every overlay, checks each level of each factor against them, lays out the design.
// Errors are located in the experiment file, or in the file that holds the mistake.
Result<v1::Plan> make_plan(const ExperimentFile& file, const PlanOptions& options = {});

struct RunOf {
  std::uint32_t point = 0;  // position in plan.points()
  std::uint32_t draw = 0;
  std::int32_t replicate = 0;
};

std::uint32_t draws_of(const v1::Plan& plan);  // at least 1
std::size_t runs_of(const v1::Plan& plan);     // points × draws × replicates
RunOf run_at(const v1::Plan& plan, std::size_t index);
std::size_t run_index(const v1::Plan& plan, const RunOf& run);
std::uint64_t seed_of(const v1::Plan& plan, std::int32_t replicate);
std::string draw_id(const v1::Plan& plan, std::uint32_t draw);  // 16 hex digits; "" without an ensemble

std::string plan_key(const v1::Plan& plan);  // of what is recorded and by which version
std::uint64_t xxh_of(std::string_view bytes);

// "point 3f0c… (rcc size = 10, share = 0.2), draw 4, replicate 2, seed 17": how messages name a run.
std::string run_text(const v1::Plan& plan, const RunOf& run);

// Effective scenarios of a plan's runs. Thread-safe; keeps the worlds and their tables, and nothing of each
// point.
class PlanScenarios {
 public:
  explicit PlanScenarios(const v1::Plan& plan, std::vector<std::string> table_folders = {});

  // Errors: what is wrong with the values of this point taken together.
  Result<std::shared_ptr<const Scenario>> scenario(const RunOf& run);

 private:
  Result<std::shared_ptr<const Scenario>> world(std::uint32_t index);

  const v1::Plan& plan_;
  std::vector<std::string> table_folders_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<const Scenario>> worlds_;  // [plan.worlds()]
};

// DIR/plan.pb, written beside and renamed.
void write_plan(const std::filesystem::path& dir, const v1::Plan& plan);  // throws store::StoreError
Result<v1::Plan> read_plan(const std::filesystem::path& dir);  // errors: none there, damaged, another version

}  // namespace carepool::experiment
