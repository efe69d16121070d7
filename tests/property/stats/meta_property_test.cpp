// What holds for every meta-analysis and every power, and the short form of their calibration.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/stats/power.hpp"
#include "calibration.hpp"
#include "meta_calibration.hpp"
#include "power_simulation.hpp"

namespace attune::test {
namespace {

using stats::MetaMethod;
using stats::MetaTest;

constexpr double kRounding = 1e-11;  // of the least squares, relative

stats::Studies some_studies(std::uint64_t item, std::size_t k = 12) {
  parallel::Stream stream({7}, item);
  stats::Studies out = drawn_studies({k, 0.1, 0.3}, stream);
  stats::Moderator age{"age", {"age"}, {{}}}, task{"task", {"task[b]", "task[c]"}, {{}, {}}};
  for (std::size_t i = 0; i < k; ++i) {
    age.columns[0].push_back(20.0 + static_cast<double>(stream.below(20)));
    task.columns[0].push_back(i % 3 == 1 ? 1.0 : 0.0);
    task.columns[1].push_back(i % 3 == 2 ? 1.0 : 0.0);
  }
  out.moderators = {age, task};
  return out;
}

const MetaMethod kMethods[] = {MetaMethod::fixed, MetaMethod::dersimonian_laird, MetaMethod::reml};

TEST(MetaProperty, FollowsTheUnitOfTheEffect) {
  constexpr double kUnit = 1000.0;
  for (const MetaMethod method : kMethods) {
    const stats::Studies seconds = some_studies(1);
    stats::Studies milliseconds = seconds;
    for (double& y : milliseconds.effects) y *= kUnit;
    for (double& v : milliseconds.variances) v *= kUnit * kUnit;
    const auto options = meta_options(method, MetaTest::z);
    const stats::MetaAnalysis a = stats::analyse_studies(seconds, options),
                              b = stats::analyse_studies(milliseconds, options);
    EXPECT_NEAR(b.overall.estimate, kUnit * a.overall.estimate, kRounding * kUnit);
    EXPECT_NEAR(b.overall.se, kUnit * a.overall.se, kRounding * kUnit);
    EXPECT_NEAR(b.tau2, kUnit * kUnit * a.tau2, kRounding * kUnit * kUnit);
    EXPECT_NEAR(b.i2, a.i2, 1e-9);
    EXPECT_NEAR(b.overall.p, a.overall.p, kRounding);
  }
}

TEST(MetaProperty, TheOrderOfStudiesDoesNotChangeABit) {
  for (const MetaMethod method : kMethods) {
    const stats::Studies studies = some_studies(2);
    stats::Studies reversed = studies;
    std::reverse(reversed.effects.begin(), reversed.effects.end());
    std::reverse(reversed.variances.begin(), reversed.variances.end());
    for (auto& moderator : reversed.moderators)
      for (auto& column : moderator.columns) std::reverse(column.begin(), column.end());
    const auto options = meta_options(method, MetaTest::z);
    const stats::MetaAnalysis a = stats::analyse_studies(studies, options),
                              b = stats::analyse_studies(reversed, options);
    EXPECT_EQ(a.overall.estimate, b.overall.estimate);
    EXPECT_EQ(a.tau2, b.tau2);
    EXPECT_EQ(a.coefficients[2].value.p, b.coefficients[2].value.p);
    EXPECT_EQ(a.weights.front(), b.weights.back());
  }
}

TEST(MetaProperty, ShiftsOfAModeratorAndAnotherReferenceChangeOnlyTheIntercept) {
  const stats::Studies studies = some_studies(3);
  stats::Studies recoded = studies;
  for (double& age : recoded.moderators[0].columns[0]) age += 1900.0;
  auto& task = recoded.moderators[1];
  for (std::size_t i = 0; i < task.columns[0].size(); ++i)
    task.columns[0][i] = 1.0 - task.columns[0][i] - task.columns[1][i];  // a and c against b
  const auto options = meta_options(MetaMethod::reml, MetaTest::knapp_hartung);
  const stats::MetaAnalysis a = stats::analyse_studies(studies, options), b = stats::analyse_studies(recoded, options);
  constexpr double kConditioning = 1e-9;  // of ages around 1930 with a spread of 6
  EXPECT_NEAR(a.overall.estimate, b.overall.estimate, kConditioning);
  EXPECT_NEAR(a.overall.se, b.overall.se, kConditioning);
  EXPECT_NEAR(a.tau2, b.tau2, kConditioning);
  EXPECT_NEAR(a.coefficients[1].value.estimate, b.coefficients[1].value.estimate, kConditioning);
  for (std::size_t m = 0; m < 2; ++m) EXPECT_NEAR(a.moderator_tests[m].p, b.moderator_tests[m].p, kConditioning);
  EXPECT_NEAR(a.all_moderators->statistic, b.all_moderators->statistic, 1e-7);
}

// The restricted likelihood of one mean, written out: log sum of weights and all.
double restricted_likelihood(const stats::Studies& studies, double tau2) {
  double weights = 0.0, weighted = 0.0, logs = 0.0, q = 0.0;
  for (std::size_t i = 0; i < studies.effects.size(); ++i) {
    const double w = 1.0 / (studies.variances[i] + tau2);
    weights += w;
    weighted += w * studies.effects[i];
    logs += std::log(w);
  }
  for (std::size_t i = 0; i < studies.effects.size(); ++i) {
    const double residual = studies.effects[i] - weighted / weights;
    q += residual * residual / (studies.variances[i] + tau2);
  }
  return 0.5 * (logs - std::log(weights) - q);
}

TEST(MetaProperty, NoOtherVarianceIsMoreLikely) {
  constexpr double kFlat = 1e-12;  // the likelihood is flat at its maximum
  for (std::uint64_t item = 0; item < 100; ++item) {
    parallel::Stream stream({11}, item);
    const stats::Studies studies = drawn_studies({3 + item % 9, 0.05 * static_cast<double>(item % 4), 0.0}, stream);
    const double best = restricted_likelihood(studies, stats::analyse_studies(studies).tau2);
    for (double tau2 = 0.0; tau2 < 3.0; tau2 += 0.01) ASSERT_LE(restricted_likelihood(studies, tau2), best + kFlat);
  }
}

// Three precise studies that agree, two imprecise ones that do not: one maximum at 0, another where the latter are.
stats::Studies two_camps(double apart) {
  stats::Studies studies;
  studies.effects = {0.0, 0.0002, -0.0002, apart, -apart};
  studies.variances = {1e-6, 1e-6, 1e-6, 0.3, 0.3};
  studies.names.assign(5, "s");
  return studies;
}

TEST(MetaProperty, TheHigherOfTwoMaximaIsTaken) {
  EXPECT_LT(restricted_likelihood(two_camps(3.0), 1e-7), restricted_likelihood(two_camps(3.0), 0.0));
  EXPECT_NEAR(stats::analyse_studies(two_camps(3.0)).tau2, 4.002, 0.01);
  EXPECT_GT(restricted_likelihood(two_camps(1.6), 0.733), restricted_likelihood(two_camps(1.6), 0.2));
  EXPECT_EQ(stats::analyse_studies(two_camps(1.6)).tau2, 0.0);
}

TEST(MetaCalibration, KnappHartungKeepsItsLevelAndZDoesNot) {
  constexpr std::size_t kAnalyses = 2000;
  const MetaShares t = shares_of_meta({5, 0.1}, kAnalyses, meta_options(MetaMethod::reml, MetaTest::knapp_hartung));
  EXPECT_NEAR(t.significant, 0.05, four_standard_errors(0.05, kAnalyses));
  EXPECT_GT(shares_of_meta({5, 0.1}, kAnalyses, meta_options(MetaMethod::reml, MetaTest::z)).significant, 0.08);
}

constexpr std::size_t kStudies = 2000;

TEST(PowerProperty, IsTheShareOfStudiesThatFindIt) {
  const auto expect_share = [](double simulated, double power) {
    EXPECT_NEAR(simulated, power, four_standard_errors(power, kStudies));
  };
  stats::PowerDesign d;
  expect_share(share_of_studies({20, 20, 0.7, 0.0}, kStudies, options_for(stats::CompareTest::student), is_significant),
               stats::power_of(d, 20.0, 0.7));
  d.test = stats::PowerTest::correlation;
  expect_share(simulated_share(kStudies, [](auto& stream) { return finds_correlation(stream, 15, 0.6); }),
               stats::power_of(d, 15.0, 0.6));
  d.test = stats::PowerTest::anova;
  d.groups = 3;  // means 0, 0.6, 0.6: their SD is 0.2828
  expect_share(simulated_share(kStudies,
                               [](auto& stream) {
                                 return finds_groups(stream, 20, {0.0, 0.6, 0.6});
                               }),
               stats::power_of(d, 20.0, std::sqrt(0.08)));
}

}  // namespace
}  // namespace attune::test
