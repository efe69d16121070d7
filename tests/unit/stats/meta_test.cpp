#include "attune/stats/meta.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "expect_refused.hpp"

namespace attune::stats {
namespace {

using test::expect_refused;
using testing::HasSubstr;

constexpr double kRounding = 1e-12;

Studies of(std::vector<double> effects, std::vector<double> variances) {
  Studies out;
  for (std::size_t i = 0; i < effects.size(); ++i)
    out.names.push_back("s" + std::string(1, static_cast<char>('a' + i)));
  out.effects = std::move(effects);
  out.variances = std::move(variances);
  return out;
}

MetaOptions with(MetaMethod method, MetaTest test = MetaTest::z) {
  MetaOptions options;
  options.method = method;
  options.test = test;
  return options;
}

TEST(AnalyseStudies, FixedOfTwoIsTheWeightedMean) {
  const MetaAnalysis m = analyse_studies(of({0.0, 3.0}, {1.0, 2.0}), with(MetaMethod::fixed));
  EXPECT_NEAR(m.overall.estimate, 1.0, kRounding);
  EXPECT_NEAR(m.overall.se, std::sqrt(2.0 / 3.0), kRounding);
  EXPECT_NEAR(m.q, 1.0 + 2.0, kRounding);
  EXPECT_NEAR(m.i2, 100.0 * 2.0 / 3.0, 1e-10);
  EXPECT_EQ(m.tau2, 0.0);
  EXPECT_FALSE(m.prediction);
  EXPECT_NEAR(m.weights[0], 100.0 * 2.0 / 3.0, 1e-10);
}

// Equal variances v: the moment estimate and REML are the variance of the effects less v.
TEST(AnalyseStudies, OfEqualVariancesFindsTheVarianceBeyondThem) {
  for (const MetaMethod method : {MetaMethod::dersimonian_laird, MetaMethod::reml}) {
    const MetaAnalysis m = analyse_studies(of({1.0, 2.0, 3.0, 6.0}, {1.0, 1.0, 1.0, 1.0}), with(method));
    EXPECT_NEAR(m.tau2, 14.0 / 3.0 - 1.0, kRounding) << name_of(method);
    EXPECT_NEAR(m.overall.estimate, 3.0, kRounding);
    EXPECT_NEAR(m.overall.se, std::sqrt(14.0 / 12.0), kRounding);
    EXPECT_NEAR(m.i2, 100.0 * (11.0 / 3.0) / (14.0 / 3.0), 1e-10);
    EXPECT_EQ(*m.prediction_df, 2.0);
  }
}

TEST(AnalyseStudies, KnappHartungOfEqualVariancesIsTheTTestOfTheEffects) {
  const MetaAnalysis m =
      analyse_studies(of({1.0, 2.0, 3.0, 6.0}, {9.0, 9.0, 9.0, 9.0}), with(MetaMethod::reml, MetaTest::knapp_hartung));
  EXPECT_EQ(m.tau2, 0.0);  // they vary less than their variances say
  EXPECT_NEAR(m.overall.statistic, 3.0 / std::sqrt(14.0 / 12.0), kRounding);
  EXPECT_EQ(*m.df, 3.0);
  EXPECT_NEAR(m.overall.p, student_t_two_sided(m.overall.statistic, 3.0), kRounding);
  ASSERT_EQ(m.warnings.size(), 0u);  // a t with 3 degrees of freedom outweighs a factor of 0.52
}

TEST(AnalyseStudies, SaysWhenKnappHartungIsTheNarrowerInterval) {
  const MetaAnalysis m =
      analyse_studies(of({1.0, 1.1, 0.9, 1.0}, {1.0, 1.0, 1.0, 1.0}), with(MetaMethod::reml, MetaTest::knapp_hartung));
  ASSERT_EQ(m.warnings.size(), 1u);
  EXPECT_THAT(m.warnings[0], HasSubstr("narrower than that of --test z"));
}

TEST(AnalyseStudies, ThePredictionIntervalHasTheDegreesOfFreedomAskedFor) {
  MetaOptions options;
  const Studies studies = of({1.0, 2.0, 3.0, 6.0, 4.0}, {1.0, 1.0, 0.5, 1.0, 2.0});
  const MetaAnalysis higgins = analyse_studies(studies, options);
  EXPECT_NEAR(higgins.prediction->high - higgins.overall.estimate,
              student_t_quantile(0.975, 3.0) * std::hypot(higgins.overall.se, std::sqrt(higgins.tau2)), kRounding);
  options.prediction = PredictionDf::test;
  const MetaAnalysis normal = analyse_studies(studies, options);
  EXPECT_FALSE(normal.prediction_df);
  EXPECT_NEAR(normal.prediction->high - normal.overall.estimate,
              normal_quantile(0.975) * std::hypot(normal.overall.se, std::sqrt(normal.tau2)), kRounding);
  options.test = MetaTest::knapp_hartung;
  EXPECT_EQ(*analyse_studies(studies, options).prediction_df, 4.0);
}

Studies with_factor() {
  Studies out = of({1.0, 3.0, 5.0, 9.0}, {1.0, 1.0, 1.0, 1.0});
  out.moderators.push_back({"task", {"task[b]"}, {{0.0, 0.0, 1.0, 1.0}}});
  return out;
}

TEST(AnalyseStudies, AFactorCoefficientIsTheDifferenceOfTheGroups) {
  const MetaAnalysis m = analyse_studies(with_factor(), with(MetaMethod::fixed));
  ASSERT_EQ(m.coefficients.size(), 2u);
  EXPECT_NEAR(m.coefficients[0].value.estimate, 2.0, kRounding);
  EXPECT_NEAR(m.coefficients[1].value.estimate, 5.0, kRounding);
  EXPECT_NEAR(m.coefficients[1].value.se, 1.0, kRounding);
  EXPECT_NEAR(m.overall.estimate, 4.5, kRounding);  // halfway between the groups
  EXPECT_NEAR(m.all_moderators->statistic, 25.0, 1e-10);
  EXPECT_NEAR(m.q, 2.0 + 8.0, 1e-10);
  EXPECT_FALSE(m.r2);
}

TEST(AnalyseStudies, OneModeratorsTestIsTheSquareOfItsCoefficient) {
  const MetaAnalysis m = analyse_studies(with_factor(), with(MetaMethod::reml, MetaTest::knapp_hartung));
  const MetaEstimate& slope = m.coefficients[1].value;
  EXPECT_NEAR(m.moderator_tests[0].statistic, slope.statistic * slope.statistic, 1e-10);
  EXPECT_NEAR(m.moderator_tests[0].p, slope.p, kRounding);
  EXPECT_EQ(*m.moderator_tests[0].den_df, 2.0);
}

TEST(AnalyseStudies, RefusesWhatIsNotDefined) {
  expect_refused(Fault::analysis, {"there is one study", "heterogeneity", "at least 2"},
                 [] { analyse_studies(of({1.0}, {1.0})); });
  expect_refused(Fault::analysis, {"no studies"}, [] { analyse_studies({}); });
  expect_refused(Fault::analysis, {"2 studies for 2 coefficients", "at least 3"}, [] {
    Studies two = of({1.0, 2.0}, {1.0, 1.0});
    two.moderators.push_back({"age", {"age"}, {{1.0, 2.0}}});
    analyse_studies(two);
  });
  expect_refused(Fault::analysis, {"moderator age is 30 in all 3 studies"}, [] {
    Studies three = of({1.0, 2.0, 3.0}, {1.0, 1.0, 1.0});
    three.moderators.push_back({"age", {"age"}, {{30.0, 30.0, 30.0}}});
    analyse_studies(three);
  });
  expect_refused(Fault::analysis, {"determine one another", "rank 2 of 3"}, [] {
    Studies twice = with_factor();
    twice.moderators.push_back({"age", {"age"}, {{20.0, 20.0, 30.0, 30.0}}});
    analyse_studies(twice);
  });
  expect_refused(Fault::analysis, {"no residual", "--test z"}, [] {
    analyse_studies(of({0.3, 0.3, 0.3}, {0.1, 0.2, 0.3}), with(MetaMethod::reml, MetaTest::knapp_hartung));
  });
  expect_refused(Fault::usage, {"random effects"}, [] {
    analyse_studies(of({1.0, 2.0}, {1.0, 1.0}), with(MetaMethod::fixed, MetaTest::knapp_hartung));
  });
}

TEST(LeaveOneOut, IsTheAnalysisOfTheOthers) {
  const std::vector<LeftOut> out = leave_one_out(of({1.0, 2.0, 3.0, 6.0}, {1.0, 2.0, 1.0, 0.5}));
  ASSERT_EQ(out.size(), 4u);
  EXPECT_EQ(out[3].study, "sd");
  const MetaAnalysis by_hand = analyse_studies(of({1.0, 2.0, 3.0}, {1.0, 2.0, 1.0}));
  EXPECT_EQ(out[3].analysis->overall.estimate, by_hand.overall.estimate);
  EXPECT_EQ(out[3].analysis->tau2, by_hand.tau2);
}

TEST(LeaveOneOut, SaysWhyThereIsNoAnalysisWithoutAStudy) {
  Studies one_video = of({1.0, 2.0, 3.0, 6.0}, {1.0, 2.0, 1.0, 0.5});
  one_video.moderators.push_back({"task", {"task[video]"}, {{0.0, 0.0, 0.0, 1.0}}});
  const std::vector<LeftOut> out = leave_one_out(one_video);
  EXPECT_TRUE(out[0].analysis);
  EXPECT_FALSE(out[3].analysis);
  EXPECT_THAT(out[3].problem, HasSubstr("task[video] is 0 in all 3 studies"));
}

}  // namespace
}  // namespace attune::stats
