#include "report/report.hpp"

#include <array>
#include <cmath>

#include "base/date.hpp"
#include "report/format.hpp"
#include "report/html.hpp"
#include "report/page.hpp"
#include "report/shell.hpp"

// Made by the build: the page's script (empty with CAREPOOL_PAGE=OFF).
extern "C" {
extern const char carepool_report_page_begin[];
extern const char carepool_report_page_end[];
}

namespace carepool {

namespace report {

namespace {

std::string_view script() {
  return {carepool_report_page_begin,
          static_cast<std::size_t>(carepool_report_page_end - carepool_report_page_begin)};
}

struct Entry {
  std::string_view id;
  std::string_view name;
};

constexpr std::array<Entry, 17> kContents{{{"answer", "Answer"},
                                           {"question", "Question"},
                                           {"prices", "Prices"},
                                           {"profits", "Profits"},
                                           {"sufficiency", "Sufficiency"},
                                           {"stability", "Children"},
                                           {"money", "Money"},
                                           {"map", "Map"},
                                           {"contracts", "Contracts"},
                                           {"pound", "Each pound"},
                                           {"published", "Published"},
                                           {"drawn", "Homes drawn"},
                                           {"drift", "Drift"},
                                           {"parameters", "Parameters"},
                                           {"measures", "Measures"},
                                           {"caveats", "Caveats"},
                                           {"reproduce", "Reproduce"}}};

std::string contents() {
  std::string out = "<nav aria-label=\"Contents\"><ul>";
  for (const Entry& entry : kContents) {
    out += "<li><a href=\"#" + std::string(entry.id) + "\">" + escape(entry.name) + "</a></li>";
  }
  return out + "</ul></nav>";
}

std::string banner(const ReportInput& input) {
  std::string line = format_date(input.from) + " to " + format_date(input.to);
  if (!input.councils.empty()) line += " · " + std::to_string(input.councils.size()) + " councils";
  line += input.replicates <= 1 ? " · one run" : " · " + std::to_string(input.replicates) + " runs";
  std::vector<std::string> tried;
  for (const Policy& policy : policies_of(input)) {
    if (is_tried(input, policy)) tried.push_back(in_words(policy.name));
  }
  line += tried.empty() ? " · no new policy" : " · with " + join_and(tried);
  return "<header><p class=\"kind\">Placements of children looked after: a simulation</p><h1>" +
         escape(input.title) + "</h1><p class=\"sub\">" + escape(line) + "</p></header>";
}

}  // namespace

// In live_data.cpp: what the script reads.
std::string live_data(const Page& page);

namespace {

std::string body(Page& page) {
  std::string out;
  for (auto* section : {section_answer, section_question, section_prices, section_profits,
                        section_sufficiency, section_stability, section_money, section_map, section_contracts,
                        section_pound, section_any, section_published, section_drawn, section_drift, section_parameters,
                        section_measures, section_caveats, section_reproduce}) {
    out += section(page) + "\n";
  }
  return out;
}

std::string scripts(const Page& page) {
  if (script().empty()) return {};
  std::string out =
      "<script type=\"application/json\" id=\"report-data\">" + live_data(page) + "</script>\n<script>";
  out += script();
  return out + "</script>";
}

}  // namespace

}  // namespace report

std::string write_report(const ReportInput& input) {
  report::Page page(input);
  std::string out =
      report::shell_head(input.title) + "<body>\n" + report::banner(input) + report::contents() + "<main>\n";
  out += report::body(page);
  out += "</main>\n<dialog id=\"definition\"></dialog>\n" + report::scripts(page);
  return out + "</body></html>\n";
}

bool report_is_interactive() { return !report::script().empty(); }

}  // namespace carepool
