// world.hpp: everything that changes, as columns.
//
// What for: the state of the simulated market on one day. Who writes it: the phases of sim/market, one after another; populate at the start.
// Who reads it: behaviours, metrics, checks, snapshots. One list, visit_columns.hpp, names every column for snapshot, hash and check.
// The surprising decisions: rows of children and placements are reused after the child has left (a free list), so a decade fits in a few
// megabytes; a key, never a row number, is an identity. And what one event reads of a child or placement lies together in a row, not in columns.
//
// Units: days are days since 1970-01-01; pence are integers; `*_per_week` doubles are £ of 2024-25 prices; distances are in km or miles as named.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/money.hpp"
#include "engine/calendar.hpp"
#include "world/rules.hpp"
#include "world/types.hpp"

namespace carepool {

template <class T>
using Column = std::vector<T>;

// How far an open referral has come.
inline constexpr std::uint8_t kNotLooking = 0, kLooking = 1, kReferred = 2 /* to homes */, kAnswered = 3 /* homes have answered once */;

enum class ChildState : std::uint8_t { none, placed, waiting };  // in crisis: placed, in a placement whose setting is crisis

// What a child's path, placement and search read together: a line of memory a child, so that an event finds all of it at once.
struct alignas(64) ChildCare {
  std::uint64_t key = 0;               // (council, day, k, member): the cause, never a counter
  std::uint64_t sibling_key = 0;       // 0: none planned to live together
  std::int32_t exit_day = kNever;      // own clock, at the latest the eighteenth birthday
  std::int32_t birth_day = 0;
  std::int32_t plan_end = kNever;      // day on which the plan is renewed
  std::int32_t need_day = kNever;      // day on which need and plan are next reconsidered
  std::uint32_t placement = kNobody;   // row, kNobody while waiting
  std::uint32_t sibling = kNobody;     // row of that sibling while both are in care
  float need_level = 0;                // lasting, 0..1: a plan's need is this quantile of the needs of its setting
  float breakdown_left = 0;            // what is left of an Exp(1) budget
  std::uint16_t council = 0;
  std::uint16_t plan_ordinal = 0;
  std::uint16_t breakdown_ordinal = 0;
  std::uint16_t moves = 0;             // since entry
  ChildState state = ChildState::none;
  Need need = Need::standard;
  Setting plan = Setting::residential; // what is planned for the child now
  std::uint8_t uasc = 0;
  std::uint8_t looking = kNotLooking;  // has an open referral (waiting, or in crisis)
  std::uint8_t far = 0;                // 1: looks far at once
  std::uint8_t for_want_of_foster = 0; // 1: referred to homes for want of a carer
  std::uint8_t first_offers = 0;       // on the first day of the referral
};

struct alignas(64) ChildSearch {       // the rest: of the open referral, if any, and of the past
  std::int32_t entry_day = 0;
  std::int32_t referral_day = 0;       // when the referral was opened
  std::int32_t waiting_from = 0;       // first day without a placement, for costs and nights
  std::int32_t hard_until = 0;         // hard to place until this day
  float x_km = 0, y_km = 0;            // home address
  std::array<std::int32_t, 3> recent_starts{};  // days of the last three placements, latest first
  std::uint32_t stamp = 0;             // version of the child's calendar entries: older events are ignored; outlasts the child
  std::uint16_t referral = 0;          // ordinal of referrals to homes
  std::uint8_t near_offers = 0;        // suitable offers within 20 miles in the first three days, saturating
  std::array<std::uint8_t, 21> unused{};  // fills the line: rows are hashed as they lie
};

struct Children {                      // [child rows]
  Column<ChildCare> care;
  Column<ChildSearch> search;
  Column<std::uint32_t> free_rows;     // rows to reuse, last first (not [child rows])
  std::size_t size() const { return care.size(); }
};

// Children of the start state who enter during the pre-history: from `next` on still to come, by entry day, then key.
struct Arrivals {
  Column<std::int32_t> entry_day, birth_day, exit_day;
  Column<std::uint16_t> council;
  Column<std::uint8_t> uasc;
  Column<std::uint64_t> key, sibling_key;
  std::uint64_t next = 0;
  std::size_t size() const { return key.size(); }
};

struct alignas(64) PlacementAccount {  // who pays whom what, and which nights count as what: a line of memory a placement
  Pence fee_pence_per_week = 0;          // core fee; real: pence of base-year prices
  Pence add_ons_pence_per_week = 0;
  Pence paid_pence = 0;                  // accrued and paid so far, core
  Pence paid_add_ons_pence = 0;
  std::uint32_t child = kNobody;         // row, kNobody: free row
  std::uint32_t provider = kNobody;      // row of the payee, kNobody: no provider group (kin, parents, crisis, …)
  std::int32_t start_day = 0;
  std::int32_t settled_day = 0;          // nights and money are booked up to the start of this day
  std::int32_t money_base_day = 0;       // accrual counts days from here: start, or the last change of fee
  std::uint16_t payer = 0;               // council
  std::uint16_t days_waited = 0;
  Setting setting = Setting::residential;
  Contract contract = Contract::spot;
  Sector sector = Sector::council;       // of the provider; council for own carers and settings without a market
  Need need = Need::standard;            // at the start
  std::uint8_t link = 0;                 // Link: the first link of sufficiency that fails, by 20 miles
  std::uint8_t in_area = 0;              // 1: in the council's own area
  std::uint8_t offers = 0;               // among which it was chosen, saturating
  std::uint8_t child_now = 0;            // what month ends ask of the child: need today, and kPlanIsFostering
};
inline constexpr std::uint8_t kPlanIsFostering = 0x80;
inline std::uint8_t child_now(const ChildCare& c) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(c.need) | (c.plan == Setting::fostering ? kPlanIsFostering : 0U));
}
inline Need need_now(const PlacementAccount& a) { return static_cast<Need>(a.child_now & 0x0FU); }

struct PlacementTerms {                  // what is read at the start and the end
  std::uint32_t pool = kNobody;          // row, kNobody outside pools of carers and supported places
  std::uint32_t block = kNobody;         // row of the block contract
  std::uint32_t framework = kNobody;     // index of the framework
  float distance_miles = 0;
  float hazard_per_day = 0;              // of breakdown
  std::int32_t hazard_from = 0;          // day up to which the breakdown budget is spent
};

struct Placements {                      // [placement rows]
  Column<PlacementAccount> account;
  Column<PlacementTerms> terms;
  Column<std::uint32_t> home;            // row, kNobody outside homes; by itself, since it is searched for the residents of a home
  Column<std::uint32_t> free_rows;
  std::size_t size() const { return account.size(); }
};

static_assert(sizeof(ChildCare) == 64 && sizeof(ChildSearch) == 64 && sizeof(PlacementAccount) == 64 && sizeof(PlacementTerms) == 24,
              "rows are hashed as they lie: no padding");

struct Homes {                       // [homes], rows are never reused
  Column<std::uint64_t> key;         // home_key(area, year, slot)
  Column<std::uint32_t> provider;
  Column<Sector> sector;
  Column<std::uint16_t> area;        // council area in which it stands
  Column<float> x_km, y_km;
  Column<std::uint16_t> registered;   // places
  Column<std::uint16_t> staffed;      // usable before blocked beds
  Column<BedClass> bed_class;
  Column<Grade> grade;
  Column<HomeStatus> status;
  Column<std::int32_t> status_day;   // when the status ends (opens, closes, transfer done) or kNever
  Column<std::int32_t> opened_day;
  Column<std::uint16_t> residents;
  Column<std::uint16_t> residents_yesterday;
  Column<std::uint16_t> block_beds;   // beds under block contracts
  Column<std::uint16_t> block_used;
  Column<std::uint8_t> short_break;  // 1: counted, takes no placements
  Column<std::uint8_t> shifted;      // 1: deviates from ω (check of best response)
  Column<float> cost_factor;         // lasting cost of this home over the area's
  Column<float> staffing;            // 1: as planned; thinner below
  Column<double> fixed_per_week;     // £ a week: staff, before today's cost factors
  Column<double> property_per_week;  // £ a week
  Column<double> overhead_per_week;  // £ a week
  Column<std::array<double, kNeeds>> variable_per_week;  // £ a week
  Column<std::array<double, kNeeds>> ask_per_week;       // £ a week, revised with prices
  Column<double> omega;              // worth of an empty bed used in today's offers, £/week
  Column<Pence> month_revenue, month_cost;        // this month
  Column<double> year_revenue, year_cost;         // £, last twelve months (exponential with that mean)
  Column<Pence> cum_revenue, cum_cost;
  Column<double> cum_vacant_days;    // usable spot bed-days vacant
  Column<std::int32_t> booked_day;   // running costs are booked up to the start of this day
  Column<std::uint16_t> planned_staffed;  // usable places once the home has filled its posts
  std::size_t size() const { return key.size(); }
};

struct Providers {                   // [groups]; the first [councils] are the councils' own services
  Column<std::uint64_t> key;
  Column<Sector> sector;
  Column<std::uint32_t> council;     // of a council's own service, else kNobody
  Column<std::uint16_t> region;
  Column<std::uint8_t> investor;     // owned by investment firms
  Column<std::uint8_t> kind;         // 0: homes; 1: fostering agency; 2: supported accommodation
  Column<std::uint8_t> active;
  Column<std::uint16_t> homes_open;     // on the last first of a month
  Column<std::uint16_t> homes_last;     // homes_open when it last was not 0
  Column<std::uint16_t> size_at_start;  // homes at the start or at birth
  Column<Pence> cash, debt;
  Column<Pence> cum_revenue, cum_staff, cum_variable, cum_property, cum_overhead, cum_interest;
  Column<double> year_revenue, year_cost;           // £, last twelve months
  Column<Pence> variable_booked, revenue_booked, cost_booked;  // up to the last month end
  Column<double> won, contested;     // referrals with two or more offers: won, and offered in (12-month memory)
  Column<std::int32_t> failed_day;   // kNever
  Column<std::int32_t> due_day;      // when its debt falls due, kNever
  Column<double> loan_rate;          // interest a year on its debt, as agreed when it was last borrowed
  Column<double> year_interest;      // £, last twelve months
  Column<std::uint8_t> in_breach;    // 1: of the covenant on interest cover, since the last month end
  Column<std::int32_t> merged_day;   // when it was taken over whole, kNever
  std::size_t size() const { return key.size(); }
};

struct Memberships {                 // [frameworks × groups], row = framework × groups + group; resized when either grows
  Column<std::uint64_t> framework;   // [frameworks] identity
  std::size_t groups = 0;
  Column<std::uint8_t> member;
  Column<std::uint8_t> member_year_ago;
  Column<std::array<float, kNeeds>> fee_per_week;  // £, list price; 0 before the first bid
  Column<std::int32_t> bid_day;
  Column<std::int32_t> left_day;     // when it last left, or -kNever
};

struct Pools {                       // [pools]: foster carers by agency kind and area; supported accommodation by area
  Column<Setting> setting;           // fostering or supported
  Column<Sector> sector;
  Column<std::uint16_t> area;
  Column<std::uint32_t> provider;
  Column<float> x_km, y_km;
  Column<double> approved;           // places, real-valued: approvals and leaving are flows
  Column<double> available_share;    // of approved places that are not "unavailable"
  Column<std::int32_t> filled;
  Column<double> fee_per_week;       // £
  Column<double> fills, exposure;    // memory for the worth of a place
  Column<double> target;             // places that keep the vacancy of the start (supported) or joiners a year (fostering)
  std::size_t size() const { return setting.size(); }
  std::int32_t usable(std::size_t p) const { return static_cast<std::int32_t>(approved[p] * available_share[p]); }
};

struct Blocks {                      // [block contracts]: beds of one home for one body
  Column<std::uint32_t> body;
  Column<std::uint64_t> rule;        // identity of the BlockRule
  Column<std::uint32_t> home;
  Column<std::uint16_t> beds, used;
  Column<std::uint16_t> resold;      // of those in use: by children of councils outside the contract
  Column<std::int32_t> start_day, end_day;
  Column<Pence> pence_per_week;      // a bed
  Column<Pence> resale_pence_per_week;  // what others pay for an empty bed; 0: it is not for sale
  Column<double> guarantee, acceptance, catchment_miles;
  Column<std::uint8_t> live;
  Column<std::int32_t> settled_day;
  Column<Pence> cum_paid, cum_void;  // for the beds by anybody; by the holder for beds that none of its children used
  Column<Pence> cum_resold;          // of cum_paid: what others paid
  Column<double> cum_bed_days, cum_used_days;
  Column<std::uint16_t> lead;        // council that lets it for itself, or the first member
  std::size_t size() const { return body.size(); }
};

struct Councils {                    // [councils]; the first block of columns never changes after populate
  Column<std::uint16_t> region;
  Column<float> x_km, y_km, radius_km;
  Column<double> entries_per_day;    // at the start state, candidates of all classes
  Column<double> earnings_factor;    // staff cost over the base, from local earnings
  Column<double> house_price;        // £
  Column<Pence> budget_pence, last_year_pence, paid_mark_pence;  // mark: paid up to the start of the financial year
  Column<double> threshold_factor;   // of entries, from budgets
  Column<double> early_help_due;  // cuts of early help raise entries later; share, applied in eighteen months
  Column<std::int32_t> foster_queue;
  Column<std::int32_t> children;     // looked after today
  std::size_t size() const { return region.size(); }
};

// The worth of an empty bed, one per area and bed class: row = area × kBedClasses + class.
struct Worth {
  Column<double> omega;              // £/week
  Column<double> exposure;           // vacant usable spot bed-weeks remembered
  Column<double> fills, excess;      // fills remembered; Σ (π − ω)⁺ over them, £/week
  Column<double> surplus, variable;  // Σ π and Σ var over the fills remembered, £/week
};

// Yesterday's aggregates, for today's decisions.
struct Signals {
  std::array<double, kNeeds> fee_mean{};        // £/week, spot and framework starts, remembered over twelve months
  std::array<double, kNeeds> fee_weight{};
  std::array<double, kNeeds> p_crisis{};        // chance that a referral ends in a crisis placement
  Column<double> framework_share;               // [frameworks] members over groups in reach
  Column<double> framework_share_past;          // moving average
  Column<double> exit_rate;                     // [frameworks] moving average of exits a year
  Column<double> staff_factor;                  // [areas] local staff cost over that of the start
  std::array<double, kSectors> closure_intercept{};  // log-odds of a home's yearly closure at margin zero
  std::array<double, kSectors> reference_margin{};   // of homes, at the start
  double voluntary_entry_share = 0;             // of independent entrants, solved at the start
  double takeover_per_year = 0;                 // chance that a group with one home sells it, solved at the start
  Column<double> pipeline, pipeline_start;      // [areas] share of today's filling left to an entrant when the homes under way have opened
  Column<double> margin_start;                  // [areas × classes] expected margin of an entrant at the start
  double paid_over_ask = 1;                     // mean spot fee over the ask of the winner, remembered
  Column<double> expected_occupancy, expected_surplus, expected_variable;  // [areas × classes] what an entrant expects
  Column<double> local_places;                  // [areas] usable places within reach (smoothed), for staff scarcity
  Column<double> local_places_start;            // [areas]
  Column<double> entry_appeal;                  // [areas × classes] solved at the start: log-odds that make entry equal closure
  Column<double> entry_slots;                   // [areas × classes] potential entrants a year
  Column<double> area_margin;                   // [areas × classes] expected margin of an entrant, last computed
  Column<double> council_home_load;             // [councils × needs] home referrals a day remembered
  double memory_days = 0;                       // days that the memory of fills holds, decayed with them
};

// Counters that only grow. Metrics read differences; the market only adds.
struct Totals {
  Column<std::int64_t> entries, exits, moves;                     // [councils]
  Column<std::int64_t> exits_at_18;                               // [councils]
  Column<std::int64_t> referrals, blocked, single_offer, offers, choice;  // [councils × needs] referrals to homes; blocked: none on the first day
  Column<std::int64_t> home_starts, days_waited, out_of_council_starts, beyond_20_starts;  // [councils × needs]
  Column<std::int64_t> crisis_starts, displaced, breakdowns;      // [councils]
  Column<std::int64_t> crisis_ended, crisis_days_ended;           // [councils]
  Column<std::int64_t> placements_started;                        // [councils × settings]
  Column<std::int64_t> end_reasons;                               // [settings × end reasons]
  Column<std::int64_t> nights;                                    // [councils × settings × links], by 20 miles
  Column<std::int64_t> nights_in_area;                            // [councils × settings]: sufficient and in the council's area
  Column<std::int64_t> nights_waiting;                            // [councils]
  Column<std::int64_t> home_nights;                               // [councils × needs × links]: in homes and crisis placements, and waiting for a home
  Column<std::int64_t> home_nights_in_area;                       // [councils × needs]: of these, sufficient and in the council's area
  Column<std::int64_t> start_count;                               // [regions × needs × contracts × sectors × 2 ages], homes
  Column<Pence> start_fee;                                        // the same cells, pence per week, core and add-ons
  Column<std::int64_t> homes_opened, homes_closed;                // [areas × sectors]
  Column<std::int64_t> framework_joined, framework_left;          // [frameworks]
  Column<Pence> paid;                                             // [councils × pays]
  Column<Pence> received_outside;                                 // [pays] by carers, parents, crisis arrangements, staff: no provider group
  Column<Pence> received_provider;                                // [groups], everything that public bodies paid
  std::int64_t asks = 0, asks_at_bound = 0, asks_over_3_costs = 0;
  std::int64_t providers_failed = 0, providers_merged = 0;
  Column<std::int64_t> failed_groups_year;                        // scratch of the year: unused rows stay zero
};

// Ended placements, kept only when the scenario asks for it (record.history): one row each, in the order of their ends.
struct History {
  Column<std::uint64_t> child_key;
  Column<Setting> setting;
  Column<Contract> contract;
  Column<std::uint32_t> home, provider;
  Column<std::uint16_t> payer;
  Column<Pence> fee_pence_per_week, add_ons_pence_per_week, paid_pence, paid_add_ons_pence;
  Column<std::int32_t> start_day, money_base_day, end_day;
  Column<EndReason> reason;
};

// Derived once at populate, never changed, and not hashed: tables for drawing and geography.
struct Fixed;

// Where decisions are written down (world/trace.hpp); null in a run that is not traced. A copy of a world is another one: nobody writes it down.
class TraceLog;
struct TraceLink {
  TraceLog* log = nullptr;
  TraceLink() = default;
  TraceLink(const TraceLink&) noexcept {}
  TraceLink& operator=(const TraceLink&) noexcept { return *this; }
  ~TraceLink() = default;
  explicit operator bool() const { return log != nullptr; }
  TraceLog* operator->() const { return log; }
};

struct World {
  std::uint64_t seed = 1;
  std::int32_t day = 0;              // the day about to be stepped, or just stepped during a step
  std::int32_t first_day = 0;        // first day of the run; the pre-history lies before it
  Children children;
  Arrivals arrivals;
  Placements placements;
  Homes homes;
  Providers providers;
  Memberships memberships;
  Pools pools;
  Blocks blocks;
  Councils councils;
  Worth worth;
  Signals signals;
  Totals totals;
  History history;
  Calendar calendar;
  Rules rules;
  Column<std::uint32_t> open_referrals;   // child rows, ordered by child key
  std::shared_ptr<const Fixed> fixed;
  TraceLink trace;                        // no part of the state
};

}  // namespace carepool
