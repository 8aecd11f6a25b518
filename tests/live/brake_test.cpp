// The brake by itself, with a clock of the test's own.
#include <gtest/gtest.h>

#include "live/brake.hpp"

namespace carepool::live {
namespace {

CodeBrake::Time at(double seconds) {
  return CodeBrake::Time(std::chrono::duration_cast<CodeBrake::Time::duration>(std::chrono::duration<double>(1000 + seconds)));
}

int guesses(CodeBrake& brake, const char* from, double when, int n) {
  int pause = 0;
  for (int i = 0; i < n; ++i) pause = brake.wrong(from, at(when));
  return pause;
}

TEST(CodeBrake, NobodyWaitsBeforeTheLastFreeGuess) {
  CodeBrake brake({});
  EXPECT_EQ(brake.wait("a", at(0)), 0);
  EXPECT_EQ(guesses(brake, "a", 0, 9), 0);
  EXPECT_EQ(brake.wait("a", at(0)), 0);
  EXPECT_EQ(guesses(brake, "a", 0, 1), 30);
  EXPECT_EQ(brake.wait("a", at(0)), 30);
  EXPECT_EQ(brake.wait("a", at(29.5)), 1);
  EXPECT_EQ(brake.wait("a", at(30)), 0);
  EXPECT_EQ(brake.wait("b", at(0)), 0) << "another address has nothing to do with it";
}

TEST(CodeBrake, EachPauseIsTwiceAsLongUpToTheLongest) {
  CodeBrake brake({});
  double now = 0;
  for (const int pause : {30, 60, 120, 240, 480, 600, 600, 600}) {
    EXPECT_EQ(guesses(brake, "a", now, 10), pause);
    now += pause;
    EXPECT_EQ(brake.wait("a", at(now)), 0);
  }
}

// What a guesser gets done: ten guesses in ten minutes, of 31^6 codes.
TEST(CodeBrake, ADayOfGuessingIsAFewThousandCodes) {
  CodeBrake brake({});
  int tried = 0;
  for (double now = 0; now < 86400; now += 1) {
    if (brake.wait("a", at(now)) > 0) continue;
    brake.wrong("a", at(now));
    ++tried;
  }
  EXPECT_GT(tried, 1000);
  EXPECT_LT(tried, 2000);
}

TEST(CodeBrake, TimeForgives) {
  CodeBrake brake({});
  EXPECT_EQ(guesses(brake, "a", 0, 10), 30);
  EXPECT_EQ(guesses(brake, "a", 100, 9), 0);
  EXPECT_EQ(guesses(brake, "a", 100 + 1801, 9), 0) << "half an hour later all is forgotten";
  EXPECT_EQ(guesses(brake, "a", 100 + 1801, 1), 30);
}

TEST(CodeBrake, ManyAddressesTakeNoMoreRoomThanSome) {
  CodeBrake brake({});
  guesses(brake, "first", 0, 10);
  for (int i = 0; i < 10000; ++i) brake.wrong("other" + std::to_string(i), at(1));
  EXPECT_EQ(brake.wait("first", at(1)), 0) << "the oldest makes room";
  EXPECT_EQ(guesses(brake, "other9999", 1, 9), 30) << "the newest is known";
}

}  // namespace
}  // namespace carepool::live
