// carepool collect: from the segments of a sweep to its tables.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/collect_report.hpp"
#include "cli/commands.hpp"
#include "cli/long_work.hpp"
#include "cli/scenario_options.hpp"
#include "experiment/collect.hpp"
#include "store/error.hpp"

namespace carepool::cli {
namespace {

namespace ex = carepool::experiment;
using Json = nlohmann::ordered_json;

constexpr std::size_t kMostPrinted = 20;

struct CollectArguments {
  std::string dir, format = "text";
  bool quiet = false;
};

void print_first(const std::vector<std::string>& lines) {
  for (std::size_t i = 0; i < lines.size() && i < kMostPrinted; ++i) fmt::print(stderr, "{}\n", lines[i]);
  if (lines.size() > kMostPrinted)
    fmt::print(stderr, "... and {} more: see runs.json\n", lines.size() - kMostPrinted);
}

Json as_json(const ex::CollectReport& r, const std::string& dir) {
  return {{"experiment", r.experiment},
          {"folder", dir},
          {"points", r.points},
          {"runs", r.runs},
          {"finished", r.finished},
          {"failed", r.failed},
          {"missing", r.missing},
          {"different_copies", r.differing},
          {"equal_copies", r.equal_copies},
          {"damaged", r.damaged},
          {"cut_short", r.torn},
          {"unreadable", r.unreadable},
          {"tables_kept", r.kept},
          {"left_aside", r.of_no_run},
          {"complete", r.complete()},
          {"problems", r.problems},
          {"notes", r.notes}};
}

void print_summary(const ex::CollectReport& r, const std::string& dir) {
  if (r.kept) {
    fmt::print("{}: {} of {} runs at {} points can be read. The tables in {} were kept as they were, with {} finished runs\n", r.experiment, r.finished, r.runs, r.points, dir,
               r.published);
    return;
  }
  fmt::print("{}: {} of {} runs at {} points finished", r.experiment, r.finished, r.runs, r.points);
  if (r.failed > 0) fmt::print(", {} failed", r.failed);
  if (r.missing > 0) fmt::print(", {} missing", r.missing);
  if (r.differing > 0) fmt::print(", {} with copies that differ", r.differing);
  fmt::print("; {} of computing. Tables: {}/results.sqlite, wide.csv, series.csv\n", duration_text(r.cpu_seconds), dir);
}

}  // namespace

int collect_and_report(const std::string& dir, bool in_json, bool quiet) {
  ProgressBar bar(quiet || in_json || isatty(STDERR_FILENO) == 0);
  const Result<ex::CollectReport> collected =
      ex::collect(dir, [&](double share) { bar.show(share, 0, "collecting"); });
  bar.end();
  if (!collected.ok()) {
    print_errors(collected.errors());
    return kBadInput;
  }
  const ex::CollectReport& r = collected.value();
  print_first(r.problems);
  if (!quiet) print_first(r.notes);
  if (in_json) {
    fmt::print("{}\n", as_json(r, dir).dump(2, ' ', false, Json::error_handler_t::replace));
  } else {
    print_summary(r, dir);
  }
  return r.complete() ? kDone : kSomeRunsMissing;
}

void add_collect(CLI::App& app, int& exit_code) {
  auto a = std::make_shared<CollectArguments>();
  CLI::App* command =
      app.add_subcommand("collect", "Merge the runs of a sweep into tables; may be done again at any time");
  command->add_option("DIR", a->dir, "The sweep's folder")->required();
  command->add_flag("--quiet", a->quiet, "No progress and no remarks");
  add_format_option(*command, a->format);
  command->callback([a, &exit_code] {
    try {
      exit_code = collect_and_report(a->dir, a->format == "json", a->quiet);
    } catch (const store::StoreError& error) {
      print_errors({Error{error.file().string(), 0, 0, error.reason(), "", ""}});
      exit_code = kFailedWhileRunning;
    }
  });
}

}  // namespace carepool::cli
