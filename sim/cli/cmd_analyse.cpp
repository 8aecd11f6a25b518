// carepool analyse: what a collected experiment says, as tables and a page.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/analyse_report.hpp"
#include "cli/commands.hpp"
#include "cli/scenario_options.hpp"
#include "experiment/analyse.hpp"
#include "experiment/collect.hpp"
#include "metrics/row.hpp"
#include "report/analysis_report.hpp"
#include "store/error.hpp"

namespace carepool::cli {
namespace {

struct AnalyseArguments {
  std::string dir, format = "text";
  std::vector<std::string> metrics, thresholds;
};

Error option_error(const std::string& where, std::string message, std::string allowed, std::string suggestion = "") {
  return Error{where, 0, 0, std::move(message), std::move(allowed), std::move(suggestion)};
}

std::vector<std::string> kept_metrics(const experiment::ExperimentData& data) { return {data.plan.metrics().begin(), data.plan.metrics().end()}; }

// The first dozen, and where the rest stand.
std::string kept_text(const std::vector<std::string>& kept, const std::string& dir) {
  constexpr std::size_t kDozen = 12;
  std::string text = "a metric that the experiment keeps: ";
  for (std::size_t i = 0; i < std::min(kDozen, kept.size()); ++i) text += (i == 0 ? "" : ", ") + kept[i];
  if (kept.size() > kDozen) text += fmt::format(" and {} more (all are columns of {}/wide.csv)", kept.size() - kDozen, dir);
  return text;
}

Result<experiment::AnalyseOptions> options_of(const AnalyseArguments& a, const experiment::ExperimentData& data) {
  experiment::AnalyseOptions options;
  Errors errors;
  const std::vector<std::string> kept = kept_metrics(data);
  const auto check = [&](const std::string& where, const std::string& id) {
    if (data.metric(id)) return true;
    const bool exists = metric_index(id) != kNobody;
    errors.push_back(option_error(where, exists ? "the experiment did not keep '" + id + "'" : "unknown metric '" + id + "'", kept_text(kept, a.dir), nearest(id, kept).value_or("")));
    return false;
  };
  for (std::size_t i = 0; i < a.metrics.size(); ++i)
    if (check(fmt::format("--metric #{}", i + 1), a.metrics[i])) options.metrics.push_back(a.metrics[i]);
  for (std::size_t i = 0; i < a.thresholds.size(); ++i) {
    const std::string where = fmt::format("--threshold #{}", i + 1);
    const auto parts = split(a.thresholds[i], '=');
    const auto value = parts.size() == 2 ? parse_double(trim(parts[1])) : std::nullopt;
    if (!value)
      errors.push_back(option_error(where, "'" + a.thresholds[i] + "' is not a threshold", "METRIC=NUMBER, such as crisis_children=700"));
    else if (check(where, std::string(trim(parts[0]))))
      options.thresholds[std::string(trim(parts[0]))] = *value;
  }
  if (!errors.empty()) return errors;
  return options;
}

void print_text(const store::Analysis& analysis, const std::string& dir) {
  fmt::print("\n{} · {} · {} points, {} of {} runs finished\n", analysis.fact("experiment"), analysis.fact("design"), analysis.fact("points"), analysis.fact("finished"), analysis.fact("runs"));
  for (const auto& [topic, heading] : {std::pair("response", "From lowest to highest"), std::pair("regret", "Regret"), std::pair("sensitivity", "What moves it"), std::pair("discovery", "When it flips"), std::pair("note", "Notes")}) {
    bool first = true;
    for (const store::Sentence& sentence : analysis.sentences) {
      if (sentence.topic != topic) continue;
      if (first) fmt::print("\n{}\n", heading);
      first = false;
      fmt::print("  {}\n", sentence.text);
    }
  }
  fmt::print("\n  Report     {}/report.html\n  Tables     {}/analysis.sqlite and CSV\n", dir, dir);
}

void print_json(const store::Analysis& analysis) {
  nlohmann::ordered_json out;
  for (const auto& [key, value] : analysis.facts) out["facts"][key] = value;
  out["sentences"] = nlohmann::ordered_json::array();
  for (const store::Sentence& sentence : analysis.sentences) out["sentences"].push_back({{"topic", sentence.topic}, {"text", sentence.text}});
  fmt::print("{}\n", out.dump(2));
}

int run(const AnalyseArguments& a) {
  if (const Errors errors = experiment::is_experiment_folder(a.dir) ? experiment::damaged_tables(a.dir) : Errors{}; !errors.empty()) {
    print_errors(errors);
    return kBadInput;
  }
  const Result<experiment::ExperimentData> data = experiment::read_experiment(a.dir);
  if (!data.ok()) {
    print_errors(data.errors());
    return kBadInput;
  }
  const Result<experiment::AnalyseOptions> options = options_of(a, data.value());
  if (!options.ok()) {
    print_errors(options.errors());
    return kBadInput;
  }
  const store::Analysis analysis = experiment::analyse(data.value(), options.value());
  for (const auto& [name, bytes] : store::analysis_files(analysis)) experiment::add_to_manifest(a.dir, name, bytes);
  experiment::add_to_manifest(a.dir, "report.html", write_analysis_report(analysis));
  if (a.format == "json") print_json(analysis);
  else print_text(analysis, a.dir);
  return analysis.fact("failed") == "0" && analysis.fact("missing") == "0" ? kDone : kSomeRunsMissing;
}

}  // namespace

int analyse_and_report(const std::string& dir) { return run({dir, "text", {}, {}}); }

void add_analyse(CLI::App& app, int& exit_code) {
  auto a = std::make_shared<AnalyseArguments>();
  CLI::App* command = app.add_subcommand("analyse", "sensitivity, regret, conditions and responses of a collected experiment");
  command->add_option("DIR", a->dir, "the experiment's folder, after 'carepool collect'")->required();
  command->add_option("--metric", a->metrics, "a metric to look at; may be given several times; default those the experiment names")->type_name("ID")->expected(1)->take_all();
  command->add_option("--threshold", a->thresholds, "ask when a metric is above this value, in place of its worst quarter; may be given several times")->type_name("METRIC=VALUE")->expected(1)->take_all();
  add_format_option(*command, a->format);
  command->callback([a, &exit_code] {
    try {
      exit_code = run(*a);
    } catch (const store::StoreError& error) {
      print_errors({Error{error.file().string(), 0, 0, error.reason(), "", ""}});
      exit_code = kFailedWhileRunning;
    }
  });
}

}  // namespace carepool::cli
