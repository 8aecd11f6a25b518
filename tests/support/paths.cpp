#include "support/paths.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <string>

namespace carepool::test {

std::filesystem::path source_dir() { return CAREPOOL_SOURCE_DIR; }

std::filesystem::path carepool_binary() { return std::filesystem::path(CAREPOOL_BINARY_DIR) / "carepool"; }

std::filesystem::path scratch_dir() {
  static int count = 0;
  std::string name = "test";
  if (const auto* info = ::testing::UnitTest::GetInstance()->current_test_info())
    name = std::string(info->test_suite_name()) + "." + info->name();
  std::replace_if(name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c) && c != '.'; }, '_');
  const auto dir = std::filesystem::path(CAREPOOL_BINARY_DIR) / "scratch" /
                   (name + "-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
  std::filesystem::remove_all(dir);
  std::filesystem::create_directories(dir);
  return dir;
}

}  // namespace carepool::test
