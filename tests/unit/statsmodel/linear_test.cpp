#include "attune/statsmodel/linear.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "attune/bold/combine.hpp"

namespace attune::statsmodel {
namespace {

constexpr double kRounding = 1e-12;

Eigen::MatrixXd row(std::initializer_list<double> values) {
  Eigen::MatrixXd out(1, static_cast<Eigen::Index>(values.size()));
  Eigen::Index i = 0;
  for (const double value : values) out(0, i++) = value;
  return out;
}

TEST(LeastSquares, OfAnInterceptIsTheOneSampleT) {
  Eigen::VectorXd y(4);
  y << 1, 2, 3, 6;
  const auto out = LinearModel(Eigen::MatrixXd::Ones(4, 1), {row({1})}).least_squares(y);
  EXPECT_NEAR(out[0].effect, 3, kRounding);
  EXPECT_NEAR(out[0].variance, 14.0 / 3 / 4, kRounding);  // sum of squares 14 over 3, over n
  EXPECT_EQ(out[0].df, 3);
}

TEST(LeastSquares, SlopeOfALine) {
  Eigen::MatrixXd x(4, 2);
  x << 1, -1.5, 1, -0.5, 1, 0.5, 1, 1.5;
  Eigen::VectorXd y(4);
  y << 0, 1, 1, 2;
  const auto out = LinearModel(x, {row({0, 1}), row({1, 0})}).least_squares(y);
  EXPECT_NEAR(out[0].effect, 0.6, kRounding);
  EXPECT_NEAR(out[0].variance, 0.2 / 2 / 5, kRounding);  // residual squares .2 on 2 df, sum of x squared 5
  EXPECT_NEAR(out[1].effect, 1, kRounding);
}

TEST(LeastSquares, FOfTwoGroupsIsTheSquareOfT) {
  Eigen::MatrixXd x = Eigen::MatrixXd::Zero(5, 2);
  x.col(0).head(2).setOnes();
  x.col(1).tail(3).setOnes();
  Eigen::VectorXd y(5);
  y << 1, 3, 4, 6, 8;
  Eigen::MatrixXd twice(2, 2);
  twice << 1, -1, 2, -2;  // the second row says nothing new
  const auto out = LinearModel(x, {row({1, -1}), twice}).least_squares(y);
  EXPECT_NEAR(out[1].f, out[0].effect * out[0].effect / out[0].variance, 1e-9);
  EXPECT_EQ(out[1].f_df1, 1);
  EXPECT_EQ(out[1].f_df2, 3);
}

TEST(LeastSquares, FAgainstTheExtraSumOfSquares) {
  // One-way analysis of variance of three groups: between squares 14.25 + .25 .. computed by hand below.
  Eigen::MatrixXd x = Eigen::MatrixXd::Zero(6, 3);
  for (int i = 0; i < 6; ++i) x(i, i / 2) = 1;
  Eigen::VectorXd y(6);
  y << 1, 3, 2, 6, 7, 9;
  // Means 2, 4, 8, grand 14/3; between: 2 ((8/3)^2 + (2/3)^2 + (10/3)^2) = 112/3; within: 2 + 8 + 2 = 12.
  Eigen::MatrixXd rows(2, 3);
  rows << 1, -1, 0, 0, 1, -1;
  const auto out = LinearModel(x, {rows}).least_squares(y);
  EXPECT_NEAR(out[0].f, (112.0 / 3 / 2) / (12.0 / 3), 1e-9);
  EXPECT_EQ(out[0].f_df1, 2);
  EXPECT_EQ(out[0].f_df2, 3);
}

TEST(LeastSquares, SaysWhyThereIsNoEstimate) {
  Eigen::MatrixXd x(3, 2);
  x << 1, 1, 1, 1, 1, 1;
  Eigen::VectorXd y(3);
  y << 1, 2, 4;
  const auto out = LinearModel(x, {row({1, -1}), row({1, 1})}).least_squares(y);
  EXPECT_NE(out[0].reason.find("cannot be estimated"), std::string::npos);
  EXPECT_EQ(out[1].reason, "");
  const auto few = LinearModel(Eigen::MatrixXd::Ones(1, 1), {row({1})}).least_squares(y.head(1));
  EXPECT_NE(few[0].reason.find("no degrees of freedom"), std::string::npos);
  const auto exact = LinearModel(Eigen::MatrixXd::Ones(3, 1), {row({1})}).least_squares(Eigen::VectorXd::Ones(3));
  EXPECT_EQ(exact[0].reason, "the model leaves no residuals");
}

TEST(KnownVariances, OfAnInterceptAreTheFixedEffectsOfRuns) {
  std::array<bold::ContrastEstimate, 3> runs;
  Eigen::VectorXd y(3), v(3), df(3);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto at = static_cast<Eigen::Index>(i);
    y(at) = runs[i].effect = 0.3 + 0.2 * static_cast<double>(i * i);
    runs[i].se = 0.1 + 0.05 * static_cast<double>(i);
    v(at) = runs[i].se * runs[i].se;
    df(at) = runs[i].df = 90 - 10 * static_cast<double>(i);
  }
  const auto out = LinearModel(Eigen::MatrixXd::Ones(3, 1), {row({1})}).known_variances(y, v, df);
  const bold::CombinedEstimate combined = bold::combine_runs(runs);
  EXPECT_NEAR(out[0].effect, combined.estimate.effect, kRounding);
  EXPECT_NEAR(std::sqrt(out[0].variance), combined.estimate.se, kRounding);
  EXPECT_EQ(out[0].df, combined.estimate.df);
}

TEST(KnownVariances, DifferenceOfIndicators) {
  // Runs 1 and 2 against run 3: the precision-weighted mean of two, and one.
  Eigen::MatrixXd x(3, 2);
  x << 1, 0, 1, 0, 0, 1;
  const Eigen::Vector3d y(1, 2, 4), v(1, 3, 2), df(50, 60, 70);
  const auto out = LinearModel(x, {row({-1, 1}), row({0, 1})}).known_variances(y, v, df);
  EXPECT_NEAR(out[0].effect, 4 - 1.25, kRounding);
  EXPECT_NEAR(out[0].variance, 0.75 + 2, kRounding);
  EXPECT_EQ(out[0].df, 180);
  EXPECT_EQ(out[1].df, 70) << "only run 3 bears on it";
}

TEST(LinearModel, ShiftingTheResponseShiftsTheInterceptOnly) {
  Eigen::MatrixXd x(6, 2);
  x << 1, 3, 1, 1, 1, 4, 1, 1, 1, 5, 1, 9;
  Eigen::VectorXd y(6);
  y << 2, 7, 1, 8, 2, 8;
  const LinearModel model(x, {row({1, 0}), row({0, 1})});
  const auto a = model.least_squares(y);
  const auto b = model.least_squares(y.array() + 10);
  EXPECT_NEAR(b[0].effect - a[0].effect, 10, 1e-11);
  EXPECT_NEAR(b[1].effect, a[1].effect, 1e-11);
  EXPECT_NEAR(b[1].variance, a[1].variance, 1e-11);
}

}  // namespace
}  // namespace attune::statsmodel
