// stock.hpp: what stands on one day, counted in one pass over placements, children and homes.
//
// What for: metrics of stocks (children, places, fees in force) without a pass of their own. Who writes it: count_stock. Who reads it: the
// families.
// The surprising decision: counts are doubles by council or area, so that every metric groups them in the same way.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool::metrics {

using PerCouncil = std::vector<double>;

struct HomeFee {          // one independent placement in a home
  double pounds = 0;      // a week, core and add-ons
  std::uint16_t council = 0;
  Need need = Need::standard;      // of the child today
  Sector sector = Sector::private_;
  Contract contract = Contract::spot;
  GroupSize size = GroupSize::single;
};

struct HomeDistance {
  double miles = 0;
  std::uint16_t council = 0;
};

struct Stock {
  // by council; [settings]
  std::array<PerCouncil, kSettings> placed, outside, beyond_20;
  std::array<PerCouncil, kContracts> contracts;      // independent home placements by contract
  PerCouncil in_house, in_homes;                     // home placements under no contract of an independent, and all
  PerCouncil want_of_foster;                         // children in homes whose plan is fostering
  PerCouncil waiting, unaccompanied, three_plus;
  std::array<PerCouncil, kNeeds> home_plans;         // children whose plan is a home, wherever they are
  std::array<double, kSettings> bought{}, bought_pounds{};  // placements with anyone but a council's own service, and their weekly fees
  std::vector<HomeFee> fees;                         // ascending
  std::vector<HomeDistance> home_distances;
  // by area; [sectors]
  PerCouncil imported;                               // children of other councils in the area's homes
  std::array<PerCouncil, kSectors> homes, registered, usable, registered_in_use, residents, empty_block_beds;
  std::array<PerCouncil, kBedClasses> usable_of_class;
  std::array<double, kGroupSizes> homes_of_size{}, registered_of_size{}, groups_of_size{};  // independent groups
  std::array<double, kSectors> groups_of_sector{};
  std::vector<std::uint32_t> homes_of_group;         // [groups]
  std::vector<std::uint16_t> homes_last;             // [groups] homes when there last was one: of a group that is gone
  std::vector<double> places_of_group;               // [groups] registered
  GroupSize size_of_group(std::size_t g) const;
};

bool is_running(HomeStatus);           // registered and staffed: open, under notice, or changing hands
bool is_independent_home_group(const World&, std::size_t group);  // private or voluntary, of homes
GroupSize size_class(std::uint32_t homes);
Stock count_stock(const Setup&, const World&);

}  // namespace carepool::metrics
