// carepool check: is the scenario right, what does it say, and which layer says so? Nothing is run.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/hash.hpp"
#include "cli/commands.hpp"
#include "cli/metric_dictionary.hpp"
#include "cli/scenario_options.hpp"
#include "instruments/instruments.hpp"
#include "scenario/dictionary.hpp"
#include "scenario/scenario.hpp"

namespace carepool::cli {
namespace {

struct CheckOptions {
  LoadRequest request;
  std::string why_path;
  std::string format = "text";
  bool effective = false;
};

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

std::string world_line(const Scenario& scenario) {
  const v1::World& world = scenario.values.world();
  if (world.kind() == "pools")
    return std::to_string(world.pools()) + " separate pools of " + std::to_string(world.places_per_pool()) +
           " places";
  std::string line = std::to_string(scenario.tables->councils.size()) + " councils in " +
                     std::to_string(scenario.tables->regions.size()) + " regions";
  return world.only_region().empty() ? line : line + ", only " + world.only_region();
}

std::string instrument_line(const v1::Instrument& instrument) {
  std::string line = instrument.name() + " (" + instrument.kind() + ")";
  if (!instrument.from().empty()) line += " from " + instrument.from();
  if (!instrument.to().empty()) line += " to " + instrument.to();
  return instrument.enabled() ? line : line + ", switched off";
}

// The values that some layer set, with the layer; texts and names of the instruments aside.
std::vector<ParameterValue> changed(const Scenario& scenario) {
  std::vector<ParameterValue> out;
  for (ParameterValue& value : parameter_values(scenario))
    if (value.set_by != "default") out.push_back(std::move(value));
  return out;
}

std::string summary_text(const Scenario& scenario) {
  const v1::Scenario& values = scenario.values;
  std::string out = scenario.name + (values.title().empty() ? "" : ": " + values.title()) + "\n";
  if (!values.description().empty()) out += values.description() + "\n";
  out += "scenario hash  " + hex64(scenario.hash) + "\n";
  out += "runs           from " + values.start() + ", " + value_at(scenario, "years").value() +
         " years, seed " + std::to_string(values.seed()) + "\n";
  out += "world          " + world_line(scenario) + "\n";
  out += "layers         ";
  for (std::size_t i = 1; i < scenario.provenance.layers.size(); ++i)
    out += (i == 1 ? "" : " <- ") + scenario.provenance.layers[i];
  out += "\ninstruments    " + std::string(values.instruments().empty() ? "none\n" : "\n");
  for (const v1::Instrument& instrument : values.instruments())
    out += "  " + instrument_line(instrument) + "\n";
  const std::vector<ParameterValue> set = changed(scenario);
  out += "set            " + std::to_string(set.size()) + " of " +
         std::to_string(parameter_values(scenario).size()) + " values; the rest are defaults\n";
  for (const ParameterValue& value : set) {
    const std::string shown = value.value.size() > 70 ? value.value.substr(0, 67) + "..." : value.value;
    out += "  " + value.path + " = " + shown + "  (" + value.set_by + ")\n";
  }
  return out;
}

nlohmann::json summary_json(const Scenario& scenario) {
  nlohmann::json set = nlohmann::json::array();
  for (const ParameterValue& value : changed(scenario))
    set.push_back({{"path", value.path},
                   {"value", value.value},
                   {"unit", value.parameter.unit},
                   {"set_by", value.set_by}});
  nlohmann::json instruments = nlohmann::json::array();
  for (const v1::Instrument& instrument : scenario.values.instruments())
    instruments.push_back({{"name", instrument.name()},
                           {"kind", instrument.kind()},
                           {"from", instrument.from()},
                           {"to", instrument.to()},
                           {"enabled", instrument.enabled()}});
  nlohmann::json warnings = nlohmann::json::array();
  for (const Error& warning : scenario.warnings) warnings.push_back(warning.text());
  return {{"name", scenario.name},
          {"title", scenario.values.title()},
          {"scenario_hash", hex64(scenario.hash)},
          {"start", scenario.values.start()},
          {"years", scenario.values.years()},
          {"seed", scenario.values.seed()},
          {"layers", scenario.provenance.layers},
          {"instruments", instruments},
          {"set", set},
          {"warnings", warnings}};
}

int print_why(const Scenario& scenario, const CheckOptions& options) {
  const Result<std::string> text = why(scenario, options.why_path);
  if (!text.ok()) {
    Errors errors = text.errors();
    for (Error& error : errors) error.where = "--why";
    print_errors(errors);
    return kBadInput;
  }
  if (options.format == "json")
    print(nlohmann::json({{"path", options.why_path}, {"why", text.value()}}).dump(2) + "\n");
  else
    print(text.value());
  return kDone;
}

int run_check(CheckOptions options) {
  options.request.metric_ids = metric_ids();
  const Result<Scenario> loaded = load_checked_scenario(options.request);
  if (!loaded.ok()) {
    print_errors(loaded.errors());
    if (loaded.errors().size() > 1) std::fprintf(stderr, "%zu errors\n", loaded.errors().size());
    return kBadInput;
  }
  const Scenario& scenario = loaded.value();
  print_warnings(scenario.warnings);
  if (!options.why_path.empty()) return print_why(scenario, options);
  if (options.effective)
    print(scenario.canonical_yaml);
  else if (options.format == "json")
    print(summary_json(scenario).dump(2) + "\n");
  else
    print(summary_text(scenario));
  return kDone;
}

}  // namespace

void add_check(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "Check a scenario and say what it holds; nothing is run");
  add_scenario_options(*command, options->request);
  command->add_option("--why", options->why_path, "Which layers set this value or section")
      ->type_name("PATH");
  command->add_flag("--effective", options->effective, "Print the complete scenario, every default included");
  add_format_option(*command, options->format);
  command->callback([options, &exit_code] { exit_code = run_check(*options); });
}

}  // namespace carepool::cli
