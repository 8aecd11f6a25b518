#include "cli/long_work.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace carepool::cli {
ProgressBar::ProgressBar(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0) {}

void ProgressBar::show(double share_done, double seconds_left, const std::string& more) {
  if (quiet_) return;
  const auto now = std::chrono::steady_clock::now();
  if (terminal_) {
    if (now - drawn_ < std::chrono::milliseconds(100)) return;
    drawn_ = now;
    const auto full = static_cast<std::size_t>(std::clamp(share_done, 0.0, 1.0) * 30);
    fmt::print(stderr, "\r[{}{}] {:3.0f} %  {}{}   ", std::string(full, '#'), std::string(30 - full, '.'),
               share_done * 100, more, seconds_left > 0 ? (more.empty() ? "" : ", ") + duration_text(seconds_left) + " left" : "");
  } else if (static_cast<int>(share_done * 10) > tenths_) {
    tenths_ = static_cast<int>(share_done * 10);
    fmt::print(stderr, "{:3d} % done{}{}{}\n", tenths_ * 10, more.empty() ? "" : ", ", more,
               seconds_left > 0 ? ", about " + duration_text(seconds_left) + " left" : "");
  }
  std::fflush(stderr);
}

double ProgressBar::seconds_left(double share_done) const {
  if (share_done < 0.01) return 0;
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count() / share_done * (1 - share_done);
}

void ProgressBar::end() const {
  if (!quiet_ && terminal_) fmt::print(stderr, "\r{:100}\r", "");
}

std::string duration_text(double seconds) {
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  if (seconds < 90) return fmt::format("{:.0f} s", seconds);
  if (seconds < 5400) return fmt::format("{:.0f} min", seconds / 60);
  if (seconds < 48 * 3600) return fmt::format("{:.1f} h", seconds / 3600);
  return fmt::format("{:.1f} days", seconds / 86400);
}

std::string size_text(double bytes) {
  if (bytes < 1e6) return fmt::format("{:.0f} kB", bytes / 1e3);
  if (bytes < 1e9) return fmt::format("{:.0f} MB", bytes / 1e6);
  return fmt::format("{:.1f} GB", bytes / 1e9);
}

}  // namespace carepool::cli
