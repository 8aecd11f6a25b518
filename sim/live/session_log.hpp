// session_log.hpp: what a room keeps on disk while it lives: every command, in order.
//
// What for: a command is acknowledged when it is here, so that a room comes back after a kill. Who writes it: the room's thread. Who reads
// it: the hall, when the server starts again, and saved sessions.
// The surprising decision: a record is written whole or does not count: length, checksum, bytes. A torn tail is cut off when the log is
// opened again, so a kill in the middle of a write costs only what nobody was told is safe.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "carepool/live.pb.h"
#include "store/files.hpp"

namespace carepool::live {

inline constexpr std::uint32_t kLogFormat = 1;

class SessionLog {
 public:
  // A new log; the file must not exist. It is locked while it is open: a second server leaves the room alone.
  static SessionLog create(const std::filesystem::path& file);
  // Goes on with a log whose first `whole_bytes` are good.
  static SessionLog go_on(const std::filesystem::path& file, std::size_t whole_bytes);

  // Space on the disk for what is gathered and `bytes` more: what follows cannot fail for want of it. Throws store::StoreError, and nothing
  // is changed. A file system that keeps no space (NFS) is found out by write().
  void make_room(std::size_t bytes);
  void append(const v1::LiveRecord& record);  // gathered until sync() or write()
  void write();                               // handed to the machine: survives the program's death
  void sync();                                // on disk: survives the machine's, too
  void forget_gathered() { waiting_.clear(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  SessionLog(std::filesystem::path path, store::Descriptor file) : path_(std::move(path)), file_(std::move(file)) {}

  std::filesystem::path path_;
  store::Descriptor file_;
  std::string waiting_;
  std::size_t good_bytes_ = 0;  // of whole records
  std::size_t kept_bytes_ = 0;  // of the file that the disk has space for
  bool broken_ = false;
};

struct LogRead {
  std::vector<v1::LiveRecord> records;
  std::size_t whole_bytes = 0;
  bool torn = false;  // bytes after them are no whole record
};

// Throws store::StoreError when the file cannot be read.
LogRead read_log(const std::filesystem::path& file);
LogRead parse_log(std::string_view bytes);

}  // namespace carepool::live
