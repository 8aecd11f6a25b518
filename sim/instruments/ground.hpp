// ground.hpp: what instruments know of the map: names, regions, positions, neighbours.
//
// What for: groups and scopes are made from it, before a run (checks) and at its start (the plan). Who writes
// it: make_ground. Who reads it: partition, plan and checks of this room. The surprising decision: groups are
// made among the councils as they are in the tables ("originals"); where a world holds a second copy of every
// council, the groups are copied too, so that one copy never joins the other.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/scenario.hpp"
#include "world/geography.hpp"
#include "world/setup.hpp"

namespace carepool {

struct Ground {
  std::vector<std::string> names, codes;  // [originals]
  std::vector<std::uint64_t> key;         // [originals] identity for draws: hash of the code
  std::vector<std::uint32_t> region;      // [originals] index into region_names
  std::vector<Point> at;                  // [originals] population centres
  std::vector<double> children;           // [originals] children looked after; 0 in a pools world
  std::vector<std::array<std::uint32_t, 2>> adjacent;  // pairs of originals that share a land boundary
  std::vector<std::string> region_names;
  std::vector<std::vector<std::uint32_t>> places;  // [copies][originals] index among the councils of the run
  std::size_t councils = 0;                        // councils of the run, copies included
  bool pools_world = false;

  std::size_t size() const { return names.size(); }
};

Ground make_ground(const Scenario& scenario);  // one copy, for checks before a run
Ground make_ground(const Setup& setup);

// By ONS code or exact name.
std::optional<std::uint32_t> find_council(const Ground& ground, std::string_view code_or_name);
std::optional<std::uint32_t> find_region(const Ground& ground, std::string_view name);

// Identity of a code for the keys of chance.
std::uint64_t key_of_code(std::string_view code);

}  // namespace carepool
