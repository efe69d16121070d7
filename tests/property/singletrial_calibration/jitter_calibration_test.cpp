// Do jitter, latency and their errors hold where the truth is known? The numbers that this prints are in
// docs/validation.md.
#include "jitter_calibration.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "calibration_line.hpp"

namespace attune::test {
namespace {

constexpr int kExperiments = 30;
constexpr int kBootstraps = 100;
// A share of .95 in 30 experiments has a standard error of .04; four of them.
constexpr double kLeastCovered = 0.79;

struct Case {
  double amplitude_uv, jitter_ms;
};

class JitterRecovery : public testing::TestWithParam<Case> {};

TEST_P(JitterRecovery, Holds) {
  JitterPlan plan;
  plan.amplitude_uv = GetParam().amplitude_uv;
  plan.jitter_ms = GetParam().jitter_ms;
  singletrial::JitterOptions options;
  options.align.component = {"P3", {Milliseconds(250), Milliseconds(550)}, erp::Polarity::positive};
  const JitterCalibration c = calibrate_jitter(plan, kExperiments, kBootstraps, 1000, options);
  const std::string what = fmt::format("SNR {}, jitter {} ms", plan.amplitude_uv / plan.noise_uv, plan.jitter_ms);
  const auto n = static_cast<std::size_t>(c.experiments - c.without);
  const double root = std::sqrt(static_cast<double>(n));
  print_calibration(what + ": jitter", c.jitter, c.jitter_spread / root, n);
  print_share(what + ": jitter interval holds", c.jitter_covered, n);
  print_calibration(what + ": latency", c.latency, c.latency_spread / root, n);
  print_calibration(what + ": latency spread", c.latency_spread, c.latency_spread / std::sqrt(2.0) / root, n);
  print_calibration(what + ": latency error", c.latency_error, std::nan(""), n);
  print_share(what + ": latency interval holds", c.latency_covered, n);
  print_calibration(what + ": aligned amplitude", c.aligned, c.aligned_spread / root, n);
  print_calibration(what + ": stimulus-locked amplitude", c.stimulus, std::nan(""), n);
  print_calibration(what + ": error of trials", c.trial_error, std::nan(""), n);
  print_calibration(what + ": trials within 1.96 SD", c.trial_covered, std::nan(""), n);
  print_calibration(what + ": error of Woody's", c.woody_error, std::nan(""), n);
  print_calibration(what + ": SD of Woody's", c.woody_spread, std::nan(""), n);
  print_calibration(what + ": censored by Woody", c.woody_censored, std::nan(""), n);
  // A component smaller than the noise: the intervals are known to be too short, which the command warns of.
  if (plan.amplitude_uv > 10) {
    EXPECT_GT(c.jitter_covered, kLeastCovered);
    EXPECT_GT(c.latency_covered, kLeastCovered);
    EXPECT_GT(c.trial_covered, 0.9);
    // Four standard errors of the mean over experiments.
    EXPECT_NEAR(c.latency, plan.latency_ms, 4 * c.latency_spread / root);
  }
  EXPECT_LT(c.trial_error, c.woody_error);
  // Below an amplitude like the noise 40 trials do not tell; above it the bias is small.
  if (plan.amplitude_uv > 20) {
    EXPECT_NEAR(c.jitter, plan.jitter_ms, 6);
  }
}

INSTANTIATE_TEST_SUITE_P(Grid, JitterRecovery,
                         testing::Values(Case{6, 0}, Case{6, 20}, Case{6, 50}, Case{12, 0}, Case{12, 20}, Case{12, 50},
                                         Case{24, 0}, Case{24, 20}, Case{24, 50}));

}  // namespace
}  // namespace attune::test
