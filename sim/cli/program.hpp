// The program as a function: a command line in, an exit code out.
//
// For: main.cpp, and tests that type whole lines.
// Written by: run_program. Read by: main.cpp.
// The one surprising decision: it lets exceptions through; main turns them into exit code 1.
#pragma once

namespace carepool::cli {

int run_program(int argc, const char* const* argv);

}  // namespace carepool::cli
