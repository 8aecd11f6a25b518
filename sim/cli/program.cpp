#include "cli/program.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/build_info.hpp"
#include "cli/commands.hpp"
#include "cli/usage.hpp"

namespace carepool::cli {

int run_program(int argc, const char* const* argv) {
  CLI::App app{"carepool: England's children's-care placement market under different commissioning systems"};
  app.set_version_flag("--version", fmt::format("carepool {}", build_info().version));
  app.name("carepool");
  app.require_subcommand(0, 1);
  int exit_code = kDone;
  for (const Command& command : commands()) command.add(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error) == 0 ? kDone : kBadInput;  // --help, --version
    print_errors({usage_error(app, error)});
    return kBadInput;
  }
  if (app.get_subcommands().empty()) fmt::print("{}", app.help());
  return exit_code;
}

}  // namespace carepool::cli
