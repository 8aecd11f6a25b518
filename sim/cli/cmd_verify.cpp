// carepool verify: is this folder what its run made? The run is made again and compared.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/commands.hpp"
#include "cli/scenario_options.hpp"
#include "experiment/collect.hpp"
#include "experiment/compare_folder.hpp"
#include "run/run_again.hpp"

namespace carepool::cli {
namespace {

struct VerifyOptions {
  std::string folder;
  std::string format = "text";
  int threads = 1;
  std::size_t runs = 5;
};

nlohmann::json as_json(const Verification& verification) {
  nlohmann::json findings = nlohmann::json::array();
  for (const VerifyFinding& finding : verification.findings)
    findings.push_back({{"kind", name_of(finding.kind)}, {"text", finding.text}});
  return {{"same", verification.same()},
          {"findings", findings},
          {"replicates", verification.n_replicates},
          {"dates", verification.n_dates},
          {"files", verification.n_files},
          {"world_hash", verification.world_hash}};
}

// A sweep: its files, and some of its runs made again.
int verify_sweep(const VerifyOptions& options) {
  const auto verified = experiment::verify_experiment(options.folder, options.runs, options.threads);
  if (!verified.ok()) {
    print_errors(verified.errors());
    return kBadInput;
  }
  const experiment::ExperimentVerification& v = verified.value();
  const bool same = v.findings.empty();
  if (options.format == "json") {
    const nlohmann::json json = {{"same", same}, {"findings", v.findings}, {"runs_made_again", v.runs_made_again}, {"runs", v.runs}, {"runs_planned", v.planned}, {"files", v.files}};
    std::printf("%s\n", json.dump(2).c_str());
  } else if (same) {
    std::printf("same: %zu files, and %zu of %zu runs made again with every number the same\n", v.files, v.runs_made_again, v.runs);
    if (v.runs < v.planned) std::printf("%zu of the %zu runs of the plan are missing or failed: 'carepool collect' names them\n", v.planned - v.runs, v.planned);
  } else {
    std::printf("different:\n");
    for (const std::string& finding : v.findings) std::printf("  %s\n", finding.c_str());
  }
  return same ? kDone : kFailedWhileRunning;
}

int run_verify(const VerifyOptions& options) {
  if (experiment::is_experiment_folder(options.folder)) return verify_sweep(options);
  RunOptions run;
  run.threads = options.threads;
  const auto again = [&](const Scenario& scenario, const store::Manifest& manifest, const v1::Recording& recorded) {
    return run_again(scenario, manifest, recorded, run);
  };
  const auto manifest = store::read_manifest(options.folder);
  const bool compared = manifest.ok() && experiment::is_comparison(manifest.value().manifest);
  const auto verification = compared ? experiment::verify_comparison(options.folder, options.threads) : verify(options.folder, again);
  if (!verification.ok()) {
    print_errors(verification.errors());
    return kBadInput;
  }
  const Verification& found = verification.value();
  std::printf("%s",
              options.format == "json" ? (as_json(found).dump(2) + "\n").c_str() : found.text().c_str());
  return found.same() ? kDone : kFailedWhileRunning;
}

}  // namespace

void add_verify(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* command =
      app.add_subcommand("verify", "Run a recorded run again and compare everything that it recorded");
  command->add_option("DIR", options->folder, "The run's folder")->required();
  command
      ->add_option("--threads", options->threads,
                   "Threads inside the run (of a comparison: over its runs); the outcome is the same for any number")
      ->check(CLI::Range(1, 256));
  command->add_option("--runs", options->runs, "Of a sweep: how many runs are made again, evenly spread; 0: all")->type_name("N")->check(CLI::NonNegativeNumber);
  add_format_option(*command, options->format);
  command->callback([options, &exit_code] { exit_code = run_verify(*options); });
}

}  // namespace carepool::cli
