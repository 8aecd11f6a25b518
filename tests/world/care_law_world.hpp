// care_law_world.hpp: England's children without a market, for tests of the laws behind demand.
//
// Who writes it: the tests themselves. Who reads it: tests/world/care_law*.cpp.
// The surprising decision: the setup is made here by hand, so that these tests need neither homes nor prices.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/random.hpp"
#include "scenario/scenario.hpp"
#include "support/paths.hpp"
#include "world/child_path.hpp"
#include "world/geography.hpp"
#include "world/populate_children.hpp"
#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool::care_test {

inline std::shared_ptr<const Scenario> scenario_with(const std::vector<std::string>& sets) {
  LoadOptions options;
  options.sets = sets;
  auto loaded = load_scenario_text("name: children\n", "children.yaml", (test::source_dir() / "scenarios").string(), options);
  if (!loaded.ok()) throw std::runtime_error(loaded.errors().front().text());
  return std::make_shared<const Scenario>(std::move(loaded.value()));
}

// The setup of some rows of the table; all of them when `rows` is empty.
inline std::unique_ptr<Setup> setup_of(std::vector<std::uint32_t> rows = {}, const std::vector<std::string>& sets = {}) {
  auto s = std::make_unique<Setup>();
  s->scenario = scenario_with(sets);
  const auto& councils = s->tables().councils;
  if (rows.empty())
    for (std::uint32_t r = 0; r < councils.size(); ++r) rows.push_back(r);
  for (const std::uint32_t r : rows) {
    Place p;
    p.table_row = r;
    p.key = r;
    p.at = project(councils[r].pop_centre_lat, councils[r].pop_centre_lon);
    p.radius_km = councils[r].pop_mean_radius_km;
    s->places.push_back(p);
  }
  s->first_day = 20179;  // 2025-04-01
  s->prehistory_start = s->first_day - static_cast<std::int32_t>(s->v().start_state().prehistory_days());
  s->care = make_care_law(s->v(), s->tables(), rows);
  return s;
}

inline World world_of(const Setup& s, std::uint64_t seed) {
  World w;
  w.seed = seed;
  w.first_day = s.first_day;
  w.councils.children.assign(s.places.size(), 0);
  populate_children(s, w);
  return w;
}

// One day without a market: who is due leaves or turns; then the day's entries.
struct DayCount {
  std::int64_t entries = 0, exits = 0, at_18 = 0, renewals = 0, same_setting = 0, crossings_moved = 0;
};
inline void leave(World& w, std::uint32_t row) {
  Children& c = w.children;
  if (c.care[row].sibling != kNobody) c.care[c.care[row].sibling].sibling = kNobody;
  --w.councils.children[c.care[row].council];
  rest_child_row(c, row);
  c.free_rows.push_back(row);
}
inline void live_day(const Setup& s, World& w, DayCount& n) {
  Children& c = w.children;
  std::vector<Event> today;
  w.calendar.take(w.day, today);
  for (const Event& e : today) {
    if (!is_current(c, e) || e.what != kCareEvent || next_care_day(s, c, e.index, w.day - 1) != w.day) continue;
    if (c.care[e.index].exit_day == w.day) {
      ++n.exits;
      if (w.day - c.care[e.index].birth_day == kBandStartDays[kBands]) ++n.at_18;
      leave(w, e.index);
      continue;
    }
    const Turn turn = turn_path(s, w, e.index);
    n.renewals += turn.renewed;
    schedule_care(s, w, e.index);
  }
  std::vector<Entrant> entrants;
  if (w.day >= s.first_day) {
    for (std::uint32_t k = 0; k < s.places.size(); ++k) draw_entrants(s, w.seed, k, w.day, 1, entrants);
  } else {
    for (Arrivals& a = w.arrivals; a.next < a.size() && a.entry_day[a.next] == w.day; ++a.next) {
      const auto i = a.next;
      entrants.push_back({a.key[i], a.sibling_key[i], a.council[i], a.uasc[i] != 0, a.entry_day[i], a.birth_day[i], a.exit_day[i]});
    }
  }
  n.entries += static_cast<std::int64_t>(entrants.size());
  for (const Entrant& e : entrants) begin_path(s, w, e);
  ++w.day;
}

}  // namespace carepool::care_test
