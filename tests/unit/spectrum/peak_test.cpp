#include "attune/spectrum/peak.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "attune/parallel/stream.hpp"

namespace attune::spectrum {
namespace {

using ::testing::HasSubstr;
const Band kRange{"fit", Hertz(2), Hertz(40)};
const Band kAlpha{"alpha", Hertz(8), Hertz(13)}, kBeta{"beta", Hertz(13), Hertz(30)};

const Eigen::VectorXd kFrequencies = Eigen::VectorXd::LinSpaced(101, 0, 50);

// A Gaussian that makes the density 10^height times that of the line at its place.
struct Bump {
  double place, height, sd = 0.9;
};

// 10^1.5 / f^1.2 and bumps; jitter of the logarithm.
Eigen::VectorXd density(double jitter, const std::vector<Bump>& bumps) {
  parallel::Stream stream({7}, 0);
  Eigen::VectorXd out(kFrequencies.size());
  const auto line = [](double f) { return std::pow(10, 1.5 - 1.2 * std::log10(f)); };
  for (Eigen::Index k = 0; k < out.size(); ++k) {
    const double f = std::max(kFrequencies(k), 0.1);
    out(k) = line(f);
    for (const Bump& bump : bumps) {
      const double away = (f - bump.place) / bump.sd;
      out(k) += (std::pow(10, bump.height) - 1) * line(bump.place) * std::exp(-0.5 * away * away);
    }
    out(k) *= std::pow(10, jitter * stream.normal());
  }
  return out;
}

SpectralPeak peak_of(const Eigen::VectorXd& values, const Band& band) {
  return find_peak(kFrequencies, values, fit_aperiodic(kFrequencies, values, kRange), band);
}

TEST(SpectralPeak, IsFoundBetweenTheFrequencies) {
  const SpectralPeak peak = peak_of(density(0.0002, {{10.3, 1}}), kAlpha);
  // The parabola is exact for a Gaussian; jitter of 0.05 % and the line's own error move it less than a hundredth of
  // the distance of the frequencies.
  EXPECT_NEAR(peak.frequency_hz, 10.3, 0.005);
  EXPECT_NEAR(peak.height, 1, 0.01);
}

TEST(SpectralPeak, ThatDoesNotStandOutIsNone) {
  const SpectralPeak peak = peak_of(density(0.05, {}), kAlpha);
  EXPECT_TRUE(std::isnan(peak.frequency_hz));
  EXPECT_THAT(peak.reason, HasSubstr("no peak"));
}

TEST(SpectralPeak, BesideAHigherOneIsItsOwn) {
  // Beta has a twenty-fourth of alpha's excess, and both are one run above the line.
  const Eigen::VectorXd values = density(0.0002, {{10.3, 1.5}, {16, 0.5}});
  const SpectralPeak alpha = peak_of(values, kAlpha), beta = peak_of(values, kBeta);
  EXPECT_NEAR(alpha.frequency_hz, 10.3, 0.005);
  EXPECT_NEAR(beta.frequency_hz, 16, 0.02);
  EXPECT_NEAR(beta.height, 0.5, 0.01);
}

TEST(SpectralPeak, OfTwoInABandIsTheHigherNotTheirMean) {
  const SpectralPeak peak = peak_of(density(0.0002, {{15.5, 1}, {18, 0.97}}), kBeta);
  // The other's tail draws it by less than a step of the frequencies; the middle of both is 16.75.
  EXPECT_NEAR(peak.frequency_hz, 15.5, 0.5);
}

TEST(SpectralPeak, OfTheBandBesideIsNone) {
  for (const double place : {12.2, 12.9, 13.1, 13.4}) {
    const Eigen::VectorXd values = density(0.0002, {{place, 1}});
    const bool in_alpha = place < 13;
    EXPECT_NEAR(peak_of(values, in_alpha ? kAlpha : kBeta).frequency_hz, place, 0.005) << place;
    EXPECT_THAT(peak_of(values, in_alpha ? kBeta : kAlpha).reason, HasSubstr("no peak")) << place;
  }
}

TEST(SpectralPeak, IsNoShoulderOfAHigherOne) {
  // The sum falls all the way from 10.5 to 15 Hz; ripples of the jitter make summits on it that no valley sets apart.
  const std::vector<Bump> bumps{{10.5, 1.2, 1.5}, {14, 0.8, 1.2}};
  EXPECT_THAT(peak_of(density(0, bumps), kBeta).reason, HasSubstr("no peak"));
  EXPECT_THAT(peak_of(density(0.03, bumps), kBeta).reason, HasSubstr("no peak"));
}

TEST(SpectralPeak, LiesInItsBandWhateverTheNoise) {
  for (std::uint64_t draw = 0; draw < 200; ++draw) {
    parallel::Stream stream({8}, draw);
    Eigen::VectorXd values = density(0, {{9 + 3 * stream.uniform(), 1.2, 1.2}, {15 + stream.uniform(), 0.3}});
    for (Eigen::Index k = 0; k < values.size(); ++k) values(k) *= std::pow(10, 0.05 * stream.normal());
    for (const Band& band : {kAlpha, kBeta}) {
      const SpectralPeak peak = peak_of(values, band);
      if (!peak.reason.empty()) continue;
      EXPECT_GT(peak.frequency_hz, band.low.value()) << draw;
      EXPECT_LT(peak.frequency_hz, band.high.value()) << draw;
    }
  }
}

}  // namespace
}  // namespace attune::spectrum
