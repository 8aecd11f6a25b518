// A line of progress with the time left, for commands that run for long.
//
// For: every command that runs markets. Written by: they. Read by: people.
// The one surprising decision: off a terminal it is one line for each tenth, so that a job's log stays short.
#pragma once

#include <chrono>
#include <string>

namespace carepool::cli {

// A bar on a terminal, a line each tenth elsewhere; nothing when quiet.
class ProgressBar {
 public:
  explicit ProgressBar(bool quiet);
  void show(double share_done, double seconds_left, const std::string& more);
  // The time left from the time that went by.
  void show(double share_done) { show(share_done, seconds_left(share_done), ""); }
  void begin_again() { tenths_ = 0; }  // a further stretch of the work, with tenths of its own
  void end() const;

 private:
  double seconds_left(double share_done) const;

  bool quiet_, terminal_;
  int tenths_ = 0;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now(), drawn_{};
};

// "40 s", "12 min", "3.5 h".
std::string duration_text(double seconds);
// "3 kB", "1.2 GB".
std::string size_text(double bytes);

}  // namespace carepool::cli
