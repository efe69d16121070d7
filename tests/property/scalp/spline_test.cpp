#include "attune/scalp/spline.hpp"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <numeric>

#include "attune/scalp/sphere.hpp"

namespace attune::scalp {
namespace {

constexpr double kRounding = 1e-9;  // relative; the systems' condition is near 1e6

// A cap with its own centre, the electrodes at `bad` to be interpolated.
struct Cap {
  Positions from, to;
  Eigen::Vector3d origin;
};

Cap cap() {
  const Positions all = montage("biosemi-32").positions;
  return {all.topRows(29), all.bottomRows(3), Eigen::Vector3d(0, 2, 5)};
}

double difference(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  return (a - b).cwiseAbs().maxCoeff() / b.cwiseAbs().maxCoeff();
}

TEST(InterpolationWeights, KeepAConstant) {
  const Cap c = cap();
  const Eigen::MatrixXd w = interpolation_weights(c.from, c.to, c.origin);
  EXPECT_LT((w.rowwise().sum().array() - 1.0).abs().maxCoeff(), kRounding);
}

TEST(InterpolationWeights, DoNotDependOnTheFrameOfReference) {
  const Cap c = cap();
  const Eigen::Matrix3d turn = Eigen::AngleAxisd(0.7, Eigen::Vector3d(1, 2, 3).normalized()).toRotationMatrix();
  const Eigen::Vector3d shift(10, -20, 30);
  const auto moved = [&](const Positions& p) -> Positions {
    return ((p * turn.transpose()).rowwise() + shift.transpose()) * 1.25;
  };
  const Eigen::Vector3d origin = 1.25 * (turn * c.origin + shift);
  EXPECT_LT(difference(interpolation_weights(moved(c.from), moved(c.to), origin),
                       interpolation_weights(c.from, c.to, c.origin)),
            kRounding);
}

TEST(InterpolationWeights, FollowTheOrderOfTheElectrodes) {
  const Cap c = cap();
  std::vector<Eigen::Index> order(static_cast<std::size_t>(c.from.rows()));
  std::iota(order.rbegin(), order.rend(), 0);
  const Positions turned = c.from(order, Eigen::all);
  const Eigen::MatrixXd expected = interpolation_weights(c.from, c.to, c.origin)(Eigen::all, order);
  EXPECT_LT(difference(interpolation_weights(turned, c.to, c.origin), expected), kRounding);
}

TEST(InterpolationWeights, HardlyChangeWithMoreTerms) {
  const Cap c = cap();
  SplineOptions more;
  more.terms = 200;
  // The terms left out of the series are below (2 * 51 + 1) / (51 * 52)^4 each: a millionth of the smoothing.
  EXPECT_LT(
      difference(interpolation_weights(c.from, c.to, c.origin, more), interpolation_weights(c.from, c.to, c.origin)),
      1e-5);
}

TEST(CurrentSourceDensity, DoesNotDependOnTheReferenceAndAddsNoCurrent) {
  const Positions at = montage("biosemi-64").positions;
  const Sphere sphere = fit_sphere(at);
  const Eigen::MatrixXd t = current_source_density(at, sphere);
  EXPECT_LT(t.rowwise().sum().cwiseAbs().maxCoeff(), kRounding * t.cwiseAbs().maxCoeff());
  const Sphere twice{sphere.centre, 2 * sphere.radius};
  EXPECT_LT(difference(4.0 * current_source_density(at, twice), t), kRounding) << "falls with the radius squared";
}

TEST(FitSphere, MovesTurnsAndGrowsWithThePoints) {
  const Positions at = montage("hydrocel-128").positions;
  const Sphere sphere = fit_sphere(at);
  const Eigen::Matrix3d turn = Eigen::AngleAxisd(1.1, Eigen::Vector3d(3, -1, 2).normalized()).toRotationMatrix();
  const Eigen::Vector3d shift(100, 50, -20);
  const Positions moved = ((at * turn.transpose()) * 3.0).rowwise() + shift.transpose();
  const Sphere other = fit_sphere(moved);
  constexpr double kFlat = 1e-6;  // relative: a minimum is flat, its place is known to the root of the rounding
  EXPECT_LT((other.centre - (3.0 * (turn * sphere.centre) + shift)).norm(), kFlat * sphere.radius);
  EXPECT_NEAR(other.radius, 3.0 * sphere.radius, kFlat * sphere.radius);
}

}  // namespace
}  // namespace attune::scalp
