// list.hpp: how kinds of providers decide: closing, opening, staying on a framework.
//
// What for: one file per kind of provider holds what is peculiar to it; this list names them. Who writes: nobody at run time. Who reads: market.
// The surprising decision: behaviours are functions of numbers, not of the world, so a test can ask them anything.
#pragma once

#include "world/setup.hpp"
#include "world/types.hpp"

namespace carepool {

struct ProviderKind {
  Sector sector;
  const char* name;
  double margin_weight;    // how strongly closing answers losses, over that of private providers
  double return_offset;    // required margin over that of private providers
  double framework_offset; // log-odds of staying on a framework
};

const ProviderKind& provider_kind(Sector sector);  // private.cpp, voluntary.cpp, council.cpp

// Chance that a home closes within the year. intercept: log-odds at margin zero; margin: last year's, as a share of fees.
double closure_chance(const Setup&, Sector sector, double intercept, double margin, Grade grade);
// Chance that a potential entrant opens, from the area's appeal (log-odds) and the expected margin.
double entry_chance(const Setup&, double appeal, double margin);
// Chances of leaving and joining a framework at the yearly decision. gain: framework fee over expected spot fee, less one;
// stay_share: share of groups on it, remembered; burden: yearly tender cost over the group's fees.
double framework_leave_chance(const Setup&, Sector sector, double gain, double stay_share, double burden);
double framework_join_chance(const Setup&, Sector sector, double gain, double stay_share, double burden);

// Commissioner: a council's talks with a group, see commissioner.cpp.
struct Talks {
  double variable, surplus, fills_per_bed_week, leaving_rate, discount_rate;  // of the local market, £/week and per week
  double buyer_share;    // σ, the body's share of the local flow, 0..1
  double seller_share;   // s, the group's share of local beds
  double occupancy;      // of usable beds
  double mean_fee, wait_harm, price_slope;  // £/week; price_slope: £/week of fee for one point of occupancy
  double bargaining;
};
// Agreed fee of the talks, £/week.
double talks_fee(const Talks&);

}  // namespace carepool
