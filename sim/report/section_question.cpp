// What was asked: the scenario, its policies, what differs from the baseline, the dates, the seed.
#include <fmt/format.h>

#include "report/format.hpp"
#include "report/html.hpp"
#include "report/page.hpp"

namespace carepool::report {

namespace {

std::string row(std::string_view name, const std::string& escaped_value) {
  return "<tr><th scope=\"row\">" + escape(name) + "</th><td>" + escaped_value + "</td></tr>";
}

std::string kind_in_words(const std::string& kind) {
  if (kind == "rcc") return "regional care co-operative";
  if (kind == "fee_cap") return "fee cap";
  if (kind == "block") return "block contracts";
  return in_words(kind);
}

std::string when(const Policy& policy) {
  const bool from_start = policy.from.empty() || policy.from == "\"\"";
  const bool for_good = policy.to.empty() || policy.to == "\"\"";
  std::string text = from_start ? "from the start" : "from " + format_date(policy.from);
  return text + (for_good ? "" : " until " + format_date(policy.to));
}

std::string policy_list(const std::vector<Policy>& policies) {
  std::string out = "<ul>";
  for (const Policy& policy : policies) {
    out += "<li><strong>" + escape(in_words(policy.name)) +
           "</strong>: " + escape(kind_in_words(policy.kind) + ", " + when(policy)) + "</li>";
  }
  return out + "</ul>";
}

std::string changes(const ReportInput& input) {
  std::string rows;
  for (const ReportParameter& parameter : input.parameters) {
    if (!is_changed(input, parameter)) continue;
    rows += "<tr><td><code>" + escape(parameter.path) + "</code></td><td class=\"num\">" +
            escape(parameter.value) + "</td><td>" + escape(parameter.layer) + "</td></tr>";
  }
  if (rows.empty())
    return "<p>Nothing: this is the baseline itself, with no policy and no parameter changed.</p>";
  return "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Parameter</th><th scope=\"col\" "
         "class=\"num\">Set to</th>"
         "<th scope=\"col\">Set by</th></tr></thead><tbody>" +
         rows + "</tbody></table></div>";
}

}  // namespace

std::string section_question(Page& page) {
  const ReportInput& input = page.data.input();
  std::vector<Policy> asked;
  std::vector<Policy> standing;
  for (const Policy& policy : policies_of(input)) {
    (is_tried(input, policy) ? asked : standing).push_back(policy);
  }
  std::string out = open_section("question", "What was asked");
  if (!input.description.empty()) out += paragraph(escape(input.description));
  out += "<table class=\"facts\"><tbody>";
  out += row("Scenario", escape(input.scenario));
  out += row("Period", escape(format_date(input.from) + " to " + format_date(input.to)));
  out += row("Policies tried", asked.empty() ? "none" : policy_list(asked));
  if (!standing.empty()) out += row("In force in the baseline", policy_list(standing));
  out += row("Runs", escape(input.replicates <= 1
                                ? "one, with seed " + input.seed
                                : fmt::format("{}, the first with seed {}", input.replicates, input.seed)));
  out += row("Prices", "constant, of the year 2024-25, unless a measure says nominal");
  out += row("First year, end of the run",
             "the first year is the mean of its months; the end is the value in <code>summary.json</code>: "
             "the last day, the last twelve months or the whole run, as each measure’s definition says");
  return out + "</tbody></table><h3>What differs from the baseline</h3>" + changes(input) + "</section>";
}

}  // namespace carepool::report
