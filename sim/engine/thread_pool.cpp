#include "engine/thread_pool.hpp"

#include <stop_token>

namespace carepool::detail {

ThreadPool::ThreadPool(int threads) {
  for (int slot = 1; slot < threads; ++slot)
    helpers_.emplace_back(
        [this, slot](const std::stop_token& stop) { serve(static_cast<std::size_t>(slot), stop); });
}

ThreadPool::~ThreadPool() = default;

void ThreadPool::run(std::size_t pieces, const std::function<void(std::size_t, std::size_t)>& work) {
  {
    const std::lock_guard lock(mutex_);
    work_ = &work;
    pieces_ = pieces;
    next_ = 0;
    busy_ = helpers_.size();
    ++round_;
  }
  wake_.notify_all();
  drain(0, pieces, work);
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return busy_ == 0; });
}

void ThreadPool::serve(std::size_t slot, const std::stop_token& stop) {
  std::uint64_t seen = 0;
  for (;;) {
    const std::function<void(std::size_t, std::size_t)>* work = nullptr;
    std::size_t pieces = 0;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, stop, [&] { return round_ != seen; })) return;
      seen = round_;
      work = work_;
      pieces = pieces_;
    }
    drain(slot, pieces, *work);
    const std::lock_guard lock(mutex_);
    if (--busy_ == 0) done_.notify_one();
  }
}

void ThreadPool::drain(std::size_t slot, std::size_t pieces,
                       const std::function<void(std::size_t, std::size_t)>& work) {
  for (std::size_t piece = next_++; piece < pieces; piece = next_++) work(slot, piece);
}

}  // namespace carepool::detail
