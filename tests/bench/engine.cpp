// Speed of the engine room's small parts. Each benchmark knows the answer: a fast wrong one ends the program
// with 1.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <vector>

#include "engine/calendar.hpp"
#include "engine/det_math.hpp"
#include "engine/distributions.hpp"
#include "engine/erlang.hpp"
#include "engine/parallel.hpp"
#include "engine/random.hpp"

namespace {

using namespace carepool;

constexpr std::uint64_t kDraws = 4096;
bool wrong = false;

void expect(benchmark::State& state, const char* name, bool right, double got) {
  if (right) return;
  wrong = true;
  std::fprintf(stderr, "%s: wrong answer %.17g\n", name, got);
  state.SkipWithError("wrong answer");
}

void draw_block_per_entity(benchmark::State& state) {
  std::uint32_t sum = 0;
  for (auto _ : state) {
    sum = 0;
    for (std::uint64_t key = 0; key < kDraws; ++key) {
      const Block block = draw_block(20250401, 7, key, 3);
      sum ^= block[0] ^ block[1] ^ block[2] ^ block[3];
    }
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kDraws) * state.iterations());
  expect(state, "draw_block", sum == 1409769601, sum);
}
BENCHMARK(draw_block_per_entity);

// Sum of one number for each key must be `right` to the bit.
template <class F>
void sum_over_keys(benchmark::State& state, const char* name, double right, F&& number) {
  double sum = 0;
  for (auto _ : state) {
    sum = 0;
    for (std::uint64_t key = 0; key < kDraws; ++key) sum += number(key);
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kDraws) * state.iterations());
  expect(state, name, sum == right, sum);
}

double u(std::uint64_t key) { return draw_uniform(1, 2, key, 3); }

void uniform(benchmark::State& state) { sum_over_keys(state, "uniform", 2067.4320768603425, u); }
void det_exp(benchmark::State& state) {
  sum_over_keys(state, "exp", 7994.2367409448689,
                [](std::uint64_t key) { return det::exp(0.001 * static_cast<double>(key) - 2); });
}
void det_log(benchmark::State& state) {
  sum_over_keys(state, "log", 29972.530892884566,
                [](std::uint64_t key) { return det::log(0.37 + static_cast<double>(key)); });
}
void det_pow(benchmark::State& state) {
  sum_over_keys(state, "pow", 29693.703472873171,
                [](std::uint64_t key) { return det::pow(1.0 + 0.001 * static_cast<double>(key), 1.7); });
}
void exponential_draw(benchmark::State& state) {
  sum_over_keys(state, "exponential", 109180.45851979317,
                [](std::uint64_t key) { return exponential_from(u(key), 26.0); });
}
void normal_draw(benchmark::State& state) {
  sum_over_keys(state, "normal", 84.387596779142498,
                [](std::uint64_t key) { return det::normal_quantile(u(key)); });
}
void poisson_small(benchmark::State& state) {
  sum_over_keys(state, "poisson 0.3", 1196, [](std::uint64_t key) {
    Rng rng(1, 2, key);
    return static_cast<double>(poisson(rng, 0.3));
  });
}
void poisson_large(benchmark::State& state) {
  sum_over_keys(state, "poisson 300", 1227362, [](std::uint64_t key) {
    Rng rng(1, 2, key);
    return static_cast<double>(poisson(rng, 300));
  });
}
void binomial_large(benchmark::State& state) {
  sum_over_keys(state, "binomial 1000 0.3", 1227857, [](std::uint64_t key) {
    Rng rng(1, 2, key);
    return static_cast<double>(binomial(rng, 1000, 0.3));
  });
}
void moe(benchmark::State& state) {
  sum_over_keys(state, "moe", 60644,
                [](std::uint64_t key) { return moe_block_size(0.01 * static_cast<double>(key), 0.8); });
}
BENCHMARK(uniform);
BENCHMARK(det_exp);
BENCHMARK(det_log);
BENCHMARK(det_pow);
BENCHMARK(exponential_draw);
BENCHMARK(normal_draw);
BENCHMARK(poisson_small);
BENCHMARK(poisson_large);
BENCHMARK(binomial_large);
BENCHMARK(moe);

// Ten years of a calendar that holds 80,000 events, each of which schedules its next.
void calendar_decade(benchmark::State& state) {
  std::uint64_t taken = 0, indices = 0;
  for (auto _ : state) {
    Calendar calendar;
    for (std::uint32_t child = 0; child < 80000; ++child)
      calendar.schedule(static_cast<std::int32_t>(geometric_days(draw_uniform(1, 1, child, 0), 300)),
                        {1, child, 0});
    std::vector<Event> today;
    taken = indices = 0;
    for (std::int32_t day = 1; day <= 3652; ++day) {
      calendar.take(day, today);
      for (const Event& event : today) {
        ++taken;
        indices = mix64(indices ^ event.index);
        const double luck = draw_uniform(1, 1, event.index, event.stamp + 1);
        calendar.schedule(day + static_cast<std::int32_t>(geometric_days(luck, 300)),
                          {1, event.index, event.stamp + 1});
      }
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(taken) * state.iterations());
  expect(state, "calendar", taken == 972325 && indices == 8670715748156677132u, static_cast<double>(taken));
}
BENCHMARK(calendar_decade)->Unit(benchmark::kMillisecond);

// What it costs to hand out 64 pieces.
void workers_call(benchmark::State& state) {
  Workers workers(static_cast<int>(state.range(0)));
  std::vector<std::uint64_t> slot(64);
  for (auto _ : state)
    workers.for_range(slot.size(), 1, [&](std::size_t begin, std::size_t) { slot[begin] = mix64(begin); });
  std::uint64_t all = 0;
  for (const std::uint64_t value : slot) all ^= value;
  expect(state, "workers", all == 5871255974131374644u, static_cast<double>(all));
}
BENCHMARK(workers_call)->Arg(1)->Arg(2)->Arg(8);

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return wrong ? 1 : 0;
}
