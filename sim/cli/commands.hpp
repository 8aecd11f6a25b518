// The list of commands of the `carepool` program.
//
// For: main.cpp, which offers each of them, and whoever adds one.
// Written by: each cmd_<name>.cpp defines its `add_<name>`; main.cpp holds the list.
// Read by: main.cpp only.
// The one surprising decision: a command reports its result through `exit_code` and never calls exit(),
// so that tests can call it and destructors run.
#pragma once

#include <vector>

#include "base/error.hpp"

namespace CLI {
class App;
}

namespace carepool::cli {

// INTERFACES.md, "Exit codes".
enum ExitCode : int {
  kDone = 0,
  kFailedWhileRunning = 1,
  kBadInput = 2,
  kSomeRunsMissing = 3,
  kInterrupted = 130,
};

struct Command {
  const char* name;
  void (*add)(CLI::App& app, int& exit_code);
};

// Each of these adds one subcommand with its options and its callback.
void add_check(CLI::App& app, int& exit_code);
void add_params(CLI::App& app, int& exit_code);
void add_run(CLI::App& app, int& exit_code);
void add_compare(CLI::App& app, int& exit_code);
void add_report(CLI::App& app, int& exit_code);
void add_sweep(CLI::App& app, int& exit_code);
void add_collect(CLI::App& app, int& exit_code);
void add_analyse(CLI::App& app, int& exit_code);
void add_explain(CLI::App& app, int& exit_code);
void add_verify(CLI::App& app, int& exit_code);
void add_serve(CLI::App& app, int& exit_code);

// One row per command, in the order in which `carepool --help` shows them.
const std::vector<Command>& commands();

// Writes each error on a line of its own to standard error.
void print_errors(const std::vector<Error>& errors);
void print_warnings(const std::vector<Error>& warnings);

}  // namespace carepool::cli
