// The program's entry: hands the command line to the rooms and turns what comes back into an exit code.
// Each command is one file, cmd_<name>.cpp, registered in commands.cpp.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>

#ifdef CAREPOOL_MIMALLOC
#include <mimalloc.h>
#endif

#include "base/build_info.hpp"
#include "cli/commands.hpp"

namespace {

int run_program(int argc, char** argv) {
  CLI::App app{"carepool: England's children's-care placement market under different commissioning systems"};
  app.set_version_flag("--version", fmt::format("carepool {}", carepool::build_info().version));
  app.name("carepool");
  app.require_subcommand(0, 1);
  int exit_code = carepool::cli::kDone;
  for (const carepool::cli::Command& command : carepool::cli::commands()) command.add(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? carepool::cli::kDone : carepool::cli::kBadInput;
  }
  if (app.get_subcommands().empty()) fmt::print("{}", app.help());
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
#ifdef CAREPOOL_MIMALLOC
  mi_option_enable(mi_option_large_os_pages);  // the columns of a world are read in no order: fewer misses of the page table
#endif
  // A reader that closes its end early (`carepool params | head`) is no failure worth a signal.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run_program(argc, argv);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "error: {}\n", problem.what());
    return carepool::cli::kFailedWhileRunning;
  }
}
