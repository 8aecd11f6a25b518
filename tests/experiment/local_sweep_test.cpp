// Sweeps of small pools from end to end: segments, restarts, shards, failures, collected files.
#include "experiment/sweep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <fstream>
#include <thread>

#include "base/hash.hpp"
#include "experiment/collect.hpp"
#include "experiment/read.hpp"
#include "experiment/segment.hpp"
#include "store/files.hpp"
#include "support/paths.hpp"

namespace carepool::experiment {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;

v1::Plan plan_of(const std::string& more = "", const std::string& levels = "[0.8, 1, 1.2]",
                 const std::string& path = "demand.level") {
  const std::string text =
      "experiment: e\nbase: pools.yaml\nset: [years=1]\nreplicates: 2\nfactors:\n  - path: " + path +
      "\n    values: " + levels + "\n" +
      (more.find("metrics") == std::string::npos ? "metrics: [fee_index, occupancy_usable, referrals]\n"
                                                 : "") +
      more;
  const auto file =
      load_experiment_text(text, "e.yaml", (test::source_dir() / "tests/support/scenarios").string());
  if (!file.ok()) throw std::runtime_error(carepool::text(file.errors()));
  auto plan = make_plan(file.value());
  if (!plan.ok()) throw std::runtime_error(carepool::text(plan.errors()));
  return std::move(plan).value();
}

ExecuteOutcome sweep(const fs::path& dir, const v1::Plan& plan, int threads = 1, const Shard& shard = {}) {
  EXPECT_FALSE(open_folder(dir, plan));
  SweepOptions options;
  options.execute.threads = threads;
  return sweep_here(dir, plan, runs_to_do(survey(dir, plan).value(), shard), options);
}

const std::vector<std::string> kFiles = {"results.sqlite", "results.nc", "series.csv",
                                         "summary.csv",    "wide.csv",   "points.csv",
                                         "manifest.json",  "plan.pb",    "experiment.yaml"};

std::map<std::string, std::string> collected(const fs::path& dir) {
  EXPECT_TRUE(collect(dir).value().complete());
  std::map<std::string, std::string> out;
  for (const std::string& name : kFiles)
    if (const auto bytes = store::read_file_if_there(dir / name)) out[name] = sha256_hex(*bytes);
  return out;
}

std::vector<fs::path> segments(const fs::path& dir) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(dir / "segments"))
    if (entry.path().extension() == ".seg") out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

TEST(Sweep, GivesTheSameFilesForAnyThreadsShardsAndOrder) {
  const v1::Plan plan = plan_of();
  const fs::path top = test::scratch_dir();
  EXPECT_EQ(sweep(top / "one", plan).finished, 6u);
  EXPECT_EQ(sweep(top / "three", plan, 3).finished, 6u);
  for (const std::size_t shard : {3, 1, 4, 2}) sweep(top / "shards", plan, 1, {shard, 4});
  const auto files = collected(top / "one");
  EXPECT_EQ(files.size(), kFiles.size());
  EXPECT_EQ(collected(top / "three"), files);
  EXPECT_EQ(collected(top / "shards"), files);
  EXPECT_EQ(collected(top / "one"), files) << "collecting again changes nothing";
}

TEST(Sweep, DoesNothingTwice) {
  const fs::path dir = test::scratch_dir() / "s";
  sweep(dir, plan_of());
  EXPECT_EQ(sweep(dir, plan_of()).finished, 0u);
  EXPECT_EQ(sweep(dir, plan_of("", "[0.8, 0.9, 1, 1.2]")).finished, 2u)
      << "a design that grows does what is new";
  EXPECT_EQ(sweep(dir, plan_of("", "[1.2, 0.8]")).finished, 0u);
  EXPECT_EQ(survey(dir, plan_of("", "[1.2, 0.8]")).value().of_no_run, 4u);
  const fs::path fresh = dir.parent_path() / "fresh";
  sweep(fresh, plan_of("", "[1.2, 0.8]"));
  EXPECT_EQ(collected(dir), collected(fresh)) << "what a folder held before leaves no trace";
}

TEST(Sweep, AReplicateMoreRunsOnlyTheNewOnes) {
  const fs::path dir = test::scratch_dir() / "s";
  sweep(dir, plan_of());
  v1::Plan more = plan_of();
  more.set_replicates(3);
  EXPECT_EQ(sweep(dir, more).finished, 3u);
}

TEST(Sweep, ATornTailIsDroppedAndOnlyItsRunIsMadeAgain) {
  const fs::path dir = test::scratch_dir() / "s";
  const v1::Plan plan = plan_of();
  sweep(dir, plan);
  const auto files = collected(dir);
  const fs::path segment = segments(dir).front();
  for (const std::size_t cut : {std::size_t{30}, std::size_t{300}}) {
    fs::resize_file(segment, fs::file_size(segment) - cut);
    const Survey found = survey(dir, plan).value();
    ASSERT_EQ(found.scan.segments.size(), 1u);
    EXPECT_GT(found.scan.segments.front().torn_bytes, 0u);
    EXPECT_TRUE(found.scan.segments.front().damage.empty());
    EXPECT_EQ(found.missing, 1u);
    EXPECT_EQ(sweep(dir, plan).finished, 1u);
    EXPECT_EQ(collected(dir), files);
    for (const fs::path& other : segments(dir))
      if (other != segment) fs::remove(other);
  }
}

TEST(Sweep, AnyFlippedByteIsNoticedAndCostsOneRunAtMost) {
  const fs::path dir = test::scratch_dir() / "s";
  const v1::Plan plan = plan_of();
  sweep(dir, plan);
  const fs::path segment = segments(dir).front();
  const std::string whole = store::read_file(segment);
  for (std::size_t at = 3; at < whole.size(); at += whole.size() / 40) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    std::ofstream(segment, std::ios::binary) << bytes;
    const Survey found = survey(dir, plan).value();
    EXPECT_EQ(
        found.scan.segments.front().damage.size() + (found.scan.segments.front().torn_bytes > 0 ? 1 : 0), 1u)
        << "byte " << at;
    EXPECT_GE(found.finished, 5u) << "byte " << at;
    EXPECT_LE(found.finished, 6u);
  }
}

TEST(Collect, NamesWhatIsDamagedAndWhatIsMissing) {
  const fs::path dir = test::scratch_dir() / "s";
  const v1::Plan plan = plan_of();
  sweep(dir, plan);
  const fs::path segment = segments(dir).front();
  std::string bytes = store::read_file(segment);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  std::ofstream(segment, std::ios::binary) << bytes;
  const CollectReport report = collect(dir).value();
  EXPECT_FALSE(report.complete());
  EXPECT_EQ(report.finished, 5u);
  EXPECT_THAT(report.problems,
              Contains(AllOf(HasSubstr("damaged: segments/"), HasSubstr(segment.filename().string()),
                             HasSubstr("checksum"))));
  EXPECT_THAT(report.problems, Contains(AllOf(HasSubstr("missing: point "), HasSubstr("demand.level = "),
                                              HasSubstr("replicate "))));
}

TEST(Collect, DropsEqualCopiesAndNamesThoseThatDiffer) {
  const fs::path dir = test::scratch_dir() / "s";
  const v1::Plan plan = plan_of();
  sweep(dir, plan);
  const auto files = collected(dir);
  const fs::path segment = segments(dir).front();
  fs::copy_file(segment, dir / "segments/a-copy-0.seg");
  EXPECT_EQ(collect(dir).value().equal_copies, 6u);
  EXPECT_EQ(collected(dir), files);
  fs::remove(dir / "segments/a-copy-0.seg");

  // A copy of one run that says something else.
  v1::RunResult other =
      read_stored(dir, survey(dir, plan).value().scan, survey(dir, plan).value().scan.copies[0][0]);
  other.set_world_hash("0000000000000000");
  v1::SegmentHead head;
  head.set_attempt("other");
  head.set_plan_key(plan.key());
  SegmentWriter writer(dir / "segments", head);
  writer.append(other, {});
  writer.finish();
  CollectReport report = collect(dir).value();
  EXPECT_EQ(report.differing, 1u);
  EXPECT_THAT(report.problems, Contains(AllOf(HasSubstr("different copies: point "),
                                              HasSubstr("0000000000000000"), HasSubstr("other-0.seg"))));
  EXPECT_EQ(sweep(dir, plan).finished, 1u) << "what is in doubt is run again";
  report = collect(dir).value();
  EXPECT_TRUE(report.complete()) << "two agree against one";
  EXPECT_THAT(report.notes, Contains(HasSubstr("most copies agree")));
  EXPECT_EQ(collected(dir), files);
}

TEST(Sweep, AFailureIsRecordedWithItsScenarioSeedAndMessage) {
  // So many councils are refused as the world is made, not as the file is read.
  const fs::path dir = test::scratch_dir() / "s";
  const v1::Plan plan = plan_of("on_failure: keep-going\n", "[3, 70000, 2]", "world.pools");
  const ExecuteOutcome outcome = sweep(dir, plan);
  EXPECT_EQ(outcome.finished, 4u);
  EXPECT_EQ(outcome.failed, 2u);
  const CollectReport report = collect(dir).value();
  EXPECT_FALSE(report.complete());
  EXPECT_EQ(report.failed, 2u);
  EXPECT_THAT(report.problems, Contains(AllOf(HasSubstr("failed: point "), HasSubstr("world.pools = 70000"),
                                              HasSubstr("seed "), HasSubstr("councils"))));
  const ExperimentData data = read_experiment(dir).value();
  EXPECT_EQ(data.runs[2].status, RunStatus::failed);
  EXPECT_FALSE(data.runs[2].message.empty());
  EXPECT_EQ(data.runs[4].status, RunStatus::finished);
}

TEST(Sweep, StopsAtAFailureWhenAsked) {
  const fs::path dir = test::scratch_dir() / "s";
  const ExecuteOutcome outcome = sweep(dir, plan_of("on_failure: stop\n", "[70000, 3, 2]", "world.pools"));
  EXPECT_TRUE(outcome.stopped);
  EXPECT_EQ(outcome.finished, 0u);
  EXPECT_EQ(outcome.failed, 1u);
}

TEST(Sweep, AnInterruptedOneKeepsWhatIsFinished) {
  const fs::path dir = test::scratch_dir() / "s";
  const v1::Plan plan = plan_of();
  ASSERT_FALSE(open_folder(dir, plan));
  SweepOptions options;
  options.execute.progress = [](const ExecuteProgress& p) { return p.done < 3; };
  const ExecuteOutcome outcome = sweep_here(dir, plan, runs_to_do(survey(dir, plan).value(), {}), options);
  EXPECT_TRUE(outcome.interrupted);
  EXPECT_EQ(outcome.finished, 3u);
  EXPECT_EQ(survey(dir, plan).value().finished, 3u);
  EXPECT_EQ(sweep(dir, plan).finished, 3u);
}

TEST(Sweep, TwoAtOnceOnOneFolderDoNoHarm) {
  const fs::path dir = test::scratch_dir() / "s";
  const v1::Plan plan = plan_of();
  ASSERT_FALSE(open_folder(dir, plan));
  const std::vector<std::size_t> runs = runs_to_do(survey(dir, plan).value(), {});
  sweep_here(dir, plan, runs, {});
  sweep_here(dir, plan, runs, {});  // as a process that looked before the other had begun
  const CollectReport report = collect(dir).value();
  EXPECT_TRUE(report.complete());
  EXPECT_EQ(report.equal_copies, 6u);
}

TEST(Folder, IsRefusedWhenItIsNotOurs) {
  const fs::path top = test::scratch_dir();
  fs::create_directories(top / "run");
  std::ofstream(top / "run/manifest.json") << "{}";
  EXPECT_THAT(open_folder(top / "run", plan_of())->message, HasSubstr("finished run"));
  fs::create_directories(top / "mine");
  std::ofstream(top / "mine/diary.txt") << "dear";
  EXPECT_THAT(open_folder(top / "mine", plan_of())->message, HasSubstr("no sweep wrote"));
  v1::Plan other = plan_of();
  other.set_experiment("another");
  ASSERT_FALSE(open_folder(top / "new", other));
  EXPECT_THAT(open_folder(top / "new", plan_of())->message, HasSubstr("holds the experiment 'another'"));
}

TEST(Sweep, ShardsMayOpenTheFolderAtTheSameMoment) {
  const fs::path dir = test::scratch_dir() / "s";
  const v1::Plan plan = plan_of();
  std::vector<std::thread> shards;
  std::atomic<int> refused{0};
  for (int i = 0; i < 16; ++i)
    shards.emplace_back([&] {
      if (open_folder(dir, plan)) ++refused;
    });
  for (std::thread& shard : shards) shard.join();
  EXPECT_EQ(refused, 0);
  EXPECT_TRUE(read_plan(dir).ok());
}

TEST(Sweep, AnotherPlanTakesTheManifestAway) {
  const fs::path dir = test::scratch_dir() / "s";
  sweep(dir, plan_of());
  ASSERT_TRUE(collect(dir).ok());
  ASSERT_FALSE(open_folder(dir, plan_of()));
  EXPECT_TRUE(fs::exists(dir / "manifest.json"));
  ASSERT_FALSE(open_folder(dir, plan_of("", "[0.7, 1]")));
  EXPECT_FALSE(fs::exists(dir / "manifest.json"));
}

TEST(Shard, IsOneOfN) {
  EXPECT_EQ(parse_shard("2/10").value().number, 2u);
  for (const char* bad : {"0/3", "4/3", "1", "a/b", "1/0", "-1/3", "1.5/3", "/"})
    EXPECT_FALSE(parse_shard(bad).ok()) << bad;
}

TEST(ReadExperiment, IsATableOfFactorsAndValues) {
  const fs::path dir = test::scratch_dir() / "s";
  const v1::Plan plan = plan_of("metrics: [fee_index, occupancy_usable, referrals]\n");
  sweep(dir, plan);
  EXPECT_THAT(text(read_experiment(dir).errors()), HasSubstr("carepool collect"));
  ASSERT_TRUE(collect(dir).ok());
  ReadOptions with_series;
  with_series.series = true;
  const auto data = read_experiment(dir, with_series);
  ASSERT_TRUE(data.ok()) << text(data.errors());
  EXPECT_EQ(data.value().runs.size(), 6u);
  EXPECT_EQ(data.value().level(2, 0), 1.2);
  const std::uint32_t referrals = *data.value().metric("referrals");
  const double few = data.value().mean_over_replicates(0, 0, referrals),
               many = data.value().mean_over_replicates(2, 0, referrals);
  EXPECT_LT(few, many);
  EXPECT_NEAR(few, (data.value().value({0, 0, 0}, referrals) + data.value().value({0, 0, 1}, referrals)) / 2,
              1e-9);
  EXPECT_FALSE(data.value().runs[0].series.empty());
  EXPECT_FALSE(data.value().metric("spend_total")) << "not asked for";

  // From memory the same.
  std::vector<v1::RunResult> results;
  std::vector<std::size_t> all = {5, 3, 1, 0, 2, 4};
  run_points(plan, all, {}, [&](std::size_t, std::size_t, v1::RunResult&& result, const v1::RunFacts&) {
    results.push_back(std::move(result));
  });
  const ExperimentData gathered = gather(plan, results);
  for (std::size_t r = 0; r < 6; ++r) {
    EXPECT_EQ(gathered.runs[r].world_hash, data.value().runs[r].world_hash);
    ASSERT_EQ(gathered.runs[r].summary.size(), data.value().runs[r].summary.size());
    for (std::size_t i = 0; i < gathered.runs[r].summary.size(); ++i)
      EXPECT_EQ(gathered.runs[r].summary[i].value, data.value().runs[r].summary[i].value);
  }
}

TEST(VerifyExperiment, MakesRunsAgainAndNamesWhatDiffers) {
  const fs::path dir = test::scratch_dir() / "s";
  sweep(dir, plan_of());
  ASSERT_TRUE(collect(dir).ok());
  const auto same = verify_experiment(dir, 0, 1);
  ASSERT_TRUE(same.ok()) << text(same.errors());
  EXPECT_TRUE(same.value().findings.empty()) << same.value().findings.front();
  EXPECT_EQ(same.value().runs_made_again, 6u);
  add_to_manifest(dir, "report.html", "<p>");
  EXPECT_TRUE(verify_experiment(dir, 1, 1).value().findings.empty());
  std::ofstream(dir / "wide.csv", std::ios::app) << "x";
  EXPECT_THAT(verify_experiment(dir, 1, 1).value().findings, Contains(HasSubstr("wide.csv is damaged")));
}

TEST(Pilot, EstimatesARun) {
  const Estimate estimate = pilot(plan_of(), {});
  EXPECT_GT(estimate.seconds_per_run, 0);
  EXPECT_GT(estimate.bytes_per_run, 100);
  EXPECT_GT(estimate.memory_bytes, 1000000u);
  EXPECT_EQ(estimate.failure, "");
}

}  // namespace
}  // namespace carepool::experiment
