// The program's entry: hands the command line to the rooms and turns what comes back into an exit code.
// Each command is one file, cmd_<name>.cpp, registered in commands.cpp.
#include <fmt/format.h>

#include <csignal>
#include <exception>

#ifdef CAREPOOL_MIMALLOC
#include <mimalloc.h>
#endif

#include "cli/commands.hpp"
#include "cli/program.hpp"

int main(int argc, char** argv) {
#ifdef CAREPOOL_MIMALLOC
  // The columns of a world are read in no order: on huge pages the page table is missed less. Memory given back would be asked for again next month.
  mi_option_enable(mi_option_large_os_pages);
  mi_option_disable(mi_option_allow_decommit);
#endif
  // A reader that closes its end early (`carepool params | head`) is no failure worth a signal.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return carepool::cli::run_program(argc, argv);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "error: {}\n", problem.what());
    return carepool::cli::kFailedWhileRunning;
  }
}
