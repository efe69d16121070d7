#include "attune/stats/verdict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/error.hpp"

namespace attune::stats {
namespace {

// A comparison with the estimate 2 [1, 3] or so: only what a verdict looks at.
Comparison with(double estimate, double p) {
  Comparison c;
  c.levels = {"secure", "insecure"};
  c.estimate = estimate;
  c.interval = {estimate - 1.0, estimate + 1.0};
  c.p = p;
  return c;
}

Comparison with_equivalence(double estimate, double p, double p_lower, double p_upper) {
  Comparison c = with(estimate, p);
  c.equivalence = Equivalence{5.0, {}, {}, p_lower, p_upper, {}};
  return c;
}

TEST(Verdict, IsSupportedByADifferenceInThePredictedDirection) {
  EXPECT_EQ(judge(with(2.0, 0.01), Direction::greater).verdict, Verdict::supported);
  EXPECT_EQ(judge(with(-2.0, 0.01), Direction::less).verdict, Verdict::supported);
  EXPECT_EQ(judge(with(-2.0, 0.01), Direction::different).verdict, Verdict::supported);
}

TEST(Verdict, IsContradictedByADifferenceInTheOtherDirection) {
  const Judgement judgement = judge(with(-2.0, 0.01), Direction::greater);
  EXPECT_EQ(judgement.verdict, Verdict::contradicted);
  EXPECT_THAT(judgement.reason, testing::HasSubstr("secure - insecure = -2 [-3, -1] against the predicted direction"));
}

TEST(Verdict, OfAbsentEvidenceIsInconclusive) {
  EXPECT_EQ(judge(with(0.1, 0.8), Direction::greater).verdict, Verdict::inconclusive);
  EXPECT_EQ(judge(with_equivalence(0.1, 0.8, 0.01, 0.2), Direction::greater).verdict, Verdict::inconclusive);
}

TEST(Verdict, OfEquivalenceNeedsBothSides) {
  EXPECT_EQ(judge(with_equivalence(0.1, 0.8, 0.01, 0.02), Direction::greater).verdict, Verdict::equivalent_to_none);
}

TEST(Verdict, OfEquivalenceWinsOverATrivialDifference) {
  const Judgement judgement = judge(with_equivalence(0.5, 0.01, 0.001, 0.002), Direction::greater);
  EXPECT_EQ(judgement.verdict, Verdict::equivalent_to_none);
  EXPECT_THAT(judgement.reason, testing::HasSubstr("less than the smallest effect of interest"));
}

TEST(Verdict, UsesTheAlphaOfTheInterval) {
  Comparison c = with(2.0, 0.03);
  c.confidence = 0.99;
  EXPECT_EQ(judge(c, Direction::greater).verdict, Verdict::inconclusive);
}

TEST(Verdict, GoesByTheExactPWhereThereIsOne) {
  Comparison c = with(2.0, 0.052);
  c.p_exact = 0.048;
  EXPECT_EQ(judge(c, Direction::greater).verdict, Verdict::supported);
  EXPECT_THAT(judge(c, Direction::greater).reason, testing::HasSubstr("p = 0.048"));
  c.p = 0.048;
  c.p_exact = 0.052;
  EXPECT_EQ(judge(c, Direction::greater).verdict, Verdict::inconclusive);
}

// 287.5 of 400 pairs have A above B, yet most differences are 0.
TEST(Verdict, OfRanksLooksAtThemWhereTheShiftIsZero) {
  std::vector<double> a(15, 3.0), b(15, 3.0);
  a.insert(a.end(), 5, 4.0);
  b.insert(b.end(), 5, 2.0);
  CompareOptions options;
  options.test = CompareTest::mann_whitney;
  const Comparison c = compare_groups(a, b, options);
  ASSERT_EQ(c.estimate, 0.0);
  EXPECT_EQ(judge(c, Direction::greater).verdict, Verdict::supported);
  EXPECT_THAT(judge(c, Direction::greater).reason, testing::HasSubstr("rank-biserial 0.438"));
  EXPECT_EQ(judge(c, Direction::less).verdict, Verdict::contradicted);
}

TEST(Verdict, OfADirectionNeedsOne) {
  for (const Direction direction : {Direction::greater, Direction::less}) {
    const Judgement judgement = judge(with(0.0, 0.01), direction);
    EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
    EXPECT_THAT(judgement.reason, testing::HasSubstr("lies neither way"));
  }
  EXPECT_EQ(judge(with(0.0, 0.01), Direction::different).verdict, Verdict::supported);
}

TEST(Verdict, OfACorrelationLooksAtItsSign) {
  Correlation c;
  c.r = -0.4;
  c.p = 0.02;
  EXPECT_EQ(judge(c, Direction::less).verdict, Verdict::supported);
  EXPECT_EQ(judge(c, Direction::greater).verdict, Verdict::contradicted);
}

TEST(Verdict, NamesAreThoseOfAClaimFile) {
  EXPECT_EQ(name_of(Verdict::equivalent_to_none), "equivalent to none");
  EXPECT_EQ(parse_direction("less"), Direction::less);
  EXPECT_THROW(parse_direction("smaller"), Error);
}

}  // namespace
}  // namespace attune::stats
