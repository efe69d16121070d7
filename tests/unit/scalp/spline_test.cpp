#include "attune/scalp/spline.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "expect_refused.hpp"
#include "sphere_points.hpp"

namespace attune::scalp {
namespace {

const Eigen::Vector3d kOrigin = Eigen::Vector3d::Zero();
constexpr double kRounding = 1e-12;

// By hand: with one term the series is 3 / (2^m 4 pi) x.
TEST(SplineKernel, OfOneTermIsALine) {
  Eigen::MatrixXd x(1, 3);
  x << -1, 0.25, 1;
  const double slope = 3.0 / (16.0 * 4.0 * std::numbers::pi);
  EXPECT_LT((spline_kernel(x, 4, 1) - slope * x).cwiseAbs().maxCoeff(), kRounding);
}

// P_n(1) = 1 and P_n(-1) = (-1)^n; P_2(0) = -1/2.
TEST(SplineKernel, HasLegendrePolynomialsAtTheirKnownPlaces) {
  Eigen::MatrixXd x(1, 3);
  x << 1, -1, 0;
  double one = 0, minus = 0;
  for (int n = 1; n <= 50; ++n) {
    const double term = (2.0 * n + 1) / (std::pow(n * (n + 1.0), 3) * 4 * std::numbers::pi);
    one += term;
    minus += n % 2 == 0 ? term : -term;
  }
  const Eigen::MatrixXd g = spline_kernel(x, 3, 50);
  EXPECT_NEAR(g(0, 0), one, kRounding);
  EXPECT_NEAR(g(0, 1), minus, kRounding);
  EXPECT_NEAR(spline_kernel(x, 3, 2)(0, 2), -0.5 * 5 / (216 * 4 * std::numbers::pi), kRounding);
}

TEST(SplineKernel, TakesRoundedCosinesBeyondOneAsOne) {
  Eigen::MatrixXd x(1, 2);
  x << 1.0 + 1e-15, 1.0;
  const Eigen::MatrixXd g = spline_kernel(x, 4, 50);
  EXPECT_EQ(g(0, 0), g(0, 1));
}

TEST(InterpolationWeights, HalfwayBetweenTwoElectrodesAreHalves) {
  Positions from(2, 3), to(1, 3);
  from << 90, 0, 0, 0, 90, 0;
  to << 1, 1, 0;
  const Eigen::MatrixXd w = interpolation_weights(from, to, kOrigin);
  EXPECT_NEAR(w(0, 0), 0.5, kRounding);
  EXPECT_NEAR(w(0, 1), 0.5, kRounding);
}

TEST(InterpolationWeights, WithoutSmoothingReturnWhatWasMeasured) {
  const Positions from = test::sphere_points(20, 90);
  SplineOptions options;
  options.smoothing = 0;
  const Eigen::MatrixXd w = interpolation_weights(from, from.topRows(3), kOrigin, options);
  EXPECT_LT((w - Eigen::MatrixXd::Identity(3, 20)).cwiseAbs().maxCoeff(), 1e-9);  // condition about 1e5
}

// V = z is a harmonic of degree 1: minus its Laplacian on a sphere of radius r is 2 z / r^2, here 2 z / (0.09 m)^2.
TEST(CurrentSourceDensity, OfAGradientIsTwiceItOverRadiusSquared) {
  const Positions at = test::sphere_points(200, 90);
  const Eigen::VectorXd potential = at.col(2) / 90.0 * 1e-6;
  const Eigen::VectorXd density = current_source_density(at, Sphere{kOrigin, 90}) * potential;
  const Eigen::VectorXd expected = 2.0 * potential / (0.09 * 0.09);
  constexpr double kSmoothing = 1e-3;  // 1e-5 on the diagonal shrinks degree 1 by that much at most
  EXPECT_LT((density - expected).cwiseAbs().maxCoeff() / expected.cwiseAbs().maxCoeff(), kSmoothing);
}

TEST(Splines, RefuseWhatHasNoAnswer) {
  using test::expect_refused;
  const Positions from = test::sphere_points(5, 90);
  Positions centre = Positions::Zero(1, 3), missing = Positions::Constant(1, 3, std::nan(""));
  expect_refused(Fault::analysis, {"target electrode 1 of 1", "no direction"},
                 [&] { interpolation_weights(from, centre, kOrigin); });
  expect_refused(Fault::analysis, {"source electrode 1 of 2"}, [&] {
    interpolation_weights((Positions(2, 3) << missing, centre).finished().topRows(2), from, kOrigin);
  });
  expect_refused(Fault::analysis, {"1 electrodes"}, [&] { interpolation_weights(from.topRows(1), from, kOrigin); });
  SplineOptions odd;
  odd.order = 1;
  expect_refused(Fault::usage, {"order is 1"}, [&] { interpolation_weights(from, from, kOrigin, odd); });
  odd = {};
  odd.smoothing = -1;
  expect_refused(Fault::usage, {"smoothing is -1"}, [&] { current_source_density(from, Sphere{kOrigin, 90}, odd); });
  odd.smoothing = 0;
  Positions twice(6, 3);
  twice << from, from.row(0);
  expect_refused(Fault::analysis, {"same place"}, [&] { interpolation_weights(twice, from, kOrigin, odd); });
  expect_refused(Fault::analysis, {"radius is 0 mm"}, [&] { current_source_density(from, Sphere{kOrigin, 0}); });
}

}  // namespace
}  // namespace attune::scalp
