#include "report/comparison_report.hpp"

#include "report/comparison_sections.hpp"
#include "report/format.hpp"
#include "report/html.hpp"
#include "report/page.hpp"
#include "report/shell.hpp"

namespace carepool {

namespace report {

namespace {

std::string title_of(const ComparisonPage& page) {
  std::vector<std::string> names;
  for (const store::ComparedArm* arm : page.main_arms()) names.push_back(arm_in_words(*arm));
  const std::string base = page.comparison.fact("title").empty() ? page.comparison.fact("name") : page.comparison.fact("title");
  return names.empty() ? base : join_and(names) + " against: " + base;
}

std::string banner(const ComparisonPage& page) {
  const store::Comparison& c = page.comparison;
  std::string line = format_date(c.fact("from")) + " to " + format_date(c.fact("to"));
  if (!c.councils.empty()) line += " · " + std::to_string(c.councils.size()) + " councils";
  line += " · " + std::to_string(c.arms.size()) + " arms · " + c.fact("replicates") + (c.fact("replicates") == "1" ? " pair of runs" : " pairs of runs");
  if (page.has_draws()) line += " in each of " + c.fact("draws") + " draws";
  return "<header><p class=\"kind\">Placements of children looked after: a comparison of policies on the same luck</p><h1>" + escape(title_of(page)) +
         "</h1><p class=\"sub\">" + escape(line) + "</p></header>";
}

}  // namespace

}  // namespace report

std::string write_comparison_report(const store::Comparison& comparison, const store::Manifest& manifest) {
  using namespace report;
  ComparisonPage page{comparison, manifest, {}};
  std::string out = shell_head(title_of(page)) + "<body>\n" + banner(page);
  out += shell_contents({{"answer", "Answer"},
                         {"arms", "Compared"},
                         {"differences", "Differences"},
                         {"over-time", "Over time"},
                         {"why", "Why"},
                         {"councils", "Councils"},
                         {"all", "Every measure"},
                         {"measures", "Measures"},
                         {"caveats", "Caveats"},
                         {"reproduce", "Do it again"}});
  out += "<main>\n";
  for (auto* section : {comparison_answer, comparison_arms, comparison_differences, comparison_trajectories, comparison_parts, comparison_winners, comparison_all})
    out += section(page) + "\n";
  out += open_section("measures", "What each measure means") + measures_list(comparison.metrics) + "</section>\n";
  out += comparison_caveats(page) + "\n" + comparison_reproduce(page);
  out += "</main>\n<dialog id=\"definition\"></dialog>\n" + shell_scripts(page.charts, comparison.metrics);
  return out + "</body></html>\n";
}

}  // namespace carepool
