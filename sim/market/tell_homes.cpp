// What homes write into the trace, and where a trace begins.
#include <algorithm>
#include <cmath>
#include <utility>

#include "market/tell.hpp"

namespace carepool::tell {

void start_children(const World&);
void start_groups(const Setup&, const World&);

namespace {

Pence pence(double pounds_per_week) { return pounds(pounds_per_week); }

v1::HomeHere& tell_home(const World& w, std::uint32_t h) {
  v1::HomeHere& out = *w.trace->add(w.day).mutable_home_here();
  out.set_home(number(h));
  out.set_key(w.homes.key[h]);
  out.set_provider(number(w.homes.provider[h]));
  out.set_area(w.homes.area[h]);
  out.set_sector(static_cast<v1::TraceSector>(w.homes.sector[h]));
  for (std::size_t n = 0; n < kNeeds; ++n)
    if (serves(w.homes.bed_class[h], static_cast<Need>(n))) out.add_serves(static_cast<v1::TraceNeed>(n));
  out.set_registered(w.homes.registered[h]);
  out.set_staffed(w.homes.staffed[h]);
  out.set_grade(static_cast<v1::TraceGrade>(w.homes.grade[h]));
  out.set_status(static_cast<v1::TraceStatus>(w.homes.status[h]));
  out.set_status_day(w.homes.status_day[h]);
  out.set_short_break(w.homes.short_break[h] != 0);
  return out;
}

AsksTold asks_now(const World& w, std::uint32_t h) { return {w.homes.omega[h], w.homes.ask_per_week[h], w.homes.cum_vacant_days[h], w.day}; }

void start_homes(const World& w) {
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
    if (w.homes.status[h] == HomeStatus::absent || w.homes.status[h] == HomeStatus::closed) continue;
    v1::HomeHere& out = tell_home(w, h);
    out.set_at_the_start(true);
    out.set_opened_day(w.homes.opened_day[h]);
    out.set_residents(w.homes.residents[h]);
  }
  w.trace->asks.clear();
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) w.trace->asks.push_back(asks_now(w, h));
}

}  // namespace

void start(const Setup& s, const World& w) {
  start_groups(s, w);
  start_homes(w);
  start_children(w);
}

void home_planned(const World& w, std::uint32_t h, const Prospect& p) {
  v1::HomeHere& out = tell_home(w, h);
  out.set_founder(p.founder);
  out.set_replaces(p.replaces);
  out.set_expected_fee(pence(p.fee));
  out.set_expected_occupancy(p.occupancy);
  out.set_expected_margin(p.margin);
  out.set_chance(p.chance);
}

void home_opened(const World& w, std::uint32_t h) {
  v1::HomeOpened& out = *w.trace->add(w.day).mutable_home_opened();
  out.set_home(number(h));
  out.set_staffed(w.homes.staffed[h]);
  out.set_registered(w.homes.registered[h]);
}

void home_staffed(const World& w, std::uint32_t h) {
  v1::HomeStaffing& out = *w.trace->add(w.day).mutable_home_staffing();
  out.set_home(number(h));
  out.set_staffed(w.homes.staffed[h]);
  out.set_staffing(static_cast<double>(w.homes.staffing[h]));
}

void staffing_changed(const World& w, std::uint32_t h, double before, double lost, double saved) {
  constexpr double kWorthTelling = 0.01;
  const auto now = static_cast<double>(w.homes.staffing[h]);
  if (std::abs(now - before) < kWorthTelling) return;
  v1::HomeStaffing& out = *w.trace->add(w.day).mutable_home_staffing();
  out.set_home(number(h));
  out.set_staffing(now);
  out.set_before(before);
  out.set_lost(lost);
  out.set_saved(saved);
}

void home_reviewed(const World& w, std::uint32_t h, double margin, double chance, bool young) {
  v1::HomeReviewed& out = *w.trace->add(w.day).mutable_home_reviewed();
  out.set_home(number(h));
  out.set_margin(margin);
  out.set_chance(chance);
  out.set_young(young);
}

void home_inspected(const World& w, std::uint32_t h, Grade before) {
  v1::HomeInspected& out = *w.trace->add(w.day).mutable_home_inspected();
  out.set_home(number(h));
  out.set_before(static_cast<v1::TraceGrade>(before));
  out.set_grade(static_cast<v1::TraceGrade>(w.homes.grade[h]));
}

void asks_revised(const World& w) {
  auto& told = w.trace->asks;
  while (told.size() < w.homes.size()) told.push_back(asks_now(w, static_cast<std::uint32_t>(told.size())));
  for (std::uint32_t h = 0; h < w.homes.size(); ++h) {
    const AsksTold now = asks_now(w, h), before = std::exchange(told[h], now);
    if (w.homes.status[h] != HomeStatus::open || w.homes.sector[h] == Sector::council || w.homes.short_break[h] != 0) continue;
    v1::AsksRevised& out = *w.trace->add(w.day).mutable_asks_revised();
    out.set_home(number(h));
    out.set_bed_before(pence(before.omega));
    out.set_bed(pence(now.omega));
    for (std::size_t n = 0; n < kNeeds; ++n) {
      if (!serves(w.homes.bed_class[h], static_cast<Need>(n))) continue;
      out.add_before(pence(before.asks[n]));
      out.add_asks(pence(now.asks[n]));
    }
    out.set_vacant_days(static_cast<std::uint32_t>(std::max(0.0, now.vacant_days - before.vacant_days)));
    out.set_days(static_cast<std::uint32_t>(now.day - before.day));
    const std::size_t cell = static_cast<std::size_t>(w.homes.area[h]) * kBedClasses + static_cast<std::size_t>(w.homes.bed_class[h]);
    out.set_filled(w.signals.expected_occupancy[cell]);
  }
}

void block_let(const World& w, std::uint32_t b, double talks) {
  v1::BlockLet& out = *w.trace->add(w.day).mutable_block_let();
  out.set_home(number(w.blocks.home[b]));
  out.set_body(w.trace->word(w.rules.bodies[w.blocks.body[b]].name));
  out.set_price(w.blocks.pence_per_week[b]);
  out.set_end_day(w.blocks.end_day[b]);
  out.set_guarantee(w.blocks.guarantee[b]);
  out.set_talks(talks);
}

void block_ended(const World& w, std::uint32_t b, std::uint32_t residents) {
  v1::BlockEnded& out = *w.trace->add(w.day).mutable_block_ended();
  out.set_home(number(w.blocks.home[b]));
  if (w.blocks.body[b] < w.rules.bodies.size()) out.set_body(w.trace->word(w.rules.bodies[w.blocks.body[b]].name));
  out.set_residents(residents);
}

void closure_decided(const World& w, std::uint32_t h, v1::TraceClosure why, double margin, double chance, std::int32_t closes) {
  v1::ClosureDecided& out = *w.trace->add(w.day).mutable_closure_decided();
  out.set_home(number(h));
  out.set_why(why);
  out.set_margin(margin);
  out.set_grade(static_cast<v1::TraceGrade>(w.homes.grade[h]));
  out.set_chance(chance);
  out.set_closes(closes);
}

void home_given_up(const World& w, std::uint32_t h) {
  v1::ClosureDecided& out = *w.trace->add(w.day).mutable_closure_decided();
  out.set_home(number(h));
  out.set_why(v1::GROUP_FAILED);
  out.set_closes(w.day);
  out.set_never_opens(true);
}

void home_closed(const World& w, std::uint32_t h, std::size_t residents) {
  v1::HomeClosed& out = *w.trace->add(w.day).mutable_home_closed();
  out.set_home(number(h));
  out.set_residents(static_cast<std::uint32_t>(residents));
}

void home_sold(const World& w, std::uint32_t h, std::uint32_t from, std::uint32_t to) {
  v1::HomeSold& out = *w.trace->add(w.day).mutable_home_sold();
  out.set_home(number(h));
  out.set_from(number(from));
  out.set_to(number(to));
  out.set_failure(w.providers.active[from] == 0);
}

}  // namespace carepool::tell
