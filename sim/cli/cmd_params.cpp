// carepool params: the dictionaries of parameters, instruments and metrics, from the definitions themselves.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/metric_dictionary.hpp"
#include "cli/scenario_options.hpp"
#include "scenario/dictionary.hpp"
#include "scenario/provenance.hpp"

namespace carepool::cli {
namespace {

struct ParamsOptions {
  std::string path;
  bool metrics = false, instruments = false, markdown = false;
  std::string format = "text";
};

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

std::string choices_text(const std::string& choices) {
  std::string out;
  for (const std::string_view choice : split(choices, '|'))
    out += (out.empty() ? "" : ", ") + std::string(choice);
  return out;
}

// Range, or choices, or what kind of value it is.
std::string allowed(const Parameter& parameter) {
  const bool list = parameter.type.rfind("list", 0) == 0;
  if (!parameter.choices.empty()) return (list ? "any of " : "one of ") + choices_text(parameter.choices);
  if (parameter.unit == "date") return "a day such as 2026-04-01";
  return parameter.range.empty() ? parameter.type : parameter.range;
}

std::string shown_default(const Parameter& parameter) {
  if (parameter.required) return "(must be given)";
  return parameter.default_value.empty() ? "(none)" : parameter.default_value;
}

// ---- as text
// -------------------------------------------------------------------------------------------------------

std::string parameter_text(const Parameter& parameter) {
  std::string out = parameter.path + " = " + shown_default(parameter) + "\n";
  out += "    " + parameter.label + ". " + parameter.description + "\n";
  out += "    " + allowed(parameter) +
         (parameter.plausible.empty() ? "" : "; plausible " + parameter.plausible) + "\n";
  out += "    source: " + parameter.source + "\n";
  return out;
}

std::string parameters_text(const std::vector<Parameter>& list) {
  std::string out;
  for (const Parameter& parameter : list) out += parameter_text(parameter);
  return out;
}

std::string metrics_text(const std::vector<v1::ResultMetric>& list) {
  std::string out;
  for (const v1::ResultMetric& metric : list)
    out +=
        metric.id() + "  (" + metric.unit() + ")\n    " + metric.label() + ". " + metric.definition() + "\n";
  return out;
}

// ---- as Markdown
// ---------------------------------------------------------------------------------------------------

std::string cell(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '|' ? "\\|" : c == '<' ? "&lt;" : std::string(1, c);
  return out;
}

// The section that a path stands in: "search" of "search.local_miles", "instruments[rcc]" of its parameters.
std::string section_of(const Parameter& parameter) {
  if (!parameter.kind.empty()) return "instruments[" + parameter.kind + "]";
  const std::size_t dot = parameter.path.find_first_of(".[");
  return dot == std::string::npos ? std::string() : parameter.path.substr(0, dot);
}

// "local_miles" of "search.local_miles", "name" of "instruments[].name".
std::string name_in(const std::string& section, const std::string& path) {
  if (section.empty() || path.compare(0, section.size(), section) != 0) return path;
  const std::size_t begin = path.find_first_not_of("[].", section.size());
  return begin == std::string::npos ? path : path.substr(begin);
}

std::string heading(const std::string& section, const std::vector<Section>& all) {
  if (section.empty()) return "\n## The run\n";
  for (const Section& known : all)
    if (known.path == section)
      return "\n## " + known.label + " (`" + section + "`)\n\n" + known.description + "\n";
  return "\n## `" + section + "`\n";
}

std::string parameters_markdown(const std::vector<Parameter>& list) {
  const std::vector<Section> all = sections();
  std::string out =
      "# Parameters\n\nWritten by `carepool params --markdown` from the definitions in `proto/carepool/`.\n";
  std::string before = "?";
  for (const Parameter& parameter : list) {
    const std::string section = section_of(parameter);
    if (section != before) {
      out += heading(section, all) +
             "\n| parameter | default | unit | allowed | what it is | source |\n|---|---|---|---|---|---|\n";
      before = section;
    }
    const std::string name = name_in(section, parameter.path);
    std::string range = allowed(parameter);
    const std::string unit = " " + parameter.unit;  // it has a column of its own
    if (range.size() > unit.size() && range.compare(range.size() - unit.size(), unit.size(), unit) == 0)
      range.resize(range.size() - unit.size());
    out += "| `" + name + "` | " + cell(shown_default(parameter)) + " | " + cell(parameter.unit) + " | " +
           cell(range) + " | **" + cell(parameter.label) + ".** " + cell(parameter.description) + " | " +
           cell(parameter.source) +
           (parameter.plausible.empty() ? "" : " (plausible " + cell(parameter.plausible) + ")") + " |\n";
  }
  return out;
}

std::string metrics_markdown(const std::vector<v1::ResultMetric>& list) {
  std::string out =
      "# Metrics\n\nWritten by `carepool params --metrics --markdown`.\n\n| metric | unit | what it is "
      "|\n|---|---|---|\n";
  for (const v1::ResultMetric& metric : list)
    out += "| `" + metric.id() + "` | " + cell(metric.unit()) + " | **" + cell(metric.label()) + ".** " +
           cell(metric.definition()) + " |\n";
  return out;
}

// ---- as JSON
// -------------------------------------------------------------------------------------------------------

nlohmann::json parameter_json(const Parameter& parameter) {
  nlohmann::json out = {{"path", parameter.path},          {"kind", parameter.kind},
                        {"label", parameter.label},        {"unit", parameter.unit},
                        {"type", parameter.type},          {"default", parameter.default_value},
                        {"source", parameter.source},      {"description", parameter.description},
                        {"required", parameter.required},  {"assumption", parameter.assumption},
                        {"plausible", parameter.plausible}};
  if (parameter.min) out["min"] = *parameter.min;
  if (parameter.max) out["max"] = *parameter.max;
  out["choices"] = nlohmann::json::array();
  if (!parameter.choices.empty())
    for (const std::string_view choice : split(parameter.choices, '|')) out["choices"].push_back(choice);
  return out;
}

std::string parameters_json(const std::vector<Parameter>& list) {
  nlohmann::json out = nlohmann::json::array();
  for (const Parameter& parameter : list) out.push_back(parameter_json(parameter));
  return nlohmann::json({{"parameters", out}}).dump(2) + "\n";
}

std::string metrics_json(const std::vector<v1::ResultMetric>& list) {
  nlohmann::json out = nlohmann::json::array();
  for (const v1::ResultMetric& metric : list)
    out.push_back({{"id", metric.id()},
                   {"unit", metric.unit()},
                   {"label", metric.label()},
                   {"definition", metric.definition()},
                   {"family", metric.family()}});
  return nlohmann::json({{"metrics", out}}).dump(2) + "\n";
}

// ---- which
// ---------------------------------------------------------------------------------------------------------

Error unknown(const std::string& path, const std::vector<std::string>& known, bool metrics = false) {
  return {"params", 0, 0, metrics ? "unknown metric '" + path + "'" : "no parameter or section '" + path + "'",
          metrics ? "what 'carepool params --metrics' lists" : "what 'carepool params' lists; metrics with --metrics",
          nearest(path, known).value_or("")};
}

// "instruments[north_cap].level" is asked for by kind: any name in the brackets that is no kind is refused.
Result<std::vector<Parameter>> choose(const ParamsOptions& options) {
  std::vector<Parameter> out;
  std::vector<std::string> known;
  for (Parameter& parameter : parameters()) {
    known.push_back(parameter.path);
    const bool of_instruments = parameter.path.rfind("instruments", 0) == 0;
    if (options.instruments && !of_instruments) continue;
    if (is_at_or_below(parameter.path, options.path)) out.push_back(std::move(parameter));
  }
  for (const Section& section : sections()) known.push_back(section.path);
  if (out.empty()) return unknown(options.path, known);
  return out;
}

Result<std::vector<v1::ResultMetric>> choose_metrics(const ParamsOptions& options) {
  std::vector<v1::ResultMetric> out;
  std::vector<std::string> known;
  for (const v1::ResultMetric& metric : metric_dictionary()) {
    known.push_back(metric.id());
    if (options.path.empty() || metric.id() == options.path || metric.family() == options.path)
      out.push_back(metric);
  }
  if (out.empty() && !options.path.empty()) return unknown(options.path, known, true);
  return out;
}

template <class List>
int show(const Result<List>& list, const ParamsOptions& options, std::string (*text)(const List&),
         std::string (*markdown)(const List&), std::string (*json)(const List&)) {
  if (!list.ok()) {
    print_errors(list.errors());
    return kBadInput;
  }
  print(options.format == "json" ? json(list.value())
        : options.markdown       ? markdown(list.value())
                                 : text(list.value()));
  return kDone;
}

int run_params(const ParamsOptions& options) {
  if (options.metrics)
    return show(choose_metrics(options), options, metrics_text, metrics_markdown, metrics_json);
  return show(choose(options), options, parameters_text, parameters_markdown, parameters_json);
}

}  // namespace

void add_params(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ParamsOptions>();
  CLI::App* command =
      app.add_subcommand("params", "What can be set, in which unit, from which source; what is measured");
  command
      ->add_option("path", options->path,
                   "Only this parameter or section, such as search or instruments[rcc]")
      ->type_name("PATH");
  command->add_flag("--metrics", options->metrics, "The metrics instead of the parameters");
  command->add_flag("--instruments", options->instruments, "Only the instruments and their parameters");
  command->add_flag("--markdown", options->markdown, "As Markdown tables");
  add_format_option(*command, options->format);
  command->callback([options, &exit_code] { exit_code = run_params(*options); });
}

}  // namespace carepool::cli
