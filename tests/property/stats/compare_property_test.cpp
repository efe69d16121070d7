#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "attune/stats/compare.hpp"
#include "attune/stats/correlate.hpp"
#include "attune/stats/p_adjust.hpp"

namespace attune::stats {
namespace {

using Values = std::vector<double>;
constexpr double kRelative = 1e-10;  // what shifting and scaling the data costs in rounding
const CompareTest kGroupTests[] = {CompareTest::welch, CompareTest::student, CompareTest::mann_whitney};
const CompareTest kPairTests[] = {CompareTest::paired_t, CompareTest::signed_rank};

Values drawn(std::uint64_t item, std::size_t n, double mean) {
  parallel::Stream stream({1908}, item);
  Values out(n);
  for (double& x : out) x = mean + stream.normal();
  return out;
}

Values changed(Values values, double scale, double shift) {
  for (double& x : values) x = scale * x + shift;
  return values;
}

CompareOptions everything(CompareTest test, double bound = 0.7) {
  CompareOptions options;
  options.test = test;
  options.smallest_effect = SmallestEffect{bound, false};
  options.permutations = 500;
  return options;
}

Comparison run(CompareTest test, const Values& a, const Values& b, double bound = 0.7) {
  const bool paired = test == CompareTest::paired_t || test == CompareTest::signed_rank;
  return paired ? compare_pairs(a, b, everything(test, bound)) : compare_groups(a, b, everything(test, bound));
}

void expect_same(double expected, double actual, const char* what) {
  EXPECT_NEAR(actual, expected, kRelative * (1.0 + std::abs(expected))) << what;
}

// Fields without a unit are equal, those with one are `scale` times as large.
void expect_scaled(const Comparison& c, const Comparison& s, double scale) {
  expect_same(scale * c.estimate, s.estimate, "estimate");
  expect_same(scale * c.interval.low, s.interval.low, "ci_low");
  expect_same(c.p, s.p, "p");
  expect_same(c.equivalence->p_lower, s.equivalence->p_lower, "p_lower");
  expect_same(c.equivalence->p_upper, s.equivalence->p_upper, "p_upper");
  EXPECT_EQ(c.permutation->p, s.permutation->p);
  if (!c.d) return;
  expect_same(*c.t, *s.t, "t");
  expect_same(c.d->interval.high, s.d->interval.high, "d_ci_high");
  expect_same(*c.log_bf10, *s.log_bf10, "log_bf10");
}

TEST(Comparison, ShiftAndScaleOfTheDataChangeOnlyUnits) {
  const Values a = drawn(1, 9, 0.6), b = drawn(2, 9, 0.0);
  for (const auto& tests : {std::vector<CompareTest>(std::begin(kGroupTests), std::end(kGroupTests)),
                            std::vector<CompareTest>(std::begin(kPairTests), std::end(kPairTests))}) {
    for (const CompareTest test : tests) {
      const Comparison c = run(test, a, b);
      expect_scaled(c, run(test, changed(a, 1.0, 37.0), changed(b, 1.0, 37.0)), 1.0);
      expect_scaled(c, run(test, changed(a, 1e-6, 0.0), changed(b, 1e-6, 0.0), 0.7e-6), 1e-6);
      expect_scaled(c, run(test, changed(a, 1e6, -4e6), changed(b, 1e6, -4e6), 0.7e6), 1e6);
    }
  }
}

void expect_mirrored(CompareTest test, const Values& a, const Values& b) {
  const Comparison c = run(test, a, b), m = run(test, b, a);
  expect_same(-c.estimate, m.estimate, "estimate");
  expect_same(-c.interval.high, m.interval.low, "interval");
  expect_same(c.p, m.p, "p");
  expect_same(c.equivalence->p_lower, m.equivalence->p_upper, "equivalence is symmetric");
  EXPECT_EQ(c.permutation->p, m.permutation->p);
  if (c.d) {
    expect_same(-c.d->interval.low, m.d->interval.high, "d");
    expect_same(*c.log_bf10, *m.log_bf10, "log_bf10");
  } else {
    expect_same(-*c.rank_biserial, *m.rank_biserial, "rank_biserial");
  }
}

TEST(Comparison, SwappingTheLevelsFlipsTheSigns) {
  for (const CompareTest test : kGroupTests) expect_mirrored(test, drawn(3, 9, 0.5), drawn(4, 14, 0.0));
  for (const CompareTest test : kPairTests) expect_mirrored(test, drawn(5, 12, 0.5), drawn(6, 12, 0.0));
}

TEST(Comparison, OrderOfRowsDoesNotChangeAByte) {
  const Values a = drawn(7, 15, 0.5), b = drawn(8, 15, 0.0);
  Values a_again = a, b_again = b;
  std::reverse(a_again.begin(), a_again.end());
  std::reverse(b_again.begin(), b_again.end());
  for (const CompareTest test : {CompareTest::welch, CompareTest::student, CompareTest::mann_whitney,
                                 CompareTest::paired_t, CompareTest::signed_rank}) {
    const std::vector<Record> first{to_record(run(test, a, b))}, second{to_record(run(test, a_again, b_again))};
    EXPECT_EQ(to_json(first, true), to_json(second, true)) << name_of(test);
  }
}

TEST(Comparison, EvidenceGrowsWithTheDifference) {
  const Values a = drawn(9, 12, 0.0), b = drawn(10, 12, 0.0);
  const double level = compare_groups(a, b).estimate;
  double last_bf = -1e300, last_p = 1.1;
  for (double shift = 0.0; shift < 6.0; shift += 0.25) {
    const Comparison c = compare_groups(changed(a, 1.0, shift - level), b);
    EXPECT_GT(*c.log_bf10, last_bf) << shift;
    EXPECT_LT(c.p, last_p) << shift;
    last_bf = *c.log_bf10;
    last_p = c.p;
  }
}

TEST(Comparison, IntervalAndPAgreeAboutZero) {
  for (std::uint64_t item = 20; item < 60; ++item) {
    const Comparison c = compare_groups(drawn(item, 11, 0.8), drawn(item + 100, 13, 0.0));
    EXPECT_EQ(c.p<0.05, c.interval.low> 0.0 || c.interval.high < 0.0);
  }
}

TEST(Comparison, EquivalencePAndItsIntervalAgree) {
  for (std::uint64_t item = 20; item < 60; ++item) {
    const Equivalence e = *run(CompareTest::welch, drawn(item, 21, 0.1), drawn(item + 100, 23, 0.0)).equivalence;
    EXPECT_EQ(e.p() < 0.05, e.interval.low > -e.bound && e.interval.high < e.bound);
  }
}

CorrelateOptions correlation_with(CorrelationMethod method) {
  CorrelateOptions options;
  options.method = method;
  options.permutations = 200;
  return options;
}

const CorrelationMethod kMethods[] = {CorrelationMethod::pearson, CorrelationMethod::spearman,
                                      CorrelationMethod::kendall};

TEST(Correlation, DoesNotChangeWithUnitsAndFlipsWithTheSign) {
  const Values x = drawn(70, 20, 0.0);
  Values y = drawn(71, 20, 0.0);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] += 0.7 * x[i];
  for (const CorrelationMethod method : kMethods) {
    const Correlation c = correlate(x, y, {}, correlation_with(method));
    const Correlation scaled =
        correlate(changed(x, 1e-6, 3e-6), changed(y, 250.0, -90.0), {}, correlation_with(method));
    const Correlation flipped = correlate(x, changed(y, -1.0, 0.0), {}, correlation_with(method));
    const Correlation swapped = correlate(y, x, {}, correlation_with(method));
    expect_same(c.r, scaled.r, "r");
    expect_same(c.p, scaled.p, "p");
    EXPECT_EQ(c.permutation->p, scaled.permutation->p);
    expect_same(-c.r, flipped.r, "r of the mirrored");
    expect_same(c.r, swapped.r, "r of the swapped");
    expect_same(c.p, swapped.p, "p of the swapped");
  }
}

TEST(Correlation, OrderOfPairsDoesNotChangeAByte) {
  const Values x = drawn(72, 20, 0.0), y = drawn(73, 20, 0.0), z = drawn(74, 20, 0.0);
  const auto reversed = [](Values values) {
    std::reverse(values.begin(), values.end());
    return values;
  };
  for (const CorrelationMethod method : kMethods) {
    const bool kendall = method == CorrelationMethod::kendall;
    const std::vector<Values> given = kendall ? std::vector<Values>{} : std::vector<Values>{z};
    const std::vector<Values> given_again = kendall ? std::vector<Values>{} : std::vector<Values>{reversed(z)};
    const std::vector<Record> first{to_record(correlate(x, y, given, correlation_with(method)))};
    const std::vector<Record> second{
        to_record(correlate(reversed(x), reversed(y), given_again, correlation_with(method)))};
    EXPECT_EQ(to_json(first, true), to_json(second, true)) << name_of(method);
  }
}

TEST(Correlation, GivenAnUnrelatedColumnCostsOneDegreeOfFreedom) {
  const Values x = drawn(75, 30, 0.0), y = drawn(76, 30, 0.0);
  EXPECT_EQ(*correlate(x, y).df - 1.0, *correlate(x, y, std::vector<Values>{drawn(77, 30, 0.0)}).df);
}

TEST(PAdjust, IsMonotoneAndOrderedByStrictness) {
  parallel::Stream stream({1988}, 0);
  Values p(40);
  for (double& value : p) value = stream.uniform() * stream.uniform();
  const Values bonferroni = p_adjust(p, PAdjustment::bonferroni), holm = p_adjust(p, PAdjustment::holm);
  const Values hochberg = p_adjust(p, PAdjustment::hochberg), bh = p_adjust(p, PAdjustment::bh);
  for (std::size_t i = 0; i < p.size(); ++i) {
    EXPECT_GE(bonferroni[i], holm[i]);
    EXPECT_GE(holm[i], hochberg[i]);
    EXPECT_GE(hochberg[i], bh[i]);
    EXPECT_GE(bh[i], p[i]);
    for (std::size_t j = 0; j < p.size(); ++j)
      if (p[i] < p[j]) {
        EXPECT_LE(holm[i], holm[j]);
      }
  }
}

}  // namespace
}  // namespace attune::stats
