#include "instruments/partition.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/random.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

using Members = std::vector<std::uint32_t>;
using Pair = std::array<std::uint32_t, 2>;

inline constexpr std::size_t kMostForPairs = 2000;  // nearest and contiguous look at pairs of councils
inline constexpr std::uint32_t kTrees = 32;         // spanning trees tried for each cut
enum Draw : std::uint32_t { draw_lot = 0, draw_joins = 1, draw_tree = 2 };

Members councils_in(const InScope& in_scope) {
  Members out;
  for (std::uint32_t i = 0; i < in_scope.size(); ++i)
    if (in_scope[i]) out.push_back(i);
  return out;
}

std::size_t groups_for(std::size_t n, std::int64_t target_size) {
  const auto target = static_cast<double>(std::max<std::int64_t>(1, target_size));
  const auto k = static_cast<std::size_t>(std::floor(static_cast<double>(n) / target + 0.5));
  return std::clamp<std::size_t>(k, 1, n);
}

// Members of the first `first` of k groups of n whose sizes differ by at most one, the larger ones first.
std::size_t members_of_first(std::size_t first, std::size_t k, std::size_t n) {
  return (n / k) * first + std::min(n % k, first);
}

// ---- nearest ----

struct Centre {
  double x = 0, y = 0;
};

Centre centre_of(const Ground& ground, const Members& members) {
  Centre c;
  for (const std::uint32_t i : members) c.x += ground.at[i].x_km, c.y += ground.at[i].y_km;
  const auto n = static_cast<double>(members.size());
  return {c.x / n, c.y / n};
}

// Direction of greatest spread, not of unit length.
Centre long_axis(const Ground& ground, const Members& members) {
  const Centre c = centre_of(ground, members);
  double xx = 0, xy = 0, yy = 0;
  for (const std::uint32_t i : members) {
    const double dx = ground.at[i].x_km - c.x, dy = ground.at[i].y_km - c.y;
    xx += dx * dx, xy += dx * dy, yy += dy * dy;
  }
  if (xy == 0) return xx >= yy ? Centre{1, 0} : Centre{0, 1};
  const double half = (xx - yy) / 2;
  return {half + std::sqrt(half * half + xy * xy), xy};
}

void halve(const Ground& ground, Members members, std::size_t k, std::vector<Members>& out) {
  if (k == 1) {
    out.push_back(std::move(members));
    return;
  }
  const Centre axis = long_axis(ground, members);
  const auto along = [&](std::uint32_t i) { return ground.at[i].x_km * axis.x + ground.at[i].y_km * axis.y; };
  std::sort(members.begin(), members.end(), [&](std::uint32_t a, std::uint32_t b) {
    const double pa = along(a), pb = along(b);
    return pa != pb ? pa < pb : a < b;
  });
  const auto cut = static_cast<std::ptrdiff_t>(members_of_first(k / 2, k, members.size()));
  halve(ground, Members(members.begin(), members.begin() + cut), k / 2, out);
  halve(ground, Members(members.begin() + cut, members.end()), k - k / 2, out);
}

struct Sums {  // of one group's positions
  double x = 0, y = 0, n = 0;
  // −n·|centre|²: what the sum of squared distances from the centre adds to Σ|position|²
  double score() const { return -(x * x + y * y) / n; }
};

// Swaps while that lowers the sum of squared distances from the centres.
void swap_while_better(const Ground& ground, std::vector<Members>& groups) {
  std::vector<Sums> sums(groups.size());
  Members all;
  std::vector<std::uint32_t> group_of(ground.size(), 0);
  for (std::uint32_t g = 0; g < groups.size(); ++g)
    for (const std::uint32_t i : groups[g]) {
      sums[g].x += ground.at[i].x_km, sums[g].y += ground.at[i].y_km, sums[g].n += 1;
      group_of[i] = g;
      all.push_back(i);
    }
  std::sort(all.begin(), all.end());
  bool better = true;
  for (int pass = 0; better && pass < 50; ++pass) {
    better = false;
    for (std::size_t a = 0; a < all.size(); ++a)
      for (std::size_t b = a + 1; b < all.size(); ++b) {
        const std::uint32_t i = all[a], j = all[b], g = group_of[i], h = group_of[j];
        if (g == h) continue;
        const double dx = ground.at[j].x_km - ground.at[i].x_km, dy = ground.at[j].y_km - ground.at[i].y_km;
        const Sums new_g{sums[g].x + dx, sums[g].y + dy, sums[g].n},
            new_h{sums[h].x - dx, sums[h].y - dy, sums[h].n};
        if (new_g.score() + new_h.score() >= sums[g].score() + sums[h].score() - 1e-6) continue;
        sums[g] = new_g, sums[h] = new_h;
        std::swap(group_of[i], group_of[j]);
        better = true;
      }
  }
  for (Members& members : groups) members.clear();
  for (const std::uint32_t i : all) groups[group_of[i]].push_back(i);
}

std::vector<Members> nearest_groups(const Ground& ground, const Members& members, std::size_t k) {
  std::vector<Members> out;
  halve(ground, members, k, out);
  swap_while_better(ground, out);
  return out;
}

// ---- contiguous ----

// Union–find over councils.
struct Pieces {
  Members parent;
  explicit Pieces(std::size_t n) : parent(n) { std::iota(parent.begin(), parent.end(), 0u); }
  std::uint32_t root(std::uint32_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  }
  bool join(std::uint32_t a, std::uint32_t b) {
    a = root(a), b = root(b);
    if (a == b) return false;
    parent[std::max(a, b)] = std::min(a, b);
    return true;
  }
};

// The shortest pair between the piece that holds `inside` and the rest; kNobody when there is no rest.
Pair shortest_link(const Ground& ground, const Members& members, Pieces& pieces, std::uint32_t inside) {
  Pair best{kNobody, kNobody};
  double shortest = 0;
  for (const std::uint32_t i : members) {
    if (pieces.root(i) != inside) continue;
    for (const std::uint32_t j : members) {
      if (pieces.root(j) == inside) continue;
      const double km = distance_km(ground.at[i], ground.at[j]);
      if (best[0] == kNobody || km < shortest) shortest = km, best = {std::min(i, j), std::max(i, j)};
    }
  }
  return best;
}

struct Edge {
  double length;
  Pair ends;
};

// Minimum spanning tree of the edges within `members`, with lengths shaken by the seed.
std::vector<Pair> shaken_tree(const Ground& ground, const std::vector<Pair>& edges, std::uint64_t seed,
                              std::uint32_t attempt) {
  std::vector<Edge> shaken;
  for (const Pair& e : edges) {
    const double u = draw_uniform(seed, streams::partition, combine_keys(ground.key[e[0]], ground.key[e[1]]),
                                  draw_tree + attempt);
    shaken.push_back({distance_km(ground.at[e[0]], ground.at[e[1]]) * (0.5 + u), e});
  }
  std::sort(shaken.begin(), shaken.end(), [](const Edge& a, const Edge& b) {
    return a.length != b.length ? a.length < b.length : a.ends < b.ends;
  });
  Pieces pieces(ground.size());
  std::vector<Pair> tree;
  for (const Edge& e : shaken)
    if (pieces.join(e.ends[0], e.ends[1])) tree.push_back(e.ends);
  return tree;
}

struct Cut {
  double miss = 1e300;  // how far the worse part's mean group size is from the wanted one
  std::size_t groups = 0;
  Members part;
};

// The members on the first end's side of each tree edge, by walking the tree from its first member.
struct Walk {
  Members order, parent;             // order: from the root outwards; parent: [councils]
  std::vector<std::size_t> beneath;  // [councils] members of the subtree
};

Walk walk_tree(const Ground& ground, const Members& members, const std::vector<Pair>& tree) {
  std::vector<Members> next(ground.size());
  for (const Pair& e : tree) next[e[0]].push_back(e[1]), next[e[1]].push_back(e[0]);
  Walk walk{{members.front()}, Members(ground.size(), kNobody), std::vector<std::size_t>(ground.size(), 1)};
  for (std::size_t at = 0; at < walk.order.size(); ++at)
    for (const std::uint32_t j : next[walk.order[at]])
      if (j != walk.parent[walk.order[at]]) walk.parent[j] = walk.order[at], walk.order.push_back(j);
  for (std::size_t at = walk.order.size(); at-- > 1;)
    walk.beneath[walk.parent[walk.order[at]]] += walk.beneath[walk.order[at]];
  return walk;
}

Members subtree(const Walk& walk, std::uint32_t top) {
  std::vector<std::uint8_t> in(walk.parent.size(), 0);
  in[top] = 1;
  Members out;
  for (const std::uint32_t i : walk.order) {
    if (walk.parent[i] != kNobody && in[walk.parent[i]]) in[i] = 1;
    if (in[i]) out.push_back(i);
  }
  std::sort(out.begin(), out.end());
  return out;
}

// The best cut of one tree into a part of j groups and a part of k − j, if better than `best`.
void try_cuts(const Walk& walk, std::size_t n, std::size_t k, Cut& best) {
  const double wanted = static_cast<double>(n) / static_cast<double>(k);
  std::uint32_t top = kNobody;
  for (std::size_t at = 1; at < walk.order.size(); ++at) {
    const auto size = static_cast<double>(walk.beneath[walk.order[at]]);
    const auto j =
        std::clamp<std::size_t>(static_cast<std::size_t>(std::floor(size / wanted + 0.5)), 1, k - 1);
    const double here = std::abs(size / static_cast<double>(j) - wanted);
    const double there = std::abs((static_cast<double>(n) - size) / static_cast<double>(k - j) - wanted);
    const double miss = std::max(here, there);
    if (miss < best.miss) best.miss = miss, best.groups = j, top = walk.order[at];
  }
  if (top != kNobody) best.part = subtree(walk, top);
}

void cut_trees(const Ground& ground, const Members& members, const std::vector<Pair>& edges, std::size_t k,
               std::uint64_t seed, std::vector<Members>& out) {
  if (k == 1 || members.size() == 1) {
    out.push_back(members);
    return;
  }
  Cut best;
  for (std::uint32_t attempt = 0; attempt < kTrees && best.miss > 0; ++attempt)
    try_cuts(walk_tree(ground, members, shaken_tree(ground, edges, seed, attempt)), members.size(), k, best);
  std::vector<std::uint8_t> in_part(ground.size(), 0);
  for (const std::uint32_t i : best.part) in_part[i] = 1;
  Members rest;
  for (const std::uint32_t i : members)
    if (!in_part[i]) rest.push_back(i);
  std::vector<Pair> part_edges, rest_edges;
  for (const Pair& e : edges)
    if (in_part[e[0]] == in_part[e[1]]) (in_part[e[0]] ? part_edges : rest_edges).push_back(e);
  cut_trees(ground, best.part, part_edges, best.groups, seed, out);
  cut_trees(ground, rest, rest_edges, k - best.groups, seed, out);
}

std::vector<Members> contiguous_groups(const Ground& ground, const Members& members, std::size_t k,
                                       std::uint64_t seed, const InScope& in_scope) {
  std::vector<Members> out;
  if (k == members.size()) {
    for (const std::uint32_t i : members) out.push_back({i});
    return out;
  }
  cut_trees(ground, members, linked_boundaries(ground, in_scope), k, seed, out);
  return out;
}

// ---- random, region ----

// Councils in the order of their lots.
Members by_lot(const Ground& ground, Members members, std::uint64_t seed, Draw what) {
  std::vector<double> lot(ground.size(), 0);
  for (const std::uint32_t i : members) lot[i] = draw_uniform(seed, streams::partition, ground.key[i], what);
  std::sort(members.begin(), members.end(),
            [&](std::uint32_t a, std::uint32_t b) { return lot[a] != lot[b] ? lot[a] < lot[b] : a < b; });
  return members;
}

std::vector<Members> random_groups(const Ground& ground, const Members& members, std::size_t k,
                                   std::uint64_t seed) {
  const Members order = by_lot(ground, members, seed, draw_lot);
  std::vector<Members> out;
  for (std::size_t g = 0; g < k; ++g)
    out.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(members_of_first(g, k, order.size())),
                     order.begin() + static_cast<std::ptrdiff_t>(members_of_first(g + 1, k, order.size())));
  return out;
}

std::string generated_name(const Ground& ground, const Members& members) {
  const std::uint32_t largest = *std::max_element(
      members.begin(), members.end(),
      [&](std::uint32_t a, std::uint32_t b) { return ground.children[a] < ground.children[b]; });
  if (members.size() == 1) return ground.names[largest];
  return ground.names[largest] + " and " + std::to_string(members.size() - 1) +
         (members.size() == 2 ? " other" : " others");
}

std::vector<CouncilGroup> generated(const Ground& ground, std::vector<Members> sets) {
  std::vector<CouncilGroup> out;
  for (Members& members : sets) {
    std::sort(members.begin(), members.end());
    CouncilGroup group{generated_name(ground, members), ground.codes[members.front()], std::move(members)};
    out.push_back(std::move(group));
  }
  return out;
}

std::vector<CouncilGroup> alone(const Ground& ground, const Members& members) {
  std::vector<Members> sets;
  for (const std::uint32_t i : members) sets.push_back({i});
  return generated(ground, std::move(sets));
}

std::vector<CouncilGroup> region_groups(const Ground& ground, const Members& members) {
  std::vector<CouncilGroup> out;
  for (std::uint32_t r = 0; r < ground.region_names.size(); ++r) {
    CouncilGroup group{ground.region_names[r], ground.region_names[r], {}};
    for (const std::uint32_t i : members)
      if (ground.region[i] == r) group.members.push_back(i);
    if (!group.members.empty()) out.push_back(std::move(group));
  }
  return out;
}

// ---- participation ----

// Those who do not join leave their group and stand alone.
void only_joiners(const Ground& ground, const v1::Partition& partition, std::vector<CouncilGroup>& groups) {
  if (partition.participation() >= 1) return;
  Members members;
  for (const CouncilGroup& group : groups)
    members.insert(members.end(), group.members.begin(), group.members.end());
  const auto joiners = static_cast<std::size_t>(
      std::floor(partition.participation() * static_cast<double>(members.size()) + 0.5));
  const Members order = by_lot(ground, members, static_cast<std::uint64_t>(partition.seed()), draw_joins);
  std::vector<std::uint8_t> stays_out(ground.size(), 0);
  Members out(order.begin() + static_cast<std::ptrdiff_t>(joiners), order.end());
  for (const std::uint32_t i : out) stays_out[i] = 1;
  for (CouncilGroup& group : groups)
    std::erase_if(group.members, [&](std::uint32_t i) { return stays_out[i] != 0; });
  std::erase_if(groups, [](const CouncilGroup& group) { return group.members.empty(); });
  for (CouncilGroup& single : alone(ground, out)) groups.push_back(std::move(single));
}

void order_groups(std::vector<CouncilGroup>& groups) {
  std::sort(groups.begin(), groups.end(), [](const CouncilGroup& a, const CouncilGroup& b) {
    return a.members.front() < b.members.front();
  });
}

Result<std::vector<CouncilGroup>> whole_map(const Ground& ground, const v1::Partition& partition,
                                            const Members& members, const InScope& in_scope) {
  const std::string& method = partition.method();
  const std::size_t k = groups_for(members.size(), partition.target_size());
  const auto seed = static_cast<std::uint64_t>(partition.seed());
  if (method == "all") return std::vector<CouncilGroup>{{"all", "all", members}};
  if (method == "region") return region_groups(ground, members);
  if (method == "random") return generated(ground, random_groups(ground, members, k, seed));
  if (method != "nearest" && method != "contiguous") return alone(ground, members);
  if (members.size() > kMostForPairs)
    return Error{"",
                 0,
                 0,
                 "'" + method + "' is for up to " + std::to_string(kMostForPairs) + " councils",
                 "none, all, region or random",
                 ""};
  if (method == "nearest") return generated(ground, nearest_groups(ground, members, k));
  return generated(ground, contiguous_groups(ground, members, k, seed, in_scope));
}

}  // namespace

std::vector<Pair> linked_boundaries(const Ground& ground, const InScope& in_scope) {
  const Members members = councils_in(in_scope);
  std::vector<Pair> edges;
  Pieces pieces(ground.size());
  for (const Pair& e : ground.adjacent)
    if (in_scope[e[0]] && in_scope[e[1]]) edges.push_back(e), pieces.join(e[0], e[1]);
  // The piece that holds the last council not joined to the first one is linked to its nearest neighbour,
  // until there is one piece.
  for (std::size_t at = members.size(); at-- > 1;)
    while (pieces.root(members[at]) != pieces.root(members.front())) {
      const Pair link = shortest_link(ground, members, pieces, pieces.root(members[at]));
      edges.push_back(link);
      pieces.join(link[0], link[1]);
    }
  std::sort(edges.begin(), edges.end());
  return edges;
}

Result<std::vector<CouncilGroup>> make_groups(const Ground& ground, const v1::Partition& partition,
                                              const InScope& in_scope) {
  const Members members = councils_in(in_scope);
  if (members.empty()) return std::vector<CouncilGroup>{};
  Result<std::vector<CouncilGroup>> groups = whole_map(ground, partition, members, in_scope);
  if (!groups.ok()) return groups;
  only_joiners(ground, partition, groups.value());
  order_groups(groups.value());
  return groups;
}

std::vector<CouncilGroup> listed_groups(const Ground& ground,
                                        const google::protobuf::RepeatedPtrField<v1::Group>& groups,
                                        const v1::Partition& partition, const InScope& in_scope) {
  std::vector<CouncilGroup> out;
  for (const v1::Group& listed : groups) {
    CouncilGroup group{listed.name(), listed.name(), {}};
    for (const std::string& council : listed.councils()) {
      const auto found = find_council(ground, council);
      if (found && in_scope[*found]) group.members.push_back(*found);
    }
    std::sort(group.members.begin(), group.members.end());
    group.members.erase(std::unique(group.members.begin(), group.members.end()), group.members.end());
    if (!group.members.empty()) out.push_back(std::move(group));
  }
  only_joiners(ground, partition, out);
  order_groups(out);
  return out;
}

std::vector<CouncilGroup> on_every_copy(const Ground& ground, const std::vector<CouncilGroup>& groups) {
  std::vector<CouncilGroup> out;
  for (std::size_t copy = 0; copy < ground.places.size(); ++copy)
    for (const CouncilGroup& group : groups) {
      CouncilGroup here = group;
      for (std::uint32_t& i : here.members) i = ground.places[copy][i];
      std::sort(here.members.begin(), here.members.end());
      if (copy > 0)
        here.identity += "#" + std::to_string(copy + 1),
            here.name += " (copy " + std::to_string(copy + 1) + ")";
      out.push_back(std::move(here));
    }
  order_groups(out);
  return out;
}

}  // namespace carepool
