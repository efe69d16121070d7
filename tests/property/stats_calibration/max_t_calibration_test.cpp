#include "../stats/max_t_calibration.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace attune::test {
namespace {

constexpr std::size_t kStudies = 10000;
constexpr std::int64_t kPermutations = 199;
// Three and a half standard errors of 10,000 studies at 5 %.
constexpr double kMargin = 0.0076;

double printed(const char* what, const NullFamily& family) {
  const double error = family_wise_error(kStudies, family, kPermutations);
  fmt::print("max-t, {}: {:.2f} %\n", what, 100.0 * error);
  return error;
}

TEST(LongMaxTCalibration, OfTwoGroups) {
  NullFamily family;
  for (const auto& [what, correlation] : {std::pair{"r 0", 0.0}, {"r 0.5", 0.5}, {"r 0.9", 0.9}}) {
    family.correlation = correlation;
    EXPECT_NEAR(printed(what, family), 0.05, kMargin);
  }
  family.correlation = 0.5;
  family.skewed = true;
  EXPECT_NEAR(printed("exponential, r 0.5", family), 0.05, kMargin);
}

TEST(LongMaxTCalibration, OfTwoGroupsWithGaps) {
  NullFamily family;
  family.missing = 0.1;
  EXPECT_LT(printed("a tenth missing, r 0.5", family), 0.05 + kMargin);
}

TEST(LongMaxTCalibration, OfUnequalVariances) {
  NullFamily family;
  family.n_b = 20;
  family.sd_a = 2.0;
  // Permutation of whole people is exact under equal distributions; the Welch t keeps it near 5 % beyond them.
  EXPECT_LT(printed("n 10 and 20, SD 2 and 1, r 0.5", family), 0.10);
}

TEST(LongMaxTCalibration, OfPairs) {
  NullFamily family;
  family.n_a = 20;
  family.paired = true;
  EXPECT_NEAR(printed("20 pairs, r 0.5", family), 0.05, kMargin);
}

}  // namespace
}  // namespace attune::test
