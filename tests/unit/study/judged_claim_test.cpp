#include "judged_claim.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace attune::study {
namespace {

using stats::Verdict;
using testing::HasSubstr;

Claim claim(bool positive, std::optional<double> at_least = std::nullopt) {
  Claim claim;
  claim.positive = positive;
  claim.at_least = at_least;
  claim.unit = "ms";
  return claim;
}

/// Only what a verdict looks at.
stats::Comparison found(double estimate, double low, double high, double p) {
  stats::Comparison comparison;
  comparison.levels = {"secure", "insecure"};
  comparison.estimate = estimate;
  comparison.interval = {low, high};
  comparison.p = p;
  return comparison;
}

Verdict verdict(const Claim& claim, const stats::Comparison& comparison) {
  return judge_claim(claim, comparison).judgement.verdict;
}

TEST(JudgedClaim, WithoutASizeGoesByZeroAndSide) {
  EXPECT_EQ(verdict(claim(true), found(20, 5, 35, 0.01)), Verdict::supported);
  EXPECT_EQ(verdict(claim(false), found(20, 5, 35, 0.01)), Verdict::contradicted);
  EXPECT_EQ(verdict(claim(false), found(-20, -35, -5, 0.01)), Verdict::supported);
  EXPECT_EQ(verdict(claim(true), found(20, -5, 45, 0.1)), Verdict::inconclusive);
}

TEST(JudgedClaim, OfASizeIsSupportedOnlyWhereTheWholeIntervalReachesIt) {
  EXPECT_EQ(verdict(claim(true, 10), found(20, 12, 28, 0.001)), Verdict::supported);
  const JudgedClaim partly = judge_claim(claim(true, 10), found(20, 5, 35, 0.01));
  EXPECT_EQ(partly.judgement.verdict, Verdict::inconclusive);
  EXPECT_EQ(partly.judgement.reason, "the interval [5, 35] holds sizes below the claimed size of 10 ms");
  EXPECT_EQ(verdict(claim(true, 10), found(20, -5, 45, 0.1)), Verdict::inconclusive);
}

TEST(JudgedClaim, OfASizeIsContradictedWhereTheWholeIntervalLiesBelowIt) {
  const JudgedClaim judged = judge_claim(claim(true, 300), found(20, 5, 35, 0.01));
  EXPECT_EQ(judged.judgement.verdict, Verdict::contradicted);
  EXPECT_EQ(judged.judgement.reason, "the interval [5, 35] lies below the claimed size of 300 ms");
  EXPECT_EQ(verdict(claim(true, 300), found(0, -15, 15, 1.0)), Verdict::contradicted);
  EXPECT_EQ(verdict(claim(true, 10), found(-20, -35, -5, 0.01)), Verdict::contradicted);
}

TEST(JudgedClaim, OfASizeTurnsWithTheDirection) {
  EXPECT_EQ(verdict(claim(false, 10), found(-20, -28, -12, 0.001)), Verdict::supported);
  EXPECT_EQ(verdict(claim(false, 10), found(-20, -35, -5, 0.01)), Verdict::inconclusive);
  EXPECT_EQ(verdict(claim(false, 300), found(-20, -35, -5, 0.01)), Verdict::contradicted);
  EXPECT_EQ(verdict(claim(false, 10), found(20, 5, 35, 0.01)), Verdict::contradicted);
}

TEST(JudgedClaim, TakesAnEndThatEqualsTheSizeAsReachingIt) {
  EXPECT_EQ(verdict(claim(true, 5), found(20, 5, 35, 0.01)), Verdict::supported);
  EXPECT_EQ(verdict(claim(true, 35), found(20, 5, 35, 0.01)), Verdict::inconclusive);
  EXPECT_EQ(verdict(claim(false, 5), found(-20, -35, -5, 0.01)), Verdict::supported);
}

TEST(JudgedClaim, OfEquivalenceComesAfterTheSizeAndBeforeSupport) {
  stats::Comparison small = found(2, 1, 3, 0.001);
  small.equivalence = stats::Equivalence{10.0, {}, {}, 0.001, 0.002, {1.2, 2.8}};
  EXPECT_EQ(verdict(claim(true), small), Verdict::equivalent_to_none);
  EXPECT_EQ(verdict(claim(true, 1), small), Verdict::equivalent_to_none);
  EXPECT_EQ(verdict(claim(true, 3), small), Verdict::equivalent_to_none);
  EXPECT_EQ(verdict(claim(true, 4), small), Verdict::contradicted);
  small.equivalence->p_upper = 0.06;
  EXPECT_EQ(verdict(claim(true), small), Verdict::supported);
}

TEST(JudgedClaim, OfNoEffectRestsOnEquivalenceAlone) {
  Claim none = claim(true);
  none.none = true;
  stats::Comparison comparison = found(2, -3, 7, 0.4);
  const JudgedClaim open = judge_claim(none, comparison);
  EXPECT_EQ(open.judgement.verdict, Verdict::inconclusive);
  EXPECT_THAT(open.judgement.reason, HasSubstr("not evidence of no effect"));
  comparison.equivalence = stats::Equivalence{10.0, {}, {}, 0.001, 0.002, {-2, 6}};
  EXPECT_EQ(verdict(none, comparison), Verdict::supported);
  EXPECT_EQ(verdict(none, found(20, 12, 28, 0.001)), Verdict::contradicted);
  comparison.p = 0.001;  // a small effect, but one that is there
  EXPECT_EQ(verdict(none, comparison), Verdict::supported);
}

TEST(JudgedClaim, AtTheEdgeOfFivePercentIsNotRejected) {
  EXPECT_EQ(verdict(claim(true), found(20, 0, 40, 1.0 - 0.95)), Verdict::inconclusive);
  EXPECT_EQ(verdict(claim(true), found(20, 0.1, 40, 0.0499)), Verdict::supported);
}

TEST(JudgedClaim, GoesByTheExactPWhereThereIsOne) {
  stats::Comparison ranks = found(20, 1, 35, 0.052);
  ranks.p_exact = 0.048;
  const JudgedClaim judged = judge_claim(claim(true), ranks);
  EXPECT_EQ(judged.judgement.verdict, Verdict::supported);
  EXPECT_EQ(judged.p, 0.048);
  EXPECT_THAT(judged.judgement.reason, HasSubstr("p = 0.048"));
}

TEST(JudgedClaim, WithoutAnIntervalStaysOpenAndSaysSo) {
  const double none = std::nan("");
  for (const auto& at_least : {std::optional<double>(), std::optional<double>(10)}) {
    const JudgedClaim judged = judge_claim(claim(true, at_least), found(20, none, none, 0.001));
    EXPECT_EQ(judged.judgement.verdict, Verdict::inconclusive);
    EXPECT_THAT(judged.judgement.reason, HasSubstr("no confidence interval"));
  }
  stats::Correlation correlation;  // three pairs on a line: p is tiny, an interval does not exist
  correlation.r = 0.9999;
  correlation.p = 0.009;
  EXPECT_EQ(judge_claim(claim(true), correlation).judgement.verdict, Verdict::inconclusive);
}

TEST(JudgedClaim, OfACorrelationGoesByItsSign) {
  stats::Correlation correlation;
  correlation.r = -0.5;
  correlation.p = 0.01;
  correlation.interval = stats::Interval{-0.8, -0.1};
  EXPECT_EQ(judge_claim(claim(false), correlation).judgement.verdict, Verdict::supported);
  EXPECT_EQ(judge_claim(claim(true), correlation).judgement.verdict, Verdict::contradicted);
  correlation.p = 0.2;
  EXPECT_EQ(judge_claim(claim(true), correlation).judgement.verdict, Verdict::inconclusive);
}

TEST(JudgedClaim, NamesTheGroupsInItsReason) {
  EXPECT_THAT(judge_claim(claim(true), found(20, 5, 35, 0.01)).judgement.reason, HasSubstr("secure - insecure = 20"));
}

}  // namespace
}  // namespace attune::study
