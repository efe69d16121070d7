#include "attune/signal/resample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/signal/response.hpp"

namespace attune::signal {
namespace {

using testing::HasSubstr;

TEST(DesignResampler, RatiosAreInLowestTerms) {
  const auto ratio = [](double from, double to) {
    const Resampler r = design_resampler(Hertz(from), Hertz(to));
    return std::pair(r.up, r.down);
  };
  EXPECT_EQ(ratio(1000, 250), std::pair(Eigen::Index{1}, Eigen::Index{4}));
  EXPECT_EQ(ratio(512, 250), std::pair(Eigen::Index{125}, Eigen::Index{256}));
  EXPECT_EQ(ratio(250, 1000), std::pair(Eigen::Index{4}, Eigen::Index{1}));
  EXPECT_EQ(ratio(200, 200), std::pair(Eigen::Index{1}, Eigen::Index{1}));
  EXPECT_EQ(ratio(1000, 0.5), std::pair(Eigen::Index{1}, Eigen::Index{2000}));
  EXPECT_EQ(ratio(1000.0 / 3, 100), std::pair(Eigen::Index{3}, Eigen::Index{10}));
  EXPECT_THROW(design_resampler(Hertz(1000), Hertz(std::sqrt(2.0) * 100)), Error);
  EXPECT_THROW(design_resampler(Hertz(0), Hertz(100)), Error);
}

// A blackman window's ripple right at the edge of its transition (-60 dB); further away it is -74 dB.
constexpr double kEdgeRipple = 1.1e-3;

TEST(DesignResampler, NothingAtTheLowerNyquistFrequencyPasses) {
  const Resampler r = design_resampler(Hertz(1000), Hertz(250));
  EXPECT_LT(response(r.filter, Phase::zero, Hertz(125)).gain, kEdgeRipple);
  EXPECT_NEAR(response(r.filter, Phase::zero, Hertz(100)).gain, 1.0, kEdgeRipple);
  EXPECT_THAT(report(r), HasSubstr("1000 to 250 Hz, 1 / 4, polyphase"));
}

TEST(ResampleColumns, LengthAndTimesAreThoseOfTheOldSamples) {
  const Resampler r = design_resampler(Hertz(1000), Hertz(250));
  EXPECT_EQ(r.length(1000), 250);
  EXPECT_EQ(r.length(1001), 251);
  EXPECT_EQ(r.length(1), 1);
  // A slow sine keeps its values at its times, away from the ends.
  Eigen::MatrixXd sine(4000, 1);
  for (Eigen::Index t = 0; t < 4000; ++t)
    sine(t, 0) = std::sin(2 * 3.14159265358979 * 3 * static_cast<double>(t) / 1000);
  const Resampled out = resample_columns(r, sine, {});
  for (Eigen::Index k = 100; k < 900; ++k) EXPECT_NEAR(out.columns(k, 0), sine(4 * k, 0), kEdgeRipple);
}

TEST(ResampleColumns, TheSameRateLeavesEveryBit) {
  const Eigen::MatrixXd values = Eigen::MatrixXd::Random(50, 2);
  EXPECT_EQ(resample_columns(design_resampler(Hertz(250), Hertz(250)), values, {}).columns, values);
}

TEST(ResampleColumns, SegmentsAreResampledAlone) {
  const Resampler r = design_resampler(Hertz(100), Hertz(50));
  const Eigen::MatrixXd values = Eigen::MatrixXd::Random(301, 3);
  const std::vector<Segment> segments{{0, 101}, {101, 200}};
  const Resampled out = resample_columns(r, values, segments, {});
  EXPECT_EQ(out.segments, (std::vector<Segment>{{0, 51}, {51, 100}}));
  EXPECT_EQ(out.columns.topRows(51), resample_columns(r, values.topRows(101), {}).columns);
  EXPECT_EQ(out.columns.bottomRows(100), resample_columns(r, values.bottomRows(200), {}).columns);
  EXPECT_DOUBLE_EQ(resampled_position(50, segments, out.segments, r), 25);
  EXPECT_DOUBLE_EQ(resampled_position(111, segments, out.segments, r), 56);
  EXPECT_DOUBLE_EQ(resampled_position(101.5, segments, out.segments, r), 51.25);
}

}  // namespace
}  // namespace attune::signal
