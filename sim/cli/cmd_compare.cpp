// carepool compare: policies beside the base on the same luck, and what differs.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <ctime>
#include <memory>
#include <utility>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/comparison_summary.hpp"
#include "cli/interruptible.hpp"
#include "cli/long_work.hpp"
#include "cli/scenario_options.hpp"
#include "experiment/collect.hpp"
#include "experiment/compare.hpp"
#include "experiment/compare_folder.hpp"
#include "metrics/row.hpp"
#include "report/comparison_report.hpp"
#include "store/error.hpp"
#include "store/run_folder.hpp"

namespace carepool::cli {
namespace {

struct CompareArguments {
  experiment::ArmsRequest request;
  LoadRequest load;                    // what the shared options fill
  std::string out, format = "text", command, until;
  std::vector<std::string> until_metrics;
  int threads = 1, replicates = 10, most = 200;
  bool force = false, quiet = false, most_given = false;
};

Error usage(const std::string& where, std::string message, std::string allowed) { return Error{where, 0, 0, std::move(message), std::move(allowed), ""}; }

// "1%", "0.5 %" or "0.01".
Result<double> share_of(const std::string& text) {
  std::string_view number = trim(text);
  const bool percent = number.ends_with('%');
  if (percent) number = trim(number.substr(0, number.size() - 1));
  const auto value = parse_double(number);
  const double share = value ? (percent ? *value / 100 : *value) : 0;
  if (!(share > 0) || !(share < 1)) return usage("--until-ci", "'" + text + "' is not a precision", "a share above 0 and below 1, such as 1% or 0.01");
  return share;
}

Errors check_metrics(const std::vector<std::string>& ids) {
  Errors errors;
  std::vector<std::string> known;
  for (const MetricDoc& doc : metric_dictionary()) known.push_back(doc.id);
  for (const std::string& id : ids)
    if (metric_index(id) == kNobody)
      errors.push_back({"--until-metric", 0, 0, "unknown metric '" + id + "'", "what 'carepool params --metrics' lists", nearest(id, known).value_or("")});
  return errors;
}

// The command as typed, file names without their folders.
std::string typed_command(const CompareArguments& a) {
  const auto name = [](const std::string& path) { return path.substr(path.find_last_of('/') + 1); };
  const auto names = [&](const std::string& typed) {
    std::string out;
    for (const std::string_view part : split(typed, '+')) out += (out.empty() ? "" : "+") + name(std::string(part));
    return out;
  };
  std::string text = "carepool compare " + name(a.load.path);
  for (const std::string& policy : a.load.policies) text += " --policy " + names(policy);
  for (const std::string& set : a.load.sets) text += " --set '" + set + "'";
  if (a.load.seed) text += fmt::format(" --seed {}", *a.load.seed);
  text += fmt::format(" --replicates {}", a.replicates);
  if (!a.until.empty()) text += fmt::format(" --until-ci {} --most-replicates {}", a.until, a.most);
  for (const std::string& id : a.until_metrics) text += " --until-metric " + id;
  if (a.request.leverage_off) text += " --leverage-off";
  if (!a.request.ensemble.empty()) text += " --ensemble " + name(a.request.ensemble);
  return text;
}

int fail(const Errors& errors) {
  print_errors(errors);
  return kBadInput;
}

std::string not_reached(const experiment::ComparedRuns& runs, const experiment::Closeness& close, const CompareArguments& a) {
  if (!close.asks_anything) return "--until-ci: none of the measures it looks at is in these runs; --until-metric names another.";
  std::string text = fmt::format("--until-ci {} was not reached with {} pairs{}: the widest interval is that of {}", a.until, runs.replicates.size(),
                                 runs.interrupted ? "" : " (the most allowed; --most-replicates)", close.widest);
  return text + (close.pairs_needed > 0 ? fmt::format(", which would need about {} pairs.", close.pairs_needed) : ".");
}

Error nothing_to_compare(bool leverage_off) {
  return usage("--policy", leverage_off ? "there is only the base, and no joint body in it has a leverage to switch off" : "there is only the base: nothing to compare it with",
               "--policy A.yaml, or --policy B.yaml+C.yaml for one arm with both, as often as you like");
}

int run(CompareArguments& a) {
  const Interruptible interruptible;
  const auto began = std::chrono::steady_clock::now();
  const std::string started_at = store::utc_now();
  experiment::CompareOptions options;
  experiment::Precision precision;
  if (!a.until.empty()) {
    const Result<double> share = share_of(a.until);
    if (!share.ok()) return fail(share.errors());
    precision.share = share.value();
  }
  if (const Errors errors = check_metrics(a.until_metrics); !errors.empty()) return fail(errors);
  precision.metrics = a.until_metrics;
  a.request.base = a.load.path;
  a.request.policies = a.load.policies;
  a.request.sets = a.load.sets;
  a.request.seed = a.load.seed;
  if (!a.most_given) a.most = std::max(a.most, a.replicates);
  if (!a.until.empty() && a.most < a.replicates)
    return fail({Error{"--most-replicates", 0, 0, fmt::format("is {}, below --replicates {}", a.most, a.replicates), "at least as many as --replicates", ""}});
  a.request.replicates = a.until.empty() ? a.replicates : std::max(a.replicates, a.most);
  Result<experiment::Arms> made = experiment::make_arms(a.request);
  if (!made.ok()) return fail(made.errors());
  experiment::Arms& arms = made.value();
  if (arms.arms.size() < 2) return fail({nothing_to_compare(a.request.leverage_off)});
  if (!a.quiet) {  // each once: arms share most of theirs
    Errors warnings;
    for (const experiment::Arm& arm : arms.arms)
      for (const Error& warning : arm.scenario->warnings)
        if (std::none_of(warnings.begin(), warnings.end(), [&](const Error& x) { return x.text() == warning.text(); })) warnings.push_back(warning);
    print_warnings(warnings);
  }
  const std::string dir = a.out.empty() ? fmt::format("results/compare-{}-{}", arms.arms[0].scenario->name, arms.plan.seed()) : a.out;
  if (const Errors errors = experiment::sweep_in_the_way(dir); !errors.empty()) return fail(errors);
  Result<store::RunFolder> created = store::RunFolder::create(dir, {a.force, {}});
  if (!created.ok()) return fail(created.errors());

  options.threads = a.threads;
  options.replicates = a.replicates;
  options.most_replicates = a.request.replicates;
  if (!a.until.empty()) {
    options.until = precision;
    if (!a.quiet) fmt::print(stderr, "until every headline interval is within ±{}, at most {} pairs\n", a.until, options.most_replicates);
  }
  ProgressBar bar(a.quiet);
  options.progress = [&, planned = std::int32_t{0}](const experiment::CompareProgress& p) mutable {
    if (std::exchange(planned, p.pairs_planned) != p.pairs_planned) bar.begin_again();
    bar.show(p.batch.share_done, p.batch.seconds_left, fmt::format("pairs {} to {}", p.pairs_done + 1, p.pairs_planned));
    return !Interruptible::interrupted();
  };
  const experiment::ComparedRuns runs = experiment::run_comparison(arms, options);
  bar.end();
  for (const std::string& failure : runs.failures) fmt::print(stderr, "failed: {}\n", failure);
  if (runs.replicates.empty()) {
    fmt::print(stderr, "{}no pair was finished, nothing is published\n", runs.interrupted ? "interrupted: " : "");
    return runs.interrupted ? kInterrupted : kFailedWhileRunning;
  }
  if (options.until && !runs.reached) arms.remarks.push_back(not_reached(runs, experiment::closeness_of(arms, runs, precision), a));
  if (options.until && runs.reached) arms.remarks.push_back(fmt::format("--until-ci {} was reached with {} pairs.", a.until, runs.replicates.size()));
  if (runs.interrupted) arms.remarks.push_back(fmt::format("Interrupted: these are the {} pairs that were finished.", runs.replicates.size()));

  const store::Comparison comparison = experiment::compare(arms, runs, precision);
  store::Manifest manifest = experiment::comparison_manifest(arms, runs, a.replicates);
  manifest.command = a.command;
  manifest.threads = a.threads;
  manifest.started_at = started_at;
  store::RunFolder& folder = created.value();
  experiment::write_comparison(folder, arms, runs, comparison);
  folder.write_file("report.html", write_comparison_report(comparison, manifest));
  manifest.cpu_seconds = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  manifest.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  manifest.peak_memory_bytes = store::peak_memory_bytes();
  folder.finish(manifest);
  if (a.format == "json") fmt::print("{}", store::comparison_summary_json(comparison));
  else print_comparison(comparison, dir, manifest.wall_seconds);
  if (runs.interrupted) return kInterrupted;
  return runs.failures.empty() ? kDone : kSomeRunsMissing;
}

}  // namespace

void add_compare(CLI::App& app, int& exit_code) {
  auto a = std::make_shared<CompareArguments>();
  CLI::App* command = app.add_subcommand("compare", "run policies beside the base on the same luck, and say what differs");
  add_scenario_options(*command, a->load);
  command->get_option("--policy")->description("An arm of its own beside the base; B.yaml+C.yaml is one arm with both; may be given several times");
  command->get_option("--set")->description("One value on top, in every arm; may be given several times");
  command->add_option("--replicates", a->replicates, "pairs of runs, each with its own luck")->check(CLI::Range(1, 100000))->capture_default_str();
  auto* until = command->add_option("--until-ci", a->until, "go on until 95 % intervals of the headline differences are within ± this, such as 1% (of the base's value; points for shares)")->type_name("P");
  command->add_option("--until-metric", a->until_metrics, "a metric that --until-ci looks at, in place of the headline ones; may be given several times")->type_name("ID")->expected(1)->take_all()->needs(until);
  command->add_option("--most-replicates", a->most, "with --until-ci: never more pairs than this")->check(CLI::Range(2, 100000))->capture_default_str()->needs(until);
  command->add_flag("--leverage-off", a->request.leverage_off, "a copy of each arm whose joint bodies have no leverage in talks, for the decomposition");
  command->add_option("--ensemble", a->request.ensemble, "CSV of parameter draws: every arm is run with each, and what is not known is shown beside luck")->type_name("FILE.csv");
  command->add_option("--threads", a->threads, "runs at a time; the results are the same for any number")->check(CLI::Range(1, 256));
  command->add_option("--out", a->out, "folder for the results; default results/compare-<scenario>-<seed>");
  command->add_flag("--force", a->force, "replace a finished comparison or run in that folder");
  command->add_flag("--quiet", a->quiet, "no progress and no warnings");
  add_format_option(*command, a->format);
  command->callback([a, command, &exit_code] {
    a->command = typed_command(*a);
    a->most_given = command->count("--most-replicates") > 0;
    try {
      exit_code = run(*a);
    } catch (const store::StoreError& error) {
      print_errors({Error{error.file().string(), 0, 0, error.reason(), "", ""}});
      exit_code = kFailedWhileRunning;
    }
  });
}

}  // namespace carepool::cli
