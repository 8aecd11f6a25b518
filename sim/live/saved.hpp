// saved.hpp: an arm of a room as files that other commands take.
//
// What for: `carepool verify` takes the folder, `carepool run` takes the scenario. Who calls it: rooms, when a trainer saves or somebody
// downloads. The surprising decision: the folder is an ordinary run's folder whose length is the days that were lived and whose recording
// has commands, so nothing that reads results needs to know of sessions.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "run/commands.hpp"
#include "run/stepped_run.hpp"

namespace carepool::live {

// The scenario with the length of what was lived (at least a day) and this seed.
std::shared_ptr<const Scenario> scenario_to_day(const Scenario& scenario, std::uint64_t seed, std::int32_t day);

// Writes DIR, which must not exist or be empty. `begun_with`: the scenario of the first day, before any command; `title`: the scenario's new
// title, or empty to keep its own. Throws store::StoreError or std::runtime_error.
void save_run(const SteppedRun& run, const ResultsBuilder& rows, const Scenario& begun_with, const std::string& title, const std::filesystem::path& dir);

// Those settings of a command that a scenario cannot say with a date (a parameter moved half way), in words. `before` and `after`: the
// scenario without and with the command, which takes effect before `day` is stepped.
std::vector<std::string> without_date(const Scenario& before, const Scenario& after, std::int32_t day, const std::vector<SetValue>& settings);

// The session as a scenario: commands as dated entries. Where `undated` is empty, a run of it gives the world of the session, to the bit;
// else what has no date is in force from the first day, and a comment says so.
std::string dated_scenario(const SteppedRun& run, const std::vector<std::string>& undated, const std::string& heading);

// The folder's files as one tar archive, below `name`/.
std::string tar_of(const std::filesystem::path& dir, const std::string& name);

}  // namespace carepool::live
