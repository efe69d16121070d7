#include <gtest/gtest.h>

#include <cmath>

#include "attune/heart/frequency_domain.hpp"
#include "attune/heart/nonlinear.hpp"
#include "attune/heart/rsa.hpp"
#include "attune/heart/time_domain.hpp"
#include "made_intervals.hpp"

namespace attune::heart {
namespace {

constexpr double kRounding = 1e-9;
constexpr std::uint64_t kHearts = 20;

TEST(Variability, DoesNotChangeWithTheClock) {
  for (std::uint64_t item = 0; item < kHearts; ++item) {
    physio::Intervals now = test::resting_heart(400, {11}, item), later = now;
    for (double& end : later.end_s) end += 4096;
    for (const auto method : {SpectrumMethod::welch, SpectrumMethod::lomb}) {
      FrequencyOptions options;
      options.method = method;
      const double one = band_power(interval_spectrum(runs_of(now), options), band_set("adult").hf),
                   two = band_power(interval_spectrum(runs_of(later), options), band_set("adult").hf);
      EXPECT_NEAR(two / one, 1, kRounding);
    }
    EXPECT_NEAR(porges_bohrer(runs_of(now), band_set("adult")).ln_rsa,
                porges_bohrer(runs_of(later), band_set("adult")).ln_rsa, kRounding);
  }
}

TEST(Variability, OfIntervalsTurnedRoundIsTheSame) {
  for (std::uint64_t item = 0; item < kHearts; ++item) {
    const physio::Intervals there = test::resting_heart(400, {12}, item),
                            back = test::intervals_of({there.ms.rbegin(), there.ms.rend()});
    const TimeDomain one = time_domain(runs_of(there)), two = time_domain(runs_of(back));
    EXPECT_NEAR(one.rmssd, two.rmssd, kRounding);
    EXPECT_NEAR(one.sdnn, two.sdnn, kRounding);
    EXPECT_NEAR(poincare(runs_of(there)).sd2, poincare(runs_of(back)).sd2, kRounding);
  }
}

TEST(Variability, OfADensityAddsUpToTheVariance) {
  // A taper weighs the middle more than the ends, so over many segments and on average.
  for (const auto method : {SpectrumMethod::welch, SpectrumMethod::lomb}) {
    double share = 0;
    for (std::uint64_t item = 0; item < kHearts; ++item) {
      const physio::Intervals intervals = test::resting_heart(1800, {13}, item);
      FrequencyOptions options;
      options.method = method;
      const IntervalSpectrum found = interval_spectrum(runs_of(intervals), options);
      const double sdnn = time_domain(runs_of(intervals)).sdnn;
      share += band_power(found, {Hertz(0), Hertz(2)}) / (sdnn * sdnn) / kHearts;
    }
    // Both lose what is slower than a segment, and the spline what is fast for the beats.
    EXPECT_NEAR(share, 1, 0.12);
  }
}

TEST(Variability, OfASineIsHalfItsSquareWhereverItLies) {
  // The power a natural spline keeps at 750 ms between beats falls from 1 to 0.99 at 0.27 Hz; Lomb-Scargle keeps all.
  for (const double hertz : {0.17, 0.19, 0.21, 0.23, 0.25})
    for (const auto method : {SpectrumMethod::welch, SpectrumMethod::lomb}) {
      FrequencyOptions options;
      options.method = method;
      const physio::Intervals intervals = test::sines(900, 750, {{hertz, 25, 0.3}});
      EXPECT_NEAR(band_power(interval_spectrum(runs_of(intervals), options), band_set("adult").hf), 312.5, 3.125)
          << hertz;
    }
}

}  // namespace
}  // namespace attune::heart
