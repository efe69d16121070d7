#include "attune/model/linear.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/model/anova.hpp"
#include "attune/model/design.hpp"
#include "attune/model/marginal.hpp"
#include "attune/model/robust.hpp"
#include "attune/table/delimited.hpp"

namespace attune::model {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double kRounding = 1e-12;

struct Fitted {
  explicit Fitted(const char* text, const char* cells, const FrameOptions& options = {})
      : formula(parse_formula(text)),
        frame(model_frame(parse_table(cells, "made.tsv"), formula, options)),
        design(design_matrix(formula, frame)),
        fit(fit_linear(design.x, frame.response, formula.intercept)) {}
  Formula formula;
  Frame frame;
  Design design;
  LinearFit fit;
};

const char* const kLine = "x\ty\n0\t1\n1\t3\n2\t4\n3\t4\n";

TEST(LinearFit, OfFourPointsIsWhatTheHandGives) {
  // Mean x 1.5, mean y 3; Sxy = 5, Sxx = 5: slope 1, intercept 1.5. Residuals -.5, .5, .5, -.5: rss 1, df 2.
  const Fitted f("y ~ x", kLine);
  EXPECT_NEAR(f.fit.coefficients[0], 1.5, kRounding);
  EXPECT_NEAR(f.fit.coefficients[1], 1.0, kRounding);
  EXPECT_NEAR(f.fit.rss, 1.0, kRounding);
  EXPECT_EQ(f.fit.df, 2.0);
  EXPECT_NEAR(f.fit.covariance()(1, 1), 0.5 / 5.0, kRounding);
  EXPECT_NEAR(f.fit.r_squared(), 1.0 - 1.0 / 6.0, kRounding);
  EXPECT_NEAR(f.fit.leverage[0], 0.25 + 2.25 / 5.0, kRounding);
}

TEST(LinearFit, LeavesOutAColumnThatDependsOnThoseBefore) {
  const Fitted f("y ~ x + z", "x\tz\ty\n0\t1\t1\n1\t3\t3\n2\t5\t4\n3\t7\t4\n");
  EXPECT_THAT(f.fit.kept, ElementsAre(0, 1));
  EXPECT_TRUE(std::isnan(f.fit.coefficients[2]));
  EXPECT_NEAR(f.fit.coefficients[1], 1.0, kRounding);
}

TEST(LinearFit, KeepsTheDigitsOfASmallSpreadOnALargeMean) {
  Eigen::MatrixXd x(4, 2);
  x << 1, 0, 1, 1, 1, 2, 1, 3;
  const Eigen::Vector4d y(1e12 + 1, 1e12 + 3, 1e12 + 4, 1e12 + 4);
  const LinearFit fit = fit_linear(x, y, true);
  EXPECT_EQ(fit.coefficients[0], 1e12 + 1.5);
  EXPECT_NEAR(fit.coefficients[1], 1.0, kRounding);
  EXPECT_NEAR(fit.rss, 1.0, kRounding);
}

const char* const kGroups = "g\ty\na\t1\na\t3\nb\t5\nb\t7\nb\t9\n";

TEST(Design, CodesFactorsToSumToZeroUnlessAsked) {
  const Fitted sum("y ~ g", kGroups);
  EXPECT_THAT(sum.design.names, ElementsAre("(Intercept)", "g1"));
  EXPECT_NEAR(sum.fit.coefficients[0], 4.5, kRounding);  // unweighted mean of 2 and 7
  EXPECT_NEAR(sum.fit.coefficients[1], -2.5, kRounding);
  const Fitted treatment("y ~ C(g, treatment)", kGroups);
  EXPECT_THAT(treatment.design.names, ElementsAre("(Intercept)", "C(g, treatment)b"));
  EXPECT_NEAR(treatment.fit.coefficients[1], 5.0, kRounding);
  const Fitted cells("y ~ g - 1", kGroups);
  EXPECT_THAT(cells.design.names, ElementsAre("ga", "gb"));
  EXPECT_NEAR(cells.fit.coefficients[1], 7.0, kRounding);
}

TEST(Design, OfHelmertComparesALevelWithThoseBefore) {
  Eigen::MatrixXd expected(3, 2);
  expected << -1, -1, 1, -1, 0, 2;
  EXPECT_EQ(coding_matrix(Coding::helmert, 3), expected);
}

TEST(Design, OfAnInteractionWithoutItsMarginHasEveryLevel) {
  const Fitted f("y ~ x:g", "g\tx\ty\na\t1\t1\na\t3\t3\nb\t5\t5\nb\t7\t7\nb\t9\t9\n");
  EXPECT_THAT(f.design.names, ElementsAre("(Intercept)", "x:ga", "x:gb"));
}

TEST(Design, OfPolynomialsIsOrthonormal) {
  const Fitted f("y ~ poly(x, 2)", kLine);
  const Eigen::MatrixXd products = f.design.x.rightCols(2).transpose() * f.design.x;
  EXPECT_NEAR(products(0, 0), 0.0, kRounding);
  EXPECT_NEAR(products(0, 1), 1.0, kRounding);
  EXPECT_NEAR(products(0, 2), 0.0, kRounding);
  EXPECT_NEAR(products(1, 2), 1.0, kRounding);
}

TEST(ModelFrame, CountsTheRowsItLeavesOut) {
  FrameOptions options;
  options.levels["g"] = {"b", "a"};
  const Fitted f("y ~ g", "g\ty\na\t1\na\tn/a\nc\t2\nb\t5\nb\t7\nn/a\t3\n", options);
  ASSERT_EQ(f.frame.left_out.size(), 3U);
  EXPECT_EQ(f.frame.left_out[0].reason, "y is missing");
  EXPECT_EQ(f.frame.left_out[1].reason, "g is 'c'");
  EXPECT_EQ(f.frame.left_out[2].reason, "g is missing");
  EXPECT_THAT(f.frame.variables[1].levels, ElementsAre("b", "a"));
}

// Excluded rows are none of the data, whatever else is wrong with them: an infinite value, a level of its own.
TEST(ModelFrame, LeavesOutRowsThatAreExcluded) {
  const Fitted f("y ~ g",
                 "g\ty\texcluded\na\t1\tn/a\na\t99\tlow coverage\na\t2\t\na\tinf\tlow coverage\nb\tn/a\tmoved\n"
                 "b\tn/a\tn/a\nb\t5\tn/a\nb\t7\tn/a\nc\t8\tmoved\n");
  EXPECT_THAT(f.frame.rows, ElementsAre(0, 2, 6, 7));
  ASSERT_EQ(f.frame.left_out.size(), 3U);
  EXPECT_EQ(f.frame.left_out[0].reason, "excluded: low coverage");
  EXPECT_EQ(f.frame.left_out[0].rows, 2U);
  EXPECT_EQ(f.frame.left_out[1].reason, "excluded: moved");
  EXPECT_EQ(f.frame.left_out[1].rows, 2U);
  EXPECT_EQ(f.frame.left_out[2].reason, "y is missing");
  EXPECT_EQ(f.frame.left_out[2].rows, 1U);
  EXPECT_THAT(f.frame.variables[1].levels, ElementsAre("a", "b"));
  EXPECT_NEAR(f.fit.coefficients[0], (1.5 + 6.0) / 2.0, kRounding);
}

TEST(ModelFrame, RefusesWhatCannotBeEstimated) {
  const auto message = [](const char* text, const char* cells) -> std::string {
    try {
      Fitted(text, cells);
    } catch (const Error& error) {
      return error.what();
    }
    return "taken";
  };
  EXPECT_THAT(message("y ~ g", "g\ty\na\t1\na\t2\n"), HasSubstr("has one level"));
  EXPECT_THAT(message("y ~ x", "x\ty\n1\t1\n1\t2\n"), HasSubstr("is 1 in all 2 rows used"));
  EXPECT_THAT(message("y ~ log(x)", "x\ty\n1\t1\n-1\t2\n"), HasSubstr("has no logarithm"));
  EXPECT_THAT(message("y ~ nothing", kLine), HasSubstr("nothing"));
  EXPECT_THAT(message("y ~ x", "x\ty\texcluded\n1\t1\tmoved\n2\tn/a\tn/a\n3\t2\tmoved\n"),
              HasSubstr("no row has every column of y ~ x (excluded: moved: 2, y is missing: 1)"));
}

// Unbalanced two by two: cells of 1, 2, 2 and 1 rows.
const char* const kTwoByTwo = "a\tb\ty\nu\tp\t1\nu\tq\t4\nu\tq\t6\nv\tp\t3\nv\tp\t5\nv\tq\t9\n";

TEST(Anova, OfTypeOneAddsUpToTheTotal) {
  const Fitted f("y ~ a * b", kTwoByTwo);
  double sum = f.fit.rss;
  for (const AnovaRow& row : anova(f.design, f.fit, f.frame.response, SquaresType::sequential)) sum += row.ss;
  EXPECT_NEAR(sum, f.fit.tss, kRounding);
}

TEST(Anova, OfTypeTwoLeavesOutTermsThatContainTheTerm) {
  const Fitted both("y ~ a * b", kTwoByTwo), main("y ~ a + b", kTwoByTwo), only("y ~ b", kTwoByTwo);
  const auto rows = anova(both.design, both.fit, both.frame.response, SquaresType::marginal);
  EXPECT_EQ(rows[0].term, "a");
  EXPECT_NEAR(rows[0].ss, only.fit.rss - main.fit.rss, kRounding);
}

TEST(Anova, OfTypeThreeIsTheSquareOfT) {
  const Fitted f("y ~ a * b", kTwoByTwo);
  const auto rows = anova(f.design, f.fit, f.frame.response, SquaresType::partial);
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].term, "(Intercept)");
  for (Eigen::Index j = 0; j < 4; ++j) {
    const double t = f.fit.coefficients[j] / std::sqrt(f.fit.covariance()(j, j));
    EXPECT_NEAR(rows[static_cast<std::size_t>(j)].f, t * t, kRounding * t * t) << j;
  }
}

TEST(Hc3, OfTwoGroupsUsesEachGroupsOwnSpread) {
  // A mean's HC3 variance is sum(e^2) / (n - 1)^2: b has 8 / 4, a has 2 / 1.
  const Fitted f("y ~ g - 1", kGroups);
  const RobustCovariance robust = hc3(f.fit, f.design.x);
  EXPECT_NEAR(robust.covariance(0, 0), 2.0, kRounding);
  EXPECT_NEAR(robust.covariance(1, 1), 2.0, kRounding);
  EXPECT_NEAR(robust.covariance(0, 1), 0.0, kRounding);
}

TEST(Cr2, OfAMeanIsTheVarianceOfTheClusterMeans) {
  // Clusters of equal size: CR2 of the grand mean is the classical variance of the mean of the cluster means, with one
  // degree of freedom less than clusters.
  const Fitted f("y ~ 1", "y\n1\n3\n5\n7\n12\n14\n");
  const RobustCovariance robust = cr2(f.fit, f.design.x, {0, 0, 1, 1, 2, 2});
  EXPECT_NEAR(robust.covariance(0, 0), (25.0 + 1.0 + 36.0) / 2.0 / 3.0, 1e-10);  // means 2, 6, 13 about 7
  EXPECT_NEAR(robust.df[0], 2.0, 1e-10);
}

TEST(MarginalMeans, WeighLevelsEquallyAndHoldNumbersAtTheirMean) {
  const Fitted f("y ~ a * b", kTwoByTwo);
  const FittedMeans fitted{f.fit.coefficients, f.fit.covariance(), f.fit.kept,
                           [&](const Eigen::VectorXd&) { return f.fit.df; }};
  const auto means = marginal_means(f.formula, f.frame, fitted, {"a"}, {}, 0.95);
  ASSERT_EQ(means.size(), 2U);
  EXPECT_NEAR(means[0].estimate, (1.0 + 5.0) / 2.0, kRounding);  // cells u: 1 and 5
  EXPECT_NEAR(means[1].estimate, (4.0 + 9.0) / 2.0, kRounding);
  const auto pairs = pairwise(means, fitted, 0.95);
  EXPECT_EQ(pairs[0].levels[0], "u - v");
  EXPECT_NEAR(pairs[0].estimate, -3.5, kRounding);
}

TEST(SimpleSlopes, AreTheLinesOfTheGroups) {
  const Fitted f("y ~ g * x", "g\tx\ty\na\t0\t1\na\t1\t2\na\t2\t3\nb\t0\t0\nb\t1\t3\nb\t2\t6\n");
  const FittedMeans fitted{f.fit.coefficients, f.fit.covariance(), f.fit.kept,
                           [&](const Eigen::VectorXd&) { return f.fit.df; }};
  const auto slopes = simple_slopes(f.formula, f.frame, fitted, "x", {"g"}, {}, 0.95);
  EXPECT_NEAR(slopes[0].estimate, 1.0, kRounding);
  EXPECT_NEAR(slopes[1].estimate, 3.0, kRounding);
}

}  // namespace
}  // namespace attune::model
