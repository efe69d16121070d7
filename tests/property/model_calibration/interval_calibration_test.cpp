// How often intervals of model means hold the truth, how often likelihood-ratio tests reject where there is nothing,
// and whether Bayes factors are the odds they say. The shares seen are in docs/validation.md.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "../model/bayes_calibration.hpp"
#include "attune/model/comparison.hpp"
#include "attune/model/marginal.hpp"
#include "attune/model/mixed.hpp"
#include "attune/model/robust.hpp"
#include "calibration_line.hpp"

namespace attune::model {
namespace {

constexpr int kStudies = 4000;
constexpr double kSlack = 0.0115;  // 3.3 standard errors of a share of 5 % in 4,000

// 10 and 30 people with a covariate that the groups do not share; the smaller group has `ratio` times the SD.
std::string people(parallel::Stream& stream, double ratio) {
  std::string cells = "g\tage\ty\n";
  for (int i = 0; i < 40; ++i) {
    const bool small = i < 10;
    const double age = (small ? 0.5 : 0.0) + stream.normal();
    cells += fmt::format("{}\t{}\t{}\n", small ? 'a' : 'b', age,
                         (small ? 0.7 : 0.0) + 0.4 * age + (small ? ratio : 1.0) * stream.normal());
  }
  return cells;
}

struct Coverage {
  double classical = 0.0, hc3 = 0.0, cr2 = 0.0;
};

Coverage coverage_of_adjusted_differences(double ratio, std::uint64_t seed) {
  const Formula formula = parse_formula("y ~ g + age");
  Coverage out;
  for (int study = 0; study < kStudies; ++study) {
    parallel::Stream stream({seed}, static_cast<std::uint64_t>(study));
    const Frame frame = model_frame(parse_table(people(stream, ratio), "made.tsv"), formula);
    const Design design = design_matrix(formula, frame);
    const LinearFit fit = fit_linear(design.x, frame.response, true);
    std::vector<Eigen::Index> own(40);
    for (std::size_t i = 0; i < 40; ++i) own[i] = static_cast<Eigen::Index>(i);
    const RobustCovariance linearised = model::cr2(fit, design.x, own);
    const auto holds = [&](const Eigen::MatrixXd& covariance, double df) {
      const FittedMeans fitted{fit.coefficients, covariance, fit.kept, [df](const Eigen::VectorXd&) { return df; }};
      const MarginalRow row = pairwise(marginal_means(formula, frame, fitted, {"g"}, {}, 0.95), fitted, 0.95).at(0);
      return row.ci_low <= 0.7 && row.ci_high >= 0.7 ? 1.0 / kStudies : 0.0;
    };
    out.classical += holds(fit.covariance(), fit.df);
    out.hc3 += holds(model::hc3(fit, design.x).covariance, fit.df);
    out.cr2 += holds(linearised.covariance, linearised.df[1]);
  }
  return out;
}

void say(const std::string& what, const Coverage& shares) {
  test::print_share(what + ": interval, classical", shares.classical, kStudies);
  test::print_share(what + ": interval, HC3", shares.hc3, kStudies);
  test::print_share(what + ": interval, CR2", shares.cr2, kStudies);
}

TEST(IntervalCalibration, OfAdjustedMeansHoldsTheTruth) {
  const Coverage equal = coverage_of_adjusted_differences(1.0, 41), unequal = coverage_of_adjusted_differences(2.0, 42);
  say("adjusted difference, n 10 and 30, equal SD", equal);
  say("adjusted difference, n 10 and 30, SD 2 to 1", unequal);
  EXPECT_NEAR(equal.classical, 0.95, kSlack);
  EXPECT_LT(unequal.classical, 0.90);  // what robust errors are for
  EXPECT_GT(unequal.hc3, 0.925);
  EXPECT_NEAR(unequal.cr2, 0.95, 2.0 * kSlack);
}

TEST(IntervalCalibration, OfSlopesHoldsTheTruth) {
  const Formula formula = parse_formula("y ~ g * age");
  int held = 0;
  for (int study = 0; study < kStudies; ++study) {
    parallel::Stream stream({43}, static_cast<std::uint64_t>(study));
    const Frame frame = model_frame(parse_table(people(stream, 1.0), "made.tsv"), formula);
    const Design design = design_matrix(formula, frame);
    const LinearFit fit = fit_linear(design.x, frame.response, true);
    const FittedMeans fitted{fit.coefficients, fit.covariance(), fit.kept,
                             [&](const Eigen::VectorXd&) { return fit.df; }};
    const MarginalRow slope = simple_slopes(formula, frame, fitted, "age", {"g"}, {}, 0.95).at(0);
    held += slope.ci_low <= 0.4 && 0.4 <= slope.ci_high ? 1 : 0;
  }
  const double share = static_cast<double>(held) / kStudies;
  test::print_share("slope of one group of 10 (of 40): interval", share, kStudies);
  EXPECT_NEAR(share, 0.95, kSlack);
}

// Ten people in two groups with four occasions; an intercept of their own, no slope of their own.
TEST(IntervalCalibration, OfLikelihoodRatiosDependsOnWhatIsTested) {
  const Formula full = parse_formula("y ~ group * time + (1 | id)"), fixed = parse_formula("y ~ time + (1 | id)");
  const Formula slope = parse_formula("y ~ group * time + (time || id)"), none = parse_formula("y ~ group * time");
  double of_fixed = 0.0, of_slope = 0.0, of_slope_mixture = 0.0, of_intercept = 0.0, of_intercept_mixture = 0.0;
  for (int study = 0; study < kStudies; ++study) {
    parallel::Stream stream({43}, static_cast<std::uint64_t>(study));
    std::string cells = "id\tgroup\ttime\ty\n", alone = cells;
    for (int id = 0; id < 10; ++id) {
      const double own = stream.normal();
      for (int time = 0; time < 4; ++time) {
        const double error = stream.normal();
        const std::string row = fmt::format("p{}\t{}\t{}\t", id, id % 2 == 0 ? 'a' : 'b', time - 1.5);
        cells += fmt::format("{}{}\n", row, own + error);
        alone += fmt::format("{}{}\n", row, error);
      }
    }
    const Table table = parse_table(cells, "made.tsv"), independent = parse_table(alone, "made.tsv");
    const auto compared = [](const Table& t, const Formula& larger, const Formula& smaller) {
      return compare_models(larger, model_frame(t, larger), smaller, model_frame(t, smaller), false);
    };
    const auto share = [](double p) { return p < 0.05 ? 1.0 / kStudies : 0.0; };
    of_fixed += share(compared(table, full, fixed).p);
    const ModelComparison s = compared(table, slope, full), i = compared(independent, full, none);
    of_slope += share(s.p);
    of_slope_mixture += share(s.p_mixture);
    of_intercept += share(i.p);
    of_intercept_mixture += share(i.p_mixture);
  }
  test::print_share("likelihood ratio of fixed terms, 10 people", of_fixed, kStudies);
  test::print_share("likelihood ratio of a slope, 10 people", of_slope, kStudies);
  test::print_share("likelihood ratio of a slope, 10 people, mixture", of_slope_mixture, kStudies);
  test::print_share("likelihood ratio of an intercept, 10 people", of_intercept, kStudies);
  test::print_share("likelihood ratio of an intercept, 10 people, mixture", of_intercept_mixture, kStudies);
  EXPECT_GT(of_fixed, 0.05);  // chi-squared is for many groups
  EXPECT_LT(of_fixed, 0.12);
  EXPECT_LT(of_slope, 0.05);
  EXPECT_NEAR(of_slope_mixture, 0.05, 2.0 * kSlack);
  EXPECT_NEAR(of_intercept_mixture, 0.05, 2.0 * kSlack);
}

TEST(BayesCalibration, OddsComeTrueInTheLongRun) {
  const BayesCalibration seen = calibrate_bayes(kStudies, 44);
  test::print_calibration("mean BF01 of studies with the effect", seen.mean_bf01_with, seen.mean_bf01_with_se,
                          kStudies);
  test::print_calibration("mean probability of the effect", seen.mean_probability, std::nan(""), kStudies);
  const auto middle = static_cast<std::size_t>(seen.middle);
  test::print_calibration("probability 0.3 to 0.7: said", seen.said_in_middle, std::nan(""), middle);
  test::print_share("probability 0.3 to 0.7: seen", seen.in_middle, middle);
  EXPECT_NEAR(seen.mean_bf01_with, 1.0, 3.5 * seen.mean_bf01_with_se);
  EXPECT_NEAR(seen.mean_probability, 0.5, 0.02);
  EXPECT_NEAR(seen.in_middle, seen.said_in_middle, 3.5 * 0.5 / std::sqrt(static_cast<double>(seen.middle)));
}

}  // namespace
}  // namespace attune::model
