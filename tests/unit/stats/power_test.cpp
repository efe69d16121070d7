#include "attune/stats/power.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "attune/stats/distributions.hpp"
#include "expect_refused.hpp"

namespace attune::stats {
namespace {

using test::expect_refused;

// The reference integrates numerically (scipy 1.10, quad) with t quantiles that are good to 1e-10.
constexpr double kQuadrature = 1e-9;

PowerDesign of(PowerTest test, double alpha = 0.05, bool two_sided = true) {
  PowerDesign d;
  d.test = test;
  d.alpha = alpha;
  d.two_sided = two_sided;
  return d;
}

struct PowerCase {
  PowerDesign design;
  double n, effect, power;
};

// t: the normal probability integrated over the chi distribution of s. Correlation: Hotelling's density of r with its
// hypergeometric function integrated over the critical region. F: the Poisson mixture of incomplete betas. Equivalence:
// the length of the normal interval integrated over s. None of these shares a formula with the library.
std::vector<PowerCase> cases() {
  PowerDesign ratio = of(PowerTest::student, 0.01, false), welch = of(PowerTest::welch);
  ratio.ratio = 1.5;
  welch.ratio = 3.0;
  welch.sd_ratio = 2.0;
  PowerDesign three = of(PowerTest::anova), four = of(PowerTest::anova, 0.01), regression = of(PowerTest::regression);
  three.groups = 3;
  four.groups = 4;
  regression.predictors = 2;
  regression.covariates = 3;
  PowerDesign shifted = of(PowerTest::equivalence), pairs = of(PowerTest::equivalence_paired);
  shifted.ratio = 2.0;
  shifted.true_effect = 0.1;
  pairs.true_effect = -0.1;
  PowerDesign risk = of(PowerTest::proportions), fewer = of(PowerTest::proportions);
  risk.baseline = 0.3;
  fewer.baseline = 0.6;
  fewer.ratio = 0.5;
  return {{of(PowerTest::student), 20, 0.5, 0.33793902869253073},
          {ratio, 20, 0.8, 0.6430296056781757},
          {welch, 10, 0.7, 0.603075299737464},
          {of(PowerTest::paired), 12, 0.6, 0.4747155942536259},
          {of(PowerTest::one_sample), 8, -0.9, 0.5912931332393871},
          {of(PowerTest::correlation), 24, 0.3, 0.30144450297206427},
          {of(PowerTest::correlation), 84, 0.3, 0.8003389534811682},
          {of(PowerTest::correlation), 10, -0.7, 0.6793421276333691},
          {of(PowerTest::correlation, 0.01, false), 150, 0.2, 0.5544679226400485},
          {three, 20, 0.25, 0.3744310762563544},
          {four, 10, 0.5, 0.45163114058884135},
          {regression, 50, 0.3, 0.4339003806488432},
          {of(PowerTest::equivalence), 40, 0.5, 0.43251018580251943},
          {shifted, 40, 0.6, 0.7961682128365147},
          {pairs, 25, 0.5, 0.5150758843330093},
          {risk, 50, 0.2, 0.533106220816102},
          {fewer, 60, -0.25, 0.6133149930260285}};
}

TEST(Power, AgreesWithIndependentIntegration) {
  for (const PowerCase& c : cases())
    EXPECT_NEAR(power_of(c.design, c.n, c.effect), c.power, kQuadrature)
        << name_of(c.design.test) << " " << c.n << " " << c.effect;
}

TEST(Power, WithoutAnEffectIsAlpha) {
  for (const PowerTest test : {PowerTest::student, PowerTest::welch, PowerTest::paired, PowerTest::one_sample,
                               PowerTest::correlation, PowerTest::proportions, PowerTest::anova, PowerTest::regression})
    EXPECT_NEAR(power_of(of(test, 0.03), 17.0, 0.0), 0.03, 1e-12) << name_of(test);
}

TEST(Power, OfEquivalenceAtTheBoundIsAlphaInLargeSamples) {
  PowerDesign d = of(PowerTest::equivalence);
  d.true_effect = 0.5;
  EXPECT_NEAR(power_of(d, 2000.0, 0.5), 0.05, 1e-10);  // the other test rejects for certain
}

TEST(Power, OfTwoGroupAnovaAndOneRegressorIsThatOfTheT) {
  EXPECT_NEAR(power_of(of(PowerTest::anova), 20.0, 0.25), power_of(of(PowerTest::student), 20.0, 0.5), 1e-10);
}

TEST(Power, OfWelchWithEqualGroupsIsStudents) {
  EXPECT_NEAR(power_of(of(PowerTest::welch), 20.0, 0.5), power_of(of(PowerTest::student), 20.0, 0.5), 1e-12);
}

TEST(Power, OfOneSidedTestsCountsOnlyTheirSide) {
  EXPECT_LT(power_of(of(PowerTest::student, 0.05, false), 20.0, -0.5), 0.001);
  const double n = 1e6, effect = 0.004;  // so large that t is normal
  EXPECT_NEAR(power_of(of(PowerTest::one_sample, 0.05, false), n, effect),
              normal_upper(-normal_quantile(0.05) - effect * std::sqrt(n)), 1e-5);
}

TEST(Power, IsCertainForEnormousEffects) {
  for (const PowerTest test : {PowerTest::student, PowerTest::welch, PowerTest::anova, PowerTest::regression})
    EXPECT_EQ(power_of(of(test), 1e6, 1e6), 1.0) << name_of(test);
  EXPECT_NEAR(power_of(of(PowerTest::correlation), 24.0, 1.0 - 1e-12), 1.0, 1e-12);
  EXPECT_EQ(power_of(of(PowerTest::student, 0.05, false), 1e6, -1e6), 0.0);
}

TEST(Power, DoesNotDependOnTheSignOfATwoSidedEffect) {
  for (const PowerTest test : {PowerTest::student, PowerTest::paired, PowerTest::correlation})
    EXPECT_NEAR(power_of(of(test), 15.0, 0.4), power_of(of(test), 15.0, -0.4), 1e-12) << name_of(test);
}

TEST(Power, RisesWithNAndWithTheEffect) {
  for (const PowerCase& c : cases()) {
    const double power = power_of(c.design, c.n, c.effect);
    EXPECT_GT(power_of(c.design, 1.1 * c.n, c.effect), power) << name_of(c.design.test);
    EXPECT_GT(power_of(c.design, c.n, 1.1 * c.effect), power) << name_of(c.design.test);
  }
}

TEST(SolveN, IsTheInverseOfThePower) {
  for (const PowerCase& c : cases()) {
    const PowerPoint n = solve_n(c.design, c.effect, c.power);
    EXPECT_NEAR(n.n, c.n, 1e-6 * c.n) << name_of(c.design.test);
    if (c.effect < 0.0) continue;  // effects are solved for above 0
    EXPECT_NEAR(solve_effect(c.design, c.n, c.power).effect, c.effect, 1e-7) << name_of(c.design.test);
  }
}

TEST(SolveN, GivesTheSmallestWholeNThatReachesThePower) {
  for (const PowerTest test : {PowerTest::student, PowerTest::correlation, PowerTest::paired}) {
    const PowerPoint point = solve_n(of(test), 0.4, 0.9);
    const auto whole = static_cast<double>((*point.whole_n)[0]);
    EXPECT_EQ(whole, std::ceil(point.n));
    EXPECT_GE(*point.whole_power, 0.9);
    EXPECT_LT(power_of(of(test), whole - 1.0, 0.4), 0.9);
  }
}

TEST(SolveN, RoundsTheSecondGroupUp) {
  PowerDesign d = of(PowerTest::student);
  d.ratio = 1.5;
  const PowerPoint point = solve_n(d, 0.5, 0.8);
  const auto [a, b] = *point.whole_n;
  EXPECT_EQ(b, (3 * a + 1) / 2);
  EXPECT_GE(*point.whole_power, 0.8);
}

TEST(SolveN, IsTheLeastTheTestTakesForAHugeEffect) {
  const PowerPoint point = solve_n(of(PowerTest::student), 50.0, 0.8);
  EXPECT_EQ(point.n, 2.0);
  EXPECT_EQ((*point.whole_n)[0], 2);
  EXPECT_GT(point.power, 0.8);
}

// Published: G*Power 3.1's exact n for rho = 0.3, and Cohen's (1988) tables for d and f.
TEST(SolveN, AgreesWithPublishedTables) {
  EXPECT_EQ((*solve_n(of(PowerTest::correlation), 0.3, 0.8).whole_n)[0], 84);
  EXPECT_EQ((*solve_n(of(PowerTest::student), 0.5, 0.8).whole_n)[0], 64);
  EXPECT_EQ((*solve_n(of(PowerTest::student), 0.2, 0.8).whole_n)[0], 394);
  PowerDesign anova = of(PowerTest::anova);
  anova.groups = 4;
  EXPECT_EQ((*solve_n(anova, 0.25, 0.8).whole_n)[0], 45);
}

TEST(SolveN, RefusesWhatHasNoAnswer) {
  expect_refused(Fault::usage, {"power is 0.04", "above alpha"}, [] { solve_n(of(PowerTest::student), 0.5, 0.04); });
  expect_refused(Fault::usage, {"power is 1"}, [] { solve_n(of(PowerTest::student), 0.5, 1.0); });
  expect_refused(Fault::analysis, {"does not find an effect of 0"}, [] { solve_n(of(PowerTest::student), 0.0, 0.8); });
  expect_refused(Fault::usage, {"effect is 1;", "correlation"}, [] { solve_n(of(PowerTest::correlation), 1.0, 0.8); });
  expect_refused(Fault::usage, {"effect is 0.6", "between 0 and 1"},
                 [] { solve_n(of(PowerTest::proportions), 0.6, 0.8); });
  expect_refused(Fault::usage, {"alpha is 0.5"}, [] { solve_n(of(PowerTest::student, 0.5), 0.5, 0.8); });
  PowerDesign d = of(PowerTest::equivalence);
  d.true_effect = 0.5;
  expect_refused(Fault::analysis, {"does not find"}, [&] { solve_n(d, 0.4, 0.8); });
}

TEST(SolveEffect, RefusesTooFewParticipants) {
  expect_refused(Fault::usage, {"n is 1;", "student takes 2"}, [] { solve_effect(of(PowerTest::student), 1.0, 0.8); });
  expect_refused(Fault::analysis, {"finds no effect"}, [] {
    PowerDesign d = of(PowerTest::proportions, 0.001);
    d.baseline = 0.9;
    solve_effect(d, 5.0, 0.99);
  });
}

}  // namespace
}  // namespace attune::stats
