#include "support/reference_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/date.hpp"
#include "engine/det_math.hpp"
#include "engine/distributions.hpp"
#include "engine/random.hpp"
#include "engine/random_pairs.hpp"
#include "world/streams.hpp"
#include "world/supply_draw.hpp"

namespace carepool::reference {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLn2 = 0.6931471805599453;
constexpr double kEulerGamma = 0.5772156649015329;
constexpr std::size_t kStandard = 0;

// ⌊fee·days/7⌋ for days ≥ 0 or below.
Pence week_part(Pence per_week, std::int64_t days) {
  const Pence product = per_week * days;
  return product >= 0 ? product / 7 : -((-product + 6) / 7);
}
Pence to_pence(double pounds_amount) { return pounds(pounds_amount); }
Pence cost_of_days(double per_week, int days) { return static_cast<Pence>(std::floor(per_week * 100.0 * days / 7.0 + 0.5)); }
double exponential_of(double u, double mean) { return -mean * det::log1p(-u); }

}  // namespace

Engine::Engine(const Setup& s, const InstrumentPlan& plan) : s_(s), plan_(plan), day_(s.first_day) {
  const auto& v = s.v();
  const std::size_t per_pool = static_cast<std::size_t>(v.world().councils_per_pool());
  const int places = static_cast<int>(v.world().places_per_pool());
  const std::size_t homes = static_cast<std::size_t>(v.world().homes_per_pool() > 0 ? v.world().homes_per_pool() : places);
  const std::size_t groups = static_cast<std::size_t>(v.world().groups_per_pool());
  councils_.resize(s.councils());
  for (std::size_t pool = 0; pool < static_cast<std::size_t>(v.world().pools()); ++pool) {
    const std::size_t first_group = groups_.size();
    std::size_t bed = 0;  // reserved beds are dealt out one by one
    for (std::size_t g = 0; g < groups; ++g) {
      Group x;
      x.key = combine_keys(pool, 9000 + g);
      groups_.push_back(x);
    }
    for (std::size_t k = 0; k < homes; ++k) {
      Home h;
      h.pool = pool;
      h.area = pool * per_pool;
      h.key = static_cast<std::uint64_t>(h.area) << 40 | k;
      h.group = first_group + k % groups;
      h.places = places / static_cast<int>(homes) + (static_cast<int>(k) < places % static_cast<int>(homes) ? 1 : 0);
      h.booked = day_;
      Rng traits(s.seed, streams::home_traits, h.key, 2);
      const float lasting = static_cast<float>(det::exp(v.costs().home_cost_sd() * det::normal_quantile(traits.uniform())));
      static_cast<void>(traits.uniform());  // staffed share: not for pools
      double grade_at = traits.uniform(), below = 0;
      for (h.grade = 0; h.grade < 3; ++h.grade)
        if (grade_at <= (below += s.grade_share[static_cast<std::size_t>(h.grade)])) break;
      h.shifted = v.prices().omega_shift() != 0 && u(streams::omega_shift, h.key, 0) < v.prices().omega_shift_share();
      h.staff = (v.costs().home_fixed() + v.costs().staffed_place() * h.places) * static_cast<double>(lasting);
      h.property = 250000.0 * v.costs().property_factor() * v.costs().property_yield() / 52.1775 * (0.6 + 0.1 * h.places);
      h.overhead = v.costs().overhead_place() * h.places;
      const std::size_t first_bed = bed;
      bed += static_cast<std::size_t>(h.places);
      for (std::size_t c = 0; c < per_pool && v.blocks().reserved(); ++c) {
        Block b;
        b.council = h.area + c;
        b.home = homes_.size();
        for (std::size_t i = first_bed; i < bed; ++i) b.beds += i % per_pool == c ? 1 : 0;
        if (b.beds == 0) continue;
        b.price = to_pence(v.prices().fixed_fee());
        b.settled = day_;
        h.block_beds += b.beds;
        blocks_.push_back(b);
      }
      homes_.push_back(h);
    }
  }
  const std::size_t n = s.councils();
  omega_.assign(n, v.start_state().omega_initial());
  for (auto* x : {&exposure_, &fills_, &excess_, &surplus_, &variable_}) x->assign(n, 0.0);
  fee_mean_ = v.prices().fixed() ? v.prices().fixed_fee() : s.variable[kStandard] + v.start_state().omega_initial() + 1500.0;
  rules_ = make_rules(plan_, day_);
  const double factor = rules_.real_cost_factor;
  rules_.real_cost_factor = 1;  // the first asks are made before any rule is in force
  revise_asks();
  rules_.real_cost_factor = factor;
  join_frameworks();
}

double Engine::u(std::uint32_t stream, std::uint64_t key, std::uint32_t ordinal) const { return draw_uniform(s_.seed, stream, key, ordinal); }

int Engine::stay_days(double draw) const {
  const double days = std::max(1.0, std::ceil(exponential_of(draw, s_.v().demand().mean_stay_days())));
  return days < 1e8 ? static_cast<int>(days) : 100'000'000;
}

void Engine::step() {
  rules_ = make_rules(plan_, day_);
  exits_and_breakdowns();
  entries();
  reviews();
  Lists lists = ask_homes();
  match(lists);
  see_vacancies();
  set_prices();
  if (is_month_end(Date{day_})) end_month();
  for (Home& h : homes_) h.residents_yesterday = h.residents;
  for (std::size_t c = 0; c < councils_.size(); ++c) {
    double beds = 0, used = 0;
    for (const Block& b : blocks_)
      if (b.council == c) {
        beds += b.beds;
        used += b.used;
      }
    councils_[c].block_use = beds > 0 ? used / beds : 0.0;
  }
  ++day_;
}

// ---- children

void Engine::exits_and_breakdowns() {
  const double ratio = s_.v().demand().waiting_leave_ratio();
  std::vector<std::uint64_t> keys;
  for (const auto& [key, child] : children_) keys.push_back(key);
  for (const std::uint64_t key : keys) {
    Child& c = children_.at(key);
    if (c.exit == day_ && ratio != 1 && !c.placed) c.exit = day_ + stay_days(u(streams::stay, combine_keys(key, 1), static_cast<std::uint32_t>(day_ - c.entry)));
    if (c.exit == day_) {
      leave(key);
      continue;
    }
    if (c.placed && breakdown_day(c) == day_) {
      ++councils_[c.council].breakdowns;
      end_stay(c, true);
      ++c.breakdowns;
      c.breakdown_left = static_cast<float>(exponential_of(u(streams::breakdown_budget, key, c.breakdowns), 1));
      ask(c);
    }
  }
  if (ratio == 1) return;
  const double p = -det::expm1(-ratio / s_.v().demand().mean_stay_days());
  for (const std::uint64_t key : keys) {
    const auto at = children_.find(key);
    if (at == children_.end() || at->second.placed) continue;
    if (u(streams::stay, combine_keys(key, 2), static_cast<std::uint32_t>(day_ - at->second.entry)) < p) leave(key);
  }
}

void Engine::entries() {
  const auto& d = s_.v().demand();
  const double mean = d.entries_per_day() / static_cast<double>(s_.v().world().councils_per_pool());
  if (mean <= 0) return;
  for (std::size_t council = 0; council < councils_.size(); ++council) {
    const std::uint64_t place_and_day = combine_keys(s_.places[council].key, static_cast<std::uint32_t>(day_));
    Rng count(s_.seed, streams::entry_count, place_and_day);
    const std::uint64_t candidates = poisson(count, mean * d.thinning_headroom());
    for (std::uint64_t k = 0; k < candidates; ++k) {
      const std::uint64_t event = combine_keys(place_and_day, k);
      if (u(streams::entry_thin, event, 0) * d.thinning_headroom() >= d.level() * rules_.entry_factor[council]) continue;
      Child c;
      c.key = combine_keys(event, 1);
      c.council = council;
      c.entry = day_;
      c.exit = day_ + stay_days(u(streams::stay, c.key, 0));
      c.breakdown_left = static_cast<float>(exponential_of(u(streams::breakdown_budget, c.key, 0), 1));
      ask(c);
      ++councils_[council].entries;
      children_.emplace(c.key, c);
    }
  }
}

void Engine::ask(Child& c) {
  if (c.look == Child::Look::no) c.waiting_from = day_;
  c.look = Child::Look::opened;
  c.referral_day = day_;
  c.first_offers = c.near = 0;
  c.choice_counted = false;
}

void Engine::leave(std::uint64_t key) {
  Child& c = children_.at(key);
  ++councils_[c.council].exits;
  if (c.placed) end_stay(c, false);
  else settle_wait(c, day_);
  children_.erase(key);
}

void Engine::end_stay(Child& c, bool moves_on) {
  settle(c, day_);
  c.breakdown_left = std::max(0.0F, c.breakdown_left - c.stay.hazard * static_cast<float>(day_ - c.stay.hazard_from));
  Home& h = homes_[c.stay.home];
  --h.residents;
  if (c.stay.block >= 0) {
    Block& b = blocks_[static_cast<std::size_t>(c.stay.block)];
    --h.block_used;
    settle_block(b, day_);
    --b.used;
  }
  if (moves_on) {
    ++councils_[c.council].moves;
    ++c.moves;
  }
  c.placed = false;
}

int Engine::breakdown_day(const Child& c) const {
  if (c.stay.hazard <= 0) return -1;
  const double days = std::ceil(static_cast<double>(c.breakdown_left) / static_cast<double>(c.stay.hazard));
  return days > 100000 ? -1 : c.stay.hazard_from + std::max(1, static_cast<int>(days));
}

// ---- money

// `group`: −1 for payees outside.
void Engine::pay(std::size_t council, Pay what, Pence amount, int group) {
  councils_[council].paid[static_cast<std::size_t>(what)] += amount;
  if (group < 0) {
    outside_ += amount;
    return;
  }
  groups_[static_cast<std::size_t>(group)].revenue += amount;
  groups_[static_cast<std::size_t>(group)].cash += amount;
}

void Engine::settle(Child& c, int to_day) {
  Stay& x = c.stay;
  const int days = to_day - x.settled;
  if (days <= 0) return;
  Home& h = homes_[x.home];
  const int group = static_cast<int>(h.group);
  councils_[c.council].nights += days;
  if (x.own_area) councils_[c.council].nights_own_area += days;
  const auto care = static_cast<Pence>(s_.variable[kStandard] * 100.0 * rules_.real_cost_factor * days / 7.0 + 0.5);
  h.month_cost += care;
  groups_[h.group].variable += care;
  const Pence fee = week_part(x.fee, to_day - x.base) - x.paid, extra = week_part(x.add_ons, to_day - x.base) - x.paid_add_ons;
  x.paid += fee;
  x.paid_add_ons += extra;
  pay(c.council, Pay::homes_fees, fee, group);
  pay(c.council, Pay::add_ons, extra, group);
  h.month_revenue += fee + extra;
  x.settled = to_day;
}

void Engine::settle_wait(Child& c, int to_day) {
  const int days = to_day - c.waiting_from;
  if (days <= 0) return;
  councils_[c.council].nights_waiting += days;
  pay(c.council, Pay::waiting, week_part(to_pence(s_.v().costs().wait_week()), days), -1);
  c.waiting_from = to_day;
}

void Engine::settle_block(Block& b, int to_day) {
  const Pence bed = week_part(b.price, to_day) - week_part(b.price, b.settled);
  const Pence voids = bed * (b.beds - b.used);
  if (voids > 0) {
    pay(b.council, Pay::block_voids, voids, static_cast<int>(homes_[b.home].group));
    homes_[b.home].month_revenue += voids;
    b.voids += voids;
  }
  b.paid += voids + bed * b.used;
  b.settled = to_day;
}

// ---- rules

double Engine::cap(std::size_t council, Contract contract, bool relabelled, const CapRule** which) const {
  double lowest = kInfinity;
  for (const CapRule& rule : rules_.caps) {
    const bool in_scope = rule.councils[council] != 0 && rule.contracts[static_cast<std::size_t>(contract)] != 0 &&
                          rule.sectors[static_cast<std::size_t>(Sector::private_)] != 0 && rule.settings[static_cast<std::size_t>(Setting::residential)] != 0;
    const double level = rule.level_per_week[relabelled ? 1 : 0];
    if (!in_scope || level >= lowest) continue;
    lowest = level;
    if (which != nullptr) *which = &rule;
  }
  return lowest;
}

void Engine::reviews() {
  for (auto& [key, c] : children_) {
    if (!c.placed) continue;
    const CapRule* which = nullptr;
    const double level = cap(c.council, c.stay.contract, false, &which);
    if (which == nullptr || which->applies == CapApplies::new_fees) continue;
    const int lived = day_ - c.stay.start;
    if (which->applies == CapApplies::at_review && (lived <= 0 || lived % 365 != 0)) continue;
    const Pence highest = to_pence(level);
    if (c.stay.fee <= highest) continue;
    const auto extra = static_cast<Pence>(static_cast<double>(c.stay.fee - highest) * which->add_ons_share);
    settle(c, day_);
    c.stay.fee = highest;
    c.stay.add_ons += extra;
    c.stay.paid = c.stay.paid_add_ons = 0;
    c.stay.base = day_;
  }
}

void Engine::join_frameworks() {
  for (const FrameworkRule& f : rules_.frameworks) {
    std::vector<bool> member(groups_.size(), false);
    std::vector<float> fee(groups_.size(), 0);
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      double sum = 0, count = 0;
      for (const Home& h : homes_)
        if (h.group == g && f.is_member[h.area] != 0) {
          sum += std::min(cap(f.members.front(), Contract::spot, false, nullptr), h.ask[kStandard]);
          count += 1;
        }
      if (count == 0) continue;
      member[g] = u(streams::framework_start, combine_keys(groups_[g].key, f.identity), 0) < f.start_membership;
      fee[g] = static_cast<float>(sum / count * (1.0 - f.discount));
    }
    member_.push_back(member);
    list_fee_.push_back(fee);
  }
}

// ---- search and offers

double Engine::gate(const Child& c, const Home& h) const {
  double x = s_.gate[kStandard];
  if (c.hard_until > day_) x *= s_.v().offers().gate_hard();
  return h.area == c.council ? x * s_.v().offers().gate_own_council() : x;
}

bool Engine::suits(const Child& c, const Home& h) const {
  if (s_.v().offers().accept_all()) return true;
  // Eight bits of a block that sixteen homes share, then the rest of the number.
  const carepool::Block sixteen = draw_pair(pair_key(s_.seed, streams::gate, c.key), gate_group(h.key));
  const std::uint32_t top = sixteen[gate_lane(h.key) / 4] >> (8 * (gate_lane(h.key) % 4)) & 0xFFU;
  const double rest = draw_uniform(s_.seed, streams::gate, combine_keys(c.key, h.key), 1);
  return static_cast<double>(top) + rest < gate(c, h) * 256.0;
}

double Engine::worth(const Home& h, Offer& o, double price, double bonus) const {
  const double v = u(streams::match_quality, combine_keys(o.child, h.key), 0);
  o.match = (-det::log(-det::log(v)) - kEulerGamma) / s_.v().prices().alpha();
  return -price + s_.v().search().grade_bonus() * (1.0 - h.grade) + bonus + o.match;
}

// One home's answer to one child today.
bool Engine::offer(const Child& c, std::size_t home, Offer& o) const {
  const Home& h = homes_[home];
  const auto& v = s_.v();
  o = Offer{};
  o.child = c.key;
  o.home = home;
  o.cap = kInfinity;
  if (h.residents >= h.places || !suits(c, h)) return false;

  bool relabelled = false;
  if (!rules_.caps.empty()) {
    double share = 0;
    for (const CapRule& rule : rules_.caps) share = std::max(share, rule.relabel_share);
    relabelled = u(streams::relabel, c.key, c.referral) < share;
  }
  const auto under_cap = [&](double price, Contract contract) {  // what the home gets
    const CapRule* which = nullptr;
    o.cap = cap(c.council, contract, relabelled, &which);
    return price <= o.cap || which == nullptr ? price : o.cap + which->add_ons_share * (price - o.cap);
  };

  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const Block& block = blocks_[b];
    if (block.home != home || block.council != c.council || block.used >= block.beds) continue;
    o.block = static_cast<int>(b);
    o.price = static_cast<double>(block.price) / 100.0;
    under_cap(o.price, Contract::block);
    o.price = std::min(o.price, o.cap);
    o.utility = worth(h, o, o.price * (1.0 - 1.0 * (1.0 - councils_[c.council].block_use)), v.search().block_bonus());
    o.surplus = 100000;  // a duty
    return true;
  }
  if (h.places - h.block_beds <= h.residents - h.block_used) return false;

  const double variable = s_.variable[kStandard] * rules_.real_cost_factor;
  o.reservation = variable + h.omega;
  const auto accepts = [&](double price) {
    if (v.offers().accept_all()) {
      o.surplus = 0;
      return true;
    }
    const double taste = v.offers().taste_mean() + v.offers().taste_scale() * det::logit(u(streams::taste, combine_keys(c.key, h.key), c.referral));
    o.surplus = price - variable - v.offers().mix_per_resident() * h.residents_yesterday + taste;
    return o.surplus >= h.omega;
  };
  double best = kInfinity;
  for (std::size_t f = 0; f < member_.size(); ++f) {
    const double fee = static_cast<double>(list_fee_[f][h.group]);
    if (rules_.frameworks[f].is_member[c.council] == 0 || !member_[f][h.group] || fee <= 0 || fee >= best) continue;
    best = fee;
    o.framework = static_cast<int>(f);
  }
  if (o.framework >= 0) {
    const double gets = under_cap(best, Contract::framework);
    if (accepts(gets)) {
      o.price = best;
      o.utility = worth(h, o, gets, v.search().framework_bonus());
      return true;
    }
    o.framework = -1;
  }
  const double ask = h.ask[kStandard];
  const double ceiling = fee_mean_ * (v.offers().ceiling_start() + v.offers().ceiling_per_day() * (day_ - c.referral_day));
  if (!v.offers().accept_all() && ask > ceiling) return false;
  const double gets = under_cap(ask, Contract::spot);
  if (!accepts(gets)) return false;
  o.price = ask;
  o.utility = worth(h, o, gets, 0);
  return true;
}

Engine::Lists Engine::ask_homes() {
  Lists lists;
  for (auto& [key, c] : children_) {
    if (c.look == Child::Look::no || (day_ - c.referral_day) % s_.v().search().retry_days() != 0) continue;
    Council& council = councils_[c.council];
    if (c.look == Child::Look::opened) {
      c.look = Child::Look::referred;
      ++c.referral;
      if (c.hard_until <= day_) {
        Rng hard(s_.seed, streams::hard, key, c.referral);
        if (hard.uniform() < s_.hard_share[kStandard])
          c.hard_until = day_ + static_cast<int>(std::max(1.0, std::ceil(exponential_of(hard.uniform(), s_.v().demand().hard_days()))));
      }
      ++council.referrals;
      const std::uint32_t body = rules_.body_of[static_cast<std::size_t>(Function::search)][c.council];
      pay(c.council, Pay::brokerage, to_pence(s_.v().costs().brokerage_referral() * (1.0 - rules_.bodies[body].brokerage_saving)), -1);
    }
    auto& offers = lists[key];
    for (std::size_t h = 0; h < homes_.size(); ++h) {
      Offer o;
      if (homes_[h].pool == s_.pool_of[c.council] && offer(c, h, o)) offers.push_back(o);
    }
    const int count = static_cast<int>(offers.size());
    if (c.look == Child::Look::referred) {
      c.look = Child::Look::answered;
      c.first_offers = count;
      council.offers += count;
      if (count == 0) ++council.blocked;
    }
    if (day_ - c.referral_day >= 3 || c.choice_counted) continue;
    c.near = std::max(c.near, count);
    if (c.near >= 2) {
      ++council.choice;
      c.choice_counted = true;
    }
  }
  return lists;
}

// ---- matching: every child asks its best home that has not refused it; every home keeps the best of who asks; until nobody is refused

void Engine::match(Lists& lists) {
  std::map<std::uint64_t, std::set<std::size_t>> refused;
  std::map<std::size_t, const Offer*> taken;  // [home]
  for (bool settled = false; !settled;) {
    settled = true;
    taken.clear();
    for (const auto& [key, offers] : lists) {
      const Offer* best = nullptr;
      for (const Offer& o : offers) {
        if (refused[key].contains(o.home)) continue;
        if (best == nullptr || o.utility > best->utility || (o.utility == best->utility && homes_[o.home].key < homes_[best->home].key)) best = &o;
      }
      if (best == nullptr) continue;
      const Offer*& held = taken[best->home];
      if (held == nullptr) {
        held = best;
        continue;
      }
      settled = false;
      const bool better = best->surplus > held->surplus || (best->surplus == held->surplus && best->child < held->child);
      refused[better ? held->child : best->child].insert(best->home);
      if (better) held = best;
    }
  }
  std::map<std::uint64_t, const Offer*> wins;
  for (const auto& [home, o] : taken) wins[o->child] = o;
  for (const auto& [key, o] : wins) place(*o, lists.at(key).size());

  for (const auto& [key, offers] : lists) {
    if (offers.size() < 2) continue;
    const Child& c = children_.at(key);
    std::set<std::size_t> rivals;
    for (const Offer& o : offers) rivals.insert(homes_[o.home].group);
    for (const std::size_t g : rivals) {
      groups_[g].contested += 1;
      if (c.placed && homes_[c.stay.home].group == g) groups_[g].won += 1;
    }
  }
  if (s_.v().search().retry() == "daily") return;
  for (const auto& [key, offers] : lists)
    if (!children_.at(key).placed) leave(key);
}

void Engine::place(const Offer& o, std::size_t count) {
  const auto& v = s_.v();
  Child& c = children_.at(o.child);
  Home& h = homes_[o.home];
  Council& council = councils_[c.council];
  Stay x;
  x.home = o.home;
  x.block = o.block;
  x.framework = o.framework;
  x.contract = o.block >= 0 ? Contract::block : o.framework >= 0 ? Contract::framework : Contract::spot;
  if (x.contract == Contract::block) {
    x.fee = to_pence(o.price);
  } else {
    double fee = o.price;
    if (v.prices().fixed()) {
      fee = v.prices().fixed_fee();
    } else if (x.contract == Contract::spot && count == 1) {  // a bargain between the reservation and the buyer's alternative
      const double crisis = v.costs().crisis_week() + v.prices().crisis_harm();
      const double alternative = (1.0 - p_crisis_) * (fee_mean_ + v.prices().wait_harm()) + p_crisis_ * crisis;
      fee = alternative <= o.reservation ? o.reservation : o.reservation + v.prices().bargaining() * (alternative - o.reservation);
    }
    double share = 0;
    for (const CapRule& rule : rules_.caps) share = std::max(share, rule.add_ons_share);
    x.fee = to_pence(std::min(fee, o.cap));
    if (fee > o.cap) x.add_ons = to_pence(share * (fee - o.cap));
    const double paid = static_cast<double>(x.fee + x.add_ons) / 100.0, variable = s_.variable[kStandard] * rules_.real_cost_factor;
    fee_weight_ = std::min(500.0, fee_weight_ + 1.0);
    fee_mean_ += (paid - fee_mean_) / fee_weight_;
    fills_[h.area] += 1;
    excess_[h.area] += std::max(0.0, paid - variable - omega_[h.area]);
    surplus_[h.area] += paid - variable;
    variable_[h.area] += variable;
  }
  if (count == 1) ++council.single;
  p_crisis_ += (0.0 - p_crisis_) / 500.0;

  settle_wait(c, day_);
  x.start = x.settled = x.base = x.hazard_from = day_;
  x.own_area = h.area == c.council;
  x.offers = static_cast<int>(count);
  x.waited = day_ - c.referral_day;
  const auto& q = v.quality();
  double hazard = q.breakdown_per_year() / 365.25;
  hazard *= det::pow(1.0, -q.breakdown_staffing());
  hazard *= det::pow(q.breakdown_per_grade(), h.grade - 1.0) * det::pow(q.breakdown_per_30_miles(), 0.0) * det::pow(q.breakdown_match(), o.match < 0 ? 1.0 : 0.0);
  x.hazard = static_cast<float>(hazard);
  ++h.residents;
  if (x.block >= 0) {
    Block& b = blocks_[static_cast<std::size_t>(x.block)];
    ++h.block_used;
    settle_block(b, day_);
    ++b.used;
  }
  c.stay = x;
  c.placed = true;
  c.look = Child::Look::no;
  ++council.starts;
  council.days_waited += x.waited;
  if (!x.own_area) ++council.elsewhere;
}

// ---- prices

void Engine::see_vacancies() {
  for (Home& h : homes_) {
    const int vacant = h.places - h.block_beds - (h.residents - h.block_used);
    if (vacant <= 0) continue;
    h.vacant_days += vacant;
    exposure_[h.area] += vacant / 7.0;
  }
}

void Engine::revise_worth() {
  const auto& p = s_.v().prices();
  const double span = std::max(1.0, memory_days_ / 7.0);
  double fills = 0, exposure = 0, excess = 0, used = 0;
  for (std::size_t a = 0; a < omega_.size(); ++a) {
    fills += fills_[a];
    exposure += exposure_[a];
    excess += excess_[a];
  }
  for (const Home& h : homes_) used += h.residents - h.block_used;
  if (fills <= 0 || exposure <= 0) return;
  const double leaving = used > 0 ? std::clamp(fills / span / used, 0.002, 1.0) : 1.0 / 50.0;
  const double shrink = p.pseudo_fills() / fills;
  const double all_fills = shrink * fills, all_exposure = shrink * exposure;
  if (all_fills <= 0 || all_exposure <= 0) return;
  const double found = all_fills / all_exposure / (leaving + p.discount_per_year() / 52.1775) * (shrink * excess / all_fills);
  for (double& omega : omega_) omega += p.step() * (found - omega);
}

void Engine::revise_asks() {
  const auto& p = s_.v().prices();
  for (Home& h : homes_) {
    h.omega = std::max(0.0, omega_[h.area] + (h.shifted ? p.omega_shift() : 0.0));
    const double share = std::min(0.9, groups_[h.group].won / (groups_[h.group].contested + p.share_shrink()));
    const double mark_up = 1.0 / (p.alpha() * (1.0 - share));
    for (std::size_t n = 0; n < kNeeds; ++n)
      h.ask[n] = std::min(p.ask_max(), p.fixed() ? p.fixed_fee() : s_.variable[n] * rules_.real_cost_factor + h.omega + mark_up);
  }
}

void Engine::set_prices() {
  const auto& p = s_.v().prices();
  const int every = static_cast<int>(p.update_days());
  memory_days_ += 1;
  if ((day_ - s_.first_day) % every != every - 1) return;
  if (!p.fixed()) revise_worth();
  const double kept = det::exp(-kLn2 * every / 7.0 / p.memory_weeks()), kept_year = det::exp(-static_cast<double>(every) / 365.25);
  for (auto* memory : {&exposure_, &fills_, &excess_, &surplus_, &variable_})
    for (double& x : *memory) x *= kept;
  memory_days_ *= kept;
  for (Group& g : groups_) {
    g.won *= kept_year;
    g.contested *= kept_year;
  }
  revise_asks();
}

// ---- month ends

void Engine::book_costs(Home& h, int to_day) {
  const int days = to_day - h.booked;
  h.booked = to_day;
  const Pence staff = cost_of_days(h.staff * rules_.real_cost_factor, days), property = cost_of_days(h.property, days), overhead = cost_of_days(h.overhead, days);
  Group& g = groups_[h.group];
  g.staff += staff;
  g.property += property;
  g.overhead += overhead;
  g.cash -= staff + property + overhead;
  h.month_cost += staff + property + overhead;
}

void Engine::end_month() {
  for (auto& [key, c] : children_) {
    if (c.placed) settle(c, day_ + 1);
    else settle_wait(c, day_ + 1);
  }
  for (Block& b : blocks_) settle_block(b, day_ + 1);
  std::vector<double> weekly(groups_.size(), 0.0);
  for (Home& h : homes_) {
    book_costs(h, day_ + 1);
    h.revenue += h.month_revenue;
    h.cost += h.month_cost;
    h.year_revenue += static_cast<double>(h.month_revenue) / 100.0 - h.year_revenue / 12.0;
    h.year_cost += static_cast<double>(h.month_cost) / 100.0 - h.year_cost / 12.0;
    h.month_revenue = h.month_cost = 0;
    weekly[h.group] += h.staff * rules_.real_cost_factor + h.property + h.overhead;
  }
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    Group& g = groups_[i];
    g.cash -= g.variable - g.variable_seen;
    g.variable_seen = g.variable;
    const Pence cost = g.staff + g.variable + g.property + g.overhead;
    g.year_revenue += static_cast<double>(g.revenue - g.revenue_seen) / 100.0 - g.year_revenue / 12.0;
    g.year_cost += static_cast<double>(cost - g.cost_seen) / 100.0 - g.year_cost / 12.0;
    g.revenue_seen = g.revenue;
    g.cost_seen = cost;
    g.cash = std::min(g.cash, static_cast<Pence>(weekly[i] * 100.0 * s_.v().supply().cash_weeks()));
  }
}

// ---- what can be seen

std::vector<std::string> Engine::describe() const {
  std::vector<std::string> out;
  for (const auto& [key, c] : children_) {
    out.push_back(fmt::format("child {:x} council {} exit {} moves {} referral {} hard {} budget {:a} breakdowns {}", key, c.council, c.exit, c.moves, c.referral,
                              c.hard_until, c.breakdown_left, c.breakdowns));
    if (c.placed) {
      const Stay& x = c.stay;
      out.push_back(fmt::format("  lives in home {} contract {} block {} framework {} fee {} + {} paid {} + {} start {} settled {} base {} own area {} offers {} waited {} hazard {:a}",
                                x.home, static_cast<int>(x.contract), x.block, x.framework, x.fee, x.add_ons, x.paid, x.paid_add_ons, x.start, x.settled, x.base,
                                x.own_area ? 1 : 0, x.offers, x.waited, x.hazard));
    } else {
      out.push_back(fmt::format("  waits since {} asked {} first offers {}", c.waiting_from, c.referral_day, c.first_offers));
    }
  }
  for (std::size_t i = 0; i < homes_.size(); ++i) {
    const Home& h = homes_[i];
    out.push_back(fmt::format("home {} residents {} block {} of {} omega {:a} ask {:a} revenue {} {} cost {} {} year {:a} {:a} vacant {:a} grade {}", i, h.residents, h.block_used,
                              h.block_beds, h.omega, h.ask[kStandard], h.revenue, h.month_revenue, h.cost, h.month_cost, h.year_revenue, h.year_cost, h.vacant_days, h.grade));
  }
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    const Group& g = groups_[i];
    out.push_back(fmt::format("group {} cash {} revenue {} staff {} variable {} property {} overhead {} year {:a} {:a} won {:a} of {:a}", i, g.cash, g.revenue, g.staff, g.variable,
                              g.property, g.overhead, g.year_revenue, g.year_cost, g.won, g.contested));
  }
  for (std::size_t i = 0; i < blocks_.size(); ++i)
    out.push_back(fmt::format("block {} used {} of {} paid {} voids {}", i, blocks_[i].used, blocks_[i].beds, blocks_[i].paid, blocks_[i].voids));
  for (std::size_t i = 0; i < councils_.size(); ++i) {
    const Council& c = councils_[i];
    out.push_back(fmt::format("council {} entries {} exits {} moves {} breakdowns {} referrals {} blocked {} offers {} single {} choice {} starts {} waited {} elsewhere {} nights {} {} {}", i,
                              c.entries, c.exits, c.moves, c.breakdowns, c.referrals, c.blocked, c.offers, c.single, c.choice, c.starts, c.days_waited, c.elsewhere, c.nights,
                              c.nights_own_area, c.nights_waiting));
    for (std::size_t k = 0; k < kPays; ++k)
      if (c.paid[k] != 0) out.push_back(fmt::format("  paid for {}: {}", kPayNames[k], c.paid[k]));
  }
  for (std::size_t a = 0; a < omega_.size(); ++a)
    out.push_back(fmt::format("area {} omega {:a} exposure {:a} fills {:a} excess {:a} surplus {:a} variable {:a}", a, omega_[a], exposure_[a], fills_[a], excess_[a], surplus_[a],
                              variable_[a]));
  out.push_back(fmt::format("mean fee {:a} weight {:a} crisis {:a} outside {}", fee_mean_, fee_weight_, p_crisis_, outside_));
  return out;
}

std::vector<std::string> describe(const Setup& s, const World& w) {
  std::vector<std::string> out;
  const carepool::Children& c = w.children;
  const Placements& p = w.placements;
  const auto row = [](std::uint32_t x) { return x == kNobody ? -1 : static_cast<int>(x); };
  std::map<std::uint64_t, std::uint32_t> by_key;
  for (std::uint32_t i = 0; i < c.size(); ++i)
    if (c.care[i].key != 0) by_key[c.care[i].key] = i;
  for (const auto& [key, i] : by_key) {
    out.push_back(fmt::format("child {:x} council {} exit {} moves {} referral {} hard {} budget {:a} breakdowns {}", key, c.care[i].council, c.care[i].exit_day, c.care[i].moves, c.search[i].referral,
                              c.search[i].hard_until, c.care[i].breakdown_left, c.care[i].breakdown_ordinal));
    if (const std::uint32_t r = c.care[i].placement; r != kNobody) {
      out.push_back(fmt::format("  lives in home {} contract {} block {} framework {} fee {} + {} paid {} + {} start {} settled {} base {} own area {} offers {} waited {} hazard {:a}",
                                p.home[r], static_cast<int>(p.account[r].contract), row(p.terms[r].block), row(p.terms[r].framework), p.account[r].fee_pence_per_week, p.account[r].add_ons_pence_per_week, p.account[r].paid_pence,
                                p.account[r].paid_add_ons_pence, p.account[r].start_day, p.account[r].settled_day, p.account[r].money_base_day, p.account[r].in_area, p.account[r].offers, p.account[r].days_waited, p.terms[r].hazard_per_day));
    } else {
      out.push_back(fmt::format("  waits since {} asked {} first offers {}", c.search[i].waiting_from, c.search[i].referral_day, c.care[i].first_offers));
    }
  }
  const carepool::Homes& h = w.homes;
  for (std::size_t i = 0; i < h.size(); ++i)
    out.push_back(fmt::format("home {} residents {} block {} of {} omega {:a} ask {:a} revenue {} {} cost {} {} year {:a} {:a} vacant {:a} grade {}", i, h.residents[i], h.block_used[i],
                              h.block_beds[i], h.omega[i], h.ask_per_week[i][kStandard], h.cum_revenue[i], h.month_revenue[i], h.cum_cost[i], h.month_cost[i], h.year_revenue[i],
                              h.year_cost[i], h.cum_vacant_days[i], static_cast<int>(h.grade[i])));
  const Providers& g = w.providers;
  for (std::size_t j = s.councils(); j < g.size(); ++j)
    out.push_back(fmt::format("group {} cash {} revenue {} staff {} variable {} property {} overhead {} year {:a} {:a} won {:a} of {:a}", j - s.councils(), g.cash[j],
                              w.totals.received_provider[j], g.cum_staff[j], g.cum_variable[j], g.cum_property[j], g.cum_overhead[j], g.year_revenue[j], g.year_cost[j], g.won[j],
                              g.contested[j]));
  for (std::size_t i = 0; i < w.blocks.size(); ++i)
    out.push_back(fmt::format("block {} used {} of {} paid {} voids {}", i, w.blocks.used[i], w.blocks.beds[i], w.blocks.cum_paid[i], w.blocks.cum_void[i]));
  const Totals& t = w.totals;
  const std::size_t homes = static_cast<std::size_t>(Setting::residential), good = static_cast<std::size_t>(Link::sufficient);
  for (std::size_t i = 0; i < s.councils(); ++i) {
    const std::size_t cn = i * kNeeds;
    out.push_back(fmt::format("council {} entries {} exits {} moves {} breakdowns {} referrals {} blocked {} offers {} single {} choice {} starts {} waited {} elsewhere {} nights {} {} {}", i,
                              t.entries[i], t.exits[i], t.moves[i], t.breakdowns[i], t.referrals[cn], t.blocked[cn], t.offers[cn], t.single_offer[cn], t.choice[cn], t.home_starts[cn],
                              t.days_waited[cn], t.out_of_council_starts[cn], t.nights[(i * kSettings + homes) * kLinks + good], t.nights_in_area[i * kSettings + homes],
                              t.nights_waiting[i]));
    for (std::size_t k = 0; k < kPays; ++k)
      if (t.paid[i * kPays + k] != 0) out.push_back(fmt::format("  paid for {}: {}", kPayNames[k], t.paid[i * kPays + k]));
  }
  for (std::size_t a = 0; a < s.councils(); ++a) {
    const std::size_t i = a * kBedClasses + static_cast<std::size_t>(BedClass::broad);
    out.push_back(fmt::format("area {} omega {:a} exposure {:a} fills {:a} excess {:a} surplus {:a} variable {:a}", a, w.worth.omega[i], w.worth.exposure[i], w.worth.fills[i],
                              w.worth.excess[i], w.worth.surplus[i], w.worth.variable[i]));
  }
  Pence outside = 0;
  for (const Pence x : t.received_outside) outside += x;
  out.push_back(fmt::format("mean fee {:a} weight {:a} crisis {:a} outside {}", w.signals.fee_mean[kStandard], w.signals.fee_weight[kStandard], w.signals.p_crisis[kStandard], outside));
  return out;
}

}  // namespace carepool::reference
