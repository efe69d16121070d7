// Does the bootstrapped SME know how much a measure varies from experiment to experiment? The numbers that this prints
// are in docs/validation.md.
#include "sme_calibration.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace attune::test {
namespace {

// 1000 experiments: the SD over experiments has a standard error of 1 / sqrt(2 * 1000) = 2.2 % for a normal measure.
constexpr int kExperiments = 1000;
constexpr int kBootstraps = 300;
// Three of these errors, and 2.5 % for the n instead of n - 1 in the bootstrap of 20 trials.
constexpr double kLinear = 0.09;
// A drawn average carries the noise of the trials and that of the draw, twice the average's own. A linear measure does
// not care; a latency spreads more than in proportion, so its bootstrap errs on the safe side, and should not by more.
constexpr double kLatencyLow = 0.95;
constexpr double kLatencyHigh = 1.45;

Calibration shown(erp::Kind kind, int trials) {
  const Calibration c = calibrate(kind, trials, kExperiments, kBootstraps, static_cast<std::uint64_t>(trials) << 32);
  fmt::print("{} trials {} spread {:.3f} sme {:.3f} single-trials {:.3f} without {}\n", erp::name_of(kind), trials,
             c.spread, c.sme, c.single_trials, c.experiments_without);
  return c;
}

class SmeCalibration : public testing::TestWithParam<int> {};

TEST_P(SmeCalibration, OfTheMeanAmplitudeHolds) {
  const Calibration c = shown(erp::Kind::mean_amplitude, GetParam());
  EXPECT_NEAR(c.sme / c.spread, 1, kLinear);
}

TEST_P(SmeCalibration, OfTheFractionalAreaLatencyHolds) {
  const Calibration c = shown(erp::Kind::fractional_area_latency, GetParam());
  EXPECT_GT(c.sme / c.spread, kLatencyLow);
  EXPECT_LT(c.sme / c.spread, kLatencyHigh);
}

TEST_P(SmeCalibration, OfThePeakLatencyHoldsWhereSingleTrialsUnderstateIt) {
  const Calibration c = shown(erp::Kind::peak_latency, GetParam());
  EXPECT_GT(c.sme / c.spread, kLatencyLow);
  EXPECT_LT(c.sme / c.spread, kLatencyHigh);
  EXPECT_LT(c.single_trials, 0.6 * c.spread);
}

INSTANTIATE_TEST_SUITE_P(Trials, SmeCalibration, testing::Values(20, 40, 80));

}  // namespace
}  // namespace attune::test
