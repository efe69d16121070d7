#include "attune/heart/frequency_domain.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "made_intervals.hpp"

namespace attune::heart {
namespace {

const Bands kAdult = band_set("adult");

IntervalSpectrum spectrum(const physio::Intervals& intervals, SpectrumMethod method, Detrend detrend = Detrend::mean) {
  FrequencyOptions options;
  options.method = method;
  options.detrend = detrend;
  return interval_spectrum(runs_of(intervals), options);
}

// The share by which a band may be off: a spline through beats 800 ms apart keeps 99.5 % of 0.21 Hz; a sine and
// its double would also add up with the rhythm of the sampling, so these are not.
constexpr double kShare = 0.01;

class OfSines : public testing::TestWithParam<SpectrumMethod> {};

TEST_P(OfSines, ABandHoldsHalfTheSquareOfTheAmplitude) {
  const physio::Intervals intervals = test::sines(900, 800, {{0.09, 30, 0.4}, {0.21, 20, 1.1}});
  const IntervalSpectrum found = spectrum(intervals, GetParam());
  EXPECT_NEAR(band_power(found, kAdult.lf), 450, 450 * kShare);
  EXPECT_NEAR(band_power(found, kAdult.hf), 200, 200 * kShare);
  EXPECT_NEAR(peak_frequency(found, kAdult.lf), 0.09, 2e-4);
  EXPECT_NEAR(peak_frequency(found, kAdult.hf), 0.21, 2e-4);
  EXPECT_EQ(found.segments, 5u);
  EXPECT_NEAR(found.length.count(), 300, 1e-9);
}

TEST_P(OfSines, AnInfantsBandHoldsIt) {
  const physio::Intervals intervals = test::sines(600, 430, {{0.45, 12, 0}});
  EXPECT_NEAR(band_power(spectrum(intervals, GetParam()), band_set("infant").hf), 72, 72 * kShare);
}

TEST_P(OfSines, PowerGrowsWithTheSquare) {
  const physio::Intervals small = test::sines(400, 800, {{0.25, 5, 0}}), large = test::sines(400, 800, {{0.25, 10, 0}});
  const double one = band_power(spectrum(small, GetParam()), kAdult.hf),
               two = band_power(spectrum(large, GetParam()), kAdult.hf);
  EXPECT_NEAR(two / one, 4, 0.02) << "beats move with the amplitude, so not exactly";
}

TEST_P(OfSines, NothingIsJoinedAcrossAGap) {
  // A step between two runs has power everywhere; taken apart there is only the sine.
  physio::Intervals intervals = test::sines(300, 800, {{0.25, 10, 0}});
  const physio::Intervals later = test::sines(300, 1000, {{0.25, 10, 0}});
  for (std::size_t i = 0; i < later.size(); ++i) {
    intervals.ms.push_back(later.ms[i]);
    intervals.end_s.push_back(400 + later.end_s[i]);
    intervals.follows_gap.push_back(i == 0);
  }
  FrequencyOptions options;
  options.method = GetParam();
  options.window = Seconds(120);
  const IntervalSpectrum found = interval_spectrum(runs_of(intervals), options);
  EXPECT_LT(band_power(found, kAdult.vlf), 0.5);
  EXPECT_NEAR(band_power(found, kAdult.hf), 50, 2) << "the spline keeps 97 % where beats are a second apart";
}

INSTANTIATE_TEST_SUITE_P(Both, OfSines, testing::Values(SpectrumMethod::welch, SpectrumMethod::lomb),
                         [](const auto& now) { return now.param == SpectrumMethod::welch ? "Welch" : "Lomb"; });

TEST(IntervalSpectrum, OfARegularRhythmIsZero) {
  const physio::Intervals intervals = test::intervals_of(std::vector<double>(400, 800.0));
  for (const auto method : {SpectrumMethod::welch, SpectrumMethod::lomb})
    EXPECT_LT(band_power(spectrum(intervals, method), kAdult.hf), 1e-12);
  EXPECT_TRUE(std::isnan(peak_frequency(spectrum(intervals, SpectrumMethod::lomb), kAdult.hf)));
}

TEST(IntervalSpectrum, OfALineIsNothingOnceItIsTakenOff) {
  const physio::Intervals intervals = test::beats_of(400, [](double time) { return 700 + 0.3 * time; });
  for (const auto method : {SpectrumMethod::welch, SpectrumMethod::lomb}) {
    EXPECT_GT(band_power(spectrum(intervals, method), kAdult.vlf), 10);
    EXPECT_LT(band_power(spectrum(intervals, method, Detrend::linear), kAdult.vlf), 1e-9);
  }
}

TEST(IntervalSpectrum, TakesEveryEpochOfOneLength) {
  // Six epochs of 60 s; their beats leave out up to a second at either end.
  const physio::Intervals intervals = test::resting_heart(365, {6}, 0);
  std::vector<IntervalRun> runs;
  for (int epoch = 0; epoch < 6; ++epoch)
    for (IntervalRun& run : runs_of(intervals, Seconds(60.0 * epoch), Seconds(60.0 * (epoch + 1))))
      runs.push_back(std::move(run));
  const IntervalSpectrum found = interval_spectrum(runs, {});
  EXPECT_EQ(found.segments, 6u);
  EXPECT_EQ(found.intervals, count_of(runs));
  EXPECT_GT(found.length.count(), 56);
}

TEST(IntervalSpectrum, LeavesOutRunsThatAreMuchShorterThanItsSegments) {
  physio::Intervals intervals = test::resting_heart(200, {6}, 1);
  intervals.follows_gap[40] = true;
  EXPECT_EQ(spectrum(intervals, SpectrumMethod::welch).intervals, intervals.size() - 40);
}

TEST(IntervalSpectrum, OfTooLittleDoesNotExist) {
  const IntervalSpectrum found = spectrum(test::intervals_of({800, 810, 805}), SpectrumMethod::welch);
  EXPECT_EQ(found.segments, 0u);
  EXPECT_TRUE(std::isnan(band_power(found, kAdult.hf)));
}

TEST(IntervalSpectrum, HasTheSameBitsForAnyNumberOfThreads) {
  const physio::Intervals intervals = test::resting_heart(4000, {3}, 0);
  for (const auto method : {SpectrumMethod::welch, SpectrumMethod::lomb}) {
    FrequencyOptions options;
    options.method = method;
    options.window = Seconds(120);
    options.threads = {1};
    const IntervalSpectrum one = interval_spectrum(runs_of(intervals), options);
    options.threads = {3};
    EXPECT_EQ(one.density, interval_spectrum(runs_of(intervals), options).density);
  }
}

TEST(BandPower, OfNeighbouringBandsAddsUp) {
  const IntervalSpectrum found = spectrum(test::resting_heart(600, {4}, 0), SpectrumMethod::welch);
  const double whole = band_power(found, {Hertz(0.041), Hertz(0.377)});
  EXPECT_NEAR(band_power(found, {Hertz(0.041), Hertz(0.1537)}) + band_power(found, {Hertz(0.1537), Hertz(0.377)}),
              whole, 1e-9 * whole);
}

TEST(SmoothnessPriors, PassHalfTheAmplitudeAtTheFrequencyTheySay) {
  Eigen::VectorXd curve(4000);
  for (Eigen::Index i = 0; i < curve.size(); ++i)
    curve(i) = 900 + 10 * std::sin(2 * std::numbers::pi * 0.0285 * static_cast<double>(i) / 4);
  const Eigen::VectorXd rest = curve - trend_of(curve, Detrend::smoothness_priors, 500);
  EXPECT_NEAR(rest.segment(1000, 2000).maxCoeff(), 5, 0.05);
}

TEST(SampledIntervals, GoThroughTheBeats) {
  const physio::Intervals intervals = test::intervals_of({1000, 750, 1250, 1000});
  for (const Curve kind : {Curve::linear, Curve::natural_cubic}) {
    const Eigen::VectorXd curve = sampled(runs_of(intervals)[0], Hertz(4), kind);
    ASSERT_EQ(curve.size(), 13);
    EXPECT_NEAR(curve(0), 1000, 1e-9);
    EXPECT_NEAR(curve(3), 750, 1e-9);
    EXPECT_NEAR(curve(8), 1250, 1e-9);
    EXPECT_NEAR(curve(12), 1000, 1e-9);
  }
}

TEST(HeartBands, AreReadFromText) {
  Bands bands = band_set("adult");
  const std::vector<std::string> texts{"hf:0.2:0.5"};
  replace(bands, texts);
  EXPECT_EQ(bands.hf.high.value(), 0.5);
  for (const std::vector<std::string>& bad :
       {std::vector<std::string>{"hf:0.5:0.2"}, {"uhf:1:2"}, {"hf:0.1:0.4"}, {"rsa:0.2:1.1"}, {"hf"}, {"hf:a:1"}})
    EXPECT_THROW(replace(bands = band_set("adult"), bad), Error) << bad[0];
  EXPECT_THROW(band_set("adlt"), Error);
}

}  // namespace
}  // namespace attune::heart
