// reference_engine.hpp: the day of a small world once more, slowly and plainly.
//
// What for: an oracle for the fast engine. Who writes and reads it: tests/verification/reference_test.cpp. It shares with sim/ only what is drawn (seed,
// streams, keys, engine/random and the Poisson count), det_math, and what is read (Setup, Scenario, Rules). Search, offers, matching, contracts, prices and
// the ledger are its own, without columns, free lists, calendars, cached lists or threads: every day it looks at every child and every home.
// The surprising decision: it knows worlds of pools with supply frozen only; there every other part of the market is at work.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "instruments/instruments.hpp"
#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool::reference {

struct Stay {                     // one placement in a home
  std::size_t home = 0;
  int block = -1, framework = -1;
  Contract contract = Contract::spot;
  Pence fee = 0, add_ons = 0;     // per week
  Pence paid = 0, paid_add_ons = 0;
  int start = 0, settled = 0, base = 0;
  bool own_area = true;
  int offers = 0, waited = 0;
  float hazard = 0;
  int hazard_from = 0;
};

struct Child {
  std::uint64_t key = 0;
  std::size_t council = 0;
  int entry = 0, exit = 0;
  bool placed = false;
  Stay stay;
  enum class Look { no, opened, referred, answered } look = Look::no;
  std::uint32_t referral = 0;
  int referral_day = 0, waiting_from = 0, hard_until = 0;
  int first_offers = 0, near = 0;
  bool choice_counted = false;
  float breakdown_left = 0;
  std::uint32_t breakdowns = 0;
  int moves = 0;
};

struct Block {
  std::size_t council = 0, home = 0;
  int beds = 0, used = 0, settled = 0;
  Pence price = 0, paid = 0, voids = 0;
};

struct Home {
  std::uint64_t key = 0;
  std::size_t group = 0, area = 0, pool = 0;
  int places = 0, residents = 0, residents_yesterday = 0, block_beds = 0, block_used = 0;
  int grade = 0, booked = 0;
  bool shifted = false;
  double staff = 0, property = 0, overhead = 0;  // £ a week
  double omega = 0;
  std::array<double, kNeeds> ask{};
  Pence month_revenue = 0, month_cost = 0, revenue = 0, cost = 0;
  double year_revenue = 0, year_cost = 0, vacant_days = 0;
};

struct Group {
  std::uint64_t key = 0;
  Pence cash = 0, revenue = 0, staff = 0, variable = 0, property = 0, overhead = 0;
  Pence revenue_seen = 0, cost_seen = 0, variable_seen = 0;
  double year_revenue = 0, year_cost = 0, won = 0, contested = 0;
};

struct Council {
  std::array<Pence, kPays> paid{};
  std::int64_t entries = 0, exits = 0, moves = 0, breakdowns = 0, referrals = 0, blocked = 0, offers = 0, single = 0, choice = 0;
  std::int64_t starts = 0, days_waited = 0, elsewhere = 0, nights = 0, nights_own_area = 0, nights_waiting = 0;
  double block_use = 0;           // yesterday
};

class Engine {
 public:
  Engine(const Setup& setup, const InstrumentPlan& plan);
  void step();
  // Everything that can be seen of it, a line for each child, home, group, council and signal; numbers to the last bit.
  std::vector<std::string> describe() const;

 private:
  struct Offer {
    std::uint64_t child = 0;
    std::size_t home = 0;
    int block = -1, framework = -1;
    double price = 0, utility = 0, surplus = 0, reservation = 0, cap = 0, match = 0;
  };
  using Lists = std::map<std::uint64_t, std::vector<Offer>>;

  // the day
  void exits_and_breakdowns();
  void entries();
  void reviews();
  Lists ask_homes();
  void match(Lists& lists);
  void see_vacancies();
  void set_prices();
  void end_month();
  // pieces
  double u(std::uint32_t stream, std::uint64_t key, std::uint32_t ordinal) const;
  int stay_days(double u) const;
  void ask(Child&);
  void leave(std::uint64_t key);
  void end_stay(Child&, bool moves_on);
  int breakdown_day(const Child&) const;
  void settle(Child&, int to_day);
  void settle_wait(Child&, int to_day);
  void settle_block(Block&, int to_day);
  void pay(std::size_t council, Pay, Pence, int group);
  double gate(const Child&, const Home&) const;
  bool suits(const Child&, const Home&) const;
  bool offer(const Child&, std::size_t home, Offer&) const;
  double cap(std::size_t council, Contract, bool relabelled, const CapRule** which) const;
  double worth(const Home&, Offer&, double price, double bonus) const;
  void place(const Offer&, std::size_t offers);
  void revise_asks();
  void revise_worth();
  void join_frameworks();
  void book_costs(Home&, int to_day);

  const Setup& s_;
  const InstrumentPlan& plan_;
  Rules rules_;
  int day_ = 0;
  std::map<std::uint64_t, Child> children_;  // by key
  std::vector<Home> homes_;
  std::vector<Group> groups_;                // independent groups only
  std::vector<Block> blocks_;
  std::vector<Council> councils_;
  std::vector<std::vector<bool>> member_;    // [frameworks][groups]
  std::vector<std::vector<float>> list_fee_; // [frameworks][groups], standard need
  // what the market remembers; all children of these worlds have the same need and all homes the same class
  double fee_mean_ = 0, fee_weight_ = 20, p_crisis_ = 0.05, memory_days_ = 0;
  std::vector<double> omega_, exposure_, fills_, excess_, surplus_, variable_;  // [areas]
  Pence outside_ = 0;
};

// The same lines from a World of the fast engine.
std::vector<std::string> describe(const Setup&, const World&);

}  // namespace carepool::reference
