// What `serve` is asked for and refuses before anybody is served.
#include "live/asked.hpp"

#include <gtest/gtest.h>

#include "live/hall.hpp"

namespace carepool::live {
namespace {

TEST(Asked, ATrainersCodeIsAsHardToGuessAsARoomsOwn) {
  for (const char* good : {"", "teach123", "abcdef", "a-long code of words", "123456"}) EXPECT_TRUE(check_trainer_code(good).empty()) << good;
  for (const char* bad : {"a", "abcde", "------------", "a b c d e", "      "}) {
    const Errors errors = check_trainer_code(bad);
    ASSERT_EQ(errors.size(), 1u) << bad;
    EXPECT_EQ(errors.front().where, "--trainer-code");
    EXPECT_NE(errors.front().allowed.find("at least 6 letters or digits"), std::string::npos);
  }
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(check_trainer_code(random_code(6)).empty());
}

TEST(Asked, AHostNameIsOneThatABrowserCouldSay) {
  const std::string longest = std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + "." + std::string(61, 'd');
  ASSERT_EQ(longest.size(), 253u);
  EXPECT_TRUE(check_host_names({"class.example", "localhost", "pc-7.school.example.org.", "192.168.1.7", "my_pc", longest}).empty());
  for (const std::string& bad : {std::string(), std::string("two words"), std::string("http://class.example"), std::string("a/b"), std::string("class.example:8080"),
                                 std::string("a..b"), std::string("-a.example"), std::string("."), longest + "e", std::string(64, 'a')}) {
    const Errors errors = check_host_names({"class.example", bad});
    ASSERT_EQ(errors.size(), 1u) << bad;
    EXPECT_EQ(errors.front().where, "--host-name #2");
  }
}

}  // namespace
}  // namespace carepool::live
