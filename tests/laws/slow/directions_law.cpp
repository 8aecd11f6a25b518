// Which way policies move England, on the same luck in every arm, and why. Each arm is forked from the same year without it.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>

#include "laws/slow/england.hpp"

namespace carepool {
namespace {

using england::England;
using england::on;

constexpr std::size_t kSeeds = 5;
const std::array<double, kNeeds> kNeedMix{0.39, 0.33, 0.21, 0.07};  // a fixed basket: about the needs of home starts
const char* const kFirstDay = "2026-04-01";  // of every policy here

// Counters that only grow, and stocks, at one moment.
struct Moment {
  double exits = 0, crisis_starts = 0, displaced = 0, days_waited = 0, home_starts = 0, bed_days = 0, used_days = 0, places = 0, private_places = 0;
  std::array<double, kNeeds * kContracts> fees{}, starts{};  // £/week summed, and count, of independent home starts
};

void add_fees(const World& w, Moment& m) {
  for (std::size_t cell = 0; cell < w.totals.start_count.size(); ++cell) {
    const std::size_t sector = cell / 2 % kSectors, contract = cell / (2 * kSectors) % kContracts;
    const std::size_t need = cell / (2 * kSectors * kContracts) % kNeeds;
    if (sector == static_cast<std::size_t>(Sector::council)) continue;
    m.starts[need * kContracts + contract] += static_cast<double>(w.totals.start_count[cell]);
    m.fees[need * kContracts + contract] += static_cast<double>(w.totals.start_fee[cell]) / 100;
  }
}

template <class T>
double sum(const std::vector<T>& column) {
  double out = 0;
  for (const T x : column) out += static_cast<double>(x);
  return out;
}

Moment moment_of(const World& w) {
  Moment m;
  m.exits = sum(w.totals.framework_left);
  m.crisis_starts = sum(w.totals.crisis_starts);
  m.displaced = sum(w.totals.displaced);
  m.days_waited = sum(w.totals.days_waited);
  m.home_starts = sum(w.totals.home_starts);
  m.bed_days = sum(w.blocks.cum_bed_days);
  m.used_days = sum(w.blocks.cum_used_days);
  for (std::size_t h = 0; h < w.homes.size(); ++h)
    if (w.homes.status[h] == HomeStatus::open || w.homes.status[h] == HomeStatus::closing) {
      m.places += w.homes.registered[h];
      if (w.homes.sector[h] == Sector::private_) m.private_places += w.homes.registered[h];
    }
  add_fees(w, m);
  return m;
}

using Moments = std::map<std::string, Moment>;  // by day

// "" is the base.
const std::map<std::string, std::vector<const char*>> kArms{{"", {"2026-10-01", "2027-04-01", "2028-04-01", "2029-04-01"}},
                                                            {"framework-cap.yaml", {"2027-04-01", "2028-04-01"}},
                                                            {"block-single.yaml", {"2027-04-01", "2028-04-01"}},
                                                            {"regional-block.yaml", {"2027-04-01", "2028-04-01"}},
                                                            {"demand-shock.yaml", {"2027-04-01", "2028-04-01", "2029-04-01"}},
                                                            {"closure-shock.yaml", {"2026-10-01", "2027-04-01", "2028-04-01", "2029-04-01"}}};

using Arms = std::map<std::string, Moments>;

Arms arms_of(std::uint64_t seed) {
  England past(england::scenario(), seed);
  past.live_to(kFirstDay);
  Arms out;
  for (const auto& [policy, days] : kArms) {
    England arm(past, england::scenario(policy.empty() ? std::vector<std::string>{} : std::vector<std::string>{policy}));
    out[policy][kFirstDay] = moment_of(past.world());
    for (const char* day : days) {
      arm.live_to(day);
      out[policy][day] = moment_of(arm.world());
    }
  }
  return out;
}

class Directions : public ::testing::Test {
 protected:
  static const std::vector<Arms>& seeds() {
    static const std::vector<Arms> done = england::each(kSeeds, [](std::size_t i) { return arms_of(101 + i); });
    return done;
  }
  template <class Measure>
  static std::vector<double> measured(const std::string& policy, Measure&& measure) {
    std::vector<double> out;
    for (const Arms& arms : seeds()) out.push_back(measure(arms.at(policy)));
    return out;
  }
  // Student's t with four degrees of freedom in place of 1.96.
  template <class Measure>
  static statistics::Estimate effect(const std::string& policy, const std::string& base, Measure&& measure) {
    statistics::Estimate e = statistics::paired_difference(measured(policy, measure), measured(base, measure));
    e.se *= 2.776 / 1.96;
    RecordProperty(policy + " " + std::to_string(e.mean), std::to_string(e.se));
    return e;
  }
};

double grown(const Moments& m, double Moment::*counter, const char* to = "2028-04-01") { return m.at(to).*counter - m.at(kFirstDay).*counter; }

// £/week at a fixed mix of needs, of starts in the first two years of the policy on the contracts given.
double mean_start_fee(const Moments& m, const std::vector<Contract>& contracts) {
  const Moment &from = m.at(kFirstDay), &to = m.at("2028-04-01");
  double fee = 0;
  for (std::size_t n = 0; n < kNeeds; ++n) {
    double paid = 0, count = 0;
    for (const Contract contract : contracts) {
      const std::size_t cell = n * kContracts + static_cast<std::size_t>(contract);
      paid += to.fees[cell] - from.fees[cell];
      count += to.starts[cell] - from.starts[cell];
    }
    fee += kNeedMix[n] * paid / std::max(1.0, count);
  }
  return fee;
}

// Groups leave a list whose fees are held down while spot purchase stays free.
TEST_F(Directions, ATightFrameworkCapRaisesExits) {
  EXPECT_TRUE(statistics::surely_positive("exits", effect("framework-cap.yaml", "", [](const Moments& m) { return grown(m, &Moment::exits); })));
}

// Who stays is paid at most the cap and some add-ons.
TEST_F(Directions, ATightFrameworkCapLowersFeesInScope) {
  const auto fee = [](const Moments& m) { return mean_start_fee(m, {Contract::framework}); };
  EXPECT_TRUE(statistics::surely_negative("framework fee", effect("framework-cap.yaml", "", fee)));
}

// Homes on the list turn down children whose fee no longer pays for an empty bed's worth.
TEST_F(Directions, ATightFrameworkCapRaisesCrisisPlacements) {
  const auto starts = [](const Moments& m) { return grown(m, &Moment::crisis_starts, "2027-04-01"); };
  EXPECT_TRUE(statistics::surely_positive("crisis starts", effect("framework-cap.yaml", "", starts)));
}

// Ten councils' children fill a bed that one council's children leave empty.
TEST_F(Directions, BlocksLetByAnRccOfTenHaveFewerVoidsThanTheSameLetByCouncils) {
  const auto voids = [](const Moments& m) {
    const Moment &from = m.at("2027-04-01"), &to = m.at("2028-04-01");
    return 1 - (to.used_days - from.used_days) / (to.bed_days - from.bed_days);
  };
  EXPECT_TRUE(statistics::surely_negative("voids per bed", effect("regional-block.yaml", "block-single.yaml", voids)));
}

// More children for the same beds: an empty bed is worth more, and fewer are near. Waits are those of years two and three: in the first year the
// additional starts are of new referrals alone, which have not had the time to wait long, so that the mean falls.
TEST_F(Directions, ADemandShockRaisesFeesAndDaysWaited) {
  const auto fee = [](const Moments& m) { return mean_start_fee(m, {Contract::spot, Contract::framework}); };
  const auto waited = [](const Moments& m) {
    const Moment &from = m.at("2027-04-01"), &to = m.at("2029-04-01");
    return (to.days_waited - from.days_waited) / (to.home_starts - from.home_starts);
  };
  EXPECT_TRUE(statistics::surely_positive("fee", effect("demand-shock.yaml", "", fee)));
  EXPECT_TRUE(statistics::surely_positive("days waited", effect("demand-shock.yaml", "", waited)));
}

// Homes take time to be planned and registered; then the margin that the closures left behind brings entrants.
TEST_F(Directions, HomesThatCloseOvernightDisplaceChildrenAndComeBackSlowly) {
  const auto displaced = [](const Moments& m) { return grown(m, &Moment::displaced, "2026-10-01"); };
  EXPECT_TRUE(statistics::surely_positive("displaced", effect("closure-shock.yaml", "", displaced)));
  const double lost = 0.05 * england::mean(measured("", [](const Moments& m) { return m.at(kFirstDay).private_places; }));
  const auto missing = [&](const char* day) {
    return -effect("closure-shock.yaml", "", [day](const Moments& m) { return m.at(day).places; }).mean / lost;
  };
  RecordProperty("missing at 6 months", std::to_string(missing("2026-10-01")));
  RecordProperty("missing at 36 months", std::to_string(missing("2029-04-01")));
  EXPECT_GE(missing("2026-10-01"), 0.25);
  EXPECT_LE(missing("2029-04-01"), 0.50);
}

}  // namespace
}  // namespace carepool
