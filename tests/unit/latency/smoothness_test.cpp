#include "attune/latency/smoothness.hpp"

#include <gtest/gtest.h>

#include "bumps.hpp"

namespace attune::latency {
namespace {

const erp::Component kP3{"p3", {Milliseconds(200), Milliseconds(600)}, erp::Polarity::positive};

Waveforms noisy(double noise_uv, std::size_t people = 20) { return test::noisy_people(people, 400, noise_uv, 3); }

double ratio_of(const Waveforms& waves, erp::Component component = kP3) {
  return smoothness(waves, test::axis(), component).ratio;
}

// Three people whose samples are a roof of 4, 6, 4 uV with 1 uV more, none, or less at its top. The average has its
// peak of 6 uV alone above half within a window of three samples: half width 1 at least, curvature 6 uV a step^2.
// The second differences are -6, -4 and -2 uV: their SD is 2 uV, that of their mean 2 / sqrt(3).
TEST(Smoothness, IsCurvatureOverItsStandardError) {
  const eeg::TimeAxis times{Hertz(1000), 0, 3};
  Waveforms waves(3, 3);
  waves << 4, 7, 4, 4, 6, 4, 4, 5, 4;
  waves *= 1e-6;
  const erp::Component component{"", {Milliseconds(0), Milliseconds(2)}, erp::Polarity::positive};
  EXPECT_NEAR(smoothness(waves, times, component).ratio, 6 / (2 / std::sqrt(3.0)), 1e-12);
}

TEST(Smoothness, DoesNotDependOnTheUnitOrThePolarity) {
  const Waveforms waves = noisy(0.2);
  EXPECT_NEAR(ratio_of(waves * 1e6), ratio_of(waves), 1e-9 * ratio_of(waves));
  erp::Component down = kP3;
  down.polarity = erp::Polarity::negative;
  EXPECT_EQ(ratio_of(-waves, down), ratio_of(waves));
}

TEST(Smoothness, FallsWithNoiseAndGrowsWithPeople) {
  EXPECT_NEAR(ratio_of(noisy(0.02)) / ratio_of(noisy(0.04)), 2, 0.1);
  EXPECT_NEAR(ratio_of(noisy(0.04, 80)) / ratio_of(noisy(0.04, 20)), 2, 0.3);
}

TEST(Smoothness, IsNoneWithoutAPeakOfTheComponent) {
  erp::Component down = kP3;
  down.polarity = erp::Polarity::negative;
  EXPECT_TRUE(std::isnan(ratio_of(noisy(0.0), down)));
}

TEST(Smoothness, IsNeededByMeasuresThatFollowSingleSamples) {
  EXPECT_GT(needed_smoothness(erp::Kind::peak_latency), needed_smoothness(erp::Kind::fractional_peak_onset));
  EXPECT_GT(needed_smoothness(erp::Kind::fractional_peak_offset), 0);
  EXPECT_EQ(needed_smoothness(erp::Kind::fractional_area_latency), 0);
  EXPECT_EQ(needed_smoothness(erp::Kind::mean_amplitude), 0);
}

TEST(Smoothness, MissingRefusesWhatRestsOnTheJackknifeAndSaysWhatToDo) {
  CompareOptions options;
  options.permutations = 19;
  options.bootstrap = 1000;
  const Comparison of = compare(noisy(5.0), noisy(5.0), test::axis(), test::target(erp::Kind::peak_latency), options);
  for (const char* name : {"jackknife", "bootstrap_grand"}) {
    EXPECT_FALSE(test::method(of, name).p) << name;
    EXPECT_NE(test::method(of, name).remark.find("low-pass filter the data"), std::string::npos) << name;
  }
  EXPECT_TRUE(test::method(of, "permutation_grand").p) << "its level is that of chance alone";
  EXPECT_TRUE(
      test::method(compare(noisy(0.002), noisy(0.002), test::axis(), test::target(erp::Kind::peak_latency), options),
                   "bootstrap_grand")
          .p);
}

}  // namespace
}  // namespace attune::latency
