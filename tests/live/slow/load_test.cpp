// Sixty observers on one machine: five frames a second for each, and England goes on.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>

#include "base/date.hpp"
#include "process.hpp"

namespace carepool::live::test {
namespace {

// What a page knows of the councils: complete from its first frame, then only told what changed.
class CouncilTable {
 public:
  void take(const v1::LiveArm& arm, int measures) {
    if (arm.whole()) values_.clear();
    const v1::LiveCouncilRows& rows = arm.councils();
    for (int i = 0; i < rows.council_size(); ++i) {
      const auto from = rows.values().begin() + i * measures;
      values_[rows.council(i)].assign(from, from + measures);
    }
  }
  // NaNs of one kind are the same.
  bool operator==(const CouncilTable& other) const {
    const auto same = [](const auto& a, const auto& b) {
      return a.first == b.first && std::equal(a.second.begin(), a.second.end(), b.second.begin(), b.second.end(), [](float x, float y) { return x == y || (std::isnan(x) && std::isnan(y)); });
    };
    return std::equal(values_.begin(), values_.end(), other.values_.begin(), other.values_.end(), same);
  }
  std::size_t size() const { return values_.size(); }

 private:
  std::map<std::uint32_t, std::vector<float>> values_;
};

double cpu_in(const std::filesystem::path& stat) {
  FILE* f = std::fopen(stat.c_str(), "r");
  if (f == nullptr) return 0;
  char line[2048];
  const std::size_t n = std::fread(line, 1, sizeof line - 1, f);
  std::fclose(f);
  line[n] = 0;
  const char* after = std::strrchr(line, ')');
  unsigned long long user = 0, system = 0;
  if (after != nullptr) std::sscanf(after + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user, &system);
  return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

// Seconds of each thread of the server: its network has one, a room's market another.
std::map<std::string, double> cpu_by_thread(int pid) {
  std::map<std::string, double> out;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task")) out[thread.path().filename().string()] = cpu_in(thread.path() / "stat");
  return out;
}

// What counts is the time that the machine gave to these two programs: others may run on the same cores, so frames and years are counted
// against the processor time that server and clients used, and against the clock too where the machine was theirs.
TEST(Load, SixtyObserversGetFiveFramesASecondWhileEnglandRuns) {
  constexpr int kObservers = 60;
  ServeProcess server(fresh_folder("load"), {});
  Page trainer(server.port());
  ASSERT_TRUE(trainer.join(v1::ROLE_TRAINER));
  ASSERT_TRUE(trainer.ready(600));
  std::vector<std::unique_ptr<Page>> observers;
  std::vector<CouncilTable> tables(kObservers + 1);
  std::uint64_t incomplete = 0;
  for (int i = 0; i < kObservers; ++i) {
    observers.push_back(std::make_unique<Page>(server.port()));
    Page& page = *observers.back();
    // Each frame has the day and all national series; those of the councils that it does not name are as they were.
    page.on_frame = [&page, &tables, &incomplete, i](const v1::LiveFrame& frame) {
      for (const v1::LiveArm& arm : frame.arms()) {
        if (arm.day() < page.welcome.first_day() || arm.today_size() != page.welcome.series_size()) ++incomplete;
        tables[static_cast<std::size_t>(i)].take(arm, page.welcome.council_measures_size());
      }
    };
    ASSERT_TRUE(page.join(v1::ROLE_OBSERVER));
    ASSERT_TRUE(page.ready());
  }
  ASSERT_TRUE(trainer.ask([](v1::LiveCommand& c) { c.mutable_speed()->set_days_per_second(0); }));
  const std::int32_t first_day = trainer.day();
  for (auto& o : observers) o->frames = 0;
  const auto cpu_before = cpu_by_thread(server.pid());
  rusage mine_before{}, mine_after{};
  ::getrusage(RUSAGE_SELF, &mine_before);
  const auto began = Clock::now();
  ASSERT_TRUE(trainer.ask([](v1::LiveCommand& c) { c.mutable_play(); }));
  // Each client takes what has come, in turn; one thread is enough, as one page is enough for one person.
  const double seconds = 20;
  const auto past = [&] { return std::chrono::duration<double>(Clock::now() - began).count(); };
  while (past() < seconds && trainer.day() < trainer.welcome.last_day()) {
    trainer.until([] { return false; }, 0.001);
    for (auto& o : observers) o->until([] { return false; }, 0.0005);
  }
  const double wall = past();
  double cpu = 0, market = 0;  // of all threads; of the one that lives the market, the busiest
  for (const auto& [thread, seconds_of_it] : cpu_by_thread(server.pid())) {
    const auto before = cpu_before.find(thread);
    const double used = seconds_of_it - (before == cpu_before.end() ? 0 : before->second);
    cpu += used;
    market = std::max(market, used);
  }
  ::getrusage(RUSAGE_SELF, &mine_after);
  const double mine = static_cast<double>(mine_after.ru_utime.tv_sec - mine_before.ru_utime.tv_sec) + 1e-6 * static_cast<double>(mine_after.ru_utime.tv_usec - mine_before.ru_utime.tv_usec) +
                      static_cast<double>(mine_after.ru_stime.tv_sec - mine_before.ru_stime.tv_sec) + 1e-6 * static_cast<double>(mine_after.ru_stime.tv_usec - mine_before.ru_stime.tv_usec);
  std::uint64_t least = ~std::uint64_t{0}, bytes = 0;
  for (auto& o : observers) {
    least = std::min(least, o->frames);
    bytes += o->ws().bytes_received;
    EXPECT_EQ(o->bad_bases, 0u);
  }
  const double years = (trainer.day() - first_day) / 365.25;
  std::printf("years lived %.2f, wall %.1f s, server CPU %.1f s, clients CPU %.1f s\n", years, wall, cpu, mine);
  std::printf("years a second of the market's own core %.2f\n", years / market);
  std::printf("years a wall second %.2f, a server CPU second %.2f; frames a second, slowest observer %.1f; kB a frame %.1f\n", years / wall, years / cpu,
              static_cast<double>(least) / wall, static_cast<double>(bytes) / 1000.0 / kObservers / static_cast<double>(least));
  EXPECT_EQ(incomplete, 0u) << "frames without a day or a series";
  // What sixty pages made of the changes is what somebody who comes now is told in full.
  ASSERT_TRUE(trainer.ask([](v1::LiveCommand& c) { c.mutable_pause(); }));
  ASSERT_TRUE(trainer.until([&] { return !trainer.frame.playing(); }));
  Page late(server.port());
  late.on_frame = [&](const v1::LiveFrame& frame) { for (const v1::LiveArm& arm : frame.arms()) tables[kObservers].take(arm, late.welcome.council_measures_size()); };
  ASSERT_TRUE(late.join(v1::ROLE_OBSERVER));
  ASSERT_TRUE(late.ready());
  EXPECT_EQ(tables[kObservers].size(), static_cast<std::size_t>(late.welcome.councils_size()));
  for (int i = 0; i < kObservers; ++i) {
    ASSERT_TRUE(observers[static_cast<std::size_t>(i)]->until([&] { return observers[static_cast<std::size_t>(i)]->frame.number() >= late.frame.number() || observers[static_cast<std::size_t>(i)]->day() == late.day(); }));
    EXPECT_TRUE(tables[static_cast<std::size_t>(i)] == tables[kObservers]) << "observer " << i;
  }
  const bool machine_is_ours = cpu + mine > 0.8 * wall;
  // Frames are made by the clock: where others slow the market down, there are more of them in a year.
  EXPECT_GE(years / market, machine_is_ours ? 1.0 : 0.5) << "years for each second that the market had a core";
  EXPECT_GE(static_cast<double>(least), 5 * std::min(wall, (cpu + mine) / 2)) << "frames of the slowest observer, for each second that the machine gave";
  if (machine_is_ours) {
    EXPECT_GE(static_cast<double>(least) / wall, 5.0);
  }
}

}  // namespace
}  // namespace carepool::live::test
