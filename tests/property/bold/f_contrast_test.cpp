#include "attune/bold/f_contrast.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "noise_series.hpp"

namespace attune::bold {
namespace {

constexpr double kRounding = 1e-9;
// The adjusted covariance is interpolated between nodes in axes that depend on the rows.
constexpr double kInterpolated = 1e-5;

Design three_conditions(Eigen::Index volumes) {
  std::vector<Event> events;
  for (int i = 0; 8.0 * i + 4 < 2.0 * static_cast<double>(volumes); ++i)
    events.push_back({Seconds(4 + 8.0 * i + i % 5), Seconds(2), i % 3 == 0 ? "a" : i % 3 == 1 ? "b" : "c"});
  return make_design(events, {volumes, Seconds(2), Seconds(1)}, nullptr, {});
}

Contrast contrast(const std::string& expression) { return parse_contrast(expression, expression, {"a", "b", "c"}); }

TEST(FContrast, OfOneRowIsTheSquareOfItsT) {
  const Design design = three_conditions(160);
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(160, 5, 0.4, 31).array() + 100;
  for (const NoiseModel model : {NoiseModel::white, NoiseModel::ar1, NoiseModel::arma11}) {
    for (const auto degrees :
         {DegreesOfFreedom::residual, DegreesOfFreedom::satterthwaite, DegreesOfFreedom::kenward_roger}) {
      const auto fits = fit(series, design, {model, degrees, {}});
      const auto t = estimate(contrast("a - b"), design, fits);
      const auto f = estimate_f({"one", {contrast("a - b")}}, design, fits);
      for (std::size_t i = 0; i < fits.size(); ++i) {
        EXPECT_NEAR(f[i].f / (t[i].t * t[i].t), 1.0, kRounding);
        EXPECT_NEAR(f[i].df2 / t[i].df, 1.0, kRounding);
        EXPECT_NEAR(f[i].p, t[i].p, kRounding);
        EXPECT_EQ(f[i].df1, 1.0);
      }
    }
  }
}

TEST(FContrast, DependsOnTheSpaceOfItsRowsOnly) {
  const Design design = three_conditions(160);
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(160, 4, 0.4, 33).array() + 100;
  const auto fits = fit(series, design);
  const auto two = estimate_f({"two", {contrast("a - b"), contrast("b - c")}}, design, fits);
  const auto other =
      estimate_f({"other", {contrast("2 * a - b - c"), contrast("a - c"), contrast("5 * b - 5 * c")}}, design, fits);
  for (std::size_t i = 0; i < fits.size(); ++i) {
    EXPECT_EQ(other[i].df1, 2.0);
    EXPECT_NEAR(two[i].f / other[i].f, 1.0, kInterpolated);
    EXPECT_NEAR(two[i].df2 / other[i].df2, 1.0, kInterpolated);
  }
}

// Six degrees of freedom are too few for Kenward and Roger's moments of F at some noises, which then gave negative F
// and fractions of a degree of freedom.
TEST(FContrast, IsAnFWhateverIsLeft) {
  std::vector<Event> events;
  for (int i = 0; i < 3; ++i) events.push_back({Seconds(6 * i), Seconds(2), i == 0 ? "a" : i == 1 ? "b" : "c"});
  DesignOptions options;
  options.drift = Drift::none;
  const Design design = make_design(events, {10, Seconds(2), Seconds(0)}, nullptr, options);
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(10, 1000, 0.7, 37).array() + 100;
  const auto fits = fit(series, design);
  for (const FEstimate& f : estimate_f({"any", {contrast("a - b"), contrast("b - c")}}, design, fits)) {
    EXPECT_GE(f.f, 0);
    EXPECT_GE(f.df2, 1);
    EXPECT_LE(f.df2, 6 * (1 + kRounding));
    EXPECT_GT(f.p, 0);
  }
}

// With least squares F is the drop in residual squares over its rank, over the residual variance.
TEST(FContrast, OfLeastSquaresComparesNestedModels) {
  const Design design = three_conditions(120);
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(120, 1, 0, 35).array() + 100;
  const auto fits = fit(series, design, {NoiseModel::white, DegreesOfFreedom::residual, {}});
  const auto f = estimate_f({"any", {contrast("a"), contrast("b"), contrast("c")}}, design, fits)[0];
  const auto squares = [&](const Eigen::MatrixXd& x) {
    return (series - x * x.colPivHouseholderQr().solve(series)).squaredNorm();
  };
  const Eigen::MatrixXd rest = design.matrix.rightCols(design.matrix.cols() - 3);
  const double all = squares(design.matrix);
  EXPECT_NEAR(f.f, (squares(rest) - all) / 3 / (all / f.df2), 1e-9 * f.f);
  EXPECT_EQ(f.df2, static_cast<double>(design.matrix.rows() - design.matrix.cols()));
}

TEST(FContrast, WithoutRowsOrWithOneThatCannotBeEstimatedIsRefused) {
  const Design design = three_conditions(120);
  EXPECT_THROW(contrast_rows({"none", {}}, design), Error);
  Eigen::MatrixXd doubled(120, design.matrix.cols() + 1);
  doubled << design.matrix, design.matrix.col(0);
  std::vector<std::string> names = design.names;
  names.emplace_back("copy");
  const Design deficient = design_of_matrix(names, doubled, "constant");
  EXPECT_THROW(contrast_rows({"bad", {contrast("b"), contrast("a")}}, deficient), Error);
}

TEST(KenwardRoger, AdjustsLessTheLongerTheSeries) {
  double before = 0;
  for (const Eigen::Index volumes : {100, 200, 400}) {
    const Design design = three_conditions(volumes);
    const Eigen::MatrixXd series = attune::test::autoregressive_noise(volumes, 1, 0.5, 37).array() + 100;
    const auto residual = fit(series, design, {NoiseModel::ar1, DegreesOfFreedom::residual, {}});
    const auto adjusted = fit(series, design, {NoiseModel::ar1, DegreesOfFreedom::kenward_roger, {}});
    const auto plain = estimate(contrast("a"), design, residual)[0];
    const auto full = estimate(contrast("a"), design, adjusted)[0];
    EXPECT_EQ(plain.effect, full.effect);
    EXPECT_LT(full.df, plain.df);
    EXPECT_GT(full.df, before);
    EXPECT_NEAR(full.se / plain.se, 1.0, 4.0 / static_cast<double>(volumes));
    before = full.df;
  }
}

}  // namespace
}  // namespace attune::bold
