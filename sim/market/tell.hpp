// tell.hpp: what phases write into a run's trace (world/trace.hpp): one function for each kind of decision.
//
// What for: `run --trace` and `explain`. Who calls it: the phases, where something has been decided, and only as `if (w.trace) tell::…`. Who reads
// it: nobody here; sim/report says it in English.
// The surprising decision: nothing is handed over that the world still holds. What a child who searches saw is counted again here, for
// the trace alone, so that the search itself stays as fast as it is.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "market/workspace.hpp"
#include "world/child_path.hpp"
#include "world/setup.hpp"
#include "world/trace.hpp"
#include "world/world.hpp"

namespace carepool::tell {

// Everybody and everything there on the first day.
void start(const Setup&, const World&);

// Children.
void child_entered(const World&, std::uint32_t child);
void plan_changed(const World&, std::uint32_t child, const Turn&);  // nothing when neither need nor setting changed
void carer_search(const World&, std::uint32_t child, const std::vector<std::uint32_t>& pools, bool to_homes);
void home_search_opened(const World&, std::uint32_t child);
void home_searches(const Setup&, const Workspace&, const World&, const std::vector<std::uint32_t>& searchers);  // as matching begins
struct Choice {
  std::uint32_t child;
  const Offer& offer;
  std::size_t rank, offers;  // rank: from 1 in the council's order; 0: together with a sibling
  Pence fee;
};
void chosen(const Setup&, const World&, const Choice&);
void placement_started(const World&, std::uint32_t child);
void placement_ended(const World&, std::uint32_t child, EndReason reason);
void fee_changed(const World&, std::uint32_t placement, Pence fee, Pence add_ons);  // before it is
void child_left(const World&, std::uint32_t child, bool at_eighteen);

// Homes.
struct Prospect {            // what an entrant expected
  double fee = 0, occupancy = 0, margin = 0, chance = 0;
  bool founder = false, replaces = false;
};
void home_planned(const World&, std::uint32_t home, const Prospect&);
void home_opened(const World&, std::uint32_t home);
void home_staffed(const World&, std::uint32_t home);
void staffing_changed(const World&, std::uint32_t home, double before, double lost, double saved);
void home_reviewed(const World&, std::uint32_t home, double margin, double chance, bool young);
void home_inspected(const World&, std::uint32_t home, Grade before);
void asks_revised(const World&);
void block_let(const World&, std::uint32_t block, double talks);
void block_ended(const World&, std::uint32_t block, std::uint32_t residents);
void closure_decided(const World&, std::uint32_t home, v1::TraceClosure why, double margin, double chance, std::int32_t closes);
void home_given_up(const World&, std::uint32_t home);  // its group fails before it has opened
void home_closed(const World&, std::uint32_t home, std::size_t residents);
void home_sold(const World&, std::uint32_t home, std::uint32_t from, std::uint32_t to);

// Provider groups.
void provider_founded(const World&, std::uint32_t provider);
struct FrameworkFigures {
  double gain = 0, others = 0, burden = 0, chance = 0, spot = 0;  // gain: of list prices over spot, over the needs that the group serves
};
void framework_choice(const World&, std::uint32_t framework, std::uint32_t provider, v1::TraceChoice choice, const FrameworkFigures& = {});
void framework_ended(const World&, std::uint64_t identity, std::uint32_t provider);
void framework_bid(const World&, std::uint32_t framework, std::uint32_t provider, double before, double talks);
void provider_failed(const World&, std::uint32_t provider, Pence limit);
void loan_not_renewed(const World&, std::uint32_t provider, Pence lent, Pence earned);  // and so it fails
void loan_agreed(const World&, std::uint32_t provider, Pence before, Pence earned);
void covenant_judged(const World&, std::uint32_t provider, Pence earned, double cover);
void cash_swept(const World&, std::uint32_t provider, Pence paid);                      // nothing when nothing was
void provider_left(const World&, std::uint32_t provider, Pence paid);  // before its debt is written off
struct Merger {
  std::uint32_t group, buyer;
  std::size_t homes;
  Pence debt;                                     // the group's, before
  const std::vector<std::uint32_t>& frameworks;   // on which the buyer was not before
};
void groups_merged(const World&, const Merger&);
void group_years(const World&);                                                         // accounts since they were last told

// Mean list price over the needs that a member serves, £/week.
double mean_price(const std::array<float, kNeeds>& price);

// Numbers in the trace: one more than the row, so that 0 is nobody.
inline std::uint32_t number(std::uint32_t row) { return row == kNobody ? 0 : row + 1; }

}  // namespace carepool::tell
