#include "live/often.hpp"

#include <fmt/format.h>

#include <utility>

namespace carepool::live {

void OftenLog::say(const std::string& kind, const std::string& line) {
  Tally& tally = tallies_[kind];
  if (std::exchange(tally.open, true)) {
    ++tally.more;
    return;
  }
  log_(line);
  if (start_clock_ && !std::exchange(clock_runs_, true)) start_clock_();
}

bool OftenLog::count(double seconds) {
  clock_runs_ = false;
  for (auto& [kind, tally] : tallies_) {
    tally.open = tally.more > 0;
    clock_runs_ = clock_runs_ || tally.open;
    if (tally.more > 0) log_(fmt::format("{}: {} more in {:g} s", kind, std::exchange(tally.more, 0), seconds));
  }
  return clock_runs_;
}

void OftenLog::finish() {
  for (auto& [kind, tally] : tallies_)
    if (tally.more > 0) log_(fmt::format("{}: {} more until the server stopped", kind, std::exchange(tally.more, 0)));
}

}  // namespace carepool::live
