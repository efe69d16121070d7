// The short form of tests/property/precision_calibration.
#include <gtest/gtest.h>

#include "noise_share_calibration.hpp"

namespace attune::test {
namespace {

// 400 studies know a share of 0.95 to 0.011; four of them.
constexpr double kFourErrors = 0.044;

TEST(NoiseShareInterval, HoldsTheShareAsOftenAsItSays) {
  const NoiseCalibration c = calibrate({20, 40, 0.3, 0.5}, 400, 3, {1});
  EXPECT_NEAR(c.covered, 0.95, kFourErrors);
  // d of 0.8 with a reliability of 0.7 is 0.67 as observed; pooled SDs of 40 people overstate it by 2 %.
  EXPECT_NEAR(c.effect_as_observed, 0.8 * std::sqrt(0.7), 0.07);
  EXPECT_NEAR(c.effect_without_noise, 0.8, 0.09);
}

}  // namespace
}  // namespace attune::test
