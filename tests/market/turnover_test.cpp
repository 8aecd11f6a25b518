// The start has homes in every phase of life, and owners whose sizes stay.
#include "market/turnover.hpp"

#include <gtest/gtest.h>

#include "support/market_run.hpp"

namespace carepool {
namespace {

using test::MarketRun;

std::vector<std::string> north_west(std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"world.only_region=North West", "years=3"});
  return more;
}

MarketRun started(std::vector<std::string> more = {}, std::uint64_t seed = 1) {
  MarketRun run(test::scenario_file("england.yaml", north_west(std::move(more))), seed);
  run.start();
  return run;
}

bool for_sale(const World& w, std::size_t h) {
  return w.homes.sector[h] != Sector::council && w.homes.short_break[h] == 0 && w.homes.status[h] == HomeStatus::open;
}

struct Phases {
  int young = 0, filling = 0, closing = 0, council_registering = 0, registering = 0, open = 0;
};

Phases phases_of(const Setup& s, const World& w) {
  Phases x;
  for (std::size_t h = 0; h < w.homes.size(); ++h) {
    const HomeStatus status = w.homes.status[h];
    const bool council = w.homes.sector[h] == Sector::council;
    if (status == HomeStatus::registering) ++(council ? x.council_registering : x.registering);
    if (status == HomeStatus::closing) ++x.closing;
    if (status != HomeStatus::open) continue;
    ++x.open;
    x.young += w.day - w.homes.opened_day[h] < 365 ? 1 : 0;
    if (w.homes.staffed[h] >= w.homes.planned_staffed[h]) continue;
    ++x.filling;
    EXPECT_LE(w.day - w.homes.opened_day[h], s.v().supply().fill_up_days() + 31);
  }
  return x;
}

TEST(TheStart, HasHomesInEveryPhaseOfLife) {
  Phases sum;
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    const MarketRun run = started({}, seed);
    const Phases x = phases_of(*run.setup, run.world);
    sum.young += x.young, sum.filling += x.filling, sum.closing += x.closing;
    sum.council_registering += x.council_registering, sum.registering += x.registering, sum.open += x.open;
  }
  const double a_year = 0.047 * sum.open;
  EXPECT_NEAR(sum.young, a_year, 0.3 * a_year);
  EXPECT_GT(sum.filling, 0);
  EXPECT_GT(sum.closing, 0);
  EXPECT_LT(sum.closing, 0.3 * a_year);
  EXPECT_GT(sum.council_registering, 0);
  EXPECT_GT(sum.registering, sum.council_registering);
}

// On every day of the pre-history the homes that run are those of the tables, but for the few that stand empty on their way.
TEST(TheStart, KeepsThePublishedPlacesThroughoutThePreHistory) {
  MarketRun run(test::scenario_file("england.yaml", north_west()), 1);
  const std::size_t rows = run.world.homes.size();
  while (run.world.day < run.setup->first_day) {
    run.step();
    std::size_t running = 0;
    for (std::size_t h = 0; h < rows; ++h) running += run.world.homes.status[h] == HomeStatus::open || run.world.homes.status[h] == HomeStatus::closing ? 1 : 0;
    ASSERT_EQ(running, rows) << "day " << run.world.day - run.setup->first_day;
  }
  EXPECT_EQ(run.world.homes.size(), rows);
}

TEST(TheStart, FrozenSupplyHasNoTurnover) {
  const MarketRun run = started({"supply.frozen=true"});
  const Phases x = phases_of(*run.setup, run.world);
  EXPECT_EQ(x.young + x.filling + x.closing + x.registering + x.council_registering, 0);
}

double share_of_single_homes(const World& w) {
  std::vector<int> size(w.providers.size(), 0);
  double homes = 0, single = 0;
  for (std::size_t h = 0; h < w.homes.size(); ++h)
    if (for_sale(w, h)) ++size[w.homes.provider[h]];
  for (std::size_t h = 0; h < w.homes.size(); ++h) {
    if (!for_sale(w, h)) continue;
    homes += 1;
    single += size[w.homes.provider[h]] == 1 ? 1 : 0;
  }
  return single / homes;
}

TEST(Takeovers, KeepFoundersFromCrowdingTheMarket) {
  MarketRun with = started(), without = started({"supply.takeover_ratio=0"});
  const double before = share_of_single_homes(with.world);
  EXPECT_EQ(without.world.signals.takeover_per_year, 0);
  EXPECT_GT(with.world.signals.takeover_per_year, 0);
  with.steps(3 * 365);
  without.steps(3 * 365);
  EXPECT_GT(share_of_single_homes(without.world), before + 0.02);
  EXPECT_LT(share_of_single_homes(with.world), share_of_single_homes(without.world) - 0.02);
  EXPECT_NEAR(share_of_single_homes(with.world), before, 0.05);
}

}  // namespace
}  // namespace carepool
