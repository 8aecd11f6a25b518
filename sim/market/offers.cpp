// Offers: the lasting gate, then prices, tastes and the worth of the bed. Read-only on the world; one slot per searcher.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/date.hpp"
#include "engine/det_math.hpp"
#include "engine/distributions.hpp"
#include "engine/random.hpp"
#include "market/candidates.hpp"
#include "market/contracts.hpp"
#include "market/phases.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

constexpr double kMilesNear = 20;
constexpr double kDutySurplus = 100000;  // £/week: a home with a duty to accept prefers that child to any other

struct Evaluator {
  const Setup& s;
  const World& w;
  const Workspace& ws;
  const Seeker& k;

  double match(std::uint32_t home) const {  // the buyer's lasting taste: Gumbel of scale 1/α, so that its choice is a logit
    const double u = draw_uniform(s.seed, streams::match_quality, combine_keys(w.children.care[k.child].key, w.homes.key[home]), 0);
    return (-det::log(-det::log(u)) - 0.5772156649015329) / s.v().prices().alpha();
  }
  double worth_to_buyer(const Candidate& x, Offer& o, double price, double bonus) const {
    o.match = match(x.home);
    const auto& search = s.v().search();
    const double per_mile = w.children.care[k.child].far != 0 ? search.far_distance_pounds_per_mile() : search.distance_pounds_per_mile();
    const double grade = search.grade_bonus() * (static_cast<double>(Grade::good) - static_cast<double>(w.homes.grade[x.home]));
    return -price - per_mile * static_cast<double>(x.miles) + grade + bonus + o.match;
  }
  bool at_gate(const Candidate& x, double factor) const {
    if (s.v().offers().accept_all()) return true;
    return gate_below(s, w, k.child, x.home, x.gate_bits, gate_of(s, w, k, x.home) * factor);
  }

  // The block bed of this home that the child may take, if any.
  std::uint32_t block_bed(const Candidate& x) const {
    for (const std::uint32_t b : ws.blocks_of_home[x.home]) {
      if (w.blocks.used[b] >= w.blocks.beds[b]) continue;
      if (w.rules.body_of[static_cast<std::size_t>(Function::block)][k.council] != w.blocks.body[b]) continue;
      if (static_cast<double>(x.miles) > w.blocks.catchment_miles[b]) continue;
      if (at_gate(x, w.blocks.acceptance[b])) return b;
    }
    return kNobody;
  }

  // The empty block bed of this home that its holder sells at the lowest price. The duty to accept passes with the bed, its wider gate does not.
  std::uint32_t bed_for_sale(const Candidate& x) const {
    std::uint32_t best = kNobody;
    for (const std::uint32_t b : ws.blocks_of_home[x.home]) {
      if (w.blocks.resale_pence_per_week[b] <= 0 || w.blocks.used[b] >= w.blocks.beds[b]) continue;
      if (w.rules.body_of[static_cast<std::size_t>(Function::block)][k.council] == w.blocks.body[b]) continue;
      if (static_cast<double>(x.miles) > w.blocks.catchment_miles[b]) continue;
      if (best == kNobody || w.blocks.resale_pence_per_week[b] < w.blocks.resale_pence_per_week[best]) best = b;
    }
    return best != kNobody && at_gate(x, 1) ? best : kNobody;
  }

  double risk(std::uint32_t home) const { return s.v().offers().mix_per_resident() * w.homes.residents_yesterday[home]; }

  // One market price offered by an independent home: acceptable to the home? `best` keeps the largest gain over ω if the home were empty.
  bool acceptable(const Candidate& x, double price, double variable, double& surplus, double& best) const {
    if (s.v().offers().accept_all()) {
      surplus = -static_cast<double>(x.miles);
      return true;
    }
    const double empty = price - variable + x.taste;
    surplus = empty - risk(x.home);
    best = std::max(best, empty - w.homes.omega[x.home]);
    return surplus >= w.homes.omega[x.home];
  }

  // A home that declines goes on declining until prices or terms change, or until fewer live there: the most people with whom it need be asked.
  // The margin keeps rounding from ever hushing a home that would accept.
  std::uint8_t asked_with(const Candidate& x, double best) const {
    if (ws.has_block[x.home] != 0) return kAskAnyway;
    const double per_resident = s.v().offers().mix_per_resident();
    if (best < -1e-6 || per_resident <= 0) return best < -1e-6 ? std::uint8_t{0} : kAskAnyway;
    return static_cast<std::uint8_t>(std::min<double>(kAskAnyway, std::floor((best + 1e-6) / per_resident) + 1));
  }

  double effective(std::uint32_t home, double price, Contract contract, double& cap) const {  // what the home gets under a cap, add-ons included
    const CapRule* which = nullptr;
    cap = cap_per_week(w, k.council, Setting::residential, k.need, contract, w.homes.sector[home], relabelled(), &which);
    if (price <= cap || which == nullptr) return price;
    return cap + which->add_ons_share * (price - cap);
  }
  bool relabelled() const {
    if (w.rules.caps.empty()) return false;
    double share = 0;
    for (const CapRule& c : w.rules.caps) share = std::max(share, c.relabel_share);
    return draw_uniform(s.seed, streams::relabel, w.children.care[k.child].key, w.children.search[k.child].referral) < share;
  }

  // Does the home make an offer today? `watch` is its number in the child's list.
  bool evaluate(Candidate& x, std::uint32_t& watch, Offer& o) const {
    const std::uint32_t h = x.home;
    if (static_cast<double>(x.miles) > k.radius_miles) return false;
    o = Offer{h, kNobody, kNobody, Tier::spot, false, x.miles, 0, 0, 0, 0, std::numeric_limits<double>::infinity(), 0};
    if ((ws.beds_today[h] & kHasBlock) == 0) return evaluate_free_bed(x, watch, o);
    if (const std::uint32_t b = block_bed(x); b != kNobody) return offer_block(x, b, o);
    const std::uint32_t sold = bed_for_sale(x);
    if (sold == kNobody) return evaluate_free_bed(x, watch, o);
    // Both the home and the holder of its empty bed may offer: the buyer takes what it likes better.
    Offer theirs = o;
    offer_resale(x, sold, theirs);
    if (!evaluate_free_bed(x, watch, o) || theirs.utility > o.utility) o = theirs;
    return true;
  }

  // An offer of one of the home's own free beds.
  bool evaluate_free_bed(Candidate& x, std::uint32_t& watch, Offer& o) const {
    const std::uint32_t h = x.home;
    const Homes& homes = w.homes;
    const auto n = static_cast<std::size_t>(k.need);
    if ((ws.beds_today[h] & ~kHasBlock) == 0 || !at_gate(x, 1)) return false;
    if (own_home(w, k, h)) {
      if (x.taste == kTasteUnknown) x.taste = taste_of(s, w, k.child, h);
      return offer_own(x, o);
    }
    if (homes.sector[h] == Sector::council) return false;
    if (x.taste == kTasteUnknown) x.taste = taste_of(s, w, k.child, h);
    const double variable = homes.variable_per_week[h][n] * w.rules.real_cost_factor;
    o.reservation = variable + homes.omega[h];
    double framework_got = 0, best = -std::numeric_limits<double>::infinity();
    if (offer_framework(x, variable, o, framework_got, best)) return true;
    const double ask = homes.ask_per_week[h][n];
    const auto& p = s.v().offers();
    const double ceiling = w.signals.fee_mean[n] * (p.ceiling_start() + p.ceiling_per_day() * k.waited);
    const double got = effective(h, ask, Contract::spot, o.cap);
    if (!acceptable(x, got, variable, o.surplus, best)) {
      watch = h << 8U | asked_with(x, best);
      return false;
    }
    if (!p.accept_all() && ask > ceiling) return false;
    o.tier = Tier::spot;
    o.price = ask;
    o.utility = worth_to_buyer(x, o, got, 0);
    return true;
  }

  bool offer_block(const Candidate& x, std::uint32_t b, Offer& o) const {
    o.tier = Tier::block;
    o.block = b;
    o.price = static_cast<double>(w.blocks.pence_per_week[b]) / 100.0;
    effective(x.home, o.price, Contract::block, o.cap);
    o.price = std::min(o.price, o.cap);  // a cap binds the beds that were let before it, too
    // The bed is paid for; what it costs to fill it is the chance that another child would have used it.
    const double otherwise = ws.block_use[w.blocks.body[b]];
    const double counted = o.price * (1.0 - w.blocks.guarantee[b] * (1.0 - otherwise));
    o.utility = worth_to_buyer(x, o, counted, s.v().search().block_bonus());
    o.surplus = kDutySurplus - static_cast<double>(x.miles);
    return true;
  }
  void offer_resale(const Candidate& x, std::uint32_t b, Offer& o) const {
    o.tier = Tier::block;
    o.block = b;
    o.resold = true;
    o.price = static_cast<double>(w.blocks.resale_pence_per_week[b]) / 100.0;
    effective(x.home, o.price, Contract::spot, o.cap);
    o.price = std::min(o.price, o.cap);
    o.utility = worth_to_buyer(x, o, o.price, 0);
    o.surplus = kDutySurplus / 2 - static_cast<double>(x.miles);  // the holder's own children come first
  }
  bool offer_own(const Candidate& x, Offer& o) const {
    const auto n = static_cast<std::size_t>(k.need);
    const double variable = w.homes.variable_per_week[x.home][n] * w.rules.real_cost_factor;
    if (!s.v().offers().accept_all()) {
      // Own homes are not choosy on the whole: the mean of the taste is left out.
      const double willing = x.taste - s.v().offers().taste_mean() - risk(x.home) + 1.0 / s.v().prices().alpha();
      if (willing < 0) return false;
    }
    o.tier = Tier::own;
    o.price = variable;
    o.utility = worth_to_buyer(x, o, variable, s.v().search().own_home_bonus());
    o.surplus = kDutySurplus - static_cast<double>(x.miles);
    return true;
  }
  // The framework whose list price is lowest among those that cover the council and have the home's group as a member.
  bool offer_framework(const Candidate& x, double variable, Offer& o, double& got, double& at_best) const {
    const auto n = static_cast<std::size_t>(k.need);
    const std::uint32_t group = w.homes.provider[x.home];
    double best = std::numeric_limits<double>::infinity();
    for (const std::uint32_t f : ws.frameworks_of[k.council]) {
      const std::size_t m = f * w.memberships.groups + group;
      if (w.memberships.member[m] == 0) continue;
      const double fee = static_cast<double>(w.memberships.fee_per_week[m][n]);
      if (fee > 0 && fee < best) {
        best = fee;
        o.framework = f;
      }
    }
    if (o.framework == kNobody) return false;
    got = effective(x.home, best, Contract::framework, o.cap);
    if (!acceptable(x, got, variable, o.surplus, at_best)) {
      o.framework = kNobody;
      return false;
    }
    o.tier = Tier::framework;
    o.price = best;
    o.utility = worth_to_buyer(x, o, got, s.v().search().framework_bonus());
    return true;
  }
};

// [homes] See Workspace::people_today and beds_today. Without a branch, so that vector registers do it.
void count_people_and_beds(const Homes& homes, Workspace& ws) {
  const std::size_t n = homes.size();
  ws.people_today.resize(n);
  ws.beds_today.resize(n);
  ws.has_block.resize(n, 0);
  const HomeStatus* status = homes.status.data();
  const std::uint16_t *residents = homes.residents.data(), *staffed = homes.staffed.data(), *yesterday = homes.residents_yesterday.data(),
                      *block_beds = homes.block_beds.data(), *block_used = homes.block_used.data();
  const std::uint8_t* has_block = ws.has_block.data();
  std::uint8_t *people = ws.people_today.data(), *beds = ws.beds_today.data();
  for (std::size_t h = 0; h < n; ++h) {
    const bool free = (status[h] == HomeStatus::open) & (residents[h] < staffed[h]);
    const std::uint16_t seen = yesterday[h] < kAskAnyway - 1 ? static_cast<std::uint16_t>(yesterday[h] + 1) : std::uint16_t{kAskAnyway};
    people[h] = free ? static_cast<std::uint8_t>(seen) : kNoBedFree;
  }
  constexpr int kMost = kHasBlock - 1;
  for (std::size_t h = 0; h < n; ++h) {
    const int spot = staffed[h] - block_beds[h] - (residents[h] - block_used[h]);
    beds[h] = static_cast<std::uint8_t>((spot < 0 ? 0 : spot > kMost ? kMost : spot) | has_block[h]);
  }
}

constexpr std::size_t kAtOnce = 8;  // searchers whose memory is asked for together, so that the waits overlap

// Asks for what will soon be read of a searcher; speed only.
void fetch_searcher(const World& w, const Workspace& ws, std::uint32_t child) {
  __builtin_prefetch(&w.children.care[child]);
  __builtin_prefetch(&w.children.search[child]);
  __builtin_prefetch(&ws.lists[child]);
  __builtin_prefetch(reinterpret_cast<const char*>(&ws.lists[child] + 1) - 1);
}
void fetch_list(const CandidateList& list) {
  constexpr std::size_t kLine = 64 / sizeof(list.watch[0]), kMost = 8 * kLine;
  for (std::size_t i = 0; i < std::min(kMost, list.watch.size()); i += kLine) __builtin_prefetch(&list.watch[i]);
}
void fetch_home(const World& w, const CandidateList& list, std::uint32_t at) {
  const std::uint32_t h = list.watch[at] >> 8U;
  __builtin_prefetch(&list.homes[at]);
  __builtin_prefetch(&w.homes.provider[h]);
  __builtin_prefetch(&w.homes.omega[h]);
  __builtin_prefetch(&w.homes.variable_per_week[h]);
  __builtin_prefetch(&w.homes.ask_per_week[h]);
}

// The first day on which revised asks are in force.
std::int32_t next_price_day(const Setup& s, std::int32_t day) {
  const auto every = static_cast<std::int32_t>(s.v().prices().update_days());
  return day + every - (day - s.prehistory_start) % every;
}

}  // namespace

Declined why_no_offer(const Setup& s, const World& w, const Workspace& ws, const Seeker& k, const Candidate& x) {
  const Evaluator e{s, w, ws, k};
  const std::uint32_t h = x.home;
  const auto n = static_cast<std::size_t>(k.need);
  if ((ws.beds_today[h] & ~kHasBlock) == 0 || !e.at_gate(x, 1)) return {Refusal::beds_in_blocks, 0, 0};
  if (own_home(w, k, h)) return {Refusal::children_there, 0, 0};
  Candidate c = x;
  if (c.taste == kTasteUnknown) c.taste = taste_of(s, w, k.child, h);
  const double variable = w.homes.variable_per_week[h][n] * w.rules.real_cost_factor;
  Offer o{};
  o.framework = kNobody;
  double listed = 0, best = -std::numeric_limits<double>::infinity();
  e.offer_framework(c, variable, o, listed, best);
  const double ask = w.homes.ask_per_week[h][n], got = e.effective(h, ask, Contract::spot, o.cap);
  const auto& p = s.v().offers();
  if (e.acceptable(c, got, variable, o.surplus, best))
    return {Refusal::ask_too_high, ask, w.signals.fee_mean[n] * (p.ceiling_start() + p.ceiling_per_day() * k.waited)};
  const double needed = variable + w.homes.omega[h] - c.taste + e.risk(h);
  return {best >= 0 ? Refusal::children_there : Refusal::bed_worth_more, std::max(listed, got), needed};
}

void offers(const Setup& s, const StepContext& step, World& w, const std::vector<std::uint32_t>& searchers) {
  Workspace& ws = step.ws;
  if (ws.offers.size() < searchers.size()) ws.offers.resize(searchers.size());
  const World& seen = w;
  count_people_and_beds(w.homes, ws);
  index_serving(ws);
  // The first day on which asks, list prices, blocks or rules may differ from today's.
  const std::int32_t next_change = std::min(add_months(Date{w.day}, 1).days - ymd(Date{w.day}).day + 1, next_price_day(s, w.day));
  const std::uint8_t* people = ws.people_today.data();
  ws.workers.for_range(searchers.size(), 32, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t> asked(256);  // places in a child's list
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t child = searchers[i];
      if ((i - begin) % kAtOnce == 0) {
        for (std::size_t j = i + 2 * kAtOnce; j < std::min(end, i + 3 * kAtOnce); ++j) fetch_searcher(seen, ws, searchers[j]);
        for (std::size_t j = i + kAtOnce; j < std::min(end, i + 2 * kAtOnce); ++j) fetch_list(ws.lists[searchers[j]]);
      }
      const Seeker k = seeker_of(s, seen, child);
      refresh_candidates(s, seen, ws, k);
      auto& out = ws.offers[i];
      out.clear();
      const Evaluator evaluator{s, seen, ws, k};
      CandidateList& list = ws.lists[child];
      if (list.asked_until <= seen.day) {
        for (std::uint32_t& x : list.watch) x = (x & ~0xFFU) | kAskAnyway;
        list.asked_until = next_change;
      }
      if (asked.size() < list.watch.size()) asked.resize(2 * list.watch.size());
      std::size_t n_asked = 0;
      for (std::size_t j = 0; j < list.watch.size(); ++j) {  // without a branch
        const std::uint32_t x = list.watch[j];
        asked[n_asked] = static_cast<std::uint32_t>(j);
        n_asked += people[x >> 8U] <= (x & 0xFFU) ? 1U : 0U;
      }
      for (std::size_t a = 0; a < n_asked; ++a) fetch_home(seen, list, asked[a]);
      Offer o{};
      for (std::size_t a = 0; a < n_asked; ++a)
        if (evaluator.evaluate(list.homes[asked[a]], list.watch[asked[a]], o)) out.push_back(o);
    }
  });
  ws.opened_today.clear();
  for (std::size_t i = 0; i < searchers.size(); ++i) {
    const std::uint32_t child = searchers[i];
    Children& c = w.children;
    const std::size_t cn = c.care[child].council * kNeeds + static_cast<std::size_t>(c.care[child].need);
    if (c.care[child].looking == kReferred) {
      c.care[child].looking = kAnswered;
      const std::size_t count = ws.offers[i].size();
      c.care[child].first_offers = static_cast<std::uint8_t>(std::min<std::size_t>(255, count));
      w.totals.offers[cn] += static_cast<std::int64_t>(count);
      if (count == 0) ++w.totals.blocked[cn];
    }
    if (w.day - c.search[child].referral_day >= 3 || c.search[child].near_offers == 255) continue;
    int near = 0;
    for (const Offer& o : ws.offers[i]) near += static_cast<double>(o.miles) <= kMilesNear ? 1 : 0;
    c.search[child].near_offers = static_cast<std::uint8_t>(std::min(254, std::max<int>(c.search[child].near_offers, near)));
    if (c.search[child].near_offers >= 2) {
      ++w.totals.choice[cn];
      c.search[child].near_offers = 255;
    }
  }
}

}  // namespace carepool
