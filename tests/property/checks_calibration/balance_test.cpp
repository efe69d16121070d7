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

// Sites of shares (0.5, 0.3, 0.2) and (0.2, 0.3, 0.5) in groups of one size: V = sqrt(0.045 / 0.35) = 0.3586.
TEST(LongBalanceCalibration, IntervalsOfCramersVHoldTheTruth) {
  const double truth = std::sqrt(0.045 / 0.35);
  const std::vector<std::string> columns{"site"};
  checks::BalanceOptions options;
  options.threads = {1};
  for (const std::size_t each : {40U, 120U}) {
    std::vector<char> held(kStudies);
    parallel::for_each(kStudies, {}, [&](std::size_t study) {
      parallel::Stream stream({1956}, study);
      Table table = people_table(each, 2 * each);
      Column::Text sites;
      for (std::size_t i = 0; i < 2 * each; ++i) {
        const double u = stream.uniform(), first = i < each ? 0.5 : 0.2;
        sites.emplace_back(u < first ? "a" : u < first + 0.3 ? "b" : "c");
      }
      table.add("site", sites);
      const auto found = checks::balance(table, "group", {"secure", "insecure"}, columns, options);
      double low = 1.0, high = 0.0;
      for (const auto& [field, value] : found.records.front()) {
        if (field == "ci_low") low = std::get<double>(value);
        if (field == "ci_high") high = std::get<double>(value);
      }
      held[study] = low <= truth && truth <= high ? 1 : 0;
    });
    const double share =
        static_cast<double>(std::count(held.begin(), held.end(), char{1})) / static_cast<double>(kStudies);
    print_share(fmt::format("interval of Cramer's V, n {} and {}", each, each), share, kStudies);
    EXPECT_NEAR(share, 0.95, 0.02) << each;
  }
}

}  // namespace
}  // namespace attune::test
