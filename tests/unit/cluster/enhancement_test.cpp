#include "attune/cluster/enhancement.hpp"

#include <gtest/gtest.h>

#include "expect_error.hpp"
#include "made_points.hpp"

namespace attune::test {
namespace {

using cluster::Enhancer;
using cluster::Grid;

// One point of height 3: the integral of h^2 is 9.
TEST(Enhancement, OfOnePointIsTheIntegralOfItsHeight) {
  Enhancer enhancer({1, 1, 3}, scalp::Neighbours(1));
  const std::vector<double> t{0, 3, 0};
  const auto& out = enhancer.enhance(t);
  EXPECT_DOUBLE_EQ(out[1], 9);
  EXPECT_EQ(out[0], 0);
}

// Heights 2 and 1 side by side: below 1 there are two points, above one.
TEST(Enhancement, CountsThePointsOfTheClusterAtEachHeight) {
  Enhancer enhancer({1, 1, 2}, scalp::Neighbours(1));
  const std::vector<double> t{2, 1};
  const auto& out = enhancer.enhance(t);
  EXPECT_DOUBLE_EQ(out[0], std::sqrt(2) / 3 + 7.0 / 3);
  EXPECT_DOUBLE_EQ(out[1], std::sqrt(2) / 3);
}

// Peaks 2 and 3 that meet in a valley of 1: each keeps its own sum above the valley.
TEST(Enhancement, SharesAmongPeaksOnlyWhatLiesBelowTheirValley) {
  Enhancer enhancer({1, 1, 3}, scalp::Neighbours(1));
  const std::vector<double> t{2, 1, 3};
  const auto& out = enhancer.enhance(t);
  const double base = std::sqrt(3) / 3;
  EXPECT_DOUBLE_EQ(out[0], base + 7.0 / 3);
  EXPECT_DOUBLE_EQ(out[1], base);
  EXPECT_DOUBLE_EQ(out[2], base + 26.0 / 3);
}

TEST(Enhancement, KeepsSignsApart) {
  Enhancer enhancer({1, 1, 2}, scalp::Neighbours(1));
  const std::vector<double> t{3, -3};
  const auto& out = enhancer.enhance(t);
  EXPECT_DOUBLE_EQ(out[0], 9);
  EXPECT_DOUBLE_EQ(out[1], -9);
}

TEST(Enhancement, LeavesMissingPointsOut) {
  Enhancer enhancer({1, 1, 3}, scalp::Neighbours(1));
  const std::vector<double> t{3, std::nan(""), 3};
  const auto& out = enhancer.enhance(t);
  EXPECT_DOUBLE_EQ(out[0], 9);
  EXPECT_EQ(out[1], 0);
}

TEST(Enhancement, RefusesNegativePowers) {
  const std::string message = error_of(Fault::usage, [] { Enhancer({1, 1, 1}, scalp::Neighbours(1), {-1, 0.5}); });
  EXPECT_EQ(message, "powers of height -1 and extent 0.5; expected 0 or more");
}

}  // namespace
}  // namespace attune::test
