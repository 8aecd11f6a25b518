// The fast engine does, to the bit, what the slow and obvious one does: 200 random small worlds.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/random.hpp"
#include "support/market_run.hpp"
#include "support/reference_engine.hpp"
#include "world/check.hpp"

namespace carepool {
namespace {

// Every choice of a random world from its number.
class Dice {
 public:
  explicit Dice(std::uint64_t world) : rng_(20250401, 1000, world) {}
  double between(double low, double high) { return low + (high - low) * rng_.uniform(); }
  int whole(int low, int high) { return low + static_cast<int>(rng_.below(static_cast<std::uint64_t>(high - low + 1))); }
  bool chance(double p) { return rng_.uniform() < p; }

 private:
  Rng rng_;
};

struct RandomWorld {
  std::string text;
  int days = 0;
};

RandomWorld random_world(std::uint64_t number) {
  Dice d(number);
  const int councils = d.whole(1, 3), homes = d.whole(1, 8), groups = d.whole(1, std::min(homes, 3));
  const bool reserved = d.chance(0.3);
  int places = d.whole(homes, 3 * homes + 6);
  if (reserved) places = (places + councils - 1) / councils * councils;
  const double stay = d.between(8, 120);
  const double load = places * d.between(0.4, 1.5);
  std::string x = "name: random\nstart: 2025-04-01\nyears: 2\n";
  x += fmt::format("world: {{kind: pools, pools: {}, places_per_pool: {}, homes_per_pool: {}, groups_per_pool: {}, councils_per_pool: {}}}\n", d.whole(1, 5), places,
                   d.chance(0.15) ? 0 : homes, groups, councils);
  x += fmt::format("demand: {{entries_per_day: {:.4f}, mean_stay_days: {:.2f}, waiting_leave_ratio: {:.2f}, level: {:.2f}, hard_days: {:.1f}, hard_share: {{standard: {:.2f}}}}}\n", load / stay, stay,
                   d.chance(0.5) ? 1.0 : d.between(0, 3), d.between(0.7, 1.3), d.between(2, 60), d.chance(0.5) ? 0.0 : d.between(0, 0.5));
  x += fmt::format("search: {{retry: {}, retry_days: {}, block_bonus: {:.0f}, framework_bonus: {:.0f}, grade_bonus: {:.0f}}}\n", d.chance(0.3) ? "none" : "daily", d.chance(0.7) ? 1 : d.whole(2, 5),
                   d.between(-500, 500), d.between(0, 600), d.between(0, 200));
  x += fmt::format("offers: {{accept_all: {}, gate: {{standard: {:.2f}}}, gate_own_council: {:.2f}, gate_hard: {:.2f}, taste_scale: {:.0f}, taste_mean: {:.0f}, mix_per_resident: {:.0f}, ceiling_start: {:.2f}}}\n",
                   d.chance(0.25), d.between(0.2, 1), d.between(0.5, 2), d.between(0, 0.5), d.between(0, 600), d.between(-900, 300), d.between(0, 200), d.between(0.9, 2));
  x += fmt::format("prices: {{fixed: {}, alpha: {:.5f}, bargaining: {:.2f}, step: {:.2f}, memory_weeks: {:.1f}, update_days: {}, share_shrink: {:.1f}, pseudo_fills: {:.1f}, omega_shift: {}, omega_shift_share: {:.2f}}}\n",
                   d.chance(0.25), d.between(0.002, 0.01), d.between(0.1, 0.9), d.between(0.1, 1), d.between(4, 60), d.whole(5, 40), d.between(1, 30), d.between(1, 8), d.chance(0.3) ? 400 : 0, d.between(0, 0.5));
  x += fmt::format("start_state: {{omega_initial: {:.0f}}}\nquality: {{breakdown_per_year: {:.2f}}}\nsupply: {{frozen: true}}\nblocks: {{reserved: {}}}\n", d.between(0, 4000),
                   d.chance(0.3) ? 0.0 : d.between(0, 6), reserved);
  std::string policies;
  if (d.chance(0.5))
    policies += fmt::format("  - {{name: list, kind: framework, partition: {{method: all}}, discount: {:.3f}, start_membership: {:.2f}}}\n", d.between(-0.05, 0.3), d.between(0.2, 1));
  if (d.chance(0.4))
    policies += fmt::format("  - {{name: cap, kind: fee_cap, from: 2025-0{}-01, level: {:.0f}, applies_to: {}, add_ons_share: {:.2f}, relabel_share: {:.2f}}}\n", d.whole(5, 9), d.between(1500, 6000),
                            d.chance(0.34) ? "new" : d.chance(0.5) ? "at_review" : "all", d.between(0, 0.5), d.between(0, 0.3));
  if (d.chance(0.3)) policies += fmt::format("  - {{name: more, kind: demand_shock, from: 2025-06-01, factor: {:.2f}}}\n", d.between(0.6, 1.4));
  if (!policies.empty()) x += "instruments:\n" + policies;
  return {x, d.whole(60, 400)};
}

// How much of the market these worlds bring to life; a comparison of empty worlds would prove nothing.
struct Seen {
  std::int64_t placements = 0, single = 0, contested = 0, breakdowns = 0, waits = 0, framework = 0, block = 0, add_ons = 0;
};

void count(const World& w, Seen& seen) {
  for (const std::int64_t x : w.totals.home_starts) seen.placements += x;
  for (const std::int64_t x : w.totals.single_offer) seen.single += x;
  for (const std::int64_t x : w.totals.choice) seen.contested += x;
  for (const std::int64_t x : w.totals.breakdowns) seen.breakdowns += x;
  for (const std::int64_t x : w.totals.nights_waiting) seen.waits += x;
  for (std::size_t r = 0; r < w.placements.size(); ++r) {
    if (w.placements.account[r].child == kNobody) continue;
    seen.framework += w.placements.account[r].contract == Contract::framework;
    seen.block += w.placements.account[r].contract == Contract::block;
    seen.add_ons += w.placements.account[r].add_ons_pence_per_week > 0;
  }
}

void expect_same(const RandomWorld& world, std::uint64_t seed, Seen& seen) {
  test::MarketRun fast(test::scenario_text(world.text), seed, 2);
  reference::Engine slow(*fast.setup, fast.plan);
  for (int day = 0; day < world.days; ++day) {
    fast.step();
    slow.step();
    if (day % 5 != 0 && day + 1 != world.days && day > 30) continue;
    const auto a = reference::describe(*fast.setup, fast.world), b = slow.describe();
    if (a == b) continue;
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
      const std::string x = i < a.size() ? a[i] : "(nothing)", y = i < b.size() ? b[i] : "(nothing)";
      if (x == y) continue;
      ADD_FAILURE() << "day " << day << ", line " << i << "\n fast: " << x << "\n slow: " << y << "\n" << world.text;
      return;
    }
  }
  for (const std::string& broken : check_world(*fast.setup, fast.world)) ADD_FAILURE() << broken;
  count(fast.world, seen);
}

TEST(ReferenceEngine, EqualsTheFastEngineToTheBitInTwoHundredRandomWorlds) {
  Seen seen;
  for (std::uint64_t number = 0; number < 200 && !HasFailure(); ++number) {
    SCOPED_TRACE(number);
    expect_same(random_world(number), 1 + number % 7, seen);
  }
  RecordProperty("placements", std::to_string(seen.placements));
  RecordProperty("framework_block_add_ons", fmt::format("{} {} {}", seen.framework, seen.block, seen.add_ons));
  EXPECT_GT(seen.placements, 20000);
  EXPECT_GT(seen.single, 2000);
  EXPECT_GT(seen.contested, 2000);
  EXPECT_GT(seen.breakdowns, 500);
  EXPECT_GT(seen.waits, 10000);
  EXPECT_GT(seen.framework, 100);
  EXPECT_GT(seen.block, 100);
  EXPECT_GT(seen.add_ons, 20);
}

// A comparison that cannot fail would prove nothing.
TEST(ReferenceEngine, SeesADifferenceOfOneMillionth) {
  const std::string text =
      "name: pair\nworld: {kind: pools, pools: 2, places_per_pool: 8, homes_per_pool: 4, groups_per_pool: 2}\ndemand: {entries_per_day: 0.2, mean_stay_days: 40}\n"
      "offers: {gate: {standard: 0.4}}\nsupply: {frozen: true}\n";
  test::MarketRun fast(test::scenario_text(text, {"prices.bargaining=0.45"}), 1), other(test::scenario_text(text, {"prices.bargaining=0.450001"}), 1);
  reference::Engine same(*fast.setup, fast.plan), different(*other.setup, other.plan);
  for (int day = 0; day < 60; ++day) {
    fast.step();
    same.step();
    different.step();
  }
  EXPECT_EQ(reference::describe(*fast.setup, fast.world), same.describe());
  EXPECT_NE(reference::describe(*fast.setup, fast.world), different.describe());
}

}  // namespace
}  // namespace carepool
