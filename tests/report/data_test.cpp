#include "report/data.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/date.hpp"
#include "report/chart.hpp"

namespace carepool::report {
namespace {

std::vector<std::int32_t> month_ends(int months) {
  std::vector<std::int32_t> dates;
  for (int month = 1; month <= months; ++month)
    dates.push_back(add_months(from_ymd(2025, 3, 31), month).days);
  return dates;
}

ReportSeries rising(std::string metric, std::string group, std::int64_t run, double from, int months = 36) {
  ReportSeries series{std::move(metric), std::move(group), run, month_ends(months), {}};
  for (int month = 0; month < months; ++month) series.values.push_back(from + month);
  return series;
}

TEST(Data, TheFirstYearIsTheMeanOfItsTwelveMonths) {
  ReportInput input;
  input.series = {rising("stock", "", 0, 1)};
  const Data data(input);
  EXPECT_DOUBLE_EQ(*data.first_year("stock"), 6.5);
  EXPECT_DOUBLE_EQ(*data.last_year("stock"), 30.5);
  EXPECT_DOUBLE_EQ(*data.end_of_first_year("stock"), 12);
}

TEST(Data, ReplicatesAreAveragedWithTheirLowestAndHighest) {
  ReportInput input;
  input.series = {rising("fee", "", 0, 0), rising("fee", "", 1, 10)};
  const Data data(input);
  EXPECT_EQ(data.line("fee").runs, 2U);
  EXPECT_DOUBLE_EQ(data.line("fee").mean[0], 5);
  EXPECT_DOUBLE_EQ(data.line("fee").low[0], 0);
  EXPECT_DOUBLE_EQ(data.line("fee").high[0], 10);
}

TEST(Data, AMonthWithoutARowIsAGapInTheLineAndInTheChart) {
  ReportInput input;
  input.series = {rising("fee", "need=acute", 0, 0), rising("fee", "need=standard", 0, 0)};
  ReportSeries& acute = input.series[0];
  acute.dates.erase(acute.dates.begin() + 5);
  acute.values.erase(acute.values.begin() + 5);
  const Data data(input);
  EXPECT_EQ(data.line("fee", "need=acute").size(), 35U);
  Chart chart;
  ASSERT_TRUE(add_line(chart, data, "fee", "need=acute", "a"));
  ASSERT_TRUE(add_line(chart, data, "fee", "need=standard", "s"));
  EXPECT_EQ(chart.dates.size(), 36U);
  EXPECT_TRUE(std::isnan(chart.lines[0].values[5]));
  EXPECT_DOUBLE_EQ(chart.lines[0].values[6], 6);
  EXPECT_DOUBLE_EQ(chart.lines[1].values[5], 5);
}

TEST(Data, ACouncilMayBeNamedByNameOrByCode) {
  ReportInput input;
  const ReportCouncil kent{"E10000016", "Kent", "South East", 0, 0, 0};
  input.series = {rising("by_name", "council=Kent", 0, 1), rising("by_code", "council=E10000016", 0, 1)};
  const Data data(input);
  EXPECT_EQ(data.council_group("by_name", kent), "council=Kent");
  EXPECT_EQ(data.council_group("by_code", kent), "council=E10000016");
}

TEST(Data, GroupsComeInTheContractsOrderAndInPlainWords) {
  ReportInput input;
  for (const char* need : {"acute", "complex", "moderate", "standard"})
    input.series.push_back(rising("fee", std::string("need=") + need, 0, 0));
  const Data data(input);
  EXPECT_EQ(data.values_of("fee", "need"),
            (std::vector<std::string>{"standard", "moderate", "complex", "acute"}));
  EXPECT_EQ(spoken("in_house"), "In-house");
  EXPECT_EQ(spoken_group("sector=private;setting=residential", {}), "Private, Children’s homes");
  EXPECT_EQ(spoken_group("setting=residential+secure", {}), "Children’s homes and Secure homes");
  EXPECT_EQ(spoken_group("", {}), "England");
}

}  // namespace
}  // namespace carepool::report
