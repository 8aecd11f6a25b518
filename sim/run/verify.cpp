#include "run/verify.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/build_info.hpp"
#include "base/hash.hpp"
#include "scenario/dictionary.hpp"
#include "store/files.hpp"
#include "store/recording.hpp"
#include "store/result_files.hpp"
#include "store/results_sqlite.hpp"
#include "store/run_folder.hpp"
#include "store/series_csv.hpp"
#include "store/summary_json.hpp"

namespace carepool {

namespace {

using Kind = VerifyFinding::Kind;
using store::Divergence;

constexpr std::size_t kParametersNamed = 5;

// What lies in the folder, as far as it can be read.
struct Folder {
  std::filesystem::path dir;
  store::Manifest manifest;
  bool manifest_intact = true;
  std::map<std::string, store::FileProblem> problems;  // by file name
  std::optional<v1::Recording> recording;
  std::optional<store::Results> results;

  bool untouched() const { return manifest_intact && problems.empty(); }
  bool changed(const std::string& name) const { return problems.contains(name); }
};

std::optional<v1::Recording> recording_in(const std::filesystem::path& dir) {
  const auto bytes = store::read_file_if_there(dir / "recording.pb");
  if (!bytes) return std::nullopt;
  auto recording = store::parse_recording(*bytes);
  if (!recording.ok()) return std::nullopt;
  return std::move(recording).value();
}

std::optional<store::Results> results_in(const std::filesystem::path& dir) {
  auto results = store::read_results(dir);
  if (!results.ok()) return std::nullopt;
  return std::move(results).value();
}

Result<Folder> open_folder(const std::filesystem::path& dir) {
  auto read = store::read_manifest(dir);
  if (!read.ok()) return read.errors();
  Folder folder;
  folder.dir = dir;
  folder.manifest = std::move(read.value().manifest);
  folder.manifest_intact = read.value().intact;
  for (auto& problem : store::check_files(dir, folder.manifest)) folder.problems[problem.name] = problem;
  if (!folder.changed("recording.pb") ||
      folder.problems["recording.pb"].kind == store::FileProblem::Kind::changed)
    folder.recording = recording_in(dir);
  folder.results = results_in(dir);
  return folder;
}

// The seed stands in three places. One that stands alone is wrong, and the others are run.
std::optional<VerifyFinding> mend_seed(Folder& folder) {
  if (!folder.recording || folder.manifest.runs.empty() || folder.recording->replicates().empty())
    return std::nullopt;
  const store::ManifestRun& first = folder.manifest.runs.front();
  const auto& recorded = folder.recording->replicates(0);
  if (first.run != 0 || recorded.run() != 0 || first.seed != recorded.seed()) return std::nullopt;
  const std::uint64_t stated = std::exchange(folder.manifest.seed, first.seed);
  if (stated == first.seed) return std::nullopt;
  return VerifyFinding{Kind::changed_record, "manifest.json: the seed is " + std::to_string(stated) +
                                                 ", the run was made with " + std::to_string(first.seed)};
}

// ---- the scenario ----

// "demand.level is 1.2, the run had 1": parameters that differ from the ones stored beside the results.
std::string parameters_that_differ(const Scenario& scenario, const std::optional<store::Results>& results) {
  if (!results) return {};
  std::map<std::string, std::string> ran;
  for (const auto& row : results->parameters) ran[row.path] = row.value;
  std::string text;
  std::size_t found = 0;
  for (const ParameterValue& now : parameter_values(scenario)) {
    const auto then = ran.find(now.path);
    if (then != ran.end() && then->second == now.value) continue;
    if (++found > kParametersNamed) continue;
    text += (text.empty() ? "" : "; ") + now.path + " is " + now.value;
    text += then == ran.end() ? ", the run had no such parameter" : ", the run had " + then->second;
  }
  if (found > kParametersNamed) text += "; and " + std::to_string(found - kParametersNamed) + " more";
  return text;
}

VerifyFinding another_scenario(const std::string& how) {
  return {Kind::changed_scenario, "scenario.yaml: is not the scenario that was run" + how};
}

// Which of the three witnesses of the scenario's hash stands alone?
std::optional<VerifyFinding> judge_scenario(const Folder& folder, const Scenario& scenario) {
  const std::string now = hex64(scenario.hash);
  const std::string& in_manifest = folder.manifest.scenario_hash;
  const std::string in_recording = folder.recording ? folder.recording->scenario_hash() : in_manifest;
  const std::string names = parameters_that_differ(scenario, folder.results);
  const std::string named = names.empty() ? "" : ": " + names;
  if (in_manifest == now && in_recording == now) {  // seed, titles and what is recorded are in no hash
    if (folder.changed("scenario.yaml") && !names.empty()) return another_scenario(named);
    return std::nullopt;
  }
  if (in_manifest != in_recording && in_recording == now)
    return VerifyFinding{Kind::changed_record, "manifest.json: records scenario hash " + in_manifest +
                                                   ", scenario.yaml has " + now};
  if (in_manifest != in_recording && in_manifest == now)
    return VerifyFinding{Kind::changed_record, "recording.pb: records scenario hash " + in_recording +
                                                   ", scenario.yaml has " + now};
  return another_scenario(" (hash " + now + ", recorded " + in_manifest + ")" + named);
}

struct LoadedScenario {
  std::optional<Scenario> scenario;
  std::optional<VerifyFinding> finding;
};

// The run's own seed, whatever the scenario says now.
Result<LoadedScenario> with_seed_of_run(LoadedScenario loaded, Scenario scenario, std::uint64_t seed) {
  if (static_cast<std::uint64_t>(scenario.values.seed()) != seed) {
    auto seeded = with_sets(scenario, {"seed=" + std::to_string(seed)});
    if (!seeded.ok()) return seeded.errors();
    scenario = std::move(seeded).value();
  }
  loaded.scenario = std::move(scenario);
  return loaded;
}

Result<LoadedScenario> load(const Folder& folder, const std::vector<std::string>& table_folders) {
  LoadRequest request;
  request.path = (folder.dir / "scenario.yaml").string();
  request.table_folders = table_folders;
  auto scenario = load_scenario(request);
  LoadedScenario loaded;
  if (scenario.ok()) {
    loaded.finding = judge_scenario(folder, scenario.value());
    return with_seed_of_run(std::move(loaded), std::move(scenario).value(), folder.manifest.seed);
  }
  if (!folder.changed("scenario.yaml")) return scenario.errors();  // as written, but its tables are not here
  const auto& problem = folder.problems.at("scenario.yaml");
  const bool gone = problem.kind != store::FileProblem::Kind::changed;
  loaded.finding = VerifyFinding{
      gone ? Kind::damaged_file : Kind::changed_scenario,
      gone ? problem.text
           : "scenario.yaml: was changed and no longer loads: " + scenario.errors().front().text()};
  return loaded;
}

// ---- what the new run says ----

// The tables without what depends on how the scenario was put together rather than on what it says.
std::string comparable(store::Results results) {
  for (auto& row : results.parameters) row.layer.clear();
  results.facts.clear();
  store::put_in_order(results);
  return store::results_sqlite(results);
}

struct Comparison {
  std::optional<Divergence> divergence;          // of the recordings
  std::vector<std::string> manifest_hashes;      // sentences on world hashes that the manifest has wrong
  std::map<std::string, std::string> checksums;  // of the text tables, made again
  bool tables_differ = false;                    // results.sqlite, where it can be read
};

void compare_world_hashes(const Folder& folder, const v1::Recording& again, Comparison& comparison) {
  const auto check = [&](const std::string& what, const std::string& recorded, std::uint64_t now) {
    if (recorded != hex64(now))
      comparison.manifest_hashes.push_back("manifest.json: " + what + " is " + recorded + ", the run gives " +
                                           hex64(now));
  };
  for (const store::ManifestRun& run : folder.manifest.runs) {
    const auto& made = again.replicates();
    const auto found =
        std::find_if(made.begin(), made.end(), [&](const auto& r) { return r.run() == run.run; });
    if (found == made.end()) continue;
    check("the world hash of replicate " + std::to_string(run.run), run.world_hash, found->world_hash());
    if (run.seed != found->seed())
      comparison.manifest_hashes.push_back("manifest.json: replicate " + std::to_string(run.run) +
                                           " has seed " + std::to_string(run.seed) + ", the run has " +
                                           std::to_string(found->seed()));
  }
  if (again.replicates_size() > 0)
    check("world_hash", folder.manifest.world_hash, again.replicates(0).world_hash());
}

Comparison compare(const Folder& folder, RunAgain again) {
  Comparison comparison;
  if (folder.recording) comparison.divergence = store::first_divergence(*folder.recording, again.recording);
  compare_world_hashes(folder, again.recording, comparison);
  store::put_in_order(again.results);
  comparison.checksums["series.csv"] = sha256_hex(store::series_csv(again.results));
  comparison.checksums["summary.json"] = sha256_hex(store::summary_json(again.results));
  comparison.tables_differ =
      folder.results && comparable(*folder.results) != comparable(std::move(again.results));
  return comparison;
}

// ---- judgement ----

std::string made_with(const store::Manifest& manifest) {
  const store::Manifest here = store::manifest_of_this_build();
  return "recorded with carepool " + manifest.carepool_version + " (" + manifest.compiler + ", " +
         manifest.build_flags + ", " + manifest.host.processor + "); this is " + here.carepool_version +
         " (" + here.compiler + ", " + here.build_flags + ", " + here.host.processor + ")";
}

class Judge {
 public:
  Judge(const Folder& folder, const Scenario* scenario, const Comparison* comparison)
      : folder_(folder), scenario_(scenario), comparison_(comparison) {}

  std::vector<VerifyFinding> findings(const std::optional<VerifyFinding>& of_seed,
                                      const std::optional<VerifyFinding>& of_scenario) {
    if (of_seed) findings_.push_back(*of_seed);
    if (of_scenario) findings_.push_back(*of_scenario);
    if (comparison_ != nullptr && scenario_changed()) {
      if (comparison_->divergence)
        add(Kind::changed_scenario,
            "as it stands now it parts from the recording: " + comparison_->divergence->text);
    } else if (comparison_ != nullptr) {
      judge_hashes();
      judge_tables();
    }
    judge_files();
    if (!folder_.manifest_intact && findings_.empty())
      add(Kind::changed_record,
          "manifest.json: was changed since the run wrote it (its own checksum), in nothing that the run "
          "decides");
    return std::move(findings_);
  }

 private:
  void add(Kind kind, std::string text) { findings_.push_back({kind, std::move(text)}); }

  bool scenario_changed() const {
    return std::any_of(findings_.begin(), findings_.end(),
                       [](const VerifyFinding& f) { return f.kind == Kind::changed_scenario; });
  }

  std::string recorded_checksum(const std::string& name) const {
    const auto entry = folder_.manifest.files.find(name);
    return entry == folder_.manifest.files.end() ? std::string() : entry->second.sha256;
  }

  // The new run gives the tables that this folder has, or had when it was written.
  bool tables_reproduced() const {
    bool any = false;
    for (const auto& [name, checksum] : comparison_->checksums)
      any = any || checksum == recorded_checksum(name);
    return any || (folder_.results && !comparison_->tables_differ);
  }

  void judge_hashes() {
    const auto& divergence = comparison_->divergence;
    if (divergence && !tables_reproduced()) {
      const std::string names =
          scenario_ != nullptr ? parameters_that_differ(*scenario_, folder_.results) : std::string();
      if (!names.empty())
        add(Kind::changed_scenario, "scenario.yaml: is not the scenario that was run: " + names);
      else
        add(Kind::not_reproduced,
            "the run is not reproduced: " + divergence->text + "; " + made_with(folder_.manifest));
      return;
    }
    if (divergence)
      add(Kind::changed_record,
          "recording.pb: what it records is not what the run gives, though the tables are: " +
              divergence->text);
    for (const std::string& text : comparison_->manifest_hashes) add(Kind::changed_record, text);
  }

  void judge_tables() {
    if (has(Kind::not_reproduced) || scenario_changed()) return;
    for (const auto& [name, checksum] : comparison_->checksums) {
      if (checksum == recorded_checksum(name)) continue;
      if (!folder_.changed(name))
        add(Kind::damaged_file, name + ": is not what the run gives, though its checksum is as recorded");
      else if (on_disk(name) == checksum)
        add(Kind::changed_record,
            "manifest.json: the checksum of " + name + " was changed; the file is what the run gives");
    }
    if (comparison_->tables_differ && !folder_.changed("results.sqlite"))
      add(Kind::damaged_file,
          "results.sqlite: its tables are not what the run gives, though its checksum is as recorded");
  }

  void judge_files() {
    for (const auto& [name, problem] : folder_.problems) {
      const bool explained = std::any_of(
          findings_.begin(), findings_.end(),
          [&, name = name](const VerifyFinding& f) { return f.text.find(name) != std::string::npos; });
      if (explained) continue;
      if (name == "scenario.yaml")
        add(Kind::damaged_file, problem.text + "; it still means the scenario that was run");
      else if (name == "recording.pb" && folder_.recording)
        add(Kind::damaged_file, problem.text + "; its hashes are what the run gives");
      else
        add(Kind::damaged_file, problem.text);
    }
  }

  bool has(Kind kind) const {
    return std::any_of(findings_.begin(), findings_.end(),
                       [&](const VerifyFinding& f) { return f.kind == kind; });
  }

  std::string on_disk(const std::string& name) const {
    const auto bytes = store::read_file_if_there(folder_.dir / name);
    return bytes ? sha256_hex(*bytes) : std::string();
  }

  const Folder& folder_;
  const Scenario* scenario_;
  const Comparison* comparison_;
  std::vector<VerifyFinding> findings_;
};

// Nothing when the scenario was tampered with and cannot be run.
std::optional<Comparison> run_and_compare(const Folder& folder, const Scenario& scenario, bool changed,
                                          const Runner& run_again) {
  try {
    return compare(folder, run_again(scenario, folder.manifest, folder.recording.value_or(v1::Recording())));
  } catch (const std::exception&) {
    if (!changed) throw;
    return std::nullopt;
  }
}

}  // namespace

Result<Verification> verify(const std::filesystem::path& dir, const Runner& run_again,
                            const std::vector<std::string>& table_folders) {
  auto opened = open_folder(dir);
  if (!opened.ok()) return opened.errors();
  Folder& folder = opened.value();
  const auto of_seed = mend_seed(folder);
  auto loaded = load(folder, table_folders);
  if (!loaded.ok()) return loaded.errors();
  const auto& [scenario, of_scenario] = loaded.value();
  std::optional<Comparison> comparison;
  if (scenario)
    comparison = run_and_compare(folder, *scenario, !folder.untouched() || of_scenario, run_again);
  Verification verification;
  verification.n_replicates = folder.manifest.runs.size();
  verification.n_files = folder.manifest.files.size();
  verification.world_hash = folder.manifest.world_hash;
  if (folder.recording)
    for (const auto& replicate : folder.recording->replicates())
      verification.n_dates += static_cast<std::size_t>(replicate.months_size());
  verification.findings = Judge(folder, scenario ? &*scenario : nullptr, comparison ? &*comparison : nullptr)
                              .findings(of_seed, of_scenario);
  return verification;
}

const char* name_of(VerifyFinding::Kind kind) {
  switch (kind) {
    case Kind::damaged_file: return "damaged file";
    case Kind::changed_record: return "changed record";
    case Kind::changed_scenario: return "changed scenario";
    case Kind::not_reproduced: return "not reproduced";
  }
  return "";
}

std::string Verification::text() const {
  if (same())
    return "same: " + std::to_string(n_replicates) + (n_replicates == 1 ? " replicate, " : " replicates, ") +
           (n_dates == 0 ? "" : std::to_string(n_dates) + " recorded dates, ") + std::to_string(n_files) + " files, world hash " +
           world_hash + "\n";
  std::string out;
  for (const VerifyFinding& finding : findings)
    out += std::string("different: ") + name_of(finding.kind) + ": " + finding.text + "\n";
  return out;
}

}  // namespace carepool
