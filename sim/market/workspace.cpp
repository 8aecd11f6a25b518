#include "market/workspace.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/det_math.hpp"
#include "engine/random.hpp"
#include "world/streams.hpp"
#include "world/supply_draw.hpp"

namespace carepool {
namespace {

void find_reach(const Setup& s, Workspace& ws) {
  const std::size_t n = s.councils();
  ws.reach.assign(n, {});
  ws.reach_miles.assign(n, {});
  if (s.near != nullptr) {
    for (std::size_t i = 0; i < n; ++i)
      for (const std::uint32_t j : s.near->by_distance(i)) {
        ws.reach[i].push_back(j);
        ws.reach_miles[i].push_back(static_cast<float>(s.near->distance_miles(i, j)));
      }
    return;
  }
  // A pools world: the councils of one pool stand in consecutive rows.
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t first = i;
    while (first > 0 && s.pool_of[first - 1] == s.pool_of[i]) --first;
    for (std::size_t j = first; j < n && s.pool_of[j] == s.pool_of[i]; ++j) {
      ws.reach[i].push_back(static_cast<std::uint32_t>(j));
      ws.reach_miles[i].push_back(0.0F);
    }
  }
}

void build_reach(const Setup& s, Workspace& ws) {
  find_reach(s, ws);
  ws.area_miles.assign(s.councils(), std::vector<float>(s.councils(), std::numeric_limits<float>::infinity()));
  for (std::size_t c = 0; c < s.councils(); ++c)
    for (std::size_t i = 0; i < ws.reach[c].size(); ++i) ws.area_miles[c][ws.reach[c][i]] = ws.reach_miles[c][i];
}

void build_pool_reach(const Setup& s, const World& w, Workspace& ws) {
  const std::size_t n = s.councils();
  ws.foster_reach.assign(n, {});
  ws.supported_reach.assign(n, {});
  if (s.pools_world) return;
  const double foster_miles = s.v().fostering().agency_radius_miles(), supported_miles = s.v().supported().radius_miles();
  for (std::size_t c = 0; c < n; ++c)
    for (std::size_t i = 0; i < ws.reach[c].size(); ++i) {
      const std::uint32_t a = ws.reach[c][i];
      const auto miles = static_cast<double>(ws.reach_miles[c][i]);
      for (const std::uint32_t p : s.pools_of_area[a]) {
        const bool foster = w.pools.setting[p] == Setting::fostering;
        if (w.pools.sector[p] == Sector::council && a != c) continue;
        if (foster && miles <= foster_miles) ws.foster_reach[c].push_back(p);
        if (!foster && miles <= supported_miles) ws.supported_reach[c].push_back(p);
      }
    }
}

void fill_visible(const Setup& s, const World& w, Workspace& ws, std::size_t home) {
  const std::size_t n = s.councils();
  const double share = s.v().search().visible_share();
  for (std::size_t c = 0; c < n; ++c) {
    const bool own = w.homes.area[home] == c;
    const double u = draw_uniform(s.seed, streams::visible, combine_keys(s.places[c].key, w.homes.key[home]), 0);
    if (own || u < share) ws.visible[c].add(static_cast<std::uint32_t>(home));
  }
}

// Which councils know of the homes that have joined since.
void see_homes(const Setup& s, const World& w, Workspace& ws) {
  if (ws.homes_seen == w.homes.size()) return;
  for (HomeSet& set : ws.visible) set.make_room(w.homes.size());
  for (; ws.homes_seen < w.homes.size(); ++ws.homes_seen) fill_visible(s, w, ws, ws.homes_seen);
}

// Every area's groups lie anew, with room for two more each.
void make_room_for(Workspace& ws, std::uint32_t area, std::uint32_t groups) {
  if (groups <= ws.spots[area].room) return;
  constexpr std::uint32_t kSpare = 2;
  std::vector<SpotGroup> spot_groups;
  std::vector<SpotHomes> spot_homes;
  for (std::uint32_t a = 0; a < ws.spots.size(); ++a) {
    AreaSpots& spots = ws.spots[a];
    const auto first = static_cast<std::uint32_t>(spot_groups.size());
    spot_groups.insert(spot_groups.end(), ws.spot_groups.begin() + spots.first, ws.spot_groups.begin() + spots.first + spots.count);
    spot_homes.insert(spot_homes.end(), ws.spot_homes.begin() + spots.first, ws.spot_homes.begin() + spots.first + spots.count);
    spots.first = first;
    spots.room = std::max(spots.count, a == area ? groups : 0U) + kSpare;
    spot_groups.resize(first + spots.room);
    spot_homes.resize(first + spots.room);
  }
  ws.spot_groups = std::move(spot_groups);
  for (ServingGroups& x : ws.serving) x.first.clear();  // every group lies elsewhere now
  ws.spot_homes = std::move(spot_homes);
}

void index_area(const World& w, Workspace& ws, std::uint32_t area, std::vector<std::uint32_t> homes) {
  const auto group_of = [&w](std::uint32_t h) { return gate_group(w.homes.key[h]); };
  std::sort(homes.begin(), homes.end(), [&](std::uint32_t a, std::uint32_t b) { return group_of(a) < group_of(b); });
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < homes.size(); ++i) count += i == 0 || group_of(homes[i]) != group_of(homes[i - 1]) ? 1U : 0U;
  make_room_for(ws, area, count);
  ws.serving_stale.push_back(area);
  AreaSpots& spots = ws.spots[area];
  spots.count = 0;
  for (std::size_t i = 0; i < homes.size(); ++i) {
    const std::uint32_t h = homes[i];
    if (i == 0 || group_of(h) != group_of(homes[i - 1])) {
      ws.spot_groups[spots.first + spots.count] = {group_of(h), {}, 0};
      ws.spot_homes[spots.first + spots.count] = {};
      ws.spot_homes[spots.first + spots.count].home.fill(kNobody);
      ++spots.count;
    }
    const std::size_t lane = gate_lane(w.homes.key[h]);
    const auto bit = static_cast<std::uint16_t>(1U << lane);
    SpotHomes& at = ws.spot_homes[spots.first + spots.count - 1];
    at.home[lane] = h;
    at.x_km[lane] = w.homes.x_km[h];
    at.y_km[lane] = w.homes.y_km[h];
    SpotGroup& g = ws.spot_groups[spots.first + spots.count - 1];
    for (std::size_t n = 0; n < kNeeds; ++n)
      if (serves(w.homes.bed_class[h], static_cast<Need>(n))) g.serving[n] |= bit;
    if (!ws.blocks_of_home[h].empty()) g.with_block |= bit;
  }
}

// Lays the groups of an area that serve need n where there is room for exactly them; false where there is not.
bool write_in_place(Workspace& ws, std::size_t n, std::uint32_t area) {
  ServingGroups& x = ws.serving[n];
  std::size_t to = x.first[area];
  for (std::uint32_t i = ws.spots[area].first; i < ws.spots[area].first + ws.spots[area].count; ++i) {
    const SpotGroup& g = ws.spot_groups[i];
    if (g.serving[n] == 0) continue;
    if (to == x.first[area + 1]) return false;
    x.group[to] = g.group;
    x.serving[to] = g.serving[n];
    x.with_block[to] = static_cast<std::uint16_t>(g.with_block & g.serving[n]);
    x.at[to++] = i;
  }
  return to == x.first[area + 1];
}

void write_all(Workspace& ws, std::size_t n) {
  ServingGroups& x = ws.serving[n];
  x.first.assign(1, 0);
  for (const AreaSpots& spots : ws.spots) {
    std::uint32_t serving = 0;
    for (std::uint32_t i = spots.first; i < spots.first + spots.count; ++i) serving += ws.spot_groups[i].serving[n] != 0 ? 1U : 0U;
    x.first.push_back(x.first.back() + serving);
  }
  const std::size_t room = x.first.back() + kGroupsAtOnce;
  x.group.resize(room);
  x.serving.resize(room);
  x.with_block.resize(room);
  x.at.resize(room);
  for (std::uint32_t a = 0; a < ws.spots.size(); ++a) write_in_place(ws, n, a);
}

void index_acceptance(const World& w, Workspace& ws) {
  ws.most_acceptance = 1;
  for (std::size_t b = 0; b < w.blocks.size(); ++b)
    if (w.blocks.live[b] != 0) ws.most_acceptance = std::max(ws.most_acceptance, w.blocks.acceptance[b]);
}

float miles_between(float ax, float ay, double bx, double by) {
  const double dx = static_cast<double>(ax) - bx, dy = static_cast<double>(ay) - by;
  return static_cast<float>(std::sqrt(dx * dx + dy * dy) / kKmPerMile);
}

bool searchable(const World& w, std::size_t h) {
  return w.homes.status[h] == HomeStatus::open && w.homes.short_break[h] == 0;
}

void index_anniversary(const World& w, Workspace& ws, std::uint32_t home) {
  auto& list = ws.anniversaries[static_cast<std::size_t>(anniversary_of(w, home))];
  const auto at = std::lower_bound(list.begin(), list.end(), home);
  if (at == list.end() || *at != home) list.insert(at, home);
}

void build_kernel(const Setup& s, Workspace& ws) {
  const std::size_t n = s.councils();
  if (s.near == nullptr || ws.kernel.size() == n * n) return;
  ws.kernel.resize(n * n);
  const double width = s.v().prices().smoothing_miles();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const double x = s.near->distance_miles(i, j) / width;
      ws.kernel[i * n + j] = x > 5 ? 0.0 : det::exp(-0.5 * x * x);
    }
}

}  // namespace

void index_block_use(const World& w, Workspace& ws) {
  ws.block_use.assign(w.rules.bodies.size(), 0.0);
  std::vector<double> beds(w.rules.bodies.size(), 0.0);
  for (std::size_t b = 0; b < w.blocks.size(); ++b) {
    if (w.blocks.live[b] == 0 || w.blocks.body[b] >= beds.size()) continue;
    beds[w.blocks.body[b]] += w.blocks.beds[b];
    ws.block_use[w.blocks.body[b]] += w.blocks.used[b];
  }
  for (std::size_t i = 0; i < beds.size(); ++i) ws.block_use[i] = beds[i] > 0 ? ws.block_use[i] / beds[i] : 0.0;
}

void take_list(Workspace& ws, std::uint32_t child) {
  CandidateList& list = ws.lists[child];
  if (list.watch.capacity() == 0 && !ws.spare_lists.empty()) {
    std::swap(list, ws.spare_lists.back());
    ws.spare_lists.pop_back();
  }
  list.clear();
}

void give_list_back(Workspace& ws, std::uint32_t child) {
  ws.lists[child].clear();
  ws.spare_lists.push_back(std::exchange(ws.lists[child], {}));
}

void prepare_workspace(const Setup& s, const World& w, Workspace& ws) {
  if (ws.ready) return;
  const std::size_t n = s.councils();
  build_reach(s, ws);
  ws.spots.assign(n, {});
  ws.spot_groups.clear();
  ws.spot_homes.clear();
  ws.area_slack_miles.assign(n, 0.0F);
  std::vector<std::vector<std::uint32_t>> by_area(n);
  for (std::size_t h = 0; h < w.homes.size(); ++h)
    if (searchable(w, h)) {
      by_area[w.homes.area[h]].push_back(static_cast<std::uint32_t>(h));
      const std::size_t a = w.homes.area[h];
      ws.area_slack_miles[a] = std::max(ws.area_slack_miles[a], miles_between(w.homes.x_km[h], w.homes.y_km[h], s.places[a].at.x_km, s.places[a].at.y_km));
    }
  ws.blocks_of_home.assign(w.homes.size(), {});
  ws.has_block.assign(w.homes.size(), 0);
  for (std::size_t b = 0; b < w.blocks.size(); ++b)
    if (w.blocks.live[b] != 0) {
      ws.blocks_of_home[w.blocks.home[b]].push_back(static_cast<std::uint32_t>(b));
      ws.has_block[w.blocks.home[b]] = kHasBlock;
    }
  index_acceptance(w, ws);
  for (std::uint32_t a = 0; a < n; ++a) index_area(w, ws, a, by_area[a]);
  if (!s.pools_world) {
    ws.visible.assign(n, {});
    ws.homes_seen = 0;
    see_homes(s, w, ws);
  }
  build_pool_reach(s, w, ws);
  build_kernel(s, ws);
  ws.admitted.assign(w.homes.size(), 0);
  ws.anniversaries.assign(365, {});
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) ws.anniversaries[static_cast<std::size_t>(anniversary_of(w, h))].push_back(h);
  ws.lists.assign(w.children.size(), {});
  index_rules(s, w, ws);
  ws.ready = true;
}

// The day of a 365-day year counted from a fixed day, so that yearly decisions are spread evenly.
std::int32_t anniversary_of(const World& w, std::uint32_t home) { return static_cast<std::int32_t>(mix64(w.homes.key[home]) % 365); }

void index_home(const Setup& s, const World& w, Workspace& ws, std::uint32_t home) {
  if (!s.pools_world) see_homes(s, w, ws);
  if (ws.blocks_of_home.size() < w.homes.size()) ws.blocks_of_home.resize(w.homes.size());
  if (ws.has_block.size() < w.homes.size()) ws.has_block.resize(w.homes.size(), 0);
  if (ws.admitted.size() < w.homes.size()) ws.admitted.resize(w.homes.size(), 0);
  index_anniversary(w, ws, home);
  const std::uint32_t area = w.homes.area[home];
  std::vector<std::uint32_t> homes;
  const AreaSpots spots = ws.spots[area];
  for (std::uint32_t g = spots.first; g < spots.first + spots.count; ++g)
    for (const std::uint32_t h : ws.spot_homes[g].home)
      if (h != kNobody && h != home && searchable(w, h)) homes.push_back(h);
  if (searchable(w, home)) {
    homes.push_back(home);
    ws.opened_today.push_back(home);
    ws.area_slack_miles[area] = std::max(ws.area_slack_miles[area],
        miles_between(w.homes.x_km[home], w.homes.y_km[home], s.places[area].at.x_km, s.places[area].at.y_km));
  }
  index_area(w, ws, area, homes);
}

void index_blocks(const World& w, Workspace& ws, std::uint32_t home) {
  auto& list = ws.blocks_of_home[home];
  list.clear();
  for (std::size_t b = 0; b < w.blocks.size(); ++b)
    if (w.blocks.live[b] != 0 && w.blocks.home[b] == home) list.push_back(static_cast<std::uint32_t>(b));
  ws.has_block[home] = list.empty() ? std::uint8_t{0} : kHasBlock;
  const AreaSpots spots = ws.spots[w.homes.area[home]];
  const unsigned bit = 1U << gate_lane(w.homes.key[home]);
  for (std::uint32_t g = spots.first; g < spots.first + spots.count; ++g)
    if (SpotGroup& group = ws.spot_groups[g]; group.group == gate_group(w.homes.key[home]))
      group.with_block = static_cast<std::uint16_t>(list.empty() ? group.with_block & ~bit : group.with_block | bit);
  ws.serving_stale.push_back(w.homes.area[home]);
  index_acceptance(w, ws);
  ws.opened_today.push_back(home);  // a block's acceptance duty may let children in who did not suit before
}

void index_serving(Workspace& ws) {
  if (ws.serving_stale.empty()) return;
  for (std::size_t n = 0; n < kNeeds; ++n) {
    bool fits = ws.serving[n].first.size() == ws.spots.size() + 1;
    for (std::size_t i = 0; i < ws.serving_stale.size() && fits; ++i) fits = write_in_place(ws, n, ws.serving_stale[i]);
    if (!fits) write_all(ws, n);
  }
  ws.serving_stale.clear();
}

void index_rules(const Setup& s, const World& w, Workspace& ws) {
  ws.frameworks_of.assign(s.councils(), {});
  for (std::size_t f = 0; f < w.rules.frameworks.size(); ++f)
    for (const std::uint32_t c : w.rules.frameworks[f].members) ws.frameworks_of[c].push_back(static_cast<std::uint32_t>(f));
  index_block_use(w, ws);
  for (CandidateList& list : ws.lists) list.miles = -1.0F;  // who searches together may have changed
}

bool council_sees(const Setup& s, const World& w, const Workspace& ws, std::uint32_t council, std::uint32_t home) {
  if (s.pools_world) return true;
  const std::size_t n = s.councils();
  if (ws.visible[council].has(home)) return true;
  const std::uint32_t body = w.rules.body_of[static_cast<std::size_t>(Function::search)][council];
  if (body < n) return false;
  const BodyRule& b = w.rules.bodies[body];
  if (b.search_ramp < 1 &&
      draw_uniform(s.seed, streams::visible, combine_keys(s.places[council].key, w.homes.key[home]), 1) >= b.search_ramp)
    return false;
  for (const std::uint32_t m : b.members)
    if (ws.visible[m].has(home)) return true;
  return false;
}

}  // namespace carepool
