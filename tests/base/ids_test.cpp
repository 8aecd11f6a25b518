#include "base/ids.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace carepool {
namespace {

TEST(Ids, ANewIdNamesNothing) {
  EXPECT_FALSE(ChildId{}.valid());
  EXPECT_TRUE(ChildId{0}.valid());
}

TEST(Ids, AnIdIsItsRow) { EXPECT_EQ(HomeId{7}.index(), 7u); }

TEST(Ids, IdsAreOrderedByRow) {
  EXPECT_LT(HomeId{1}, HomeId{2});
  EXPECT_EQ(HomeId{3}, HomeId{3});
  EXPECT_LT(HomeId{3}, HomeId{});
}

TEST(Ids, AHomeIsNotAChild) {
  EXPECT_FALSE((std::is_convertible_v<HomeId, ChildId>));
  EXPECT_FALSE((std::is_convertible_v<std::uint32_t, ChildId>));
  EXPECT_TRUE(std::is_trivially_copyable_v<ChildId>);
  EXPECT_EQ(sizeof(ChildId), 4u);
}

}  // namespace
}  // namespace carepool
