// hash.hpp: one number for everything that changes.
//
// What for: manifests, golden tests, `verify` and the law that any number of threads gives the same world. Who writes it: nobody keeps it. Who
// reads it: run, recordings, tests.
// The surprising decision: today's Rules have a hash of their own (rules_hash of the instruments); events still to come count without order.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "world/world.hpp"

namespace carepool {

// Covers every column of visit_columns.hpp.
std::uint64_t world_hash(const World&);

// The same, column by column ("homes.residents"), in the order of the list: to name what differs between two runs.
std::vector<std::pair<std::string, std::uint64_t>> column_hashes(const World&);

// World hash and column hashes in one pass over the columns.
struct WorldHashes {
  std::uint64_t world = 0;
  std::vector<std::uint64_t> columns;  // in the order of the list
};
WorldHashes hash_all(const World&);

}  // namespace carepool
