// start_cache.hpp: solved starts, so that a reset and a further room of the same scenario begin at once.
//
// What for: solving England's start takes seconds; copying it takes milliseconds. Who calls it: rooms, each on its own thread.
// The surprising decision: what is kept is a whole run on its first day, and each user gets a fork of it: by the law of forks it is the same
// as if it had been solved again.
#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "run/stepped_run.hpp"

namespace carepool::live {

class StartCache {
 public:
  explicit StartCache(std::size_t most = 3) : most_(most) {}

  // Solved now, or by somebody before. `go_on` is called with the share that is done, now and then; false gives up: the result is null.
  // Throws what a run throws.
  std::shared_ptr<const SteppedRun> get(const std::shared_ptr<const Scenario>& scenario, std::uint64_t seed, int threads, const std::function<bool(double)>& go_on);

 private:
  struct Entry {
    std::string scenario;
    std::uint64_t seed = 0;
    std::shared_ptr<const SteppedRun> run;  // null while somebody solves it
  };
  Entry* find(const Scenario& scenario, std::uint64_t seed);
  void forget(const Scenario& scenario, std::uint64_t seed);

  std::size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Entry> entries_;  // last used first
};

}  // namespace carepool::live
