// The short form of the calibration: enough studies to notice a method that is plainly wrong.
#include "calibration.hpp"

#include <gtest/gtest.h>

#include "partial_calibration.hpp"

namespace attune::test {
namespace {

constexpr std::size_t kStudies = 600;

TEST(Calibration, WelchKeepsItsLevelUnderUnequalVariances) {
  const double share = share_of_studies(unequal(), kStudies, options_for(stats::CompareTest::welch), is_significant);
  EXPECT_NEAR(share, 0.05, four_standard_errors(0.05, kStudies));
}

TEST(Calibration, StudentDoesNot) {
  const double share = share_of_studies(unequal(), kStudies, options_for(stats::CompareTest::student), is_significant);
  EXPECT_GT(share, 0.10);
}

TEST(Calibration, PermutationKeepsItsLevel) {
  stats::CompareOptions options;
  options.permutations = 99;
  const double share = share_of_studies({8, 8}, kStudies, options, is_significant_by_permutation);
  EXPECT_NEAR(share, 0.05, four_standard_errors(0.05, kStudies));
}

TEST(Calibration, PartialPermutationKeepsItsLevel) {
  constexpr std::int64_t kDraws = 99;
  const double share = share_of_partials({12, 3}, kStudies, kDraws, is_partial_by_permutation);
  EXPECT_NEAR(share, 0.05, four_standard_errors(0.05, kStudies));
}

TEST(Calibration, EquivalenceIsRarelyFoundAtTheBound) {
  stats::CompareOptions options;
  options.smallest_effect = stats::SmallestEffect{1.0, false};
  const double share = share_of_studies({40, 40, 1.0, 0.0}, kStudies, options, is_equivalent);
  EXPECT_NEAR(share, 0.05, four_standard_errors(0.05, kStudies));
}

}  // namespace
}  // namespace attune::test
