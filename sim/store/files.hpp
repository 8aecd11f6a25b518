// The few file operations that the store is built on: whole files only, written beside and renamed into
// place.
//
// Used by RunFolder and by whoever must replace one file of a finished folder. Every failure is a StoreError
// that names the file and says what the machine said. Surprising decision: each step is announced to an
// optional hook *before* it happens. Tests stop the process there, at every step in turn, to show that no
// kill leaves a half-written final name.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "store/error.hpp"

namespace carepool::store {

// Called with "make folder", "open", "write", "sync", "rename", "sync folder" or "remove", and the path.
using StepHook = std::function<void(std::string_view step, const std::filesystem::path&)>;

// "series.csv" → "series.csv.part": the name under which a file is written.
std::filesystem::path part_path(const std::filesystem::path& final_path);

// Writes part_path(final), syncs it, renames it to `final`, syncs the folder. After a failure the part is
// removed where possible and `final` is as it was.
void write_and_rename(const std::filesystem::path& final_path, std::string_view bytes,
                      const StepHook& hook = {});

void make_folders(const std::filesystem::path& dir, const StepHook& hook = {});
void remove_file(const std::filesystem::path& path, const StepHook& hook = {});  // absent is fine
void sync_folder(const std::filesystem::path& dir, const StepHook& hook = {});

std::string read_file(const std::filesystem::path& path);
std::optional<std::string> read_file_if_there(const std::filesystem::path& path);  // nullopt: no such file
bool is_there(const std::filesystem::path& path);  // symlinks are not followed

// What keeps a folder from being looked into: the right to list it, or to enter it or one above it. Nothing when it can be, is not there,
// or is a file.
std::optional<Error> unreadable_folder(const std::filesystem::path& dir);

// Open file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();

  int get() const { return fd_; }
  int release();

 private:
  int fd_ = -1;
};

// Writes all bytes to an open file, in pieces; then syncs. `path` only names the file in errors.
void write_all(int fd, std::string_view bytes, const std::filesystem::path& path, const StepHook& hook);
void sync_file(int fd, const std::filesystem::path& path, const StepHook& hook);
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to, const StepHook& hook);

}  // namespace carepool::store
