#include "engine/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "engine/random.hpp"
#include "engine/thread_pool.hpp"

namespace carepool {
namespace {

class WorkersOf : public ::testing::TestWithParam<int> {};

TEST_P(WorkersOf, EveryIndexIsDoneExactlyOnce) {
  Workers workers(GetParam());
  EXPECT_EQ(workers.threads(), GetParam());
  for (const std::size_t n : {0u, 1u, 2u, 7u, 1000u, 10007u})
    for (const std::size_t grain : {0u, 1u, 3u, 64u, 20000u}) {
      std::vector<std::atomic<int>> done(n);
      workers.for_range(n, grain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) ++done[i];
      });
      for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(done[i], 1) << n << " " << grain << " " << i;
    }
}

TEST_P(WorkersOf, PiecesAreCutByGrainAlone) {
  Workers workers(GetParam());
  std::vector<std::size_t> ends(1003);
  workers.for_range(1003, 10, [&](std::size_t begin, std::size_t end) { ends[begin] = end; });
  for (std::size_t i = 0; i < 1003; ++i)
    EXPECT_EQ(ends[i], i % 10 != 0 ? 0 : std::min<std::size_t>(i + 10, 1003));
}

TEST_P(WorkersOf, SlotsFilledInParallelAndAddedInOrderGiveTheSameSum) {
  const auto sum_with = [](int threads) {
    Workers workers(threads);
    std::vector<double> slot(50000);
    workers.for_range(slot.size(), 100, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) slot[i] = draw_uniform(1, 2, i, 3) * 1e6;
    });
    return std::accumulate(slot.begin(), slot.end(), 0.0);
  };
  EXPECT_EQ(sum_with(GetParam()), sum_with(1));
}

TEST_P(WorkersOf, TheFirstPiecesExceptionComesOutAndTheRestIsDone) {
  Workers workers(GetParam());
  std::atomic<int> done = 0;
  try {
    workers.for_range(100, 1, [&](std::size_t begin, std::size_t) {
      ++done;
      if (begin % 10 == 3) throw std::runtime_error("piece " + std::to_string(begin));
    });
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "piece 3");
  }
  EXPECT_EQ(done, 100);
  workers.for_range(10, 1, [&](std::size_t, std::size_t) { ++done; });  // and it works on
  EXPECT_EQ(done, 110);
}

TEST_P(WorkersOf, MoreThanOneThreadWorksWhenThereIsMoreThanOne) {
  Workers workers(GetParam());
  EXPECT_EQ(workers.workers_that_worked(), 0u);
  std::atomic<int> arrived = 0;
  const int wanted = GetParam();
  // Each piece waits (a minute at most) until as many threads as there are have come.
  workers.for_range(static_cast<std::size_t>(wanted), 1, [&](std::size_t, std::size_t) {
    ++arrived;
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (arrived < wanted && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
  });
  EXPECT_EQ(workers.workers_that_worked(), static_cast<std::uint32_t>(wanted));
}

TEST_P(WorkersOf, ManyShortCallsInARow) {
  Workers workers(GetParam());
  std::uint64_t total = 0;
  std::vector<std::uint64_t> slot(32);
  for (int call = 0; call < 2000; ++call) {
    workers.for_range(slot.size(), 4, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) slot[i] = i;
    });
    total += std::accumulate(slot.begin(), slot.end(), std::uint64_t{0});
  }
  EXPECT_EQ(total, 2000u * 496u);
}

INSTANTIATE_TEST_SUITE_P(Threads, WorkersOf, ::testing::Values(1, 2, 3, 8, 16));

TEST(Workers, ANumberOfThreadsThatMakesNoSenseIsRefused) {
  EXPECT_THROW(Workers(0), std::invalid_argument);
  EXPECT_THROW(Workers(-1), std::invalid_argument);
  EXPECT_THROW(Workers(257), std::invalid_argument);
}

TEST(Workers, OneMayWorkInsideAnother) {
  Workers outer(4);
  std::vector<int> sums(40);
  outer.for_range(sums.size(), 1, [&](std::size_t begin, std::size_t) {
    Workers inner(begin % 2 == 0 ? 1 : 2);
    std::vector<int> slot(100);
    inner.for_range(slot.size(), 10, [&](std::size_t from, std::size_t to) {
      for (std::size_t i = from; i < to; ++i) slot[i] = static_cast<int>(i);
    });
    sums[begin] = std::accumulate(slot.begin(), slot.end(), 0);
  });
  for (const int sum : sums) EXPECT_EQ(sum, 4950);
}

// The plain pool is what Workers uses under the thread sanitizer; it is tested everywhere.
TEST(ThreadPool, EveryPieceIsDoneExactlyOnceInRoundAfterRound) {
  for (const int threads : {1, 2, 3, 8}) {
    detail::ThreadPool pool(threads);
    for (int round = 0; round < 300; ++round) {
      std::vector<std::atomic<int>> done(static_cast<std::size_t>(round % 40));
      std::atomic<bool> slot_in_range = true;
      pool.run(done.size(), [&](std::size_t slot, std::size_t piece) {
        if (slot >= static_cast<std::size_t>(threads)) slot_in_range = false;
        ++done[piece];
      });
      ASSERT_TRUE(slot_in_range);
      for (const auto& count : done) ASSERT_EQ(count, 1);
    }
  }
}

}  // namespace
}  // namespace carepool
