// Doing one thing for many rows on several threads, with results that do not depend on how many.
// Written by the engine room; read by the phases that gather in parallel and by experiments.
// Surprising: the pieces are cut by `n` and `grain` alone, one thread walks the same pieces in order, and
// when several pieces throw, the exception of the first piece is the one that comes out, whichever thread was
// quicker.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace carepool {

// Threads of TBB, or of a plain pool where CAREPOOL_JTHREAD_POOL is defined (ThreadSanitizer cannot see into
// TBB).
class Workers {
 public:
  static constexpr int kMostThreads = 256;

  // 1..kMostThreads, else std::invalid_argument. The caller's thread is one of them.
  explicit Workers(int threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  [[nodiscard]] int threads() const noexcept;

  // body(begin, end) once for each piece [i·grain, min(n, (i+1)·grain)); returns when all are done. Every
  // piece runs, also after one has thrown. Not to be called from inside a body of the same Workers.
  void for_range(std::size_t n, std::size_t grain,
                 const std::function<void(std::size_t begin, std::size_t end)>& body);

  // How many different threads have run at least one piece so far.
  [[nodiscard]] std::uint32_t workers_that_worked() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carepool
