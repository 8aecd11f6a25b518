#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "engine/det_math.hpp"
#include "engine/distributions.hpp"
#include "engine/random.hpp"
#include "market/care.hpp"
#include "market/contracts.hpp"
#include "market/phases.hpp"
#include "market/tell.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

constexpr std::int32_t kFiveYears = 1826;
constexpr double kMeanHomeDays = 420;  // mean stay in a home, about 9,500 children and 8,000 starts a year; only for the first day

// Chance that none of so many vacancies suits a child of this need.
double none_suits(const Setup& s, Need n, std::int32_t vacancies) {
  const auto& known = s.none_suits[static_cast<std::size_t>(n)];
  const auto v = static_cast<std::size_t>(vacancies);
  return v < known.size() ? known[v] : det::exp(s.log_unsuited[static_cast<std::size_t>(n)] * vacancies);
}

std::int32_t vacant(const Pools& pools, std::size_t p) { return std::max(0, pools.usable(p) - pools.filled[p]); }

float miles_to(const Setup& s, const World& w, std::uint32_t child, std::uint32_t pool, double scatter_miles) {
  const double dx = static_cast<double>(w.children.search[child].x_km) - static_cast<double>(w.pools.x_km[pool]);
  const double dy = static_cast<double>(w.children.search[child].y_km) - static_cast<double>(w.pools.y_km[pool]);
  const double u = draw_uniform(s.seed, streams::foster_distance, w.children.care[child].key, w.children.care[child].plan_ordinal);
  const double local = exponential_from(u, scatter_miles);
  const double centre = std::sqrt(dx * dx + dy * dy) / kKmPerMile;
  return static_cast<float>(std::sqrt(centre * centre + local * local));
}

// Vacancies of a setting within reach: own (council) carers apart.
struct Reach {
  std::uint32_t own = kNobody;
  const std::vector<std::uint32_t>* pools = nullptr;
  std::int32_t own_vacant = 0, others_vacant = 0;
};

// `pools`: those within reach of the council, nearest first.
Reach vacancies(const World& w, const std::vector<std::uint32_t>& pools) {
  Reach r;
  r.pools = &pools;
  for (const std::uint32_t p : pools) {
    const std::int32_t v = vacant(w.pools, p);
    if (w.pools.sector[p] == Sector::council) {
      r.own = p;
      r.own_vacant = v;
    } else {
      r.others_vacant += v;
    }
  }
  return r;
}

// On the first day everybody searches at once among empty places. Carers were nearly full when these children came into care, so whether one suits
// is judged by the vacancies that there usually are.
Reach as_usual(const Setup& s, const World& w, Reach r) {
  const auto& f = s.v().fostering();
  const double vacant_share = f.vacant() / (f.own_filled() + f.vacant());
  double own = 0, others = 0;
  for (const std::uint32_t p : *r.pools) (p == r.own ? own : others) += w.pools.approved[p] * w.pools.available_share[p] * vacant_share;
  r.own_vacant = std::min(r.own_vacant, static_cast<std::int32_t>(own + 0.5));
  r.others_vacant = std::min(r.others_vacant, static_cast<std::int32_t>(others + 0.5));
  return r;
}

std::uint32_t pick_pool(const World& w, const Reach& r, double u) {
  double left = u * r.others_vacant;
  std::uint32_t last = kNobody;
  for (const std::uint32_t p : *r.pools) {
    const std::int32_t v = vacant(w.pools, p);
    if (p == r.own || v <= 0) continue;
    last = p;
    left -= v;
    if (left < 0) return p;
  }
  return last;
}

// Whoever lives elsewhere meanwhile (in a crisis placement, or in a home for want of a carer) moves.
void start_in_pool(const Setup& s, World& w, std::uint32_t child, std::uint32_t pool, double scatter) {
  const Pools& pools = w.pools;
  if (w.children.care[child].placement != kNobody) end_placement(s, w, child, EndReason::step_down);
  StartTerms t;
  t.setting = pools.setting[pool];
  t.sector = pools.sector[pool];
  t.contract = t.sector == Sector::council ? Contract::in_house : Contract::spot;
  t.pool = pool;
  t.provider = t.sector == Sector::council ? kNobody : pools.provider[pool];
  t.in_area = pools.area[pool] == w.children.care[child].council;
  t.miles = miles_to(s, w, child, pool, scatter);
  double fee = pools.fee_per_week[pool];
  if (t.sector != Sector::council) {
    const double cap = cap_per_week(w, w.children.care[child].council, t.setting, w.children.care[child].need, t.contract, t.sector, false, nullptr);
    fee = std::min(fee, cap);
  }
  t.fee_pence_per_week = pounds(fee);
  start_placement(s, w, child, t);
}

void stop_looking(World& w, std::uint32_t child) {
  w.children.care[child].looking = 0;
  w.children.care[child].for_want_of_foster = 0;
}

// A foster place among the vacancies within reach, if one suits: nobody does with (1 − suit)^vacancies, by one lasting draw, own carers first.
bool try_foster(const Setup& s, const StepContext& step, World& w, std::uint32_t child) {
  const Children& c = w.children;
  const auto& f = s.v().fostering();
  const std::uint32_t council = c.care[child].council;
  const Reach r = vacancies(w, step.ws.foster_reach[council]);
  const double u = draw_uniform(s.seed, streams::foster_to_home, c.care[child].key, c.care[child].plan_ordinal);
  const Need need = c.care[child].need;
  const double scatter = f.scatter_miles() + s.places[council].radius_km / kKmPerMile;
  const Reach usual = w.day == s.prehistory_start && !s.pools_world ? as_usual(s, w, r) : r;
  if (r.own != kNobody && r.own_vacant > 0 && u >= none_suits(s, need, usual.own_vacant)) {
    start_in_pool(s, w, child, r.own, scatter);
    return true;
  }
  if (r.others_vacant > 0 && u >= none_suits(s, need, usual.own_vacant + usual.others_vacant)) {
    const double v = draw_uniform(s.seed, streams::foster_to_home, c.care[child].key, 0x80000000U | c.care[child].plan_ordinal);
    start_in_pool(s, w, child, pick_pool(w, r, v), scatter);
    return true;
  }
  return false;
}

// The youngest and those who waited long are placed with the nearest agency that has any vacancy, however far.
bool place_far_in_pool(const Setup& s, const StepContext& step, World& w, std::uint32_t child, Setting setting, double scatter) {
  const std::uint32_t council = w.children.care[child].council;
  for (const std::uint32_t a : step.ws.reach[council])
    for (const std::uint32_t p : s.pools_of_area[a])
      if (w.pools.setting[p] == setting && w.pools.sector[p] != Sector::council && vacant(w.pools, p) > 0) {
        start_in_pool(s, w, child, p, scatter);
        return true;
      }
  return false;
}

bool refer_to_home_instead(const Setup& s, const World& w, std::uint32_t child) {
  const Children& c = w.children;
  if (w.day - c.care[child].birth_day < kFiveYears) return false;
  return draw_uniform(s.seed, streams::foster_to_home, c.care[child].key, 0x40000000U | c.care[child].plan_ordinal) < s.v().fostering().to_homes_share();
}

bool serve_foster(const Setup& s, const StepContext& step, World& w, std::uint32_t child) {
  Children& c = w.children;
  if (try_foster(s, step, w, child)) return true;
  const double waited = w.day - c.search[child].referral_day;
  const bool to_home = refer_to_home_instead(s, w, child);
  if (w.trace && (waited <= 0 || to_home)) tell::carer_search(w, child, step.ws.foster_reach[c.care[child].council], to_home);
  if (to_home) {
    c.care[child].for_want_of_foster = 1;
    return false;
  }
  if (waited >= s.v().search().days_before_crisis()) {
    const double scatter = s.v().fostering().scatter_miles() + s.places[c.care[child].council].radius_km / kKmPerMile;
    return place_far_in_pool(s, step, w, child, Setting::fostering, scatter);
  }
  return false;
}

bool serve_supported(const Setup& s, const StepContext& step, World& w, std::uint32_t child) {
  const std::uint32_t council = w.children.care[child].council;
  const double scatter = s.places[council].radius_km / kKmPerMile;
  const Reach r = vacancies(w, step.ws.supported_reach[council]);
  if (r.others_vacant > 0) {
    const double u = draw_uniform(s.seed, streams::foster_to_home, w.children.care[child].key, 0x20000000U | w.children.care[child].plan_ordinal);
    // Own area first where it has a place, else any within reach.
    for (const std::uint32_t p : *r.pools)
      if (w.pools.area[p] == council && vacant(w.pools, p) > 0 && u < 0.6) {
        start_in_pool(s, w, child, p, scatter);
        return true;
      }
    start_in_pool(s, w, child, pick_pool(w, r, u), scatter);
    return true;
  }
  return place_far_in_pool(s, step, w, child, Setting::supported, scatter);
}

// Settings without a market: always to be had, at a fixed cost, near by definition (relatives, parents, adopters) or planned.
void serve_without_market(const Setup& s, World& w, std::uint32_t child) {
  Children& c = w.children;
  StartTerms t;
  t.setting = c.care[child].plan;
  t.contract = Contract::in_house;
  t.sector = Sector::council;
  const double u = draw_uniform(s.seed, streams::foster_distance, c.care[child].key, c.care[child].plan_ordinal);
  const double mean_miles = s.v().fostering().scatter_miles() * (t.setting == Setting::other || t.setting == Setting::secure ? 3.0 : 1.0);
  t.miles = static_cast<float>(exponential_from(u, mean_miles));
  t.in_area = static_cast<double>(t.miles) * kKmPerMile < 1.5 * s.places[c.care[child].council].radius_km;
  t.fee_pence_per_week = pounds(s.fixed_week[static_cast<std::size_t>(t.setting)]);
  start_placement(s, w, child, t);
}

bool without_market(Setting x) {
  return x == Setting::kinship || x == Setting::secure || x == Setting::with_parents || x == Setting::adoption || x == Setting::other;
}

// The first day of a referral to homes: is the child hard to place, and does the search go far at once?
void open_home_referral(const Setup& s, World& w, std::uint32_t child) {
  Children& c = w.children;
  ++c.search[child].referral;
  if (w.trace) tell::home_search_opened(w, child);
  const std::size_t n = static_cast<std::size_t>(c.care[child].need);
  Rng rng(s.seed, streams::search_kind, c.care[child].key, c.search[child].referral);
  c.care[child].far = rng.uniform() < s.v().search().far_share() ? 1 : 0;
  if (c.search[child].hard_until <= w.day) {
    Rng hard(s.seed, streams::hard, c.care[child].key, c.search[child].referral);
    // On the first day everybody searches at once, though most found their place long ago: of those who were hard to place only the part that
    // still would be counts.
    const double hard_days = s.v().demand().hard_days();
    const double still = w.day == s.prehistory_start && !s.pools_world ? hard_days / (hard_days + kMeanHomeDays) : 1.0;
    if (hard.uniform() < s.hard_share[n] * still)
      c.search[child].hard_until = w.day + static_cast<std::int32_t>(geometric_days(hard.uniform(), s.v().demand().hard_days()));
  }
  ++w.totals.referrals[c.care[child].council * kNeeds + n];
  const double cost = s.v().costs().brokerage_referral();
  const std::uint32_t body = w.rules.body_of[static_cast<std::size_t>(Function::search)][c.care[child].council];
  pay_outside(w, c.care[child].council, Pay::brokerage, pounds(cost * (1.0 - w.rules.bodies[body].brokerage_saving)));
}

}  // namespace

void referral(const Setup& s, const StepContext& step, World& w, std::vector<std::uint32_t>& searchers) {
  prepare_workspace(s, w, step.ws);
  searchers.clear();
  Children& c = w.children;
  auto& open = w.open_referrals;
  for (const std::uint32_t child : open) {  // all at once, so that the waits for memory overlap
    __builtin_prefetch(&c.care[child]);
    __builtin_prefetch(&c.search[child]);
  }
  // Yesterday's are in order already; today's stand behind them.
  const auto by_key = [&c](std::uint32_t a, std::uint32_t b) { return c.care[a].key < c.care[b].key; };
  const auto behind = std::is_sorted_until(open.begin(), open.end(), by_key);
  std::vector<std::pair<std::uint64_t, std::uint32_t>> newcomers;
  newcomers.reserve(static_cast<std::size_t>(open.end() - behind));
  for (auto at = behind; at != open.end(); ++at) newcomers.emplace_back(c.care[*at].key, *at);
  std::sort(newcomers.begin(), newcomers.end());
  std::transform(newcomers.begin(), newcomers.end(), behind, [](const auto& x) { return x.second; });
  std::inplace_merge(open.begin(), behind, open.end(), by_key);
  Workspace& ws = step.ws;
  if (ws.lists.size() < c.size()) ws.lists.resize(c.size());
  const auto retry_days = static_cast<std::int32_t>(s.v().search().retry_days());
  std::size_t kept = 0;
  for (const std::uint32_t child : open) {
    const std::int32_t waited = w.day - c.search[child].referral_day;
    bool placed = false;
    if (retry_days == 1 || waited % retry_days == 0) {
      const Setting plan = c.care[child].plan;
      if (without_market(plan)) {
        serve_without_market(s, w, child);
        placed = true;
      } else if (plan == Setting::supported) {
        placed = serve_supported(s, step, w, child);
      } else if (plan == Setting::fostering && c.care[child].for_want_of_foster == 0) {
        placed = serve_foster(s, step, w, child);
      } else if (plan == Setting::fostering && waited > 0) {
        placed = try_foster(s, step, w, child);
      }
      const bool to_home = !placed && (plan == Setting::residential || c.care[child].for_want_of_foster != 0);
      if (to_home) {
        if (c.care[child].looking == kLooking) {
          open_home_referral(s, w, child);
          c.care[child].looking = kReferred;
          take_list(ws, child);
        }
        searchers.push_back(child);
      }
    }
    if (placed) stop_looking(w, child);
    else open[kept++] = child;
  }
  open.resize(kept);
}

}  // namespace carepool
