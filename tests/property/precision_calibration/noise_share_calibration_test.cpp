// Does the interval of the noise share hold it, and does the disattenuated effect recover the true one? The numbers
// that this prints are in docs/validation.md.
#include "noise_share_calibration.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "calibration_line.hpp"

namespace attune::test {
namespace {

constexpr int kStudies = 5000;
// 0.95 with three standard errors of 5000 studies, and the approximation: F takes the values as normal, which with
// people who differ in noise they are not quite.
constexpr double kLeast = 0.93, kMost = 0.975;

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
        EXPECT_LT(c.effect_as_observed, c.effect_without_noise) << what;
      }
}

}  // namespace
}  // namespace attune::test
