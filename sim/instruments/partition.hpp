// partition.hpp: groups of councils made by a rule.
//
// What for: who joins whom in an RCC or a framework. Who writes it: make_groups, once per run. Who reads it:
// plan, rcc, framework. The surprising decision: the map of groups is drawn first and those who do not join
// leave it, so that with more participation groups only grow and no boundary moves.
//
// Methods. n councils in scope are cut into k = n / target_size groups, rounded, at least one.
//   none        each council alone.
//   all         one group.
//   region      one group for each region.
//   nearest     sizes differ by at most one. The set is halved again and again across its longer principal
//   axis; then pairs of councils are
//               swapped while that lowers the sum of squared distances (km²) from the groups' centres.
//   contiguous  every group is connected by land boundaries. Pieces without a land link (islands) are first
//   linked to the nearest council
//               outside. The set is cut again and again at an edge of a minimum spanning tree; of some trees,
//               with lengths shaken by the partition's seed, the one whose parts come nearest to the wanted
//               sizes is taken.
//   random      sizes differ by at most one; dealt by lot.
//   file        the loader has turned it into listed groups.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "carepool/instruments.pb.h"
#include "instruments/ground.hpp"

namespace carepool {

struct CouncilGroup {
  std::string name;                    // for people
  std::string identity;                // stable: the listed name, the region or the first member's code
  std::vector<std::uint32_t> members;  // originals (councils of the run after on_every_copy), ascending
};

using InScope = std::vector<std::uint8_t>;  // [originals]

// Every council in scope is in exactly one group; groups are ordered by their first member. An error has no
// place yet.
Result<std::vector<CouncilGroup>> make_groups(const Ground& ground, const v1::Partition& partition,
                                              const InScope& in_scope);

// Groups as listed by hand, only of councils in scope; of the partition, participation and seed count. Names
// that are not councils of this world are left out: the loader knows the unknown ones, and a world of one
// region has fewer.
std::vector<CouncilGroup> listed_groups(const Ground& ground,
                                        const google::protobuf::RepeatedPtrField<v1::Group>& groups,
                                        const v1::Partition& partition, const InScope& in_scope);

// The same groups as councils of the run, once for each copy.
std::vector<CouncilGroup> on_every_copy(const Ground& ground, const std::vector<CouncilGroup>& groups);

// Land boundaries among the councils in scope, and the shortest links that join what they leave apart. Pairs
// ascending.
std::vector<std::array<std::uint32_t, 2>> linked_boundaries(const Ground& ground, const InScope& in_scope);

}  // namespace carepool
