// visit_columns.hpp: the one list of everything in a World that changes.
//
// What for: hash, snapshot and column hashes of recordings go through this list, so that they cannot disagree. Who writes it: whoever adds a
// column to world.hpp adds a line here; tests/world/visit_columns_test.cpp fails until that is done. Who reads it: hash.cpp, snapshot.cpp, tests.
// The surprising decision: today's Rules are not in the list. They are made from nothing by the instruments and have a hash of their own.
//
// visit_columns(world, f) calls f(group, name, column) in a fixed order. `column` is a std::vector of a plain type or row without padding, a plain
// scalar or array, or the Calendar; const if the world is const.
#pragma once

#include <string_view>
#include <type_traits>

#include "world/world.hpp"

namespace carepool {

// A World, const or not.
template <class W>
concept AnyWorld = std::is_same_v<std::remove_const_t<W>, World>;

template <class T, class F>
void visit_children(T& t, F& f) {
  constexpr std::string_view group = "children";
  f(group, "care", t.care);
  f(group, "search", t.search);
  f(group, "free_rows", t.free_rows);
}

template <class T, class F>
void visit_arrivals(T& t, F& f) {
  constexpr std::string_view group = "arrivals";
  f(group, "entry_day", t.entry_day);
  f(group, "birth_day", t.birth_day);
  f(group, "exit_day", t.exit_day);
  f(group, "council", t.council);
  f(group, "uasc", t.uasc);
  f(group, "key", t.key);
  f(group, "sibling_key", t.sibling_key);
  f(group, "next", t.next);
}

template <class T, class F>
void visit_placements(T& t, F& f) {
  constexpr std::string_view group = "placements";
  f(group, "account", t.account);
  f(group, "terms", t.terms);
  f(group, "home", t.home);
  f(group, "free_rows", t.free_rows);
}

template <class T, class F>
void visit_homes(T& t, F& f) {
  constexpr std::string_view group = "homes";
  f(group, "key", t.key);
  f(group, "provider", t.provider);
  f(group, "sector", t.sector);
  f(group, "area", t.area);
  f(group, "x_km", t.x_km);
  f(group, "y_km", t.y_km);
  f(group, "registered", t.registered);
  f(group, "staffed", t.staffed);
  f(group, "bed_class", t.bed_class);
  f(group, "grade", t.grade);
  f(group, "status", t.status);
  f(group, "status_day", t.status_day);
  f(group, "opened_day", t.opened_day);
  f(group, "residents", t.residents);
  f(group, "residents_yesterday", t.residents_yesterday);
  f(group, "block_beds", t.block_beds);
  f(group, "block_used", t.block_used);
  f(group, "short_break", t.short_break);
  f(group, "shifted", t.shifted);
  f(group, "cost_factor", t.cost_factor);
  f(group, "staffing", t.staffing);
  f(group, "fixed_per_week", t.fixed_per_week);
  f(group, "property_per_week", t.property_per_week);
  f(group, "overhead_per_week", t.overhead_per_week);
  f(group, "variable_per_week", t.variable_per_week);
  f(group, "ask_per_week", t.ask_per_week);
  f(group, "omega", t.omega);
  f(group, "month_revenue", t.month_revenue);
  f(group, "month_cost", t.month_cost);
  f(group, "year_revenue", t.year_revenue);
  f(group, "year_cost", t.year_cost);
  f(group, "cum_revenue", t.cum_revenue);
  f(group, "cum_cost", t.cum_cost);
  f(group, "cum_vacant_days", t.cum_vacant_days);
  f(group, "booked_day", t.booked_day);
  f(group, "planned_staffed", t.planned_staffed);
}

template <class T, class F>
void visit_providers(T& t, F& f) {
  constexpr std::string_view group = "providers";
  f(group, "key", t.key);
  f(group, "sector", t.sector);
  f(group, "council", t.council);
  f(group, "region", t.region);
  f(group, "investor", t.investor);
  f(group, "kind", t.kind);
  f(group, "active", t.active);
  f(group, "homes_open", t.homes_open);
  f(group, "homes_last", t.homes_last);
  f(group, "size_at_start", t.size_at_start);
  f(group, "cash", t.cash);
  f(group, "debt", t.debt);
  f(group, "cum_revenue", t.cum_revenue);
  f(group, "cum_staff", t.cum_staff);
  f(group, "cum_variable", t.cum_variable);
  f(group, "cum_property", t.cum_property);
  f(group, "cum_overhead", t.cum_overhead);
  f(group, "cum_interest", t.cum_interest);
  f(group, "year_revenue", t.year_revenue);
  f(group, "year_cost", t.year_cost);
  f(group, "variable_booked", t.variable_booked);
  f(group, "revenue_booked", t.revenue_booked);
  f(group, "cost_booked", t.cost_booked);
  f(group, "won", t.won);
  f(group, "contested", t.contested);
  f(group, "failed_day", t.failed_day);
  f(group, "due_day", t.due_day);
  f(group, "loan_rate", t.loan_rate);
  f(group, "year_interest", t.year_interest);
  f(group, "in_breach", t.in_breach);
  f(group, "merged_day", t.merged_day);
}

template <class T, class F>
void visit_memberships(T& t, F& f) {
  constexpr std::string_view group = "memberships";
  f(group, "framework", t.framework);
  f(group, "groups", t.groups);
  f(group, "member", t.member);
  f(group, "member_year_ago", t.member_year_ago);
  f(group, "fee_per_week", t.fee_per_week);
  f(group, "bid_day", t.bid_day);
  f(group, "left_day", t.left_day);
}

template <class T, class F>
void visit_pools(T& t, F& f) {
  constexpr std::string_view group = "pools";
  f(group, "setting", t.setting);
  f(group, "sector", t.sector);
  f(group, "area", t.area);
  f(group, "provider", t.provider);
  f(group, "x_km", t.x_km);
  f(group, "y_km", t.y_km);
  f(group, "approved", t.approved);
  f(group, "available_share", t.available_share);
  f(group, "filled", t.filled);
  f(group, "fee_per_week", t.fee_per_week);
  f(group, "fills", t.fills);
  f(group, "exposure", t.exposure);
  f(group, "target", t.target);
}

template <class T, class F>
void visit_blocks(T& t, F& f) {
  constexpr std::string_view group = "blocks";
  f(group, "body", t.body);
  f(group, "rule", t.rule);
  f(group, "home", t.home);
  f(group, "beds", t.beds);
  f(group, "used", t.used);
  f(group, "resold", t.resold);
  f(group, "start_day", t.start_day);
  f(group, "end_day", t.end_day);
  f(group, "pence_per_week", t.pence_per_week);
  f(group, "resale_pence_per_week", t.resale_pence_per_week);
  f(group, "guarantee", t.guarantee);
  f(group, "acceptance", t.acceptance);
  f(group, "catchment_miles", t.catchment_miles);
  f(group, "live", t.live);
  f(group, "settled_day", t.settled_day);
  f(group, "cum_paid", t.cum_paid);
  f(group, "cum_void", t.cum_void);
  f(group, "cum_resold", t.cum_resold);
  f(group, "cum_bed_days", t.cum_bed_days);
  f(group, "cum_used_days", t.cum_used_days);
  f(group, "lead", t.lead);
}

template <class T, class F>
void visit_councils(T& t, F& f) {
  constexpr std::string_view group = "councils";
  f(group, "region", t.region);
  f(group, "x_km", t.x_km);
  f(group, "y_km", t.y_km);
  f(group, "radius_km", t.radius_km);
  f(group, "entries_per_day", t.entries_per_day);
  f(group, "earnings_factor", t.earnings_factor);
  f(group, "house_price", t.house_price);
  f(group, "budget_pence", t.budget_pence);
  f(group, "last_year_pence", t.last_year_pence);
  f(group, "paid_mark_pence", t.paid_mark_pence);
  f(group, "threshold_factor", t.threshold_factor);
  f(group, "early_help_due", t.early_help_due);
  f(group, "foster_queue", t.foster_queue);
  f(group, "children", t.children);
}

template <class T, class F>
void visit_worth(T& t, F& f) {
  constexpr std::string_view group = "worth";
  f(group, "omega", t.omega);
  f(group, "exposure", t.exposure);
  f(group, "fills", t.fills);
  f(group, "excess", t.excess);
  f(group, "surplus", t.surplus);
  f(group, "variable", t.variable);
}

template <class T, class F>
void visit_signals(T& t, F& f) {
  constexpr std::string_view group = "signals";
  f(group, "fee_mean", t.fee_mean);
  f(group, "fee_weight", t.fee_weight);
  f(group, "p_crisis", t.p_crisis);
  f(group, "framework_share", t.framework_share);
  f(group, "framework_share_past", t.framework_share_past);
  f(group, "exit_rate", t.exit_rate);
  f(group, "staff_factor", t.staff_factor);
  f(group, "closure_intercept", t.closure_intercept);
  f(group, "reference_margin", t.reference_margin);
  f(group, "voluntary_entry_share", t.voluntary_entry_share);
  f(group, "takeover_per_year", t.takeover_per_year);
  f(group, "pipeline", t.pipeline);
  f(group, "pipeline_start", t.pipeline_start);
  f(group, "margin_start", t.margin_start);
  f(group, "paid_over_ask", t.paid_over_ask);
  f(group, "expected_occupancy", t.expected_occupancy);
  f(group, "expected_surplus", t.expected_surplus);
  f(group, "expected_variable", t.expected_variable);
  f(group, "local_places", t.local_places);
  f(group, "local_places_start", t.local_places_start);
  f(group, "entry_appeal", t.entry_appeal);
  f(group, "entry_slots", t.entry_slots);
  f(group, "area_margin", t.area_margin);
  f(group, "council_home_load", t.council_home_load);
  f(group, "memory_days", t.memory_days);
}

template <class T, class F>
void visit_totals(T& t, F& f) {
  constexpr std::string_view group = "totals";
  f(group, "entries", t.entries);
  f(group, "exits", t.exits);
  f(group, "moves", t.moves);
  f(group, "exits_at_18", t.exits_at_18);
  f(group, "referrals", t.referrals);
  f(group, "blocked", t.blocked);
  f(group, "single_offer", t.single_offer);
  f(group, "offers", t.offers);
  f(group, "choice", t.choice);
  f(group, "home_starts", t.home_starts);
  f(group, "days_waited", t.days_waited);
  f(group, "out_of_council_starts", t.out_of_council_starts);
  f(group, "beyond_20_starts", t.beyond_20_starts);
  f(group, "crisis_starts", t.crisis_starts);
  f(group, "displaced", t.displaced);
  f(group, "breakdowns", t.breakdowns);
  f(group, "crisis_ended", t.crisis_ended);
  f(group, "crisis_days_ended", t.crisis_days_ended);
  f(group, "placements_started", t.placements_started);
  f(group, "end_reasons", t.end_reasons);
  f(group, "nights", t.nights);
  f(group, "nights_in_area", t.nights_in_area);
  f(group, "nights_waiting", t.nights_waiting);
  f(group, "home_nights", t.home_nights);
  f(group, "home_nights_in_area", t.home_nights_in_area);
  f(group, "start_count", t.start_count);
  f(group, "start_fee", t.start_fee);
  f(group, "homes_opened", t.homes_opened);
  f(group, "homes_closed", t.homes_closed);
  f(group, "framework_joined", t.framework_joined);
  f(group, "framework_left", t.framework_left);
  f(group, "paid", t.paid);
  f(group, "received_outside", t.received_outside);
  f(group, "received_provider", t.received_provider);
  f(group, "asks", t.asks);
  f(group, "asks_at_bound", t.asks_at_bound);
  f(group, "asks_over_3_costs", t.asks_over_3_costs);
  f(group, "providers_failed", t.providers_failed);
  f(group, "providers_merged", t.providers_merged);
  f(group, "failed_groups_year", t.failed_groups_year);
}

template <class T, class F>
void visit_history(T& t, F& f) {
  constexpr std::string_view group = "history";
  f(group, "child_key", t.child_key);
  f(group, "setting", t.setting);
  f(group, "contract", t.contract);
  f(group, "home", t.home);
  f(group, "provider", t.provider);
  f(group, "payer", t.payer);
  f(group, "fee_pence_per_week", t.fee_pence_per_week);
  f(group, "add_ons_pence_per_week", t.add_ons_pence_per_week);
  f(group, "paid_pence", t.paid_pence);
  f(group, "paid_add_ons_pence", t.paid_add_ons_pence);
  f(group, "start_day", t.start_day);
  f(group, "money_base_day", t.money_base_day);
  f(group, "end_day", t.end_day);
  f(group, "reason", t.reason);
}

template <AnyWorld W, class F>
void visit_columns(W& w, F&& f) {
  f("world", "seed", w.seed);
  f("world", "day", w.day);
  f("world", "first_day", w.first_day);
  visit_children(w.children, f);
  visit_arrivals(w.arrivals, f);
  visit_placements(w.placements, f);
  visit_homes(w.homes, f);
  visit_providers(w.providers, f);
  visit_memberships(w.memberships, f);
  visit_pools(w.pools, f);
  visit_blocks(w.blocks, f);
  visit_councils(w.councils, f);
  visit_worth(w.worth, f);
  visit_signals(w.signals, f);
  visit_totals(w.totals, f);
  visit_history(w.history, f);
  f("calendar", "events", w.calendar);
  f("open_referrals", "child", w.open_referrals);
}

}  // namespace carepool
