#include "experiment/compare_folder.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "experiment/plan.hpp"
#include "store/files.hpp"

namespace carepool::experiment {

namespace {

using Kind = VerifyFinding::Kind;

std::string plan_bytes(const v1::Plan& plan) {
  const std::string bytes = plan.SerializeAsString();
  return hex64(xxh_of(bytes)) + bytes;
}

constexpr const char* kPlanFile = "arms.pb";  // not plan.pb, which marks a sweep's folder

Result<v1::Plan> stored_plan(const std::filesystem::path& dir) {
  const auto path = dir / kPlanFile;
  const auto bytes = store::read_file_if_there(path);
  v1::Plan plan;
  if (!bytes || bytes->size() < 16 || !plan.ParseFromArray(bytes->data() + 16, static_cast<int>(bytes->size() - 16)) || plan_bytes(plan) != *bytes)
    return Error{path.string(), 0, 0, bytes ? "is damaged" : "is missing", "the folder as 'carepool compare' left it", ""};
  return plan;
}

// The arms as they were run, from the plan and the stored rows.
Result<Arms> stored_arms(const v1::Plan& plan, const store::Comparison& stored, const std::vector<std::string>& table_folders) {
  Arms arms;
  arms.plan = plan;
  PlanScenarios scenarios(arms.plan, table_folders);
  for (const store::ComparedArm& arm : stored.arms) {
    Arm out;
    out.name = arm.name;
    out.policies = arm.policies.empty() ? std::vector<std::string>{} : std::vector<std::string>{arm.policies};
    out.sets = arm.settings.empty() ? std::vector<std::string>{} : std::vector<std::string>{arm.settings};
    out.leverage_off_of = static_cast<std::int32_t>(arm.leverage_off_of);
    if (arm.arm >= plan.rows_size()) return Error{"results.sqlite", 0, 0, "names an arm that arms.pb does not have", "", ""};
    out.point = plan.rows(static_cast<int>(arm.arm)).point();
    arms.arms.push_back(std::move(out));
  }
  for (Arm& arm : arms.arms) {
    auto scenario = scenarios.scenario({arm.point, 0, 0});
    if (!scenario.ok()) return scenario.errors();
    arm.scenario = scenario.value();
  }
  return arms;
}

std::vector<std::int32_t> replicates_of(const store::Comparison& stored) {
  std::set<std::int32_t> found;
  for (const store::ComparedRun& run : stored.runs) found.insert(static_cast<std::int32_t>(run.replicate));
  return {found.begin(), found.end()};
}

using RunKey = std::tuple<std::int64_t, std::int64_t, std::int64_t>;

void compare_hashes(const store::Comparison& stored, const store::Comparison& again, std::vector<VerifyFinding>& findings) {
  std::map<RunKey, std::string> now;
  for (const store::ComparedRun& run : again.runs) now[{run.arm, run.draw, run.replicate}] = run.world_hash;
  for (const store::ComparedRun& run : stored.runs) {
    const auto found = now.find({run.arm, run.draw, run.replicate});
    const std::string gives = found == now.end() ? "nothing" : found->second;
    if (gives == run.world_hash) continue;
    findings.push_back({Kind::not_reproduced, "arm '" + stored.arms.at(static_cast<std::size_t>(run.arm)).name + "', draw " + std::to_string(run.draw) + ", replicate " +
                                                  std::to_string(run.replicate) + ": world hash " + run.world_hash + " was recorded, the run gives " + gives});
  }
}

// What was said of this comparison when it was made (reached, interrupted) is no result of the runs.
void compare_tables(const store::Manifest& manifest, store::Comparison stored, store::Comparison again, std::vector<VerifyFinding>& findings) {
  again.remarks = stored.remarks;
  again.facts = stored.facts;
  const std::map<std::string, std::string> made{{"results.sqlite", store::comparison_sqlite(again)},
                                                {"differences.csv", store::differences_csv(again)},
                                                {"trajectories.csv", store::trajectories_csv(again)},
                                                {"summary.json", store::comparison_summary_json(again)}};
  for (const auto& [name, bytes] : made) {
    const auto entry = manifest.files.find(name);
    if (entry != manifest.files.end() && entry->second.sha256 != sha256_hex(bytes))
      findings.push_back({Kind::changed_record, name + ": is not what the runs give"});
  }
}

}  // namespace

store::Manifest comparison_manifest(const Arms& arms, const ComparedRuns& runs, std::int32_t replicates_asked) {
  store::Manifest manifest = store::manifest_of_this_build();
  const Scenario& base = *arms.arms[0].scenario;
  manifest.scenario = base.name;
  manifest.scenario_hash = hex64(base.hash);
  manifest.seed = arms.plan.seed();
  manifest.replicates = static_cast<std::int32_t>(runs.replicates.size());
  manifest.replicates_asked = std::max(replicates_asked, manifest.replicates);
  const std::string& base_point = arms.plan.points(static_cast<int>(arms.arms[0].point)).id();
  for (const v1::RunResult& run : runs.results)
    if (run.point() == base_point && run.draw() == 0) manifest.runs.push_back({run.replicate(), run.seed(), run.world_hash()});
  if (!manifest.runs.empty()) manifest.world_hash = manifest.runs.front().world_hash;
  manifest.host = store::this_host();
  return manifest;
}

void write_comparison(store::RunFolder& folder, const Arms& arms, const ComparedRuns&, const store::Comparison& comparison) {
  folder.write_file(kPlanFile, plan_bytes(arms.plan));
  for (std::size_t i = 0; i < arms.arms.size(); ++i) folder.write_file(comparison.arms[i].scenario, arms.arms[i].scenario->canonical_yaml);
  folder.write_file("summary.json", store::comparison_summary_json(comparison));
  folder.write_file("differences.csv", store::differences_csv(comparison));
  folder.write_file("trajectories.csv", store::trajectories_csv(comparison));
  folder.write_file("results.sqlite", store::comparison_sqlite(comparison));
}

bool is_comparison(const store::Manifest& manifest) { return manifest.files.contains("differences.csv"); }

Result<store::Comparison> read_comparison(const std::filesystem::path& dir) {
  const auto path = dir / "results.sqlite";
  const auto bytes = store::read_file_if_there(path);
  if (!bytes) return Error{path.string(), 0, 0, "is missing", "", ""};
  return store::parse_comparison_sqlite(*bytes, path.string());
}

Result<Verification> verify_comparison(const std::filesystem::path& dir, int threads, const std::vector<std::string>& table_folders) {
  auto read = store::read_manifest(dir);
  if (!read.ok()) return read.errors();
  const store::Manifest& manifest = read.value().manifest;
  Verification verification;
  verification.n_files = manifest.files.size();
  verification.world_hash = manifest.world_hash;
  if (!read.value().intact) verification.findings.push_back({Kind::changed_record, "manifest.json: is not as it was written (its own checksum)"});
  for (const store::FileProblem& problem : store::check_files(dir, manifest)) verification.findings.push_back({Kind::damaged_file, problem.text});
  auto stored = read_comparison(dir);
  auto plan = stored_plan(dir);
  if (!stored.ok() || !plan.ok()) {
    if (verification.findings.empty()) return stored.ok() ? plan.errors() : stored.errors();
    return verification;
  }
  auto arms = stored_arms(plan.value(), stored.value(), table_folders);
  if (!arms.ok()) return arms.errors();
  CompareOptions options;
  options.threads = threads;
  options.table_folders = table_folders;
  const ComparedRuns runs = run_replicates(arms.value(), replicates_of(stored.value()), options);
  verification.n_replicates = stored.value().runs.size();
  verification.n_dates = 0;
  Precision precision;
  if (const auto share = parse_double(stored.value().fact("precision"))) precision.share = *share;
  const store::Comparison again = compare(arms.value(), runs, precision);
  compare_hashes(stored.value(), again, verification.findings);
  if (verification.findings.empty()) compare_tables(manifest, stored.value(), again, verification.findings);
  return verification;
}

}  // namespace carepool::experiment
