// What a child's path and search write into the trace.
#include <algorithm>
#include <cmath>

#include "market/candidates.hpp"
#include "market/phases.hpp"
#include "market/tell.hpp"

namespace carepool::tell {
namespace {

constexpr std::size_t kOffersTold = 8, kDeclinedTold = 4;

std::uint32_t tenths(double miles) { return static_cast<std::uint32_t>(std::max(0.0, std::floor(miles * 10 + 0.5))); }

v1::TraceNeed told(Need x) { return static_cast<v1::TraceNeed>(x); }
v1::TraceSetting told(Setting x) { return static_cast<v1::TraceSetting>(x); }

void fill_placement(const World& w, std::uint32_t r, v1::PlacementStarted& out) {
  const PlacementAccount& a = w.placements.account[r];
  const PlacementTerms& t = w.placements.terms[r];
  out.set_child(w.trace->child(a.child));
  out.set_setting(told(a.setting));
  out.set_contract(static_cast<v1::TraceContract>(a.contract));
  out.set_sector(static_cast<v1::TraceSector>(a.sector));
  out.set_home(number(w.placements.home[r]));
  out.set_provider(number(a.provider));
  if (t.framework != kNobody) out.set_framework(w.trace->word(w.rules.frameworks[t.framework].name));
  if (t.block != kNobody) out.set_block_body(w.trace->word(w.rules.bodies[w.blocks.body[t.block]].name));
  out.set_fee(a.fee_pence_per_week);
  out.set_add_ons(a.add_ons_pence_per_week);
  out.set_miles10(tenths(static_cast<double>(t.distance_miles)));
  out.set_in_area(a.in_area != 0);
  out.set_offers(a.offers);
  out.set_waited_days(a.days_waited);
}

void tell_child(const World& w, std::uint32_t row, bool at_the_start) {
  const ChildCare& c = w.children.care[row];
  v1::ChildHere& out = *w.trace->add(w.day).mutable_child_here();
  out.set_child(w.trace->new_child(row));
  out.set_key(c.key);
  out.set_council(c.council);
  out.set_entry_day(w.children.search[row].entry_day);
  out.set_birth_day(c.birth_day);
  out.set_need(told(c.need));
  out.set_plan(told(c.plan));
  out.set_unaccompanied(c.uasc != 0);
  out.set_with_sibling(c.sibling_key != 0);
  out.set_at_the_start(at_the_start);
  if (!at_the_start) return;
  out.set_moves(c.moves);
  if (c.placement == kNobody) return;
  fill_placement(w, c.placement, *out.mutable_placement());
  out.mutable_placement()->set_start_day(w.placements.account[c.placement].start_day);
}

// Does this council place in homes such as this?
bool open_to(const World& w, const Seeker& k, std::uint32_t h) { return w.homes.sector[h] != Sector::council || own_home(w, k, h); }

bool can_take(const World& w, const Seeker& k, const Candidate& c) {
  return static_cast<double>(c.miles) <= k.radius_miles && w.homes.status[c.home] == HomeStatus::open && open_to(w, k, c.home);
}

// What lies within reach today, counted as the search counts it.
void count_homes(const Setup& s, const Workspace& ws, const World& w, const Seeker& k, v1::HomeSearch& out) {
  const Homes& homes = w.homes;
  const double x = static_cast<double>(k.x_km), y = static_cast<double>(k.y_km), reach = k.radius_miles * kKmPerMile;
  std::uint32_t within = 0, known = 0, suitable = 0, free = 0;
  for (std::uint32_t h = 0; h < homes.size(); ++h) {
    const double dx = static_cast<double>(homes.x_km[h]) - x, dy = static_cast<double>(homes.y_km[h]) - y;
    if (dx * dx + dy * dy > reach * reach) continue;
    if (homes.status[h] != HomeStatus::open || homes.short_break[h] != 0 || !serves(homes.bed_class[h], k.need) || !open_to(w, k, h)) continue;
    ++within;
    if (council_sees(s, w, ws, k.council, h)) ++known;
  }
  for (const Candidate& c : ws.lists[k.child].homes) {
    if (!can_take(w, k, c)) continue;
    ++suitable;
    if (ws.people_today[c.home] != kNoBedFree) ++free;
  }
  out.set_within(within);
  out.set_known(known);
  out.set_suitable(suitable);
  out.set_free(free);
}

void fill_offer(const Offer& o, v1::TraceOffer& out) {
  out.set_home(number(o.home));
  out.set_tier(static_cast<v1::TraceTier>(o.tier));
  out.set_fee(pounds(std::min(o.price, o.cap)));
  out.set_miles10(tenths(static_cast<double>(o.miles)));
  out.set_worth(pounds(o.utility));
  out.set_resold(o.resold);
}

// Homes on the list with a free bed that made no offer, the nearest first.
void fill_declined(const Setup& s, const Workspace& ws, const World& w, const Seeker& k, const std::vector<Offer>& offers, v1::HomeSearch& out) {
  std::vector<const Candidate*> silent;
  for (const Candidate& c : ws.lists[k.child].homes) {
    const bool offered = std::any_of(offers.begin(), offers.end(), [&c](const Offer& o) { return o.home == c.home; });
    if (can_take(w, k, c) && ws.people_today[c.home] != kNoBedFree && !offered) silent.push_back(&c);
  }
  const std::size_t n = std::min(kDeclinedTold, silent.size());
  std::partial_sort(silent.begin(), silent.begin() + static_cast<std::ptrdiff_t>(n), silent.end(), [&w](const Candidate* a, const Candidate* b) {
    return a->miles != b->miles ? a->miles < b->miles : w.homes.key[a->home] < w.homes.key[b->home];
  });
  for (std::size_t i = 0; i < n; ++i) {
    const Declined x = why_no_offer(s, w, ws, k, *silent[i]);
    v1::TraceDeclined& told_of = *out.add_declined();
    told_of.set_home(number(silent[i]->home));
    told_of.set_why(static_cast<v1::TraceRefusal>(static_cast<int>(x.why) + 1));
    told_of.set_miles10(tenths(static_cast<double>(silent[i]->miles)));
    told_of.set_fee(pounds(x.fee));
    told_of.set_needed(pounds(x.needed));
    told_of.set_residents(w.homes.residents_yesterday[silent[i]->home]);
  }
}

void fill_offers(const World& w, std::vector<Offer> offers, v1::HomeSearch& out) {
  std::sort(offers.begin(), offers.end(), [&w](const Offer& a, const Offer& b) {
    return a.utility != b.utility ? a.utility > b.utility : w.homes.key[a.home] < w.homes.key[b.home];
  });
  out.set_offers(static_cast<std::uint32_t>(offers.size()));
  for (std::size_t i = 0; i < std::min(kOffersTold, offers.size()); ++i) fill_offer(offers[i], *out.add_best());
}

void tell_search(const Setup& s, const Workspace& ws, const World& w, std::uint32_t child, const std::vector<Offer>& offers, bool first_day) {
  const Seeker k = seeker_of(s, w, child);
  const ChildCare& c = w.children.care[child];
  v1::HomeSearch& out = *w.trace->add(w.day).mutable_home_search();
  out.set_child(w.trace->child(child));
  out.set_first_day(first_day);
  out.set_far(c.far != 0);
  out.set_hard_to_place(w.children.search[child].hard_until > w.day);
  out.set_want_of_foster(c.for_want_of_foster != 0);
  out.set_waited_days(static_cast<std::uint32_t>(k.waited));
  out.set_miles10(tenths(k.radius_miles));
  out.set_in_crisis_placement(c.placement != kNobody && w.placements.account[c.placement].setting == Setting::crisis);
  const std::uint32_t body = w.rules.body_of[static_cast<std::size_t>(Function::search)][c.council];
  if (body >= s.councils()) out.set_searched_by(w.trace->word(w.rules.bodies[body].name));
  count_homes(s, ws, w, k, out);
  fill_declined(s, ws, w, k, offers, out);
  fill_offers(w, offers, out);
  w.trace->set_search(child, &out);
}

v1::TraceFee fee_of(const Setup& s, const Choice& x) {
  switch (x.offer.tier) {
    case Tier::own: return v1::OWN_COST;
    case Tier::block: return v1::BLOCK_PRICE;
    case Tier::framework: return s.v().prices().fixed() ? v1::FIXED : v1::LIST_PRICE;
    case Tier::spot: break;
  }
  if (s.v().prices().fixed()) return v1::FIXED;
  return x.offers == 1 ? v1::BARGAINED : v1::WINNERS_ASK;
}

}  // namespace

void start_children(const World& w) {
  for (std::uint32_t row = 0; row < w.children.size(); ++row)
    if (w.children.care[row].key != 0) tell_child(w, row, true);
}

void child_entered(const World& w, std::uint32_t child) { tell_child(w, child, false); }

void plan_changed(const World& w, std::uint32_t child, const Turn& turn) {
  const ChildCare& c = w.children.care[child];
  if (c.need == turn.need_before && c.plan == turn.setting_before) return;
  v1::PlanChanged& out = *w.trace->add(w.day).mutable_plan_changed();
  out.set_child(w.trace->child(child));
  out.set_need_before(told(turn.need_before));
  out.set_need(told(c.need));
  out.set_plan_before(told(turn.setting_before));
  out.set_plan(told(c.plan));
  out.set_reconsidered(turn.reconsidered);
}

void carer_search(const World& w, std::uint32_t child, const std::vector<std::uint32_t>& pools, bool to_homes) {
  std::int32_t own = 0, others = 0;
  for (const std::uint32_t p : pools) {
    const std::int32_t vacant = std::max(0, w.pools.usable(p) - w.pools.filled[p]);
    (w.pools.sector[p] == Sector::council ? own : others) += vacant;
  }
  v1::CarerSearch& out = *w.trace->add(w.day).mutable_carer_search();
  out.set_child(w.trace->child(child));
  out.set_vacancies_own(static_cast<std::uint32_t>(own));
  out.set_vacancies_others(static_cast<std::uint32_t>(others));
  out.set_to_homes(to_homes);
}

void home_search_opened(const World& w, std::uint32_t child) {
  auto& opened = w.trace->opened_today;
  if (opened.size() <= child) opened.resize(child + 1, 0);
  opened[child] = 1;
}

void home_searches(const Setup& s, const Workspace& ws, const World& w, const std::vector<std::uint32_t>& searchers) {
  w.trace->forget_searches();
  auto& opened = w.trace->opened_today;
  opened.resize(w.children.size(), 0);
  const double crisis_after = s.v().search().days_before_crisis();
  for (std::size_t i = 0; i < searchers.size(); ++i) {
    const std::uint32_t child = searchers[i];
    const bool first_day = opened[child] != 0;
    opened[child] = 0;
    const bool crisis_due = w.children.care[child].state == ChildState::waiting && w.day - w.children.search[child].referral_day >= crisis_after;
    if (first_day || crisis_due || !ws.offers[i].empty()) tell_search(s, ws, w, child, ws.offers[i], first_day);
  }
}

void chosen(const Setup& s, const World& w, const Choice& x) {
  v1::HomeSearch* out = w.trace->search(x.child);
  if (out == nullptr) return;
  out->set_with_sibling(x.rank == 0);
  int at = 0;
  while (at < out->best_size() && out->best(at).home() != number(x.offer.home)) ++at;
  if (at == out->best_size()) fill_offer(x.offer, *out->add_best());  // it stood further down
  out->set_chosen(static_cast<std::uint32_t>(at + 1));
  out->set_rank(static_cast<std::uint32_t>(x.rank));
  out->set_fee_by(fee_of(s, x));
  out->set_agreed(x.fee);
  if (std::isfinite(x.offer.cap) && x.fee == pounds(x.offer.cap)) out->set_cap(x.fee);
  if (out->fee_by() != v1::BARGAINED) return;
  out->set_least(pounds(x.offer.reservation));
  out->set_alternative(pounds(buyers_alternative(s, w, w.children.care[x.child].need)));
}

void placement_started(const World& w, std::uint32_t child) {
  fill_placement(w, w.children.care[child].placement, *w.trace->add(w.day).mutable_placement_started());
}

void placement_ended(const World& w, std::uint32_t child, EndReason reason) {
  const std::uint32_t r = w.children.care[child].placement;
  v1::PlacementEnded& out = *w.trace->add(w.day).mutable_placement_ended();
  out.set_child(w.trace->child(child));
  out.set_reason(static_cast<v1::TraceEndReason>(reason));
  out.set_home(number(w.placements.home[r]));
  out.set_setting(told(w.placements.account[r].setting));
  out.set_days(static_cast<std::uint32_t>(w.day - w.placements.account[r].start_day));
}

void fee_changed(const World& w, std::uint32_t placement, Pence fee, Pence add_ons) {
  const PlacementAccount& a = w.placements.account[placement];
  if (a.fee_pence_per_week == fee && a.add_ons_pence_per_week == add_ons) return;
  v1::FeeChanged& out = *w.trace->add(w.day).mutable_fee_changed();
  out.set_child(w.trace->child(a.child));
  out.set_home(number(w.placements.home[placement]));
  out.set_before(a.fee_pence_per_week + a.add_ons_pence_per_week);
  out.set_fee(fee);
  out.set_add_ons(add_ons);
}

void child_left(const World& w, std::uint32_t child, bool at_eighteen) {
  v1::ChildLeft& out = *w.trace->add(w.day).mutable_child_left();
  out.set_child(w.trace->child(child));
  out.set_at_eighteen(at_eighteen);
  out.set_days(static_cast<std::uint32_t>(w.day - w.children.search[child].entry_day));
  out.set_moves(w.children.care[child].moves);
}

}  // namespace carepool::tell
