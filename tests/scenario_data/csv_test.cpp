#include "scenario/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace carepool {
namespace {

std::string first_error(const std::string& text) {
  const Result<CsvFile> r = parse_csv(text, "t.csv");
  return r.ok() ? "no error" : r.errors().front().text();
}

TEST(Csv, QuotedCellsKeepCommasQuotesAndLineEnds) {
  const auto r = parse_csv("a,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\r\n", "t.csv");
  ASSERT_TRUE(r.ok());
  ASSERT_EQ(r.value().rows.size(), 1u);
  EXPECT_EQ(r.value().rows[0][0].text, "x, \"y\"");
  EXPECT_EQ(r.value().rows[0][1].text, "two\nlines");
}

TEST(Csv, CellsKnowWhereTheyStand) {
  const auto r = parse_csv("a,bb,c\n1,22,333\n\"4\n\",5,6\n7,8,9\n", "t.csv");
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(r.value().rows[0][2].line, 2);
  EXPECT_EQ(r.value().rows[0][2].column, 6);
  EXPECT_EQ(r.value().rows[2][0].line, 5);  // the quoted line end counts
}

TEST(Csv, EmptyCellsByteOrderMarkAndMissingLastLineEndAreFine) {
  const auto r = parse_csv(
      "\xEF\xBB\xBF"
      "a,b\n,\n1,",
      "t.csv");
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(r.value().header[0].text, "a");
  EXPECT_EQ(r.value().rows.size(), 2u);
  EXPECT_EQ(r.value().rows[1][1].text, "");
}

TEST(Csv, RaggedRowsAreLocatedErrors) {
  EXPECT_THAT(first_error("a,b\n1,2\n1,2,3\n"),
              testing::StartsWith("t.csv:3:5: error: this row has 3 cells"));
  EXPECT_THAT(first_error("a,b\n1\n"), testing::StartsWith("t.csv:2:1: error: this row has 1 cells"));
}

TEST(Csv, BrokenQuotesAreLocatedErrors) {
  EXPECT_THAT(first_error("a,b\n1,\"open\n"),
              testing::StartsWith("t.csv:2:3: error: a quoted cell that is never closed"));
  EXPECT_THAT(first_error("a,b\n1,\"x\"y\n"),
              testing::StartsWith("t.csv:2:6: error: text after a closing quote"));
  EXPECT_THAT(first_error("a,b\n1,x\"y\"\n"),
              testing::StartsWith("t.csv:2:4: error: a quote inside an unquoted cell"));
}

TEST(Csv, AnEmptyFileIsAnError) { EXPECT_THAT(first_error(""), testing::HasSubstr("the file is empty")); }

}  // namespace
}  // namespace carepool
