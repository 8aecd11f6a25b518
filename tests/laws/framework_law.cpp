// A framework is a price list for its members.
#include <gtest/gtest.h>

#include <algorithm>

#include "small_market.hpp"

namespace carepool {
namespace {

using test::SmallMarket;

const std::string kTwo =
    "  - name: frameworks\n    kind: framework\n    groups:\n"
    "      - {name: north, councils: [Northumberland, Newcastle upon Tyne, North Tyneside, South Tyneside, "
    "Gateshead, Sunderland]}\n"
    "      - {name: south, councils: [County Durham, Hartlepool, Darlington, Stockton-on-Tees]}\n";

std::size_t row_of(const World& w, std::uint32_t r) {
  return static_cast<std::size_t>(w.placements.terms[r].framework) * w.memberships.groups +
         w.placements.account[r].provider;
}

TEST(FrameworkLaw, FrameworkPlacementPaysTheListPrice) {
  SmallMarket market(kTwo);
  std::size_t starts = 0;
  market.run_to("2026-10-01", [&](const World& w, std::int32_t day) {
    test::for_each_start(w, day, [&](std::uint32_t r) {
      if (w.placements.account[r].contract != Contract::framework) return;
      ++starts;
      const auto n = static_cast<std::size_t>(w.placements.account[r].need);
      EXPECT_EQ(w.placements.account[r].fee_pence_per_week,
                pounds(static_cast<double>(w.memberships.fee_per_week[row_of(w, r)][n])));
      EXPECT_EQ(w.placements.account[r].add_ons_pence_per_week, 0);
    });
  });
  EXPECT_GT(starts, 20u);
}

TEST(FrameworkLaw, OnlyMembersCallOffAndOnlyFromGroupsOnTheList) {
  SmallMarket market(kTwo);
  market.run_to("2025-10-01", [&](const World& w, std::int32_t day) {
    test::for_each_start(w, day, [&](std::uint32_t r) {
      if (w.placements.account[r].contract != Contract::framework) {
        EXPECT_EQ(w.placements.terms[r].framework, kNobody);
        return;
      }
      const FrameworkRule& rule = w.rules.frameworks.at(w.placements.terms[r].framework);
      EXPECT_TRUE(rule.is_member[w.placements.account[r].payer]);
      EXPECT_TRUE(w.memberships.member[row_of(w, r)]);
    });
  });
}

TEST(FrameworkLaw, WithoutAFrameworkNothingIsBoughtOnOne) {
  SmallMarket market("");
  market.run_to("2025-08-01");
  for (std::uint32_t r = 0; r < market.world().placements.size(); ++r)
    EXPECT_TRUE(market.world().placements.account[r].child == kNobody ||
                market.world().placements.account[r].contract != Contract::framework);
}

TEST(FrameworkLaw, AFrameworkThatEndsLeavesSittingPlacementsOnTheirFees) {
  SmallMarket market(
      "  - {name: frameworks, kind: framework, to: 2025-06-01, partition: {method: region}}\n");
  market.run_to("2025-06-01");
  std::vector<std::pair<std::uint64_t, Pence>> before;
  const auto sitting = [&](const World& w) {
    std::vector<std::pair<std::uint64_t, Pence>> out;
    for (std::uint32_t r = 0; r < w.placements.size(); ++r)
      if (test::in_home(w, r) && w.placements.account[r].contract == Contract::framework &&
          w.placements.account[r].start_day < test::on("2025-06-01"))
        out.emplace_back(w.children.care[w.placements.account[r].child].key, w.placements.account[r].fee_pence_per_week);
    std::sort(out.begin(), out.end());
    return out;
  };
  before = sitting(market.world());
  EXPECT_GT(before.size(), 20u);
  market.run_to("2025-07-01", [&](const World& w, std::int32_t day) {
    test::for_each_start(w, day,
                         [&](std::uint32_t r) { EXPECT_NE(w.placements.account[r].contract, Contract::framework); });
  });
  const auto after = sitting(market.world());
  EXPECT_GT(after.size(), 20u);
  EXPECT_TRUE(std::includes(before.begin(), before.end(), after.begin(), after.end()));
}

}  // namespace
}  // namespace carepool
