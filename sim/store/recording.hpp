// recording.pb: what `verify` needs to say when and where two runs part: commands, and column hashes at month
// ends.
//
// Filled month by month by sim/run; read by `verify`, the live page's sessions and forks.
// Surprising decision: recordings are compared by name of column, not by position, so that a recording made
// before a column was added still says which of the old columns differ.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/error.hpp"
#include "carepool/results.pb.h"

namespace carepool::store {

inline constexpr std::uint32_t kRecordingFormat = 1;

// Same content, same bytes.
std::string recording_bytes(const v1::Recording& recording);
Result<v1::Recording> parse_recording(std::string_view bytes, const std::string& where = "recording.pb");

// Where two recordings of one replicate first part.
struct Divergence {
  std::int32_t run = 0;
  std::optional<Date> date;  // none: they differ before the first month (seed, commands, months recorded)
  std::vector<std::string> columns;  // names, in recorded order; "rules" for what the rules' hash covers
  std::string text;                  // one sentence
};

// Nothing when both say the same about every replicate that `recorded` has.
std::optional<Divergence> first_divergence(const v1::Recording& recorded, const v1::Recording& again);

}  // namespace carepool::store
