#include "store/recording.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <map>

#include "base/hash.hpp"

namespace carepool::store {

namespace {

std::string bytes_of(const google::protobuf::MessageLite& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

Error file_error(const std::string& where, std::string message) {
  Error error;
  error.where = where;
  error.message = std::move(message);
  return error;
}

template <class Message>
Result<Message> parse(std::string_view bytes, const std::string& where, const char* what) {
  Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return file_error(where, std::string("is not a readable ") + what);
  if (message.format_version() != kRecordingFormat)
    return file_error(where, std::string("was made by another version: a ") + what + " of format " +
                                 std::to_string(message.format_version()) + ", this carepool reads format " +
                                 std::to_string(kRecordingFormat));
  return message;
}

}  // namespace

std::string recording_bytes(const v1::Recording& recording) { return bytes_of(recording); }

Result<v1::Recording> parse_recording(std::string_view bytes, const std::string& where) {
  return parse<v1::Recording>(bytes, where, "recording");
}

namespace {

using Replicate = v1::RecordedReplicate;
using Month = v1::RecordedMonth;

// Pairs of positions (recorded, again) of the columns that both have.
std::vector<std::pair<int, int>> common_columns(const v1::Recording& recorded, const v1::Recording& again) {
  std::map<std::string, int> place;
  for (int i = 0; i < again.columns_size(); ++i) place.emplace(again.columns(i), i);
  std::vector<std::pair<int, int>> pairs;
  for (int i = 0; i < recorded.columns_size(); ++i)
    if (const auto found = place.find(recorded.columns(i)); found != place.end())
      pairs.emplace_back(i, found->second);
  return pairs;
}

class Comparison {
 public:
  Comparison(const v1::Recording& recorded, const v1::Recording& again)
      : recorded_(recorded), pairs_(common_columns(recorded, again)) {}

  std::optional<Divergence> replicate(const Replicate& recorded, const Replicate* again) const {
    if (again == nullptr) return before_the_start(recorded, "was recorded but not run again");
    if (recorded.seed() != again->seed()) return before_the_start(recorded, "has another seed");
    if (!same_commands(recorded, *again)) return before_the_start(recorded, "has other commands");
    const int months = std::min(recorded.months_size(), again->months_size());
    for (int i = 0; i < months; ++i)
      if (auto found = month(recorded.run(), recorded.months(i), again->months(i))) return found;
    if (recorded.months_size() != again->months_size())
      return before_the_start(recorded, "has " + std::to_string(recorded.months_size()) +
                                            " recorded months, and " + std::to_string(again->months_size()) +
                                            " when run again");
    if (recorded.world_hash() != again->world_hash())
      return before_the_start(recorded, "ends with world hash " + hex64(recorded.world_hash()) +
                                            " as recorded, and with " + hex64(again->world_hash()) +
                                            " when run again, though every recorded month is the same");
    return std::nullopt;
  }

 private:
  static Divergence before_the_start(const Replicate& replicate, const std::string& how) {
    return {replicate.run(), std::nullopt, {}, "replicate " + std::to_string(replicate.run()) + " " + how};
  }

  static bool same_commands(const Replicate& a, const Replicate& b) {
    if (a.commands_size() != b.commands_size()) return false;
    for (int i = 0; i < a.commands_size(); ++i)
      if (bytes_of(a.commands(i)) != bytes_of(b.commands(i))) return false;
    return true;
  }

  std::vector<std::string> differing_columns(const Month& recorded, const Month& again) const {
    std::vector<std::string> names;
    for (const auto& [mine, other] : pairs_)
      if (mine < recorded.column_hashes_size() && other < again.column_hashes_size() &&
          recorded.column_hashes(mine) != again.column_hashes(other))
        names.push_back(recorded_.columns(mine));
    if (recorded.rules_hash() != again.rules_hash()) names.emplace_back("rules");
    return names;
  }

  std::optional<Divergence> month(std::int32_t run, const Month& recorded, const Month& again) const {
    const Date date{recorded.day()};
    if (recorded.day() != again.day())
      return Divergence{
          run, date, {}, to_string(date) + ": recorded where the run has " + to_string(Date{again.day()})};
    auto columns = differing_columns(recorded, again);
    if (columns.empty() && recorded.world_hash() == again.world_hash()) return std::nullopt;
    std::string text = to_string(date) + ": ";
    text += columns.empty() ? "the world hash differs and no column does" : "columns that differ: ";
    for (std::size_t i = 0; i < columns.size(); ++i) text += (i > 0 ? ", " : "") + columns[i];
    return Divergence{run, date, std::move(columns), std::move(text)};
  }

  const v1::Recording& recorded_;
  std::vector<std::pair<int, int>> pairs_;
};

}  // namespace

std::optional<Divergence> first_divergence(const v1::Recording& recorded, const v1::Recording& again) {
  const Comparison comparison(recorded, again);
  for (const Replicate& mine : recorded.replicates()) {
    const auto& others = again.replicates();
    const auto other =
        std::find_if(others.begin(), others.end(), [&](const Replicate& r) { return r.run() == mine.run(); });
    if (auto found = comparison.replicate(mine, other == others.end() ? nullptr : &*other)) return found;
  }
  return std::nullopt;
}

}  // namespace carepool::store
