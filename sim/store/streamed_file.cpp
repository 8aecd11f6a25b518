#include "store/streamed_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace carepool::store {

namespace fs = std::filesystem;

StreamedFile::StreamedFile(fs::path final_path, StepHook hook) : path_(std::move(final_path)), hook_(std::move(hook)) {
  const fs::path part = part_path(path_);
  if (hook_) hook_("open", part);
  file_ = Descriptor(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (file_.get() < 0) throw StoreError(path_, "cannot create: " + std::generic_category().message(errno));
}

StreamedFile::StreamedFile(StreamedFile&& other) noexcept
    : path_(std::move(other.path_)), hook_(std::move(other.hook_)), file_(other.file_.release()), sum_(std::move(other.sum_)), bytes_(other.bytes_) {}

StreamedFile::~StreamedFile() {
  if (file_.get() >= 0) ::unlink(part_path(path_).c_str());
}

void StreamedFile::add(std::string_view bytes) {
  try {
    write_all(file_.get(), bytes, part_path(path_), hook_);
  } catch (const StoreError& error) {
    throw StoreError(path_, error.reason());
  }
  sum_.add(bytes);
  bytes_ += bytes.size();
}

std::string StreamedFile::put_in_place() {
  const fs::path part = part_path(path_);
  try {
    sync_file(file_.get(), part, hook_);
    rename_file(part, path_, hook_);
  } catch (const StoreError& error) {
    throw StoreError(path_, error.reason());
  }
  ::close(file_.release());
  sync_folder(path_.parent_path(), hook_);
  return sum_.hex();
}

}  // namespace carepool::store
