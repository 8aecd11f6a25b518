#include "experiment/plan_worlds.hpp"

#include <cstdlib>

#include "base/hash.hpp"
#include "metrics/row.hpp"
#include "scenario/find_tables.hpp"

namespace carepool::experiment {

std::string entry(const std::string& list, int i) { return list + "[" + std::to_string(i) + "]"; }

const std::string& name_of(const v1::Factor& factor) { return factor.name().empty() ? factor.path() : factor.name(); }

void PlanFindings::fail(const std::string& path, std::string message, std::string allowed, std::string suggestion) {
  errors.push_back(file.error_at(path, std::move(message), std::move(allowed), std::move(suggestion)));
}

void PlanFindings::fail_as(const std::string& path, const Error& inner) { fail(path, inner.message, inner.allowed, inner.suggestion); }

void PlanFindings::fail_at(const std::string& csv, int line, int column, const Error& inner) {
  errors.push_back({csv, line, column, inner.message, inner.allowed, inner.suggestion});
}

PlanWorlds::PlanWorlds(const ExperimentFile& file, const PlanOptions& options, PlanFindings& findings)
    : file_(file), x_(file.values), options_(options), findings_(findings) {}

Result<Scenario> PlanWorlds::load(const std::vector<int>& options) {
  LoadRequest request;
  request.path = resolve_path(file_.dir, x_.base());
  request.table_folders = options_.table_folders;
  for (const MetricDoc& doc : metric_dictionary()) request.metric_ids.push_back(doc.id);
  std::vector<std::string> set_at;
  const auto add = [&](const auto& holder, const std::string& at) {
    for (const std::string& policy : holder.policies())
      request.policies.push_back(resolve_path(file_.dir, policy));
    for (int i = 0; i < holder.set_size(); ++i) {
      request.sets.push_back(holder.set(i));
      set_at.push_back(entry(at + "set", i));
    }
  };
  add(x_, "");
  for (std::size_t i = 0; i < options_.sets.size(); ++i) {
    request.sets.push_back(options_.sets[i]);
    set_at.push_back("--set #" + std::to_string(i + 1));
  }
  for (int f = 0; f < x_.factors_size(); ++f) {
    const int option = options[static_cast<std::size_t>(f)];
    if (option < 0) continue;
    const v1::Option& chosen = x_.factors(f).options(option);
    add(chosen, entry("factors", f) + ".options[" + chosen.name() + "].");
  }
  if (options_.seed)
    request.seed = options_.seed;
  else if (x_.has_seed())
    request.seed = static_cast<std::uint64_t>(x_.seed());
  Result<Scenario> loaded = load_scenario(request);
  if (loaded.ok()) return loaded;
  Errors errors;
  for (const Error& error : loaded.errors()) errors.push_back(relocated(error, set_at));
  return errors;
}

// "--set #2" of the loader is the second entry of `set` here.
Error PlanWorlds::relocated(const Error& error, const std::vector<std::string>& set_at) const {
  const std::string mark = "--set #";
  if (error.where.rfind(mark, 0) != 0) return error;
  const auto number =
      static_cast<std::size_t>(std::strtoul(error.where.c_str() + mark.size(), nullptr, 10));
  if (number < 1 || number > set_at.size()) return error;
  if (set_at[number - 1].rfind(mark, 0) == 0)
    return {set_at[number - 1], 0, 0, error.message, error.allowed, error.suggestion};
  return file_.error_at(set_at[number - 1], error.message, error.allowed, error.suggestion);
}

std::vector<int> PlanWorlds::only(int factor, int option) const {
  std::vector<int> options(static_cast<std::size_t>(x_.factors_size()), -1);
  if (factor >= 0) options[static_cast<std::size_t>(factor)] = option;
  return options;
}

std::uint32_t PlanWorlds::world_of(const std::vector<int>& options, v1::Plan& plan) {
  const auto [place, is_new] = index_.try_emplace(options, static_cast<std::uint32_t>(worlds_.size()));
  if (!is_new) return place->second;
  Result<Scenario> loaded = load(options);
  if (!loaded.ok()) {
    findings_.add(loaded.errors());
    worlds_.emplace_back();
    return place->second;
  }
  worlds_.push_back({std::move(loaded).value(), {}});
  v1::PlanWorld& world = *plan.add_worlds();
  world.set_scenario_hash(hex64(worlds_.back().scenario.hash));
  world.set_scenario_yaml(worlds_.back().scenario.canonical_yaml);
  for (int f = 0; f < x_.factors_size(); ++f)
    if (const int option = options[static_cast<std::size_t>(f)]; option >= 0)
      world.add_options(name_of(x_.factors(f)) + "=" + x_.factors(f).options(option).name());
  return place->second;
}

bool PlanWorlds::load_base(v1::Plan& plan) {
  const std::string path = resolve_path(file_.dir, x_.base());
  if (const Result<std::string> text = read_text_file(path); !text.ok()) {
    findings_.fail("base", "'" + path + "' " + text.errors().front().message, "a scenario file");
    return false;
  }
  world_of(only(-1, -1), plan);
  for (int f = 0; f < x_.factors_size() && findings_.errors.empty(); ++f)
    for (int o = 0; o < x_.factors(f).options_size(); ++o)
      if (const Result<Scenario> loaded = load(only(f, o)); !loaded.ok()) findings_.add(loaded.errors());
  return findings_.errors.empty();
}

const std::optional<std::string>& PlanWorlds::own_value(World& world, const std::string& path) {
  const auto [place, is_new] = world.own.try_emplace(path);
  if (is_new)
    if (const Result<std::string> value = value_at(world.scenario, path); value.ok()) place->second = value.value();
  return place->second;
}

const Scenario* PlanWorlds::world_with(int f, const std::string& path) {
  if (own_value(worlds_[0], path)) return &worlds_[0].scenario;
  for (int g = 0; g < x_.factors_size(); ++g)
    for (int o = 0; o < x_.factors(g).options_size() && g != f; ++o) {
      const auto [place, is_new] = trial_worlds_.try_emplace({g, o});
      if (is_new)
        if (Result<Scenario> loaded = load(only(g, o)); loaded.ok()) place->second = std::make_unique<World>(World{std::move(loaded).value(), {}});
      if (place->second != nullptr && own_value(*place->second, path)) return &place->second->scenario;
    }
  return nullptr;
}

}  // namespace carepool::experiment
