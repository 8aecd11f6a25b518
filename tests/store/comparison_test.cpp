// Rows of a comparison and small tables: what is written comes back, the same content has the same bytes.
#include "store/comparison.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace carepool::store {
namespace {

Comparison one() {
  Comparison c;
  c.facts = {{"name", "x, \"y\""}, {"draws", "0"}};
  c.arms = {{0, "base", "", "", "scenario.yaml", "ab", -1}, {1, "rcc", "rcc.yaml", "", "scenario-1.yaml", "cd", -1}};
  c.runs = {{0, 0, 0, "18446744073709551615", "ff"}};
  DifferenceRow d;
  d.arm = 1;
  d.metric = "fee_index";
  d.unit = "index";
  d.group.need = "acute";
  d.base = 1;
  d.value = 0.1 + 0.2;
  d.difference = d.value - d.base;
  d.verdict = "lower";
  c.differences = {d};
  c.remarks = {"Line one\nline two"};
  c.metrics = {{"fee_index", "index", "Fee index", "…", "prices"}};
  return c;
}

TEST(Comparison, ComesBackFromSqliteAsItWasWritten) {
  const Comparison c = one();
  const auto read = parse_comparison_sqlite(comparison_sqlite(c));
  ASSERT_TRUE(read.ok()) << read.errors().front().text();
  EXPECT_EQ(read.value().facts, c.facts);
  EXPECT_EQ(read.value().remarks, c.remarks);
  EXPECT_EQ(read.value().runs[0].seed, "18446744073709551615");
  const DifferenceRow& d = read.value().differences[0];
  EXPECT_EQ(d.value, 0.1 + 0.2);
  EXPECT_EQ(d.group.need, "acute");
  EXPECT_TRUE(std::isnan(d.low)) << "not defined stays not defined";
  EXPECT_EQ(d.more_pairs, -1);
  EXPECT_EQ(comparison_sqlite(read.value()), comparison_sqlite(c));
}

TEST(Comparison, RefusesOtherTablesAndDamage) {
  const auto other = parse_comparison_sqlite(tables_sqlite({}, 7), "results.sqlite");
  ASSERT_FALSE(other.ok());
  EXPECT_NE(other.errors().front().text().find("another kind or version (7)"), std::string::npos);
  EXPECT_FALSE(parse_comparison_sqlite("not a database").ok());
  const auto lacking = parse_comparison_sqlite(tables_sqlite({}, kComparisonFormat), "results.sqlite");
  ASSERT_FALSE(lacking.ok());
  EXPECT_NE(lacking.errors().front().text().find("lacks a table"), std::string::npos);
}

TEST(TypedTable, WritesNothingForWhatIsNotDefinedAndQuotesWhatItMust) {
  const TypedTable table{"t", {"a", "b", "c"}, {{std::int64_t{1}, 2.5, std::string("x,y")}, {Cell{}, Cell{}, std::string()}}};
  EXPECT_EQ(table_csv(table), "a,b,c\n1,2.5,\"x,y\"\n,,\n");
}

TEST(TypedTable, KeepsWholeAndBrokenNumbersApartThroughSqlite) {
  const TypedTable table{"t", {"a", "b"}, {{std::int64_t{5}, 5.0}, {Cell{}, std::string("5")}}};
  const auto read = parse_tables_sqlite(tables_sqlite({table}, 3), 3, "x");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value()[0].rows, table.rows);
}

}  // namespace
}  // namespace carepool::store
