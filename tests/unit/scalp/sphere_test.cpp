#include "attune/scalp/sphere.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_refused.hpp"
#include "sphere_points.hpp"

namespace attune::scalp {
namespace {

constexpr double kRounding = 1e-10;  // mm, of a fit to about a hundred points at 100 mm

TEST(FitSphere, FindsTheSphereOnWhichThePointsLie) {
  Positions points = test::sphere_points(40, 92.5);
  points.rowwise() += Eigen::RowVector3d(3, -14, 42);
  const Sphere sphere = fit_sphere(points);
  EXPECT_LT((sphere.centre - Eigen::Vector3d(3, -14, 42)).norm(), kRounding);
  EXPECT_NEAR(sphere.radius, 92.5, kRounding);
}

TEST(FitSphere, OfFourPointsIsTheirCircumscribedSphere) {
  Positions points(4, 3);
  points << 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, 0, 1;
  const Sphere sphere = fit_sphere(points);
  EXPECT_LT(sphere.centre.norm(), kRounding);
  EXPECT_NEAR(sphere.radius, 1, kRounding);
}

// The cost has no gradient at the answer: moving the centre or the radius a little makes it larger either way.
TEST(FitSphere, IsAMinimum) {
  const Positions points = montage("10-10").positions;
  const Sphere sphere = fit_sphere(points);
  const auto cost = [&](const Eigen::Vector4d& at) {
    return ((points.rowwise() - at.head<3>().transpose()).rowwise().norm().array() - at[3]).square().sum();
  };
  Eigen::Vector4d best;
  best << sphere.centre, sphere.radius;
  for (Eigen::Index i = 0; i < 4; ++i)
    for (const double step : {-1e-4, 1e-4}) EXPECT_GT(cost(best + step * Eigen::Vector4d::Unit(i)), cost(best)) << i;
}

TEST(FitSphere, LeavesElectrodesWithoutPositionOut) {
  Positions points(41, 3);
  points << test::sphere_points(40, 90), Eigen::RowVector3d::Constant(std::nan(""));
  EXPECT_NEAR(fit_sphere(points).radius, 90, kRounding);
}

TEST(FitSphere, NeedsPointsThatDefineOne) {
  Positions plane = test::sphere_points(10, 90);
  plane.col(2).setConstant(5);
  test::expect_refused(Fault::analysis, {"one plane"}, [&] { fit_sphere(plane); });
  test::expect_refused(Fault::analysis, {"3 electrodes", "at least 4"}, [] { fit_sphere(test::sphere_points(3, 90)); });
  test::expect_refused(Fault::analysis, {"one place"}, [] { fit_sphere(Positions::Constant(5, 3, 7.0)); });
}

// By hand: distances 1 and 3 deviate from their mean by a half.
TEST(RadiusDeviation, IsTheMeanRelativeDistanceFromTheMean) {
  Positions points(2, 3);
  points << 1, 0, 0, 0, 3, 0;
  EXPECT_DOUBLE_EQ(radius_deviation(points, Eigen::Vector3d::Zero()), 0.5);
  const std::optional<std::string> warning = sphere_warning(points, Eigen::Vector3d::Zero());
  ASSERT_TRUE(warning);
  EXPECT_THAT(*warning, ::testing::HasSubstr("by 50 % on average, expected at most 10 %"));
  EXPECT_FALSE(sphere_warning(test::sphere_points(30, 90), Eigen::Vector3d::Zero()));
}

TEST(RadiusDeviation, OfStandardMontagesIsSmall) {
  for (const std::string& name : montage_names()) {
    const Positions positions = montage(name).positions;
    EXPECT_FALSE(sphere_warning(positions, fit_sphere(positions).centre)) << name;
  }
}

}  // namespace
}  // namespace attune::scalp
