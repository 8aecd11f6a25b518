// often.hpp: log lines that may come by the hundred.
//
// What for: whoever scans addresses or guesses codes shall not fill the log. Who calls it: the hall and the server, on the network's thread. Who
// reads it: nobody else. The surprising decision: the first of a kind is logged at once and whole; those after it are only counted, and of them no
// address is kept, so that a thousand addresses cost one line, too.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>

namespace carepool::live {

class OftenLog {
 public:
  explicit OftenLog(std::function<void(const std::string& line)> log) : log_(std::move(log)) {}

  // The first of its kind as `line`; others of the kind are counted until the next count.
  void say(const std::string& kind, const std::string& line);
  // A line for each kind that was counted since the last time, `seconds` ago. False: nothing is waited for any more.
  bool count(double seconds);
  // The same when the server stops: no count is lost.
  void finish();
  // Called when the first count falls due, and again after count() said false.
  void when_due(std::function<void()> start_clock) { start_clock_ = std::move(start_clock); }

 private:
  struct Tally {
    std::size_t more = 0;  // since the last line
    bool open = false;     // a line will be due
  };

  std::function<void(const std::string& line)> log_;
  std::function<void()> start_clock_;
  std::map<std::string, Tally> tallies_;  // by kind
  bool clock_runs_ = false;
};

}  // namespace carepool::live
