#include "store/trace_file.hpp"

#include <google/protobuf/arena.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>
#include <zstd.h>

#include "store/error.hpp"

namespace carepool::store {
namespace {

namespace pb = google::protobuf;

constexpr int kLevel = 6;
constexpr std::uint64_t kLargestChunk = 1U << 30U;  // bytes; ours are some megabytes

std::string field_bytes(int number, std::string_view content) {
  std::string out;
  pb::io::StringOutputStream stream(&out);
  pb::io::CodedOutputStream coded(&stream);
  coded.WriteTag(pb::internal::WireFormatLite::MakeTag(number, pb::internal::WireFormatLite::WIRETYPE_LENGTH_DELIMITED));
  coded.WriteVarint64(content.size());
  coded.WriteRaw(content.data(), static_cast<int>(content.size()));
  coded.Trim();
  return out;
}

Error file_error(const std::string& where, std::string message) { return {where, 0, 0, std::move(message), "", ""}; }

}  // namespace

std::string pack(std::string_view plain) {
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  const std::size_t size = ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), kLevel);
  if (ZSTD_isError(size) != 0) throw StoreError("trace.pb", std::string("cannot be packed: ") + ZSTD_getErrorName(size));
  out.resize(size);
  return out;
}

Result<std::string> unpack(const v1::TraceChunk& chunk, const std::string& where) {
  if (chunk.plain_bytes() > kLargestChunk) return file_error(where, "is damaged: a chunk larger than any that carepool writes");
  std::string out(chunk.plain_bytes(), '\0');
  const std::size_t size = ZSTD_decompress(out.data(), out.size(), chunk.packed().data(), chunk.packed().size());
  if (ZSTD_isError(size) != 0 || size != out.size()) return file_error(where, "is damaged: a chunk cannot be unpacked");
  return out;
}

void TraceWriter::field(int number, const pb::MessageLite& message) { file_.add(field_bytes(number, message.SerializeAsString())); }

void TraceWriter::begin(const v1::TraceHeader& header) {
  v1::Trace version;
  version.set_format_version(kTraceFormat);
  file_.add(version.SerializeAsString());
  field(v1::Trace::kHeaderFieldNumber, header);
}

void TraceWriter::add(std::int32_t first_day, std::int32_t last_day, std::uint32_t n_records, std::string_view records) {
  v1::TraceChunk chunk;
  chunk.set_first_day(first_day);
  chunk.set_last_day(last_day);
  chunk.set_records(n_records);
  chunk.set_plain_bytes(records.size());
  chunk.set_packed(pack(records));
  field(v1::Trace::kChunksFieldNumber, chunk);
  records_ += n_records;
}

void TraceWriter::end(v1::TraceEnd end) {
  end.set_records(records_);
  field(v1::Trace::kEndFieldNumber, end);
}

Result<TraceReader> TraceReader::open(const std::filesystem::path& path) {
  TraceReader reader;
  reader.where_ = path.string();
  v1::Trace trace;
  try {
    if (!trace.ParseFromString(read_file(path))) return file_error(reader.where_, "is not a readable trace");
  } catch (const StoreError& error) {
    return file_error(reader.where_, error.reason());
  }
  if (trace.format_version() != kTraceFormat)
    return file_error(reader.where_, "was made by another version: a trace of format " + std::to_string(trace.format_version()) +
                                         ", this carepool reads format " + std::to_string(kTraceFormat));
  reader.header_ = std::move(*trace.mutable_header());
  reader.ended_ = trace.has_end();
  reader.end_ = std::move(*trace.mutable_end());
  for (v1::TraceChunk& chunk : *trace.mutable_chunks()) reader.chunks_.push_back(std::move(chunk));
  return reader;
}

std::int32_t TraceReader::last_day() const {
  if (ended_) return end_.last_day();
  return chunks_.empty() ? header_.first_day() : chunks_.back().last_day();
}

Errors TraceReader::for_each(const Look& look) const {
  std::vector<std::string> words{""};
  for (const v1::TraceChunk& chunk : chunks_) {
    const Result<std::string> plain = unpack(chunk, where_);
    if (!plain.ok()) return plain.errors();
    pb::Arena arena;
    auto* records = pb::Arena::CreateMessage<v1::TraceRecords>(&arena);
    if (!records->ParseFromString(plain.value())) return {file_error(where_, "is damaged: a chunk is not readable")};
    words.insert(words.end(), records->words().begin(), records->words().end());
    for (const v1::TraceRecord& record : records->records()) look(record, words);
  }
  return {};
}

}  // namespace carepool::store
