// carepool run: one scenario, its replicates, a folder of results and a summary.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/hash.hpp"
#include "cli/commands.hpp"
#include "cli/interruptible.hpp"
#include "cli/long_work.hpp"
#include "cli/run_summary.hpp"
#include "cli/scenario_options.hpp"
#include "experiment/collect.hpp"
#include "instruments/instruments.hpp"
#include "metrics/row.hpp"
#include "report/report.hpp"
#include "run/market_run.hpp"
#include "run/record_world.hpp"
#include "run/tracer.hpp"
#include "store/error.hpp"
#include "store/recording.hpp"
#include "store/result_files.hpp"

namespace carepool::cli {
namespace {

struct RunArguments {
  LoadRequest request;
  std::string out, format = "text", command;
  int threads = 1, replicates = 1;
  bool force = false, quiet = false, trace = false;
};

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// The command as typed, file names without their folders; only what the results depend on.
std::string typed_command(const RunArguments& a) {
  const auto name = [](const std::string& path) { return path.substr(path.find_last_of('/') + 1); };
  std::string text = "carepool run " + name(a.request.path);
  for (const std::string& policy : a.request.policies) text += " --policy " + name(policy);
  for (const std::string& set : a.request.sets) text += " --set '" + set + "'";
  if (a.request.seed) text += fmt::format(" --seed {}", *a.request.seed);
  if (a.replicates > 1) text += fmt::format(" --replicates {}", a.replicates);
  return text;
}

int run(const RunArguments& a) {
  const Interruptible interruptible;  // before the folder is there: whoever sees the folder may interrupt
  const double cpu_began = cpu_seconds();
  const auto wall_began = std::chrono::steady_clock::now();
  const std::string started_at = store::utc_now();
  LoadRequest request = a.request;
  for (const MetricDoc& doc : metric_dictionary()) request.metric_ids.push_back(doc.id);
  Result<Scenario> loaded = load_checked_scenario(request);
  if (!loaded.ok()) {
    print_errors(loaded.errors());
    return kBadInput;
  }
  if (!a.quiet) print_warnings(loaded.value().warnings);
  const auto scenario = std::make_shared<const Scenario>(std::move(loaded.value()));
  const double loaded_at = cpu_seconds();
  const std::string dir = a.out.empty() ? fmt::format("results/{}-{}", scenario->name, scenario->values.seed()) : a.out;
  if (const Errors errors = experiment::sweep_in_the_way(dir); !errors.empty()) {
    print_errors(errors);
    return kBadInput;
  }
  Result<store::RunFolder> created = store::RunFolder::create(dir, {a.force, {}});
  if (!created.ok()) {
    print_errors(created.errors());
    return kBadInput;
  }
  store::RunFolder& folder = created.value();

  ProgressBar bar(a.quiet);
  RunOptions options;
  options.threads = a.threads;
  options.progress = [&bar](const RunProgress& p) {
    bar.show((p.replicate + p.share_done) / p.replicates);
    return !Interruptible::interrupted();
  };
  ResultsBuilder builder(*scenario);
  std::vector<ReplicateRows> rows;
  v1::Recording recording = start_recording(*scenario);
  store::Manifest manifest = store::manifest_of_this_build();
  std::optional<Tracer> tracer;
  if (a.trace) tracer.emplace(folder.begin_file("trace.pb"));
  double populate = 0, start = 0, years = 0;
  for (int k = 0; k < a.replicates && !Interruptible::interrupted(); ++k) {
    options.tracer = tracer && k == 0 ? &*tracer : nullptr;
    ReplicateOutcome outcome = run_replicate(scenario, builder, k, a.replicates, options);
    if (!outcome.finished) break;
    rows.push_back(std::move(outcome.rows));
    manifest.runs.push_back({k, outcome.recording.seed(), hex64(outcome.world_hash)});
    *recording.add_replicates() = std::move(outcome.recording);
    manifest.workers_that_worked = static_cast<int>(outcome.workers_that_worked);
    populate += outcome.populate_seconds;
    start += outcome.start_seconds;
    years += outcome.years_seconds;
  }
  bar.end();
  if (rows.empty()) {
    fmt::print(stderr, "interrupted: no replicate was finished, nothing is published\n");
    return kInterrupted;
  }
  const double write_began = cpu_seconds();
  const auto setup = make_setup(scenario, static_cast<std::uint64_t>(scenario->values.seed()));
  store::Results results = std::move(builder).finish(*setup, rows);
  manifest.scenario = scenario->name;
  manifest.scenario_hash = hex64(scenario->hash);
  manifest.seed = static_cast<std::uint64_t>(scenario->values.seed());
  manifest.replicates = static_cast<std::int32_t>(rows.size());
  manifest.replicates_asked = a.replicates;
  manifest.world_hash = manifest.runs.front().world_hash;
  manifest.command = a.command;
  manifest.threads = a.threads;
  manifest.host = store::this_host();
  manifest.started_at = started_at;
  folder.write_file("scenario.yaml", scenario->canonical_yaml);
  store::write_results(folder, results);
  folder.write_file("recording.pb", store::recording_bytes(recording));
  if (tracer) folder.put_in_place("trace.pb", tracer->file());
  folder.write_file("report.html", write_report(report_input(results, manifest)));
  manifest.cpu_seconds_by_part = {{"load", loaded_at - cpu_began}, {"populate", populate}, {"start", start}, {"years", years}, {"write", cpu_seconds() - write_began}};
  manifest.cpu_seconds = cpu_seconds() - cpu_began;
  manifest.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - wall_began).count();
  manifest.peak_memory_bytes = store::peak_memory_bytes();
  folder.finish(manifest);
  print_run_summary(results, manifest, dir, a.format == "json");
  if (manifest.replicates == a.replicates) return kDone;
  fmt::print(stderr, "interrupted: {} of {} replicates were finished, and are what is kept\n", manifest.replicates, a.replicates);
  return kInterrupted;
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  auto a = std::make_shared<RunArguments>();
  CLI::App* command = app.add_subcommand("run", "run one scenario and write its results and report");
  add_scenario_options(*command, a->request);
  command->add_option("--replicates", a->replicates, "runs with other luck: replicate 0 uses the seed itself")->check(CLI::Range(1, 100000));
  command->add_option("--threads", a->threads, "threads inside the run; the results are the same for any number")->check(CLI::Range(1, 256));
  command->add_option("--out", a->out, "folder for the results; default results/<scenario>-<seed>");
  command->add_flag("--trace", a->trace, "also record what every child's search, home and provider group decided, for 'carepool explain'; of replicate 0");
  command->add_flag("--force", a->force, "replace a finished run in that folder");
  command->add_flag("--quiet", a->quiet, "no progress and no warnings");
  add_format_option(*command, a->format);
  command->callback([a, &exit_code] {
    a->command = typed_command(*a);
    try {
      exit_code = run(*a);
    } catch (const store::StoreError& error) {
      print_errors({Error{error.file().string(), 0, 0, error.reason(), "", ""}});
      exit_code = kFailedWhileRunning;
    }
  });
}

}  // namespace carepool::cli
