#include "store/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace carepool::store {

namespace fs = std::filesystem;

namespace {

// One write call at most this long, so that a full disk or a kill is met inside a file and not only between
// files.
constexpr std::size_t kPieceBytes = 256 * 1024;

std::string system_reason(std::string_view doing, int error_number) {
  return std::string(doing) + ": " + std::generic_category().message(error_number);
}

void announce(const StepHook& hook, std::string_view step, const fs::path& path) {
  if (hook) hook(step, path);
}

template <class Call>
auto retry_when_interrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

// A failed sync of a folder on a file system that cannot sync folders is no failure.
bool folder_sync_unsupported(int error_number) { return error_number == EINVAL || error_number == ENOTSUP; }

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

int Descriptor::release() {
  const int fd = fd_;
  fd_ = -1;
  return fd;
}

fs::path part_path(const fs::path& final_path) {
  fs::path part = final_path;
  part += ".part";
  return part;
}

void write_all(int fd, std::string_view bytes, const fs::path& path, const StepHook& hook) {
  while (!bytes.empty()) {
    announce(hook, "write", path);
    const std::size_t piece = std::min(bytes.size(), kPieceBytes);
    const auto written = retry_when_interrupted([&] { return ::write(fd, bytes.data(), piece); });
    if (written < 0) throw StoreError(path, system_reason("cannot write", errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void sync_file(int fd, const fs::path& path, const StepHook& hook) {
  announce(hook, "sync", path);
  if (retry_when_interrupted([&] { return ::fsync(fd); }) != 0)
    throw StoreError(path, system_reason("cannot be made safe on disk", errno));
}

void rename_file(const fs::path& from, const fs::path& to, const StepHook& hook) {
  announce(hook, "rename", to);
  if (::rename(from.c_str(), to.c_str()) != 0)
    throw StoreError(to, system_reason("cannot be put in place", errno));
}

void sync_folder(const fs::path& dir, const StepHook& hook) {
  announce(hook, "sync folder", dir);
  const Descriptor folder(::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0) throw StoreError(dir, system_reason("cannot open folder", errno));
  if (retry_when_interrupted([&] { return ::fsync(folder.get()); }) != 0 && !folder_sync_unsupported(errno))
    throw StoreError(dir, system_reason("folder cannot be made safe on disk", errno));
}

namespace {

void write_part(const fs::path& part, std::string_view bytes, const StepHook& hook) {
  announce(hook, "open", part);
  Descriptor file(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (file.get() < 0) throw StoreError(part, system_reason("cannot create", errno));
  write_all(file.get(), bytes, part, hook);
  sync_file(file.get(), part, hook);
  if (::close(file.release()) != 0) throw StoreError(part, system_reason("cannot write", errno));
}

}  // namespace

void write_and_rename(const fs::path& final_path, std::string_view bytes, const StepHook& hook) {
  const fs::path part = part_path(final_path);
  try {
    write_part(part, bytes, hook);
    rename_file(part, final_path, hook);
  } catch (const StoreError& error) {
    ::unlink(part.c_str());
    throw StoreError(final_path, error.reason());
  }
  sync_folder(final_path.has_parent_path() ? final_path.parent_path() : fs::path("."), hook);
}

void make_folders(const fs::path& dir, const StepHook& hook) {
  announce(hook, "make folder", dir);
  std::error_code code;
  fs::create_directories(dir, code);
  if (code) throw StoreError(dir, "cannot make the folder: " + code.message());
}

void remove_file(const fs::path& path, const StepHook& hook) {
  announce(hook, "remove", path);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT)
    throw StoreError(path, system_reason("cannot remove", errno));
}

bool is_there(const fs::path& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
}

std::optional<Error> unreadable_folder(const fs::path& dir) {
  const auto refused = [&](const std::error_code& problem) { return Error{dir.string(), 0, 0, "cannot be read: " + problem.message(), "a folder that may be read", ""}; };
  std::error_code problem;
  if (!fs::is_directory(dir, problem)) {
    // A name below something that may not be entered is no "not there".
    const bool absent = !problem || problem == std::errc::no_such_file_or_directory || problem == std::errc::not_a_directory;
    return absent ? std::nullopt : std::optional<Error>(refused(problem));
  }
  const fs::directory_iterator list(dir, problem);         // needs the right to list
  if (!problem) (void)fs::status(dir / "lock", problem);  // and the right to enter
  if (problem && problem != std::errc::no_such_file_or_directory) return refused(problem);
  return std::nullopt;
}

std::optional<std::string> read_file_if_there(const fs::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0 && errno == ENOENT) return std::nullopt;
  if (file.get() < 0) throw StoreError(path, system_reason("cannot read", errno));
  std::string bytes;
  struct stat info {};
  if (::fstat(file.get(), &info) == 0 && info.st_size > 0)
    bytes.reserve(static_cast<std::size_t>(info.st_size));
  std::string piece(kPieceBytes, '\0');
  while (true) {
    const auto got = retry_when_interrupted([&] { return ::read(file.get(), piece.data(), piece.size()); });
    if (got < 0) throw StoreError(path, system_reason("cannot read", errno));
    if (got == 0) return bytes;
    bytes.append(piece.data(), static_cast<std::size_t>(got));
  }
}

std::string read_file(const fs::path& path) {
  auto bytes = read_file_if_there(path);
  if (!bytes) throw StoreError(path, "no such file");
  return std::move(*bytes);
}

}  // namespace carepool::store
