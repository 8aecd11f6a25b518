#include "live/saved.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

#include "base/build_info.hpp"
#include "base/date.hpp"
#include "base/hash.hpp"
#include "run/commands.hpp"
#include "run/record_world.hpp"
#include "store/recording.hpp"
#include "store/result_files.hpp"
#include "store/run_folder.hpp"
#include "world/hash.hpp"

namespace carepool::live {
namespace {

// The text of `years` for which a run has this many days.
std::string years_text(const Scenario& scenario, std::int32_t days) {
  const auto start = parse_date(scenario.values.start());
  for (int years = 1; start && years <= 60; ++years)
    if (add_months(*start, years * 12) - *start == days) return std::to_string(years);
  return fmt::format("{:.6f}", std::max(0.003, days / 365.25));
}

// As a YAML scalar, whatever it holds.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 32 ? ' ' : c;
  }
  return out + "\"";
}

store::Manifest manifest_of(const Scenario& scenario, const ReplicateOutcome& outcome) {
  store::Manifest manifest = store::manifest_of_this_build();
  manifest.scenario = scenario.name;
  manifest.scenario_hash = hex64(scenario.hash);
  manifest.seed = outcome.recording.seed();
  manifest.runs.push_back({0, outcome.recording.seed(), hex64(outcome.world_hash)});
  manifest.world_hash = manifest.runs.front().world_hash;
  manifest.command = "carepool serve";
  manifest.host = store::this_host();
  manifest.started_at = store::utc_now();
  manifest.peak_memory_bytes = store::peak_memory_bytes();
  return manifest;
}

// ---- what of a session has a date ------------------------------------------------------------------------------

const v1::Instrument* find(const v1::Scenario& values, const std::string& name) {
  for (const v1::Instrument& i : values.instruments())
    if (i.name() == name) return &i;
  return nullptr;
}

std::string text_without(const v1::Instrument& instrument, bool to) {
  v1::Instrument copy = instrument;
  if (to) copy.clear_to();
  return copy.SerializeAsString();
}

// Would the instrument as it now stands, had it been so from the first day, have done until `day` what it did?
bool keeps_its_past(const v1::Instrument* before, const v1::Instrument& now, std::int32_t day) {
  const auto from_now = parse_date(now.from());
  if (before == nullptr || !before->enabled()) return !now.enabled() || (from_now && from_now->days >= day);
  const auto from = parse_date(before->from()), to = parse_date(before->to());
  const bool begun = !from || from->days < day, ended = to && to->days < day;
  if (!begun) return from_now && from_now->days >= day;
  if (text_without(*before, true) != text_without(now, true)) return false;
  return before->to() == now.to() || !ended;
}

bool only_instruments_differ(v1::Scenario before, v1::Scenario now) {
  before.clear_instruments();
  now.clear_instruments();
  return before.SerializeAsString() == now.SerializeAsString();
}

bool has_a_date(const v1::Scenario& before, const v1::Scenario& now, std::int32_t day) {
  if (!only_instruments_differ(before, now)) return false;
  return std::all_of(now.instruments().begin(), now.instruments().end(), [&](const v1::Instrument& i) { return keeps_its_past(find(before, i.name()), i, day); });
}

// ---- tar -------------------------------------------------------------------------------------------------------

void put(std::array<char, 512>& block, std::size_t at, const std::string& text) { std::memcpy(block.data() + at, text.data(), text.size()); }

void add_file(std::string& out, const std::string& name, const std::string& bytes) {
  std::array<char, 512> head{};
  put(head, 0, name.substr(0, 99));
  put(head, 100, "0000644");
  put(head, 108, "0000000");
  put(head, 116, "0000000");
  put(head, 124, fmt::format("{:011o}", bytes.size()));
  put(head, 136, "00000000000");
  put(head, 148, "        ");
  head[156] = '0';
  put(head, 257, "ustar");
  put(head, 263, "00");
  unsigned sum = 0;
  for (const char c : head) sum += static_cast<unsigned char>(c);
  put(head, 148, fmt::format("{:06o}", sum));
  head[154] = '\0';
  out.append(head.data(), head.size());
  out += bytes;
  out.append((512 - bytes.size() % 512) % 512, '\0');
}

}  // namespace

std::shared_ptr<const Scenario> scenario_to_day(const Scenario& scenario, std::uint64_t seed, std::int32_t day) {
  const auto start = parse_date(scenario.values.start());
  const auto out = with_sets(scenario, {"years=" + years_text(scenario, day - (start ? start->days : day)), "seed=" + std::to_string(seed)});
  if (!out.ok()) throw std::runtime_error(text(out.errors()));
  return std::make_shared<const Scenario>(out.value());
}

void save_run(const SteppedRun& run, const ResultsBuilder& rows, const Scenario& begun_with, const std::string& title, const std::filesystem::path& dir) {
  if (run.day() <= run.market().setup().first_day) throw std::runtime_error("no day has been lived yet");
  auto scenario = scenario_to_day(begun_with, run.recording().seed(), run.day());
  if (!title.empty()) {
    const auto titled = with_sets(*scenario, {"title=" + quoted(title)});
    if (!titled.ok()) throw std::runtime_error(text(titled.errors()));
    scenario = std::make_shared<const Scenario>(titled.value());
  }
  ResultsBuilder builder(rows);
  ReplicateOutcome outcome = run.finish(builder);
  store::Results results = std::move(builder).finish(*make_setup(scenario, outcome.recording.seed()), {outcome.rows});
  v1::Recording recording = start_recording(*scenario);
  *recording.add_replicates() = outcome.recording;
  auto folder = store::RunFolder::create(dir);
  if (!folder.ok()) throw std::runtime_error(text(folder.errors()));
  folder.value().write_file("scenario.yaml", scenario->canonical_yaml);
  store::write_results(folder.value(), results);
  folder.value().write_file("recording.pb", store::recording_bytes(recording));
  folder.value().finish(manifest_of(*scenario, outcome));
}

std::vector<std::string> without_date(const Scenario& before, const Scenario& after, std::int32_t day, const std::vector<SetValue>& settings) {
  std::vector<std::string> out;
  if (has_a_date(before.values, after.values, day)) return out;
  auto now = std::make_shared<const Scenario>(before);
  for (const SetValue& setting : settings) {
    // Several settings may only be valid together; then they are told apart by nobody, and count as undated.
    const auto then = settings.size() == 1 ? Result<std::shared_ptr<const Scenario>>(Errors{}) : scenario_after(*now, day, std::span(&setting, 1));
    if (!then.ok() || !has_a_date(now->values, then.value()->values, day)) out.push_back(to_string(Date{day}) + "  " + setting.path + " = " + setting.value.substr(0, 100));
    if (then.ok()) now = then.value();
  }
  return out;
}

std::string dated_scenario(const SteppedRun& run, const std::vector<std::string>& undated, const std::string& heading) {
  const auto scenario = scenario_to_day(*run.market().scenario(), run.recording().seed(), std::max(run.day(), run.market().setup().first_day + 1));
  std::string out = "# " + heading + ", made with carepool " + std::string(build_info().version) + ".\n";
  if (undated.empty()) {
    out += "# What was done live stands here as dated entries: a run of this file gives the same world, hash " + hex64(world_hash(run.market().world())) + ".\n";
  } else {
    out += "# These were changed half way and have no date of their own; here they hold from the first day, so that a run of this file is\n"
           "# another world than the session. The session's recording has them exactly (`carepool verify`).\n";
    for (const std::string& line : undated) out += "#   " + line + "\n";
  }
  return out + "\n" + scenario->canonical_yaml;
}

std::string tar_of(const std::filesystem::path& dir, const std::string& name) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(dir))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::string out;
  for (const auto& file : files) add_file(out, name + "/" + file.filename().string(), store::read_file(file));
  out.append(1024, '\0');
  return out;
}

}  // namespace carepool::live
