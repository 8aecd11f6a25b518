// What goes wrong with files: the disk is full, the folder is read-only, the bytes don't come back as
// written.
//
// Thrown by sim/store, caught by sim/cli (exit 1) and by sim/experiment (that run only fails).
// Surprising decision: an unsuitable folder (it holds a finished run, it was made by another version) is bad
// input, so it is an `Error` value and exit 2; only what the machine refuses is a StoreError.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace carepool::store {

class StoreError : public std::runtime_error {
 public:
  StoreError(std::filesystem::path file, std::string reason)
      : std::runtime_error(file.string() + ": " + reason),
        file_(std::move(file)),
        reason_(std::move(reason)) {}

  const std::filesystem::path& file() const { return file_; }
  const std::string& reason() const { return reason_; }

 private:
  std::filesystem::path file_;
  std::string reason_;
};

}  // namespace carepool::store
