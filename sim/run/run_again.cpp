#include "run/run_again.hpp"

#include <stdexcept>

#include "run/record_world.hpp"

namespace carepool {

namespace {

std::vector<v1::RecordedCommand> commands_of(const v1::Recording& recorded, std::int32_t run) {
  for (const v1::RecordedReplicate& replicate : recorded.replicates())
    if (replicate.run() == run) return {replicate.commands().begin(), replicate.commands().end()};
  return {};
}

}  // namespace

RunAgain run_again(const Scenario& given, const store::Manifest& manifest, const v1::Recording& recorded, const RunOptions& base) {
  RunOptions options = base;
  const auto scenario = std::make_shared<const Scenario>(given);
  ResultsBuilder builder(*scenario);
  std::vector<ReplicateRows> rows;
  RunAgain again;
  again.recording = start_recording(*scenario);
  const auto replicates = static_cast<std::int32_t>(manifest.runs.size());
  for (const store::ManifestRun& run : manifest.runs) {
    options.commands = commands_of(recorded, run.run);
    ReplicateOutcome outcome = run_replicate(scenario, builder, run.run, replicates, options);
    if (!outcome.finished) throw std::runtime_error("interrupted: nothing was compared");
    rows.push_back(std::move(outcome.rows));
    *again.recording.add_replicates() = std::move(outcome.recording);
  }
  const auto setup = make_setup(scenario, static_cast<std::uint64_t>(scenario->values.seed()));
  again.results = std::move(builder).finish(*setup, rows);
  return again;
}

}  // namespace carepool
