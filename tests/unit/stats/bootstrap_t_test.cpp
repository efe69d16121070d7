#include "attune/stats/bootstrap_t.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace attune::stats {
namespace {

const std::vector<double> kA{3, 5, 8, 9, 12, 14, 15}, kB{1, 2, 4, 4, 7, 8};

BootstrapOptions options(int threads = 1) {
  return {.draws = 1999, .confidence = 0.95, .seed = {3}, .threads = {threads}};
}

TEST(BootstrapT, IsSymmetricAroundTheDifferenceOfMeans) {
  const StudentisedBootstrap of = bootstrap_t_of_groups(kA, kB, options());
  const double estimate = 66.0 / 7.0 - 26.0 / 6.0;
  EXPECT_DOUBLE_EQ(of.observed.estimate, estimate);
  EXPECT_DOUBLE_EQ(0.5 * (of.interval->low + of.interval->high), estimate);
  EXPECT_DOUBLE_EQ(of.interval->high - estimate, of.quantile * of.observed.standard_error);
}

TEST(BootstrapT, RejectsWhereTheIntervalLeavesZeroOut) {
  for (const double shift : {-9.0, -7.5, -6.0, -4.0, -2.0, 0.0}) {
    std::vector<double> a(kA);
    for (double& x : a) x += shift;
    const StudentisedBootstrap of = bootstrap_t_of_groups(a, kB, options());
    EXPECT_EQ(*of.p<0.05, of.interval->low> 0 || of.interval->high < 0) << shift;
  }
}

TEST(BootstrapT, FollowsShiftAndScale) {
  std::vector<double> a(kA), b(kB);
  for (double& x : a) x = 2 * x + 100;
  for (double& x : b) x = 2 * x + 100;
  const StudentisedBootstrap plain = bootstrap_t_of_groups(kA, kB, options());
  const StudentisedBootstrap scaled = bootstrap_t_of_groups(a, b, options());
  EXPECT_NEAR(scaled.interval->low, 2 * plain.interval->low, 1e-9);
  EXPECT_EQ(scaled.p, plain.p);
}

TEST(BootstrapT, DoesNotDependOnThreadsOrTheOrderOfValues) {
  std::vector<double> reversed(kA.rbegin(), kA.rend());
  const StudentisedBootstrap one = bootstrap_t_of_groups(kA, kB, options());
  const StudentisedBootstrap two = bootstrap_t_of_groups(reversed, kB, options(2));
  EXPECT_EQ(one.interval->low, two.interval->low);
  EXPECT_EQ(one.p, two.p);
}

// Of two values a draw is the same value twice half of the time, which has no error.
TEST(BootstrapT, HasNoIntervalWhereDrawsHaveNoError) {
  const StudentisedBootstrap of = bootstrap_t_of_mean(std::vector<double>{1, 2}, options());
  EXPECT_FALSE(of.interval);
  EXPECT_FALSE(of.p);
  EXPECT_THAT(of.remark, testing::HasSubstr("of 1999 draws have no answer"));
  EXPECT_NEAR(static_cast<double>(of.undefined) / 1999, 0.5, 0.05);
}

TEST(BootstrapT, HasNoIntervalWithoutAnEstimate) {
  const std::vector<std::size_t> sizes{3};
  const StudentisedBootstrap of = bootstrap_t(
      sizes,
      [](auto) {
        return WithError{std::numeric_limits<double>::quiet_NaN(), 1.0};
      },
      options());
  EXPECT_FALSE(of.interval);
  EXPECT_NE(of.remark, "");
}

}  // namespace
}  // namespace attune::stats
