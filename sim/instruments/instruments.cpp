#include "instruments/instruments.hpp"

#include <algorithm>

#include "base/date.hpp"
#include "base/hash.hpp"
#include "instruments/list.hpp"

namespace carepool {
namespace {

bool is_month_start(std::int32_t day) { return ymd(Date{day}).day == 1; }

std::int32_t month_start(std::int32_t day) { return day - (ymd(Date{day}).day - 1); }

// Every council by itself, bodies in their places, nothing in force.
Rules rules_without_instruments(const InstrumentPlan& plan) {
  Rules rules;
  rules.bodies = plan.bodies;
  std::vector<std::uint32_t> itself(plan.councils);
  for (std::uint32_t c = 0; c < plan.councils; ++c) itself[c] = c;
  rules.body_of.fill(itself);
  rules.body_of_foster.fill(itself);
  rules.body_of_supported.fill(itself);
  rules.entry_factor.assign(plan.councils, 1.0);
  return rules;
}

void apply_entries(const Today& today, bool bodies, Rules& rules) {
  for (const Entry& entry : today.plan.entries) {
    const bool now = entry.in_force(today.day) || (entry.kind->lasts && today.day >= entry.to);
    if (now && entry.kind->bodies_first == bodies) entry.kind->apply(entry, today, rules);
  }
}

template <class T>
void add_column(Hasher& hasher, const std::vector<T>& column) {
  hasher.values(std::span<const T>(column));
}

void add_body(Hasher& hasher, const BodyRule& body) {
  hasher.string(body.name);
  add_column(hasher, body.members);
  hasher.value(body.leverage);
  hasher.value(body.brokerage_saving);
  hasher.value(body.distance_limit_miles);
  hasher.value(body.search_ramp);
  hasher.value(body.setup_pence);
  hasher.value(body.running_pence_per_year);
  hasher.value(body.first_day);
}

void add_framework(Hasher& hasher, const FrameworkRule& rule) {
  hasher.string(rule.name);
  add_column(hasher, rule.members);
  add_column(hasher, rule.is_member);
  hasher.value(rule.discount);
  hasher.value(rule.uplift_per_year);
  hasher.value(rule.term_years);
  hasher.value(rule.start_membership);
  hasher.value(rule.tender_pence_per_year);
  hasher.value(rule.body);
  hasher.value(rule.identity);
}

void add_block(Hasher& hasher, const BlockRule& rule) {
  hasher.value(rule.body);
  hasher.value(rule.identity);
  hasher.value(rule.family);
  hasher.value(rule.moe);
  for (const double x : {rule.share, rule.price_ratio, rule.guarantee, rule.term_years, rule.acceptance,
                         rule.catchment_miles, rule.distance_limit_miles, rule.friction_per_week,
                         rule.resale_price_ratio})
    hasher.value(x);
  hasher.value(rule.resale);
  hasher.value(rule.needs);
}

void add_cap(Hasher& hasher, const CapRule& rule) {
  hasher.string(rule.name);
  for (const double level : rule.level_per_week) hasher.value(level);
  add_column(hasher, rule.councils);
  hasher.value(rule.contracts);
  hasher.value(rule.sectors);
  hasher.value(rule.settings);
  hasher.value(rule.applies);
  hasher.value(rule.add_ons_share);
  hasher.value(rule.relabel_share);
}

void add_closure(Hasher& hasher, const ClosureRule& rule) {
  hasher.value(rule.share);
  hasher.value(rule.day);
  hasher.value(rule.notice_days);
  hasher.value(rule.identity);
  add_column(hasher, rule.councils);
  hasher.value(rule.sectors);
}

template <class T>
void add_all(Hasher& hasher, const std::vector<T>& rules, void (*add)(Hasher&, const T&)) {
  hasher.value(static_cast<std::uint64_t>(rules.size()));
  for (const T& rule : rules) add(hasher, rule);
}

}  // namespace

bool rules_change_on(const InstrumentPlan& plan, std::int32_t day) {
  const bool month = is_month_start(day);
  return std::any_of(plan.entries.begin(), plan.entries.end(), [&](const Entry& entry) {
    if (day == entry.from || day == entry.to) return true;
    return month && entry.in_force(day) && entry.kind->steps_on != nullptr &&
           entry.kind->steps_on(entry, day);
  });
}

Rules make_rules(const InstrumentPlan& plan, std::int32_t day) {
  const Today today{plan, day, month_start(day)};
  Rules rules = rules_without_instruments(plan);
  apply_entries(today, true, rules);
  apply_entries(today, false, rules);
  add_rcc_frameworks(today, rules);
  return rules;
}

bool rules_change_on(const Setup& setup, std::int32_t day) {
  return rules_change_on(make_instrument_plan(setup), day);
}

Rules make_rules(const Setup& setup, std::int32_t day) {
  return make_rules(make_instrument_plan(setup), day);
}

std::uint64_t rules_hash(const Rules& rules) {
  Hasher hasher;
  add_all(hasher, rules.bodies, add_body);
  for (const auto* body_of : {&rules.body_of, &rules.body_of_foster, &rules.body_of_supported})
    for (const auto& column : *body_of) add_column(hasher, column);
  add_all(hasher, rules.frameworks, add_framework);
  add_all(hasher, rules.blocks, add_block);
  add_all(hasher, rules.caps, add_cap);
  add_all(hasher, rules.closures, add_closure);
  add_column(hasher, rules.entry_factor);
  hasher.value(rules.price_level);
  hasher.value(rules.real_cost_factor);
  return hasher.digest();
}

}  // namespace carepool
