#include "run/record_world.hpp"

#include "base/hash.hpp"
#include "store/recording.hpp"
#include "world/hash.hpp"

namespace carepool {

v1::Recording start_recording(const Scenario& scenario, const World& any) {
  v1::Recording recording;
  recording.set_format_version(store::kRecordingFormat);
  recording.set_scenario_hash(hex64(scenario.hash));
  for (const auto& [name, hash] : column_hashes(any)) recording.add_columns(name);
  return recording;
}

void record_month(v1::RecordedReplicate& replicate, const World& world, std::uint64_t rules_hash) {
  v1::RecordedMonth& month = *replicate.add_months();
  month.set_day(world.day - 1);
  const WorldHashes hashes = hash_all(world);
  month.set_world_hash(hashes.world);
  month.set_rules_hash(rules_hash);
  for (const std::uint64_t hash : hashes.columns) month.add_column_hashes(hash);
}

}  // namespace carepool
