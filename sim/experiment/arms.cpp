#include "experiment/arms.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/text.hpp"
#include "experiment/plan.hpp"
#include "metrics/row.hpp"
#include "scenario/layers.hpp"

namespace carepool::experiment {

namespace {

std::string option_name(std::size_t i) { return "--policy #" + std::to_string(i + 1); }

Error option_error(std::size_t i, std::string message, std::string allowed = {}) {
  Error error;
  error.where = option_name(i);
  error.message = std::move(message);
  error.allowed = std::move(allowed);
  return error;
}

// "B.yaml+C.yaml" → its files; an error where a part is empty.
Result<std::vector<std::string>> files_of(std::size_t i, const std::string& typed) {
  std::vector<std::string> files;
  for (const std::string_view part : split(typed, '+')) {
    const std::string_view file = trim(part);
    if (file.empty()) return option_error(i, "'" + typed + "' names no file on one side of a '+'", "A.yaml, or B.yaml+C.yaml for one arm with both");
    files.emplace_back(file);
  }
  return files;
}

std::string stem_of(const std::string& file) { return std::filesystem::path(file).stem().string(); }

Result<std::vector<Arm>> typed_arms(const ArmsRequest& request) {
  std::vector<Arm> arms{{"base", {}, {}, -1, 0, nullptr}};
  Errors errors;
  for (std::size_t i = 0; i < request.policies.size(); ++i) {
    const auto files = files_of(i, request.policies[i]);
    if (!files.ok()) {
      errors.insert(errors.end(), files.errors().begin(), files.errors().end());
      continue;
    }
    Arm arm;
    arm.policies = files.value();
    for (const std::string& file : arm.policies) arm.name += (arm.name.empty() ? "" : "+") + stem_of(file);
    for (std::size_t k = 1; k < arms.size(); ++k)
      if (arms[k].policies == arm.policies) errors.push_back(option_error(i, "is the same arm as " + option_name(k - 1)));
    const std::string plain = arm.name;
    for (int n = 2; std::any_of(arms.begin(), arms.end(), [&](const Arm& other) { return other.name == arm.name; }); ++n)
      arm.name = plain + "-" + std::to_string(n);
    arms.push_back(std::move(arm));
  }
  if (!errors.empty()) return errors;
  return arms;
}

Result<Scenario> load_arm(const ArmsRequest& request, const Arm& arm, const std::shared_ptr<const Tables>& tables) {
  LoadRequest load;
  load.path = request.base;
  load.policies = arm.policies;
  load.sets = request.sets;
  load.sets.insert(load.sets.end(), arm.sets.begin(), arm.sets.end());
  load.seed = request.seed;
  load.table_folders = request.table_folders;
  load.tables = tables;
  for (const MetricDoc& doc : metric_dictionary()) load.metric_ids.push_back(doc.id);
  return load_scenario(load);
}

// Pairs need the same luck over the same days: what else an arm changes is its own affair.
Errors unlike(std::size_t i, const Scenario& base, const Scenario& arm) {
  Errors errors;
  for (const std::string path : {"start", "years", "seed", "world"}) {
    const auto of_base = value_at(base, path);
    const auto of_arm = value_at(arm, path);
    if (!of_base.ok() || !of_arm.ok() || of_base.value() == of_arm.value()) continue;
    errors.push_back(option_error(i, "changes " + path + ", which all arms must share (base " + of_base.value() + ", this arm " + of_arm.value() + ")",
                                  "the same " + path + " in every arm; --set or --seed gives it to all"));
  }
  return errors;
}

bool has_leverage(const v1::Instrument& instrument) {
  if (instrument.kind() != "rcc" || !instrument.enabled() || !(instrument.rcc().leverage() > 0)) return false;
  const auto& functions = instrument.rcc().functions();
  return std::any_of(functions.begin(), functions.end(), [](const std::string& f) { return f == "framework" || f == "block"; });
}

// A copy of each arm with its joint bodies' leverage in talks switched off.
std::vector<Arm> without_leverage(const std::vector<Arm>& arms) {
  std::vector<Arm> copies;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    Arm copy = arms[i];
    copy.sets.clear();
    for (const v1::Instrument& instrument : arms[i].scenario->values.instruments())
      if (has_leverage(instrument)) copy.sets.push_back("instruments[" + instrument.name() + "].leverage=0");
    if (copy.sets.empty()) continue;
    copy.name += " without leverage";
    copy.leverage_off_of = static_cast<std::int32_t>(i);
    copies.push_back(std::move(copy));
  }
  return copies;
}

Result<std::vector<Arm>> loaded_arms(const ArmsRequest& request) {
  auto typed = typed_arms(request);
  if (!typed.ok()) return typed.errors();
  std::vector<Arm> arms = std::move(typed).value();
  Errors errors;
  std::shared_ptr<const Tables> tables;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    auto loaded = load_arm(request, arms[i], tables);
    if (!loaded.ok()) {
      if (i == 0) return loaded.errors();  // the others would repeat them
      errors.insert(errors.end(), loaded.errors().begin(), loaded.errors().end());
      continue;
    }
    arms[i].scenario = std::make_shared<const Scenario>(std::move(loaded).value());
    tables = arms[0].scenario->tables;
    if (i == 0) continue;
    const Errors differences = unlike(i - 1, *arms[0].scenario, *arms[i].scenario);
    errors.insert(errors.end(), differences.begin(), differences.end());
  }
  if (!errors.empty()) return errors;
  return arms;
}

v1::Experiment experiment_of(const ArmsRequest& request, const std::vector<Arm>& arms) {
  v1::Experiment x;
  fill_defaults(x);
  x.set_experiment("compare");
  x.set_base(request.base);
  for (const std::string& set : request.sets) x.add_set(set);
  x.set_replicates(request.replicates);
  x.mutable_record()->clear_groups();
  for (const char* group : {"council", "region", "rcc", "sector", "setting", "need", "contract", "size"}) x.mutable_record()->add_groups(group);
  x.mutable_record()->set_every("month");
  v1::Factor& factor = *x.add_factors();
  factor.set_name("arm");
  for (const Arm& arm : arms) {
    v1::Option& option = *factor.add_options();
    option.set_name(arm.name);
    for (const std::string& policy : arm.policies) option.add_policies(policy);
    for (const std::string& set : arm.sets) option.add_set(set);
  }
  return x;
}

void remark_on_leverage(const ArmsRequest& request, const std::vector<Arm>& arms, std::vector<std::string>& remarks) {
  if (!request.leverage_off) return;
  const bool any = std::any_of(arms.begin(), arms.end(), [](const Arm& arm) { return arm.leverage_off_of >= 0; });
  remarks.emplace_back(any ? "Leverage acts in a joint body's talks on framework fees and block prices."
                           : "--leverage-off: no arm has a joint body that negotiates frameworks or blocks with leverage, so there is nothing to switch off.");
}

void remark_on_twins(const std::vector<Arm>& arms, std::vector<std::string>& remarks) {
  for (std::size_t i = 1; i < arms.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (arms[i].point == arms[k].point) {
        remarks.push_back("'" + arms[i].name + "' means the same scenario as '" + arms[k].name + "': nothing in it changes a run.");
        break;
      }
}

}  // namespace

Result<Arms> make_arms(const ArmsRequest& request) {
  auto loaded = loaded_arms(request);
  if (!loaded.ok()) return loaded.errors();
  Arms out;
  out.arms = std::move(loaded).value();
  if (request.leverage_off)
    for (Arm& copy : without_leverage(out.arms)) {
      auto scenario = load_arm(request, copy, out.arms[0].scenario->tables);
      if (!scenario.ok()) return scenario.errors();
      copy.scenario = std::make_shared<const Scenario>(std::move(scenario).value());
      out.arms.push_back(std::move(copy));
    }
  ExperimentFile file;
  file.values = experiment_of(request, out.arms);
  file.name = "carepool compare";
  file.dir = ".";
  PlanOptions options;
  options.ensemble = request.ensemble;
  options.seed = request.seed;
  options.table_folders = request.table_folders;
  auto plan = make_plan(file, options);
  if (!plan.ok()) return plan.errors();
  out.plan = std::move(plan).value();
  out.plan.set_experiment("compare-" + out.arms[0].scenario->name);
  out.plan.set_title(out.arms[0].scenario->values.title());
  for (std::size_t i = 0; i < out.arms.size(); ++i) out.arms[i].point = out.plan.rows(static_cast<int>(i)).point();
  remark_on_leverage(request, out.arms, out.remarks);
  remark_on_twins(out.arms, out.remarks);
  return out;
}

}  // namespace carepool::experiment
