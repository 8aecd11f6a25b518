#include "live/session_log.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/hash.hpp"

namespace carepool::live {
namespace {

constexpr std::uint32_t kMostRecordBytes = 16u << 20;
constexpr std::size_t kHead = sizeof(std::uint32_t) + sizeof(std::uint64_t);

std::uint64_t checksum(std::string_view bytes) {
  Hasher hasher;
  hasher.string(bytes);
  return hasher.digest();
}

store::Descriptor open_file(const std::filesystem::path& file, int flags) {
  store::Descriptor out(::open(file.c_str(), flags | O_WRONLY | O_CLOEXEC, 0666));
  if (out.get() < 0) throw store::StoreError(file, std::string("cannot open: ") + std::strerror(errno));
  if (::flock(out.get(), LOCK_EX | LOCK_NB) != 0) throw store::StoreError(file, "another server has this room open");
  return out;
}

}  // namespace

SessionLog SessionLog::create(const std::filesystem::path& file) {
  store::make_folders(file.parent_path());
  SessionLog log(file, open_file(file, O_CREAT | O_EXCL | O_APPEND));
  store::sync_folder(file.parent_path());
  return log;
}

SessionLog SessionLog::go_on(const std::filesystem::path& file, std::size_t whole_bytes) {
  SessionLog log(file, open_file(file, O_APPEND));
  if (::ftruncate(log.file_.get(), static_cast<off_t>(whole_bytes)) != 0) throw store::StoreError(file, std::string("cannot cut off its torn tail: ") + std::strerror(errno));
  log.good_bytes_ = whole_bytes;
  return log;
}

void SessionLog::append(const v1::LiveRecord& record) {
  const std::string bytes = record.SerializeAsString();
  const auto size = static_cast<std::uint32_t>(bytes.size());
  const std::uint64_t sum = checksum(bytes);
  waiting_.append(reinterpret_cast<const char*>(&size), sizeof size);
  waiting_.append(reinterpret_cast<const char*>(&sum), sizeof sum);
  waiting_ += bytes;
}

void SessionLog::write() {
  if (waiting_.empty()) return;
  const std::string bytes = std::exchange(waiting_, {});
  try {
    store::write_all(file_.get(), bytes, path_, {});
  } catch (const store::StoreError&) {
    // Half a record would hide those that come after it. Where even this fails, the log is as a kill would have left it.
    if (::ftruncate(file_.get(), static_cast<off_t>(good_bytes_)) != 0) good_bytes_ = 0;
    throw;
  }
  good_bytes_ += bytes.size();
}

void SessionLog::sync() {
  write();
  store::sync_file(file_.get(), path_, {});
}

LogRead parse_log(std::string_view bytes) {
  LogRead out;
  while (bytes.size() - out.whole_bytes >= kHead) {
    std::uint32_t size = 0;
    std::uint64_t sum = 0;
    const char* at = bytes.data() + out.whole_bytes;
    std::memcpy(&size, at, sizeof size);
    std::memcpy(&sum, at + sizeof size, sizeof sum);
    if (size > kMostRecordBytes || size > bytes.size() - out.whole_bytes - kHead) break;
    const std::string_view body(at + kHead, size);
    v1::LiveRecord record;
    if (checksum(body) != sum || !record.ParseFromArray(body.data(), static_cast<int>(body.size()))) break;
    out.records.push_back(std::move(record));
    out.whole_bytes += kHead + size;
  }
  out.torn = out.whole_bytes != bytes.size();
  return out;
}

LogRead read_log(const std::filesystem::path& file) { return parse_log(store::read_file(file)); }

}  // namespace carepool::live
