// The phrases of which stories are made.
#include "report/story.hpp"

#include <gtest/gtest.h>

namespace carepool::report {
namespace {

TEST(Story, NamesAreSaidAsPeopleSayThem) {
  EXPECT_EQ(framework_text("frameworks/North East"), "the North East framework");
  EXPECT_EQ(framework_text("rcc/Leeds and 10 others"), "the framework of Leeds and 10 others (rcc)");
  EXPECT_EQ(framework_text("dynamic list"), "the framework dynamic list");
  EXPECT_EQ(body_text("rcc/Leeds and 10 others"), "Leeds and 10 others (rcc)");
  EXPECT_EQ(body_text("Kent"), "Kent");
  EXPECT_EQ(capital("home 1-0-2"), "Home 1-0-2");
}

TEST(Story, MoneyMilesAndCountsAreRoundedAsPeopleDo) {
  EXPECT_EQ(sum_text(1'590'734'100), "£15.9 million");
  EXPECT_EQ(sum_text(-250'000'000), "−£2.5 million");
  EXPECT_EQ(sum_text(36'185'549), "£361,855");
  EXPECT_EQ(pounds_text(-40), "£0");
  EXPECT_EQ(week_text(520'050), "£5,201 a week");
  EXPECT_EQ(miles_text(4), "less than a mile");
  EXPECT_EQ(miles_text(10), "1 mile");
  EXPECT_EQ(miles_text(86), "9 miles");
  EXPECT_EQ(count_text(0, "home", "homes"), "no homes");
  EXPECT_EQ(count_text(1, "home", "homes"), "1 home");
  EXPECT_EQ(count_text(1200, "home", "homes"), "1,200 homes");
}

TEST(Story, EverybodySaysThatTheyAreSimulated) {
  for (const Agent kind : {Agent::child, Agent::home, Agent::provider}) EXPECT_NE(simulated_note(kind).find("simulated"), std::string::npos);
}

}  // namespace
}  // namespace carepool::report
