#include "market/candidates.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "engine/distributions.hpp"
#include "engine/lanes.hpp"
#include "engine/random_pairs.hpp"
#include "world/streams.hpp"
#include "world/supply_draw.hpp"

namespace carepool {
namespace {

constexpr int kListDays = 12;  // days for which a second list serves at least

constexpr double kLaneValues = 256;  // of the bits of one home in a block

// A home's bits below this may belong to a uniform below `gate`; at or above it they cannot.
std::uint32_t lane_limit(double gate) { return gate >= 1 ? 256U : static_cast<std::uint32_t>(std::ceil(gate * kLaneValues)); }

double block_acceptance(const World& w, const Workspace& ws, const Seeker& k, std::uint32_t home) {
  double best = 1;
  for (const std::uint32_t b : ws.blocks_of_home[home])
    if (w.rules.body_of[static_cast<std::size_t>(Function::block)][k.council] == w.blocks.body[b]) best = std::max(best, w.blocks.acceptance[b]);
  return best;
}

// Does the home pass the lasting gate for this child, at the widest threshold that could apply?
bool passes_gate(const Setup& s, const World& w, const Workspace& ws, const Seeker& k, std::uint32_t home, std::uint32_t bits) {
  if (s.v().offers().accept_all()) return true;
  const double gate = gate_of(s, w, k, home);
  if (gate_below(s, w, k.child, home, bits, gate)) return true;
  return !ws.blocks_of_home[home].empty() && gate_below(s, w, k.child, home, bits, gate * block_acceptance(w, ws, k, home));
}

float miles_to_home(const Seeker& k, float x, float y) {
  const double dx = static_cast<double>(x) - static_cast<double>(k.x_km), dy = static_cast<double>(y) - static_cast<double>(k.y_km);
  return static_cast<float>(std::sqrt(dx * dx + dy * dy) / kKmPerMile);
}

void append(CandidateList& list, const Candidate& x) {
  list.watch.push_back(x.home << 8U | kAskAnyway);
  list.homes.push_back(x);
}

float square_km(float miles) {
  const float km = miles * static_cast<float>(kKmPerMile);
  return km * km;
}

// The groups of many areas are laid side by side; homes are then found in passes over all of them, each without a branch that depends on what the one
// before it finds: a processor that guesses such a branch wrong waits longer than the work takes.
struct ListBuilder {
  const Setup& s;
  const World& w;
  const Workspace& ws;
  const Seeker& k;
  float from_miles, limit_miles;  // homes nearer than from_miles are on the list already
  bool all;              // every home accepts every child (verification worlds)
  std::uint64_t pair;    // key of the child's draws
  std::uint32_t sure_below;     // bits below this pass at every home's gate
  const HomeSet* visible;       // what the council knows by itself; null: ask council_sees
  CandidateList& out;
  float over_km2, under_km2;    // squares surely outside the limits
  const ServingGroups& groups;

  struct Found {
    std::uint32_t group;  // of those laid out
    std::uint8_t home, bits;
  };
  struct Scratch {        // with room to the end of the last pass's stride
    std::vector<std::uint64_t> group, near;  // near: areas, a bit each
    std::vector<std::uint16_t> serving, with_block;
    std::vector<std::uint32_t> at;
    std::vector<Block> blocks;
    std::vector<std::uint32_t> passed;       // homes that serve the need and whose bits lie below the limit: group × 16 + home
    std::vector<Found> found;
  };
  Scratch& x;
  std::size_t n_groups = 0;

  void make_room() {  // for a stride of every kind behind the last group
    static_assert(kSpotLanes == kLanesOfBlock && kPairsAtOnce >= kGroupsAtOnce && kPairsAtOnce % kBlocksAtOnce == 0);
    const std::size_t room = groups.group.size() + kPairsAtOnce;
    if (x.group.size() >= room) return;
    x.group.resize(room);
    x.serving.resize(room);
    x.with_block.resize(room);
    x.at.resize(room);
    x.blocks.resize(room);
    x.passed.resize((room + 1) * kSpotLanes);
    x.found.resize(x.passed.size());
  }

  // Areas which may have a home within the limits. `child_off`: miles from the child to the centre of its council.
  void find_areas(double child_off) {
    constexpr float kRounding = 0.01F;
    const float off = static_cast<float>(child_off) + kRounding, nearest = from_miles - off, furthest = limit_miles + off;
    const std::vector<float>& miles = ws.area_miles[k.council];
    x.near.assign(miles.size() / 64 + 1, 0);
    std::size_t a = 0;
#if defined(__SSE2__)
    const __m128 most = _mm_set1_ps(furthest), least = _mm_set1_ps(nearest);
    for (; a + 4 <= miles.size(); a += 4) {
      const __m128 centre = _mm_loadu_ps(&miles[a]), slack = _mm_loadu_ps(&ws.area_slack_miles[a]);
      const __m128 near = _mm_and_ps(_mm_cmple_ps(_mm_sub_ps(centre, slack), most), _mm_cmpge_ps(_mm_add_ps(centre, slack), least));
      x.near[a / 64] |= static_cast<std::uint64_t>(_mm_movemask_ps(near)) << (a % 64);
    }
#endif
    for (; a < miles.size(); ++a) {
      const float slack = ws.area_slack_miles[a];
      x.near[a / 64] |= static_cast<std::uint64_t>((miles[a] - slack <= furthest) & (miles[a] + slack >= nearest)) << (a % 64);
    }
  }
  [[nodiscard]] bool near(std::size_t area) const { return (x.near[area / 64] >> (area % 64) & 1U) != 0; }
  void leave_out(std::size_t area) { x.near[area / 64] &= ~(std::uint64_t{1} << (area % 64)); }

  // In whole strides: a copy of a known length is a few moves, one of any length a call, and there are some twenty stretches to a list.
  // What is copied too much is written over by the next, or lies behind the last.
  void lay_out(std::size_t first_area, std::size_t last_area) {
    const auto copy = [](const auto* from, auto* to) { std::memcpy(to, from, kGroupsAtOnce * sizeof *to); };
    const std::size_t from = groups.first[first_area], n = groups.first[last_area] - from;
    for (std::size_t i = 0; i < n; i += kGroupsAtOnce) {
      copy(&groups.group[from + i], &x.group[n_groups + i]);
      copy(&groups.serving[from + i], &x.serving[n_groups + i]);
      copy(&groups.with_block[from + i], &x.with_block[n_groups + i]);
      copy(&groups.at[from + i], &x.at[n_groups + i]);
    }
    n_groups += n;
  }

  // Neighbours in the order of areas at once.
  void lay_out_near() {
    const std::size_t areas = ws.spots.size();
    for (std::size_t a = 0; a < areas;) {
      const std::uint64_t rest = x.near[a / 64] >> (a % 64);
      if (rest == 0) {
        a = (a / 64 + 1) * 64;
        continue;
      }
      a += static_cast<std::size_t>(__builtin_ctzll(rest));
      const std::uint64_t gaps = ~(x.near[a / 64] >> (a % 64));  // bits shifted in are gaps: a run ends with its word
      const std::size_t run = gaps == 0 ? 64 : static_cast<std::size_t>(__builtin_ctzll(gaps));
      lay_out(a, a + run);
      a += run;
    }
  }

  void draw() {
    if (all) std::fill_n(x.blocks.data(), n_groups, Block{});
    else draw_pairs(pair, x.group.data(), n_groups, x.blocks.data());
  }

  // Those which are not surely too near or too far: beyond the rounding of miles_to_home, and cheaper.
  [[nodiscard]] std::size_t within_reach(std::size_t n) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t group = x.passed[i] / kSpotLanes, home = x.passed[i] % kSpotLanes;
      const SpotHomes& homes = ws.spot_homes[x.at[group]];
      const float dx = homes.x_km[home] - k.x_km, dy = homes.y_km[home] - k.y_km, square = dx * dx + dy * dy;
      x.found[kept] = {group, static_cast<std::uint8_t>(home), static_cast<std::uint8_t>(lane(x.blocks[group], home))};
      kept += static_cast<std::size_t>((square <= over_km2) & (square >= under_km2));
    }
    return kept;
  }

  void consider(const Found& f) {
    const SpotHomes& homes = ws.spot_homes[x.at[f.group]];
    const float miles = miles_to_home(k, homes.x_km[f.home], homes.y_km[f.home]);
    if (miles > limit_miles || miles <= from_miles) return;
    const std::uint32_t home = homes.home[f.home];
    if (f.bits >= sure_below && !passes_gate(s, w, ws, k, home, f.bits)) return;
    if ((visible == nullptr || !visible->has(home)) && !council_sees(s, w, ws, k.council, home)) return;
    append(out, {home, miles, all ? 0.0 : kTasteUnknown, f.bits});
  }

  // Of the groups laid out. `limit` for homes without a block, `limit_block` for those with one.
  void find(std::uint32_t limit, std::uint32_t limit_block) {
    for (std::size_t i = n_groups; i % kBlocksAtOnce != 0; ++i) x.serving[i] = x.with_block[i] = 0;
    draw();
    const std::size_t passed = find_lanes({x.blocks.data(), x.serving.data(), x.with_block.data(), n_groups, limit, limit_block}, x.passed.data());
    const std::size_t n = within_reach(passed);
    out.watch.reserve(out.watch.size() + n);
    out.homes.reserve(out.homes.size() + n);
    for (std::size_t i = 0; i < n; ++i) consider(x.found[i]);
    n_groups = 0;
  }
};

// Every home further than `from` and within the radius that serves the need, passes the lasting gate and is known to the council.
void extend_list(const Setup& s, const World& w, const Workspace& ws, const Seeker& k, float from, double radius, CandidateList& out) {
  const bool all = s.v().offers().accept_all();
  const double least = std::min(1.0, k.gate * std::min({1.0, k.own_factor, s.v().offers().gate_own_home()}));
  static thread_local ListBuilder::Scratch scratch;
  ListBuilder builder{s, w, ws, k, from, static_cast<float>(radius), all, pair_key(s.seed, streams::gate, w.children.care[k.child].key),
                      all ? 256U : static_cast<std::uint32_t>(std::floor(least * kLaneValues)),
                      s.pools_world ? nullptr : &ws.visible[k.council], out, square_km(static_cast<float>(radius)) * 1.001F, from > 0 ? square_km(from) * 0.999F : 0.0F,
                      ws.serving[static_cast<std::size_t>(k.need)], scratch};
  if (builder.visible != nullptr) builder.visible->fetch();
  const Point centre_of_council = s.places[k.council].at;
  const double child_off = distance_miles({static_cast<double>(k.x_km), static_cast<double>(k.y_km)}, centre_of_council);
  const auto& in_house = w.rules.body_of[static_cast<std::size_t>(Function::in_house)];
  const bool shares_homes = in_house[k.council] != k.council;
  const auto limits = [&](double widest) {
    return std::pair{all ? 256U : lane_limit(widest), all ? 256U : lane_limit(widest * ws.most_acceptance)};
  };
  const auto elsewhere = limits(k.gate), own = limits(k.gate * std::max({1.0, k.own_factor, s.v().offers().gate_own_home()}));
  builder.make_room();
  builder.find_areas(child_off);
  if (!shares_homes && builder.near(k.council)) {
    builder.lay_out(k.council, k.council + 1);
    builder.find(own.first, own.second);
    builder.leave_out(k.council);
  }
  builder.lay_out_near();
  const auto& limit = shares_homes ? own : elsewhere;
  builder.find(limit.first, limit.second);
}

// Homes that opened since the list was made join it.
void add_opened(const Setup& s, const World& w, const Workspace& ws, const Seeker& k, double radius, CandidateList& out) {
  const std::uint64_t pair = pair_key(s.seed, streams::gate, w.children.care[k.child].key);
  const double widest = k.gate * std::max({1.0, k.own_factor, s.v().offers().gate_own_home()}) * ws.most_acceptance;
  const std::uint32_t limit = s.v().offers().accept_all() ? 256U : lane_limit(widest);
  const float over_km2 = square_km(static_cast<float>(radius)) * 1.001F;
  for (const std::uint32_t h : ws.opened_today) {
    if (!serves(w.homes.bed_class[h], k.need) || w.homes.status[h] != HomeStatus::open) continue;
    const float dx = w.homes.x_km[h] - k.x_km, dy = w.homes.y_km[h] - k.y_km;
    if (dx * dx + dy * dy > over_km2) continue;
    const std::uint32_t bits = lane(draw_pair(pair, gate_group(w.homes.key[h])), gate_lane(w.homes.key[h]));
    if (bits >= limit) continue;
    const float miles = miles_to_home(k, w.homes.x_km[h], w.homes.y_km[h]);
    if (static_cast<double>(miles) > radius || !passes_gate(s, w, ws, k, h, bits)) continue;
    bool known = false;
    for (const std::uint32_t x : out.watch) known |= x >> 8U == h;
    if (!known && council_sees(s, w, ws, k.council, h)) append(out, {h, miles, kTasteUnknown, static_cast<std::uint8_t>(bits)});
  }
}

// A first list serves the first look; who has to look again gets one that lasts as long again.
double list_radius(const Setup& s, const Seeker& k) {
  if (k.waited == 0) return k.radius_miles;
  const auto& search = s.v().search();
  const double later = search.local_miles() + search.local_miles_per_day() * (2 * k.waited + kListDays);
  return std::min(search.max_miles(), std::max(k.radius_miles, later));
}

}  // namespace

Seeker seeker_of(const Setup& s, const World& w, std::uint32_t child) {
  const Children& c = w.children;
  const auto& search = s.v().search();
  Seeker k{};
  k.child = child;
  k.council = c.care[child].council;
  k.need = c.care[child].need;
  k.x_km = c.search[child].x_km;
  k.y_km = c.search[child].y_km;
  k.gate = s.gate[static_cast<std::size_t>(k.need)];
  if (c.search[child].hard_until > w.day) k.gate *= s.v().offers().gate_hard();
  k.own_factor = s.v().offers().gate_own_council();
  k.waited = w.day - c.search[child].referral_day;
  const double local = search.local_miles() + search.local_miles_per_day() * k.waited;
  k.radius_miles = std::min(search.max_miles(), c.care[child].far != 0 ? std::max(search.far_miles(), local) : local);
  return k;
}

bool own_home(const World& w, const Seeker& k, std::uint32_t home) {
  if (w.homes.sector[home] != Sector::council) return false;
  const std::uint32_t owner = w.providers.council[w.homes.provider[home]];
  const auto& body = w.rules.body_of[static_cast<std::size_t>(Function::in_house)];
  return owner == k.council || body[owner] == body[k.council];
}

double gate_of(const Setup& s, const World& w, const Seeker& k, std::uint32_t home) {
  if (own_home(w, k, home)) return k.gate * s.v().offers().gate_own_home();
  return w.homes.area[home] == k.council ? k.gate * k.own_factor : k.gate;
}

// ε: this home's lasting taste for this child in this referral.
double taste_of(const Setup& s, const World& w, std::uint32_t child, std::uint32_t home) {
  const double u = draw_uniform(s.seed, streams::taste, combine_keys(w.children.care[child].key, w.homes.key[home]), w.children.search[child].referral);
  return logistic_from(u, s.v().offers().taste_mean(), s.v().offers().taste_scale());
}

bool gate_below(const Setup& s, const World& w, std::uint32_t child, std::uint32_t home, std::uint32_t gate_bits, double gate) {
  const double scaled = gate * kLaneValues;
  if (gate_bits + 1 <= scaled) return true;
  if (gate_bits >= scaled) return false;
  const double rest = draw_uniform(s.seed, streams::gate, combine_keys(w.children.care[child].key, w.homes.key[home]), 1);
  return gate_bits + rest < scaled;
}

void refresh_candidates(const Setup& s, const World& w, Workspace& ws, const Seeker& k) {
  CandidateList& list = ws.lists[k.child];
  const std::int32_t hard_until = w.children.search[k.child].hard_until > w.day ? w.children.search[k.child].hard_until : 0;
  if (list.hard_until != hard_until) list.miles = -1.0F;  // the gate has changed
  if (list.miles < 0) list.clear();
  else if (!ws.opened_today.empty()) add_opened(s, w, ws, k, static_cast<double>(list.miles), list);
  if (static_cast<double>(list.miles) >= k.radius_miles) return;
  const double radius = list_radius(s, k);
  extend_list(s, w, ws, k, list.miles, radius, list);
  list.miles = static_cast<float>(radius);
  list.hard_until = hard_until;
}

}  // namespace carepool
