#include "world/setup.hpp"

#include <cmath>
#include <stdexcept>

#include "base/date.hpp"
#include "engine/det_math.hpp"
#include "engine/random.hpp"

namespace carepool {
namespace {

std::array<double, kNeeds> by_need(const v1::ByNeed& x) { return {x.standard(), x.moderate(), x.complex(), x.acute()}; }

std::array<double, kPlannedSettings> by_setting(const v1::BySetting& x) {
  return {x.fostering(), x.kinship(), x.residential(), x.supported(), x.secure(), x.with_parents(), x.adoption(), x.other()};
}

void england(Setup& s) {
  const Tables& t = s.tables();
  const auto& world = s.v().world();
  for (const RegionRow& r : t.regions) s.region_names.push_back(r.name);
  const int copies = world.copies_apart_km() > 0 ? 2 : 1;
  for (int copy = 0; copy < copies; ++copy)
    for (std::size_t i = 0; i < t.councils.size(); ++i) {
      const CouncilRow& c = t.councils[i];
      if (!world.only_region().empty() && t.regions[c.region].name != world.only_region()) continue;
      Place p;
      p.table_row = static_cast<std::uint32_t>(i);
      p.region = static_cast<std::uint32_t>(c.region);
      p.copy = static_cast<std::uint32_t>(copy);
      p.key = i | (static_cast<std::uint64_t>(copy) << 32);
      p.at = project(c.pop_centre_lat, c.pop_centre_lon);
      p.at.x_km += copy * world.copies_apart_km();
      p.radius_km = c.pop_mean_radius_km;
      s.places.push_back(p);
      s.place_names.push_back(copy == 0 ? c.name : c.name + " (copy)");
    }
}

// Pools stand on a grid so wide that none sees another; the councils of a pool share its centre.
void pools(Setup& s) {
  constexpr double kApartKm = 10000;
  const auto& world = s.v().world();
  s.region_names.push_back("pools");
  const auto side = static_cast<std::int64_t>(std::sqrt(static_cast<double>(world.pools()))) + 1;
  for (std::int64_t pool = 0; pool < world.pools(); ++pool)
    for (std::int64_t c = 0; c < world.councils_per_pool(); ++c) {
      Place p;
      p.key = static_cast<std::uint64_t>(pool) << 8 | static_cast<std::uint64_t>(c);
      p.at = {kApartKm * static_cast<double>(pool % side), kApartKm * static_cast<double>(pool / side)};
      s.places.push_back(p);
      s.place_names.push_back("pool " + std::to_string(pool + 1) + " council " + std::to_string(c + 1));
      s.pool_of.push_back(static_cast<std::uint32_t>(pool));
    }
}

// Does the care law of England rest on the same numbers in both? It takes longer to solve than a day to live. What the market reads day by
// day is no part of it.
bool same_care_law(const Setup& a, const Setup& b) {
  if (a.pools_world || b.pools_world || a.scenario->tables != b.scenario->tables || a.v().world().SerializeAsString() != b.v().world().SerializeAsString()) return false;
  const auto of_law = [](v1::Demand demand) {
    demand.clear_level();
    demand.clear_hard_days();
    demand.clear_hard_share();
    return demand.SerializeAsString();
  };
  return of_law(a.v().demand()) == of_law(b.v().demand());
}

}  // namespace

std::unique_ptr<Setup> make_setup(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, const Setup* like) {
  auto s = std::make_unique<Setup>();
  s->scenario = std::move(scenario);
  s->seed = seed;
  const v1::Scenario& v = s->v();
  const auto start = parse_date(v.start());
  if (!start) throw std::logic_error("the scenario's start is no date");
  s->first_day = start->days;
  s->last_day = s->first_day + static_cast<std::int32_t>(std::floor(v.years() * 365.25 + 0.5));
  const double whole = std::floor(v.years());
  if (whole == v.years()) s->last_day = add_months(*start, static_cast<int>(whole) * 12).days;
  s->pools_world = v.world().kind() == "pools";
  s->prehistory_start = s->first_day;
  if (v.start_state().solve() && !s->pools_world) s->prehistory_start -= static_cast<std::int32_t>(v.start_state().prehistory_days());
  if (s->pools_world) pools(*s);
  else england(*s);
  if (s->places.size() > 65535) throw std::invalid_argument("more than 65,535 councils");
  if (!s->pools_world) {
    std::vector<Point> at;
    for (const Place& p : s->places) at.push_back(p.at);
    s->near = std::make_unique<NeighbourLists>(at);
  }
  s->gate = by_need(v.offers().gate());
  s->variable = by_need(v.costs().variable());
  s->hard_share = by_need(v.demand().hard_share());
  const auto suit = by_need(v.fostering().suit());
  for (std::size_t n = 0; n < kNeeds; ++n) {
    s->log_unsuited[n] = det::log1p(-suit[n]);
    s->none_suits[n][0] = 1;
    for (std::size_t k = 1; k < s->none_suits[n].size(); ++k) s->none_suits[n][k] = det::exp(s->log_unsuited[n] * static_cast<double>(k));
  }
  s->plan_shape = by_setting(v.demand().plan_shape());
  s->plan_scale = by_setting(v.demand().plan_scale_days());
  s->fixed_week = by_setting(v.costs().fixed_week());
  s->closure = {v.supply().closure_per_year().council(), v.supply().closure_per_year().private_(), v.supply().closure_per_year().voluntary()};
  s->class_share = {v.supply().class_share().general(), v.supply().class_share().broad(), v.supply().class_share().specialist()};
  const auto& g = v.quality().grade_share();
  s->grade_share = {g.outstanding(), g.good(), g.requires_improvement(), g.inadequate()};
  std::vector<std::uint32_t> rows;
  for (const Place& p : s->places) rows.push_back(p.table_row);
  s->care = like != nullptr && same_care_law(*like, *s) ? like->care : make_care_law(v, s->tables(), rows);
  s->pools_of_area.assign(s->places.size(), {});
  if (!s->pools_world)
    for (std::uint32_t a = 0; a < s->places.size(); ++a) s->pools_of_area[a] = {4 * a, 4 * a + 1, 4 * a + 2, 4 * a + 3};
  return s;
}

}  // namespace carepool
