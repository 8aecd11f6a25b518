// carepool: the one program. Everything it can do stands in the list below.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>

#include "cli/commands.hpp"

namespace carepool::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> list = {
      {"check", add_check},
      {"params", add_params},
  };
  return list;
}

void print_errors(const std::vector<Error>& errors) {
  for (const Error& error : errors) std::fprintf(stderr, "%s\n", error.text().c_str());
}

namespace {

int run_program(int argc, char** argv) {
  CLI::App app{"Simulate England's market for placements of children looked after under different commissioning."};
  app.name("carepool");
  app.require_subcommand(1);
  int exit_code = kDone;
  for (const Command& command : commands()) command.add(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? kDone : kBadInput;
  }
  return exit_code;
}

}  // namespace
}  // namespace carepool::cli

int main(int argc, char** argv) {
  // A reader that closes its end early (`carepool params | head`) is no failure worth a signal.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return carepool::cli::run_program(argc, argv);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "error: %s\n", problem.what());
    return carepool::cli::kFailedWhileRunning;
  }
}
