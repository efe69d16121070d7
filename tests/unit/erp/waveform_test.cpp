#include <gtest/gtest.h>

#include <limits>

#include "attune/erp/area.hpp"
#include "attune/erp/peak.hpp"
#include "made_waveform.hpp"

namespace attune::erp {
namespace {

using test::listed;
using test::MadeWaveform;
using test::sampled;
using test::window_ms;

// Sums of a few numbers of order one: rounding only.
constexpr double kRounding = 1e-12;

TEST(ColumnsIn, AreTheSamplesInsideBothEndsIncluded) {
  const eeg::TimeAxis axis{Hertz(128), -26, 129};
  const Columns columns = columns_in(axis, window_ms(300, 600));
  EXPECT_EQ(columns.first, 26 + 39);
  EXPECT_EQ(columns.last, 26 + 76);
  const Columns exact = columns_in(axis, window_ms(304.6875, 593.75));
  EXPECT_EQ(exact.first, 26 + 39);
  EXPECT_EQ(exact.last, 26 + 76);
  EXPECT_TRUE(columns_in(axis, window_ms(301, 302)).empty());
}

TEST(MeanAmplitude, IsTheMeanOfTheSamplesInside) {
  const auto wave = listed(0, {1, 2, 3, 4, 5});
  EXPECT_EQ(mean_amplitude(wave, window_ms(1, 3)).value, 3.0);
  EXPECT_EQ(mean_amplitude(wave, window_ms(0.5, 2.5)).value, 2.5);
}

TEST(EveryMeasure, SaysWhyThereIsNoValue) {
  const auto wave = listed(0, {1, 2, 3, std::numeric_limits<double>::quiet_NaN(), 5});
  EXPECT_EQ(mean_amplitude(wave, window_ms(-3, 2)).reason, "the window leaves the data");
  EXPECT_EQ(mean_amplitude(wave, window_ms(0, 6)).reason, "the window leaves the data");
  EXPECT_EQ(mean_amplitude(wave, window_ms(1, 4)).reason, "not finite");
  EXPECT_EQ(mean_amplitude(wave, window_ms(0.2, 0.8)).reason, "no sample in the window");
  EXPECT_EQ(area(wave, window_ms(2.2, 2.8), AreaKind::total).reason, "not finite");
  EXPECT_EQ(find_peak(wave, window_ms(1, 4), {}).reason, "not finite");
  EXPECT_TRUE(std::isnan(mean_amplitude(wave, window_ms(1, 4)).value));
}

TEST(EveryMeasure, AllowsTheHalfStepThatTheEpochLostByRounding) {
  const auto wave = sampled(128, -200, 800, [](double) { return 1.0; });
  EXPECT_EQ(mean_amplitude(wave, window_ms(-200, 800)).value, 1.0);
  EXPECT_EQ(area(wave, window_ms(300, 800), AreaKind::total).reason, "");
  EXPECT_EQ(mean_amplitude(wave, window_ms(300, 804)).reason, "the window leaves the data");
}

TEST(AbsolutePeak, IsTheLargestSampleOfItsPolarity) {
  const auto wave = listed(10, {0, 2, 7, 1, -4, -1, 0});
  const Peak positive = find_peak(wave, window_ms(10, 16), {Polarity::positive, 0});
  EXPECT_EQ(positive.amplitude, 7);
  EXPECT_EQ(positive.latency_ms, 12);
  const Peak negative = find_peak(wave, window_ms(10, 16), {Polarity::negative, 0});
  EXPECT_EQ(negative.amplitude, -4);
  EXPECT_EQ(negative.latency_ms, 14);
}

TEST(AbsolutePeak, OnTheWindowsEdgeIsNone) {
  const auto wave = listed(0, {0, 1, 2, 3, 4, 5});
  for (const auto& window : {window_ms(0, 5), window_ms(1, 4)}) {
    EXPECT_EQ(find_peak(wave, window, {}).reason, "peak on the window's edge");
    EXPECT_EQ(find_peak(wave, window, {Polarity::negative, 0}).reason, "peak on the window's edge");
  }
  EXPECT_TRUE(std::isnan(find_peak(wave, window_ms(0, 5), {}).latency_ms));
}

TEST(AbsolutePeak, OfAPlateauIsItsMiddle) {
  EXPECT_EQ(find_peak(listed(0, {0, 3, 3, 3, 0}), window_ms(0, 4), {}).latency_ms, 2);
  EXPECT_EQ(find_peak(listed(0, {0, 3, 3, 0}), window_ms(0, 3), {}).latency_ms, 1.5);
  EXPECT_EQ(find_peak(listed(0, {0, 3, 3, 3}), window_ms(0, 3), {}).reason, "peak on the window's edge");
}

TEST(LocalPeak, IsLargerThanItsNeighboursAndTheMeansOfBothSides) {
  // The largest sample is on the edge; the spike at 3 is no peak of reach 3, the bump at 7 is.
  const auto wave = listed(0, {6, 5, 4, 4.5, 1, 2, 3, 4.2, 3, 2, 1, 9});
  EXPECT_EQ(find_peak(wave, window_ms(0, 11), {Polarity::positive, 0}).reason, "peak on the window's edge");
  EXPECT_EQ(find_peak(wave, window_ms(0, 11), {Polarity::positive, 1}).latency_ms, 3);
  EXPECT_EQ(find_peak(wave, window_ms(0, 11), {Polarity::positive, 3}).latency_ms, 7);
}

TEST(LocalPeak, LooksBeyondTheWindowAtItsNeighbours) {
  const auto wave = listed(0, {0, 1, 5, 1, 0, 0, 0});
  EXPECT_EQ(find_peak(wave, window_ms(2, 5), {Polarity::positive, 2}).latency_ms, 2);
  EXPECT_EQ(find_peak(wave, window_ms(3, 5), {Polarity::positive, 1}).reason, "no local peak in the window");
}

TEST(LocalPeak, NeedsItsNeighboursInTheData) {
  EXPECT_EQ(find_peak(listed(0, {0, 5, 0, 0, 0}), window_ms(0, 4), {Polarity::positive, 2}).reason,
            "no local peak in the window");
}

TEST(Area, IsTheTrapezoidOverExactlyTheWindow) {
  const auto wave = listed(0, {0, 2, -2, 4});
  // Rectified upwards 0 2 0 4: 1 + 1 + 2; downwards 0 0 2 0: 0 + 1 + 1.
  EXPECT_NEAR(area(wave, window_ms(0, 3), AreaKind::positive).value, 4, kRounding);
  EXPECT_NEAR(area(wave, window_ms(0, 3), AreaKind::negative).value, 2, kRounding);
  EXPECT_NEAR(area(wave, window_ms(0, 3), AreaKind::total).value, 6, kRounding);
  EXPECT_NEAR(area(wave, window_ms(0, 3), AreaKind::integral).value, 2, kRounding);
  // From 0.5 (value 1) to 1: (1 + 2) / 2 / 2.
  EXPECT_NEAR(area(wave, window_ms(0.5, 1), AreaKind::positive).value, 0.75, kRounding);
  EXPECT_NEAR(area(wave, window_ms(0.25, 0.75), AreaKind::positive).value, 0.5, kRounding);
}

TEST(FractionalAreaLatency, SolvesTheCrossingInsideItsInterval) {
  // A ramp from 0 to 4 over 4 ms: the area t^2 / 2 reaches half of 8 at sqrt 8.
  EXPECT_NEAR(fractional_area_latency(listed(0, {0, 1, 2, 3, 4}), window_ms(0, 4), Polarity::positive, 0.5).value,
              std::sqrt(8.0), kRounding);
  // The same falling: 4 - sqrt 8 by symmetry.
  EXPECT_NEAR(fractional_area_latency(listed(0, {4, 3, 2, 1, 0}), window_ms(0, 4), Polarity::positive, 0.5).value,
              4 - std::sqrt(8.0), kRounding);
  // A constant: the quarter of the way.
  EXPECT_NEAR(fractional_area_latency(listed(0, {-3, -3, -3}), window_ms(0.5, 1.5), Polarity::negative, 0.25).value,
              0.75, kRounding);
}

TEST(FractionalAreaLatency, OfASymmetricBumpIsItsCentre) {
  const auto wave = listed(100, {0, 1, 4, 9, 4, 1, 0});
  EXPECT_NEAR(fractional_area_latency(wave, window_ms(100, 106), Polarity::positive, 0.5).value, 103, kRounding);
}

TEST(FractionalAreaLatency, OfNoAreaIsNone) {
  const auto wave = listed(0, {0, -1, -2, 0});
  EXPECT_EQ(fractional_area_latency(wave, window_ms(0, 3), Polarity::positive, 0.5).reason,
            "no positive area in the window");
  EXPECT_EQ(fractional_area_latency(listed(0, {0, 1, 0}), window_ms(0, 2), Polarity::negative, 0.5).reason,
            "no negative area in the window");
}

TEST(FractionalPeakOnset, InterpolatesTheCrossingBeforeThePeak) {
  // Peak 8 at 4; half is 4, between 3 (at 2) and 7 (at 3): 2.25. After it between 6 (5) and 2 (6): 5.5.
  const auto wave = listed(0, {0, 1, 3, 7, 8, 6, 2, 0});
  EXPECT_NEAR(fractional_peak_onset(wave, window_ms(0, 7), {}, 0.5).value, 2.25, kRounding);
  EXPECT_NEAR(fractional_peak_offset(wave, window_ms(0, 7), {}, 0.5).value, 5.5, kRounding);
}

TEST(FractionalPeakOnset, IsTheLastCrossingBeforeThePeakNotTheFirstInTheWindow) {
  const auto wave = listed(0, {0, 6, 0, 0, 8, 0});
  EXPECT_NEAR(fractional_peak_onset(wave, window_ms(0, 5), {}, 0.5).value, 3.5, kRounding);
}

TEST(FractionalPeakOnset, MayLieBetweenTheWindowsStartAndItsFirstSample) {
  const auto wave = listed(0, {0, 6, 8, 6, 0});
  EXPECT_NEAR(fractional_peak_onset(wave, window_ms(0.5, 4), {}, 0.5).value, 2.0 / 3.0, kRounding);
  EXPECT_EQ(fractional_peak_onset(wave, window_ms(0.7, 4), {}, 0.5).reason,
            "no fall to 50 % of the peak before it in the window");
}

TEST(FractionalPeakOnset, OfAPeakOnTheWrongSideOfZeroIsNone) {
  const auto wave = listed(0, {-9, -5, -1, -5, -9});
  EXPECT_EQ(find_peak(wave, window_ms(0, 4), {}).amplitude, -1);
  EXPECT_EQ(fractional_peak_onset(wave, window_ms(0, 4), {}, 0.5).reason, "the peak is not positive");
}

TEST(FractionalPeakOnset, WithoutAPeakIsNone) {
  EXPECT_EQ(fractional_peak_onset(listed(0, {0, 1, 2}), window_ms(0, 2), {}, 0.5).reason, "peak on the window's edge");
}

TEST(ParabolaPeak, IsTheVertexThroughThreeSamples) {
  // 8 - (t - 3.3)^2 at whole milliseconds: the vertex is found exactly.
  std::vector<double> values;
  for (int t = 0; t <= 6; ++t) values.push_back(8 - (t - 3.3) * (t - 3.3));
  const auto wave = listed(0, values);
  const Peak sample = find_peak(wave, window_ms(0, 6), {});
  EXPECT_EQ(sample.latency_ms, 3);
  const PeakOptions options{Polarity::positive, 0, PeakPlace::parabola, WithoutLocalPeak::none};
  const Peak vertex = find_peak(wave, window_ms(0, 6), options);
  EXPECT_NEAR(vertex.latency_ms, 3.3, kRounding);
  EXPECT_NEAR(vertex.amplitude, 8, kRounding);
  EXPECT_EQ(vertex.column, 3);
  for (double& value : values) value = -value;
  const Peak below = find_peak(listed(0, values), window_ms(0, 6), {Polarity::negative, 1, PeakPlace::parabola, {}});
  EXPECT_NEAR(below.latency_ms, 3.3, kRounding);
  EXPECT_NEAR(below.amplitude, -8, kRounding);
}

TEST(ParabolaPeak, OfAPlateauIsItsMiddle) {
  const PeakOptions options{Polarity::positive, 0, PeakPlace::parabola, WithoutLocalPeak::none};
  const Peak peak = find_peak(listed(0, {0, 3, 3, 1}), window_ms(0, 3), options);
  EXPECT_EQ(peak.latency_ms, 1.5);
  EXPECT_EQ(peak.amplitude, 3);
}

TEST(LocalPeak, MayFallBackToTheAbsolutePeak) {
  // Two samples further on the waveform rises above the peak at 2, so no local peak of reach 3 is there.
  const auto wave = listed(0, {0, 0, 5, 4, 1, 9, 20, 9, 1});
  PeakOptions options{Polarity::positive, 3, PeakPlace::sample, WithoutLocalPeak::none};
  EXPECT_EQ(find_peak(wave, window_ms(0, 4), options).reason, "no local peak in the window");
  options.without = WithoutLocalPeak::absolute;
  EXPECT_EQ(find_peak(wave, window_ms(0, 4), options).latency_ms, 2);
  EXPECT_EQ(find_peak(wave, window_ms(0, 2), options).reason, "peak on the window's edge");
}

TEST(CentroidLatency, IsTheBalanceOfTheArea) {
  // A ramp from 0 to 4 over 4 ms balances at two thirds; a constant in its middle, wherever the window ends.
  EXPECT_NEAR(centroid_latency(listed(0, {0, 1, 2, 3, 4}), window_ms(0, 4), Polarity::positive).value, 8.0 / 3.0,
              kRounding);
  EXPECT_NEAR(centroid_latency(listed(0, {-3, -3, -3}), window_ms(0.25, 1.5), Polarity::negative).value, 0.875,
              kRounding);
  // Two triangles of height 1 and 3 around 1 and 5: (1 + 15) / 4.
  EXPECT_NEAR(centroid_latency(listed(0, {0, 1, 0, 0, 0, 3, 0}), window_ms(0, 6), Polarity::positive).value, 4,
              kRounding);
  EXPECT_EQ(centroid_latency(listed(0, {0, 1, 0}), window_ms(0, 2), Polarity::negative).reason,
            "no negative area in the window");
}

TEST(PeakToPeak, GoesBackToTheLargestOppositeExtremum) {
  const auto wave = listed(-2, {9, 0, 0, 1, -5, 0, 8, 2, -9});
  EXPECT_EQ(peak_to_peak(wave, window_ms(3, 5), {}).value, 13);  // from -5 at 2 to 8 at 4, not to -9 behind it
  EXPECT_EQ(peak_to_peak(wave, window_ms(1, 3), {Polarity::negative, 0}).value, -6);  // from 1 at 1
}

TEST(PeakToPeak, NeedsACounterPeakInside) {
  const auto rising = listed(-1, {-2, -1, 2, 8, 1});
  EXPECT_EQ(peak_to_peak(rising, window_ms(1, 3), {}).reason, "counter-peak on the edge of where it is looked for");
  EXPECT_EQ(peak_to_peak(rising, window_ms(1, 2), {}).reason, "peak on the window's edge");
  const auto wave = listed(0, {0, 5, 1, 4, -6, 7, 0});
  EXPECT_EQ(peak_to_peak(wave, window_ms(4, 6), {}).value, 13);
  EXPECT_EQ(peak_to_peak(wave, window_ms(4, 6), {}, window_ms(1, 3)).value, 6);
  EXPECT_EQ(peak_to_peak(wave, window_ms(4, 6), {}, window_ms(-3, 3)).reason, "the window leaves the data");
}

TEST(FractionalPeakOnset, IsFollowedBackToWhereTheSearchEnds) {
  const auto wave = listed(0, {0, 1, 3, 5, 8, 6, 0});
  EXPECT_EQ(fractional_peak_onset(wave, window_ms(3, 6), {}, 0.25).reason,
            "no fall to 25 % of the peak before it in the window");
  const CrossingOptions from_one{Milliseconds(1), Volts(0)};
  EXPECT_NEAR(fractional_peak_onset(wave, window_ms(3, 6), {}, 0.25, from_one).value, 1.5, kRounding);
  EXPECT_EQ(fractional_peak_onset(wave, window_ms(3, 6), {}, 0.1, from_one).reason,
            "no fall to 10 % of the peak before it in the window");
}

TEST(FractionalPeakOnset, OfAPeakNearZeroIsNone) {
  const auto wave = listed(0, {0, 1, 3, 5, 8, 6, 0});
  EXPECT_EQ(fractional_peak_onset(wave, window_ms(0, 6), {}, 0.5, {{}, Volts(8)}).reason, "");
  EXPECT_EQ(fractional_peak_offset(wave, window_ms(0, 6), {}, 0.5, {{}, Microvolts(9e6)}).reason,
            "the peak is below 9e+06 uV");
}

TEST(NearestWindowEnds, AreSamplesOnEitherSide) {
  const eeg::TimeAxis axis{Hertz(250), -50, 250};
  const Window window = placed(axis, window_ms(301, 699), WindowEnds::nearest);
  EXPECT_EQ(window.from.count(), 300);
  EXPECT_EQ(window.to.count(), 700);
  EXPECT_EQ(placed(axis, window_ms(302, 302), WindowEnds::nearest).from.count(), 304);  // halves go up
  EXPECT_EQ(placed(axis, window_ms(301, 699), WindowEnds::inside).from.count(), 301);
  const auto wave = listed(0, {1, 2, 3, 4, 5});
  EXPECT_EQ(mean_amplitude(wave, placed(wave.times, window_ms(0.6, 3.4), WindowEnds::nearest)).value, 3.0);
  EXPECT_EQ(mean_amplitude(wave, placed(wave.times, window_ms(-3, 3), WindowEnds::nearest)).reason,
            "the window leaves the data");
}

TEST(TimesBetweenSamples, ShiftEveryLatency) {
  MadeWaveform wave = listed(0, {0, 1, 3, 7, 8, 6, 2, 0});
  wave.times.offset = 0.3;
  EXPECT_NEAR(wave.times.at(2).count(), 2.3, kRounding);
  EXPECT_NEAR(find_peak(wave, window_ms(1, 7), {}).latency_ms, 4.3, kRounding);
  EXPECT_NEAR(fractional_peak_onset(wave, window_ms(0.3, 7), {}, 0.5).value, 2.55, kRounding);
  EXPECT_EQ(columns_in(wave.times, window_ms(1, 2.3)).last, 2);
  EXPECT_EQ(columns_in(wave.times, window_ms(1, 2.3)).first, 1);
}

TEST(AWindow, CutsAComponentThatIsHighAtItsEnd) {
  const auto wave = listed(0, {0, 1, 2, 8, 5, 2, 0, -9});
  EXPECT_FALSE(is_cut(wave, window_ms(0, 6), Polarity::positive));
  EXPECT_TRUE(is_cut(wave, window_ms(0, 4), Polarity::positive));   // 5 of 8
  EXPECT_FALSE(is_cut(wave, window_ms(2, 5), Polarity::positive));  // 2 of 8 on both sides
  EXPECT_TRUE(is_cut(wave, window_ms(2.5, 6), Polarity::positive));
  EXPECT_TRUE(is_cut(wave, window_ms(0, 7), Polarity::negative));
  EXPECT_FALSE(is_cut(wave, window_ms(0, 5), Polarity::negative));  // there is nothing to cut
  EXPECT_FALSE(is_cut(wave, window_ms(0, 9), Polarity::positive));  // and nothing to measure
}

}  // namespace
}  // namespace attune::erp
