// room_parts.hpp: what the files of the room share and nobody else needs.
//
// Who writes and reads it: room.cpp, room_commands.cpp. The surprising decision: an arm's points and events wait here until a frame is
// published, so that the thread takes the room's lock once for each frame and not once for each day.
#pragma once

#include <set>
#include <stdexcept>

#include "live/room.hpp"
#include "run/commands.hpp"

namespace carepool::live {

struct Room::Arm {
  explicit Arm(std::string arm, const SteppedRun& parent, ResultsBuilder rows) : name(std::move(arm)), run(parent), builder(std::move(rows)) {}

  std::string name;
  SteppedRun run;
  ResultsBuilder builder;
  EventWatch watch;
  std::vector<double> metrics{};                        // of the last month that ended
  std::vector<v1::LiveEvent> events{};                  // since the last frame
  std::vector<std::pair<std::int32_t, std::vector<double>>> points{};
  std::int32_t last_point = 0;
  bool month_ended = false;                             // since the last frame
  std::set<std::string> touched{};                      // instruments that somebody changed today
  std::vector<std::string> undated{};                   // commands that a dated scenario cannot hold, in words
  std::vector<SetValue> to_redo{};                      // while a room comes back: settings of the day that is reached
};

struct Room::Done {
  std::string arm, text;
  std::vector<v1::LiveArmCommand> changes{};
  std::vector<std::string> undated{};
};

// A command that cannot be done.
class Room::Refused : public std::runtime_error {
 public:
  Refused(v1::LiveRefusal::Reason why, const std::string& text) : std::runtime_error(text), reason(why) {}
  v1::LiveRefusal::Reason reason;
  std::string allowed{}, suggestion{};
};

double seconds_now();
std::string name_of(const v1::LiveCommand& command);  // "set", "fork"

}  // namespace carepool::live
