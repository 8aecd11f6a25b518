#include "live/start_cache.hpp"

#include <chrono>
#include <exception>

namespace carepool::live {
namespace {

struct GivenUp {};

std::shared_ptr<const SteppedRun> solved(const std::shared_ptr<const Scenario>& scenario, std::uint64_t seed, int threads, const std::function<bool(double)>& go_on) {
  if (!go_on(0)) return nullptr;
  auto run = std::make_shared<SteppedRun>(scenario, seed, threads);
  const Setup& s = run->market().setup();
  const double days = std::max(1, s.first_day - s.prehistory_start);
  try {
    run->solve([&](std::int32_t day) {
      if (day % 8 == 0 && !go_on(0.1 + 0.85 * (day - s.prehistory_start) / days)) throw GivenUp();
    });
  } catch (const GivenUp&) {
    return nullptr;
  }
  return run;
}

}  // namespace

StartCache::Entry* StartCache::find(const Scenario& scenario, std::uint64_t seed) {
  for (Entry& e : entries_)
    if (e.seed == seed && e.scenario == scenario.canonical_yaml) return &e;
  return nullptr;
}

void StartCache::forget(const Scenario& scenario, std::uint64_t seed) {
  entries_.remove_if([&](const Entry& e) { return e.run == nullptr && e.seed == seed && e.scenario == scenario.canonical_yaml; });
}

std::shared_ptr<const SteppedRun> StartCache::get(const std::shared_ptr<const Scenario>& scenario, std::uint64_t seed, int threads,
                                                  const std::function<bool(double)>& go_on) {
  std::unique_lock lock(mutex_);
  while (Entry* entry = find(*scenario, seed)) {
    if (entry->run != nullptr) {
      const auto run = entry->run;
      for (auto it = entries_.begin(); it != entries_.end(); ++it)
        if (&*it == entry) {
          entries_.splice(entries_.begin(), entries_, it);
          break;
        }
      return run;
    }
    changed_.wait_for(lock, std::chrono::milliseconds(100));
    lock.unlock();
    const bool on = go_on(0.5);
    lock.lock();
    if (!on) return nullptr;
  }
  entries_.push_front({scenario->canonical_yaml, seed, nullptr});
  lock.unlock();
  std::shared_ptr<const SteppedRun> run;
  try {
    run = solved(scenario, seed, threads, go_on);
  } catch (const std::exception&) {
    lock.lock();
    forget(*scenario, seed);
    changed_.notify_all();
    throw;
  }
  lock.lock();
  if (run == nullptr) forget(*scenario, seed);
  else if (Entry* entry = find(*scenario, seed)) entry->run = run;
  for (auto it = entries_.end(); entries_.size() > most_ && it != entries_.begin();) {
    --it;
    if (it->run != nullptr && it->run != run) it = entries_.erase(it);
  }
  changed_.notify_all();
  return run;
}

}  // namespace carepool::live
