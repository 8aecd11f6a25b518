#include "market/memberships.hpp"

#include <algorithm>
#include <cmath>

#include "base/date.hpp"
#include "behaviours/list.hpp"
#include "engine/det_math.hpp"
#include "engine/random.hpp"
#include "market/contracts.hpp"
#include "market/joint_talks.hpp"
#include "market/phases.hpp"
#include "market/tell.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

// A framework is of interest to a group with a home in its members' areas.
bool in_reach(const World& w, const FrameworkRule& f, const std::vector<std::uint32_t>& homes) {
  for (const std::uint32_t h : homes)
    if (f.is_member[w.homes.area[h]] != 0) return true;
  return false;
}

// What the group expects to be paid on spot terms in the framework's area, by need; 0 where it serves nobody of the need.
std::array<double, kNeeds> spot_fees(const World& w, const FrameworkRule& f, const std::vector<std::uint32_t>& homes) {
  std::array<double, kNeeds> sum{}, count{};
  for (const std::uint32_t h : homes) {
    if (f.is_member[w.homes.area[h]] == 0) continue;
    for (std::size_t n = 0; n < kNeeds; ++n)
      if (serves(w.homes.bed_class[h], static_cast<Need>(n))) {
        const double cap = cap_per_week(w, f.members.front(), Setting::residential, static_cast<Need>(n), Contract::spot, w.homes.sector[h], false, nullptr);
        sum[n] += std::min(cap, w.homes.ask_per_week[h][n] * w.signals.paid_over_ask);
        count[n] += 1;
      }
  }
  for (std::size_t n = 0; n < kNeeds; ++n) sum[n] = count[n] > 0 ? sum[n] / count[n] : 0;
  return sum;
}

// Gives what joint talks made of the price: 1, nothing.
double bid(const Setup& s, World& w, std::size_t f, std::uint32_t g, const std::vector<std::uint32_t>& homes, std::int32_t day) {
  const FrameworkRule& rule = w.rules.frameworks[f];
  const std::size_t m = f * w.memberships.groups + g;
  const auto spot = spot_fees(w, rule, homes);
  const double talks = JointTalks(s, w, rule.body, rule.members, rule.is_member).factor(homes, homes.front());
  const double factor = (1.0 - rule.discount) * talks;
  for (std::size_t n = 0; n < kNeeds; ++n) w.memberships.fee_per_week[m][n] = static_cast<float>(spot[n] * factor);
  w.memberships.bid_day[m] = day;
  return talks;
}

double mean_of_served(const std::array<double, kNeeds>& price) {
  double sum = 0, count = 0;
  for (const double x : price) {
    sum += x;
    count += x > 0 ? 1 : 0;
  }
  return count > 0 ? sum / count : 0;
}

double relative_gain(const World& w, std::size_t f, std::uint32_t g, const std::array<double, kNeeds>& spot) {
  const std::size_t m = f * w.memberships.groups + g;
  const FrameworkRule& rule = w.rules.frameworks[f];
  double listed = 0, expected = 0;
  for (std::size_t n = 0; n < kNeeds; ++n) {
    if (spot[n] <= 0) continue;
    const double cap = cap_per_week(w, rule.members.front(), Setting::residential, static_cast<Need>(n), Contract::framework, w.providers.sector[g], false, nullptr);
    listed += std::min(cap, static_cast<double>(w.memberships.fee_per_week[m][n]));
    expected += spot[n];
  }
  return expected > 0 ? listed / expected - 1.0 : 0;
}

double burden_of(const World& w, const FrameworkRule& rule, std::uint32_t g) {
  const double fees = std::max(100000.0, w.providers.year_revenue[g]);
  return static_cast<double>(rule.tender_pence_per_year) / 100.0 / fees;
}

// Founders choose as they open; everybody else once a year.
bool founded_last_month(const Setup& s, const World& w, const std::vector<std::uint32_t>& homes) {
  constexpr std::int32_t kMonth = 31;
  if (homes.size() != 1) return false;
  const std::int32_t opened = w.homes.opened_day[homes.front()];
  return opened > s.prehistory_start && opened >= add_months(Date{w.day}, -1).days && w.day - opened <= kMonth;
}

// A founder takes the place that groups of its kind have once as many join as leave.
void found_member(const Setup& s, World& w, std::size_t f, std::uint32_t g, const std::vector<std::uint32_t>& homes) {
  const FrameworkRule& rule = w.rules.frameworks[f];
  const std::size_t i = f * w.memberships.groups + g;
  bid(s, w, f, g, homes, w.day);
  const auto spot = spot_fees(w, rule, homes);
  const double gain = relative_gain(w, f, g, spot), past = w.signals.framework_share_past[f];
  const double joins = framework_join_chance(s, w.providers.sector[g], gain, past, 0), leaves = framework_leave_chance(s, w.providers.sector[g], gain, past, 0);
  const double u = draw_uniform(s.seed, streams::framework_start, combine_keys(w.providers.key[g], rule.identity), 1);
  if (w.memberships.member[i] != 0) return;
  const bool joined = u < joins / (joins + leaves);
  if (w.trace) {
    const tell::FrameworkFigures figures{gain, past, 0, joins / (joins + leaves), mean_of_served(spot)};
    tell::framework_choice(w, static_cast<std::uint32_t>(f), g, joined ? v1::JOINED : v1::STAYED_OUT, figures);
  }
  if (!joined) return;
  w.memberships.member[i] = 1;
  ++w.totals.framework_joined[f];
}

double share_on(const World& w, std::size_t f, const HomesOfGroups& homes) {
  double reach = 0, on = 0;
  for (std::uint32_t g = 0; g < w.memberships.groups; ++g) {
    if (homes[g].empty() || !in_reach(w, w.rules.frameworks[f], homes[g])) continue;
    reach += 1;
    on += w.memberships.member[f * w.memberships.groups + g];
  }
  return reach > 0 ? on / reach : 0;
}

// The chance of each group to be on the framework once as many join as leave, found from the rule's first guess; also the share on it.
// Before the run a list price keeps its place below the spot fee: the discount and, for members, the uplift of half a term count.
struct Settled {
  std::vector<double> p;  // [groups], 0 out of reach
  double share = 0;
};

Settled settled_membership(const Setup& s, const World& w, const FrameworkRule& rule, const HomesOfGroups& homes) {
  constexpr int kRounds = 60;
  // A member's list price is half a term old; a newcomer bids today's.
  const double aged = (1.0 - rule.discount) * det::pow(1.0 + rule.uplift_per_year, rule.term_years / 2) - 1.0;
  Settled x;
  x.p.assign(homes.size(), 0.0);
  x.share = rule.start_membership;
  for (int round = 0; round < kRounds; ++round) {
    double sum = 0, reach = 0;
    for (std::uint32_t g = 0; g < homes.size(); ++g) {
      if (homes[g].empty() || !in_reach(w, rule, homes[g])) continue;
      const double burden = burden_of(w, rule, g);
      const double joins = framework_join_chance(s, w.providers.sector[g], -rule.discount, x.share, burden);
      const double leaves = framework_leave_chance(s, w.providers.sector[g], aged, x.share, burden);
      x.p[g] = joins / (joins + leaves);
      sum += x.p[g];
      reach += 1;
    }
    if (reach > 0) x.share = sum / reach;
  }
  return x;
}

// Frameworks that are no more leave their members.
void tell_ended(const World& w, const Memberships& next) {
  const Memberships& m = w.memberships;
  for (std::size_t f = 0; f < m.framework.size(); ++f) {
    if (std::find(next.framework.begin(), next.framework.end(), m.framework[f]) != next.framework.end()) continue;
    for (std::uint32_t g = 0; g < m.groups; ++g)
      if (m.member[f * m.groups + g] != 0) tell::framework_ended(w, m.framework[f], g);
  }
}

}  // namespace

void grow_memberships(World& w) {
  Memberships& m = w.memberships;
  const std::size_t old = m.groups, now = w.providers.size(), rows = m.framework.size();
  if (old == now) return;
  Memberships x;
  x.framework = m.framework;
  x.groups = now;
  x.member.assign(rows * now, 0);
  x.member_year_ago.assign(rows * now, 0);
  x.fee_per_week.assign(rows * now, {});
  x.bid_day.assign(rows * now, 0);
  x.left_day.assign(rows * now, -kNever);
  for (std::size_t f = 0; f < rows; ++f)
    for (std::size_t g = 0; g < old; ++g) {
      const std::size_t from = f * old + g, to = f * now + g;
      x.member[to] = m.member[from];
      x.member_year_ago[to] = m.member_year_ago[from];
      x.fee_per_week[to] = m.fee_per_week[from];
      x.bid_day[to] = m.bid_day[from];
      x.left_day[to] = m.left_day[from];
    }
  m = std::move(x);
}

void align_memberships(const Setup& s, const StepContext& step, World& w) {
  grow_memberships(w);
  Memberships& m = w.memberships;
  const auto& rules = w.rules.frameworks;
  bool same = rules.size() == m.framework.size();
  for (std::size_t f = 0; same && f < rules.size(); ++f) same = rules[f].identity == m.framework[f];
  if (same) return;
  Memberships x;
  x.groups = m.groups;
  std::vector<double> share, past, exits;
  std::vector<std::int64_t> joined, left;
  std::vector<std::size_t> fresh;
  for (std::size_t f = 0; f < rules.size(); ++f) {
    const auto at = std::find(m.framework.begin(), m.framework.end(), rules[f].identity);
    x.framework.push_back(rules[f].identity);
    const bool known = at != m.framework.end();
    const std::size_t old = static_cast<std::size_t>(at - m.framework.begin());
    for (std::size_t g = 0; g < m.groups; ++g) {
      const std::size_t from = old * m.groups + g;
      x.member.push_back(known ? m.member[from] : std::uint8_t{0});
      x.member_year_ago.push_back(known ? m.member_year_ago[from] : std::uint8_t{0});
      x.fee_per_week.push_back(known ? m.fee_per_week[from] : std::array<float, kNeeds>{});
      x.bid_day.push_back(known ? m.bid_day[from] : 0);
      x.left_day.push_back(known ? m.left_day[from] : -kNever);
    }
    share.push_back(known ? w.signals.framework_share[old] : rules[f].start_membership);
    past.push_back(known ? w.signals.framework_share_past[old] : rules[f].start_membership);
    exits.push_back(known ? w.signals.exit_rate[old] : 0.0);
    joined.push_back(known ? w.totals.framework_joined[old] : 0);
    left.push_back(known ? w.totals.framework_left[old] : 0);
    if (!known) fresh.push_back(f);
  }
  for (std::uint32_t r = 0; r < w.placements.size(); ++r) {  // placements keep their terms; the index follows the identity
    if (w.placements.terms[r].framework == kNobody) continue;
    const std::uint64_t id = m.framework[w.placements.terms[r].framework];
    const auto at = std::find(x.framework.begin(), x.framework.end(), id);
    w.placements.terms[r].framework = at == x.framework.end() ? kNobody : static_cast<std::uint32_t>(at - x.framework.begin());
  }
  if (w.trace) tell_ended(w, x);
  m = std::move(x);
  w.signals.framework_share = share;
  w.signals.framework_share_past = past;
  w.signals.exit_rate = exits;
  w.totals.framework_joined = joined;
  w.totals.framework_left = left;
  const HomesOfGroups homes = homes_of_groups(w);
  for (const std::size_t f : fresh) {
    const bool settled = !step.live && w.day > s.prehistory_start;
    const Settled fixed = settled ? settled_membership(s, w, rules[f], homes) : Settled{};
    if (settled) w.signals.framework_share[f] = w.signals.framework_share_past[f] = fixed.share;
    for (std::uint32_t g = 0; g < m.groups; ++g) {
      if (homes[g].empty() || !in_reach(w, rules[f], homes[g])) continue;
      const std::uint64_t key = combine_keys(w.providers.key[g], rules[f].identity);
      Rng rng(s.seed, streams::framework_start, key);
      const std::size_t i = f * m.groups + g;
      m.member[i] = rng.uniform() < (settled ? fixed.p[g] : rules[f].start_membership) ? 1 : 0;
      m.member_year_ago[i] = step.live ? std::uint8_t{0} : m.member[i];
      // In force already before the run: bids are of any age within the term. A new framework is bid for today.
      const double age = step.live ? 0.0 : rng.uniform() * rules[f].term_years * 365.25;
      bid(s, w, f, g, homes[g], w.day);
      m.bid_day[i] = w.day - static_cast<std::int32_t>(age);
      const double since = det::pow(1.0 + rules[f].uplift_per_year, age / 365.25);
      for (float& fee : m.fee_per_week[i]) fee = static_cast<float>(static_cast<double>(fee) * since);
      if (w.trace && m.member[i] != 0) tell::framework_choice(w, static_cast<std::uint32_t>(f), g, v1::FRAMEWORK_BEGAN);
    }
  }
}

void framework_choices(const Setup& s, const HomesOfGroups& homes, World& w) {
  Memberships& m = w.memberships;
  const auto month = static_cast<std::uint64_t>(ymd(Date{w.day}).month - 1);
  const auto year = static_cast<std::uint32_t>(ymd(Date{w.day}).year);
  for (std::size_t f = 0; f < m.framework.size(); ++f) {
    const FrameworkRule& rule = w.rules.frameworks[f];
    for (std::uint32_t g = 0; g < m.groups; ++g) {
      const std::size_t i = f * m.groups + g;
      if (homes[g].empty() || !in_reach(w, rule, homes[g])) {
        if (w.trace && m.member[i] != 0) tell::framework_choice(w, static_cast<std::uint32_t>(f), g, v1::OUT_OF_REACH);
        m.member[i] = 0;
        continue;
      }
      const std::uint64_t key = combine_keys(w.providers.key[g], rule.identity);
      if (founded_last_month(s, w, homes[g])) {
        found_member(s, w, f, g, homes[g]);
        continue;
      }
      if (mix64(key) % 12 != month) continue;
      m.member_year_ago[i] = m.member[i];
      const auto spot = spot_fees(w, rule, homes[g]);
      const double past = w.signals.framework_share_past[f];
      const double burden = burden_of(w, rule, g);
      const double u = draw_uniform(s.seed, streams::framework_choice, key, year);
      const auto tell_choice = [&](v1::TraceChoice choice, double gain, double chance) {
        tell::framework_choice(w, static_cast<std::uint32_t>(f), g, choice, {gain, past, burden, chance, mean_of_served(spot)});
      };
      if (m.member[i] != 0) {
        const double gain = relative_gain(w, f, g, spot);
        const double chance = framework_leave_chance(s, w.providers.sector[g], gain, past, burden);
        if (w.trace) tell_choice(u < chance ? v1::LEFT : v1::STAYED_ON, gain, chance);
        if (u < chance) {
          m.member[i] = 0;
          m.left_day[i] = w.day;
          ++w.totals.framework_left[f];
        }
      } else {
        bid(s, w, f, g, homes[g], w.day);
        const double gain = relative_gain(w, f, g, spot);
        const double chance = framework_join_chance(s, w.providers.sector[g], gain, past, burden);
        if (w.trace) tell_choice(u < chance ? v1::JOINED : v1::STAYED_OUT, gain, chance);
        if (u < chance) {
          m.member[i] = 1;
          ++w.totals.framework_joined[f];
        }
      }
    }
    w.signals.framework_share[f] = share_on(w, f, homes);
    w.signals.framework_share_past[f] += (w.signals.framework_share[f] - w.signals.framework_share_past[f]) / 12.0;
  }
}

void reprice_frameworks(const Setup& s, const StepContext& step, const HomesOfGroups& homes, World& w) {
  Memberships& m = w.memberships;
  for (std::size_t f = 0; f < m.framework.size(); ++f) {
    const FrameworkRule& rule = w.rules.frameworks[f];
    const auto term = static_cast<std::int32_t>(rule.term_years * 365.25);
    const double monthly = det::pow(1.0 + rule.uplift_per_year, 1.0 / 12.0);
    for (std::uint32_t g = 0; g < m.groups; ++g) {
      const std::size_t i = f * m.groups + g;
      if (m.member[i] == 0 || homes[g].empty()) continue;
      const std::int32_t bid_day = m.bid_day[i];
      if (w.day - bid_day >= term) {
        const double before = w.trace ? tell::mean_price(m.fee_per_week[i]) : 0;
        const double talks = bid(s, w, f, g, homes[g], w.day);
        if (w.trace) tell::framework_bid(w, static_cast<std::uint32_t>(f), g, before, talks);
      } else if (!step.live) {
        // Prices are still finding their level: the list price of a bid of that age follows.
        bid(s, w, f, g, homes[g], bid_day);
        const double since = det::pow(1.0 + rule.uplift_per_year, (w.day - bid_day) / 365.25);
        for (float& fee : m.fee_per_week[i]) fee = static_cast<float>(static_cast<double>(fee) * since);
      } else {
        for (float& fee : m.fee_per_week[i]) fee = static_cast<float>(static_cast<double>(fee) * monthly);
      }
    }
  }
}

}  // namespace carepool
