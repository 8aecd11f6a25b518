#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "base/date.hpp"
#include "report/chart.hpp"
#include "report/hexmap.hpp"
#include "report/svg.hpp"

namespace carepool::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Chart two_years(std::vector<double> values) {
  Chart chart;
  chart.id = "x";
  chart.title = "A line";
  chart.unit = "£/week";
  for (std::size_t i = 0; i < values.size(); ++i)
    chart.dates.push_back(from_ymd(2025, 4, 1).days + static_cast<int>(i) * 30);
  chart.lines.push_back({"Only", "", std::move(values), {}, {}});
  settle_axis(chart);
  return chart;
}

TEST(Axis, HoldsEveryValueInTidySteps) {
  const Chart chart = two_years({0, 13, 97.5});
  EXPECT_EQ(chart.axis.min, 0);
  EXPECT_EQ(chart.axis.max, 100);
  EXPECT_EQ(chart.axis.step, 20);
}

TEST(Axis, StartsAtZeroUnlessItSaysSo) {
  EXPECT_TRUE(two_years({2000, 4000}).from_zero);
  const Chart narrow = two_years({5000, 5200});
  EXPECT_FALSE(narrow.from_zero);
  EXPECT_THAT(narrow.note, HasSubstr("does not start at zero"));
  EXPECT_GT(narrow.axis.min, 4000);
}

TEST(Axis, AFlatLineStillHasRoom) {
  const Chart chart = two_years({7, 7, 7});
  EXPECT_LT(chart.axis.min, chart.axis.max);
}

TEST(Drawing, AGapInTheValuesIsAGapInTheLine) {
  const std::string svg = draw_chart(two_years({1, 2, std::nan(""), 3, 4}));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  const std::size_t path = svg.rfind("<path d=\"");
  const std::string d = svg.substr(path, svg.find('"', path + 9) - path);
  EXPECT_EQ(std::count(d.begin(), d.end(), 'M'), 2);
}

TEST(Drawing, ACategoryWithMarkupIsText) {
  Chart chart;
  chart.kind = ChartKind::bar;
  chart.categories = {"<b>", "c"};
  chart.lines.push_back({"v", "", {1, 2}, {}, {}});
  settle_axis(chart);
  EXPECT_THAT(draw_chart(chart), HasSubstr("&lt;b&gt;"));
}

TEST(Map, ClassesHoldAboutAsManyCouncilsEach) {
  std::vector<double> values;
  for (int i = 0; i < 100; ++i) values.push_back(i < 95 ? i : i * 1000);
  const auto bounds = class_bounds(values);
  ASSERT_EQ(bounds.size(), 4U);
  std::vector<int> held(5, 0);
  for (const double value : values) ++held[class_of(value, bounds)];
  for (const int n : held) EXPECT_EQ(n, 20);
}

TEST(Map, EqualValuesAreOneClass) {
  EXPECT_TRUE(class_bounds({3, 3, 3}).empty());
  EXPECT_TRUE(class_bounds({}).empty());
  EXPECT_EQ(class_bounds({0, 0, 0, 0, 1}).size(), 1U);
}

TEST(Map, LabelsAreShortAndDiffer) {
  std::vector<ReportCouncil> councils;
  for (const char* name :
       {"North Somerset", "North Lincolnshire", "North East Lincolnshire", "Norfolk", "Northumberland",
        "North Yorkshire", "Kingston upon Hull, City of", "Kingston upon Thames",
        "Bath and North East Somerset", "Barnet", "Barnsley", "Barking and Dagenham"}) {
    councils.push_back({std::string("E") + name, name, "A", 0, 0, 0});
  }
  const auto labels = map_labels(councils);
  EXPECT_EQ(std::set<std::string>(labels.begin(), labels.end()).size(), labels.size());
  for (const std::string& label : labels) EXPECT_LE(label.size(), 4U) << label;
}

TEST(Map, ACouncilWithoutAValueIsGrey) {
  const std::vector<ReportCouncil> councils{{"E1", "One", "A", 0, 0, 0}, {"E2", "Two", "A", 1, 0, 0}};
  const std::string svg = draw_hex_map(councils, {"m", "M", "share", {0.5, std::nan("")}});
  EXPECT_THAT(svg, HasSubstr("Two: not available"));
  EXPECT_THAT(svg, HasSubstr("#e3e5e8"));
}

}  // namespace
}  // namespace carepool::report
