#include "live/session_log.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/hash.hpp"

namespace carepool::live {
namespace {

constexpr std::uint32_t kMostRecordBytes = 16u << 20;
constexpr std::size_t kKeepAtOnce = 64u << 10;  // space is asked for in steps of this size
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

void SessionLog::make_room(std::size_t bytes) {
  const std::size_t needed = good_bytes_ + waiting_.size() + bytes;
  if (needed <= kept_bytes_) return;
  const std::size_t wanted = (needed / kKeepAtOnce + 1) * kKeepAtOnce;
  int code = 0;
  do code = ::fallocate(file_.get(), FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(wanted)) == 0 ? 0 : errno;
  while (code == EINTR);
  if (code == 0) kept_bytes_ = wanted;
  else if (code == ENOSPC || code == EDQUOT || code == EFBIG) throw store::StoreError(path_, std::string("cannot write: ") + std::strerror(code));
}

// What cannot be written stays gathered; half a record would hide those that come after it.
void SessionLog::write() {
  if (waiting_.empty()) return;
  if (broken_) throw store::StoreError(path_, "a record was written by half and cannot be taken back");
  try {
    store::write_all(file_.get(), waiting_, path_, {});
  } catch (const store::StoreError&) {
    // Where even this fails, the log ends here, as a kill would have left it.
    broken_ = ::ftruncate(file_.get(), static_cast<off_t>(good_bytes_)) != 0;
    kept_bytes_ = 0;
    throw;
  }
  good_bytes_ += waiting_.size();
  waiting_.clear();
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
