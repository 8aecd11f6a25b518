#include "base/rows_equal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace carepool {
namespace {

// Within a stretch, across two of them, and in what is left over; rising and none twice.
TEST(RowsEqual, FindsEveryRowAndNoOther) {
  for (const std::size_t size : {0U, 1U, 63U, 64U, 65U, 200U}) {
    std::vector<std::uint32_t> column(size), expected;
    for (std::size_t i = 0; i < size; ++i) {
      column[i] = i % 7 == 3 || i == 64 ? 5U : static_cast<std::uint32_t>(100 + i);
      if (column[i] == 5U) expected.push_back(static_cast<std::uint32_t>(i));
    }
    EXPECT_EQ(rows_equal(column, 5), expected) << size;
    EXPECT_THAT(rows_equal(column, 6), ::testing::IsEmpty()) << size;
  }
}

}  // namespace
}  // namespace carepool
