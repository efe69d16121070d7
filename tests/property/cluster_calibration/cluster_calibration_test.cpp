#include "cluster_calibration.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "calibration_line.hpp"

namespace attune::test {
namespace {

using cluster::Statistic;

constexpr std::size_t kStudies = 2000;

double shown(const std::string& what, const NullStudy& study, std::uint64_t seed) {
  const double share = false_positives(study, kStudies, seed);
  print_share(fmt::format("{}, n {} and {}", what, study.n_a, study.n_b), share, kStudies);
  return share;
}

// Between .04 and .06, as promised; 2,000 studies leave a standard error of .005.
void expect_level(double share) {
  EXPECT_GE(share, 0.04);
  EXPECT_LE(share, 0.06);
}

TEST(LongClusterCalibration, OfGroupsHoldsForEqualAndUnequalSizes) {
  for (const std::size_t n_a : {20U, 24U}) {
    for (const double rho : {0.95, 0.0}) {
      const std::string noise = rho > 0 ? "noise of .95" : "white noise";
      expect_level(shown("mass, welch, " + noise, {n_a, 20, Statistic::welch, false, rho}, 1));
      expect_level(shown("mass, student, " + noise, {n_a, 20, Statistic::pooled, false, rho}, 2));
      expect_level(shown("tfce, welch, " + noise, {n_a, 20, Statistic::welch, true, rho}, 3));
    }
  }
}

TEST(LongClusterCalibration, OfDifferencesWithinPeopleHolds) {
  for (const double rho : {0.95, 0.0}) {
    const std::string noise = rho > 0 ? "noise of .95" : "white noise";
    expect_level(shown("mass, paired, " + noise, {20, 0, Statistic::one_sample, false, rho}, 4));
    expect_level(shown("tfce, paired, " + noise, {20, 0, Statistic::one_sample, true, rho}, 5));
  }
}

// Groups that differ in spread as well as size are not exchangeable: Welch's t stays near its level where the pooled t
// does not. The smaller group has the larger spread, the bad case.
TEST(LongClusterCalibration, OfUnequalSpreadsIsWhyWelchIsTheDefault) {
  const NullStudy welch{12, 28, Statistic::welch, false, 0.95, 2.0},
      pooled{12, 28, Statistic::pooled, false, 0.95, 2.0};
  const double of_welch = shown("mass, welch, twice the spread in the smaller group", welch, 6);
  const double of_pooled = shown("mass, student, twice the spread in the smaller group", pooled, 6);
  EXPECT_LT(of_welch, 0.08);
  EXPECT_GT(of_pooled, 0.10);
}

}  // namespace
}  // namespace attune::test
