#include "attune/stats/compare.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "attune/base/error.hpp"

namespace attune::stats {
namespace {

using Values = std::vector<double>;
constexpr double kRounding = 1e-13;

// Means 4 and 2, variances 2.5 and 1: everything below follows by hand.
const Values kA{2, 3, 4, 5, 6};
const Values kB{1, 2, 3};

std::string message_of(const Values& a, const Values& b, const CompareOptions& options = {}) {
  try {
    compare_groups(a, b, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::analysis);
    return error.what();
  }
  return "no error";
}

bool has_field(const Record& record, const std::string& name) {
  for (const auto& [field, value] : record)
    if (field == name) return true;
  return false;
}

TEST(Compare, FarFromZeroKeepsEveryDigit) {
  // Thousandths of two: exact at 1e9 too, where a mean is not.
  Values a, b, far_a, far_b;
  for (const int k : {13, 517, 1024, 1991, 2300}) a.push_back(k / 1024.0);
  for (const int k : {1, 700, 1111, 3003, 2500, 911}) b.push_back(k / 1024.0);
  for (const double sign : {1.0, -1.0}) {
    far_a.clear();
    far_b.clear();
    for (const double x : a) far_a.push_back(sign * 1e9 + x);
    for (const double x : b) far_b.push_back(sign * 1e9 + x);
    const Comparison near = compare_groups(a, b), far = compare_groups(far_a, far_b);
    EXPECT_NEAR(far.estimate, near.estimate, kRounding);
    EXPECT_NEAR(*far.t, *near.t, kRounding);
    EXPECT_NEAR(far.d->interval.low, near.d->interval.low, kRounding);
    EXPECT_NEAR(far.interval.high, near.interval.high, kRounding);
  }
}

TEST(Compare, SaysThatSquaresVanish) {
  EXPECT_THAT(message_of({1e-200, 2e-200, 3e-200}, {1e-200, 4e-200}), testing::HasSubstr("squares vanish"));
}

TEST(CompareGroups, WelchByHand) {
  const Comparison c = compare_groups(kA, kB);
  const double va = 0.5, vb = 1.0 / 3.0;
  EXPECT_EQ(c.estimate, 2.0);
  EXPECT_NEAR(*c.t, 2.0 / std::sqrt(va + vb), kRounding);
  EXPECT_NEAR(*c.df, (va + vb) * (va + vb) / (va * va / 4.0 + vb * vb / 2.0), kRounding);
  EXPECT_NEAR(c.p, student_t_two_sided(*c.t, *c.df), kRounding);
  EXPECT_NEAR(0.5 * (c.interval.low + c.interval.high), 2.0, kRounding);
  const double pooled = std::sqrt((4.0 * 2.5 + 2.0 * 1.0) / 6.0);
  EXPECT_NEAR(c.d->value, 2.0 / pooled, kRounding);
  EXPECT_NEAR(c.g->value, hedges_correction(6.0) * c.d->value, kRounding);
}

TEST(CompareGroups, StudentPoolsTheVariances) {
  CompareOptions options;
  options.test = CompareTest::student;
  const Comparison c = compare_groups(kA, kB, options);
  EXPECT_EQ(*c.df, 6.0);
  EXPECT_NEAR(*c.t, 2.0 / std::sqrt(2.0 * (1.0 / 5.0 + 1.0 / 3.0)), kRounding);
}

TEST(CompareGroups, EquivalenceIsTwoOneSidedTests) {
  CompareOptions options;
  options.smallest_effect = SmallestEffect{3.0, false};
  const Comparison c = compare_groups(kA, kB, options);
  const double error = std::sqrt(0.5 + 1.0 / 3.0);
  EXPECT_NEAR(*c.equivalence->t_lower, 5.0 / error, kRounding);
  EXPECT_NEAR(*c.equivalence->t_upper, -1.0 / error, kRounding);
  EXPECT_NEAR(c.equivalence->p_upper, student_t_lower(-1.0 / error, *c.df), kRounding);
  EXPECT_NEAR(c.equivalence->interval.high, 2.0 + student_t_quantile(0.95, *c.df) * error, kRounding);
}

TEST(CompareGroups, ABoundInStandardDeviationsUsesThePooledOne) {
  CompareOptions options;
  options.smallest_effect = SmallestEffect{0.5, true};
  EXPECT_NEAR(compare_groups(kA, kB, options).equivalence->bound, 0.5 * std::sqrt(2.0), kRounding);
}

TEST(CompareGroups, OneConstantGroupStillHasAnError) {
  const Comparison c = compare_groups(Values{1, 2, 3}, Values{5, 5, 5});
  EXPECT_NEAR(*c.df, 2.0, kRounding);
  EXPECT_EQ(c.sd[1], 0.0);
}

TEST(CompareGroups, SaysWhatIsThereWhenThereIsNoAnswer) {
  CompareOptions named;
  named.levels = {"secure", "insecure"};
  EXPECT_THAT(message_of({1}, {1, 2}, named), testing::HasSubstr("'secure' has 1 value; at least 2"));
  EXPECT_THAT(message_of({3, 3}, {2, 2}, named), testing::HasSubstr("'secure' has mean 3, 'insecure' has mean 2"));
  EXPECT_THAT(message_of({1, std::nan("")}, {1, 2}), testing::HasSubstr("'A' has the value n/a"));
  EXPECT_THAT(message_of({1, 2}, {1, HUGE_VAL}), testing::HasSubstr("'B' has the value inf"));
  EXPECT_THAT(message_of({1e200, 2e200}, {1, 2}), testing::HasSubstr("overflow"));
  EXPECT_THAT(message_of({0.1 + 0.2, 0.3}, {0.3, 0.3}), testing::HasSubstr("do not vary"));
}

TEST(CompareGroups, RefusesTestsForPairs) {
  CompareOptions options;
  options.test = CompareTest::signed_rank;
  EXPECT_THROW(compare_groups(kA, kB, options), Error);
  options.test = CompareTest::mann_whitney;
  EXPECT_THROW(compare_pairs(kA, kA, options), Error);
}

TEST(CompareGroups, RefusesSettingsWithoutMeaning) {
  for (const double scale : {0.0, 1e-300, 1e300, -1.0}) {
    CompareOptions options;
    options.r_scale = scale;
    EXPECT_THROW(compare_groups(kA, kB, options), Error) << scale;
  }
  for (const double confidence : {0.0, 0.5, 1.0, 95.0}) {
    CompareOptions options;
    options.confidence = confidence;
    EXPECT_THROW(compare_groups(kA, kB, options), Error) << confidence;
  }
}

TEST(CompareGroups, AnswersForTheLargestDifferenceItAccepts) {
  const Comparison c = compare_groups(Values{1.0, 1.0 + 1e-13}, Values{-1.0, -1.0 - 1e-13});
  EXPECT_GT(*c.t, 1e12);
  EXPECT_TRUE(std::isfinite(*c.log_bf10));
  EXPECT_LT(c.d->interval.low, c.d->value);
}

TEST(CompareGroups, RankTestsHaveNoFieldsOfTheT) {
  CompareOptions options;
  options.test = CompareTest::mann_whitney;
  const Record record = to_record(compare_groups(kA, kB, options));
  for (const char* absent : {"t", "df", "d", "g_ci_low", "bf10", "p_lower", "p_perm", "V"})
    EXPECT_FALSE(has_field(record, absent)) << absent;
  for (const char* present : {"U", "rank_biserial", "estimate", "p", "z"})
    EXPECT_TRUE(has_field(record, present)) << present;
}

TEST(CompareGroups, EveryFieldHasAMeaning) {
  std::vector<Record> records;
  CompareOptions options;
  options.permutations = 10;
  options.smallest_effect = SmallestEffect{1.0, false};
  for (const CompareTest test : {CompareTest::welch, CompareTest::mann_whitney}) {
    options.test = test;
    records.push_back(to_record(compare_groups(kA, kB, options)));
  }
  options.test = CompareTest::signed_rank;
  records.push_back(to_record(compare_pairs(kA, Values{1, 5, 2, 2, 1}, options)));
  std::vector<std::string> known;
  for (const ColumnMeaning& meaning : comparison_meanings()) known.push_back(meaning.column);
  for (const std::string& column : to_table(records).names()) EXPECT_THAT(known, testing::Contains(column));
}

TEST(ComparePairs, ByHand) {
  const Comparison c = compare_pairs(Values{3, 5, 8, 4}, Values{1, 4, 5, 4});  // differences 2 1 3 0
  const double sd = std::sqrt(5.0 / 3.0);
  EXPECT_EQ(c.estimate, 1.5);
  EXPECT_NEAR(*c.t, 1.5 / (sd / 2.0), kRounding);
  EXPECT_EQ(*c.df, 3.0);
  EXPECT_NEAR(c.d->value, 1.5 / sd, kRounding);
  EXPECT_EQ(c.n[0], 4);
}

TEST(ComparePairs, ConstantDifferencesHaveNoAnswer) {
  EXPECT_THROW(compare_pairs(Values{1, 2, 3}, Values{0, 1, 2}), Error);
}

TEST(CompareGroups, ABayesFactorBeyondDoubleKeepsItsLogarithm) {
  Values a, b;
  for (int i = 0; i < 1000; ++i) {
    a.push_back(1000.0 + i % 2);
    b.push_back(i % 2);
  }
  const Comparison c = compare_groups(a, b);
  EXPECT_TRUE(std::isinf(*c.bf10));
  EXPECT_TRUE(std::isfinite(*c.log_bf10));
}

}  // namespace
}  // namespace attune::stats
