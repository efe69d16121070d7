#include "attune/coupling/effective.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace attune::coupling {
namespace {

constexpr double kRounding = 1e-9;
// The autoregression lies between two points of a grid.
constexpr double kGridShare = 0.005;

std::vector<Eigen::Index> frames(Eigen::Index count) {
  std::vector<Eigen::Index> out(static_cast<std::size_t>(count));
  std::iota(out.begin(), out.end(), 0);
  return out;
}

Eigen::MatrixXd centring(Eigen::Index count) {
  return Eigen::MatrixXd::Identity(count, count) -
         Eigen::MatrixXd::Constant(count, count, 1.0 / static_cast<double>(count));
}

TEST(EffectiveDegrees, OfWhiteSeriesAreRowsLessColumnsTakenOut) {
  const std::vector<SeriesCovariance> white{{{0, 0}, 1, 0}, {{0, 0}, 4, 0}};
  EXPECT_NEAR(effective_degrees(centring(50), frames(50), white)(0, 1), 49, kRounding);
}

// n (1 - rs) / (1 + rs) for autoregressions r and s of long series (Bartlett 1935).
TEST(EffectiveDegrees, OfAutoregressionsAreBartletts) {
  const Eigen::Index n = 600;
  const std::vector<SeriesCovariance> two{{{0.6, 0}, 1, 0}, {{0.3, 0}, 1, 0}};
  const Eigen::MatrixXd degrees = effective_degrees(Eigen::MatrixXd::Identity(n, n), frames(n), two);
  EXPECT_NEAR(degrees(0, 0) / (n * (1 - 0.36) / (1 + 0.36)), 1, kGridShare);
  EXPECT_NEAR(degrees(0, 1) / (n * (1 - 0.18) / (1 + 0.18)), 1, kGridShare);
}

// With every second frame left out an autoregression of 0.6 is one of 0.36.
TEST(EffectiveDegrees, KeepGapsBetweenFrames) {
  std::vector<Eigen::Index> every_second;
  for (Eigen::Index i = 0; i < 300; ++i) every_second.push_back(2 * i);
  const std::vector<SeriesCovariance> one{{{0.6, 0}, 1, 0}}, same{{{0.36, 0}, 1, 0}};
  const Eigen::MatrixXd map = centring(300);
  const double gaps = effective_degrees(map, every_second, one)(0, 0);
  EXPECT_NEAR(gaps / effective_degrees(map, frames(300), same)(0, 0), 1, kGridShare);
}

TEST(EffectiveDegrees, OfAnUnknownCovarianceAreUnknown) {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  const std::vector<SeriesCovariance> two{{{0, 0}, 1, 0}, {{missing, missing}, missing, 0}};
  const Eigen::MatrixXd degrees = effective_degrees(centring(20), frames(20), two);
  EXPECT_NEAR(degrees(0, 0), 19, kRounding);
  EXPECT_TRUE(std::isnan(degrees(0, 1)));
}

TEST(NullCovariance, OfHalvesOfARunIsNone) {
  const std::vector<SeriesCovariance> white{{{0, 0}, 1, 0}};
  const Eigen::MatrixXd all = Eigen::MatrixXd::Identity(40, 40);
  const Eigen::MatrixXd first = all.topRows(20), second = all.bottomRows(20);
  EXPECT_NEAR(null_covariance(first, second, frames(40), white)(0, 0), 0, kRounding);
  EXPECT_NEAR(null_covariance(first, first, frames(40), white)(0, 0), 1.0 / 20, kRounding);
}

TEST(ExpectedSquares, OfAMeanOfWhiteNoiseAreItsVarianceOverN) {
  const Eigen::MatrixXd mean = Eigen::MatrixXd::Constant(1, 25, 1.0 / 25);
  EXPECT_NEAR(expected_squares(mean, frames(25), {{0, 0}, 2, 0}), 2.0 / 25, kRounding);
}

TEST(FirstCorrelation, IsTheAutoregressionWithoutAMovingAverage) {
  EXPECT_DOUBLE_EQ(first_correlation({0.4, 0}), 0.4);
  EXPECT_NEAR(first_correlation({0, 0.5}), 0.5 / 1.25, kRounding);
  EXPECT_NEAR(first_correlation({0.5, -0.5}), 0, kRounding);
}

}  // namespace
}  // namespace attune::coupling
