// A plain pool of std::jthreads that hands out numbered pieces: the second engine below Workers.
// Written by the engine room; read by parallel.cpp and tests only.
// Surprising: it is always built and tested, but used in earnest only under ThreadSanitizer.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace carepool::detail {

class ThreadPool {
 public:
  // The caller's thread is slot 0; threads − 1 more are started.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // work(slot, piece) once for each piece in [0, pieces); must not throw.
  void run(std::size_t pieces, const std::function<void(std::size_t slot, std::size_t piece)>& work);

 private:
  void serve(std::size_t slot, const std::stop_token& stop);
  void drain(std::size_t slot, std::size_t pieces, const std::function<void(std::size_t, std::size_t)>& work);

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::condition_variable_any done_;
  const std::function<void(std::size_t, std::size_t)>* work_ = nullptr;
  std::size_t pieces_ = 0;
  std::uint64_t round_ = 0;  // counts calls of run
  std::size_t busy_ = 0;     // helpers that have not finished this round
  std::atomic<std::size_t> next_{0};
  std::vector<std::jthread> helpers_;  // last: they stop before the rest goes
};

}  // namespace carepool::detail
