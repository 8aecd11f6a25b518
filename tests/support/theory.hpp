// theory.hpp: what must come out of the verification worlds: the exact laws of the daily model, worked out
// without it.
//
// What for: tests/verification compares runs of cut-down worlds with these numbers. Who writes and reads:
// tests. The surprising decision: nothing of sim/ is used, not even its Erlang formula; all is plain
// arithmetic in long double.
//
// The order of every day: exits, then entries, then matching. A stay of ⌈Exp⌉ days from the day of entry: a
// child leaves in the exit phase of a later day with chance p = 1 − e^(−1/mean), so a stay of S days is
// counted at S day ends. "Stock" and "occupied" are counts at the day's end.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace carepool::theory {

// ---- Laws of counts

std::vector<double> poisson_law(double mean, int size);  // P(0) … P(size − 1)
std::vector<double> binomial_law(int n, double p);       // P(0) … P(n)
double poisson_tail(double mean, int k);                 // P(K ≥ k)
double poisson_excess(double mean, int room);            // E[(K − room)⁺]

double leave_chance(double mean_stay_days);  // p = 1 − e^(−1/mean), per day
double offered_load(double arrivals_per_day,
                    double mean_stay_days);  // a' = λ/p: mean of the Poisson stock without limits
double erlang_b(int places, double load);    // Erlang's loss formula by its sum
double erlang_c(int places, double load);    // chance of waiting; load < places

// ---- Places for one need

struct Pool {
  double arrivals_per_day = 0;
  double mean_stay_days = 1;
  int places = 0;
};

// Children who find no place are lost.
struct LossLaw {
  std::vector<double> occupied;  // P(n places taken at the day's end), [places + 1]
  double mean_occupied = 0;
  double blocking = 0;  // share of arriving children that are lost
};
LossLaw loss_law(const Pool&);

// Children who find no place wait, try again every day, and leave while waiting at `leave_ratio` times the
// rate of placed children (0: never; then the load must be below the places). The longest waiting are placed
// first, unless the name says otherwise.
struct WaitingLaw {
  std::vector<double> in_system;  // P(n children, placed or waiting, at the day's end), cut off where the
                                  // rest is below 10^−14
  double mean_in_system = 0;
  double mean_occupied = 0;
  double mean_waiting = 0;   // children without a place at the day's end
  double p_any_waiting = 0;  // share of days that end with a child waiting
  double p_wait = 0;         // share of arriving children who are not placed on their first day
  double p_wait_random_order =
      0;  // the same when each day's places are drawn by lot among those waiting and those who arrive
  double mean_wait_days = 0;    // nights waited for each arriving child (Little's law; the same in any order)
  double p_leave_unplaced = 0;  // share of arriving children who leave without ever having a place
};
WaitingLaw waiting_law(const Pool&, double leave_ratio);

// ---- Reserved against pooled

Pool pooled(std::span<const Pool> pools);  // all arrivals and places together; the stays must be equal
double blocking_when_reserved(
    std::span<const Pool> pools);  // share of all arrivals lost when each pool serves its own only

// Two councils with places of their own and places that they share: own places first, then shared ones (by
// lot within the day), else lost.
struct SharedPlaces {
  std::array<double, 2> arrivals_per_day{};
  double mean_stay_days = 1;
  std::array<int, 2> reserved{};
  int shared = 0;
};
struct SharedLaw {
  std::array<double, 2> blocking{};
  std::array<double, 2> mean_reserved_used{};
  double mean_shared_used = 0;
};
SharedLaw shared_law(const SharedPlaces&);  // (reserved + 1)(reserved + 1)(shared + 1) ≤ 3000 states

// ---- Blocks

struct BlockPlan {
  int beds = 0;
  double cost_per_week = 0;           // beds at the block price, children who find none at the spot price
  double used_beds = 0;               // mean
  double cost_per_used_bed_week = 0;  // of the block alone; 0 without beds
};
BlockPlan block_plan(int beds, double load, double block_price,
                     double spot_price);  // use by Erlang's formula
BlockPlan cheapest_block(double load, double block_price,
                         double spot_price);  // by trying all sizes; the largest of equals
BlockPlan block_plan_daily(int beds, double arrivals_per_day, double mean_stay_days, double block_price,
                           double spot_price);
BlockPlan cheapest_block_daily(double arrivals_per_day, double mean_stay_days, double block_price,
                               double spot_price);

// ---- Worth of a bed

// Weekly surplus π of a fill: its possible values and their chances (which sum to 1).
struct Surplus {
  std::vector<double> value;
  std::vector<double> chance;
};

// The ω that solves ω = λ/(μ + δ)·E[(π − ω)⁺]; rates per week.
double bed_worth(double fills_per_week, double leave_per_week, double discount_per_week, const Surplus&);
// What a bed earns a week in the long run if it takes the fills with π ≥ threshold; no discounting. Highest
// at threshold = ω, where it is ω.
double bed_earnings(double fills_per_week, double leave_per_week, const Surplus&, double threshold);

// The same in days: on each day that a bed is empty at matching, one offer comes with chance f. Earnings per
// night; the best threshold is w = f(1 − p)/p · E[(π − w)⁺], and w/(1 − p) is what the bed then earns a
// night.
double bed_worth_daily(double offer_chance, double mean_stay_days, const Surplus&);
double bed_earnings_daily(double offer_chance, double mean_stay_days, const Surplus&, double threshold);

// ---- Two providers with logit demand

// Share of i = e^(appeal_i − α·price_i) / (outside + Σ e^(appeal_j − α·price_j)).
struct LogitMarket {
  double alpha = 1;              // per pound a week
  std::array<double, 2> cost{};  // what a fill costs: var + ω
  std::array<double, 2> appeal{};
  double outside = 1;      // weight of the outside good; 0 = none
  bool one_owner = false;  // both set to earn most together
};
struct LogitPrices {
  std::array<double, 2> price{};
  std::array<double, 2> share{};
  double outside_share = 0;
};
std::array<double, 2> logit_shares(const LogitMarket&, const std::array<double, 2>& price);
LogitPrices logit_prices(
    const LogitMarket&);  // each the best answer to the other: price = cost + 1/(α(1 − own share))

// ---- One group's accounts

// A time at one fee: a placement, or part of one between two changes of fee. Its running total is counted
// from its first day.
struct FeeSpell {
  std::int32_t start_day = 0;
  std::int32_t end_day = 0;  // not paid any more
  std::int64_t fee_pence_per_week = 0;
};
// A cost that runs, booked at booking days and at its end, rounded to the penny (halves up) each time.
struct RunningCost {
  std::int32_t start_day = 0;
  std::int32_t end_day = 0;
  double pounds_per_week = 0;
};
struct GroupYear {
  std::int64_t fees = 0;  // pence
  std::int64_t costs = 0;
  std::int64_t surplus = 0;
};
std::int64_t fees_between(std::span<const FeeSpell>, std::int32_t from_day,
                          std::int32_t to_day);  // days [from, to)
// booking_days: first and last day of the account and what lies between, rising; month ends, say.
GroupYear group_accounts(std::span<const FeeSpell>, std::span<const RunningCost>,
                         std::span<const std::int32_t> booking_days);

}  // namespace carepool::theory
