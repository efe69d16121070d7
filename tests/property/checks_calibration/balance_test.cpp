#include <fmt/format.h>
#include <gtest/gtest.h>

#include "../checks/balance_calibration.hpp"
#include "calibration_line.hpp"

namespace attune::test {
namespace {

constexpr std::size_t kStudies = 10000;

// Prints the shares, so that docs/validation.md can be remade.
FlagShares shown(const char* what, NullColumn kind, std::size_t each) {
  const FlagShares shares = flag_shares(kind, each, kStudies, 499);
  const std::string column = fmt::format("{}, n {} and {}", what, each, each);
  print_share(column + ": any flag", shares.any, kStudies);
  print_share(column + ": differs", shares.differs, kStudies);
  print_share(column + ": one group", shares.one_group, kStudies);
  print_share(column + ": confounded", shares.confounded, kStudies);
  return shares;
}

// Either of two tests may flag a column of numbers.
TEST(LongBalanceCalibration, OfNormalNumbersIsBetweenOneTestAndTwo) {
  for (const std::size_t each : {12U, 40U})
    EXPECT_NEAR(shown("normal", NullColumn::normal, each).any, 0.06, 0.01 + four_errors(0.06, kStudies));
}

TEST(LongBalanceCalibration, OfSkewedNumbersIsBetweenOneTestAndTwo) {
  for (const std::size_t each : {12U, 40U})
    EXPECT_NEAR(shown("log-normal", NullColumn::skewed, each).any, 0.065, 0.015 + four_errors(0.065, kStudies));
}

TEST(LongBalanceCalibration, OfCategoriesStaysBelowFivePercentAndALittle) {
  for (const std::size_t each : {12U, 40U}) {
    EXPECT_LT(shown("two sites", NullColumn::two_sites, each).any, 0.05 + four_errors(0.05, kStudies));
    EXPECT_LT(shown("three sites", NullColumn::three_sites, each).any, 0.055 + four_errors(0.055, kStudies));
    EXPECT_LT(shown("eight sites", NullColumn::eight_sites, each).any, 0.06 + four_errors(0.06, kStudies));
  }
}

}  // namespace
}  // namespace attune::test
