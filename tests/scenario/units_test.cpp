// Numbers as people write them, and the mistakes that YAML lets through.
#include "scenario/units.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

namespace carepool {
namespace {

double value(const char* text, const char* unit) {
  const Quantity quantity = read_quantity(text, unit);
  EXPECT_TRUE(quantity.ok) << text << ": " << quantity.message;
  return quantity.value;
}

bool refused(const char* text, const char* unit) { return !read_quantity(text, unit).ok; }

TEST(Units, ABareNumberIsInTheDeclaredUnit) {
  EXPECT_EQ(value("4000", "£/week"), 4000);
  EXPECT_EQ(value("4,000.5", "£/week"), 4000.5);
  EXPECT_EQ(value("-0.01", "per year"), -0.01);
  EXPECT_EQ(value("+2", "ratio"), 2);
  EXPECT_EQ(value("1e3", "ratio"), 1000);
  EXPECT_EQ(value("1E+3", "ratio"), 1000);
  EXPECT_EQ(value("0", "count"), 0);
  EXPECT_FALSE(std::signbit(value("-0", "ratio")));
}

TEST(Units, TheDeclaredUnitMayBeWrittenInSeveralWays) {
  for (const char* text : {"£4,000/week", "£4000 a week", "£4,000 per week", "£4k/week", "£4k a week",
                           "£4,000/wk", "£4.0k per week"})
    EXPECT_EQ(value(text, "£/week"), 4000) << text;
  EXPECT_EQ(value("£1.95m", "£"), 1'950'000);
  EXPECT_EQ(value("£30,000 per lot", "£ per lot"), 30'000);
  EXPECT_EQ(value("£12/week per mile", "£/week per mile"), 12);
  EXPECT_EQ(value("0.05 per year", "per year"), 0.05);
  EXPECT_EQ(value("0.05/year", "per year"), 0.05);
  EXPECT_EQ(value("1 mile", "miles"), 1);
  EXPECT_EQ(value("24miles", "miles"), 24);
}

TEST(Units, ExactConversionsAreMade) {
  EXPECT_EQ(value("16 weeks", "days"), 112);
  EXPECT_EQ(value("2 years", "months"), 24);
  EXPECT_EQ(value("12%", "share"), 0.12);
  EXPECT_EQ(value("0.3%", "share"), 0.003);
  EXPECT_EQ(value("12 %", "share of fee"), 0.12);
  EXPECT_TRUE(read_quantity("2 weeks", "days").whole);
}

TEST(Units, AWrongUnitIsNeverConverted) {
  EXPECT_TRUE(refused("£4,000", "£/week"));
  EXPECT_TRUE(refused("£200,000/year", "£/week"));
  EXPECT_TRUE(refused("6 months", "days"));
  EXPECT_TRUE(refused("10 days", "weeks"));
  EXPECT_TRUE(refused("40 km", "miles"));
  EXPECT_TRUE(refused("12%", "ratio"));
  EXPECT_TRUE(refused("£12%", "share"));
  EXPECT_TRUE(refused("£5", "miles"));
  EXPECT_TRUE(refused("5k", "£/week"));
  EXPECT_TRUE(refused("3 years", "per year"));
}

TEST(Units, WhatIsNoDecimalNumberIsRefused) {
  for (const char* text :
       {"",   " ",     "010",  "00",   "0x10", "0o7",  "0b1",   ".5",  "5.",    "1.2.3",  "1,00",   "1,0000",
        ",5", "1_000", ".nan", ".NaN", "nan",  ".inf", "-.inf", "inf", "1e999", "-1e999", "1e-999", "1e",
        "e5", "--1",   "+-1",  "ten",  "1 2",  "1/2",  "½",     "１",  "£",     "%"})
    EXPECT_TRUE(refused(text, "ratio")) << text;
}

TEST(Units, WholeNumbersAreToldFromFractions) {
  EXPECT_TRUE(read_quantity("1,000", "count").whole);
  EXPECT_FALSE(read_quantity("1.0", "count").whole);
  EXPECT_FALSE(read_quantity("1e3", "count").whole);
}

TEST(Units, ReadingIsCorrectlyRounded) {
  for (const char* text : {"0.1", "2.2250738585072014e-308", "1.7976931348623157e308", "9007199254740993",
                           "0.30000000000000004", "123456.789"})
    EXPECT_EQ(value(text, "ratio"), std::strtod(text, nullptr)) << text;
}

TEST(Units, NumberTextReadsBackToTheSameNumber) {
  std::uint64_t bits = 0x123456789abcdef;
  for (int i = 0; i < 20'000; ++i) {
    bits = bits * 6364136223846793005u + 1442695040888963407u;
    double number;
    std::memcpy(&number, &bits, sizeof number);
    if (!std::isfinite(number) || number == 0) continue;
    const Quantity back = read_quantity(number_text(number), "ratio");
    ASSERT_TRUE(back.ok || std::fabs(number) < 1e-300) << number_text(number) << ": " << back.message;
    if (back.ok) {
      ASSERT_EQ(back.value, number) << number_text(number);
    }
  }
  EXPECT_EQ(number_text(100000), "100000");
  EXPECT_EQ(number_text(0.00005), "0.00005");
  EXPECT_EQ(readable_number(1950000), "1,950,000");
  EXPECT_EQ(readable_number(-20000.5), "-20,000.5");
  EXPECT_EQ(readable_number(-500), "-500");
  EXPECT_EQ(readable_number(0.003), "0.003");
}

TEST(Units, PlainUnitIgnoresSpelling) {
  EXPECT_EQ(plain_unit("£/week"), plain_unit("£ per week"));
  EXPECT_EQ(plain_unit("per year"), plain_unit("/yr"));
  EXPECT_EQ(plain_unit("miles"), plain_unit("mile"));
  EXPECT_NE(plain_unit("years"), plain_unit("per year"));
  EXPECT_NE(plain_unit("£/week"), plain_unit("£"));
}

}  // namespace
}  // namespace carepool
