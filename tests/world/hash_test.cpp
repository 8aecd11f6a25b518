// Laws of the world's hash: nothing can change unseen, and luck is the same for any number of threads.
#include "world/hash.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstring>

#include "support/market_run.hpp"
#include "world/visit_columns.hpp"

namespace carepool {
namespace {

using test::MarketRun;

MarketRun north_east() {
  return MarketRun(test::scenario_file("england.yaml", {"world.only_region=North East", "start_state.prehistory_days=40", "record.history=true"}));
}

// Flips one bit of the first, a middle and the last byte of a column; an empty one gets a row.
struct Flipper {
  const World& w;
  std::uint64_t before;
  std::vector<std::pair<std::string, std::uint64_t>> columns_before = column_hashes(w);
  std::size_t columns = 0;

  void expect_seen(const std::string& name) {
    EXPECT_NE(world_hash(w), before) << name;
    const auto now = column_hashes(w);
    for (std::size_t i = 0; i < now.size(); ++i)
      EXPECT_EQ(now[i].second != columns_before[i].second, now[i].first == name) << name << " changed; " << now[i].first;
  }
  void flip(unsigned char* bytes, std::size_t size, const std::string& name) {
    for (const std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
      bytes[at] = static_cast<unsigned char>(bytes[at] ^ (1U << (at % 8)));
      if (at == 0) expect_seen(name);
      else EXPECT_NE(world_hash(w), before) << name;
      bytes[at] = static_cast<unsigned char>(bytes[at] ^ (1U << (at % 8)));
    }
  }
  template <class T>
  void operator()(std::string_view group, std::string_view column, std::vector<T>& values) {
    ++columns;
    const std::string name = std::string(group) + "." + std::string(column);
    const bool empty = values.empty();
    if (empty) {
      values.resize(1);
      expect_seen(name);
      values.clear();
    } else {
      flip(reinterpret_cast<unsigned char*>(values.data()), values.size() * sizeof(T), name);
      if constexpr (sizeof(T) > sizeof(std::uint64_t)) {  // a row of several values: each byte of it
        auto* row = reinterpret_cast<unsigned char*>(&values[values.size() / 2]);
        for (std::size_t i = 0; i < sizeof(T); ++i) flip(row + i, 1, name);
      }
    }
  }
  void operator()(std::string_view group, std::string_view column, Calendar& calendar) {
    ++columns;
    const Calendar kept = calendar;
    calendar.schedule(calendar.last_day() + 9, Event{7, 0, 0});
    expect_seen(std::string(group) + "." + std::string(column));
    calendar = kept;
  }
  template <class T>
  void operator()(std::string_view group, std::string_view column, T& scalar) {
    ++columns;
    flip(reinterpret_cast<unsigned char*>(&scalar), sizeof scalar, std::string(group) + "." + std::string(column));
  }
};

TEST(WorldHash, FlippingOneBitOfAnyColumnChangesIt) {
  MarketRun run = north_east();
  run.steps(70);
  World& w = run.world;
  Flipper flipper{w, world_hash(w)};
  visit_columns(w, flipper);
  EXPECT_EQ(flipper.columns, column_hashes(w).size());
  EXPECT_GT(flipper.columns, 200u);
  EXPECT_EQ(world_hash(w), flipper.before) << "the test did not mend what it broke";
}

TEST(WorldHash, DoesNotDependOnTheNumberOfThreads) {
  std::uint64_t alone = 0;
  for (const int threads : {1, 2, 3, 8, 16}) {
    MarketRun run(test::scenario_file("england.yaml", {"world.only_region=North East", "start_state.prehistory_days=60"}, {"policies/rcc.yaml"}), 3, threads);
    run.start();
    run.steps(60);
    if (threads == 1) alone = world_hash(run.world);
    EXPECT_EQ(world_hash(run.world), alone) << threads << " threads";
  }
}

TEST(WorldHash, DependsOnTheSeed) {
  const auto scenario = test::scenario_file("england.yaml", {"world.only_region=North East", "start_state.prehistory_days=0"});
  MarketRun a(scenario, 1), b(scenario, 2), c(scenario, 1);
  EXPECT_NE(world_hash(a.world), world_hash(b.world));
  EXPECT_EQ(world_hash(a.world), world_hash(c.world));
}

TEST(WorldHash, AYearOfMonthEndsOfEnglandCostsLittle) {
  MarketRun run(test::scenario_file("england.yaml", {"start_state.prehistory_days=0"}));
  run.step();
  const std::clock_t from = std::clock();
  std::uint64_t sum = 0;
  for (int i = 0; i < 12; ++i) sum += world_hash(run.world);
  const double seconds = static_cast<double>(std::clock() - from) / CLOCKS_PER_SEC;
  EXPECT_NE(sum, 0u);
  RecordProperty("milliseconds_each", std::to_string(seconds / 12 * 1000));
#ifdef NDEBUG
  EXPECT_LT(seconds, 0.05) << "0.5 s for the 120 month ends of ten years";
#endif
}

}  // namespace
}  // namespace carepool
