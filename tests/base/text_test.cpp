#include "base/text.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace carepool {
namespace {

const std::vector<std::string> kKeys{"places", "price", "prices", "need", "setting", "share_of_children",
                                     "Kent"};

TEST(Nearest, FindsTheNameThatWasMeant) {
  EXPECT_EQ(nearest("plces", kKeys), "places");
  EXPECT_EQ(nearest("Need", kKeys), "need");
  EXPECT_EQ(nearest("kent", kKeys), "Kent");
  EXPECT_EQ(nearest("sahre_of_chidren", kKeys), "share_of_children");
}

TEST(Nearest, TakesTheClosestAndTheFirstOfEquals) {
  EXPECT_EQ(nearest("prics", kKeys), "price");  // one letter from both; the first
  EXPECT_EQ(nearest("pricess", kKeys), "prices");
}

TEST(Nearest, DoesNotGuessWildly) {
  EXPECT_EQ(nearest("xyz", kKeys), std::nullopt);
  EXPECT_EQ(nearest("", kKeys), std::nullopt);
  EXPECT_EQ(nearest("need", {}), std::nullopt);
  EXPECT_EQ(nearest(std::string(1000000, 'a'), kKeys), std::nullopt);
}

TEST(Nearest, SuggestsNothingWhenTooMuchOfTheWordIsWrong) {
  const std::vector<std::string> options{"--set", "--seed", "--bind", "--out", "--policy"};
  EXPECT_EQ(nearest("--bad", options), std::nullopt) << "two of three letters are wrong; dashes are in every option";
  EXPECT_EQ(nearest("--polcy", options), "--policy");
  EXPECT_EQ(nearest("--sed", options), "--set");
  const std::vector<std::string> files{"rcc.yaml", "b.yaml", "england.yaml"};
  EXPECT_EQ(nearest("a.yaml", files), std::nullopt) << "every letter before the ending is wrong";
  EXPECT_EQ(nearest("rca.yaml", files), "rcc.yaml");
  EXPECT_EQ(nearest("mcq.yaml", files), std::nullopt);
  EXPECT_EQ(nearest("engalnd.yaml", files), "england.yaml");
  EXPECT_EQ(nearest("england.yml", files), "england.yaml");
  EXPECT_EQ(nearest("x", std::vector<std::string>{"y", "of"}), std::nullopt);
  EXPECT_EQ(nearest("run", std::vector<std::string>{"serve", "verify"}), std::nullopt);
  EXPECT_EQ(nearest("feed", std::vector<std::string>{"fee_index", "need"}), "need");
  EXPECT_EQ(nearest("want", std::vector<std::string>{"market"}), std::nullopt) << "a third of the shorter word";
}

TEST(EditDistance, KnownAnswers) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("abc", "abc"), 0u);
  EXPECT_EQ(edit_distance("ab", "ba"), 1u);
  EXPECT_EQ(edit_distance("ca", "abc"), 3u);  // optimal string alignment: a swap is not edited again
}

TEST(EditDistance, IsSymmetric) {
  for (const std::string& a : kKeys)
    for (const std::string& b : kKeys) EXPECT_EQ(edit_distance(a, b), edit_distance(b, a));
}

TEST(Text, TrimTakesBlanksFromTheEndsOnly) {
  EXPECT_EQ(trim("  a b\t\r\n"), "a b");
  EXPECT_EQ(trim(" \n "), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_EQ(split("a,", ','), (std::vector<std::string_view>{"a", ""}));
}

TEST(FormatDouble, IsTheShortestThatReadsBack) {
  EXPECT_EQ(format_double(0.1), "0.1");
  EXPECT_EQ(format_double(7000), "7000");
  EXPECT_EQ(format_double(1.0 / 3.0), "0.3333333333333333");
  EXPECT_EQ(format_double(-0.0), "-0");
  EXPECT_EQ(format_double(1e300), "1e+300");
}

TEST(FormatDouble, ReadsBackToTheBit) {
  std::uint64_t bits = 0x9E3779B97F4A7C15u;
  for (int i = 0; i < 20000; ++i, bits = bits * 6364136223846793005u + 1442695040888963407u) {
    const double value = std::bit_cast<double>(bits);
    if (!std::isfinite(value)) continue;
    const auto back = parse_double(format_double(value));
    ASSERT_TRUE(back.has_value());
    ASSERT_EQ(std::bit_cast<std::uint64_t>(*back), bits);
  }
}

TEST(FormatDouble, HasOneNameForEachOfTheRest) {
  EXPECT_EQ(format_double(std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(format_double(-std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(format_double(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(format_double(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(ParseDouble, TakesTheWholeTextOrNothing) {
  EXPECT_EQ(parse_double("1.5"), 1.5);
  for (const char* bad : {"", " 1", "1 ", "1.5x", "0x10", "1,5", "one", "+1", "1e999"})
    EXPECT_EQ(parse_double(bad), std::nullopt) << bad;
}

TEST(Grouped, SetsThousandsApart) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(7637), "7,637");
  EXPECT_EQ(grouped(1234567.891, 2), "1,234,567.89");
  EXPECT_EQ(grouped(-865976), "-865,976");
  EXPECT_EQ(grouped(-999.5, 1), "-999.5");
}

TEST(CsvField, IsQuotedOnlyWhenItMust) {
  EXPECT_EQ(csv_field("Kent"), "Kent");
  EXPECT_EQ(csv_field("Bristol, City of"), "\"Bristol, City of\"");
  EXPECT_EQ(csv_field("a \"b\""), "\"a \"\"b\"\"\"");
  EXPECT_EQ(csv_field(" a"), "\" a\"");
  EXPECT_EQ(csv_field(""), "");
}

}  // namespace
}  // namespace carepool
