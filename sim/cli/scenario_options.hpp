// The options that every command with a scenario shares: overlays, --set, --seed.
//
// For: cmd_check, cmd_run and the like. Written by: add_scenario_options. Read by: the commands' callbacks.
// The one surprising decision: each --policy and --set takes exactly one value, so that a path after it is
// not swallowed.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "scenario/scenario.hpp"

namespace carepool::cli {

// The scenario file as the command's argument, then --policy, --set and --seed.
void add_scenario_options(CLI::App& command, LoadRequest& request, bool with_seed = true);

// "text" or "json".
void add_format_option(CLI::App& command, std::string& format);

}  // namespace carepool::cli
