// The short form of tests/property/erp_calibration: one size, fewer experiments.
#include "sme_calibration.hpp"

#include <gtest/gtest.h>

namespace attune::test {
namespace {

// 120 experiments know their SD to 1 / sqrt(240) = 6.5 %; four of them, for a measure that the bootstrap knows exactly.
constexpr double kFourErrors = 0.26;
// A maximum's latency has heavy tails, and its bootstrap errs on the safe side (see the long form).
constexpr double kSafeSide = 0.9;

TEST(BootstrapSme, IsTheSpreadOverExperiments) {
  const Calibration mean = calibrate(erp::Kind::mean_amplitude, 40, 120, 100, 1);
  EXPECT_NEAR(mean.sme / mean.spread, 1, kFourErrors);
  const Calibration peak = calibrate(erp::Kind::peak_latency, 40, 120, 100, 1);
  EXPECT_GT(peak.sme / peak.spread, kSafeSide);
  EXPECT_LT(peak.single_trials, 0.6 * peak.spread);
}

}  // namespace
}  // namespace attune::test
