// The version that programs see is CMake's.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "base/build_info.hpp"
#include "carepool/version.hpp"
#include "support/paths.hpp"

namespace carepool {
namespace {

TEST(Version, IsTheSameInTheHeaderTheBuildAndTheProject) {
  std::ifstream in(test::source_dir() / "CMakeLists.txt");
  std::ostringstream text;
  text << in.rdbuf();
  const std::string cmake = text.str();
  std::smatch found;
  ASSERT_TRUE(std::regex_search(cmake, found, std::regex(R"(project\(carepool VERSION ([0-9]+)\.([0-9]+)\.([0-9]+))")));
  EXPECT_EQ(std::stoi(found[1]), CAREPOOL_VERSION_MAJOR);
  EXPECT_EQ(std::stoi(found[2]), CAREPOOL_VERSION_MINOR);
  EXPECT_EQ(std::stoi(found[3]), CAREPOOL_VERSION_PATCH);
  EXPECT_EQ(found[1].str() + "." + found[2].str() + "." + found[3].str(), CAREPOOL_VERSION);
  EXPECT_EQ(build_info().version, CAREPOOL_VERSION);
}

}  // namespace
}  // namespace carepool
