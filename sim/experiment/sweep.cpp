#include "experiment/sweep.hpp"

#include <unistd.h>

#include <algorithm>
#include <memory>

#include "base/text.hpp"
#include "experiment/folder_lock.hpp"
#include "store/files.hpp"
#include "store/manifest.hpp"

namespace carepool::experiment {
namespace {

namespace fs = std::filesystem;

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

// Does the folder hold anything that a sweep did not write?
bool holds_strangers(const fs::path& dir) {
  static const std::vector<std::string> ours = {"plan.pb", "experiment.yaml", "segments", "slurm"};
  for (const fs::directory_entry& entry : fs::directory_iterator(dir)) {
    const std::string name = entry.path().filename().string();
    const bool part = entry.path().extension() == ".part";
    if (!part && std::find(ours.begin(), ours.end(), name) == ours.end()) return true;
  }
  return false;
}

}  // namespace

Result<Shard> parse_shard(const std::string& text) {
  const auto parts = split(text, '/');
  const auto number = parts.size() == 2 ? parse_double(parts[0]) : std::nullopt,
             of = parts.size() == 2 ? parse_double(parts[1]) : std::nullopt;
  const auto whole = [](const std::optional<double>& x) {
    return x && *x >= 1 && *x <= 1e6 && *x == static_cast<double>(static_cast<std::size_t>(*x));
  };
  if (!whole(number) || !whole(of) || *number > *of)
    return Error{"--shard", 0, 0, "'" + text + "' is not a shard", "I/N with I from 1 to N, such as 2/10",
                 ""};
  return Shard{static_cast<std::size_t>(*number), static_cast<std::size_t>(*of)};
}

std::optional<Error> unreadable(const fs::path& dir) {
  for (const fs::path& folder : {dir, dir / "segments"})
    if (auto problem = store::unreadable_folder(folder)) return problem;
  return std::nullopt;
}

std::optional<Error> open_folder(const fs::path& dir, const v1::Plan& plan) {
  if (const auto problem = unreadable(dir)) return problem;
  const fs::file_status status = fs::status(dir);
  if (fs::exists(status) && !fs::is_directory(status))
    return Error{dir.string(), 0, 0, "is a file", "a folder", ""};
  if (fs::exists(status)) {
    const bool swept = store::is_there(dir / "plan.pb");
    if (!swept && store::is_there(dir / "manifest.json"))
      return Error{dir.string(), 0, 0, "holds a finished run", "another --out", ""};
    if (!swept && holds_strangers(dir))
      return Error{dir.string(), 0, 0, "holds files that no sweep wrote", "an empty or a new folder", ""};
    if (swept) {
      const Result<v1::Plan> before = read_plan(dir);
      if (before.ok() && before.value().experiment() != plan.experiment())
        return Error{dir.string(),
                     0,
                     0,
                     "holds the experiment '" + before.value().experiment() + "'",
                     "another --out for '" + plan.experiment() + "'",
                     ""};
      if (!before.ok() && before.errors().front().message != "is damaged") return before.errors().front();
    }
  }
  // Shards start together: the first one writes, the others find it done.
  const FolderLock lock(dir);
  const Result<v1::Plan> there = read_plan(dir);
  const bool same = there.ok() && there.value().SerializeAsString() == plan.SerializeAsString();
  if (!same) store::remove_file(dir / "manifest.json");  // its checksums are of another plan
  write_plan(dir, plan);
  if (store::read_file_if_there(dir / "experiment.yaml") != plan.experiment_yaml())
    store::write_and_rename(dir / "experiment.yaml", plan.experiment_yaml());
  return std::nullopt;
}

Result<Survey> survey(const fs::path& dir, const v1::Plan& plan) {
  Result<SegmentScan> scan = scan_segments(dir, plan);
  if (!scan.ok()) return scan.errors();
  Survey out;
  out.scan = std::move(scan).value();
  out.standings = standings(out.scan);
  for (const Standing& standing : out.standings) {
    if (standing.state == Standing::State::finished) ++out.finished;
    if (standing.state == Standing::State::failed) ++out.failed;
    if (standing.state == Standing::State::missing) ++out.missing;
    if (standing.state == Standing::State::differing) ++out.differing;
  }
  for (const SegmentInfo& segment : out.scan.segments) out.of_no_run += segment.of_no_run;
  return out;
}

std::vector<std::size_t> runs_to_do(const Survey& survey, const Shard& shard) {
  std::vector<std::size_t> runs;
  for (std::size_t r = shard.number - 1; r < survey.standings.size(); r += shard.of)
    if (survey.standings[r].state != Standing::State::finished) runs.push_back(r);
  return runs;
}

ExecuteOutcome sweep_here(const fs::path& dir, const v1::Plan& plan, const std::vector<std::size_t>& runs,
                          const SweepOptions& options) {
  v1::SegmentHead head;
  head.set_experiment(plan.experiment());
  head.set_plan_key(plan.key());
  head.set_attempt(new_attempt());
  head.set_executor(options.executor);
  head.set_host(host_name());
  std::vector<std::unique_ptr<SegmentWriter>> writers;
  for (int w = 0; w < options.execute.threads; ++w) {
    head.set_worker(static_cast<std::uint32_t>(w));
    writers.push_back(std::make_unique<SegmentWriter>(dir / "segments", head, options.sync_every_s));
  }
  ExecuteOptions execute = options.execute;
  execute.stop_on_failure = plan.on_failure() == "stop";
  const ExecuteOutcome outcome =
      run_points(plan, runs, execute,
                 [&](std::size_t slot, std::size_t, v1::RunResult&& result, const v1::RunFacts& facts) {
                   writers[slot]->append(result, facts);
                 });
  for (const auto& writer : writers) writer->finish();
  return outcome;
}

Estimate pilot(const v1::Plan& plan, const ExecuteOptions& options) {
  Estimate out;
  if (runs_of(plan) == 0) return out;
  const std::size_t first = 0;
  ExecuteOptions one = options;
  one.threads = 1;
  run_points(plan, std::span(&first, 1), one,
             [&](std::size_t, std::size_t, v1::RunResult&& result, const v1::RunFacts& facts) {
               out.failure = result.message();
               out.seconds_per_run = facts.cpu_seconds();
               out.memory_bytes = facts.peak_memory_bytes();
               const double rows = result.summary().value_size() + result.series().value_size();
               out.bytes_per_run = static_cast<double>(result.ByteSizeLong()) / 3 + 300;
               out.collected_bytes_per_run = rows * 140 + 500;  // measured: CSV 90, SQLite 32, NetCDF 15 a row
             });
  return out;
}

}  // namespace carepool::experiment
