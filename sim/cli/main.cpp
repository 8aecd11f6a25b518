// The program's entry: hands the command line to the rooms and turns what comes back into an exit code.
// Each command is one file, cmd_<name>.cpp, registered in the list here.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/build_info.hpp"

int main(int argc, char** argv) {
  CLI::App app{"carepool: England's children's-care placement market under different commissioning systems"};
  app.set_version_flag("--version", fmt::format("carepool {}", carepool::build_info().version));
  app.require_subcommand(0, 1);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  fmt::print("{}", app.help());
  return 0;
}
