#include "attune/cluster/labelling.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_points.hpp"

namespace attune::test {
namespace {

using cluster::Beyond;
using cluster::Grid;
using cluster::Labeller;
using testing::ElementsAre;

// channels x times with blanks for 0, as read: a row per channel.
std::vector<Beyond> beyond_of(const Grid& grid, const std::vector<double>& t) {
  std::vector<Beyond> out;
  for (std::size_t i = 0; i < t.size(); ++i)
    if (t[i] != 0) out.push_back({static_cast<std::int32_t>(i), t[i]});
  EXPECT_EQ(static_cast<Eigen::Index>(t.size()), grid.points());
  return out;
}

TEST(Labelling, JoinsNeighboursInTimeAndChannel) {
  const Grid grid{3, 1, 4};
  Labeller labeller(grid, channels_in_a_row(3));
  const auto found = labeller.clusters(beyond_of(grid, {3, 4, 0, 0,  //
                                                        0, 5, 0, 2,  //
                                                        0, 0, 0, 3}));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_THAT(found[0].points, ElementsAre(0, 1, 5));
  EXPECT_EQ(found[0].mass, 12);
  EXPECT_THAT(found[1].points, ElementsAre(7, 11));
  EXPECT_EQ(found[1].mass, 5);
}

TEST(Labelling, KeepsSignsApart) {
  const Grid grid{2, 1, 3};
  Labeller labeller(grid, channels_in_a_row(2));
  const auto found = labeller.clusters(beyond_of(grid, {3, -4, 3,  //
                                                        0, -2, 0}));
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[1].sign, -1);
  EXPECT_EQ(found[1].mass, 6);
  EXPECT_THAT(found[1].points, ElementsAre(1, 4));
  const auto largest = labeller.largest(beyond_of(grid, {3, -4, 3, 0, -2, 0}));
  EXPECT_EQ(largest.positive, 3);
  EXPECT_EQ(largest.negative, 6);
}

TEST(Labelling, DoesNotJoinTheEndOfAChannelToTheStartOfTheNext) {
  const Grid grid{2, 1, 2};
  Labeller labeller(grid, scalp::Neighbours(2));  // no neighbours
  EXPECT_EQ(labeller.clusters(beyond_of(grid, {0, 3, 3, 0})).size(), 2u);
}

TEST(Labelling, JoinsNeighbouringFrequencies) {
  const Grid grid{1, 3, 2};
  Labeller labeller(grid, scalp::Neighbours(1));
  EXPECT_EQ(labeller.clusters(beyond_of(grid, {3, 0, 3, 0, 0, 0})).size(), 1u);
  EXPECT_EQ(labeller.clusters(beyond_of(grid, {3, 0, 0, 3, 0, 0})).size(), 2u);  // diagonal
  EXPECT_EQ(labeller.clusters(beyond_of(grid, {3, 0, 0, 0, 3, 0})).size(), 2u);  // one between
}

TEST(Labelling, TakesOutPointsWithTooFewNeighboursUntilNoneIsLeft) {
  // A row of four channels at one time: the ends have one neighbour; without them the middle ones have one too.
  const Grid grid{4, 1, 1};
  Labeller two(grid, channels_in_a_row(4), 2), one(grid, channels_in_a_row(4), 1);
  EXPECT_TRUE(two.clusters(beyond_of(grid, {3, 3, 3, 3})).empty());
  EXPECT_EQ(one.clusters(beyond_of(grid, {3, 3, 3, 3})).front().mass, 12);
  EXPECT_TRUE(one.clusters(beyond_of(grid, {3, 0, 3, -3})).empty());
  EXPECT_EQ(one.largest(beyond_of(grid, {3, 0, 3, -3})).positive, 0);
}

TEST(Labelling, OfNothingIsNothing) {
  Labeller labeller({2, 1, 2}, channels_in_a_row(2));
  EXPECT_TRUE(labeller.clusters({}).empty());
  EXPECT_EQ(labeller.largest({}).positive, 0);
}

}  // namespace
}  // namespace attune::test
