// The short form of tests/property/stats_calibration/block_calibration_test.cpp.
#include "block_calibration.hpp"

#include <gtest/gtest.h>

#include "calibration.hpp"

namespace attune::test {
namespace {

constexpr std::size_t kStudies = 500;
constexpr std::int64_t kDraws = 99;

TEST(BlockCalibration, WholeDyadsKeepTheirLevelWhereSingleValuesDoNot) {
  const auto share = [](bool blocks) {
    return share_of_blocked(kStudies, [&](parallel::Stream& stream, parallel::Seed seed) {
      return is_rejected(compare_blocked(alike_dyads(stream, 8, 8, 1.0), seed, kDraws, blocks));
    });
  };
  EXPECT_NEAR(share(true), 0.05, four_standard_errors(0.05, kStudies));
  EXPECT_GT(share(false), 0.07);
}

TEST(BlockCalibration, WithinSitesKeepsItsLevel) {
  const double share = share_of_blocked(kStudies, [](parallel::Stream& stream, parallel::Seed seed) {
    return is_rejected(compare_blocked(uneven_sites(stream, {5, 3, 2}, {5, 10, 15}, 1.0), seed, kDraws, true));
  });
  EXPECT_NEAR(share, 0.05, four_standard_errors(0.05, kStudies));
}

TEST(BlockCalibration, CorrelationsInBlocksKeepTheirLevel) {
  for (const stats::Exchange exchange : {stats::Exchange::within, stats::Exchange::whole}) {
    const bool within = exchange == stats::Exchange::within;
    const double share = share_of_blocked(kStudies, [&](parallel::Stream& stream, parallel::Seed seed) {
      return is_rejected(correlate_blocked(stream, seed, within ? 4 : 12, within ? 10 : 4, within ? 2.0 : 0.0, true,
                                           kDraws, stats::CorrelationMethod::pearson, exchange, true));
    });
    EXPECT_NEAR(share, 0.05, four_standard_errors(0.05, kStudies)) << stats::name_of(exchange);
  }
}

TEST(BlockCalibration, YuenKeepsItsLevelUnderUnequalVariances) {
  const double share = share_of_studies(unequal(), kStudies, options_for(stats::CompareTest::yuen), is_significant);
  EXPECT_NEAR(share, 0.05, four_standard_errors(0.05, kStudies));
}

TEST(BlockCalibration, BootstrapIntervalsOfNormalValuesCoverTheTruth) {
  stats::CompareOptions options;
  options.bootstrap = 1000;
  constexpr std::size_t kFew = 200;
  const double share = share_of_studies({20, 20}, kFew, options, [](const stats::Comparison& c) {
    const auto& i = c.bootstrap->of[0].interval;
    return i && i->low <= 0.0 && 0.0 <= i->high;
  });
  EXPECT_NEAR(share, 0.94, four_standard_errors(0.94, kFew));
}

}  // namespace
}  // namespace attune::test
