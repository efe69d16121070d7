#include <gtest/gtest.h>

#include <cmath>

#include "attune/parallel/stream.hpp"
#include "attune/report/axis.hpp"
#include "attune/report/figure.hpp"

namespace attune::report {
namespace {

TEST(Swarm, LeavesNoTwoDiscsOverlapping) {
  parallel::Stream random({7}, 0);
  std::vector<double> positions(60);
  for (double& position : positions) position = 100 * random.uniform();
  const double radius = 4;
  const std::vector<double> offsets = swarm(positions, radius);
  for (std::size_t a = 0; a < positions.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      EXPECT_GE(std::hypot(positions[a] - positions[b], offsets[a] - offsets[b]), 2 * radius * 0.999);
}

TEST(Swarm, IsStraightWhereThereIsRoom) {
  for (const double offset : swarm({0, 10, 20, 30}, 4)) EXPECT_EQ(offset, 0);
}

TEST(NiceAxis, HoldsItsDataAndScalesWithPowersOfTen) {
  parallel::Stream random({8}, 0);
  for (int i = 0; i < 500; ++i) {
    const double low = 200 * random.uniform() - 100, high = low + 50 * random.uniform() + 1e-3;
    const Axis axis = nice_axis(low, high);
    EXPECT_LE(axis.low, low + 1e-9);
    EXPECT_GE(axis.high, high - 1e-9);
    EXPECT_GE(axis.ticks.size(), 3U);
    EXPECT_LE(axis.ticks.size(), 13U);
    const Axis tenfold = nice_axis(10 * low, 10 * high);
    EXPECT_NEAR(tenfold.low, 10 * axis.low, 1e-9);
    EXPECT_NEAR(tenfold.high, 10 * axis.high, 1e-9);
  }
}

}  // namespace
}  // namespace attune::report
