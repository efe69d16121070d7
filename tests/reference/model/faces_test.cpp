// Ratings of faces by people (crossed_faces.tsv, made up: 12 people, 8 faces, 7 cells missing), fitted with
// lme4 1.1-31, lmerTest 3.1-3, pbkrtest 0.5.2 and emmeans 1.8.4 (R 4.2.2; bobyqa to 1e-10), Bayes factors with
// BayesFactor 0.9.12-4.4 and by quadrature with 30 digits (mpmath 1.2.1).
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "attune/model/bayes_factor.hpp"
#include "attune/model/comparison.hpp"
#include "attune/model/marginal.hpp"
#include "attune/model/mixed.hpp"
#include "attune/table/delimited.hpp"

namespace attune::model {
namespace {

constexpr double kCriterion = 1e-9, kEstimates = 1e-6, kVariances = 1e-5, kDf = 1e-5, kKenwardRoger = 1e-4;
constexpr double kQuadrature = 1e-9;  // of a log Bayes factor

struct Faces {
  explicit Faces(const char* text)
      : table(read_table(ATTUNE_SOURCE_DIR "/tests/reference/model/crossed_faces.tsv")),
        formula(parse_formula(text)),
        frame(model_frame(table, formula)) {}
  Table table;
  Formula formula;
  Frame frame;
};

constexpr const char* kSlopes = "rating ~ attachment * emotion + (emotion | participant_id) + (1 | face)";
constexpr const char* kIntercepts = "rating ~ attachment * emotion + (1 | participant_id) + (1 | face)";

void expect_relative(double value, double expected, double tolerance, const char* what) {
  EXPECT_NEAR(value, expected, tolerance * std::abs(expected)) << what;
}

TEST(CrossedFaces, HaveTheFitOfSlopesAndCrossedGroups) {
  const Faces f(kSlopes);
  const MixedFit fit = fit_mixed(f.formula, f.frame);
  const std::array estimates{5.257281815141124, 0.334269079606584, -0.688363924995356, -0.057588414007865};
  const std::array errors{0.22903341787498, 0.15925225424432, 0.28008326094610, 0.22660782542442};
  const std::array df{12.343162400432, 9.971625448411, 14.689256231206, 10.043983476165};
  const std::array variances{0.26149601078195, 0.57341248360467, 0.23470629024462, 0.21698457748360, 0.31036544287661};
  expect_relative(fit.criterion, 215.69630486141, kCriterion, "criterion");
  EXPECT_FALSE(fit.singular);
  for (std::size_t i = 0; i < 4; ++i) {
    expect_relative(fit.coefficients[i].estimate, estimates[i], kEstimates, "estimate");
    expect_relative(fit.coefficients[i].se, errors[i], kEstimates, "se");
    expect_relative(fit.coefficients[i].df, df[i], kDf, "df");
  }
  for (std::size_t i = 0; i < 5; ++i) expect_relative(fit.random[i].variance, variances[i], kVariances, "variance");
}

TEST(CrossedFaces, HaveKenwardRogersTests) {
  const Faces f(kSlopes);
  const MixedFit fit = fit_mixed(f.formula, f.frame, {.df = DfMethod::kenward_roger});
  const std::array df{10.001464375901, 14.622575287204, 10.000855280148};
  const std::array tests{4.404031481972258, 6.039750239859776, 0.064568337711683};
  const std::array errors{0.22904661473728, 0.15928357631842, 0.28009710000760, 0.22663413113669};
  for (std::size_t i = 0; i < 3; ++i) {
    expect_relative(fit.tests[i].den_df, df[i], kKenwardRoger, "df");
    expect_relative(fit.tests[i].f, tests[i], kKenwardRoger, "F");
  }
  for (std::size_t i = 0; i < 4; ++i) expect_relative(fit.coefficients[i].se, errors[i], kEstimates, "se");
}

ModelComparison compared(const char* full, const char* reduced) {
  const Faces one(full), two(reduced);
  return compare_models(one.formula, one.frame, two.formula, two.frame, false);
}

// Eight people with four occasions whose means are all the same: every random variance is 0.
const char* const kSingular =
    "participant_id\tattachment\ttime\ty\n"
    "sub-01\tsecure\t0\t4.207\n"
    "sub-01\tsecure\t1\t-0.190\n"
    "sub-01\tsecure\t2\t2.984\n"
    "sub-01\tsecure\t3\t2.198\n"
    "sub-02\tinsecure\t0\t2.677\n"
    "sub-02\tinsecure\t1\t3.114\n"
    "sub-02\tinsecure\t2\t1.510\n"
    "sub-02\tinsecure\t3\t3.498\n"
    "sub-03\tsecure\t0\t0.552\n"
    "sub-03\tsecure\t1\t4.940\n"
    "sub-03\tsecure\t2\t2.043\n"
    "sub-03\tsecure\t3\t1.665\n"
    "sub-04\tinsecure\t0\t2.718\n"
    "sub-04\tinsecure\t1\t2.531\n"
    "sub-04\tinsecure\t2\t2.344\n"
    "sub-04\tinsecure\t3\t3.208\n"
    "sub-05\tsecure\t0\t2.232\n"
    "sub-05\tsecure\t1\t1.711\n"
    "sub-05\tsecure\t2\t3.107\n"
    "sub-05\tsecure\t3\t2.150\n"
    "sub-06\tinsecure\t0\t2.022\n"
    "sub-06\tinsecure\t1\t3.743\n"
    "sub-06\tinsecure\t2\t2.943\n"
    "sub-06\tinsecure\t3\t2.092\n"
    "sub-07\tsecure\t0\t1.311\n"
    "sub-07\tsecure\t1\t2.235\n"
    "sub-07\tsecure\t2\t3.829\n"
    "sub-07\tsecure\t3\t1.825\n"
    "sub-08\tinsecure\t0\t2.261\n"
    "sub-08\tinsecure\t1\t3.707\n"
    "sub-08\tinsecure\t2\t2.018\n"
    "sub-08\tinsecure\t3\t2.813\n";

TEST(SingularFit, HasKenwardRogersTests) {
  const Table table = parse_table(kSingular, "made.tsv");
  const auto tests = [&](const char* text) {
    const Formula formula = parse_formula(text);
    const MixedFit fit = fit_mixed(formula, model_frame(table, formula), {.df = DfMethod::kenward_roger});
    EXPECT_TRUE(fit.singular);
    return fit.tests;
  };
  const auto intercept = tests("y ~ attachment * time + (1 | participant_id)");
  expect_relative(intercept[0].den_df, 24.97297297297, kKenwardRoger, "df of attachment");
  expect_relative(intercept[1].den_df, 22.0, kKenwardRoger, "df of time");
  expect_relative(intercept[0].f, 0.43245490581, kKenwardRoger, "F of attachment");
  const auto slope = tests("y ~ attachment * time + (time | participant_id)");
  for (const AnovaRow& row : slope) expect_relative(row.den_df, 6.0, kKenwardRoger, "df with slopes");
}

TEST(CrossedFaces, HaveTheLikelihoodRatioTests) {
  const ModelComparison random = compared(kSlopes, kIntercepts);
  EXPECT_TRUE(random.reml);
  expect_relative(random.chisq, 52.460788760992, 1e-8, "chisq of slopes");
  expect_relative(random.p, 4.057742300952e-12, kEstimates, "p of slopes");
  const ModelComparison face = compared(kIntercepts, "rating ~ attachment * emotion + (1 | participant_id)");
  expect_relative(face.chisq, 4.633931856687, 1e-7, "chisq of faces");
  expect_relative(face.p, 0.031345650800681, 1e-7, "p of faces");
  expect_relative(face.p_mixture, 0.031345650800681 / 2.0, 1e-7, "mixture of faces");
  const ModelComparison fixed = compared(kSlopes, "rating ~ emotion + (emotion | participant_id) + (1 | face)");
  EXPECT_FALSE(fixed.reml);
  expect_relative(fixed.chisq, 6.218457093422, 1e-7, "chisq of attachment");
  expect_relative(fixed.models[0].loglik, -108.183512849426, kCriterion, "loglik");
  expect_relative(fixed.models[1].aic, 228.148568605430, kCriterion, "aic");
  expect_relative(fixed.models[0].bic, 247.787480286977, kCriterion, "bic");
  const ModelComparison linear = compared("rating ~ attachment * emotion", "rating ~ emotion");
  expect_relative(linear.f, 4.148587361427960, 1e-10, "F");
  expect_relative(linear.f_p, 0.019093846021371, 1e-10, "p of F");
  expect_relative(linear.models[1].bic, 287.561607096231, 1e-10, "bic of linear");
}

TEST(CrossedFaces, HaveTheSimpleEffects) {
  const Faces f(kSlopes);
  const MixedFit fit = fit_mixed(f.formula, f.frame);
  Eigen::VectorXd estimates(4);
  for (Eigen::Index i = 0; i < 4; ++i) estimates[i] = fit.coefficients[static_cast<std::size_t>(i)].estimate;
  const FittedMeans fitted{estimates, fit.covariance, fit.kept, fit.df};
  const auto means = marginal_means(f.formula, f.frame, fitted, {"emotion", "attachment"}, {}, 0.95);
  const MarginalRow happy = combination("happy", means, Eigen::Vector4d(1, -1, 0, 0), fitted, 0.95);
  expect_relative(happy.estimate, 0.5533613, kEstimates, "happy");
  expect_relative(happy.se, 0.6804180, kEstimates, "se of happy");
  expect_relative(happy.ci_high, 2.0701936, kEstimates, "interval of happy");
  const MarginalRow sad = combination("sad", means, Eigen::Vector4d(0, 0, 1, -1), fitted, 0.95);
  expect_relative(sad.estimate, 0.7837150, kEstimates, "sad");
  expect_relative(sad.ci_low, -0.0799215, 1e-5, "interval of sad");
}

TEST(CrossedFaces, HaveTheBayesFactorOfOneFactor) {
  const Faces f("rating ~ face");
  EXPECT_NEAR(bayes_factors(f.formula, f.frame).terms[0].log_bf_inclusion, 8.82070476336325102, kQuadrature);
}

TEST(CrossedFaces, HaveTheBayesFactorsOfCrossedGroups) {
  // By 200,000 random draws each, with the relative error that the program states; two models' errors add up.
  const Faces f(kIntercepts);
  const BayesResult r = bayes_factors(f.formula, f.frame);
  constexpr double kNone = 11.3283703653, kNoneError = 0.0011;
  EXPECT_NEAR(r.models[1].log_bf10, 11.6857550862 - kNone, 3.0 * (kNoneError + 0.0042));
  EXPECT_NEAR(r.models[3].log_bf10, 13.1945055712 - kNone, 3.0 * (kNoneError + 0.0192));
  EXPECT_NEAR(r.models[4].log_bf10, 11.9913807726 - kNone, 3.0 * (kNoneError + 0.0086));
}

TEST(Regression, HasTheBayesFactorsOfQuadrature) {
  const Formula formula = parse_formula("y ~ x1 + x2");
  const Table table = parse_table(
      "x1\tx2\ty\n1\t3\t2.1\n2\t1\t1.4\n3\t4\t3.9\n4\t1\t2.8\n5\t5\t5.2\n6\t9\t7.7\n7\t2\t4.1\n8\t6\t6.6\n9\t5\t6.9\n"
      "10\t3\t5.8\n11\t5\t7.4\n12\t8\t9.3\n",
      "made.tsv");
  const BayesResult r = bayes_factors(formula, model_frame(table, formula));
  EXPECT_NEAR(r.models[1].log_bf10, 4.31335341878135057, kQuadrature);
  EXPECT_NEAR(r.models[2].log_bf10, 4.20187850977206059, kQuadrature);
  EXPECT_NEAR(r.models[3].log_bf10, 16.6837531010173334, kQuadrature);
}

}  // namespace
}  // namespace attune::model
