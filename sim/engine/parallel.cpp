#include "engine/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <vector>

#ifdef CAREPOOL_JTHREAD_POOL
#include "engine/thread_pool.hpp"
#else
#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>
#endif

namespace carepool {
namespace {

using Piece = std::function<void(std::size_t slot, std::size_t piece)>;

#ifdef CAREPOOL_JTHREAD_POOL

using Engine = detail::ThreadPool;

#else

class Engine {
 public:
  explicit Engine(int threads) : arena_(threads) {
    // TBB otherwise starts no more threads than there are processors; asking for more must be possible, so
    // that results for 16 threads can be checked on two processors. One setting for the whole program.
    static const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism,
                                             Workers::kMostThreads);
  }

  void run(std::size_t pieces, const Piece& work) {
    arena_.execute([&] {
      tbb::parallel_for(
          tbb::blocked_range<std::size_t>(0, pieces, 1),
          [&](const tbb::blocked_range<std::size_t>& range) {
            const auto slot = static_cast<std::size_t>(tbb::this_task_arena::current_thread_index());
            for (std::size_t piece = range.begin(); piece != range.end(); ++piece) work(slot, piece);
          },
          tbb::simple_partitioner());
    });
  }

 private:
  tbb::task_arena arena_;
};

#endif

// Keeps the exception of the lowest piece.
class FirstFailure {
 public:
  void note(std::size_t piece, std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (failure_ && piece_ < piece) return;
    piece_ = piece;
    failure_ = std::move(failure);
  }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::mutex mutex_;
  std::size_t piece_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

struct Workers::Impl {
  explicit Impl(int count) : threads(count), worked(static_cast<std::size_t>(count)) {
    if (count > 1) engine = std::make_unique<Engine>(count);
  }

  int threads;
  std::vector<std::atomic<bool>> worked;  // [threads] has run a piece
  std::unique_ptr<Engine> engine;         // none for one thread
};

Workers::Workers(int threads) {
  if (threads < 1 || threads > kMostThreads)
    throw std::invalid_argument("number of threads must be 1 to 256");
  impl_ = std::make_unique<Impl>(threads);
}

Workers::~Workers() = default;

int Workers::threads() const noexcept { return impl_->threads; }

void Workers::for_range(std::size_t n, std::size_t grain,
                        const std::function<void(std::size_t, std::size_t)>& body) {
  if (n == 0) return;
  const std::size_t step = std::max<std::size_t>(grain, 1);
  const std::size_t pieces = (n - 1) / step + 1;
  FirstFailure failure;
  const Piece work = [&](std::size_t slot, std::size_t piece) {
    impl_->worked[slot].store(true, std::memory_order_relaxed);
    const std::size_t begin = piece * step;
    try {
      body(begin, n - begin < step ? n : begin + step);
    } catch (...) {
      failure.note(piece, std::current_exception());
    }
  };
  if (impl_->engine && pieces > 1) {
    impl_->engine->run(pieces, work);
  } else {
    for (std::size_t piece = 0; piece < pieces; ++piece) work(0, piece);
  }
  failure.rethrow();
}

std::uint32_t Workers::workers_that_worked() const noexcept {
  return static_cast<std::uint32_t>(std::count(impl_->worked.begin(), impl_->worked.end(), true));
}

}  // namespace carepool
