// `verify` against every tamper we could think of, sealed again or not. The runner here is a stand-in whose
// results depend on the scenario's hash and the seed alone; the real one is tested on the command line.
#include "run/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/hash.hpp"
#include "scenario/dictionary.hpp"
#include "store/recording.hpp"
#include "store/result_files.hpp"
#include "store/run_folder.hpp"
#include "store/series_csv.hpp"
#include "support/paths.hpp"

namespace carepool {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Kind = VerifyFinding::Kind;

constexpr const char* kScenario =
    "name: tiny\nworld: {kind: pools, pools: 3}\ndemand: {mean_stay_days: 200}\n";

std::uint64_t number_of(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  Hasher hasher;
  for (const auto value : {a, b, c}) hasher.value(value);
  return hasher.digest();
}

v1::RecordedReplicate replicate_of(std::uint64_t scenario_hash, std::uint64_t seed, int run) {
  v1::RecordedReplicate replicate;
  replicate.set_run(run);
  replicate.set_seed(seed);
  for (std::uint64_t month = 0; month < 12; ++month) {
    auto* end = replicate.add_months();
    end->set_day(add_months(from_ymd(2025, 4, 30), static_cast<int>(month)).days);
    for (std::uint64_t column = 0; column < 3; ++column)
      end->add_column_hashes(number_of(scenario_hash, seed, month * 3 + column));
    end->set_world_hash(number_of(scenario_hash, seed, 100 + month));
  }
  replicate.set_world_hash(number_of(scenario_hash, seed, 999));
  return replicate;
}

RunAgain stand_in(const Scenario& scenario, std::uint64_t seed, int replicates) {
  RunAgain run;
  run.recording.set_format_version(store::kRecordingFormat);
  run.recording.set_scenario_hash(hex64(scenario.hash));
  for (const char* name : {"children.need", "homes.staffed", "ledger.paid"}) run.recording.add_columns(name);
  run.results.metrics = {{"fee_index", "ratio", "Fee index", "A basket", "prices"}};
  for (int i = 0; i < replicates; ++i) {
    *run.recording.add_replicates() = replicate_of(scenario.hash, seed + static_cast<std::uint64_t>(i), i);
    const auto& made = run.recording.replicates(i);
    for (const auto& month : made.months())
      run.results.series.push_back(
          {i, Date{month.day()}, 0, 0, static_cast<double>(month.world_hash() % 1000)});
  }
  run.results.summary = {{0, 0, static_cast<double>(scenario.hash % 1000)}};
  for (const ParameterValue& value : parameter_values(scenario)) {
    store::ParameterRow row;
    row.path = value.path;
    row.value = value.value;
    row.layer = value.set_by;
    run.results.parameters.push_back(row);
  }
  return run;
}

RunAgain faithful(const Scenario& scenario, const store::Manifest& manifest, const v1::Recording&) {
  return stand_in(scenario, manifest.seed, static_cast<int>(manifest.runs.size()));
}

store::Manifest manifest_of(const Scenario& scenario, const v1::Recording& recording, std::uint64_t seed) {
  store::Manifest manifest = store::manifest_of_this_build();
  manifest.scenario = scenario.name;
  manifest.scenario_hash = hex64(scenario.hash);
  manifest.seed = seed;
  for (const auto& replicate : recording.replicates())
    manifest.runs.push_back({replicate.run(), replicate.seed(), hex64(replicate.world_hash())});
  manifest.world_hash = manifest.runs.front().world_hash;
  return manifest;
}

// Written from a scenario with a `--set`, so that its layers differ from those of the stored scenario.
fs::path recorded_run(int replicates = 1) {
  const auto dir = test::scratch_dir() / "run";
  LoadOptions options;
  options.sets = {"demand.entries_per_day=0.3"};
  options.seed = 7;
  const Scenario scenario = load_scenario_text(kScenario, "tiny.yaml", ".", options).value();
  RunAgain run = stand_in(scenario, 7, replicates);
  auto folder = store::RunFolder::create(dir);
  folder.value().write_file("scenario.yaml", scenario.canonical_yaml);
  store::write_results(folder.value(), run.results);
  folder.value().write_file("recording.pb", store::recording_bytes(run.recording));
  folder.value().write_file("report.html", "<p>report</p>");
  folder.value().finish(manifest_of(scenario, run.recording, 7));
  return dir;
}

void put(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

void replace_in(const fs::path& path, const std::string& old_text, const std::string& new_text) {
  std::string bytes = store::read_file(path);
  const auto place = bytes.find(old_text);
  ASSERT_NE(place, std::string::npos) << old_text << " is not in " << path;
  put(path, bytes.replace(place, old_text.size(), new_text));
}

// What a careful forger does last: every checksum made right again.
void seal_again(const fs::path& dir, const std::function<void(store::Manifest&)>& change = {}) {
  store::Manifest manifest = store::read_manifest(dir).value().manifest;
  if (change) change(manifest);
  for (auto& [name, entry] : manifest.files) {
    const std::string bytes = store::read_file(dir / name);
    entry.sha256 = sha256_hex(bytes);
    entry.bytes = bytes.size();
  }
  put(dir / "manifest.json", store::manifest_text(manifest));
  ASSERT_TRUE(store::verify_files(dir).value().empty());
}

void change_recording(const fs::path& dir, const std::function<void(v1::Recording&)>& change) {
  auto recording = store::parse_recording(store::read_file(dir / "recording.pb")).value();
  change(recording);
  put(dir / "recording.pb", store::recording_bytes(recording));
}

Verification verified(const fs::path& dir) {
  auto result = verify(dir, faithful);
  if (!result.ok()) throw std::runtime_error(text(result.errors()));
  return result.value();
}

// The first finding; and the whole says "different".
VerifyFinding main_finding(const fs::path& dir) {
  const Verification verification = verified(dir);
  EXPECT_FALSE(verification.same());
  EXPECT_THAT(verification.text(), StartsWith("different: "));
  return verification.same() ? VerifyFinding{} : verification.findings.front();
}

TEST(Verify, AnUntouchedRunIsTheSame) {
  const Verification one = verified(recorded_run());
  EXPECT_TRUE(one.same()) << one.text();
  EXPECT_THAT(one.text(), StartsWith("same: 1 replicate, 12 recorded dates, 6 files, world hash "));
  EXPECT_TRUE(verified(recorded_run(3)).same());
}

// ---- the three tampers, as a careless hand makes them ----

TEST(Verify, AChangedResultFileIsNamed) {
  for (const char* name : {"series.csv", "summary.json", "results.sqlite", "report.html"}) {
    const auto dir = recorded_run();
    std::string bytes = store::read_file(dir / name);
    bytes[bytes.size() - 4] ^= 1;
    put(dir / name, bytes);
    const auto finding = main_finding(dir);
    EXPECT_EQ(finding.kind, Kind::damaged_file);
    EXPECT_THAT(finding.text, StartsWith(name));
  }
}

TEST(Verify, ALostFileIsNamed) {
  for (const char* name : {"series.csv", "recording.pb", "results.sqlite", "scenario.yaml"}) {
    const auto dir = recorded_run();
    fs::remove(dir / name);
    const auto finding = main_finding(dir);
    EXPECT_EQ(finding.kind, Kind::damaged_file) << finding.text;
    EXPECT_EQ(finding.text, std::string(name) + ": is missing");
  }
}

TEST(Verify, AChangedHashInTheRecordingIsNamedWithDateAndColumns) {
  const auto dir = recorded_run();
  change_recording(
      dir, [](v1::Recording& r) { r.mutable_replicates(0)->mutable_months(4)->set_column_hashes(2, 1); });
  const auto finding = main_finding(dir);
  EXPECT_EQ(finding.kind, Kind::changed_record);
  EXPECT_THAT(finding.text,
              StartsWith("recording.pb: what it records is not what the run gives, though the tables "
                         "are: 2025-08-30: columns that differ: ledger.paid"));
  EXPECT_EQ(verified(dir).findings.size(), 1u);
}

TEST(Verify, AChangedWorldHashInTheManifestIsNamed) {
  const auto dir = recorded_run();
  const std::string hash = store::read_manifest(dir).value().manifest.world_hash;
  replace_in(dir / "manifest.json", "\"world_hash\": \"" + hash, "\"world_hash\": \"0123456789abcdef");
  const auto finding = main_finding(dir);
  EXPECT_EQ(finding.kind, Kind::changed_record);
  EXPECT_EQ(finding.text, "manifest.json: world_hash is 0123456789abcdef, the run gives " + hash);
}

TEST(Verify, AChangedParameterIsNamedWithBothValues) {
  const auto dir = recorded_run();
  replace_in(dir / "scenario.yaml", "mean_stay_days: 200", "mean_stay_days: 210");
  const auto finding = main_finding(dir);
  EXPECT_EQ(finding.kind, Kind::changed_scenario);
  EXPECT_THAT(finding.text, StartsWith("scenario.yaml: is not the scenario that was run (hash "));
  EXPECT_THAT(finding.text, HasSubstr("demand.mean_stay_days is 210"));
  EXPECT_THAT(finding.text, HasSubstr("the run had 200"));
  EXPECT_THAT(verified(dir).text(),
              HasSubstr("it parts from the recording: 2025-04-30: columns that differ: "));
}

TEST(Verify, ParametersOutsideTheHashAreNamedToo) {
  auto dir = recorded_run();
  replace_in(dir / "scenario.yaml", "seed: 7", "seed: 8");
  auto finding = main_finding(dir);
  EXPECT_EQ(finding.kind, Kind::changed_scenario);
  EXPECT_EQ(finding.text, "scenario.yaml: is not the scenario that was run: seed is 8, the run had 7");
  dir = recorded_run();
  replace_in(dir / "scenario.yaml", "name: tiny", "name: tidy");
  finding = main_finding(dir);
  EXPECT_EQ(finding.kind, Kind::changed_scenario);
  EXPECT_THAT(finding.text, HasSubstr("name is tidy, the run had tiny"));
}

TEST(Verify, AScenarioBrokenByTheChangeIsAChangedScenario) {
  const auto dir = recorded_run();
  replace_in(dir / "scenario.yaml", "mean_stay_days: 200", "mean_stay_days: -1");
  const auto finding = main_finding(dir);
  EXPECT_EQ(finding.kind, Kind::changed_scenario);
  EXPECT_THAT(finding.text, HasSubstr("no longer loads"));
}

// ---- the same by a careful forger who mends every seal ----

TEST(VerifyForgery, AResultFileSealedAgainIsFoundByRunningAgain) {
  const auto dir = recorded_run();
  std::string series = store::read_file(dir / "series.csv");
  series[series.size() - 2] = series[series.size() - 2] == '1' ? '2' : '1';
  put(dir / "series.csv", series);
  seal_again(dir);
  const auto finding = main_finding(dir);
  EXPECT_EQ(finding.kind, Kind::damaged_file);
  EXPECT_EQ(finding.text, "series.csv: is not what the run gives, though its checksum is as recorded");
}

TEST(VerifyForgery, AHashInTheRecordingSealedAgainIsAChangedRecord) {
  const auto dir = recorded_run();
  change_recording(
      dir, [](v1::Recording& r) { r.mutable_replicates(0)->mutable_months(0)->set_column_hashes(0, 1); });
  seal_again(dir);
  const auto finding = main_finding(dir);
  EXPECT_EQ(finding.kind, Kind::changed_record);
  EXPECT_THAT(finding.text, HasSubstr("2025-04-30: columns that differ: children.need"));
}

TEST(VerifyForgery, AWorldHashSealedAgainIsAChangedRecord) {
  const auto dir = recorded_run(2);
  seal_again(dir, [](store::Manifest& m) { m.runs[1].world_hash = "00000000000000aa"; });
  const auto finding = main_finding(dir);
  EXPECT_EQ(finding.kind, Kind::changed_record);
  EXPECT_THAT(finding.text,
              StartsWith("manifest.json: the world hash of replicate 1 is 00000000000000aa, the run gives"));
}

TEST(VerifyForgery, AParameterSealedEverywhereIsStillNamed) {
  const auto dir = recorded_run();
  replace_in(dir / "scenario.yaml", "mean_stay_days: 200", "mean_stay_days: 210");
  LoadRequest request;
  request.path = (dir / "scenario.yaml").string();
  const std::string hash = hex64(load_scenario(request).value().hash);
  change_recording(dir, [&](v1::Recording& r) { r.set_scenario_hash(hash); });
  seal_again(dir, [&](store::Manifest& m) { m.scenario_hash = hash; });
  const auto finding = main_finding(dir);
  EXPECT_EQ(finding.kind, Kind::changed_scenario);
  EXPECT_THAT(finding.text, HasSubstr("demand.mean_stay_days is 210"));
  EXPECT_THAT(finding.text, HasSubstr("the run had 200"));
}

TEST(VerifyForgery, AChecksumInTheManifestIsAChangedRecord) {
  const auto dir = recorded_run();
  store::Manifest manifest = store::read_manifest(dir).value().manifest;
  manifest.files["series.csv"].sha256 = std::string(64, 'a');
  put(dir / "manifest.json", store::manifest_text(manifest));
  const auto finding = main_finding(dir);
  EXPECT_EQ(finding.kind, Kind::changed_record);
  EXPECT_EQ(finding.text,
            "manifest.json: the checksum of series.csv was changed; the file is what the run gives");
}

TEST(VerifyForgery, AScenarioHashThatStandsAloneIsAChangedRecord) {
  auto dir = recorded_run();
  seal_again(dir, [](store::Manifest& m) { m.scenario_hash = "00000000000000bb"; });
  auto finding = main_finding(dir);
  EXPECT_EQ(finding.kind, Kind::changed_record);
  EXPECT_THAT(finding.text,
              StartsWith("manifest.json: records scenario hash 00000000000000bb, scenario.yaml has "));
  dir = recorded_run();
  change_recording(dir, [](v1::Recording& r) { r.set_scenario_hash("00000000000000cc"); });
  seal_again(dir);
  finding = main_finding(dir);
  EXPECT_EQ(finding.kind, Kind::changed_record);
  EXPECT_THAT(finding.text, StartsWith("recording.pb: records scenario hash 00000000000000cc"));
}

TEST(VerifyForgery, ASeedThatStandsAloneIsAChangedRecord) {
  const auto dir = recorded_run();
  seal_again(dir, [](store::Manifest& m) { m.seed = 8; });
  const Verification verification = verified(dir);
  ASSERT_EQ(verification.findings.size(), 1u) << verification.text();
  EXPECT_EQ(verification.findings[0].text, "manifest.json: the seed is 8, the run was made with 7");
}

// ---- other differences ----

TEST(Verify, AChangeWithoutMeaningIsStillADifference) {
  auto dir = recorded_run();
  put(dir / "scenario.yaml", store::read_file(dir / "scenario.yaml") + "# a remark\n");
  auto finding = main_finding(dir);
  EXPECT_EQ(finding.kind, Kind::damaged_file);
  EXPECT_THAT(finding.text, HasSubstr("it still means the scenario that was run"));
  dir = recorded_run();
  put(dir / "manifest.json", store::read_file(dir / "manifest.json") + "\n");
  finding = main_finding(dir);
  EXPECT_EQ(finding.kind, Kind::changed_record);
  EXPECT_THAT(finding.text, HasSubstr("its own checksum"));
}

TEST(Verify, AnotherProgramThatGivesOtherNumbersIsNotCalledATamper) {
  const auto dir = recorded_run();
  const Runner drifting = [](const Scenario& scenario, const store::Manifest& manifest,
                             const v1::Recording&) {
    RunAgain run = stand_in(scenario, manifest.seed, 1);
    for (int month = 6; month < 12; ++month)
      run.recording.mutable_replicates(0)->mutable_months(month)->set_column_hashes(1, 3);
    run.results.series.back().value += 1;
    run.results.summary[0].value += 1;
    return run;
  };
  const auto finding = verify(dir, drifting).value().findings.at(0);
  EXPECT_EQ(finding.kind, Kind::not_reproduced);
  EXPECT_THAT(finding.text, HasSubstr("2025-10-30: columns that differ: homes.staffed"));
  EXPECT_THAT(finding.text, HasSubstr("recorded with carepool "));
}

TEST(Verify, AFolderThatCannotBeReadIsBadInput) {
  const auto empty = test::scratch_dir();
  EXPECT_THAT(text(verify(empty, faithful).errors()), HasSubstr("holds no manifest.json"));
  const auto dir = recorded_run();
  replace_in(dir / "manifest.json", "\"format\": 1", "\"format\": 2");
  EXPECT_THAT(text(verify(dir, faithful).errors()), HasSubstr("made by another version"));
}

TEST(Verify, AFailingRunOfAnUntouchedFolderPassesThrough) {
  const auto dir = recorded_run();
  const Runner failing = [](const Scenario&, const store::Manifest&, const v1::Recording&) -> RunAgain {
    throw std::runtime_error("out of memory");
  };
  EXPECT_THROW((void)verify(dir, failing), std::runtime_error);
  replace_in(dir / "scenario.yaml", "mean_stay_days: 200", "mean_stay_days: 210");
  EXPECT_EQ(verify(dir, failing).value().findings.at(0).kind, Kind::changed_scenario);
}

// Every so many bytes of every file, one at a time: never "same".
TEST(Verify, NoChangedByteGoesUnseen) {
  const auto dir = recorded_run();
  for (const auto& entry : fs::directory_iterator(dir)) {
    const std::string bytes = store::read_file(entry.path());
    for (std::size_t place = 0; place < bytes.size(); place += bytes.size() / 23 + 1) {
      std::string changed = bytes;
      changed[place] ^= 2;
      put(entry.path(), changed);
      const auto result = verify(dir, faithful);
      EXPECT_TRUE(!result.ok() || !result.value().same()) << entry.path() << " at byte " << place;
    }
    put(entry.path(), bytes);
  }
  EXPECT_TRUE(verified(dir).same());
}

}  // namespace
}  // namespace carepool
