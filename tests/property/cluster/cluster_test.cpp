#include <gtest/gtest.h>

#include "attune/base/instruction_set.hpp"
#include "attune/cluster/permutation_test.hpp"
#include "cluster_calibration.hpp"
#include "made_points.hpp"

namespace attune::test {
namespace {

using cluster::Design;
using cluster::Enhancer;
using cluster::Grid;
using cluster::permutation_test;
using cluster::Statistic;
using cluster::TestOptions;
using cluster::TestResult;

const Grid kGrid{4, 1, 25};

Design design_of(Statistic statistic, std::size_t a, std::size_t b) {
  Design design{statistic, {}};
  if (statistic == Statistic::one_sample) return design;
  design.in_a.assign(a, true);
  design.in_a.resize(a + b, false);
  return design;
}

Eigen::MatrixXd with_effect(Eigen::Index people, Eigen::Index shifted) {
  Eigen::MatrixXd values = white_points(kGrid.points(), people, 8);
  for (Eigen::Index person = 0; person < shifted; ++person)
    for (const Eigen::Index channel : {1, 2}) values.col(person).segment(kGrid.point(channel, 0, 8), 6).array() += 1.2;
  return values;
}

TestResult tested(const Eigen::MatrixXd& values, const Design& design, TestOptions options = {}) {
  options.permutations = 150;
  options.threads = {1};
  return permutation_test(values, design, kGrid, channels_in_a_row(4), options);
}

void expect_same(const TestResult& one, const TestResult& other, int sign = 1) {
  ASSERT_EQ(one.clusters.size(), other.clusters.size());
  for (std::size_t i = 0; i < one.clusters.size(); ++i) {
    EXPECT_EQ(one.clusters[i].sign, sign * other.clusters[i].sign);
    EXPECT_EQ(one.clusters[i].points, other.clusters[i].points);
    EXPECT_NEAR(one.clusters[i].mass, other.clusters[i].mass, 1e-9);
    EXPECT_EQ(one.clusters[i].p, other.clusters[i].p);
  }
}

class ClusterProperty : public testing::TestWithParam<Statistic> {};
INSTANTIATE_TEST_SUITE_P(AllStatistics, ClusterProperty,
                         testing::Values(Statistic::welch, Statistic::pooled, Statistic::one_sample));

TEST_P(ClusterProperty, DoesNotDependOnTheUnit) {
  const Eigen::MatrixXd values = with_effect(16, 9);
  const Design design = design_of(GetParam(), 9, 7);
  expect_same(tested(values, design), tested(1e-6 * values, design));
}

TEST_P(ClusterProperty, ChangesItsSignsWithTheDataOrTheLevels) {
  const Eigen::MatrixXd values = with_effect(16, 9);
  const Design design = design_of(GetParam(), 9, 7);
  expect_same(tested(values, design), tested(-values, design), -1);
}

TEST_P(ClusterProperty, DoesNotDependOnTheOrderOfTheChannels) {
  const Eigen::MatrixXd values = with_effect(16, 9);
  Eigen::MatrixXd reversed(values.rows(), values.cols());
  for (Eigen::Index channel = 0; channel < 4; ++channel)
    reversed.middleRows(kGrid.point(3 - channel, 0, 0), 25) = values.middleRows(kGrid.point(channel, 0, 0), 25);
  const Design design = design_of(GetParam(), 9, 7);
  const TestResult there = tested(values, design), back = tested(reversed, design);
  ASSERT_EQ(there.clusters.size(), back.clusters.size());
  for (std::size_t i = 0; i < there.clusters.size(); ++i) {
    EXPECT_NEAR(there.clusters[i].mass, back.clusters[i].mass, 1e-9);
    EXPECT_EQ(there.clusters[i].p, back.clusters[i].p);
  }
}

TEST(ClusterGroups, DoNotDependOnAConstantOfEachPoint) {
  const Eigen::MatrixXd values = with_effect(16, 9);
  const Eigen::VectorXd constants = 50 * white_points(kGrid.points(), 1, 9);
  const Design design = design_of(Statistic::welch, 9, 7);
  expect_same(tested(values, design), tested(values.colwise() + constants.col(0), design));
}

// t and masses of every arrangement come from the same sums whatever the instructions are.
TEST(ClusterKernel, GivesTheSameBitsOnEveryMachine) {
  const Eigen::MatrixXd values = with_effect(23, 12);
  for (const Statistic statistic : {Statistic::welch, Statistic::pooled, Statistic::one_sample}) {
    const TestResult best = tested(values, design_of(statistic, 12, 11));
    pin_instruction_set("x86-64");
    const TestResult plain = tested(values, design_of(statistic, 12, 11));
    pin_instruction_set("");
    for (std::size_t i = 0; i < best.t.size(); ++i) EXPECT_EQ(best.t[i], plain.t[i]);
    expect_same(best, plain);
    ASSERT_FALSE(best.clusters.empty());
    for (std::size_t i = 0; i < best.clusters.size(); ++i) EXPECT_EQ(best.clusters[i].mass, plain.clusters[i].mass);
  }
}

// The integral of e(h)^E h^H by its definition: thin slices, each labelled anew.
TEST(Enhancement, IsTheIntegralOfItsDefinition) {
  const Grid grid{3, 2, 6};
  const Eigen::VectorXd t = 2.0 * white_points(grid.points(), 1, 10);
  Enhancer enhancer(grid, channels_in_a_row(3));
  const std::vector<double> exact = enhancer.enhance({t.data(), static_cast<std::size_t>(t.size())});
  std::vector<double> sliced(exact.size(), 0.0);
  constexpr double kStep = 1e-3;
  cluster::Labeller labeller(grid, channels_in_a_row(3));
  for (double h = kStep / 2; h < 7; h += kStep) {
    std::vector<cluster::Beyond> beyond;
    for (Eigen::Index i = 0; i < t.size(); ++i)
      if (std::abs(t(i)) >= h) beyond.push_back({static_cast<std::int32_t>(i), t(i)});
    for (const auto& found : labeller.clusters(beyond))
      for (const Eigen::Index point : found.points)
        sliced[static_cast<std::size_t>(point)] +=
            found.sign * std::sqrt(static_cast<double>(found.points.size())) * h * h * kStep;
  }
  // A slice is wrong by at most its own volume at the few heights where clusters change.
  for (std::size_t i = 0; i < exact.size(); ++i)
    EXPECT_NEAR(exact[i], sliced[i], 0.01 * std::abs(exact[i]) + 1e-3) << i;
}

// Short forms of tests/property/cluster_calibration: four standard errors of 200 studies around 5 %.
TEST(ClusterCalibration, KeepsItsLevelWithoutAnEffect) {
  constexpr double kFourErrors = 0.0616;
  NullStudy study;
  study.permutations = 39;
  EXPECT_LT(false_positives(study, 200, 1), 0.05 + kFourErrors);
  study.n_b = 0;
  study.statistic = Statistic::one_sample;
  EXPECT_LT(false_positives(study, 200, 2), 0.05 + kFourErrors);
}

}  // namespace
}  // namespace attune::test
