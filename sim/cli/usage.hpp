// Mistakes in a command line, in the words of every other error: what is wrong, what is allowed, what was perhaps meant.
//
// For: the program's entry, and options with a few allowed words.
// Written by: usage_error, one_of. Read by: program.cpp, each cmd_<name>.cpp.
// The one surprising decision: a word that nobody knows is named before anything else that is wrong. "SCENARIO is required" is no
// help to whoever mistyped an option and sees its value taken for the scenario.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace carepool::cli {

// What is wrong with the line that `app` failed to parse.
Error usage_error(const CLI::App& app, const CLI::ParseError& error);

// One of these words; else an error with the nearest of them.
CLI::Validator one_of(std::vector<std::string> words);

}  // namespace carepool::cli
