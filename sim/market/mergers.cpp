#include "market/mergers.hpp"

#include <algorithm>

#include "engine/random.hpp"
#include "market/contracts.hpp"
#include "market/finance.hpp"
#include "market/memberships.hpp"
#include "market/phases.hpp"
#include "market/tell.hpp"
#include "world/homes.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

bool may_merge(const World& w, std::uint32_t g) {
  return w.providers.active[g] != 0 && w.providers.kind[g] == 0 && w.providers.sector[g] != Sector::council && w.providers.homes_open[g] > 1;
}

std::uint32_t pick_evenly(const std::vector<std::uint32_t>& from, double u) {
  if (from.empty()) return kNobody;
  return from[std::min(from.size() - 1, static_cast<std::size_t>(u * static_cast<double>(from.size())))];
}

// A group at least as large, not in breach, of the region of one of the group's homes; picked by its homes there.
std::uint32_t buyer_of(const Setup& s, const World& w, std::uint32_t group, Rng& rng) {
  std::vector<std::uint32_t> own, others;
  for (std::uint32_t h = 0; h < w.homes.size(); ++h)
    if (w.homes.status[h] == HomeStatus::open && w.homes.provider[h] == group) own.push_back(h);
  const std::uint32_t at = pick_evenly(own, rng.uniform());
  if (at == kNobody) return kNobody;
  const std::uint32_t region = s.places[w.homes.area[at]].region;
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
    const std::uint32_t g = w.homes.provider[h];
    if (w.homes.status[h] == HomeStatus::open && g != group && w.homes.sector[h] == w.homes.sector[at] && s.places[w.homes.area[h]].region == region && may_merge(w, g) &&
        w.providers.in_breach[g] == 0 && w.providers.homes_open[g] >= w.providers.homes_open[group])
      others.push_back(g);
  }
  return pick_evenly(others, rng.uniform());
}

template <class T>
void pass(Column<T>& column, std::uint32_t from, std::uint32_t to) {
  column[to] += column[from];
  column[from] = 0;
}

void pass_placements(const Setup& s, World& w, std::uint32_t group, std::uint32_t buyer) {
  for (std::uint32_t r = 0; r < w.placements.size(); ++r) {
    PlacementAccount& x = w.placements.account[r];
    if (x.child == kNobody || x.provider != group) continue;
    change_fee(s, w, r, x.fee_pence_per_week, x.add_ons_pence_per_week);  // what was lived is settled with the old owner
    x.provider = buyer;
  }
  for (std::uint32_t b = 0; b < w.blocks.size(); ++b)
    if (w.blocks.live[b] != 0 && w.homes.provider[w.blocks.home[b]] == group) settle_block(s, w, b, w.day);
}

// The larger loan's day stands for both; the rate is such that the interest stays.
void pass_debt(World& w, std::uint32_t group, std::uint32_t buyer) {
  Providers& g = w.providers;
  const auto own = static_cast<double>(g.debt[buyer]), taken = static_cast<double>(g.debt[group]);
  if (taken > 0) g.loan_rate[buyer] = (own * g.loan_rate[buyer] + taken * g.loan_rate[group]) / (own + taken);
  if (taken > own) g.due_day[buyer] = g.due_day[group];
  pass(g.debt, group, buyer);
  g.due_day[group] = kNever;
}

void pass_accounts(World& w, std::uint32_t group, std::uint32_t buyer) {
  Providers& g = w.providers;
  g.cash[group] -= g.cum_variable[group] - g.variable_booked[group];  // of days since the month end
  g.variable_booked[group] = g.cum_variable[group];
  pass(g.cash, group, buyer);
  for (auto* column : {&g.year_revenue, &g.year_cost, &g.year_interest, &g.won, &g.contested}) pass(*column, group, buyer);
}

// The buyer is on every framework on which either was; where both were, its own list prices stand, with the other's for needs that it never bid for.
// Gives those on which it was not before.
std::vector<std::uint32_t> pass_memberships(World& w, std::uint32_t group, std::uint32_t buyer) {
  grow_memberships(w);
  std::vector<std::uint32_t> joined;
  Memberships& m = w.memberships;
  for (std::size_t f = 0; f < m.framework.size(); ++f) {
    const std::size_t from = f * m.groups + group, to = f * m.groups + buyer;
    if (m.member[from] != 0 && m.member[to] == 0) {
      m.member[to] = 1;
      m.fee_per_week[to] = m.fee_per_week[from];
      m.bid_day[to] = m.bid_day[from];
      joined.push_back(static_cast<std::uint32_t>(f));
    }
    if (m.member[from] != 0)
      for (std::size_t n = 0; n < kNeeds; ++n)
        if (m.fee_per_week[to][n] <= 0) m.fee_per_week[to][n] = m.fee_per_week[from][n];
    m.member[from] = m.member_year_ago[from] = 0;
  }
  return joined;
}

}  // namespace

void merge_groups(const Setup& s, const StepContext& step, World& w, std::uint32_t group, std::uint32_t buyer) {
  pass_placements(s, w, group, buyer);
  std::vector<std::uint32_t> taken;
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
    if (w.homes.provider[h] != group || w.homes.status[h] == HomeStatus::closed) continue;
    if (w.homes.status[h] != HomeStatus::registering) book_home_costs(w, h, w.day);
    w.homes.provider[h] = buyer;
    taken.push_back(h);
  }
  const Pence debt = w.providers.debt[group];
  pass_debt(w, group, buyer);
  pass_accounts(w, group, buyer);
  const std::vector<std::uint32_t> joined = pass_memberships(w, group, buyer);
  if (w.trace) tell::groups_merged(w, {group, buyer, taken.size(), debt, joined});
  pass(w.providers.homes_open, group, buyer);
  w.providers.active[group] = w.providers.in_breach[group] = 0;
  w.providers.merged_day[group] = w.day;
  w.providers.homes_last[buyer] = w.providers.homes_open[buyer];
  ++w.totals.providers_merged;
  for (std::uint32_t h = 0; h < w.homes.size(); ++h)  // costs fall with size
    if (w.homes.provider[h] == buyer && w.homes.status[h] != HomeStatus::closed) price_home(s, w, h, w.providers.homes_open[buyer]);
  for (const std::uint32_t h : taken) index_home(s, w, step.ws, h);
}

void mergers(const Setup& s, const StepContext& step, World& w) {
  const double rate = s.v().supply().mergers_per_year();
  if (rate <= 0) return;
  for (std::uint32_t g = 0; g < w.providers.size(); ++g) {
    if (!may_merge(w, g)) continue;
    Rng rng(s.seed, streams::merger, w.providers.key[g], static_cast<std::uint32_t>(w.day));
    if (rng.uniform() >= rate / 12.0) continue;
    const std::uint32_t buyer = buyer_of(s, w, g, rng);
    if (buyer != kNobody) merge_groups(s, step, w, g, buyer);
  }
}

}  // namespace carepool
