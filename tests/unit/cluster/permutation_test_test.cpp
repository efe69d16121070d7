#include "attune/cluster/permutation_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/stats/distributions.hpp"
#include "expect_error.hpp"
#include "made_points.hpp"

namespace attune::test {
namespace {

using cluster::Design;
using cluster::Grid;
using cluster::permutation_test;
using cluster::Statistic;
using cluster::TestOptions;

TestOptions few(std::int64_t permutations = 200) {
  TestOptions options;
  options.permutations = permutations;
  options.threads = {1};
  return options;
}

Design halves(std::size_t a, std::size_t b, Statistic statistic = Statistic::welch) {
  Design design{statistic, std::vector<bool>(a, true)};
  design.in_a.resize(a + b, false);
  return design;
}

// 1 2 3 against 7 8 9 at one point: means 2 and 8, variances 1: t = -6 / sqrt(2 / 3), 4 degrees of freedom. Of 20
// splits two are as far apart.
TEST(ClusterTest, OfOnePointIsThePermutationTestOfItsT) {
  Eigen::MatrixXd values(1, 6);
  values << 1, 2, 3, 7, 8, 9;
  const auto result = permutation_test(values, halves(3, 3), {1, 1, 1}, scalp::Neighbours(1), few());
  EXPECT_NEAR(result.t[0], -6 / std::sqrt(2.0 / 3), 1e-12);
  EXPECT_NEAR(result.df[0], 4, 1e-12);
  EXPECT_NEAR(result.difference[0], -6, 1e-12);
  EXPECT_TRUE(result.enumerated);
  EXPECT_EQ(result.arrangements, 20);
  ASSERT_EQ(result.clusters.size(), 1u);
  EXPECT_EQ(result.clusters[0].sign, -1);
  EXPECT_NEAR(result.clusters[0].mass, 6 / std::sqrt(2.0 / 3), 1e-12);
  EXPECT_DOUBLE_EQ(result.clusters[0].p, 0.1);
}

// Of 16 patterns of signs, 1 2 3 4 and its mirror have the largest |t|.
TEST(ClusterTest, FlipsAllSignsWhenTheyAreFew) {
  Eigen::MatrixXd values(1, 4);
  values << 1, 2, 3, 4;
  const auto result = permutation_test(values, {Statistic::one_sample, {}}, {1, 1, 1}, scalp::Neighbours(1), few());
  EXPECT_NEAR(result.t[0], 2.5 / std::sqrt(5.0 / 3 / 4), 1e-12);
  EXPECT_EQ(result.df[0], 3);
  EXPECT_EQ(result.arrangements, 16);
  EXPECT_DOUBLE_EQ(result.clusters.at(0).p, 2.0 / 16);
}

TEST(ClusterTest, OneSidedLooksAtOneSign) {
  Eigen::MatrixXd values(1, 4);
  values << 1, 2, 3, 4;
  TestOptions options = few();
  options.alternative = stats::Alternative::greater;
  const Design design{Statistic::one_sample, {}};
  EXPECT_DOUBLE_EQ(permutation_test(values, design, {1, 1, 1}, scalp::Neighbours(1), options).clusters.at(0).p,
                   1.0 / 16);
  options.alternative = stats::Alternative::less;
  EXPECT_TRUE(permutation_test(values, design, {1, 1, 1}, scalp::Neighbours(1), options).clusters.empty());
}

TEST(ClusterTest, DoublesThePOfItsOwnSign) {
  Eigen::MatrixXd values(1, 4);
  values << 1, 2, 3, 4;
  TestOptions options = few();
  options.two_sided = cluster::TwoSided::doubled;
  const Design design{Statistic::one_sample, {}};
  EXPECT_DOUBLE_EQ(permutation_test(values, design, {1, 1, 1}, scalp::Neighbours(1), options).clusters.at(0).p,
                   2.0 / 16);
}

TEST(ClusterTest, CountsTheObservedArrangementWhenItDraws) {
  Eigen::MatrixXd values = white_points(6, 24, 3);
  values.leftCols(12).array() += 5;
  const auto result = permutation_test(values, halves(12, 12), {2, 1, 3}, channels_in_a_row(2), few(99));
  EXPECT_FALSE(result.enumerated);
  ASSERT_EQ(result.clusters.size(), 1u);
  EXPECT_EQ(result.clusters[0].points.size(), 6u);
  EXPECT_DOUBLE_EQ(result.clusters[0].p, 0.01);
}

TEST(ClusterTest, CriticalTIsThatOfEachPointsOwnDegreesOfFreedom) {
  Eigen::MatrixXd values = white_points(40, 9, 4);
  values.leftCols(3) *= 5;
  const auto result = permutation_test(values, halves(3, 6), {1, 1, 40}, scalp::Neighbours(1), few(10));
  std::vector<bool> in_cluster(40, false);
  for (const auto& found : result.clusters)
    for (const Eigen::Index point : found.points) in_cluster[static_cast<std::size_t>(point)] = true;
  for (std::size_t i = 0; i < 40; ++i)
    EXPECT_EQ(in_cluster[i], stats::student_t_two_sided(result.t[i], result.df[i]) <= 0.05) << i;
  EXPECT_GT(result.critical_high, result.critical_low);
}

TEST(ClusterTest, LeavesOutPointsThatSomebodyLacksAndThoseWithoutVariation) {
  Eigen::MatrixXd values = white_points(12, 10, 5);
  values(0, 3) = std::nan("");
  values.row(7).setConstant(2.5);
  const auto result = permutation_test(values, halves(5, 5), {3, 1, 4}, channels_in_a_row(3), few(50));
  EXPECT_EQ(result.tested, 10);
  EXPECT_EQ(result.incomplete, 1);
  EXPECT_EQ(result.constant, 1);
  EXPECT_TRUE(std::isnan(result.t[0]));
  EXPECT_TRUE(std::isnan(result.t[7]));
  EXPECT_FALSE(std::isnan(result.t[1]));
}

TEST(ClusterTest, GivesTheSameBitsForAnyNumberOfThreads) {
  const Eigen::MatrixXd values = white_points(60, 21, 6);
  for (const bool enhance : {false, true}) {
    TestOptions options = few(300);
    options.enhance = enhance;
    const auto one = permutation_test(values, halves(11, 10), {3, 2, 10}, channels_in_a_row(3), options);
    options.threads = {4};
    const auto four = permutation_test(values, halves(11, 10), {3, 2, 10}, channels_in_a_row(3), options);
    EXPECT_EQ(one.clusters.size(), four.clusters.size());
    for (std::size_t i = 0; i < one.clusters.size(); ++i) {
      EXPECT_EQ(one.clusters[i].mass, four.clusters[i].mass);
      EXPECT_EQ(one.clusters[i].p, four.clusters[i].p);
    }
    EXPECT_EQ(one.p, four.p);
  }
}

TEST(ClusterTest, RefusesWhatCannotBeTested) {
  const Eigen::MatrixXd values = white_points(2, 4, 1);
  const scalp::Neighbours alone(1);
  EXPECT_EQ(error_of(Fault::analysis,
                     [&] {
                       permutation_test(values, halves(1, 3), {1, 1, 2}, alone, few());
                     }),
            "groups of 1 and 3 people; expected at least 2 in each");
  TestOptions options = few();
  options.forming_p = 0;
  EXPECT_EQ(error_of(Fault::usage,
                     [&] {
                       permutation_test(values, halves(2, 2), {1, 1, 2}, alone, options);
                     }),
            "the cluster-forming p is 0; expected one between 0 and 1");
  const Eigen::MatrixXd flat = Eigen::MatrixXd::Ones(2, 4);
  EXPECT_EQ(error_of(Fault::analysis,
                     [&] {
                       permutation_test(flat, halves(2, 2), {1, 1, 2}, alone, few());
                     }),
            "none of 2 points can be tested (0 lack somebody's value, 2 do not vary)");
}

}  // namespace
}  // namespace attune::test
