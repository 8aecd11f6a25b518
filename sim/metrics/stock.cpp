#include "metrics/stock.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/prefetch.hpp"

namespace carepool::metrics {
namespace {

constexpr double kMilesNear = 20;
constexpr std::int32_t kYear = 365;

template <class E>
std::size_t at(E e) {
  return static_cast<std::size_t>(e);
}

void size_columns(std::size_t councils, std::size_t groups, Stock& x) {
  const auto zero = [councils](PerCouncil& c) { c.assign(councils, 0.0); };
  for (auto* list : {&x.placed, &x.outside, &x.beyond_20})
    for (PerCouncil& c : *list) zero(c);
  for (PerCouncil& c : x.contracts) zero(c);
  for (PerCouncil& c : x.home_plans) zero(c);
  for (auto* c : {&x.in_house, &x.in_homes, &x.want_of_foster, &x.waiting, &x.unaccompanied, &x.three_plus, &x.imported}) zero(*c);
  for (auto* list : {&x.homes, &x.registered, &x.usable, &x.registered_in_use, &x.residents, &x.empty_block_beds})
    for (PerCouncil& c : *list) zero(c);
  for (PerCouncil& c : x.usable_of_class) zero(c);
  x.homes_of_group.assign(groups, 0);
  x.places_of_group.assign(groups, 0.0);
}

void count_homes(const World& w, Stock& x) {
  const Homes& h = w.homes;
  for (std::size_t i = 0; i < h.size(); ++i) {
    if (!is_running(h.status[i])) continue;
    const std::size_t area = h.area[i], sector = at(h.sector[i]);
    x.homes[sector][area] += 1;
    x.registered[sector][area] += h.registered[i];
    ++x.homes_of_group[h.provider[i]];
    x.places_of_group[h.provider[i]] += h.registered[i];
    if (h.short_break[i] != 0) continue;
    x.usable[sector][area] += h.staffed[i];
    x.registered_in_use[sector][area] += h.registered[i];
    x.residents[sector][area] += h.residents[i];
    x.empty_block_beds[sector][area] += h.block_beds[i] - h.block_used[i];
    x.usable_of_class[at(h.bed_class[i])][area] += h.staffed[i];
  }
}

void count_groups(const World& w, Stock& x) {
  for (std::size_t g = 0; g < x.homes_of_group.size(); ++g) {
    if (!is_independent_home_group(w, g) || x.homes_of_group[g] == 0) continue;
    const std::size_t size = at(x.size_of_group(g));
    x.homes_of_size[size] += x.homes_of_group[g];
    x.registered_of_size[size] += x.places_of_group[g];
    x.groups_of_size[size] += 1;
    x.groups_of_sector[at(w.providers.sector[g])] += 1;
  }
}

void count_home_placement(const World& w, std::size_t r, Stock& x) {
  const Placements& p = w.placements;
  const std::size_t council = p.account[r].payer;
  x.in_homes[council] += 1;
  x.home_distances.push_back({static_cast<double>(p.terms[r].distance_miles), p.account[r].payer});
  if ((p.account[r].child_now & kPlanIsFostering) != 0) x.want_of_foster[council] += 1;
  if (p.home[r] != kNobody && w.homes.area[p.home[r]] != council) x.imported[w.homes.area[p.home[r]]] += 1;
  if (p.account[r].contract == Contract::in_house || p.account[r].sector == Sector::council) {
    x.in_house[council] += 1;
    return;
  }
  x.contracts[at(p.account[r].contract)][council] += 1;
  const GroupSize size = p.account[r].provider == kNobody ? GroupSize::single : x.size_of_group(p.account[r].provider);
  x.fees.push_back({static_cast<double>(p.account[r].fee_pence_per_week + p.account[r].add_ons_pence_per_week) / 100.0, p.account[r].payer,
                    need_now(p.account[r]), p.account[r].sector, p.account[r].contract, size});
}

struct Cell {
  std::int64_t placed = 0, outside = 0, beyond_20 = 0;
};

// Ascending, equal ones in the order of placements. Fees are whole pence, never below zero, and there are many: they are sorted digit by digit.
void sort_by_pounds(std::vector<HomeFee>& fees) {
  constexpr unsigned kBits = 11;
  struct Place {
    std::uint64_t pence;
    std::uint32_t at;
  };
  std::vector<Place> order, next(fees.size());
  order.reserve(fees.size());
  std::uint64_t most = 0;
  for (const HomeFee& x : fees) {
    order.push_back({static_cast<std::uint64_t>(std::max(0.0, x.pounds * 100.0 + 0.5)), static_cast<std::uint32_t>(order.size())});
    most = std::max(most, order.back().pence);
  }
  for (unsigned shift = 0; shift < 64 && most >> shift != 0; shift += kBits) {
    const auto digit = [shift](const Place& x) { return x.pence >> shift & ((1U << kBits) - 1); };
    std::array<std::uint32_t, (1U << kBits) + 1> from{};
    for (const Place& x : order) ++from[digit(x) + 1];
    for (std::size_t i = 1; i < from.size(); ++i) from[i] += from[i - 1];
    for (const Place& x : order) next[from[digit(x)]++] = x;
    order.swap(next);
  }
  std::vector<HomeFee> sorted;
  sorted.reserve(fees.size());
  for (const Place& x : order) sorted.push_back(fees[x.at]);
  fees = std::move(sorted);
}

// Counters of one council and setting lie together and are added to without a branch: this is the longest loop of a month end.
void count_placements(const World& w, Stock& x) {
  const Placements& p = w.placements;
  std::vector<Cell> cells(x.in_homes.size() * kSettings);
  std::array<std::int64_t, kSettings> bought{};
  std::array<Pence, kSettings> bought_pence{};
  for (std::size_t r = 0; r < p.size(); ++r) {
    const PlacementAccount& a = p.account[r];
    fetch_ahead(&a);
    if (a.child == kNobody) continue;
    const std::size_t setting = at(a.setting);
    Cell& cell = cells[a.payer * kSettings + setting];
    cell.placed += 1;
    cell.outside += a.in_area == 0 ? 1 : 0;
    cell.beyond_20 += static_cast<double>(p.terms[r].distance_miles) > kMilesNear ? 1 : 0;
    const std::int64_t is_bought = a.sector != Sector::council ? 1 : 0;
    bought[setting] += is_bought;
    bought_pence[setting] += is_bought * (a.fee_pence_per_week + a.add_ons_pence_per_week);
    if (a.setting == Setting::residential) count_home_placement(w, r, x);
  }
  for (std::size_t s = 0; s < kSettings; ++s) {
    x.bought[s] = static_cast<double>(bought[s]);
    x.bought_pounds[s] = static_cast<double>(bought_pence[s]) / 100.0;
    for (std::size_t c = 0; c < x.in_homes.size(); ++c) {
      const Cell& cell = cells[c * kSettings + s];
      x.placed[s][c] = static_cast<double>(cell.placed);
      x.outside[s][c] = static_cast<double>(cell.outside);
      x.beyond_20[s][c] = static_cast<double>(cell.beyond_20);
    }
  }
  sort_by_pounds(x.fees);
}

// Placements of the last twelve months: those that started in them, and the one that was running when they began.
bool three_placements_in_year(const ChildSearch& c, std::int32_t from_day) {
  const bool was_here = c.entry_day < from_day;
  return (was_here ? c.recent_starts[1] : c.recent_starts[2]) >= from_day;
}

void count_children(const World& w, Stock& x) {
  const Children& c = w.children;
  const std::int32_t from_day = w.day - kYear;
  struct Counts {
    std::int64_t waiting = 0, unaccompanied = 0, three_plus = 0;
  };
  std::vector<Counts> counts(x.waiting.size());
  for (std::size_t i = 0; i < c.size(); ++i) {
    const ChildCare& care = c.care[i];
    fetch_ahead(&care);
    fetch_ahead(&c.search[i]);
    if (care.state == ChildState::none) continue;
    Counts& of_council = counts[care.council];
    of_council.waiting += care.state == ChildState::waiting ? 1 : 0;
    of_council.unaccompanied += care.uasc != 0 ? 1 : 0;
    of_council.three_plus += three_placements_in_year(c.search[i], from_day) ? 1 : 0;
    if (care.plan == Setting::residential) x.home_plans[at(care.need)][care.council] += 1;
  }
  for (std::size_t k = 0; k < counts.size(); ++k) {
    x.waiting[k] = static_cast<double>(counts[k].waiting);
    x.unaccompanied[k] = static_cast<double>(counts[k].unaccompanied);
    x.three_plus[k] = static_cast<double>(counts[k].three_plus);
  }
}

}  // namespace

bool is_running(HomeStatus x) { return x == HomeStatus::open || x == HomeStatus::closing || x == HomeStatus::in_transfer; }

bool is_independent_home_group(const World& w, std::size_t g) {
  return w.providers.kind[g] == 0 && w.providers.sector[g] != Sector::council;
}

GroupSize size_class(std::uint32_t homes) {
  return homes <= 1 ? GroupSize::single : homes <= 9 ? GroupSize::small : homes <= 19 ? GroupSize::medium : GroupSize::large;
}

GroupSize Stock::size_of_group(std::size_t g) const { return size_class(homes_of_group[g] > 0 ? homes_of_group[g] : homes_last[g]); }

Stock count_stock(const Setup& s, const World& w) {
  Stock x;
  size_columns(s.councils(), w.providers.size(), x);
  x.homes_last.assign(w.providers.homes_last.begin(), w.providers.homes_last.end());
  x.fees.reserve(12000);
  x.home_distances.reserve(14000);
  count_homes(w, x);
  count_groups(w, x);
  count_placements(w, x);
  count_children(w, x);
  return x;
}

}  // namespace carepool::metrics
