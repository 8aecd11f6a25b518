// Where tests find the tree's files, the program under test and a folder of their own. Written by CMake's
// definitions in paths.cpp, read by every test that opens a file. The surprising decision: a scratch folder is made
// anew for every call and named after the running test, so that tests run in parallel.
#pragma once

#include <filesystem>

namespace carepool::test {

std::filesystem::path source_dir();       // the top of the tree
std::filesystem::path carepool_binary();  // build/<preset>/carepool of this build
std::filesystem::path scratch_dir();      // an empty folder for the running test

}  // namespace carepool::test
