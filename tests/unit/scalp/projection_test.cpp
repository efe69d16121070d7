#include "attune/scalp/projection.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace attune::scalp {
namespace {

constexpr double kRounding = 1e-14;

TEST(FlatPositions, PutTheVertexInTheMiddleAndTheEquatorOnTheCircle) {
  Positions positions(5, 3);
  positions << 0, 0, 90, 95, 0, 0, 0, 95, 0, -1, 0, -1, std::nan(""), 0, 0;
  const FlatPositions flat = flat_positions(positions);
  EXPECT_NEAR(flat.row(0).norm(), 0, kRounding);
  EXPECT_NEAR((flat.row(1) - Eigen::RowVector2d(1, 0)).norm(), 0, kRounding) << "right";
  EXPECT_NEAR((flat.row(2) - Eigen::RowVector2d(0, 1)).norm(), 0, kRounding) << "nose";
  EXPECT_NEAR((flat.row(3) - Eigen::RowVector2d(-1.5, 0)).norm(), 0, kRounding) << "135 degrees from the vertex";
  EXPECT_TRUE(std::isnan(flat(4, 0)) && std::isnan(flat(4, 1)));
}

TEST(FlatPositions, AreSeenFromTheCentreWhateverTheSize) {
  Positions positions(1, 3);
  positions << 13, 24, 35;
  const FlatPositions near = flat_positions(positions, {10, 20, 30});
  Positions away(1, 3);
  away << 30, 40, 50;
  EXPECT_NEAR((near - flat_positions(away)).norm(), 0, kRounding);
  EXPECT_TRUE(std::isnan(flat_positions(positions, {13, 24, 35})(0, 0))) << "the centre itself is nowhere";
}

TEST(DirectionAt, IsTheWayBack) {
  for (const Eigen::Vector2d& place : {Eigen::Vector2d(0, 0), Eigen::Vector2d(0.3, -0.4), Eigen::Vector2d(-1.2, 0.9)}) {
    Positions direction(1, 3);
    direction.row(0) = direction_at(place).transpose();
    EXPECT_NEAR(direction.norm(), 1, kRounding);
    EXPECT_NEAR((flat_positions(direction).row(0).transpose() - place).norm(), 0, kRounding);
  }
  EXPECT_TRUE(std::isnan(direction_at({2, 1}).x()));
}

}  // namespace
}  // namespace attune::scalp
