// series.csv, summary.json and results.sqlite: what goes in comes out, and the bytes depend on the content
// alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <bit>
#include <random>

#include "base/hash.hpp"
#include "store/results_sqlite.hpp"
#include "store/series_csv.hpp"
#include "store/sqlite.hpp"
#include "store/summary_json.hpp"
#include "store_cases.hpp"

namespace carepool::store {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
         (std::isnan(a) && std::isnan(b));
}

void expect_same_series(const Results& a, const Results& b) {
  ASSERT_EQ(a.series.size(), b.series.size());
  for (std::size_t i = 0; i < a.series.size(); ++i) {
    const SeriesRow& x = a.series[i];
    const SeriesRow& y = b.series[i];
    EXPECT_EQ(x.run, y.run);
    EXPECT_EQ(x.date, y.date);
    EXPECT_EQ(a.metrics[x.metric].id, b.metrics[y.metric].id);
    EXPECT_EQ(a.metrics[x.metric].unit, b.metrics[y.metric].unit);
    EXPECT_EQ(a.groups.key(x.group), b.groups.key(y.group));
    EXPECT_TRUE(same_bits(x.value, y.value)) << x.value << " " << y.value;
  }
}

void expect_same_band(const std::optional<Band>& a, const std::optional<Band>& b) {
  ASSERT_EQ(a.has_value(), b.has_value());
  if (!a) return;
  EXPECT_EQ(a->low, b->low);
  EXPECT_EQ(a->high, b->high);
}

void expect_same_summary(const Results& a, const Results& b) {
  ASSERT_EQ(a.summary.size(), b.summary.size());
  for (std::size_t i = 0; i < a.summary.size(); ++i) {
    const SummaryRow& x = a.summary[i];
    const SummaryRow& y = b.summary[i];
    EXPECT_EQ(a.metrics[x.metric].id, b.metrics[y.metric].id);
    EXPECT_EQ(a.groups.key(x.group), b.groups.key(y.group));
    EXPECT_TRUE(same_bits(x.value, y.value));
    EXPECT_EQ(x.n, y.n);
    EXPECT_EQ(x.sd_luck, y.sd_luck);
    expect_same_band(x.band_luck, y.band_luck);
    expect_same_band(x.band_not_known, y.band_not_known);
  }
}

Results ordered(Results results) {
  put_in_order(results);
  return results;
}

TEST(SeriesCsv, ComesBackAsItWasWritten) {
  const Results written = ordered(small_results());
  const auto read = parse_series_csv(series_csv(written));
  ASSERT_TRUE(read.ok()) << text(read.errors());
  expect_same_series(written, read.value());
}

TEST(SeriesCsv, HasTheContractsColumnsAndPlainNumbers) {
  Results results;
  results.metrics = {metric_info("spend_total", "£")};
  const auto bristol = results.groups.index({.council = "Bristol, City of", .setting = "residential"});
  results.series = {{0, from_ymd(2025, 4, 30), 0, bristol, 100000}};
  EXPECT_EQ(series_csv(results),
            "run,date,metric,unit,council,region,rcc,sector,setting,need,contract,size,value\n"
            "0,2025-04-30,spend_total,£,\"Bristol, City of\",,,,residential,,,,100000\n");
}

TEST(SeriesCsv, BadLinesAreNamed) {
  const std::string head =
      "run,date,metric,unit,council,region,rcc,sector,setting,need,contract,size,value\n";
  const auto message = [](const std::string& text_) { return text(parse_series_csv(text_).errors()); };
  EXPECT_THAT(message("a,b\n"), HasSubstr("series.csv:1:1: error: is not the head of a series"));
  EXPECT_THAT(message(head + "0,2025-13-01,m,u,,,,,,,,,1\n"),
              HasSubstr("series.csv:2:1: error: '2025-13-01'"));
  EXPECT_THAT(message(head + "x,2025-12-01,m,u,,,,,,,,,1\n"), HasSubstr("'x' is no run number"));
  EXPECT_THAT(message(head + "0,2025-12-01,m,u,,,,,,,,,1x\n"), HasSubstr("'1x' is no number"));
  EXPECT_THAT(message(head + "0,2025-12-01,m,u,,,1\n"), HasSubstr("has 7 fields in place of 13"));
  EXPECT_THAT(message(head + "0,2025-12-01,\"m,u,,,1\n"), HasSubstr("quote is never closed"));
}

TEST(SummaryJson, ComesBackAsItWasWritten) {
  const Results written = ordered(small_results());
  const auto read = parse_summary_json(summary_json(written));
  ASSERT_TRUE(read.ok()) << text(read.errors());
  expect_same_summary(written, read.value());
}

TEST(SummaryJson, IsSpelledAsTheContractSays) {
  Results results;
  results.metrics = {metric_info("fee_index", "ratio")};
  const auto homes = results.groups.index({.sector = "private", .setting = "residential"});
  results.summary = {{0, 0, 1.25, 10, 0.5, Band{1, 1.5}, Band{0.5, 2}},
                     {0, homes, 2, std::nullopt, std::nullopt, std::nullopt, std::nullopt}};
  EXPECT_EQ(summary_json(results),
            "{\"metrics\": [\n"
            "{\"id\": \"fee_index\", \"unit\": \"ratio\", \"group\": {}, \"value\": 1.25, \"n\": 10, "
            "\"sd_luck\": 0.5, "
            "\"band_luck\": [1, 1.5], \"band_not_known\": [0.5, 2]},\n"
            "{\"id\": \"fee_index\", \"unit\": \"ratio\", \"group\": {\"sector\": \"private\", \"setting\": "
            "\"residential\"}, \"value\": 2}\n]}\n");
}

TEST(SummaryJson, DamageIsAnErrorThatNamesTheFile) {
  const auto read = parse_summary_json("{\"metrics\": [{\"id\": 3}]}", "out/summary.json");
  ASSERT_FALSE(read.ok());
  EXPECT_THAT(text(read.errors()), HasSubstr("out/summary.json"));
}

TEST(ResultsSqlite, ComesBackAsItWasWritten) {
  const Results written = ordered(small_results());
  const auto read = parse_results_sqlite(results_sqlite(written));
  ASSERT_TRUE(read.ok()) << text(read.errors());
  const Results& back = read.value();
  expect_same_series(written, back);
  expect_same_summary(written, back);
  ASSERT_EQ(back.metrics.size(), 3u);
  EXPECT_EQ(back.metrics[1].definition, written.metrics[1].definition);
  ASSERT_EQ(back.parameters.size(), 2u);
  EXPECT_EQ(back.parameters[0].layer, "--set #1");
  EXPECT_EQ(back.parameters[1].description, "Start year");
  EXPECT_EQ(back.facts, written.facts);
  ASSERT_EQ(back.tables.size(), 1u);
  EXPECT_EQ(back.tables[0].columns, written.tables[0].columns);
  EXPECT_EQ(back.tables[0].rows, written.tables[0].rows);
}

TEST(ResultsSqlite, AnswersPlainQueries) {
  Database database(results_sqlite(ordered(small_results())));
  Statement row = database.prepare(
      "SELECT value, unit FROM series WHERE metric = 'children_in_care' AND region = 'North East' AND run = "
      "1 AND "
      "date = '2025-05-30'");
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.number(0), 100000);
  EXPECT_EQ(row.text(1), "children");
  EXPECT_FALSE(row.step());
  Statement columns = database.prepare("SELECT group_concat(name, ',') FROM pragma_table_info('series')");
  ASSERT_TRUE(columns.step());
  EXPECT_EQ(columns.text(0),
            "run,date,metric,unit,council,region,rcc,sector,setting,need,contract,size,value");
  Statement undefined =
      database.prepare("SELECT count(*) FROM series WHERE metric = 'choice_rate' AND value IS NULL");
  ASSERT_TRUE(undefined.step());
  EXPECT_EQ(undefined.integer(0), 6);
}

TEST(ResultsSqlite, OneMetricIsFoundWithoutReadingTheOthers) {
  Database database(results_sqlite(ordered(small_results())));
  Statement plan = database.prepare(
      "EXPLAIN QUERY PLAN SELECT date, value FROM series WHERE metric = 'fee_index' AND council = 'X' AND "
      "region = ''");
  std::string steps;
  while (plan.step()) steps += plan.text(3) + "\n";
  EXPECT_THAT(steps, HasSubstr("SEARCH s USING PRIMARY KEY (metric=?"));
  EXPECT_THAT(steps, Not(HasSubstr("SCAN")));
}

// The same content gathered in another order, with groups met in another order and one that is never used.
Results shuffled(const Results& results, unsigned seed) {
  Results other = results;
  std::mt19937 random(seed);
  std::vector<std::uint32_t> groups(results.groups.size());
  for (std::uint32_t i = 0; i < groups.size(); ++i) groups[i] = i;
  std::shuffle(groups.begin(), groups.end(), random);
  other.groups = GroupTable();
  other.groups.index({.council = "never used"});
  std::vector<std::uint32_t> place(groups.size());
  for (const auto group : groups) place[group] = other.groups.index(results.groups.key(group));
  for (SeriesRow& row : other.series) row.group = place[row.group];
  for (SummaryRow& row : other.summary) row.group = place[row.group];
  std::shuffle(other.series.begin(), other.series.end(), random);
  std::shuffle(other.summary.begin(), other.summary.end(), random);
  return other;
}

TEST(Tables, SameContentGivesSameBytesInAnyOrder) {
  const Results first = ordered(small_results());
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const Results again = ordered(shuffled(first, seed));
    EXPECT_EQ(series_csv(again), series_csv(first));
    EXPECT_EQ(summary_json(again), summary_json(first));
    EXPECT_EQ(results_sqlite(again), results_sqlite(first));
  }
}

TEST(Tables, BytesDoNotDependOnWhatMemoryHeldBefore) {
  const Results results = ordered(small_results());
  const std::string here = sha256_hex(results_sqlite(results));
  for (const int pattern : {1, 85, 255}) {
    const auto child = in_child([&] {
      ::mallopt(M_PERTURB, pattern);
      return sha256_hex(results_sqlite(results));
    });
    EXPECT_EQ(child.said, here);
  }
}

TEST(Tables, TwoValuesForOneRowAreRefused) {
  Results results = small_results();
  results.series.push_back(results.series[1]);
  try {
    put_in_order(results);
    FAIL() << "accepted";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(
        error.what(),
        "two values for fee_weekly_mean_starts [sector=private;setting=residential;size=small] on 2025-04-30 "
        "in run 0");
  }
}

TEST(Tables, RowsOfUnknownMetricsOrGroupsAreRefused) {
  Results results = small_results();
  results.series[0].metric = 3;
  EXPECT_THROW(put_in_order(results), std::invalid_argument);
  results = small_results();
  results.summary[0].group = 99;
  EXPECT_THROW(put_in_order(results), std::invalid_argument);
}

TEST(ResultsSqlite, EveryDamagedByteIsAnErrorOrOtherRowsButNeverACrash) {
  const std::string bytes = results_sqlite(ordered(small_results()));
  std::mt19937 random(11);
  for (int i = 0; i < 2000; ++i) {
    std::string damaged = bytes;
    damaged[random() % damaged.size()] ^= static_cast<char>(1 + random() % 255);
    (void)parse_results_sqlite(damaged).ok();
  }
  EXPECT_FALSE(parse_results_sqlite("").ok());
  EXPECT_FALSE(parse_results_sqlite("not a database").ok());
  EXPECT_FALSE(parse_results_sqlite(std::string_view(bytes).substr(0, bytes.size() / 2)).ok());
}

TEST(ResultsSqlite, AnotherFormatIsNamed) {
  Database database;
  database.run("PRAGMA user_version = 7; CREATE TABLE t(x);");
  const auto read = parse_results_sqlite(database.serialised(), "x/results.sqlite");
  EXPECT_THAT(text(read.errors()),
              HasSubstr("x/results.sqlite: error: was made by another version: its tables are of "
                        "format 7, this carepool reads format 1"));
}

}  // namespace
}  // namespace carepool::store
