#include "metrics/stock.hpp"

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
  const std::size_t council = p.payer[r];
  x.in_homes[council] += 1;
  x.home_distances.push_back({static_cast<double>(p.distance_miles[r]), p.payer[r]});
  if (w.children.plan[p.child[r]] == Setting::fostering) x.want_of_foster[council] += 1;
  if (p.home[r] != kNobody && w.homes.area[p.home[r]] != council) x.imported[w.homes.area[p.home[r]]] += 1;
  if (p.contract[r] == Contract::in_house || p.sector[r] == Sector::council) {
    x.in_house[council] += 1;
    return;
  }
  x.contracts[at(p.contract[r])][council] += 1;
  const GroupSize size = p.provider[r] == kNobody ? GroupSize::single : x.size_of_group(p.provider[r]);
  x.fees.push_back({static_cast<double>(p.fee_pence_per_week[r] + p.add_ons_pence_per_week[r]) / 100.0, p.payer[r],
                    w.children.need[p.child[r]], p.sector[r], p.contract[r], size});
}

void count_placements(const World& w, Stock& x) {
  const Placements& p = w.placements;
  for (std::size_t r = 0; r < p.size(); ++r) {
    if (p.child[r] == kNobody) continue;
    const std::size_t council = p.payer[r], setting = at(p.setting[r]);
    x.placed[setting][council] += 1;
    if (p.in_area[r] == 0) x.outside[setting][council] += 1;
    if (static_cast<double>(p.distance_miles[r]) > kMilesNear) x.beyond_20[setting][council] += 1;
    if (p.sector[r] != Sector::council) {
      x.bought[setting] += 1;
      x.bought_pounds[setting] += static_cast<double>(p.fee_pence_per_week[r] + p.add_ons_pence_per_week[r]) / 100.0;
    }
    if (p.setting[r] == Setting::residential) count_home_placement(w, r, x);
  }
}

// Placements of the last twelve months: those that started in them, and the one that was running when they began.
bool three_placements_in_year(const Children& c, std::size_t i, std::int32_t from_day) {
  const bool was_here = c.entry_day[i] < from_day;
  return c.recent_starts[i][was_here ? 1 : 2] >= from_day;
}

void count_children(const World& w, Stock& x) {
  const Children& c = w.children;
  const std::int32_t from_day = w.day - kYear;
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (c.state[i] == ChildState::none) continue;
    const std::size_t council = c.council[i];
    if (c.state[i] == ChildState::waiting) x.waiting[council] += 1;
    if (c.uasc[i] != 0) x.unaccompanied[council] += 1;
    if (c.plan[i] == Setting::residential) x.home_plans[at(c.need[i])][council] += 1;
    if (three_placements_in_year(c, i, from_day)) x.three_plus[council] += 1;
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

GroupSize Stock::size_of_group(std::size_t g) const { return size_class(homes_of_group[g]); }

Stock count_stock(const Setup& s, const World& w) {
  Stock x;
  size_columns(s.councils(), w.providers.size(), x);
  x.fees.reserve(12000);
  x.home_distances.reserve(14000);
  count_homes(w, x);
  count_groups(w, x);
  count_placements(w, x);
  count_children(w, x);
  return x;
}

}  // namespace carepool::metrics
