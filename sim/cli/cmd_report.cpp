// carepool report: writes report.html of a finished run again from what is stored. The model is not run.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "cli/analyse_report.hpp"
#include "cli/commands.hpp"
#include "experiment/collect.hpp"
#include "experiment/compare_folder.hpp"
#include "report/comparison_report.hpp"
#include "report/report.hpp"
#include "store/error.hpp"
#include "store/run_folder.hpp"

namespace carepool::cli {
namespace {

// A report of numbers that aren't those that the run wrote would lend them its name. The report itself may be
// missing or damaged: it is what is being mended.
Errors damage(const std::filesystem::path& folder, const store::Manifest& manifest) {
  Errors errors;
  for (const store::FileProblem& problem : store::check_files(folder, manifest)) {
    if (problem.name == "report.html") continue;
    errors.push_back({folder.string(), 0, 0, problem.text,
                      "the files as the run wrote them; `carepool verify` says more", ""});
  }
  return errors;
}

int fail(const Errors& errors, int code) {
  print_errors(errors);
  return code;
}

int replace_report(const std::filesystem::path& folder, const std::string& page) {
  const Result<store::Manifest> written = store::replace_file(folder, "report.html", page);
  if (!written.ok()) return fail(written.errors(), kBadInput);
  std::printf("%s\n", (folder / "report.html").string().c_str());
  return kDone;
}

int rewrite_comparison(const std::filesystem::path& folder, const store::Manifest& manifest) {
  if (const Errors errors = damage(folder, manifest); !errors.empty()) return fail(errors, kBadInput);
  const Result<store::Comparison> comparison = experiment::read_comparison(folder);
  if (!comparison.ok()) return fail(comparison.errors(), kBadInput);
  return replace_report(folder, write_comparison_report(comparison.value(), manifest));
}

int rewrite(const std::filesystem::path& folder) {
  if (experiment::is_experiment_folder(folder)) return analyse_and_report(folder.string());
  if (const auto read = store::read_manifest(folder); read.ok() && experiment::is_comparison(read.value().manifest))
    return rewrite_comparison(folder, read.value().manifest);
  const Result<ReportInput> input = read_report_input(folder);
  if (!input.ok()) return fail(input.errors(), kBadInput);
  if (const Errors errors = damage(folder, input.value().manifest); !errors.empty())
    return fail(errors, kBadInput);
  return replace_report(folder, write_report(input.value()));
}

}  // namespace

void add_report(CLI::App& app, int& exit_code) {
  auto folder = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("report", "write report.html again from what is stored, without running the model");
  command->add_option("DIR", *folder, "folder of a finished run, comparison or collected experiment")->required();
  command->callback([folder, &exit_code] {
    try {
      exit_code = rewrite(*folder);
    } catch (const store::StoreError& error) {
      exit_code = fail({Error{error.file().string(), 0, 0, error.reason(), "", ""}}, kFailedWhileRunning);
    }
  });
}

}  // namespace carepool::cli
