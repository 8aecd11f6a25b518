// The page of a comparison: it says what is known, what cannot be told, and never more.
#include "report/comparison_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/comparison_sections.hpp"

namespace carepool {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

store::DifferenceRow difference(const std::string& metric, const std::string& unit, double base, double value, double low, double high, const std::string& verdict) {
  store::DifferenceRow d;
  d.arm = 1;
  d.metric = metric;
  d.unit = unit;
  d.pairs = 8;
  d.base = base;
  d.value = value;
  d.difference = value - base;
  d.low = low;
  d.high = high;
  d.share_higher = 0.5;
  d.share_lower = 0.5;
  d.verdict = verdict;
  d.more_pairs = 12;
  d.precision_asked = 40;
  return d;
}

store::Comparison small() {
  store::Comparison c;
  c.facts = {{"kind", "comparison"}, {"name", "england"}, {"title", "England <today>"}, {"from", "2025-04-01"}, {"to", "2026-03-31"}, {"seed", "1"}, {"replicates", "8"}, {"draws", "0"}};
  c.arms = {{0, "base", "", "", "scenario.yaml", "00", -1}, {1, "rcc+fee-cap", "rcc.yaml + fee-cap.yaml", "", "scenario-1.yaml", "11", -1}};
  c.metrics = {{"fee_weekly_mean_starts", "£/week", "Fee of new placements", "Mean fee.", "prices"}, {"operating_margin", "share", "Operating margin", "Margin.", "profits"}};
  c.differences = {difference("fee_weekly_mean_starts", "£/week", 5000, 4900, -150, -50, "lower"), difference("operating_margin", "share", 0.2, 0.201, -0.004, 0.006, "cannot tell apart")};
  c.councils = {{"E1", "Ash & Elm", "North", 0, 0, 100}, {"E2", "Birch", "North", 1, 0, 80}};
  for (std::int64_t k = 0; k < 8; ++k)
    for (std::int64_t arm = 0; arm < 2; ++arm) c.runs.push_back({arm, 0, k, "1", "aa"});
  store::DifferenceRow spend = difference("spend_total", "£/year", 1e6, 9e5, -2e5, -1e4, "lower");
  spend.group.council = "Ash & Elm";
  spend.share_lower = 1;
  c.differences.push_back(spend);
  c.winners = {{1, "spend_total", "Ash & Elm", "wins", 1e6, -1e5, -2e5, -1e4, 1}};
  c.remarks = {"A remark with <angles>."};
  return c;
}

std::string page() { return write_comparison_report(small(), {}); }

TEST(ComparisonReport, ARegionByItselfIsACaveat) {
  store::Comparison c = small();
  EXPECT_THAT(page(), Not(HasSubstr("One region alone.")));
  c.facts.emplace_back("only_region", "North <East>");
  EXPECT_THAT(write_comparison_report(c, {}), HasSubstr("One region alone.</strong> Only North &lt;East&gt; is in this world."));
}

TEST(ComparisonReport, SaysADifferenceWithItsInterval) {
  EXPECT_THAT(page(), HasSubstr("costs less by <strong>£100"));
  EXPECT_THAT(page(), HasSubstr("95 % interval −£150 to −£50"));
}

TEST(ComparisonReport, SaysWhatCannotBeToldApartAndWhatItWouldTake) {
  EXPECT_THAT(page(), HasSubstr("<strong>cannot be told apart</strong> from the base: <span class=\"nb\">the difference lies between −0.40 and +0.60\u00a0points"));
  EXPECT_THAT(page(), HasSubstr("About 12 more pairs of runs"));
}

TEST(ComparisonReport, NamesAnArmAsPeopleDo) {
  EXPECT_EQ(report::arm_in_words({1, "rcc+fee-cap", "", "", "", "", -1}), "RCC + fee cap");
  EXPECT_EQ(report::arm_in_words({1, "regional-block", "", "", "", "", -1}), "Regional block");
}

TEST(ComparisonReport, PaintsWinnersAndLeavesTheRestGrey) {
  EXPECT_THAT(page(), HasSubstr("spend less: 1"));
  EXPECT_THAT(page(), HasSubstr("no clear sign: 1"));
  EXPECT_THAT(page(), HasSubstr("Ash &amp; Elm"));
}

TEST(ComparisonReport, EscapesWhateverTheFilesHold) {
  EXPECT_THAT(page(), HasSubstr("England &lt;today&gt;"));
  EXPECT_THAT(page(), Not(HasSubstr("<angles>")));
}

TEST(ComparisonReport, NamesNoCouncilFromFourPairs) {
  store::Comparison c = small();
  c.runs.resize(8);
  EXPECT_THAT(write_comparison_report(c, {}), HasSubstr("Councils are named from five pairs of runs on"));
}

TEST(ComparisonReport, SaysHowManyCouncilsLuckAloneWouldName) {
  store::Comparison c = small();
  EXPECT_THAT(write_comparison_report(c, {}), Not(HasSubstr("luck would still name")));
  c.facts.emplace_back("chance_named_by_luck", "0.5");
  EXPECT_THAT(write_comparison_report(c, {}), HasSubstr("luck would still name <strong>about 1</strong> of the 2 with 8 pairs"));
}

TEST(ComparisonReport, IsAFunctionOfItsInput) { EXPECT_EQ(page(), page()); }

TEST(ComparisonReport, SaysAUnitOnceAtTheEndOfABand) {
  EXPECT_EQ(report::band_text(80, 160, "£/week"), "+£80 to +£160\u00a0a week");
  EXPECT_EQ(report::band_text(-0.004, 0.02, "share"), "−0.40 to +2.0\u00a0points");
}

}  // namespace
}  // namespace carepool
