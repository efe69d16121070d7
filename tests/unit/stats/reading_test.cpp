#include "attune/stats/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace attune::stats {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Comparison row(double estimate, double p, double bf10) {
  Comparison c;
  c.levels = {"secure", "insecure"};
  c.estimate = estimate;
  c.interval = {estimate - 1.0, estimate + 1.0};
  c.p = p;
  c.bf10 = bf10;
  return c;
}

Comparison with_bound(Comparison c, double bound, double p_equivalence, bool standardised = true) {
  c.smallest_effect = SmallestEffect{bound, standardised};
  c.equivalence = Equivalence{bound, {}, {}, p_equivalence, 0.0001, {}};
  return c;
}

TEST(Reading, OfADifference) {
  EXPECT_EQ(reading_of(row(3.0, 0.002, 14.8)), "difference: secure above insecure (p = 0.002, BF10 = 14.8)");
  EXPECT_THAT(reading_of(row(-3.0, 0.0002, 148.0)), StartsWith("difference: insecure above secure (p < 0.001"));
}

TEST(Reading, NeverTakesALargePForNone) {
  const std::string text = reading_of(row(0.2, 0.21, 0.5));
  EXPECT_EQ(text,
            "inconclusive: p = 0.21 is not evidence of no difference (BF10 = 0.5); name a smallest effect of interest "
            "with --sesoi to test for none");
  for (const double p : {0.0501, 0.2, 0.999})
    for (const double bf : {0.01, 0.5, 2.0, 8.0}) EXPECT_THAT(reading_of(row(0.1, p, bf)), StartsWith("inconclusive"));
  EXPECT_THAT(reading_of(row(0.1, 0.8, 0.2)), HasSubstr("favours none under its prior (BF10 = 0.2)"));
}

TEST(Reading, OfEquivalence) {
  EXPECT_THAT(reading_of(with_bound(row(0.1, 0.6, 0.2), 0.5, 0.01)),
              StartsWith("equivalent: inside +-0.5 d (p = 0.01"));
  EXPECT_THAT(reading_of(with_bound(row(0.1, 0.01, 4.0), 8.0, 0.01, false)),
              StartsWith("difference: secure above insecure, smaller than the smallest effect of interest"));
  EXPECT_THAT(reading_of(with_bound(row(3.0, 0.001, 40.0), 2.0, 0.9)), HasSubstr("larger than the smallest effect"));
  EXPECT_THAT(reading_of(with_bound(row(2.0, 0.01, 4.0), 2.0, 0.5)), HasSubstr("not shown to be smaller or larger"));
  EXPECT_THAT(reading_of(with_bound(row(0.5, 0.3, 0.4), 0.5, 0.3)),
              StartsWith("inconclusive: neither a difference (p = 0.3, BF10 = 0.4) nor its absence inside +-0.5 d"));
}

TEST(Reading, SaysWhereTheEvidenceDisagrees) {
  EXPECT_THAT(reading_of(row(1.0, 0.04, 0.8)), HasSubstr("p and the Bayes factor disagree"));
  Comparison c = row(1.0, 0.04, 1.8);
  c.permutation = PermutationResult{0.06, 999, false};
  EXPECT_THAT(reading_of(c), HasSubstr("p_perm = 0.06 disagrees"));
  c.permutation->p = 0.03;
  EXPECT_THAT(reading_of(c), Not(HasSubstr("disagrees")));
}

TEST(Reading, OfBlocksRestsOnThePermutationAlone) {
  Comparison c = with_bound(row(1.0, 0.001, 99.0), 0.5, 0.5);
  c.in_blocks = true;
  c.permutation = PermutationResult{0.3, 999, false};
  const std::string text = reading_of(c);
  EXPECT_THAT(text, StartsWith("inconclusive: p_perm = 0.3"));
  EXPECT_THAT(text, HasSubstr("equivalence is not judged"));
  EXPECT_THAT(text, Not(HasSubstr("BF10")));
}

TEST(Reading, OfBlocksWithoutPermutationRestsOnTheBootstrap) {
  Comparison c = row(1.0, 0.001, 99.0);
  c.in_blocks = true;
  c.bootstrap.emplace();
  c.bootstrap->of[0].interval = Interval{0.2, 2.0};
  EXPECT_EQ(reading_of(c), "difference: secure above insecure (the bootstrap interval of blocks leaves 0 out)");
  c.bootstrap->of[0].interval = Interval{-0.2, 2.0};
  EXPECT_EQ(reading_of(c),
            "inconclusive: a bootstrap interval of blocks that holds 0 is not evidence of no difference");
}

TEST(Reading, OfOneSideSaysWhereTheEstimateLies) {
  Comparison c = row(-1.0, 0.95, 0.2);
  c.alternative = Alternative::greater;
  EXPECT_THAT(reading_of(c), HasSubstr("the estimate lies the other way"));
  EXPECT_THAT(reading_of(with_bound(c, 0.5, 0.9)), HasSubstr("the estimate lies the other way"));
}

// The values of one block can lie the other way than the blocks (Simpson 1951).
TEST(Reading, OfBlocksTakesItsDirectionFromWhatThePermutationTests) {
  Comparison c = row(-2.0, 0.001, 99.0);
  c.in_blocks = true;
  c.permutation = PermutationResult{0.002, 999, false};
  c.block_estimate = 1.5;
  EXPECT_EQ(reading_of(c), "difference: secure above insecure (p_perm = 0.002)");
  c.permutation->p = 0.9;
  c.alternative = Alternative::less;
  EXPECT_THAT(reading_of(c), HasSubstr("the estimate lies the other way"));
  c.alternative = Alternative::greater;
  EXPECT_THAT(reading_of(c), Not(HasSubstr("the other way")));
  Correlation r;
  r.r = -0.6;
  r.in_blocks = true;
  r.permutation = PermutationResult{0.002, 999, false};
  r.block_r = 0.4;
  EXPECT_EQ(reading_of(r), "correlation: positive (p_perm = 0.002)");
  r.permutation->p = 0.9;
  r.alternative = Alternative::less;
  EXPECT_THAT(reading_of(r), HasSubstr("the estimate lies the other way"));
}

TEST(Reading, OfRanksTakesItsDirectionFromThemWhereTheShiftIsZero) {
  std::vector<double> a(15, 3.0), b(15, 3.0);
  a.insert(a.end(), 5, 4.0);
  b.insert(b.end(), 5, 2.0);
  CompareOptions options;
  options.test = CompareTest::mann_whitney;
  EXPECT_THAT(reading_of(compare_groups(a, b, options)), StartsWith("difference: A above B"));
  options.alternative = Alternative::less;
  EXPECT_THAT(reading_of(compare_groups(a, b, options)), HasSubstr("the estimate lies the other way"));
}

TEST(Reading, TellsNoDirectionWhereThereIsNone) {
  EXPECT_THAT(reading_of(row(0.0, 0.002, 14.8)), StartsWith("difference: neither above the other (p = 0.002"));
  Correlation c;
  c.p = 0.01;
  EXPECT_EQ(reading_of(c), "correlation: neither positive nor negative (p = 0.01)");
}

TEST(Reading, OfACorrelation) {
  Correlation c;
  c.r = -0.5;
  c.p = 0.01;
  c.bf10 = 5.0;
  EXPECT_EQ(reading_of(c), "correlation: negative (p = 0.01, BF10 = 5)");
  c.p = 0.5;
  c.bf10 = 0.4;
  c.equivalence = Equivalence{0.3, {}, {}, 0.01, 0.02, {}};
  EXPECT_THAT(reading_of(c), StartsWith("equivalent: inside +-0.3 (p = 0.02; a correlation: p = 0.5"));
}

}  // namespace
}  // namespace attune::stats
