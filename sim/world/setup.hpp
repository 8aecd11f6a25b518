// setup.hpp: what is fixed for a run: the scenario, its tables and what follows from them once.
//
// What for: phases read parameters and geography here; nothing in it changes after make_setup. Who writes it: make_setup, at the start of a
// run. Who reads it: every phase, behaviours, metrics and the reference engine of the tests.
// The surprising decision: scalars are read straight from the protobuf (`setup.v().prices().alpha()`); only values by need, setting or band
// are unpacked into arrays.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "scenario/scenario.hpp"
#include "world/care_law.hpp"
#include "world/geography.hpp"
#include "world/types.hpp"

namespace carepool {

// One council area as the model sees it; in a pools world a row for each council of each pool.
struct Place {
  std::uint32_t table_row = kNobody;  // index into Tables::councils; kNobody in a pools world
  std::uint32_t region = 0;
  std::uint32_t copy = 0;             // 1 for the second copy far away (world.copies_apart_km)
  std::uint64_t key = 0;              // identity for the keys of chance: table row or pool index, and copy
  Point at;                           // population centre
  double radius_km = 0;               // mean distance of residents from it
};

struct Setup {
  std::shared_ptr<const Scenario> scenario;
  std::uint64_t seed = 1;
  const v1::Scenario& v() const { return scenario->values; }
  const Tables& tables() const { return *scenario->tables; }

  std::int32_t first_day = 0, last_day = 0;  // the run is [first_day, last_day); days since 1970-01-01
  std::int32_t prehistory_start = 0;         // first_day − start_state.prehistory_days (first_day when not solving)
  bool pools_world = false;

  std::vector<Place> places;                 // [councils]
  std::vector<std::string> place_names;      // [councils]
  std::vector<std::string> region_names;
  std::unique_ptr<NeighbourLists> near;      // over places; null above 2,000 places (pools worlds look only in their own pool)
  std::vector<std::uint32_t> pool_of;        // [councils] in a pools world
  std::vector<std::vector<std::uint32_t>> pools_of_area;  // [councils] rows of World::pools; fixed, filled by populate

  // unpacked parameters
  std::array<double, kNeeds> gate{}, variable{}, hard_share{};
  std::array<double, kNeeds> log_unsuited{};                 // log of the chance that a foster place does not suit
  std::array<std::array<double, 256>, kNeeds> none_suits{};  // [needs][vacancies] chance that none suits
  std::array<double, kPlannedSettings> plan_shape{}, plan_scale{}, fixed_week{};
  std::array<double, kSectors> closure{};
  std::array<double, kBedClasses> class_share{};
  std::array<double, kGrades> grade_share{};
  CareLaw care;                              // who enters care, for how long, with what plans

  std::size_t councils() const { return places.size(); }
};

// Errors in the scenario have been found by the loader; what is thrown here is a fault of the program.
// `like`: another setup, of which the care law is copied where nothing that it rests on differs; the result is the same without it.
std::unique_ptr<Setup> make_setup(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, const Setup* like = nullptr);

}  // namespace carepool
