#include "report/format.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "report/html.hpp"
#include "store/files.hpp"
#include "support/paths.hpp"

namespace carepool::report {
namespace {

// The cases are written with plain blanks.
std::string plain_blanks(std::string text) {
  const std::string narrow = "\u00a0";
  for (std::size_t at = text.find(narrow); at != std::string::npos; at = text.find(narrow))
    text.replace(at, narrow.size(), " ");
  return text;
}

TEST(Format, NumbersReadAsTheSharedCasesSay) {
  const auto cases =
      nlohmann::json::parse(store::read_file(test::source_dir() / "tests/report/format_cases.json"));
  ASSERT_GE(cases.size(), 20U);
  for (const auto& one : cases) {
    EXPECT_EQ(plain_blanks(format_value(one["value"].get<double>(), one["unit"].get<std::string>())),
              one["text"].get<std::string>())
        << one;
    EXPECT_EQ(plain_blanks(format_axis(one["value"].get<double>(), one["unit"].get<std::string>())),
              one["axis"].get<std::string>())
        << one;
  }
}

TEST(Format, WhatIsNotANumberIsCalledNotAvailable) {
  EXPECT_EQ(format_value(std::nan(""), "share"), "not available");
  EXPECT_EQ(format_value(std::numeric_limits<double>::infinity(), "£"), "not available");
  EXPECT_EQ(format_relative(0, 5), "not available");
}

TEST(Format, ADifferenceCarriesItsSign) {
  EXPECT_EQ(plain_blanks(format_difference(0.032, "share")), "+3.2 points");
  EXPECT_EQ(plain_blanks(format_difference(-0.032, "share")), "−3.2 points");
  EXPECT_EQ(plain_blanks(format_difference(-120, "£/week")), "−£120 a week");
  EXPECT_EQ(plain_blanks(format_relative(100, 108.9)), "+8.9 %");
  EXPECT_EQ(plain_blanks(format_relative(100, 91.1)), "−8.9 %");
}

TEST(Format, DatesAreWrittenOut) {
  EXPECT_EQ(format_date("2025-04-01"), "1 April 2025");
  EXPECT_EQ(format_date("2035-12-31"), "31 December 2035");
  EXPECT_EQ(format_date("2024-04-01 to 2025-03-31"), "1 April 2024 to 31 March 2025");
  EXPECT_EQ(format_date("soon"), "soon");
}

TEST(Html, NothingFromAFileBecomesMarkup) {
  EXPECT_EQ(escape("<b>&\"'"), "&lt;b&gt;&amp;&quot;&#39;");
  EXPECT_EQ(json_string("</script>\n"), "\"\\u003c/script\\u003e\\u000a\"");
  EXPECT_EQ(with_links("javascript:alert(1)"), "javascript:alert(1)");
}

TEST(Html, AnAddressInASourceBecomesALink) {
  EXPECT_EQ(with_links("See https://www.gov.uk/a?b=1&c=2."),
            "See <a href=\"https://www.gov.uk/a?b=1&amp;c=2\" rel=\"noopener "
            "noreferrer\">https://www.gov.uk/a?b=1&amp;c=2</a>.");
}

TEST(Html, JsonNumbersHaveNoSpecialValues) {
  std::string out;
  append_json_number(out, std::nan(""));
  out += ' ';
  append_json_number(out, 0.1 + 0.2);
  EXPECT_EQ(out, "null 0.3");
}

}  // namespace
}  // namespace carepool::report
