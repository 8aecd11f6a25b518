#include "instruments/ground.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "engine/random.hpp"

namespace carepool {
namespace {

void add_council(Ground& ground, const CouncilRow& row) {
  ground.names.push_back(row.name);
  ground.codes.push_back(row.ons_code);
  ground.key.push_back(key_of_code(row.ons_code));
  ground.region.push_back(static_cast<std::uint32_t>(row.region));
  ground.at.push_back(project(row.pop_centre_lat, row.pop_centre_lon));
  ground.children.push_back(row.children_looked_after);
}

// original_of: [table rows] → original, kNobody where the world has no such council
void add_adjacency(Ground& ground, const Tables& tables, const std::vector<std::uint32_t>& original_of) {
  for (const AdjacentPair& pair : tables.adjacency) {
    const std::uint32_t a = original_of[pair.a], b = original_of[pair.b];
    if (a != kNobody && b != kNobody) ground.adjacent.push_back({std::min(a, b), std::max(a, b)});
  }
  std::sort(ground.adjacent.begin(), ground.adjacent.end());
}

void add_regions(Ground& ground, const Tables& tables) {
  for (const RegionRow& row : tables.regions) ground.region_names.push_back(row.name);
}

void one_copy(Ground& ground) {
  ground.councils = ground.size();
  ground.places.assign(1, {});
  for (std::uint32_t i = 0; i < ground.size(); ++i) ground.places[0].push_back(i);
}

void add_pool_council(Ground& ground, std::uint32_t i, std::string name, Point at, std::uint32_t region) {
  ground.names.push_back(std::move(name));
  ground.codes.push_back("pool council " + std::to_string(i + 1));
  ground.key.push_back(combine_keys(0x706F6F6CULL, i));
  ground.region.push_back(region);
  ground.at.push_back(at);
  ground.children.push_back(0);
}

Ground ground_of_pools(const v1::World& world) {
  Ground ground;
  ground.pools_world = true;
  ground.region_names = {"pools"};
  const auto n = static_cast<std::uint32_t>(world.pools() * world.councils_per_pool());
  for (std::uint32_t i = 0; i < n; ++i)
    add_pool_council(ground, i, "council " + std::to_string(i + 1), {static_cast<double>(i), 0}, 0);
  one_copy(ground);
  return ground;
}

// Copies of one original share a table row; in a pools world every council is its own original.
Ground ground_of_table_rows(const Setup& setup) {
  Ground ground;
  ground.councils = setup.councils();
  add_regions(ground, setup.tables());
  std::vector<std::uint32_t> original_of(setup.tables().councils.size(), kNobody);
  for (const Place& place : setup.places) {
    if (place.copy != 0) continue;
    original_of[place.table_row] = static_cast<std::uint32_t>(ground.size());
    add_council(ground, setup.tables().councils[place.table_row]);
  }
  for (std::uint32_t p = 0; p < setup.places.size(); ++p) {
    const Place& place = setup.places[p];
    if (place.copy >= ground.places.size())
      ground.places.resize(place.copy + 1, std::vector<std::uint32_t>(ground.size(), kNobody));
    ground.places[place.copy][original_of[place.table_row]] = p;
  }
  add_adjacency(ground, setup.tables(), original_of);
  return ground;
}

}  // namespace

std::uint64_t key_of_code(std::string_view code) {
  Hasher hasher;
  hasher.string(code);
  return hasher.digest();
}

Ground make_ground(const Scenario& scenario) {
  const v1::World& world = scenario.values.world();
  Ground ground;
  if (world.kind() == "pools") {
    ground = ground_of_pools(world);
  } else {
    const Tables& tables = *scenario.tables;
    add_regions(ground, tables);
    std::vector<std::uint32_t> original_of(tables.councils.size(), kNobody);
    for (std::size_t row = 0; row < tables.councils.size(); ++row) {
      const CouncilRow& council = tables.councils[row];
      if (!world.only_region().empty() && tables.regions[council.region].name != world.only_region())
        continue;
      original_of[row] = static_cast<std::uint32_t>(ground.size());
      add_council(ground, council);
    }
    add_adjacency(ground, tables, original_of);
    one_copy(ground);
  }
  return ground;
}

Ground make_ground(const Setup& setup) {
  if (!setup.pools_world) return ground_of_table_rows(setup);
  Ground ground;
  ground.pools_world = true;
  ground.region_names = setup.region_names;
  for (std::uint32_t i = 0; i < setup.places.size(); ++i)
    add_pool_council(ground, i, setup.place_names[i], setup.places[i].at, setup.places[i].region);
  one_copy(ground);
  return ground;
}

std::optional<std::uint32_t> find_council(const Ground& ground, std::string_view code_or_name) {
  for (std::uint32_t i = 0; i < ground.size(); ++i)
    if (ground.codes[i] == code_or_name || ground.names[i] == code_or_name) return i;
  return std::nullopt;
}

std::optional<std::uint32_t> find_region(const Ground& ground, std::string_view name) {
  for (std::uint32_t r = 0; r < ground.region_names.size(); ++r)
    if (ground.region_names[r] == name) return r;
  return std::nullopt;
}

}  // namespace carepool
