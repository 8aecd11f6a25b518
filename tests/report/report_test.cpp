#include "report/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "base/date.hpp"
#include "report/data.hpp"
#include "report/format.hpp"
#include "report/html.hpp"
#include "report/synthetic_run.hpp"
#include "store/files.hpp"
#include "store/result_files.hpp"
#include "store/run_folder.hpp"
#include "store/summary_json.hpp"
#include "support/paths.hpp"

namespace carepool {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string page(const test::SyntheticOptions& options = {}) {
  return write_report(report_input(test::synthetic_results(options), test::synthetic_manifest(options)));
}

// What stands before the embedded script and its data: words, tables and drawings.
std::string plain_part(const std::string& html) {
  return html.substr(0, html.find("<script type=\"application/json\""));
}

std::size_t count(const std::string& text, const std::string& piece) {
  std::size_t n = 0;
  for (std::size_t at = text.find(piece); at != std::string::npos; at = text.find(piece, at + piece.size()))
    ++n;
  return n;
}

TEST(Report, EverySectionIsThere) {
  const std::string html = page();
  for (const char* id :
       {"answer", "question", "prices", "profits", "sufficiency", "stability", "money", "map", "contracts",
        "pound", "published", "drawn", "drift", "parameters", "measures", "caveats", "reproduce"}) {
    EXPECT_THAT(html, HasSubstr("<section id=\"" + std::string(id) + "\">"));
    EXPECT_THAT(html, HasSubstr("href=\"#" + std::string(id) + "\""));
  }
}

TEST(Report, NothingIsFetched) {
  const std::string html = page();
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
  const std::string plain = plain_part(html);
  for (const char* fetching : {"<link", "<iframe", "<img", " src=", "@import", "url(", "<object", "<embed",
                               "fetch(", "XMLHttpRequest", "srcset"}) {
    EXPECT_THAT(plain, Not(HasSubstr(fetching)));
  }
  // Addresses stand in the text only as links to sources.
  const std::regex address("https?://");
  const std::regex link("<a href=\"https://[^\"]*\" rel=\"noopener noreferrer\">https://[^<]*</a>");
  const std::string rest = std::regex_replace(plain, link, "");
  EXPECT_FALSE(std::regex_search(rest, address));
}

TEST(Report, TheScriptNamesNoAddressButThoseOfMarkupLanguages) {
  const std::string html = page();
  if (!report_is_interactive()) {
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    return;
  }
  const std::string script = html.substr(html.rfind("<script>"));
  const std::regex address("https?://([a-z0-9.]+)");
  std::set<std::string> hosts;
  for (std::sregex_iterator at(script.begin(), script.end(), address), end; at != end; ++at)
    hosts.insert((*at)[1]);
  for (const std::string& host : hosts) EXPECT_EQ(host, "www.w3.org");
}

TEST(Report, HostileTextStaysText) {
  const std::string html = page();
  EXPECT_THAT(html, Not(HasSubstr("<script>window.hacked")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;window.hacked=1"));
  EXPECT_EQ(count(html, "</script>"), report_is_interactive() ? 2U : 0U);
}

// The row of a measure's table holds the value of summary.json, formatted.
TEST(Report, NumbersInTheTextAreThoseOfTheSummary) {
  const store::Results results = test::synthetic_results();
  const std::string html = page();
  const auto summary = nlohmann::json::parse(store::summary_json(results));
  std::size_t checked = 0;
  for (const char* id : {"fee_weekly_mean_starts", "operating_margin", "sufficiency_rate_20mi",
                         "crisis_children", "spend_total", "homes_open", "all_in_cost_per_sufficient_week",
                         "loss_making_share", "fee_over_10k_share", "hhi_places"}) {
    for (const auto& row : summary["metrics"]) {
      if (row["id"] != id || !row["group"].empty()) continue;
      const std::string shown =
          report::escape(report::format_value(row["value"].get<double>(), row["unit"].get<std::string>()));
      EXPECT_THAT(html, HasSubstr("data-metric=\"" + std::string(id) + "\"")) << id;
      const std::regex in_row("<tr><th scope=\"row\"><a class=\"metric\"[^>]*data-metric=\"" +
                              std::string(id) +
                              "\">[^<]*</a></th><td class=\"num\">[^<]*</td><td class=\"num\">([^<]*)</td>");
      std::smatch found;
      ASSERT_TRUE(std::regex_search(html, found, in_row)) << id;
      EXPECT_EQ(found[1].str(), shown);
      ++checked;
    }
  }
  EXPECT_EQ(checked, 10U);
}

TEST(Report, TheAnswerUsesTheSummaryAndSaysHowSure) {
  const store::Results results = test::synthetic_results();
  const ReportInput input = report_input(results, test::synthetic_manifest());
  const report::Data data(input);
  const std::string html = write_report(input);
  const std::string answer = html.substr(html.find("<section id=\"answer\">"), 6000);
  EXPECT_THAT(answer, HasSubstr("costs <strong>" +
                                report::format_value(*data.value("fee_weekly_mean_starts"), "£/week") +
                                "</strong> on average"));
  EXPECT_THAT(answer,
              HasSubstr("<strong>" + report::format_number(*data.value("crisis_children")) + "</strong>"));
  EXPECT_THAT(answer, HasSubstr("one run: no uncertainty is shown"));
}

// A baseline's ups and downs have no cause that a reader could act on; a policy's may.
TEST(Report, WithoutAPolicyChangesAreSaidToBeChance) {
  ReportInput input = report_input(test::synthetic_results(), test::synthetic_manifest());  // with a cap from 2028
  EXPECT_THAT(write_report(input), Not(HasSubstr("not the effect of a policy")));
  std::vector<ReportParameter>& all = input.parameters;
  all.erase(std::remove_if(all.begin(), all.end(), [&](const ReportParameter& p) { return p.layer != "default" && p.layer != input.base_layer; }), all.end());
  EXPECT_THAT(write_report(input), HasSubstr("not the effect of a policy"));
}

// A measure that ends where it began may have swung in between: the answer says so.
TEST(Report, PublishedFiguresStandBesideTheModelInPricesOfOneYear) {
  ReportInput input;
  input.metrics = {{"fee_weekly_mean_stock", "Mean fee", "£/week", "prices", "Mean fee."}};
  ReportTarget fee{"fee_weekly_mean_stock", "setting=residential", "homes", "£/week", 5000, 4500, 5500, 5600, 3970, "2019", "2019", "FOI", "H"};
  ReportTarget without = fee;
  without.model.reset();
  const ReportTarget spend{"spend_total", "setting=residential, size=large", "homes", "£ per year", 3000000000, {}, {}, 3100000000, {}, "2019", "2024", "NAO", "H"};
  input.targets = {fee, without, spend};
  const std::string html = write_report(input);
  const std::string section = html.substr(html.find("<section id=\"published\">"), 4000);
  for (const char* cell : {"£5,600", "£5,000", "+12.0", "outside", "£3,970", "in prices of 2019", "One further published figure has", "Spend total", "Children’s homes, Large group", "£3.10", "billion"})
    EXPECT_THAT(section, HasSubstr(cell));
}

TEST(Report, TheLargestMissOfTheDrawIsNamed) {
  const std::string html = page();
  const std::string section = html.substr(html.find("<section id=\"drawn\">"), 2000);
  EXPECT_THAT(section, HasSubstr("Places</th><td class=\"num\">2.6</td><td class=\"num\">4.0</td><td>Kent, council"));
}

TEST(Report, ASwingBetweenTheEndsIsNotHidden) {
  ReportInput input;
  input.metrics = {{"fee_weekly_mean_starts", "Fee", "£/week", "prices", "Mean fee."}};
  input.summary = {{"fee_weekly_mean_starts", "£/week", "", 5000, 1, {}, {}, {}}};
  ReportSeries series{"fee_weekly_mean_starts", "", 0, {}, {}};
  for (int month = 1; month <= 60; ++month) {
    series.dates.push_back(add_months(from_ymd(2025, 3, 31), month).days);
    series.values.push_back(month > 24 && month <= 36 ? 6000 : 5000);
  }
  input.series = {series};
  const std::string html = write_report(input);
  EXPECT_THAT(html, HasSubstr("about the same as in the first year"));
  EXPECT_THAT(html, HasSubstr("yearly means lie between " + report::format_value(5000, "£/week") + " and " +
                              report::format_value(6000, "£/week")));
}

TEST(Report, ReplicatesShowTheirSpread) {
  test::SyntheticOptions options;
  options.replicates = 6;
  options.years = 3;
  const std::string html = page(options);
  EXPECT_THAT(html, HasSubstr("6 runs that differ in luck only"));
  EXPECT_THAT(html, HasSubstr("(single runs: "));
  EXPECT_THAT(html, HasSubstr("Shaded: from the lowest to the highest of the runs."));
  EXPECT_THAT(html, Not(HasSubstr("no uncertainty is shown</strong>")));
}

TEST(Report, TwoRunsAreTooFewForARange) {
  test::SyntheticOptions options;
  options.replicates = 2;
  options.years = 3;
  const std::string html = page(options);
  EXPECT_THAT(html, HasSubstr("too few to say how far luck reaches"));
  EXPECT_THAT(html, Not(HasSubstr("(single runs: ")));
}

TEST(Report, TheMapHasOneHexagonForEachCouncilAndTheTableNamesThem) {
  const std::string html = page();
  EXPECT_EQ(count(html, "<polygon "), 153U);
  EXPECT_EQ(count(plain_part(html), "<li data-code="), 153U);
  EXPECT_THAT(html, HasSubstr("<title>Isles of Scilly: "));
}

TEST(Report, EveryMetricLinkLeadsToADefinition) {
  const std::string html = page();
  const std::regex link("href=\"#(metric-[A-Za-z0-9_-]+)\"");
  std::set<std::string> targets;
  for (std::sregex_iterator at(html.begin(), html.end(), link), end; at != end; ++at)
    targets.insert((*at)[1]);
  EXPECT_GT(targets.size(), 40U);
  for (const std::string& target : targets) EXPECT_THAT(html, HasSubstr("<div id=\"" + target + "\">"));
}

TEST(Report, ChangedParametersAreMarkedWithTheLayerThatSetThem) {
  const std::string html = page();
  const std::string question = html.substr(html.find("<section id=\"question\">"), 6000);
  EXPECT_THAT(question, HasSubstr("demand.level"));
  EXPECT_THAT(question, HasSubstr("--set #1"));
  EXPECT_THAT(question, HasSubstr("north-cap.yaml"));
  EXPECT_THAT(question, HasSubstr("fee cap, from 1 April 2028"));
  EXPECT_THAT(html, HasSubstr("data-tags=\"changed "));
  test::SyntheticOptions baseline;
  baseline.with_policy = false;
  EXPECT_THAT(page(baseline), HasSubstr("Nothing: this is the baseline itself"));
}

TEST(Report, ARegionByItselfIsACaveat) {
  EXPECT_THAT(page(), Not(HasSubstr("One region alone.")));
  store::Results results = test::synthetic_results({});
  store::ParameterRow region;
  region.path = "world.only_region";
  region.value = "East of England";
  region.unit = "text";
  results.parameters.push_back(region);
  const std::string html = write_report(report_input(results, test::synthetic_manifest({})));
  EXPECT_THAT(html, HasSubstr("One region alone.</strong> Only East of England is in this world. It trades with nobody"));
}

TEST(Report, TheSameInputGivesTheSameBytes) { EXPECT_EQ(page(), page()); }

TEST(Report, AFolderReadBackGivesTheSameReport) {
  const auto folder = test::scratch_dir() / "run";
  test::write_synthetic_run(folder);
  const Result<ReportInput> input = read_report_input(folder);
  ASSERT_TRUE(input.ok()) << text(input.errors());
  EXPECT_EQ(write_report(input.value()), store::read_file(folder / "report.html"));
}

TEST(Report, AnUnfinishedFolderIsAnErrorThatNamesIt) {
  const auto folder = test::scratch_dir() / "nothing";
  std::filesystem::create_directories(folder);
  const Result<ReportInput> input = read_report_input(folder);
  ASSERT_FALSE(input.ok());
  EXPECT_THAT(text(input.errors()), HasSubstr("nothing"));
}

TEST(Report, AnEmptyRunStillGivesAnHonestPage) {
  const std::string html = write_report(report_input(store::Results{}, store::Manifest{}));
  EXPECT_THAT(html, HasSubstr("This run did not record"));
  EXPECT_THAT(html, HasSubstr("<section id=\"caveats\">"));
}

TEST(Report, TenYearsOfEnglandFitIntoSixMegabytesAndAFifthOfASecond) {
  const ReportInput input = report_input(test::synthetic_results(), test::synthetic_manifest());
  const std::clock_t start = std::clock();
  const std::string html = write_report(input);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  EXPECT_LE(html.size(), 6'000'000U);
  RecordProperty("bytes", static_cast<int>(html.size()));
  RecordProperty("milliseconds", static_cast<int>(seconds * 1000));
#ifdef __OPTIMIZE__
  EXPECT_LE(seconds, 0.2);
#else
  EXPECT_LE(seconds, 2.0);
#endif
}

}  // namespace
}  // namespace carepool
