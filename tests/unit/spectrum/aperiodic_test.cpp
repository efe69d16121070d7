#include "attune/spectrum/aperiodic.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/parallel/stream.hpp"

namespace attune::spectrum {
namespace {

using ::testing::HasSubstr;
constexpr double kRounding = 1e-10;
const Band kRange{"fit", Hertz(2), Hertz(40)};
const Band kAlpha{"alpha", Hertz(8), Hertz(13)};

const Eigen::VectorXd kFrequencies = Eigen::VectorXd::LinSpaced(101, 0, 50);

// 10^1.5 / f^1.2 and a Gaussian at 10.3 Hz that makes it 10^peak_height times as high there; jitter of the logarithm.
Eigen::VectorXd density(double jitter, double peak_height) {
  parallel::Stream stream({7}, 0);
  Eigen::VectorXd out(kFrequencies.size());
  for (Eigen::Index k = 0; k < out.size(); ++k) {
    const double f = std::max(kFrequencies(k), 0.1), away = (f - 10.3) / 0.9;
    const double top = (std::pow(10, peak_height) - 1) * std::pow(10, 1.5 - 1.2 * std::log10(10.3));
    out(k) = (std::pow(10, 1.5 - 1.2 * std::log10(f)) + top * std::exp(-0.5 * away * away)) *
             std::pow(10, jitter * stream.normal());
  }
  return out;
}

TEST(Aperiodic, OfAPowerLawIsExact) {
  const AperiodicFit fit = fit_aperiodic(kFrequencies, density(0, 0), kRange);
  EXPECT_NEAR(fit.exponent, 1.2, kRounding);
  EXPECT_NEAR(fit.offset, 1.5, kRounding);
  EXPECT_EQ(fit.reason, "");
}

TEST(Aperiodic, IsNotTiltedByAPeak) {
  const AperiodicFit without = fit_aperiodic(kFrequencies, density(0.03, 0), kRange),
                     with = fit_aperiodic(kFrequencies, density(0.03, 1), kRange);
  // Standard error of the slope at this jitter: 0.03 / (SD of log10 f times sqrt(n)), about 0.012; peaks are left out.
  EXPECT_NEAR(without.exponent, 1.2, 0.03);
  EXPECT_NEAR(with.exponent, without.exponent, 0.02);
  const std::size_t at_peak = static_cast<std::size_t>(20 - with.first);
  EXPECT_TRUE(with.peak[at_peak]);
}

TEST(Aperiodic, OfPowerThatIsScaledMovesItsOffsetAlone) {
  const AperiodicFit one = fit_aperiodic(kFrequencies, density(0.05, 0.8), kRange),
                     ten = fit_aperiodic(kFrequencies, 10 * density(0.05, 0.8), kRange);
  EXPECT_NEAR(ten.exponent, one.exponent, kRounding);
  EXPECT_NEAR(ten.offset, one.offset + 1, kRounding);
  EXPECT_EQ(ten.peak, one.peak);
}

TEST(Aperiodic, DoesNotExistWhereItCannot) {
  EXPECT_THAT(fit_aperiodic(kFrequencies, density(0, 0), {"fit", Hertz(2), Hertz(6)}).reason,
              HasSubstr("12 are needed"));
  EXPECT_THAT(fit_aperiodic(kFrequencies, density(0, 0), {"fit", Hertz(0.5), Hertz(40)}).reason,
              HasSubstr("below 1 Hz"));
  EXPECT_THAT(fit_aperiodic(kFrequencies, density(0, 0), {"fit", Hertz(2), Hertz(60)}).reason,
              HasSubstr("beyond 50 Hz"));
  Eigen::VectorXd holed = density(0, 0);
  holed(10) = 0;
  EXPECT_EQ(fit_aperiodic(kFrequencies, holed, kRange).reason, "no power at 5 Hz");
  EXPECT_TRUE(std::isnan(fit_aperiodic(kFrequencies, holed, kRange).exponent));
}

}  // namespace
}  // namespace attune::spectrum
