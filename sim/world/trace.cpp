#include "world/trace.hpp"


#include <algorithm>

namespace carepool {

v1::TraceRecord& TraceLog::add(std::int32_t day) {
  v1::TraceRecord& record = *records_->add_records();
  record.set_day(day);
  return record;
}

std::uint32_t TraceLog::word(std::string_view text) {
  if (text.empty()) return 0;
  if (const auto known = words_.find(text); known != words_.end()) return known->second;
  const auto number = static_cast<std::uint32_t>(words_.size() + 1);
  words_.emplace(text, number);
  records_->add_words(std::string(text));
  return number;
}

std::uint32_t TraceLog::new_child(std::uint32_t row) {
  if (child_of_row_.size() <= row) child_of_row_.resize(row + 1, 0);
  return child_of_row_[row] = ++children_;
}

void TraceLog::set_search(std::uint32_t row, v1::HomeSearch* search) {
  if (search_of_row_.size() <= row) search_of_row_.resize(row + 1, nullptr);
  search_of_row_[row] = search;
}

TraceLog::Piece TraceLog::take() {
  Piece piece;
  piece.records = static_cast<std::uint32_t>(waiting());
  if (piece.records > 0) {
    piece.first_day = records_->records(0).day();
    piece.last_day = records_->records(records_->records_size() - 1).day();
  }
  piece.bytes = records_->SerializeAsString();  // no maps: the same content is the same bytes
  forget_searches();
  arena_.Reset();
  begin_piece();
  return piece;
}

void TraceLog::begin_piece() { records_ = google::protobuf::Arena::CreateMessage<v1::TraceRecords>(&arena_); }

}  // namespace carepool
