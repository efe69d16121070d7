#include "../stats/calibration.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "../stats/partial_calibration.hpp"
#include "calibration_line.hpp"

namespace attune::test {
namespace {

using stats::CompareTest;

constexpr std::size_t kStudies = 20000;

// Prints the share, so that docs/validation.md can be remade, and checks it against the truth.
void expect_share(const char* what, double share, double truth) {
  print_share(what, share, kStudies);
  EXPECT_NEAR(share, truth, four_standard_errors(truth, kStudies)) << what;
}

TEST(LongCalibration, FalsePositivesUnderUnequalVariances) {
  const double welch = share_of_studies(unequal(), kStudies, options_for(CompareTest::welch), is_significant);
  expect_share("Welch, n 10 and 30, SD 2 to 1", welch, 0.05);
  const double student = share_of_studies(unequal(), kStudies, options_for(CompareTest::student), is_significant);
  expect_share("Student, n 10 and 30, SD 2 to 1", student, 0.152);  // the published simulation
  const double ranks = share_of_studies(unequal(), kStudies, options_for(CompareTest::mann_whitney), is_significant);
  print_share("Mann-Whitney, n 10 and 30, SD 2 to 1", ranks, kStudies);
  EXPECT_GT(ranks, 0.06);  // it tests another hypothesis; the documentation says so
}

TEST(LongCalibration, FalsePositivesUnderEqualVariances) {
  for (const CompareTest test : {CompareTest::welch, CompareTest::student}) {
    const double share = share_of_studies({12, 12}, kStudies, options_for(test), is_significant);
    expect_share((stats::name_of(test) + ", n 12 and 12").c_str(), share, 0.05);
  }
}

TEST(LongCalibration, IntervalsCoverTheTruth) {
  for (const double delta : {0.0, 0.5, 1.2}) {
    const TwoGroups truth{12, 12, delta, 0.0};
    const double d = share_of_studies(truth, kStudies, {}, [&](const stats::Comparison& c) {
      return c.d->interval.low <= delta && delta <= c.d->interval.high;
    });
    expect_share(fmt::format("d interval, n 12 and 12, delta {}", delta).c_str(), d, 0.95);
    const double g = share_of_studies(truth, kStudies, {}, [&](const stats::Comparison& c) {
      return c.g->interval.low <= delta && delta <= c.g->interval.high;
    });
    print_share(fmt::format("g interval, n 12 and 12, delta {}", delta), g, kStudies);
    EXPECT_NEAR(g, 0.95, 0.01);  // the ends are those of d times J: close to, not exactly, 95 %
  }
}

TEST(LongCalibration, PermutationTypeOne) {
  stats::CompareOptions options;
  options.permutations = 199;
  expect_share("permutation of the Welch t, n 8 and 8",
               share_of_studies({8, 8}, kStudies, options, is_significant_by_permutation), 0.05);
  const double unequal_share = share_of_studies(unequal(), kStudies, options, is_significant_by_permutation);
  print_share("permutation of the Welch t, n 10 and 30, SD 2 to 1", unequal_share, kStudies);
  EXPECT_NEAR(unequal_share, 0.05, 0.015);  // exact only for equal distributions, asymptotic here
  options.test = CompareTest::student;
  const double mean_share = share_of_studies(unequal(), kStudies, options, is_significant_by_permutation);
  print_share("permutation of the mean difference, n 10 and 30, SD 2 to 1", mean_share, kStudies);
  EXPECT_GT(mean_share, 0.10);  // why the statistic is studentised
}

constexpr std::size_t kPartialStudies = 10000;
constexpr std::int64_t kDraws = 199;

// Partial correlations of 12, 20 and 40 values given 1 and 3 columns keep to 0.04 .. 0.06, which is four and a half
// standard errors of a share.
void expect_partial_level(NullPartial truth) {
  constexpr double kGate = 0.01;
  for (truth.given = 1; truth.given <= 3; truth.given += 2)
    for (truth.n = 12; truth.n <= 48; truth.n = truth.n == 12 ? 20 : 2 * truth.n) {
      const double share = share_of_partials(truth, kPartialStudies, kDraws, is_partial_by_permutation);
      const std::string what = fmt::format("partial {}, n {}, {} given, {}", stats::name_of(truth.method), truth.n,
                                           truth.given, truth.skewed ? "exponential" : "normal");
      print_share(what, share, kPartialStudies);
      EXPECT_NEAR(share, 0.05, kGate) << what;
    }
}

TEST(LongCalibration, PartialPermutationTypeOne) {
  for (const bool skewed : {false, true}) expect_partial_level({.skewed = skewed});
}

TEST(LongCalibration, PartialPermutationOfRanksTypeOne) {
  for (const bool skewed : {false, true})
    expect_partial_level({.skewed = skewed, .method = stats::CorrelationMethod::spearman, .weight = 0.0});
}

// Sums are not sums of ranks: a partial Spearman correlation leaves some of the given columns in, and no test of it can
// know. The documentation says so.
TEST(LongCalibration, RanksDoNotTakeEverythingAway) {
  const NullPartial truth{40, 3, false, stats::CorrelationMethod::spearman};
  const double permuted = share_of_partials(truth, kPartialStudies, kDraws, is_partial_by_permutation);
  const double by_t =
      share_of_partials(truth, kPartialStudies, 0, [](const stats::Correlation& c) { return c.p < 0.05; });
  print_share("partial Spearman, n 40, 3 given that matter: p_perm", permuted, kPartialStudies);
  print_share("partial Spearman, n 40, 3 given that matter: p", by_t, kPartialStudies);
  EXPECT_GT(permuted, 0.10);
  EXPECT_NEAR(permuted, by_t, 0.01);
}

TEST(LongCalibration, EquivalenceAtTheBound) {
  stats::CompareOptions options;
  options.smallest_effect = stats::SmallestEffect{1.0, false};
  expect_share("equivalence found at the bound, n 40 and 40, bound 1 SD",
               share_of_studies({40, 40, 1.0, 0.0}, kStudies, options, is_equivalent), 0.05);
  const double none = share_of_studies({40, 40}, kStudies, options, is_equivalent);
  print_share("equivalence found without a difference, n 40 and 40, bound 1 SD", none, kStudies);
  EXPECT_GT(none, 0.9);
}

}  // namespace
}  // namespace attune::test
