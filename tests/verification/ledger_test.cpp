// The whole ledger once more, from who lived where at what fee, by other code: equal to the penny.
#include <gtest/gtest.h>

#include <map>

#include "support/market_run.hpp"
#include "support/theory.hpp"
#include "world/check.hpp"

namespace carepool {
namespace {

using Cell = std::pair<std::size_t, Pay>;  // council, what for

Pay what_for(Setting setting, bool paid_to_a_group) {
  switch (setting) {
    case Setting::fostering: return paid_to_a_group ? Pay::fostering_agency : Pay::fostering_own;
    case Setting::kinship: return Pay::kinship;
    case Setting::residential: return Pay::homes_fees;
    case Setting::supported: return Pay::supported;
    case Setting::secure: return Pay::secure;
    case Setting::with_parents: return Pay::with_parents;
    case Setting::adoption: return Pay::adoption;
    case Setting::other: return Pay::other;
    case Setting::crisis: return Pay::crisis;
  }
  return Pay::other;
}

struct Ledger {
  std::map<Cell, Pence> paid;
  std::map<std::uint32_t, Pence> received;  // by group
  std::int64_t spells = 0;

  void add(std::size_t council, Setting setting, std::uint32_t provider, std::int32_t from, std::int32_t to, Pence fee, Pence add_ons) {
    const theory::FeeSpell core{from, to, fee}, extra{from, to, add_ons};
    const Pence x = theory::fees_between(std::span(&core, 1), from, to), y = theory::fees_between(std::span(&extra, 1), from, to);
    paid[{council, what_for(setting, provider != kNobody)}] += x;
    paid[{council, Pay::add_ons}] += y;
    if (provider != kNobody) received[provider] += x + y;
    ++spells;
  }
};

Ledger ledger_of(const World& w) {
  Ledger out;
  const History& h = w.history;
  for (std::size_t i = 0; i < h.child_key.size(); ++i)
    out.add(h.payer[i], h.setting[i], h.provider[i], h.money_base_day[i], h.end_day[i], h.fee_pence_per_week[i], h.add_ons_pence_per_week[i]);
  const Placements& p = w.placements;
  for (std::size_t r = 0; r < p.size(); ++r)
    if (p.account[r].child != kNobody)
      out.add(p.account[r].payer, p.account[r].setting, p.account[r].provider, p.account[r].money_base_day, w.day, p.account[r].fee_pence_per_week, p.account[r].add_ons_pence_per_week);
  return out;
}

test::MarketRun year_with_everything_on(const std::string& fail_weeks, const std::string& takeover_ratio) {
  // A week's wait costs a whole number of pence a day, so that waits can be counted in nights.
  const std::string text = R"(name: ledger
start: 2025-04-01
years: 1
world: {only_region: West Midlands}
start_state: {prehistory_days: 240}
costs: {wait_week: 4900}
supply: {cash_weeks: 2}
record: {history: true}
instruments:
  - {name: frameworks, kind: framework, partition: {method: region}, start_membership: 0.6}
  - {name: blocks, kind: block, mode: share, share: 0.2, guarantee: 0.7}
  - {name: cap, kind: fee_cap, from: 2025-08-01, level: 5000, applies_to: all, add_ons_share: 0.3}
  - {name: closures, kind: closure_shock, from: 2025-07-01, share: 0.1, notice_days: 20}
  - {name: more_children, kind: demand_shock, from: 2025-09-01, factor: 1.2}
)";
  return test::MarketRun(test::scenario_text(text, {"supply.fail_weeks=" + fail_weeks, "supply.takeover_ratio=" + takeover_ratio}), 11);
}

TEST(Ledger, RecomputedFromPlacementsIsEqualToThePenny) {
  test::MarketRun run = year_with_everything_on("3", "1");  // groups fail and homes change hands
  run.start();
  run.steps(365);
  const World& w = run.world;
  ASSERT_TRUE(check_world(*run.setup, w).empty());
  const Ledger ledger = ledger_of(w);
  EXPECT_GT(ledger.spells, 5000);
  Pence add_ons = 0, voids_paid = 0;
  for (std::size_t c = 0; c < run.setup->councils(); ++c) {
    const auto paid = [&](Pay what) { return w.totals.paid[c * kPays + static_cast<std::size_t>(what)]; };
    for (const Pay what : {Pay::fostering_own, Pay::fostering_agency, Pay::kinship, Pay::homes_fees, Pay::add_ons, Pay::supported, Pay::secure, Pay::with_parents, Pay::adoption,
                           Pay::other, Pay::crisis}) {
      const auto at = ledger.paid.find({c, what});
      EXPECT_EQ(paid(what), at == ledger.paid.end() ? 0 : at->second) << "council " << c << ", " << kPayNames[static_cast<std::size_t>(what)];
    }
    Pence voids = 0;
    for (std::size_t b = 0; b < w.blocks.size(); ++b)
      if (w.blocks.lead[b] == c) voids += w.blocks.cum_void[b];
    EXPECT_EQ(paid(Pay::block_voids), voids) << "council " << c;
    EXPECT_EQ(paid(Pay::waiting), w.totals.nights_waiting[c] * 70000) << "council " << c;
    std::int64_t referrals = 0;
    for (std::size_t n = 0; n < kNeeds; ++n) referrals += w.totals.referrals[c * kNeeds + n];
    EXPECT_EQ(paid(Pay::brokerage), referrals * pounds(run.scenario->values.costs().brokerage_referral())) << "council " << c;
    add_ons += paid(Pay::add_ons);
    voids_paid += voids;
  }
  EXPECT_GT(add_ons, 0) << "the cap did not bind: nothing was tried";
  EXPECT_GT(voids_paid, 0) << "no block bed was ever empty: nothing was tried";

  Pence fees = 0, received = 0, voids = 0, own = 0;
  for (const auto& [group, pence] : ledger.received) fees += pence;
  for (const Pence x : w.totals.received_provider) received += x;
  for (const Pence x : w.blocks.cum_void) voids += x;
  for (std::size_t c = 0; c < run.setup->councils(); ++c) own += w.totals.paid[c * kPays + static_cast<std::size_t>(Pay::homes_own)];
  EXPECT_EQ(received, fees + voids + own) << "groups receive fees, voids and what councils pay for their own homes";
}

// Groups without a block contract have received what their children's spells say, each to the penny.
TEST(Ledger, EveryGroupReceivedItsChildrensFees) {
  test::MarketRun run = year_with_everything_on("500", "0");  // no home changes hands
  run.start();
  run.steps(365);
  const World& w = run.world;
  const Ledger ledger = ledger_of(w);
  std::vector<std::uint8_t> has_block(w.providers.size(), 0);
  for (std::size_t b = 0; b < w.blocks.size(); ++b) has_block[w.homes.provider[w.blocks.home[b]]] = 1;
  int groups = 0;
  for (std::uint32_t g = static_cast<std::uint32_t>(run.setup->councils()); g < w.providers.size(); ++g) {
    if (has_block[g] != 0) continue;
    const auto at = ledger.received.find(g);
    EXPECT_EQ(w.totals.received_provider[g], at == ledger.received.end() ? 0 : at->second) << "group " << g;
    ++groups;
  }
  EXPECT_GT(groups, 20);
  EXPECT_EQ(w.totals.providers_failed, 0);
}

}  // namespace
}  // namespace carepool
