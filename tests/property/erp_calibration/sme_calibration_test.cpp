// Does the bootstrapped SME know how much a measure varies from experiment to experiment? The numbers that this prints
// are in docs/validation.md.
#include "sme_calibration.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "calibration_line.hpp"

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
  const std::string what = fmt::format("{}, {} trials", erp::name_of(kind), trials);
  const double known = 1.0 / std::sqrt(2.0 * kExperiments);  // of a spread, relative
  print_calibration(what + ": spread", c.spread, known * c.spread, kExperiments);
  print_calibration(what + ": SME", c.sme, std::nan(""), kExperiments);
  print_calibration(what + ": SME / spread", c.sme / c.spread, known * c.sme / c.spread, kExperiments);
  print_calibration(what + ": single trials", c.single_trials, std::nan(""), kExperiments);
  print_calibration(what + ": experiments without a measure", c.experiments_without, std::nan(""), kExperiments);
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
