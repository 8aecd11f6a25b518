#include "cli/scenario_options.hpp"

#include "cli/usage.hpp"

namespace carepool::cli {

void add_scenario_options(CLI::App& command, LoadRequest& request, bool with_seed) {
  command.add_option("scenario", request.path, "The scenario file (YAML)")
      ->required()
      ->type_name("SCENARIO.yaml");
  command
      .add_option("--policy", request.policies,
                  "An overlay on top of the scenario; may be given several times")
      ->type_name("OVERLAY.yaml")
      ->expected(1)
      ->take_all();
  command
      .add_option(
          "--set", request.sets,
          "One value on top of the overlays, such as search.local_miles=20; may be given several times")
      ->type_name("PATH=VALUE")
      ->expected(1)
      ->take_all();
  if (with_seed) command.add_option("--seed", request.seed, "The run's luck")->type_name("N");
}

void add_format_option(CLI::App& command, std::string& format) {
  command.add_option("--format", format, "text, or json for a program to read")
      ->check(one_of({"text", "json"}))
      ->type_name("FORMAT");
}

}  // namespace carepool::cli
