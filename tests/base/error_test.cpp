#include "base/error.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace carepool {
namespace {

TEST(Error, SaysWhereWhatAndWhatInstead) {
  const Error error{"england.yaml", 12, 3, "unknown key 'plces'", "places, name", "places"};
  EXPECT_EQ(error.text(),
            "england.yaml:12:3: error: unknown key 'plces'; allowed places, name; did you mean 'places'?");
}

TEST(Error, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ((Error{"--set #2", 0, 0, "no such path", "", ""}.text()), "--set #2: error: no such path");
  EXPECT_EQ((Error{"", 0, 0, "no scenario", "", ""}.text()), "error: no scenario");
  EXPECT_EQ((Error{"a.yaml", 4, 0, "bad", "", ""}.text()), "a.yaml:4: error: bad");
}

TEST(Result, HoldsAValueOrAllErrors) {
  const Result<int> good(5);
  EXPECT_TRUE(good.ok());
  EXPECT_EQ(good.value(), 5);
  EXPECT_TRUE(good.errors().empty());

  const Result<int> bad(Errors{{"a", 1, 1, "one", "", ""}, {"b", 2, 2, "two", "", ""}});
  EXPECT_FALSE(bad.ok());
  EXPECT_EQ(bad.errors().size(), 2u);
  EXPECT_THROW((void)bad.value(), std::logic_error);
  EXPECT_EQ(text(bad.errors()), "a:1:1: error: one\nb:2:2: error: two");
}

TEST(Result, GivesAwayWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(3));
  const std::unique_ptr<int> taken = std::move(result).value();
  EXPECT_EQ(*taken, 3);
}

}  // namespace
}  // namespace carepool
