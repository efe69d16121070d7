// What holds of every spectrum: its integral, its scale, its indifference to how it is computed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/spectrum/bands.hpp"
#include "attune/spectrum/power.hpp"
#include "expect_error.hpp"
#include "made_signals.hpp"
#include "noise_series.hpp"

namespace attune::spectrum {
namespace {

using ::testing::HasSubstr;
constexpr double kRounding = 1e-12;

Eigen::MatrixXd noise(Eigen::Index channels, Eigen::Index samples) {
  return test::autoregressive_noise(samples, channels, 0.8, 3).transpose();
}

PowerOptions options_of(Method method, double window) {
  PowerOptions out;
  out.method = method;
  out.window = Seconds(window);
  return out;
}

TEST(PowerDensity, IntegratesToTheVarianceOfTheSegments) {
  for (const Eigen::Index length : {200, 201}) {
    const Eigen::MatrixXd rows = noise(1, 10 * length);
    PowerOptions options = options_of(Method::welch, static_cast<double>(length) / 100);
    options.taper = signal::Taper::boxcar;
    options.overlap = 0;
    const Power found = power(test::made_signals(rows, 100), options)[0];
    double variance = 0;
    for (Eigen::Index s = 0; s < 10; ++s) {
      const Eigen::ArrayXd segment = rows.row(0).segment(s * length, length).transpose();
      variance += (segment - segment.mean()).square().mean() / 10;
    }
    ASSERT_EQ(found.segments, 10);
    double sum = 0;
    for (const Band& band : {Band{"low", Hertz(0), Hertz(49.8)}, Band{"high", Hertz(49.8), Hertz(50)}})
      sum += band_power(found.frequencies, found.density.row(0).transpose(), found.ends_at_nyquist, band);
    EXPECT_NEAR(sum / variance, 1, kRounding) << length;
  }
}

TEST(PowerDensity, OfMultitapersKeepsTheVarianceOnAverage) {
  for (const bool adaptive : {false, true}) {
    PowerOptions options = options_of(Method::multitaper, 2);
    options.adaptive = adaptive;
    const Eigen::MatrixXd rows = test::autoregressive_noise(100000, 1, 0, 5).transpose();
    const Power found = power(test::made_signals(rows, 100), options)[0];
    // Standard error of a variance of 1e5 samples is 0.0045; Thomson's weights take from the wide band what leaks.
    EXPECT_NEAR(found.density.row(0).sum() * found.frequencies(1), 1, 0.015) << adaptive;
    EXPECT_EQ(found.segments, 500);
  }
}

TEST(PowerDensity, ScalesWithTheSquareAndIgnoresConstants) {
  for (const Method method : {Method::welch, Method::multitaper}) {
    const Eigen::MatrixXd rows = noise(2, 1500);
    const PowerOptions options = options_of(method, 1);
    const Power one = power(test::made_signals(rows, 100), options)[0],
                other = power(test::made_signals((-3 * rows).array() + 5, 100), options)[0];
    EXPECT_TRUE(other.density.isApprox(9 * one.density, 1e-9));
  }
}

TEST(PowerDensity, HasTheSameBitsForAnyNumberOfThreads) {
  Eigen::MatrixXd rows = noise(21, 3000);
  PowerOptions options = options_of(Method::welch, 1);
  options.threads = {1};
  const Power one = power(test::made_signals(rows, 100), options)[0];
  options.threads = {4};
  const Power four = power(test::made_signals(rows, 100), options)[0];
  EXPECT_EQ(one.density, four.density);
  ASSERT_EQ(one.blocks.size(), 20U);
  for (std::size_t b = 0; b < one.blocks.size(); ++b) EXPECT_EQ(one.blocks[b], four.blocks[b]);
}

TEST(PowerDensity, IsTheMeanOfItsBlocks) {
  const Power found = power(test::made_signals(noise(2, 2950), 100), options_of(Method::welch, 1))[0];
  Eigen::MatrixXd mean = Eigen::MatrixXd::Zero(found.density.rows(), found.density.cols());
  Eigen::Index segments = 0;
  for (std::size_t b = 0; b < found.blocks.size(); ++b) {
    mean += static_cast<double>(found.block_segments[b]) * found.blocks[b];
    segments += found.block_segments[b];
  }
  EXPECT_EQ(segments, found.segments);
  EXPECT_TRUE((mean / static_cast<double>(segments)).isApprox(found.density, kRounding));
}

TEST(PowerDensity, CrossesNoBoundary) {
  eeg::Recording recording = test::made_recording(noise(1, 1000), 100);
  recording.data.rightCols(550).array() += 100;
  recording.boundaries = {450};
  const Power found = power(signals_of(recording, {}), options_of(Method::welch, 1))[0];
  EXPECT_EQ(found.segments, 8 + 10);
  // The step between the segments would put thousands into the lowest frequencies.
  EXPECT_LT(found.density.maxCoeff(), 10);
}

TEST(PowerDensity, LeavesOutSegmentsAndSaysWhy) {
  Eigen::MatrixXd rows = 1e-6 * noise(2, 1000);
  rows(0, 150) = std::nan("");
  rows(1, 650) = 1;
  PowerOptions options = options_of(Method::welch, 1);
  options.overlap = 0;
  options.reject = Microvolts(100);
  const Power found = power(test::made_signals(rows, 100), options)[0];
  EXPECT_EQ(found.segments, 8);
  EXPECT_EQ(found.not_finite, 1);
  EXPECT_EQ(found.rejected, 1);
  EXPECT_TRUE(found.density.allFinite());
  Signals bad = test::made_signals(rows, 100);
  bad.bad[0] = true;
  const Power without = power(bad, options)[0];
  EXPECT_EQ(without.not_finite, 0);
  EXPECT_TRUE(without.density.row(0).array().isNaN().all());
  options.reject = Microvolts(0.001);
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { power(test::made_signals(rows, 100), options); }),
              HasSubstr("1 have values that are not finite, 9 exceed"));
  EXPECT_THAT(
      test::error_of(Fault::analysis, [&] { power(test::made_signals(rows, 100), options_of(Method::welch, 20)); }),
      HasSubstr("the longest stretch is 10 s"));
}

}  // namespace
}  // namespace attune::spectrum
