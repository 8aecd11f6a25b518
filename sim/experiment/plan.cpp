#include "experiment/plan.hpp"

#include <algorithm>

#include "base/build_info.hpp"
#include "base/hash.hpp"
#include "engine/random.hpp"
#include "store/files.hpp"

namespace carepool::experiment {
namespace {

std::vector<std::string> record_sets(const v1::Plan& plan) {
  const auto list = [](const auto& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
    return "[" + out + "]";
  };
  return {"record.every=" + plan.months_or_years(), "record.metrics=" + list(plan.metrics()),
          "record.groups=" + list(plan.groups())};
}

}  // namespace

std::string plan_key(const v1::Plan& plan) {
  Hasher hasher;
  hasher.string(plan.carepool_version());
  hasher.string(plan.months_or_years());
  for (const std::string& metric : plan.metrics()) hasher.string(metric);
  hasher.string("groups");
  for (const std::string& group : plan.groups()) hasher.string(group);
  return hex64(hasher.digest());
}

std::uint32_t draws_of(const v1::Plan& plan) {
  return static_cast<std::uint32_t>(std::max(1, plan.draws_size()));
}

std::size_t runs_of(const v1::Plan& plan) {
  return static_cast<std::size_t>(plan.points_size()) * draws_of(plan) *
         static_cast<std::size_t>(plan.replicates());
}

RunOf run_at(const v1::Plan& plan, std::size_t index) {
  const auto replicates = static_cast<std::size_t>(plan.replicates());
  const std::size_t draw = index / replicates;
  return {static_cast<std::uint32_t>(draw / draws_of(plan)),
          static_cast<std::uint32_t>(draw % draws_of(plan)), static_cast<std::int32_t>(index % replicates)};
}

std::size_t run_index(const v1::Plan& plan, const RunOf& run) {
  return (static_cast<std::size_t>(run.point) * draws_of(plan) + run.draw) *
             static_cast<std::size_t>(plan.replicates()) +
         static_cast<std::size_t>(run.replicate);
}

std::uint64_t seed_of(const v1::Plan& plan, std::int32_t replicate) {
  return replicate_seed(plan.seed(), static_cast<std::uint32_t>(replicate));
}

std::string draw_id(const v1::Plan& plan, std::uint32_t draw) {
  if (plan.draws_size() == 0) return "";
  Hasher hasher;
  for (const std::string& path : plan.draw_paths()) hasher.string(path);
  for (const std::string& value : plan.draws(static_cast<int>(draw)).values()) hasher.string(value);
  return hex64(hasher.digest());
}

std::string run_text(const v1::Plan& plan, const RunOf& run) {
  const v1::PlanPoint& point = plan.points(static_cast<int>(run.point));
  std::string levels;
  for (int f = 0; f < plan.factors_size(); ++f)
    if (!point.levels(f).empty())
      levels += (levels.empty() ? " (" : ", ") + plan.factors(f).name() + " = " + point.levels(f);
  return "point " + point.id() + levels + (levels.empty() ? "" : ")") +
         (plan.draws_size() > 0 ? ", draw " + std::to_string(run.draw) : "") + ", replicate " +
         std::to_string(run.replicate) + ", seed " + std::to_string(seed_of(plan, run.replicate));
}

// ---- scenarios of runs
// --------------------------------------------------------------------------------------------------------

PlanScenarios::PlanScenarios(const v1::Plan& plan, std::vector<std::string> table_folders)
    : plan_(plan),
      table_folders_(std::move(table_folders)),
      worlds_(static_cast<std::size_t>(plan.worlds_size())) {}

Result<std::shared_ptr<const Scenario>> PlanScenarios::world(std::uint32_t index) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<const Scenario>& kept = worlds_.at(index);
  if (kept != nullptr) return kept;
  const v1::PlanWorld& from = plan_.worlds(static_cast<int>(index));
  LoadOptions options;
  options.sets = record_sets(plan_);
  options.table_folders = table_folders_;
  Result<Scenario> loaded =
      load_scenario_text(from.scenario_yaml(), plan_.name_of_base() + ".yaml", ".", options);
  if (!loaded.ok()) return loaded.errors();
  if (hex64(loaded.value().hash) != from.scenario_hash())
    return Error{
        plan_.name_of_base() + ".yaml",      0, 0, "the stored base scenario is not the one that was planned",
        "a plan and tables of this version", ""};
  kept = std::make_shared<const Scenario>(std::move(loaded).value());
  return kept;
}

Result<std::shared_ptr<const Scenario>> PlanScenarios::scenario(const RunOf& run) {
  const v1::PlanPoint& point = plan_.points(static_cast<int>(run.point));
  const Result<std::shared_ptr<const Scenario>> base = world(point.world());
  if (!base.ok()) return base.errors();
  std::vector<std::string> sets;
  if (plan_.draws_size() > 0)
    for (int i = 0; i < plan_.draw_paths_size(); ++i)
      sets.push_back(plan_.draw_paths(i) + "=" + plan_.draws(static_cast<int>(run.draw)).values(i));
  sets.insert(sets.end(), point.settings().begin(), point.settings().end());
  if (sets.empty()) return base;
  Result<Scenario> with = with_sets(*base.value(), sets);
  if (!with.ok()) return with.errors();
  return std::make_shared<const Scenario>(std::move(with).value());
}

// ---- the file
// ---------------------------------------------------------------------------------------------------------------

void write_plan(const std::filesystem::path& dir, const v1::Plan& plan) {
  const std::string bytes = plan.SerializeAsString();
  const std::filesystem::path path = dir / "plan.pb";
  const std::string whole = hex64(xxh_of(bytes)) + bytes;
  if (store::read_file_if_there(path) == whole) return;
  store::write_and_rename(path, whole);
}

Result<v1::Plan> read_plan(const std::filesystem::path& dir) {
  const std::filesystem::path path = dir / "plan.pb";
  std::optional<std::string> bytes;
  try {
    bytes = store::read_file_if_there(path);
  } catch (const store::StoreError& error) {
    return Error{path.string(), 0, 0, error.reason(), "a folder that may be read", ""};
  }
  if (!bytes)
    return Error{dir.string(),
                 0,
                 0,
                 "no experiment here: plan.pb is missing",
                 "a folder made by 'carepool sweep'",
                 ""};
  v1::Plan plan;
  const std::string_view body = bytes->size() < 16 ? std::string_view() : std::string_view(*bytes).substr(16);
  if (body.empty() || bytes->substr(0, 16) != hex64(xxh_of(body)) ||
      !plan.ParseFromArray(body.data(), static_cast<int>(body.size())))
    return Error{path.string(),
                 0,
                 0,
                 "is damaged",
                 "start the sweep again from its experiment file to write it anew",
                 ""};
  if (plan.format_version() != kPlanFormat || plan.carepool_version() != build_info().version)
    return Error{path.string(),
                 0,
                 0,
                 "was made by carepool " + plan.carepool_version() + ", this is carepool " +
                     std::string(build_info().version),
                 "the version that made it, or another folder",
                 ""};
  return plan;
}

std::uint64_t xxh_of(std::string_view bytes) {
  Hasher hasher;
  hasher.bytes(bytes.data(), bytes.size());
  return hasher.digest();
}

}  // namespace carepool::experiment
