#include "attune/base/median.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace attune {
namespace {

TEST(Median, IsTheMiddleValueOrTheMeanOfTheMiddleTwo) {
  EXPECT_EQ(median_of({3, 9, 1}), 3);
  EXPECT_EQ(median_of({7, 1, 3, 100}), 5);
  EXPECT_EQ(median_of({4}), 4);
  EXPECT_TRUE(std::isnan(median_of({})));
}

}  // namespace
}  // namespace attune
