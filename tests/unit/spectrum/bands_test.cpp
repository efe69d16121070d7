#include "attune/spectrum/bands.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "expect_error.hpp"

namespace attune::spectrum {
namespace {

using ::testing::HasSubstr;
constexpr double kRounding = 1e-12;

Band band(double low, double high) { return {"band", Hertz(low), Hertz(high)}; }

TEST(BandPower, OfAStraightLineIsItsTrapezoidWithInterpolatedEnds) {
  const Eigen::VectorXd frequencies = Eigen::VectorXd::LinSpaced(6, 0, 5), density = 2 * frequencies;
  EXPECT_NEAR(band_power(frequencies, density, false, band(1.25, 3.5)), 3.5 * 3.5 - 1.25 * 1.25, kRounding);
  EXPECT_NEAR(band_centre(frequencies, density, false, band(0, 3)), 2, kRounding);
}

TEST(BandPower, OfNeighboursAddsUp) {
  const Eigen::VectorXd frequencies = Eigen::VectorXd::LinSpaced(11, 0, 5),
                        density = (frequencies.array() * 3).sin() + 2;
  EXPECT_NEAR(
      band_power(frequencies, density, true, band(1, 2.3)) + band_power(frequencies, density, true, band(2.3, 4)),
      band_power(frequencies, density, true, band(1, 4)), kRounding);
}

TEST(BandPower, OverEverythingIsTheSumTimesTheStep) {
  const Eigen::VectorXd frequencies = Eigen::VectorXd::LinSpaced(5, 0, 2);
  Eigen::VectorXd density(5);
  density << 3, 1, 4, 1, 5;
  EXPECT_NEAR(band_power(frequencies, density, true, band(0, 2)), 0.5 * density.sum(), kRounding);
}

TEST(BandPower, OfAnOddSegmentReachesHalfTheSamplingFrequency) {
  // Five samples at 5 Hz: 0, 1 and 2 Hz, and half the sampling frequency is 2.5.
  const Eigen::VectorXd frequencies = Eigen::VectorXd::LinSpaced(3, 0, 2), density = Eigen::Vector3d(0, 2, 4);
  EXPECT_EQ(highest_frequency(frequencies, false), 2.5);
  EXPECT_EQ(highest_frequency(frequencies, true), 2);
  EXPECT_NEAR(band_power(frequencies, density, false, band(1.5, 2.5)), 0.5 * 3.5 + 0.5 * 4, kRounding);
  EXPECT_NEAR(band_power(frequencies, density, false, band(2.1, 2.3)), 0.2 * 4, kRounding);
  EXPECT_NEAR(band_centre(frequencies, density, false, band(2.1, 2.3)), 2.2, kRounding);
  EXPECT_TRUE(std::isnan(band_power(frequencies, density, false, band(2.1, 2.6))));
}

TEST(BandPower, BeyondTheFrequenciesDoesNotExist) {
  const Eigen::VectorXd frequencies = Eigen::VectorXd::LinSpaced(5, 0, 2), density = Eigen::VectorXd::Ones(5);
  EXPECT_TRUE(std::isnan(band_power(frequencies, density, true, band(1, 2.1))));
}

TEST(Bands, AreReadAndRefused) {
  const Band alpha = parse_band("alpha:8:13");
  EXPECT_EQ(alpha.name, "alpha");
  EXPECT_EQ(alpha.low, Hertz(8));
  EXPECT_EQ(alpha.high, Hertz(13));
  for (const char* text : {"alpha", "alpha:8", ":8:13", "alpha:13:8", "alpha:8:8", "alpha:-1:3", "alpha:a:13"})
    EXPECT_THAT(test::error_of(Fault::usage, [&] { parse_band(text); }), HasSubstr("expected NAME:LOW:HIGH")) << text;
  EXPECT_EQ(band_set("adult").size(), 4U);
  EXPECT_EQ(band_set("infant")[1].high, Hertz(9));
  EXPECT_THAT(test::error_of(Fault::usage, [] { band_set("infants"); }), HasSubstr("did you mean 'infant'"));
}

}  // namespace
}  // namespace attune::spectrum
