// homes.hpp: rows of homes and provider groups, and what a home costs.
//
// What for: populate, entry and tests make homes in one way. Who writes: populate, market/supply. Who reads: the same.
// The surprising decision: a home's lasting traits (class, cost, grade, staffing) come from its key alone.
#pragma once

#include "world/setup.hpp"
#include "world/world.hpp"

namespace carepool {

struct HomeSeed {
  std::uint64_t key = 0;
  std::uint32_t provider = 0, area = 0;
  Sector sector = Sector::private_;
  Point at;
  int registered = 1;
  bool short_break = false;
  BedClass bed_class = BedClass::broad;
};

BedClass class_from_key(const Setup&, std::uint64_t home_key);
std::uint32_t add_home(const Setup&, World&, const HomeSeed&);     // status absent; all traits drawn from the key
std::uint32_t add_provider(World&, std::uint64_t key, Sector sector, std::uint32_t council, std::uint32_t region, bool investor, std::uint8_t kind);
// Weekly costs before today's factors: staff, property, overhead; depends on the size of the group.
void price_home(const Setup&, World&, std::uint32_t home, int group_homes);

}  // namespace carepool
