#include "attune/bold/hrf.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace attune::bold {
namespace {

// The values are stated to six decimals.
constexpr double kStated = 5e-7;
// Sums of about 1e4 terms of a smooth function on a fine grid.
constexpr double kQuadrature = 1e-6;

TEST(CanonicalResponse, HasTheKnownPeakAndTrough) {
  EXPECT_NEAR(canonical_response(Seconds(4.9985)), 0.175441, kStated);
  EXPECT_NEAR(canonical_response(Seconds(15.749)), -0.015599, kStated);
  EXPECT_LT(canonical_response(Seconds(4.9)), canonical_response(Seconds(4.9985)));
  EXPECT_LT(canonical_response(Seconds(5.1)), canonical_response(Seconds(4.9985)));
  EXPECT_EQ(canonical_response(Seconds(0)), 0.0);
  EXPECT_EQ(canonical_response(Seconds(-3)), 0.0);
}

TEST(CanonicalResponse, SampledEveryTwoSecondsIsSpmsKernel) {
  // spm_hrf(2) normalises its samples at 0, 2, .., 32 s to a sum of 1.
  constexpr std::array kSpm{0.0, 0.086566, 0.374888, 0.384923, 0.216117, 0.07687, 0.00162, -0.030608, -0.037306};
  double sum = 0;
  for (int i = 0; i <= 16; ++i) sum += canonical_response(Seconds(2.0 * i));
  for (std::size_t i = 0; i < kSpm.size(); ++i)
    EXPECT_NEAR(canonical_response(Seconds(2.0 * static_cast<double>(i))) / sum, kSpm[i], 1e-6) << i;
}

TEST(CanonicalStepResponse, IsTheIntegralOfTheResponse) {
  double integral = 0;
  const double step = 0.001;
  for (int i = 0; i < 20000; ++i) integral += step * canonical_response(Seconds((i + 0.5) * step));
  EXPECT_NEAR(canonical_step_response(Seconds(20)), integral, kQuadrature);
  EXPECT_NEAR(canonical_step_response(Seconds(200)), 5.0 / 6.0, 1e-15);
}

TEST(EventResponse, OfTwoAdjacentEventsAddsUpToTheLongOne) {
  for (double t = 0.25; t < 40; t += 0.5)
    EXPECT_NEAR(event_response(Seconds(t), Seconds(5)),
                event_response(Seconds(t), Seconds(2)) + event_response(Seconds(t - 2), Seconds(3)), 1e-15);
}

TEST(EventResponse, OfAMomentaryEventIsTheLimitOfShortOnesOfUnitArea) {
  const Seconds brief(1e-4);
  for (const double t : {1.0, 4.0, 9.0, 16.0})
    EXPECT_NEAR(event_response(Seconds(t), Seconds(0)), event_response(Seconds(t) + 0.5 * brief, brief) / brief.count(),
                1e-8);
}

TEST(PeakResponse, IsTheLargestValueOverTime) {
  EXPECT_NEAR(peak_response(Seconds(0)), 0.175441, kStated);
  for (const double duration : {0.5, 2.0, 8.0, 20.0, 60.0}) {
    double largest = 0;
    for (double t = 0; t < duration + 30; t += 0.002)
      largest = std::max(largest, event_response(Seconds(t), Seconds(duration)));
    EXPECT_NEAR(peak_response(Seconds(duration)), largest, kQuadrature) << duration;
    EXPECT_GE(peak_response(Seconds(duration)), largest - 1e-15) << duration;
  }
}

}  // namespace
}  // namespace attune::bold
