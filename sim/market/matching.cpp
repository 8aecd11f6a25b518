// Matching: child-proposing deferred acceptance with strict preferences, one admission per home and day. The result does not depend on the
// order in which children or offers are listed: every tie is broken by keys.
#include <algorithm>
#include <limits>

#include "engine/det_math.hpp"
#include "engine/random.hpp"
#include "market/care.hpp"
#include "market/contracts.hpp"
#include "market/phases.hpp"
#include "market/tell.hpp"
#include "world/streams.hpp"

namespace carepool {
namespace {

bool buyer_prefers(const World& w, const Offer& a, const Offer& b) {
  if (a.utility != b.utility) return a.utility > b.utility;
  return w.homes.key[a.home] < w.homes.key[b.home];
}

bool home_prefers(const World& w, const Offer& a, std::uint32_t child_a, const Offer& b, std::uint32_t child_b) {
  if (a.surplus != b.surplus) return a.surplus > b.surplus;
  return w.children.care[child_a].key < w.children.care[child_b].key;
}

struct Chosen {
  std::uint32_t child;
  Offer offer;
  std::size_t offers;
  std::size_t rank = 0;  // from 1 in the buyer's order; 0: together with a sibling
};

double bargained(const Setup& s, const World& w, const Offer& o, Need need) {
  const double b = s.v().prices().bargaining();
  const double w_buyer = buyers_alternative(s, w, need);
  if (w_buyer <= o.reservation) return o.reservation;
  return o.reservation + b * (w_buyer - o.reservation);
}

void learn_fee(World& w, Need need, double fee) {
  const auto n = static_cast<std::size_t>(need);
  double& weight = w.signals.fee_weight[n];
  weight = std::min(500.0, weight + 1.0);
  w.signals.fee_mean[n] += (fee - w.signals.fee_mean[n]) / weight;
}

// What a spot placement pays over the ask of the home that won it: groups set framework bids against what spot terms would bring.
void learn_paid_over_ask(World& w, double paid, double ask) {
  constexpr double kStartsRemembered = 1000;
  if (ask > 0) w.signals.paid_over_ask += (paid / ask - w.signals.paid_over_ask) / kStartsRemembered;
}

void learn_crisis(World& w, Need need, double happened) {
  const auto n = static_cast<std::size_t>(need);
  w.signals.p_crisis[n] += (happened - w.signals.p_crisis[n]) / 500.0;
}

// A fill, as the worth of a bed learns from it.
void learn_fill(World& w, std::uint32_t home, double fee, double variable) {
  const std::size_t cell = static_cast<std::size_t>(w.homes.area[home]) * kBedClasses + static_cast<std::size_t>(w.homes.bed_class[home]);
  const double surplus = fee - variable;
  w.worth.fills[cell] += 1;
  w.worth.excess[cell] += std::max(0.0, surplus - w.worth.omega[cell]);
  w.worth.surplus[cell] += surplus;
  w.worth.variable[cell] += variable;
}

struct Fee {
  Pence core = 0, add_ons = 0;
};

Fee agreed_fee(const Setup& s, const World& w, const Chosen& x) {
  const Children& c = w.children;
  const Need need = c.care[x.child].need;
  const Offer& o = x.offer;
  if (o.tier == Tier::own) return {};
  if (o.tier == Tier::block) return {pounds(o.price), 0};
  double fee = o.price;
  if (s.v().prices().fixed()) fee = s.v().prices().fixed_fee();
  else if (o.tier == Tier::spot && x.offers == 1) fee = bargained(s, w, o, need);
  if (fee <= o.cap) return {pounds(fee), 0};
  double share = 0;
  for (const CapRule& cap : w.rules.caps) share = std::max(share, cap.add_ons_share);
  return {pounds(o.cap), pounds(share * (fee - o.cap))};
}

void place_in_home(const Setup& s, const StepContext& step, World& w, const Chosen& x) {
  Children& c = w.children;
  const Offer& o = x.offer;
  const std::uint32_t child = x.child, h = o.home;
  if (c.care[child].placement != kNobody) end_placement(s, w, child, EndReason::found_place);
  const Fee fee = agreed_fee(s, w, x);
  if (w.trace) tell::chosen(s, w, {child, o, x.rank, x.offers, fee.core});
  StartTerms t;
  t.contract = o.tier == Tier::own ? Contract::in_house : o.tier == Tier::block ? (o.resold ? Contract::spot : Contract::block) : o.tier == Tier::framework ? Contract::framework : Contract::spot;
  t.sector = w.homes.sector[h];
  t.home = h;
  t.provider = w.homes.provider[h];
  t.block = o.block;
  t.framework = o.framework;
  t.fee_pence_per_week = fee.core;
  t.add_ons_pence_per_week = fee.add_ons;
  t.miles = o.miles;
  t.in_area = w.homes.area[h] == c.care[child].council;
  t.offers = static_cast<std::uint8_t>(std::min<std::size_t>(255, x.offers));
  t.match = o.match;
  const auto n = static_cast<std::size_t>(c.care[child].need);
  if (x.offers == 1) ++w.totals.single_offer[c.care[child].council * kNeeds + n];
  const double paid = static_cast<double>(fee.core + fee.add_ons) / 100.0;
  if (o.tier == Tier::spot || o.tier == Tier::framework) {
    learn_fee(w, c.care[child].need, paid);
    if (o.tier == Tier::spot) learn_paid_over_ask(w, paid, o.price);
    learn_fill(w, h, paid, w.homes.variable_per_week[h][n] * w.rules.real_cost_factor);
  }
  learn_crisis(w, c.care[child].need, 0);
  start_placement(s, w, child, t);
  c.care[child].looking = kNotLooking;
  give_list_back(step.ws, child);
  step.ws.admitted[h] = 1;
}

int beds_for(const World& w, const Offer& o) {
  const Homes& h = w.homes;
  if (o.tier == Tier::block) return w.blocks.beds[o.block] - w.blocks.used[o.block];
  const int spot = h.staffed[o.home] - h.block_beds[o.home] - (h.residents[o.home] - h.block_used[o.home]);
  return std::min<int>(spot, h.staffed[o.home] - h.residents[o.home]);
}

// Siblings who both look today take two beds of one home when a home offers both; best joint utility, ties by key.
void match_siblings(const Setup& s, const StepContext& step, World& w, const std::vector<std::uint32_t>& searchers, std::vector<std::uint8_t>& done) {
  Workspace& ws = step.ws;
  auto& place_of = ws.place_of;
  Children& c = w.children;
  const auto has_sibling = [&c](std::uint32_t child) { return c.care[child].sibling != kNobody; };
  for (std::size_t i = 0; i < searchers.size(); ++i)
    if (has_sibling(searchers[i])) place_of[searchers[i]] = static_cast<std::uint32_t>(i + 1);
  for (std::size_t i = 0; i < searchers.size(); ++i) {
    const std::uint32_t a = searchers[i], b = c.care[a].sibling;
    if (done[i] != 0 || b == kNobody || place_of[b] == 0 || c.care[b].key < c.care[a].key) continue;
    const std::size_t j = place_of[b] - 1;
    if (done[j] != 0) continue;
    const Offer *best_a = nullptr, *best_b = nullptr;
    for (const Offer& x : ws.offers[i])
      for (const Offer& y : ws.offers[j]) {
        if (x.home != y.home || x.tier != y.tier || x.block != y.block || ws.admitted[x.home] != 0 || beds_for(w, x) < 2 ||
            w.homes.staffed[x.home] - w.homes.residents[x.home] < 2)
          continue;
        if (best_a == nullptr || x.utility + y.utility > best_a->utility + best_b->utility ||
            (x.utility + y.utility == best_a->utility + best_b->utility && w.homes.key[x.home] < w.homes.key[best_a->home])) {
          best_a = &x;
          best_b = &y;
        }
      }
    if (best_a == nullptr) continue;
    const Chosen first{a, *best_a, ws.offers[i].size(), 0}, second{b, *best_b, ws.offers[j].size(), 0};
    place_in_home(s, step, w, first);
    place_in_home(s, step, w, second);
    done[i] = done[j] = 1;
  }
  for (const std::uint32_t child : searchers)
    if (has_sibling(child)) place_of[child] = 0;
}

struct Held {
  std::size_t searcher = 0, rank = 0;
  bool any = false;
};

void start_crisis(const Setup& s, World& w, std::uint32_t child) {
  StartTerms t;
  t.setting = Setting::crisis;
  t.contract = Contract::spot;
  t.sector = Sector::private_;
  t.in_area = false;
  t.miles = 0;
  t.fee_pence_per_week = pounds(s.v().costs().crisis_week());
  learn_crisis(w, w.children.care[child].need, 1);
  ++w.totals.crisis_starts[w.children.care[child].council];
  start_placement(s, w, child, t);
}

void lose(const Setup& s, World& w, std::uint32_t child) { leave_care(s, w, child, false); }

// Who found nothing: is lost (checks against theory), goes to a crisis placement, or waits on.
void serve_the_rest(const Setup& s, World& w, const std::vector<std::uint32_t>& rest) {
  Children& c = w.children;
  if (s.v().search().retry() == "none") {
    for (const std::uint32_t child : rest) lose(s, w, child);
    return;
  }
  for (const std::uint32_t child : rest)
    if (c.care[child].state == ChildState::waiting && !s.pools_world && w.day - c.search[child].referral_day >= s.v().search().days_before_crisis())
      start_crisis(s, w, child);
}

}  // namespace

void matching(const Setup& s, const StepContext& step, World& w, const std::vector<std::uint32_t>& searchers) {
  Workspace& ws = step.ws;
  if (w.trace) tell::home_searches(s, ws, w, searchers);
  std::vector<std::uint8_t> done(searchers.size(), 0);
  ws.place_of.resize(w.children.size(), 0);
  match_siblings(s, step, w, searchers, done);

  std::vector<std::size_t> next(searchers.size(), 0), proposing;
  std::vector<std::pair<std::uint32_t, Held>> held;  // homes that hold a proposal, in home order of arrival
  auto& held_at = ws.held_at;
  held_at.assign(w.homes.size(), kNobody);
  for (std::size_t i = 0; i < searchers.size(); ++i) {
    if (done[i] != 0) continue;
    std::sort(ws.offers[i].begin(), ws.offers[i].end(), [&w](const Offer& a, const Offer& b) { return buyer_prefers(w, a, b); });
    proposing.push_back(i);
  }
  while (!proposing.empty()) {
    const std::size_t i = proposing.back();
    if (next[i] >= ws.offers[i].size()) {
      proposing.pop_back();
      continue;
    }
    const std::size_t rank = next[i]++;
    const Offer& o = ws.offers[i][rank];
    if (ws.admitted[o.home] != 0) continue;
    if (held_at[o.home] == kNobody) {
      held_at[o.home] = static_cast<std::uint32_t>(held.size());
      held.push_back({o.home, Held{i, rank, true}});
      proposing.pop_back();
      continue;
    }
    Held& other = held[held_at[o.home]].second;
    const Offer& theirs = ws.offers[other.searcher][other.rank];
    if (!home_prefers(w, o, searchers[i], theirs, searchers[other.searcher])) continue;
    const std::size_t loser = other.searcher;
    other = Held{i, rank, true};
    proposing.back() = loser;
  }

  std::vector<std::size_t> got(searchers.size(), ws.offers.size() + 1);
  std::vector<std::size_t> rank_of(searchers.size(), 0);
  for (const auto& [home, h] : held) {
    got[h.searcher] = 1;
    rank_of[h.searcher] = h.rank;
  }
  std::vector<std::uint32_t> rest;
  for (std::size_t i = 0; i < searchers.size(); ++i) {
    if (done[i] != 0) continue;
    if (got[i] == 1) place_in_home(s, step, w, Chosen{searchers[i], ws.offers[i][rank_of[i]], ws.offers[i].size(), rank_of[i] + 1});
    else rest.push_back(searchers[i]);
  }
  for (std::size_t i = 0; i < searchers.size(); ++i) {  // shares of contested referrals
    if (ws.offers[i].size() < 2) continue;
    const std::uint32_t p = w.children.care[searchers[i]].placement;
    const std::uint32_t winner = p == kNobody ? kNobody : w.placements.account[p].provider;
    for (std::size_t k = 0; k < ws.offers[i].size(); ++k) {
      const std::uint32_t g = w.homes.provider[ws.offers[i][k].home];
      bool first = true;
      for (std::size_t m = 0; m < k; ++m) first = first && w.homes.provider[ws.offers[i][m].home] != g;
      if (!first) continue;
      w.providers.contested[g] += 1;
      if (g == winner) w.providers.won[g] += 1;
    }
  }
  serve_the_rest(s, w, rest);
  for (const auto& [home, h] : held) ws.admitted[home] = 0;
  for (const std::uint32_t child : searchers)
    if (w.children.care[child].placement != kNobody && w.placements.home[w.children.care[child].placement] != kNobody)
      ws.admitted[w.placements.home[w.children.care[child].placement]] = 0;
  auto& open = w.open_referrals;
  open.erase(std::remove_if(open.begin(), open.end(), [&w](std::uint32_t child) { return w.children.care[child].looking == kNotLooking; }), open.end());
}

}  // namespace carepool
