#include "live/brake.hpp"

#include <algorithm>
#include <cmath>

namespace carepool::live {
namespace {

constexpr std::size_t kMostGuessers = 4096;

double seconds_between(CodeBrake::Time from, CodeBrake::Time to) { return std::chrono::duration<double>(to - from).count(); }

CodeBrake::Time later(CodeBrake::Time now, double seconds) {
  return now + std::chrono::duration_cast<CodeBrake::Time::duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

int CodeBrake::wait(const std::string& from, Time now) {
  const auto found = guessers_.find(from);
  if (found == guessers_.end()) return 0;
  return std::max(0, static_cast<int>(std::ceil(seconds_between(now, found->second.until))));
}

int CodeBrake::wrong(const std::string& from, Time now) {
  forget(now);
  Guesser& guesser = guessers_[from];
  guesser.last = now;
  if (++guesser.wrong < options_.guesses) return 0;
  guesser.wrong = 0;
  const double pause = std::min(options_.longest_seconds, options_.pause_seconds * std::exp2(std::min(guesser.pauses++, 20)));
  guesser.until = later(now, pause);
  return static_cast<int>(std::ceil(pause));
}

// Whoever was quiet for long; and where too many are known, whoever was quiet longest.
void CodeBrake::forget(Time now) {
  std::erase_if(guessers_, [&](const auto& one) { return now > one.second.until && seconds_between(one.second.last, now) > options_.forget_seconds; });
  if (guessers_.size() < kMostGuessers) return;
  guessers_.erase(std::min_element(guessers_.begin(), guessers_.end(), [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
}

}  // namespace carepool::live
