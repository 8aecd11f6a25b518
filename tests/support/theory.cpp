#include "support/theory.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace carepool::theory {
namespace {

using Real = long double;
using Row = std::vector<Real>;
using Matrix = std::vector<Row>;

void demand(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

// Chances of 0, 1, 2 … arrivals, far enough for the rest to vanish, with tails and mean excesses summed from
// the small end.
class Arrivals {
 public:
  explicit Arrivals(double mean) : mean_(mean) {
    demand(mean >= 0 && mean < 1e4, "mean of a Poisson count");
    const auto last = static_cast<std::size_t>(mean + 40 * std::sqrt(mean) + 60);
    chance_.resize(last + 1);
    for (std::size_t k = 0; k <= last; ++k)
      chance_[k] = mean > 0 ? std::exp(static_cast<Real>(k) * std::log(static_cast<Real>(mean)) - mean -
                                       std::lgamma(static_cast<Real>(k) + 1))
                            : static_cast<Real>(k == 0);
    tail_.assign(last + 2, 0);
    excess_.assign(last + 2, 0);
    for (std::size_t k = last + 1; k-- > 0;) {
      tail_[k] = tail_[k + 1] + chance_[k];
      excess_[k] = excess_[k + 1] + tail_[k + 1];  // E[(K − k)⁺] = Σ_{j > k} P(K ≥ j)
    }
  }

  int last() const { return static_cast<int>(chance_.size()) - 1; }
  Real chance(int k) const { return k < 0 || k > last() ? 0 : chance_[static_cast<std::size_t>(k)]; }
  Real at_least(int k) const { return k <= 0 ? 1 : k > last() ? 0 : tail_[static_cast<std::size_t>(k)]; }
  Real excess(int room) const {
    return room <= 0 ? mean_ - room : room > last() ? 0 : excess_[static_cast<std::size_t>(room)];
  }

 private:
  double mean_;
  Row chance_, tail_, excess_;
};

Row binomial_row(int n, Real p) {
  Row row(static_cast<std::size_t>(n) + 1, 0);
  if (p <= 0 || p >= 1) {
    row[p <= 0 ? 0 : static_cast<std::size_t>(n)] = 1;
    return row;
  }
  for (int k = 0; k <= n; ++k)
    row[static_cast<std::size_t>(k)] =
        std::exp(std::lgamma(static_cast<Real>(n) + 1) - std::lgamma(static_cast<Real>(k) + 1) -
                 std::lgamma(static_cast<Real>(n - k) + 1) + k * std::log(p) + (n - k) * std::log1p(-p));
  return row;
}

// Binomial rows for 0 … n trials.
Matrix binomial_rows(int n, Real p) {
  Matrix rows;
  rows.reserve(static_cast<std::size_t>(n) + 1);
  for (int k = 0; k <= n; ++k) rows.push_back(binomial_row(k, p));
  return rows;
}

// Stationary law of a chain by Grassmann, Taksar and Heyman's elimination: no subtraction, so no digits are
// lost.
Row stationary(Matrix step) {
  const std::size_t n = step.size();
  for (std::size_t k = n; k-- > 1;) {
    Real down = 0;
    for (std::size_t j = 0; j < k; ++j) down += step[k][j];
    demand(down > 0, "a chain that never comes back");
    for (std::size_t i = 0; i < k; ++i) {
      if (step[i][k] == 0) continue;
      step[i][k] /= down;
      for (std::size_t j = 0; j < k; ++j) step[i][j] += step[i][k] * step[k][j];
    }
  }
  Row law(n, 0);
  law[0] = 1;
  Real sum = 1;
  for (std::size_t k = 1; k < n; ++k) {
    for (std::size_t i = 0; i < k; ++i) law[k] += law[i] * step[i][k];
    sum += law[k];
  }
  for (Real& chance : law) chance /= sum;
  return law;
}

std::vector<double> rounded(const Row& row) { return {row.begin(), row.end()}; }

void check(const Pool& pool) {
  demand(pool.arrivals_per_day > 0 && pool.mean_stay_days > 0 && pool.places >= 0,
         "a pool needs arrivals, stays and places");
}

}  // namespace

std::vector<double> poisson_law(double mean, int size) {
  const Arrivals arrivals(mean);
  std::vector<double> law;
  law.reserve(static_cast<std::size_t>(size));
  for (int k = 0; k < size; ++k) law.push_back(static_cast<double>(arrivals.chance(k)));
  return law;
}

std::vector<double> binomial_law(int n, double p) { return rounded(binomial_row(n, p)); }
double poisson_tail(double mean, int k) { return static_cast<double>(Arrivals(mean).at_least(k)); }
double poisson_excess(double mean, int room) { return static_cast<double>(Arrivals(mean).excess(room)); }

double leave_chance(double mean_stay_days) {
  return static_cast<double>(-std::expm1(-1 / static_cast<Real>(mean_stay_days)));
}
double offered_load(double arrivals_per_day, double mean_stay_days) {
  return arrivals_per_day / leave_chance(mean_stay_days);
}

double erlang_b(int places, double load) {
  demand(places >= 0 && load >= 0, "places and load");
  Real term = 1, sum = 1;  // (a^n/n!)/(a^c/c!) from n = c downwards
  if (load == 0) return places == 0 ? 1 : 0;
  for (int n = places; n > 0; --n) sum += term *= n / static_cast<Real>(load);
  return static_cast<double>(1 / sum);
}

double erlang_c(int places, double load) {
  demand(load < places, "a load below the places");
  const double b = erlang_b(places, load);
  return b / (1 - load / places * (1 - b));
}

// ---- Places for one need

LossLaw loss_law(const Pool& pool) {
  check(pool);
  const int c = pool.places;
  const auto states = static_cast<std::size_t>(c) + 1;
  const Arrivals arrivals(pool.arrivals_per_day);
  const Matrix stays =
      binomial_rows(c, std::exp(-1 / static_cast<Real>(pool.mean_stay_days)));  // [before][after the exits]
  Matrix step(states, Row(states, 0));
  for (std::size_t before = 0; before < states; ++before)
    for (std::size_t left = 0; left <= before; ++left) {
      for (std::size_t after = left; after + 1 < states; ++after)
        step[before][after] += stays[before][left] * arrivals.chance(static_cast<int>(after - left));
      step[before][states - 1] += stays[before][left] * arrivals.at_least(c - static_cast<int>(left));
    }
  const Row law = stationary(step);
  Real occupied = 0, lost = 0;
  for (std::size_t n = 0; n < states; ++n) {
    occupied += law[n] * n;
    for (std::size_t left = 0; left <= n; ++left)
      lost += law[n] * stays[n][left] * arrivals.excess(c - static_cast<int>(left));
  }
  return {rounded(law), static_cast<double>(occupied), static_cast<double>(lost / pool.arrivals_per_day)};
}

namespace {

// The waiting chain, cut off at `most` children.
struct WaitingChain {
  int places;
  int most;
  Arrivals arrivals;
  Matrix placed_stay, waiting_stay;

  WaitingChain(const Pool& pool, double leave_ratio, int cut)
      : places(pool.places),
        most(cut),
        arrivals(pool.arrivals_per_day),
        placed_stay(binomial_rows(pool.places, std::exp(-1 / static_cast<Real>(pool.mean_stay_days)))),
        waiting_stay(binomial_rows(cut - pool.places,
                                   std::exp(-static_cast<Real>(leave_ratio) / pool.mean_stay_days))) {}

  // f(placed, waiting, chance) for every outcome of the exits from n children.
  template <class F>
  void exits(int n, F&& f) const {
    const int in_places = std::min(n, places), outside = n - in_places;
    const Row& a = placed_stay[static_cast<std::size_t>(in_places)];
    const Row& b = waiting_stay[static_cast<std::size_t>(outside)];
    for (int placed = 0; placed <= in_places; ++placed)
      for (int waiting = 0; waiting <= outside; ++waiting)
        f(placed, waiting, a[static_cast<std::size_t>(placed)] * b[static_cast<std::size_t>(waiting)]);
  }

  Row law() const {
    const auto states = static_cast<std::size_t>(most) + 1;
    Matrix step(states, Row(states, 0));
    Row left(states);
    for (int n = 0; n <= most; ++n) {
      std::fill(left.begin(), left.end(), 0);
      exits(n, [&](int placed, int waiting, Real chance) {
        const int both = placed + waiting;
        left[static_cast<std::size_t>(both)] += chance;
      });
      Row& row = step[static_cast<std::size_t>(n)];
      for (int k = 0; k <= n; ++k) {
        for (int after = k; after < most; ++after)
          row[static_cast<std::size_t>(after)] +=
              left[static_cast<std::size_t>(k)] * arrivals.chance(after - k);
        row.back() += left[static_cast<std::size_t>(k)] * arrivals.at_least(most - k);
      }
    }
    return stationary(step);
  }

  // Mean number of a day's new children who stay without a place, by lot among `waiting` and the new ones for
  // `room` places.
  Real unplaced_by_lot(int waiting, int room) const {
    Real sum = 0;
    for (int k = std::max(1, room - waiting + 1); k <= arrivals.last(); ++k)
      sum += arrivals.chance(k) * k * (1 - static_cast<Real>(room) / (waiting + k));
    return sum;
  }
};

Row law_far_enough(const Pool& pool, double leave_ratio, int& most) {
  constexpr int kMost = 4000;
  const double load = offered_load(pool.arrivals_per_day, pool.mean_stay_days);
  most = std::max(pool.places, static_cast<int>(load)) + static_cast<int>(10 * std::sqrt(load) + 20);
  for (;; most = most * 3 / 2) {
    demand(most <= kMost, "the queue is too long to be worked out");
    const Row law = WaitingChain(pool, leave_ratio, most).law();
    if (law.back() < 1e-14L) return law;
  }
}

}  // namespace

WaitingLaw waiting_law(const Pool& pool, double leave_ratio) {
  check(pool);
  demand(leave_ratio >= 0, "ratio of leaving");
  demand(leave_ratio > 0 || offered_load(pool.arrivals_per_day, pool.mean_stay_days) < pool.places,
         "a queue that grows for ever");
  int most = 0;
  const Row law = law_far_enough(pool, leave_ratio, most);
  const WaitingChain chain(pool, leave_ratio, most);
  Real in_system = 0, waiting = 0, any = 0, delayed = 0, delayed_by_lot = 0;
  for (int n = 0; n <= most; ++n) {
    const Real here = law[static_cast<std::size_t>(n)];
    in_system += here * n;
    waiting += here * std::max(0, n - pool.places);
    if (n > pool.places) any += here;
  }
  Matrix by_lot(static_cast<std::size_t>(most) + 1);  // [waiting][room], worked out where needed
  for (int n = 0; n <= most; ++n)
    chain.exits(n, [&](int placed, int still_waiting, Real chance) {
      const Real weight = law[static_cast<std::size_t>(n)] * chance;
      if (weight < 1e-22L) return;
      const int room = pool.places - placed;
      delayed += weight * chain.arrivals.excess(std::max(0, room - still_waiting));
      Row& row = by_lot[static_cast<std::size_t>(still_waiting)];
      if (row.empty()) row.assign(static_cast<std::size_t>(pool.places) + 1, -1);
      Real& mean = row[static_cast<std::size_t>(room)];
      if (mean < 0) mean = chain.unplaced_by_lot(still_waiting, room);
      delayed_by_lot += weight * mean;
    });
  const Real arrivals = pool.arrivals_per_day;
  const Real leave_waiting = -std::expm1(-static_cast<Real>(leave_ratio) / pool.mean_stay_days);
  WaitingLaw out;
  out.in_system = rounded(law);
  out.mean_in_system = static_cast<double>(in_system);
  out.mean_occupied = static_cast<double>(in_system - waiting);
  out.mean_waiting = static_cast<double>(waiting);
  out.p_any_waiting = static_cast<double>(any);
  out.p_wait = static_cast<double>(delayed / arrivals);
  out.p_wait_random_order = static_cast<double>(delayed_by_lot / arrivals);
  out.mean_wait_days = static_cast<double>(waiting / arrivals);
  out.p_leave_unplaced = static_cast<double>(leave_waiting * waiting / arrivals);
  return out;
}

// ---- Reserved against pooled

Pool pooled(std::span<const Pool> pools) {
  demand(!pools.empty(), "no pools");
  Pool all{0, pools[0].mean_stay_days, 0};
  for (const Pool& pool : pools) {
    demand(pool.mean_stay_days == all.mean_stay_days, "pools of different stays");
    all.arrivals_per_day += pool.arrivals_per_day;
    all.places += pool.places;
  }
  return all;
}

double blocking_when_reserved(std::span<const Pool> pools) {
  double lost = 0, arrivals = 0;
  for (const Pool& pool : pools) {
    lost += pool.arrivals_per_day * loss_law(pool).blocking;
    arrivals += pool.arrivals_per_day;
  }
  return lost / arrivals;
}

namespace {

// The chain of two councils' own places and the shared ones; a state is (own of 0, own of 1, shared).
class SharedChain {
 public:
  explicit SharedChain(const SharedPlaces& s)
      : s_(s), arrivals_{Arrivals(s.arrivals_per_day[0]), Arrivals(s.arrivals_per_day[1])} {
    const Real stay = std::exp(-1 / static_cast<Real>(s.mean_stay_days));
    rows_ = binomial_rows(std::max({s.reserved[0], s.reserved[1], s.shared}), stay);
    demand(states() <= 3000, "too many states");
    for (int council = 0; council < 2; ++council) admit_.push_back(admissions(council));
  }

  std::size_t states() const { return index(s_.reserved[0], s_.reserved[1], s_.shared) + 1; }

  Matrix matrix() const {
    Matrix step(states(), Row(states(), 0));
    for_each_state([&](int a, int b, int c) {
      Row& row = step[index(a, b, c)];
      exits(a, b, c, [&](int a1, int b1, int c1, Real chance) { enter(a1, b1, c1, chance, row, nullptr); });
    });
    return step;
  }

  SharedLaw measure(const Row& law) const {
    SharedLaw out;
    std::array<Real, 2> lost{};
    Row unused(states(), 0);
    for_each_state([&](int a, int b, int c) {
      const Real here = law[index(a, b, c)];
      out.mean_reserved_used[0] += static_cast<double>(here * a);
      out.mean_reserved_used[1] += static_cast<double>(here * b);
      out.mean_shared_used += static_cast<double>(here * c);
      exits(a, b, c,
            [&](int a1, int b1, int c1, Real chance) { enter(a1, b1, c1, here * chance, unused, &lost); });
    });
    for (std::size_t i = 0; i < 2; ++i)
      out.blocking[i] = static_cast<double>(lost[i] / s_.arrivals_per_day[i]);
    return out;
  }

 private:
  // What a day's arrivals do to own places: chance of (own places taken afterwards, children who go on to the
  // shared ones).
  struct Admission {
    int taken, over;
    Real chance;
  };

  std::size_t index(int a, int b, int c) const {
    const int row = (a * (s_.reserved[1] + 1) + b) * (s_.shared + 1) + c;
    return static_cast<std::size_t>(row);
  }

  template <class F>
  void for_each_state(F&& f) const {
    for (int a = 0; a <= s_.reserved[0]; ++a)
      for (int b = 0; b <= s_.reserved[1]; ++b)
        for (int c = 0; c <= s_.shared; ++c) f(a, b, c);
  }

  template <class F>
  void exits(int a, int b, int c, F&& f) const {
    const auto at = [this](int n, int k) {
      return rows_[static_cast<std::size_t>(n)][static_cast<std::size_t>(k)];
    };
    for (int a1 = 0; a1 <= a; ++a1)
      for (int b1 = 0; b1 <= b; ++b1)
        for (int c1 = 0; c1 <= c; ++c1) {
          const Real chance = at(a, a1) * at(b, b1) * at(c, c1);
          if (chance > 1e-25L) f(a1, b1, c1, chance);
        }
  }

  std::vector<std::vector<Admission>> admissions(int council) const {
    const Arrivals& arrivals = arrivals_[static_cast<std::size_t>(council)];
    const int own = s_.reserved[static_cast<std::size_t>(council)];
    std::vector<std::vector<Admission>> out(static_cast<std::size_t>(own) + 1);
    for (int left = 0; left <= own; ++left)
      for (int k = 0; k <= arrivals.last(); ++k) {
        if (arrivals.chance(k) < 1e-25L) continue;
        const int in = std::min(k, own - left);
        out[static_cast<std::size_t>(left)].push_back({left + in, k - in, arrivals.chance(k)});
      }
    return out;
  }

  void enter(int a, int b, int c, Real weight, Row& row, std::array<Real, 2>* lost) const {
    for (const Admission& x : admit_[0][static_cast<std::size_t>(a)])
      for (const Admission& y : admit_[1][static_cast<std::size_t>(b)]) {
        const Real chance = weight * x.chance * y.chance;
        const int over = x.over + y.over, in = std::min(over, s_.shared - c);
        row[index(x.taken, y.taken, c + in)] += chance;
        if (lost == nullptr || over == in) continue;
        (*lost)[0] += chance * (over - in) * x.over / over;  // by lot
        (*lost)[1] += chance * (over - in) * y.over / over;
      }
  }

  SharedPlaces s_;
  std::array<Arrivals, 2> arrivals_;
  Matrix rows_;
  std::vector<std::vector<std::vector<Admission>>> admit_;  // [council][own places taken after the exits]
};

}  // namespace

SharedLaw shared_law(const SharedPlaces& s) {
  demand(s.arrivals_per_day[0] > 0 && s.arrivals_per_day[1] > 0 && s.mean_stay_days > 0,
         "arrivals and stays");
  demand(s.reserved[0] >= 0 && s.reserved[1] >= 0 && s.shared >= 0, "places");
  const SharedChain chain(s);
  return chain.measure(stationary(chain.matrix()));
}

// ---- Blocks

namespace {

BlockPlan plan_of(int beds, double load, double blocked, double block_price, double spot_price) {
  BlockPlan plan;
  plan.beds = beds;
  plan.used_beds = load * (1 - blocked);
  plan.cost_per_week = block_price * beds + spot_price * load * blocked;
  plan.cost_per_used_bed_week = beds > 0 ? block_price * beds / plan.used_beds : 0;
  return plan;
}

template <class F>
BlockPlan cheapest(double load, F&& plan_with) {
  BlockPlan best = plan_with(0);
  const int most = static_cast<int>(load + 12 * std::sqrt(load)) + 12;
  for (int beds = 1; beds <= most; ++beds) {
    const BlockPlan plan = plan_with(beds);
    if (plan.cost_per_week <= best.cost_per_week * (1 + 1e-13)) best = plan;
  }
  return best;
}

}  // namespace

BlockPlan block_plan(int beds, double load, double block_price, double spot_price) {
  return plan_of(beds, load, erlang_b(beds, load), block_price, spot_price);
}

BlockPlan cheapest_block(double load, double block_price, double spot_price) {
  return cheapest(load, [&](int beds) { return block_plan(beds, load, block_price, spot_price); });
}

BlockPlan block_plan_daily(int beds, double arrivals_per_day, double mean_stay_days, double block_price,
                           double spot_price) {
  const double blocked = beds == 0 ? 1 : loss_law({arrivals_per_day, mean_stay_days, beds}).blocking;
  return plan_of(beds, offered_load(arrivals_per_day, mean_stay_days), blocked, block_price, spot_price);
}

BlockPlan cheapest_block_daily(double arrivals_per_day, double mean_stay_days, double block_price,
                               double spot_price) {
  return cheapest(offered_load(arrivals_per_day, mean_stay_days), [&](int beds) {
    return block_plan_daily(beds, arrivals_per_day, mean_stay_days, block_price, spot_price);
  });
}

// ---- Worth of a bed

namespace {

void check(const Surplus& surplus) {
  double sum = 0;
  demand(surplus.value.size() == surplus.chance.size(), "a chance for each value");
  for (const double chance : surplus.chance) {
    demand(chance >= 0, "chances");
    sum += chance;
  }
  demand(std::fabs(sum - 1) < 1e-9, "chances that sum to 1");
}

// w = k·E[(π − w)⁺]: straight between the values of π, so it is solved piece by piece from the highest value
// down.
double solve_worth(double k, const Surplus& surplus) {
  check(surplus);
  std::vector<std::size_t> order(surplus.value.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return surplus.value[a] > surplus.value[b]; });
  Real sum = 0, chance = 0, worth = 0;
  for (const std::size_t i : order) {
    if (surplus.value[i] <= worth) break;
    sum += static_cast<Real>(surplus.chance[i]) * surplus.value[i];
    chance += surplus.chance[i];
    worth = k * sum / (1 + k * chance);
  }
  return static_cast<double>(worth);
}

struct Accepted {
  double chance = 0;
  double sum = 0;  // E[π; accepted]
};

Accepted accepted(const Surplus& surplus, double threshold) {
  check(surplus);
  Accepted out;
  for (std::size_t i = 0; i < surplus.value.size(); ++i) {
    if (surplus.value[i] < threshold) continue;
    out.chance += surplus.chance[i];
    out.sum += surplus.chance[i] * surplus.value[i];
  }
  return out;
}

}  // namespace

double bed_worth(double fills_per_week, double leave_per_week, double discount_per_week,
                 const Surplus& surplus) {
  demand(fills_per_week >= 0 && leave_per_week + discount_per_week > 0, "rates");
  return solve_worth(fills_per_week / (leave_per_week + discount_per_week), surplus);
}

double bed_earnings(double fills_per_week, double leave_per_week, const Surplus& surplus, double threshold) {
  const Accepted a = accepted(surplus, threshold);
  if (a.chance == 0) return 0;
  // A round: empty for 1/(λ·chance) weeks, then taken for 1/μ weeks at the mean accepted surplus.
  return (a.sum / a.chance / leave_per_week) / (1 / (fills_per_week * a.chance) + 1 / leave_per_week);
}

double bed_worth_daily(double offer_chance, double mean_stay_days, const Surplus& surplus) {
  const double p = leave_chance(mean_stay_days);
  return solve_worth(offer_chance * (1 - p) / p, surplus);
}

double bed_earnings_daily(double offer_chance, double mean_stay_days, const Surplus& surplus,
                          double threshold) {
  const Accepted a = accepted(surplus, threshold);
  if (a.chance == 0) return 0;
  // A round: the nights before an acceptable offer (none if it comes on the day of leaving), then 1/p nights
  // taken.
  const double p = leave_chance(mean_stay_days), per_day = offer_chance * a.chance;
  return (a.sum / a.chance / p) / (1 / per_day - 1 + 1 / p);
}

// ---- Two providers

std::array<double, 2> logit_shares(const LogitMarket& m, const std::array<double, 2>& price) {
  const double u0 = m.appeal[0] - m.alpha * price[0], u1 = m.appeal[1] - m.alpha * price[1];
  const double top = std::max(u0, u1);
  const double e0 = std::exp(u0 - top), e1 = std::exp(u1 - top);
  const double sum = e0 + e1 + m.outside * std::exp(-top);
  return {e0 / sum, e1 / sum};
}

namespace {

// The price at which price − cost − 1/(α(1 − s)) = 0; it rises with the price, so halving the interval finds
// it.
double best_price(const LogitMarket& m, std::array<double, 2> price, std::size_t i) {
  double low = m.cost[i], high = m.cost[i] + 1 / m.alpha;
  const auto short_of = [&](double p) {
    price[i] = p;
    const double others = 1 - logit_shares(m, price)[i];
    return (p - m.cost[i]) * m.alpha * others < 1;
  };
  while (short_of(high)) high += high - m.cost[i];
  for (int n = 0; n < 200 && low < high; ++n)
    (short_of(0.5 * (low + high)) ? low : high) = 0.5 * (low + high);
  return 0.5 * (low + high);
}

// One owner's prices carry the same margin M = 1/(α·outside share).
std::array<double, 2> owner_prices(const LogitMarket& m) {
  demand(m.outside > 0, "one owner of all choices has no best price");
  const auto at = [&](double margin) {
    return std::array<double, 2>{m.cost[0] + margin, m.cost[1] + margin};
  };
  double low = 0, high = 1 / m.alpha;
  const auto short_of = [&](double margin) {
    const std::array<double, 2> s = logit_shares(m, at(margin));
    return margin * m.alpha * (1 - s[0] - s[1]) < 1;
  };
  while (short_of(high)) high *= 2;
  for (int n = 0; n < 200 && low < high; ++n)
    (short_of(0.5 * (low + high)) ? low : high) = 0.5 * (low + high);
  return at(0.5 * (low + high));
}

}  // namespace

LogitPrices logit_prices(const LogitMarket& m) {
  demand(m.alpha > 0 && m.outside >= 0, "alpha and outside good");
  LogitPrices out;
  out.price =
      m.one_owner ? owner_prices(m) : std::array<double, 2>{m.cost[0] + 1 / m.alpha, m.cost[1] + 1 / m.alpha};
  // Best answers rise with the other's price: from below they climb to the one equilibrium.
  for (int n = 0; !m.one_owner && n < 10000; ++n) {
    const std::array<double, 2> before = out.price;
    for (std::size_t i = 0; i < 2; ++i) out.price[i] = best_price(m, out.price, i);
    if (std::fabs(before[0] - out.price[0]) + std::fabs(before[1] - out.price[1]) <
        1e-12 * (std::fabs(before[0]) + std::fabs(before[1])))
      break;
  }
  out.share = logit_shares(m, out.price);
  out.outside_share = 1 - out.share[0] - out.share[1];
  return out;
}

// ---- One group's accounts

std::int64_t fees_between(std::span<const FeeSpell> spells, std::int32_t from_day, std::int32_t to_day) {
  const auto running_total = [](const FeeSpell& spell, std::int32_t day) {
    const std::int64_t days = std::clamp(day, spell.start_day, spell.end_day) - spell.start_day;
    return spell.fee_pence_per_week * days / 7;  // fees are not negative: the division rounds downwards
  };
  std::int64_t sum = 0;
  for (const FeeSpell& spell : spells) {
    demand(spell.fee_pence_per_week >= 0 && spell.start_day <= spell.end_day, "a spell at a fee");
    sum += running_total(spell, to_day) - running_total(spell, from_day);
  }
  return sum;
}

GroupYear group_accounts(std::span<const FeeSpell> spells, std::span<const RunningCost> costs,
                         std::span<const std::int32_t> booking_days) {
  demand(booking_days.size() >= 2 && std::is_sorted(booking_days.begin(), booking_days.end()),
         "first and last day");
  GroupYear out;
  out.fees = fees_between(spells, booking_days.front(), booking_days.back());
  for (const RunningCost& cost : costs)
    for (std::size_t i = 1; i < booking_days.size(); ++i) {
      const std::int32_t from = std::max(cost.start_day, booking_days[i - 1]),
                         to = std::min(cost.end_day, booking_days[i]);
      if (to > from)
        out.costs +=
            static_cast<std::int64_t>(std::floor(cost.pounds_per_week * 100.0 * (to - from) / 7.0 + 0.5));
    }
  out.surplus = out.fees - out.costs;
  return out;
}

}  // namespace carepool::theory
