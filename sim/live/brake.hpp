// brake.hpp: how many wrong join codes one address may say.
//
// What for: a code that is read from a wall has six letters, so nobody may try them by the thousand. Who calls it: the hall. Who reads it: nobody
// else. The surprising decision: only time forgives. A right code does not, or whoever has an observer's code could guess the trainer's for ever.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

namespace carepool::live {

struct BrakeOptions {
  int guesses = 10;             // wrong codes before a pause, and again after it
  double pause_seconds = 30;    // the first; each next one is twice as long
  double longest_seconds = 600;
  double forget_seconds = 1800; // after the last wrong code
};

class CodeBrake {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit CodeBrake(BrakeOptions options) : options_(options) {}

  // Whole seconds that this address must still wait; 0: it may say a code.
  int wait(const std::string& from, Time now);
  // It said a wrong one. Seconds of the pause that begins with it; 0: none does.
  int wrong(const std::string& from, Time now);

 private:
  struct Guesser {
    int wrong = 0, pauses = 0;
    Time until{}, last{};
  };
  void forget(Time now);

  BrakeOptions options_;
  std::map<std::string, Guesser> guessers_;
};

}  // namespace carepool::live
