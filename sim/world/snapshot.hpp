// snapshot.hpp: a World as bytes, and back.
//
// What for: checkpoints, forks of live sessions, replay. Who writes it: run, at the end of a day. Who reads it: run, tests.
// The surprising decision: Rules are not stored. Whoever restores makes them anew for the day before `day` (none before the first step) and hands them
// over with their hash, which must be that of the Rules at saving. The workspace of a step is not stored either: begin with a new one.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "world/world.hpp"

namespace carepool {

// Bytes that are no snapshot, are damaged, are of another version or of another world.
struct SnapshotError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct SnapshotHead {
  std::uint32_t version = 0;
  std::int32_t day = 0;           // World::day: the day about to be stepped
  std::uint8_t has_rules = 0;     // 0: before the first step, when there are no Rules yet
  std::uint64_t layout = 0;       // names and element sizes of all columns
  std::uint64_t rules_hash = 0;   // as handed to save_world
  std::uint64_t world_hash = 0;
};

std::string save_world(const World&, std::uint64_t rules_hash);
SnapshotHead snapshot_head(std::string_view bytes);
// `rules`: those of the day before head.day (empty if !head.has_rules), with their hash.
World restore_world(std::string_view bytes, Rules rules, std::uint64_t rules_hash);

}  // namespace carepool
