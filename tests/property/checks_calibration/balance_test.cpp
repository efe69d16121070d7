#include <fmt/format.h>
#include <gtest/gtest.h>

#include "../checks/balance_calibration.hpp"

namespace attune::test {
namespace {

constexpr std::size_t kStudies = 10000;

// Prints the shares, so that docs/validation.md can be remade.
FlagShares shown(const char* what, NullColumn kind, std::size_t each) {
  const FlagShares shares = flag_shares(kind, each, kStudies, 499);
  fmt::print("{}, n {} and {}: any flag {:.2f} % (differs {:.2f}, one group {:.2f}, confounded {:.2f})\n", what, each,
             each, 100 * shares.any, 100 * shares.differs, 100 * shares.one_group, 100 * shares.confounded);
  return shares;
}

TEST(LongBalanceCalibration, OfNumbersIsBetweenOneTestAndTwo) {
  for (const std::size_t each : {12U, 40U}) {
    EXPECT_NEAR(shown("normal", NullColumn::normal, each).any, 0.06, 0.01 + four_errors(0.06, kStudies));
    EXPECT_NEAR(shown("log-normal", NullColumn::skewed, each).any, 0.065, 0.015 + four_errors(0.065, kStudies));
  }
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
