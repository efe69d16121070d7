#include "attune/overlap/spline_basis.hpp"

#include <gtest/gtest.h>

#include "expect_refused.hpp"

namespace attune::overlap {
namespace {

constexpr double kRounding = 1e-12;

// By hand: without inner knots they are Bernstein's polynomials, at the middle 1/8, 3/8, 3/8, 1/8.
TEST(SplineBasis, OfFourFunctionsIsBernsteins) {
  const SplineBasis basis = SplineBasis::even(0, 2, 4);
  const Eigen::RowVectorXd middle = basis.at(1);
  EXPECT_NEAR(middle[0], 0.125, kRounding);
  EXPECT_NEAR(middle[1], 0.375, kRounding);
  EXPECT_NEAR(middle[2], 0.375, kRounding);
  EXPECT_NEAR(middle[3], 0.125, kRounding);
  EXPECT_EQ(basis.at(0)[0], 1);
  EXPECT_EQ(basis.at(2)[3], 1);
}

TEST(SplineBasis, AddsUpToOneEverywhere) {
  const SplineBasis basis = SplineBasis::at_quantiles({1, 2, 3, 5, 8, 13, 21, 34, 55, 89}, 8);
  EXPECT_EQ(basis.count(), 8);
  for (double x = 1; x <= 89; x += 0.5) {
    EXPECT_NEAR(basis.at(x).sum(), 1, kRounding) << x;
    EXPECT_GE(basis.at(x).minCoeff(), 0) << x;
  }
  EXPECT_EQ(basis.at(-5), basis.at(1)) << "the nearer end";
  EXPECT_EQ(basis.at(500), basis.at(89));
}

// scipy 1.10.1: BSpline.design_matrix([2.5], [0,0,0,0,1,2,3,4,4,4,4], 3).
TEST(SplineBasis, HasTheValuesOfScipy) {
  const Eigen::RowVectorXd at = SplineBasis::even(0, 4, 7).at(2.5);
  const double expected[] = {0, 0, 1.0 / 48, 23.0 / 48, 15.0 / 32, 1.0 / 32, 0};
  for (Eigen::Index i = 0; i < 7; ++i) EXPECT_NEAR(at[i], expected[i], kRounding) << i;
}

TEST(SplineBasis, NeedsAsManyValuesAsFunctions) {
  test::expect_refused(Fault::analysis, {"3 distinct values", "5 splines"}, [] {
    SplineBasis::at_quantiles({1, 2, 2, 3, 3}, 5);
  });
  test::expect_refused(Fault::usage, {"3 splines, expected at least 4"}, [] { SplineBasis::even(0, 1, 3); });
}

TEST(SortedQuantile, IsLinearBetweenValues) {
  EXPECT_DOUBLE_EQ(sorted_quantile({10, 20, 30}, 0.25), 15);
  EXPECT_DOUBLE_EQ(sorted_quantile({10, 20, 30}, 1), 30);
}

}  // namespace
}  // namespace attune::overlap
