// One process at a time writes a sweep's plan or its collected files; the next one waits.
//
// For: sweep.cpp and collect.cpp. Written by: FolderLock. Read by: nobody.
// The one surprising decision: runs need no lock, since every process writes segments of its own; only files
// with fixed names do.
#pragma once

#include <filesystem>

#include "store/files.hpp"

namespace carepool::experiment {

class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& dir);  // makes DIR/segments; throws store::StoreError

 private:
  store::Descriptor file_;
};

}  // namespace carepool::experiment
