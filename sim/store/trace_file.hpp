// trace_file.hpp: trace.pb, written chunk by chunk and read chunk by chunk (its messages: proto/carepool/trace.proto).
//
// What for: ten years of England are some millions of records, never in memory at once. Who writes it: sim/run. Who reads it: sim/report, for
// `explain`.
// The surprising decision: the whole file is one valid Trace message, since a message's fields may follow one another in any order; any
// protobuf reader opens it, and ours skips along its chunks.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "carepool/trace.pb.h"
#include "store/streamed_file.hpp"

namespace carepool::store {

inline constexpr std::uint32_t kTraceFormat = 1;

class TraceWriter {
 public:
  explicit TraceWriter(StreamedFile file) : file_(std::move(file)) {}
  void begin(const v1::TraceHeader& header);
  // `records`: the bytes of a TraceRecords.
  void add(std::int32_t first_day, std::int32_t last_day, std::uint32_t n_records, std::string_view records);
  void end(v1::TraceEnd end);       // the number of records is filled in
  StreamedFile& file() { return file_; }

 private:
  void field(int number, const google::protobuf::MessageLite& message);

  StreamedFile file_;
  std::uint64_t records_ = 0;
};

class TraceReader {
 public:
  // Errors: the file is missing, damaged, or of another version.
  static Result<TraceReader> open(const std::filesystem::path& path);

  const v1::TraceHeader& header() const { return header_; }
  bool ended() const { return ended_; }
  const v1::TraceEnd& end() const { return end_; }
  // The last day that is recorded.
  std::int32_t last_day() const;

  // Calls look(record, words) for every record, in order. Errors: a chunk is damaged.
  using Look = std::function<void(const v1::TraceRecord&, const std::vector<std::string>& words)>;
  Errors for_each(const Look& look) const;

 private:
  std::string where_;
  std::vector<v1::TraceChunk> chunks_;
  v1::TraceHeader header_;
  v1::TraceEnd end_;
  bool ended_ = false;
};

// Packs and unpacks one chunk's records.
std::string pack(std::string_view plain);
Result<std::string> unpack(const v1::TraceChunk& chunk, const std::string& where);

}  // namespace carepool::store
