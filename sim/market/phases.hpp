// phases.hpp: the phases of a day, in the order in which step.cpp calls them.
//
// What for: one place that names them. Each takes the fixed setup, the step's context and the world; none keeps anything of its own.
// Who writes it: market. Who reads it: step.cpp, tests.
// The surprising decision: offers are computed in parallel and only read the world; matching alone commits, in the order of keys.
#pragma once

#include "market/workspace.hpp"
#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

struct Seeker;

// 3. Every open referral; places children whose setting has no market or a pool; leaves in `searchers` those who look for a home today.
void referral(const Setup&, const StepContext&, World&, std::vector<std::uint32_t>& searchers);
// 4. What each searcher is offered today: ws.offers, in the order of `searchers`.
void offers(const Setup&, const StepContext&, World&, const std::vector<std::uint32_t>& searchers);
// Of a home on the child's list with a free bed that made no offer today: why.
enum class Refusal : std::uint8_t { beds_in_blocks, bed_worth_more, children_there, ask_too_high };
struct Declined {
  Refusal why;
  double fee;     // £/week, the best that it would have been paid
  double needed;  // £/week: what it would have accepted; ask_too_high: the most that the buyer pays today
};
Declined why_no_offer(const Setup&, const World&, const Workspace&, const Seeker&, const Candidate&);
// 5. Child-proposing deferred acceptance, then placements start; who stays without one waits, or goes to a crisis placement.
void matching(const Setup&, const StepContext&, World&, const std::vector<std::uint32_t>& searchers);
// 7. The worth of a bed is observed daily and revised with the asks every update_days.
void observe_vacancies(const Setup&, const StepContext&, World&);
void pricing(const Setup&, const StepContext&, World&);
void revise_asks(const Setup&, World&);
// 7b. Month ends: everything is settled, homes' and groups' accounts are made up.
void month_end(const Setup&, const StepContext&, World&);
// 8. Homes open, close, are inspected, change hands; groups fail; councils build.
void strategy(const Setup&, const StepContext&, World&);
// 8b. Commissioners: blocks, budgets; groups join and leave frameworks.
void commissioning(const Setup&, const StepContext&, World&);
// 9. Aggregates for tomorrow.
void signals(const Setup&, const StepContext&, World&);
// Foster carers and supported accommodation: approvals, leaving, fees; monthly.
void carers(const Setup&, const StepContext&, World&);

// Pieces that several phases, the start solver and the tests share.
void close_home(const Setup&, const StepContext&, World&, std::uint32_t home);           // displaces the children who still live there
void announce_closure(const Setup&, const StepContext&, World&, std::uint32_t home, std::int32_t notice_days);
bool decides_to_close(const Setup&, const World&, std::uint32_t home, std::int32_t day);  // at the yearly review of that day
void open_home(const Setup&, const StepContext&, World&, std::uint32_t home);            // today, with half its posts filled
void solve_supply_intercepts(const Setup&, World&);                                       // closures and entries of the start state
double buyers_alternative(const Setup&, const World&, Need need);                         // W, £/week
double full_cost_per_week(const World&, std::uint32_t home);                // without variable cost, £/week
void group_sizes(World&);                                                                  // homes_open and homes_last of every group

}  // namespace carepool
