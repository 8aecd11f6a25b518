// streamed_file.hpp: a file of a run's folder that is written while the run lives.
//
// What for: trace.pb, too large to hold. Who writes it: sim/run, through RunFolder. Who reads it: nobody before it is in place.
// The surprising decision: it lies under its part name until RunFolder::put_in_place, like every other file, so that a run that is stopped
// leaves no half trace under the final name; and its checksum is taken on the way, since the whole is never in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/sha256.hpp"
#include "store/files.hpp"

namespace carepool::store {

class StreamedFile {
 public:
  // Opens the part beside `final_path`. Throws StoreError.
  StreamedFile(std::filesystem::path final_path, StepHook hook);
  ~StreamedFile();  // removes the part of a file that was not put in place
  StreamedFile(StreamedFile&&) noexcept;
  StreamedFile& operator=(StreamedFile&&) = delete;

  void add(std::string_view bytes);  // throws StoreError
  std::uint64_t bytes() const { return bytes_; }

 private:
  friend class RunFolder;
  std::string put_in_place();  // synced and renamed; its checksum

  std::filesystem::path path_;
  StepHook hook_;
  Descriptor file_;
  Sha256 sum_;
  std::uint64_t bytes_ = 0;
};

}  // namespace carepool::store
