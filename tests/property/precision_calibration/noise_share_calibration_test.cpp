// Does the interval of the noise share hold it, and does the disattenuated effect recover the true one? The numbers
// that this prints are in docs/validation.md.
#include "noise_share_calibration.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "calibration_line.hpp"

namespace attune::test {
namespace {

constexpr int kStudies = 5000;
// 0.95 with three standard errors of 5000 studies (0.003), and the approximation: F takes the values as normal, which
// with people who differ in noise they are not quite.
constexpr double kLeast = 0.94, kMost = 0.965;
// The plain ratio overstates the share by (n - 1) / (n - 3), as the reciprocal of a chi-squared does; four standard
// errors of the mean of 5000 such ratios, of which one varies by some half of itself.
constexpr double kMeanShare = 0.03;
// d of a true 0.8 with reliability 1 - share is 0.8 sqrt(1 - share), overstated by Hedges' 3 / (4 df - 1); four errors.
constexpr double kMeanEffect = 0.03;

TEST(NoiseShareCalibration, TheIntervalHoldsTheShare) {
  for (const int people : {12, 20, 40})
    for (const double share : {0.1, 0.3, 0.6})
      for (const double heterogeneity : {0.0, 0.5}) {
        const NoiseStudy study{people, 40, share, heterogeneity};
        const NoiseCalibration c = calibrate(study, kStudies, 7, {});
        const std::string what = fmt::format("{} people, share {}, noise differs by {}", people, share, heterogeneity);
        print_share(what + ": covered", c.covered, kStudies);
        print_calibration(what + ": mean estimate", c.mean_share, std::nan(""), kStudies);
        print_calibration(what + ": d observed of 0.8", c.effect_as_observed, std::nan(""), kStudies);
        print_calibration(what + ": d without noise of 0.8", c.effect_without_noise, std::nan(""), kStudies);
        EXPECT_GT(c.covered, kLeast) << what;
        EXPECT_LT(c.covered, kMost) << what;
        const double n = people, hedges = 1 + 3 / (4 * (2 * n - 2) - 1);
        EXPECT_NEAR(c.mean_share / (share * (n - 1) / (n - 3)), 1, kMeanShare) << what;
        EXPECT_NEAR(c.effect_as_observed / (0.8 * std::sqrt(1 - share) * hedges), 1, kMeanEffect) << what;
        // Without the noise the effect is too large by chance where much of the spread is noise, never too small.
        EXPECT_GT(c.effect_without_noise, 0.8 * (1 - kMeanEffect)) << what;
        EXPECT_LT(c.effect_without_noise, share > 0.5 ? 0.96 : 0.86) << what;
      }
}

}  // namespace
}  // namespace attune::test
