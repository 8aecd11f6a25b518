// trace.hpp: where decisions are written down while a traced run lives.
//
// What for: `run --trace`. World::trace points here, or to nothing, which is all that an untraced run ever looks at. Who writes it: sim/market,
// where a phase has decided something. Who reads it: sim/run, which takes what has gathered at a day's end and writes it to disk.
// The surprising decision: only the parts of phases that run in one order write here, so that the trace is the same for any number of threads;
// and nothing here is read by any phase, so that a traced run is the untraced one to the bit.
#pragma once

#include <google/protobuf/arena.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "carepool/trace.pb.h"
#include "world/types.hpp"

namespace carepool {

// What was last written of a home's asks.
struct AsksTold {
  double omega = 0;                     // £/week
  std::array<double, kNeeds> asks{};    // £/week
  double vacant_days = 0;               // as in Homes::cum_vacant_days
  std::int32_t day = 0;
};

// Up to where a group's accounts are written, pence.
struct AccountsTold {
  std::int64_t fees = 0, costs = 0, interest = 0;
};

class TraceLog {
 public:
  TraceLog() { begin_piece(); }
  TraceLog(const TraceLog&) = delete;
  TraceLog& operator=(const TraceLog&) = delete;

  v1::TraceRecord& add(std::int32_t day);
  std::uint32_t word(std::string_view text);       // its number; 0: empty

  // Children have numbers of their own, since their rows are reused.
  std::uint32_t new_child(std::uint32_t row);
  std::uint32_t child(std::uint32_t row) const { return row < child_of_row_.size() ? child_of_row_[row] : 0; }

  // Today's search of the child in this row among homes; null: none was written. Forgotten when the piece is taken.
  v1::HomeSearch* search(std::uint32_t row) const { return row < search_of_row_.size() ? search_of_row_[row] : nullptr; }
  void set_search(std::uint32_t row, v1::HomeSearch* search);
  void forget_searches() { std::fill(search_of_row_.begin(), search_of_row_.end(), nullptr); }

  std::vector<std::uint8_t> opened_today;          // [child rows] a search among homes was opened today
  std::vector<AsksTold> asks;                      // [homes]
  std::vector<AccountsTold> accounts;              // [groups]
  std::map<std::uint64_t, std::uint32_t> frameworks;  // identity: word of the name

  struct Piece {
    std::int32_t first_day = 0, last_day = 0;
    std::uint32_t records = 0;
    std::string bytes;                             // a TraceRecords
  };
  std::size_t waiting() const { return static_cast<std::size_t>(records_->records_size()); }
  Piece take();                                    // what has gathered since the last one

 private:
  void begin_piece();

  google::protobuf::Arena arena_;
  v1::TraceRecords* records_ = nullptr;
  std::map<std::string, std::uint32_t, std::less<>> words_;
  std::vector<std::uint32_t> child_of_row_;
  std::vector<v1::HomeSearch*> search_of_row_;
  std::uint32_t children_ = 0;
};

}  // namespace carepool
