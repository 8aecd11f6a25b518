// A whole file as memory, read-only.
//
// For: segments, and checksums of files larger than memory. Written by: nobody. Read by: segment.cpp,
// collect.cpp, verify. The one surprising decision: a file that shrinks while it is mapped would kill the
// reader, so nothing here ever shortens a file that another process may read: segments only grow (a failed
// write is cut back by its own writer), results are renamed into place.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace carepool::experiment {

class Mapped {
 public:
  explicit Mapped(const std::filesystem::path& path);  // throws store::StoreError
  ~Mapped();
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;
  std::string_view bytes() const { return {data_, size_}; }

 private:
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace carepool::experiment
