// What this program was built from. Written by CMake (build_info.cpp.in), read by the store for manifests and
// by `carepool --version`. The surprising decision: no commit hash, so that a commit does not relink every
// program.
#pragma once

#include <string_view>

namespace carepool {

struct BuildInfo {
  std::string_view version;     // 0.1.0
  std::string_view compiler;    // GNU 12.2.0
  std::string_view build_type;  // Release, Debug
  std::string_view flags;       // compiler flags that can matter to results
  std::string_view system;      // Linux x86_64
};

const BuildInfo& build_info();

}  // namespace carepool
