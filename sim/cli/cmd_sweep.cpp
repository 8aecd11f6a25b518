// carepool sweep: an experiment's runs, here, as a shard, or as a Slurm array job.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/collect_report.hpp"
#include "cli/commands.hpp"
#include "cli/interruptible.hpp"
#include "cli/long_work.hpp"
#include "cli/scenario_options.hpp"
#include "cli/usage.hpp"
#include "experiment/collect.hpp"
#include "experiment/slurm.hpp"
#include "experiment/sweep.hpp"
#include "store/error.hpp"
#include "store/files.hpp"

namespace carepool::cli {
namespace {

namespace fs = std::filesystem;
namespace ex = carepool::experiment;
using Json = nlohmann::ordered_json;

struct SweepArguments {
  std::string experiment, out, executor = "local", shard, format = "text";
  ex::PlanOptions plan;
  ex::SlurmOptions slurm;
  int threads = 1;
  bool dry_run = false, quiet = false, no_pilot = false, no_collect = false, only_missing = false;
};

bool asks_for_plan(const SweepArguments& a) {
  std::error_code problem;  // a path that may not be looked at is said to be unreadable by whoever reads it
  return fs::is_directory(a.experiment, problem);
}

Result<v1::Plan> plan_of(SweepArguments& a) {
  if (asks_for_plan(a)) {  // a folder: its own plan
    a.out = a.experiment;
    if (const auto problem = ex::unreadable(a.out)) return *problem;
    return ex::read_plan(a.out);
  }
  const Result<ex::ExperimentFile> file = ex::load_experiment(a.experiment);
  if (!file.ok()) return file.errors();
  // The tables that lie beside the base are found again when the plan is run.
  const fs::path base = fs::path(file.value().dir) / file.value().values.base();
  a.plan.table_folders.push_back((base.parent_path() / "data").string());
  return ex::make_plan(file.value(), a.plan);
}

std::string shape_text(const v1::Plan& plan) {
  std::string text = fmt::format("{} points", plan.points_size());
  if (plan.draws_size() > 0) text += fmt::format(" x {} draws", plan.draws_size());
  if (plan.replicates() > 1) text += fmt::format(" x {} replicates", plan.replicates());
  return text;
}

ex::Estimate estimate(const v1::Plan& plan, const SweepArguments& a) {
  if (a.no_pilot) return {};
  ex::ExecuteOptions options;
  options.table_folders = a.plan.table_folders;
  options.progress = [](const ex::ExecuteProgress&) { return !Interruptible::interrupted(); };
  return ex::pilot(plan, options);
}

Json plan_json(const v1::Plan& plan, const std::string& dir) {
  Json factors = Json::array();
  for (const v1::PlanFactor& factor : plan.factors())
    factors.push_back({{"name", factor.name()}, {"path", factor.path()}, {"unit", factor.unit()}});
  return {{"experiment", plan.experiment()}, {"folder", dir},
          {"design", plan.design()},         {"factors", factors},
          {"points", plan.points_size()},    {"draws", plan.draws_size()},
          {"replicates", plan.replicates()}, {"runs", ex::runs_of(plan)}};
}

// What `check` says of some points: each once.
void print_point_warnings(const v1::Plan& plan) {
  constexpr int kMost = 20;
  for (int i = 0; i < std::min(kMost, plan.warnings_size()); ++i) {
    const v1::PlanWarning& warning = plan.warnings(i);
    if (static_cast<int>(warning.points()) == plan.points_size())
      fmt::print(stderr, "warning: {} (all {} points)\n", warning.text(), plan.points_size());
    else
      fmt::print(stderr, "warning: {} ({} of {} points, the first {})\n", warning.text(), warning.points(), plan.points_size(), warning.first_point());
  }
  if (plan.warnings_size() > kMost) fmt::print(stderr, "... and {} more warnings\n", plan.warnings_size() - kMost);
}

Json warnings_json(const v1::Plan& plan) {
  Json out = Json::array();
  for (const v1::PlanWarning& warning : plan.warnings())
    out.push_back({{"text", warning.text()}, {"points", warning.points()}, {"first_point", warning.first_point()}});
  return out;
}

// ---- --dry-run ----

int dry_run(const v1::Plan& plan, const SweepArguments& a) {
  std::size_t to_do = ex::runs_of(plan), done = 0;
  if (const auto problem = ex::unreadable(a.out)) {
    print_errors({*problem});
    return kBadInput;
  }
  if (ex::is_experiment_folder(a.out)) {
    const Result<ex::Survey> survey = ex::survey(a.out, plan);
    if (!survey.ok()) {
      print_errors(survey.errors());
      return kBadInput;
    }
    done = survey.value().finished;
    to_do -= done;
  }
  const ex::Estimate e = estimate(plan, a);
  const double seconds = static_cast<double>(to_do) * e.seconds_per_run / a.threads,
               runs = static_cast<double>(ex::runs_of(plan));
  std::string scripts;
  if (a.executor == "slurm") {
    if (const auto problem = ex::open_folder(a.out, plan)) {
      print_errors({*problem});
      return kBadInput;
    }
    const ex::SlurmPlan slurm = ex::write_slurm_scripts(a.out, plan, to_do, e, a.slurm);
    scripts = slurm.sweep_script.string();
  }
  if (a.format == "json") {
    Json json = plan_json(plan, a.out);
    json["done_already"] = done;
    json["seconds_per_run"] = e.seconds_per_run;
    json["seconds"] = seconds;
    json["threads"] = a.threads;
    json["segment_bytes"] = e.bytes_per_run * runs;
    json["collected_bytes"] = e.collected_bytes_per_run * runs;
    json["memory_bytes"] = e.memory_bytes;
    json["pilot_failure"] = e.failure;
    json["warnings"] = warnings_json(plan);
    if (!scripts.empty()) json["script"] = scripts;
    fmt::print("{}\n", json.dump(2));
    return kDone;
  }
  fmt::print("{}: {}, {} = {} runs\n", plan.experiment(), plan.design(), shape_text(plan), ex::runs_of(plan));
  for (const v1::PlanFactor& factor : plan.factors()) {
    std::string levels;
    for (int v = 0; v < factor.values_size() && v < 8; ++v) levels += (v == 0 ? "" : ", ") + factor.values(v);
    if (factor.values_size() > 8) levels += fmt::format(", ... ({} levels)", factor.values_size());
    if (factor.values_size() == 0) levels = factor.low() + " to " + factor.high();
    fmt::print("  {}: {}{}\n", factor.name(), levels,
               factor.unit().empty() || factor.unit() == "choice" ? "" : "  (" + factor.unit() + ")");
  }
  if (done > 0) fmt::print("  done already: {} runs\n", done);
  if (!e.failure.empty()) fmt::print("  the trial run failed: {}\n", e.failure);
  if (!a.no_pilot && e.failure.empty()) {
    fmt::print("  time: {} a run (one trial run of the first point); {} on {} thread{}\n",
               duration_text(e.seconds_per_run), duration_text(seconds), a.threads,
               a.threads == 1 ? "" : "s");
    fmt::print("  disk: {} for the runs, about {} collected\n  memory: {} a thread\n",
               size_text(e.bytes_per_run * runs), size_text(e.collected_bytes_per_run * runs),
               size_text(static_cast<double>(e.memory_bytes)));
  }
  if (!scripts.empty()) fmt::print("  batch script: {}\n", scripts);
  return kDone;
}

// ---- running ----

void say_what_is_reused(const v1::Plan& plan, const ex::Survey& survey) {
  for (const ex::SegmentInfo& segment : survey.scan.segments)
    if (!segment.unreadable.empty()) fmt::print(stderr, "unreadable: segments/{}: {}: runs that only it holds are made again\n", segment.name, segment.unreadable);
  const std::size_t kept = survey.finished;
  if (kept > 0) fmt::print(stderr, "{} of {} runs are done already\n", kept, ex::runs_of(plan));
  if (survey.of_no_run == 0) return;
  const bool begins_again = plan.design() == "lhs" || plan.design() == "morris";
  fmt::print(
      stderr, "{} records of the folder are of points that this plan does not have and are left aside{}\n",
      survey.of_no_run,
      begins_again ? (plan.design() == "lhs" ? ": a Latin hypercube of another size begins again"
                                             : ": Morris trajectories of other levels or another seed begin again")
                   : "");
}

int sweep_slurm(const v1::Plan& plan, const SweepArguments& a, const ex::Survey& survey) {
  std::size_t to_do = ex::runs_to_do(survey, {}).size();
  if (a.only_missing) to_do = survey.missing + survey.differing;
  if (to_do == 0) {
    fmt::print("nothing is missing; 'carepool collect {}' writes the tables\n", a.out);
    return survey.failed > 0 ? kSomeRunsMissing : kDone;
  }
  // With time, memory and tasks given, no trial is needed.
  const bool known = !a.slurm.time.empty() && !a.slurm.memory.empty() && a.slurm.tasks > 0;
  const ex::SlurmPlan slurm =
      ex::write_slurm_scripts(a.out, plan, to_do, known ? ex::Estimate{} : estimate(plan, a), a.slurm);
  const Result<ex::Submitted> submitted = ex::submit(slurm);
  if (!submitted.ok()) {
    print_errors(submitted.errors());
    return kFailedWhileRunning;
  }
  const ex::Submitted& jobs = submitted.value();
  if (a.format == "json") {
    Json json = plan_json(plan, a.out);
    json["sweep_job"] = jobs.sweep_job;
    json["collect_job"] = jobs.collect_job;
    json["tasks"] = slurm.tasks;
    fmt::print("{}\n", json.dump(2));
  } else {
    fmt::print("{} runs in {} tasks of {} and {}: job {}, then collect: job {} ({})\n", to_do, slurm.tasks,
               slurm.time, slurm.memory, jobs.sweep_job, jobs.collect_job, slurm.job_name);
  }
  return kDone;
}

int shard_end(const ex::ExecuteOutcome& outcome, const SweepArguments& a) {
  if (a.format == "json")
    fmt::print("{}\n", Json{{"shard", a.shard},
                            {"finished", outcome.finished},
                            {"failed", outcome.failed},
                            {"interrupted", outcome.interrupted}}
                           .dump(2));
  else if (!a.quiet)
    fmt::print("{}: {} runs finished, {} failed\n", a.shard.empty() ? "sweep" : "shard " + a.shard,
               outcome.finished, outcome.failed);
  if (outcome.interrupted) return kInterrupted;
  return outcome.failed > 0 ? kSomeRunsMissing : kDone;
}

int sweep_local(const v1::Plan& plan, const SweepArguments& a, const ex::Survey& survey,
                const ex::Shard& shard) {
  const std::vector<std::size_t> runs = ex::runs_to_do(survey, shard);
  ex::SweepOptions options;
  options.execute.threads = a.threads;
  options.execute.table_folders = a.plan.table_folders;
  const char* job = std::getenv("SLURM_JOB_ID");
  options.executor = a.shard.empty()  ? "local"
                     : job != nullptr ? fmt::format("slurm {} shard {}", job, a.shard)
                                      : "shard " + a.shard;
  ProgressBar bar(a.quiet || a.format == "json");
  options.execute.progress = [&](const ex::ExecuteProgress& p) {
    bar.show(p.share_done, p.seconds_left,
             fmt::format("{} of {} runs{}", p.done, p.all,
                         p.failed > 0 ? fmt::format(", {} failed", p.failed) : ""));
    return !Interruptible::interrupted();
  };
  const ex::ExecuteOutcome outcome = ex::sweep_here(a.out, plan, runs, options);
  bar.end();
  if (outcome.stopped) fmt::print(stderr, "stopped at the first failure, as on_failure asks\n");
  if (outcome.interrupted)
    fmt::print(stderr, "interrupted: {} runs were finished and are kept; the same command goes on\n",
               outcome.finished);
  if (!a.shard.empty() || a.no_collect || outcome.interrupted) return shard_end(outcome, a);
  return collect_and_report(a.out, a.format == "json", a.quiet);
}

int sweep(SweepArguments& a) {
  const Interruptible interruptible;
  if (const Errors errors = ex::check_slurm(a.slurm); !errors.empty()) {
    print_errors(errors);
    return kBadInput;
  }
  ex::Shard shard;
  if (!a.shard.empty()) {
    const Result<ex::Shard> read = ex::parse_shard(a.shard);
    if (!read.ok()) {
      print_errors(read.errors());
      return kBadInput;
    }
    shard = read.value();
  }
  const Result<v1::Plan> planned = plan_of(a);
  if (!planned.ok()) {
    print_errors(planned.errors());
    return kBadInput;
  }
  const v1::Plan& plan = planned.value();
  if (!a.quiet) print_point_warnings(plan);
  if (a.out.empty()) a.out = "results/" + plan.experiment();
  a.slurm.program = fs::read_symlink("/proc/self/exe").string();
  a.slurm.threads = a.threads;
  if (a.dry_run) return dry_run(plan, a);
  if (!asks_for_plan(a))
    if (const auto problem = ex::open_folder(a.out, plan)) {
      print_errors({*problem});
      return kBadInput;
    }
  const Result<ex::Survey> survey = ex::survey(a.out, plan);
  if (!survey.ok()) {
    print_errors(survey.errors());
    return kBadInput;
  }
  if (!a.quiet) say_what_is_reused(plan, survey.value());
  return a.executor == "slurm" ? sweep_slurm(plan, a, survey.value())
                               : sweep_local(plan, a, survey.value(), shard);
}

}  // namespace

void add_sweep(CLI::App& app, int& exit_code) {
  auto a = std::make_shared<SweepArguments>();
  CLI::App* command = app.add_subcommand(
      "sweep", "Run every point of an experiment; starting it again finishes what is missing");
  command
      ->add_option("EXPERIMENT", a->experiment,
                   "Experiment file (YAML), or a sweep's folder to go on with its own plan")
      ->required()
      ->type_name("EXPERIMENT.yaml");
  command->add_option("--out", a->out, "Folder for the runs and results; default results/<experiment>")
      ->type_name("DIR");
  command
      ->add_option("--executor", a->executor, "local, or slurm: an array job and a collecting job after it")
      ->check(one_of({"local", "slurm"}))
      ->type_name("NAME");
  command->add_option("--shard", a->shard, "Only every Nth run, from the Ith on: a slice for any scheduler")
      ->type_name("I/N");
  command->add_option("--threads", a->threads, "Runs at a time")->check(CLI::Range(1, 256))->type_name("N");
  command
      ->add_option("--ensemble", a->plan.ensemble, "CSV of parameter draws in place of the experiment's own")
      ->type_name("FILE.csv");
  command
      ->add_option("--set", a->plan.sets,
                   "One value at every point, such as years=3; may be given several times")
      ->type_name("PATH=VALUE")
      ->expected(1)
      ->take_all();
  command->add_option("--replicates", a->plan.replicates, "In place of the experiment's own")
      ->check(CLI::Range(1, 100000))
      ->type_name("N");
  command->add_option("--seed", a->plan.seed, "Luck of replicate 0")->type_name("N");
  command->add_flag("--dry-run", a->dry_run,
                    "Print points, runs, time and disk (after one trial run) and run nothing; with slurm "
                    "also write the batch script");
  command->add_flag("--no-pilot", a->no_pilot, "No trial run: no estimates of time and disk");
  command->add_flag("--no-collect", a->no_collect, "Leave the tables to 'carepool collect'");
  command->add_option("--partition", a->slurm.partition, "Slurm: partition")->type_name("NAME");
  command
      ->add_option("--tasks", a->slurm.tasks,
                   "Slurm: tasks of the array; default so many that each takes half an hour")
      ->check(CLI::Range(1, 10000))
      ->type_name("N");
  command->add_option("--time", a->slurm.time, "Slurm: time limit of a task; default from the trial run")
      ->type_name("H:MM:SS");
  command->add_option("--mem", a->slurm.memory, "Slurm: memory of a task; default from the trial run")
      ->type_name("SIZE");
  command->add_flag("--only-missing", a->only_missing,
                    "Slurm: submit only if runs are missing (failed ones stay failed)");
  command->add_flag("--quiet", a->quiet, "No progress and no remarks");
  add_format_option(*command, a->format);
  command->callback([a, &exit_code] {
    try {
      exit_code = sweep(*a);
    } catch (const store::StoreError& error) {
      print_errors({Error{error.file().string(), 0, 0, error.reason(), "", ""}});
      exit_code = kFailedWhileRunning;
    }
  });
}

}  // namespace carepool::cli
