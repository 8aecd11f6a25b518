// Commands to a market that lives: a parameter set, an instrument begun, changed or ended, between two days.
//
// Called by sim/live, by `verify` and by run_replicate, which replays what was recorded. Who reads it: the same.
// Surprising decision: a command is a `--set` on the running scenario, read and checked by the same code, with one more rule: the past
// cannot be changed. What built the world is refused; dates lie today or later; an instrument is ended by its date, never by taking it out,
// so that what it left behind (contracts, members) ends as it would have ended.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "carepool/results.pb.h"
#include "run/market_run.hpp"

namespace carepool {

struct SetValue {
  std::string path;   // as in --set; "instruments[NAME]" with a new name adds an instrument
  std::string value;  // YAML text
};

// Why the value at `path` may not be set while the market lives; empty: it may. `featured` parameters are those that a class meets first.
struct MidRun {
  std::string why_not;
  bool featured = false;
  bool allowed() const { return why_not.empty(); }
};
MidRun mid_run(const std::string& path);

// The scenario with all settings, in force from `day` on (the day about to be stepped). Errors are located "command", or "command #2" where
// there are several, and name what is allowed; those of mid_run() have `message` from it.
Result<std::shared_ptr<const Scenario>> scenario_after(const Scenario& now, std::int32_t day, std::span<const SetValue> settings);

// Takes effect with the next step. On errors nothing is changed.
Errors apply_command(MarketRun& run, std::span<const SetValue> settings);
Errors apply_command(MarketRun& run, const std::string& path, const std::string& value);

// Settings that switch an instrument of the scenario on from `day`, or end it on `day`.
Result<std::vector<SetValue>> switching(const Scenario& now, std::int32_t day, const std::string& name, bool on);

// An instrument given in full ("{name: cap, kind: fee_cap, level: 5000}") as a setting that begins it on `day`, or on its own later date.
Result<std::vector<SetValue>> adding(const Scenario& now, std::int32_t day, const std::string& yaml);

// An overlay as settings: the layers that it changes in `now`. With `from_today`, dates in it that are not empty become `day`.
Result<std::vector<SetValue>> overlay_settings(const Scenario& now, std::int32_t day, const std::string& yaml, const std::string& name, bool from_today);

// Replays recorded commands: those of a replicate, in order of day.
class CommandReplay {
 public:
  CommandReplay() = default;
  explicit CommandReplay(std::span<const v1::RecordedCommand> commands) : left_(commands) {}
  // Applies those due before the run's next day. Throws std::runtime_error where one cannot be applied.
  void apply_due(MarketRun& run);

 private:
  std::span<const v1::RecordedCommand> left_;
};

}  // namespace carepool
