// What a latency or an amplitude must do when time, amplitude, window or sampling change.
#include <gtest/gtest.h>

#include <cmath>

#include "attune/erp/area.hpp"
#include "attune/erp/peak.hpp"
#include "attune/parallel/stream.hpp"
#include "made_waveform.hpp"

namespace attune::erp {
namespace {

using test::gaussian;
using test::MadeWaveform;
using test::sampled;
using test::window_ms;

// For a Gaussian at 302 ms with SD 30 ms at 250 Hz in any window that contains it.
constexpr double kAreaLatencyToleranceMs = 0.01;
// Times of some hundred milliseconds differ by rounding alone.
constexpr double kRoundingMs = 1e-9;

// A smooth waveform with two components and a little noise, the same for every call.
MadeWaveform wavy(double shift_ms = 0, double scale = 1) {
  MadeWaveform out = sampled(250, -200 + shift_ms, 800 + shift_ms, [&](double t) {
    return scale * (gaussian(180, 25, -3e-6)(t - shift_ms) + gaussian(350, 60, 6e-6)(t - shift_ms));
  });
  parallel::Stream stream({7}, 1);
  for (double& value : out.values) value += scale * 1e-7 * stream.normal();
  return out;
}

std::vector<double> all_latencies(const Waveform& wave, double shift_ms = 0) {
  const Window window = window_ms(221.3 + shift_ms, 512.9 + shift_ms);
  std::vector<double> out;
  for (const int neighbourhood : {0, 3}) {
    const PeakOptions options{Polarity::positive, neighbourhood};
    out.push_back(find_peak(wave, window, options).latency_ms);
    for (const double fraction : {0.3, 0.5, 0.8}) {
      out.push_back(fractional_peak_onset(wave, window, options, fraction).value);
      out.push_back(fractional_peak_offset(wave, window, options, fraction).value);
    }
  }
  for (const double fraction : {0.1, 0.5, 0.9})
    out.push_back(fractional_area_latency(wave, window, Polarity::positive, fraction).value);
  out.push_back(centroid_latency(wave, window, Polarity::positive).value);
  out.push_back(find_peak(wave, window, {Polarity::positive, 0, PeakPlace::parabola, {}}).latency_ms);
  return out;
}

TEST(FractionalAreaLatency, OfAGaussianIsItsCentreInEveryWindowThatContainsIt) {
  const MadeWaveform wave = sampled(250, -200, 800, gaussian(302, 30));
  double worst = 0;
  for (int i = 0; i < 20; ++i) {
    for (int j = 0; j < 20; ++j) {
      // Edges on and between the samples, at least 4 SD from the centre.
      const Window window = window_ms(182 - 9.37 * i, 422 + 11.61 * j);
      const Reading reading = fractional_area_latency(wave, window, Polarity::positive, 0.5);
      ASSERT_EQ(reading.reason, "");
      worst = std::max(worst, std::abs(reading.value - 302));
    }
  }
  EXPECT_LT(worst, kAreaLatencyToleranceMs);
}

TEST(FractionalAreaLatency, OfAGaussianIsItsCentreAtEverySamplingFrequency) {
  // The area between two samples bends; what the chord misses grows with the cube of the step, and 128 Hz still is
  // within half of the bound. Windows hold the component to 3.7 SD: beyond, the area that is cut off counts.
  parallel::Stream stream({20}, 0);
  for (const double frequency : {128.0, 250.0, 512.0, 1000.0}) {
    double worst = 0;
    for (int i = 0; i < 400; ++i) {
      const double centre = 250 + 100 * stream.uniform();
      const Window window = window_ms(centre - 111 - 100 * stream.uniform(), centre + 111 + 100 * stream.uniform());
      const MadeWaveform wave = sampled(frequency, -200, 800, gaussian(centre, 30));
      worst = std::max(worst, std::abs(fractional_area_latency(wave, window, Polarity::positive, 0.5).value - centre));
    }
    EXPECT_LT(worst, kAreaLatencyToleranceMs) << frequency;
  }
}

TEST(CentroidLatency, OfASymmetricComponentIsItsCentre) {
  for (double centre = 300; centre < 304; centre += 0.13) {
    const MadeWaveform wave = sampled(250, -200, 800, gaussian(centre, 30, -2e-6));
    EXPECT_NEAR(centroid_latency(wave, window_ms(0, 600), Polarity::negative).value, centre, kAreaLatencyToleranceMs);
  }
}

TEST(ParabolaPeak, OfASmoothComponentIsWithinAFractionOfTheStep) {
  // Off the vertex by a fourth derivative: at 250 Hz 0.008 ms, where the largest sample is off by up to 2 ms.
  double of_samples = 0;
  for (double centre = 300; centre < 304; centre += 0.13) {
    const MadeWaveform wave = sampled(250, -200, 800, gaussian(centre, 30));
    const Peak sample = find_peak(wave, window_ms(200, 400), {});
    const Peak vertex = find_peak(wave, window_ms(200, 400), {Polarity::positive, 0, PeakPlace::parabola, {}});
    EXPECT_NEAR(vertex.latency_ms, centre, 0.01);
    EXPECT_GE(vertex.amplitude, sample.amplitude);
    of_samples = std::max(of_samples, std::abs(sample.latency_ms - centre));
  }
  EXPECT_GT(of_samples, 1.5);
}

TEST(FractionalAreaLatency, FollowsThePeakBetweenTheSamples) {
  for (double centre = 300; centre < 304; centre += 0.13) {
    const MadeWaveform wave = sampled(250, -200, 800, gaussian(centre, 30, -2e-6));
    EXPECT_NEAR(fractional_area_latency(wave, window_ms(100, 500), Polarity::negative, 0.5).value, centre,
                kAreaLatencyToleranceMs);
  }
}

TEST(FractionalAreaLatency, RisesWithTheFraction) {
  const MadeWaveform wave = wavy();
  double last = 220;
  for (double fraction = 0.01; fraction < 1; fraction += 0.01) {
    const double value = fractional_area_latency(wave, window_ms(220, 512), Polarity::positive, fraction).value;
    EXPECT_GT(value, last);
    last = value;
  }
  EXPECT_LT(last, 512);
}

TEST(FractionalAreaLatency, DividesTheAreaAsAsked) {
  const MadeWaveform wave = wavy();
  const double whole = area(wave, window_ms(221, 512), AreaKind::positive).value;
  const double at = fractional_area_latency(wave, window_ms(221, 512), Polarity::positive, 0.3).value;
  EXPECT_NEAR(area(wave, window_ms(221, at), AreaKind::positive).value / whole, 0.3, 1e-12);
}

TEST(Area, OfAdjoiningWindowsAdds) {
  const MadeWaveform wave = wavy();
  for (const AreaKind kind : {AreaKind::positive, AreaKind::negative, AreaKind::total, AreaKind::integral}) {
    const double whole = area(wave, window_ms(100.3, 512.8), kind).value;
    const double parts =
        area(wave, window_ms(100.3, 222.2), kind).value + area(wave, window_ms(222.2, 512.8), kind).value;
    EXPECT_NEAR(parts / whole, 1, 1e-12);
  }
}

TEST(Area, TotalIsPositiveAndNegativeAndTheIntegralTheirDifference) {
  const MadeWaveform wave = wavy();
  const Window window = window_ms(100.3, 512.8);
  const double positive = area(wave, window, AreaKind::positive).value;
  const double negative = area(wave, window, AreaKind::negative).value;
  EXPECT_NEAR(area(wave, window, AreaKind::total).value / (positive + negative), 1, 1e-12);
  EXPECT_NEAR(area(wave, window, AreaKind::integral).value / (positive - negative), 1, 1e-12);
}

TEST(Latencies, ShiftWithTime) {
  const std::vector<double> here = all_latencies(wavy());
  const std::vector<double> later = all_latencies(wavy(48), 48);
  ASSERT_EQ(here.size(), later.size());
  for (std::size_t i = 0; i < here.size(); ++i) {
    ASSERT_TRUE(std::isfinite(here[i])) << i;
    EXPECT_NEAR(later[i], here[i] + 48, kRoundingMs) << i;
  }
}

TEST(Latencies, DoNotDependOnTheAmplitudesScale) {
  // A power of two, so that scaling rounds nothing and the results are the same bits.
  const std::vector<double> small = all_latencies(wavy()), large = all_latencies(wavy(0, 1024));
  EXPECT_EQ(small, large);
}

TEST(Amplitudes, ScaleWithTheWaveform) {
  const MadeWaveform small = wavy(), large = wavy(0, 4);
  const Window window = window_ms(220, 512);
  EXPECT_EQ(mean_amplitude(large, window).value, 4 * mean_amplitude(small, window).value);
  EXPECT_EQ(find_peak(large, window, {}).amplitude, 4 * find_peak(small, window, {}).amplitude);
  EXPECT_EQ(area(large, window, AreaKind::positive).value, 4 * area(small, window, AreaKind::positive).value);
}

TEST(Polarity, MirrorsTheWaveform) {
  const MadeWaveform up = wavy(), down = wavy(0, -1);
  const Window window = window_ms(220, 512);
  const PeakOptions positive{Polarity::positive, 2}, negative{Polarity::negative, 2};
  EXPECT_EQ(find_peak(up, window, positive).latency_ms, find_peak(down, window, negative).latency_ms);
  EXPECT_EQ(find_peak(up, window, positive).amplitude, -find_peak(down, window, negative).amplitude);
  EXPECT_EQ(fractional_area_latency(up, window, Polarity::positive, 0.5).value,
            fractional_area_latency(down, window, Polarity::negative, 0.5).value);
  EXPECT_EQ(centroid_latency(up, window, Polarity::positive).value,
            centroid_latency(down, window, Polarity::negative).value);
  EXPECT_EQ(peak_to_peak(up, window, positive).value, -peak_to_peak(down, window, negative).value);
  EXPECT_EQ(fractional_peak_onset(up, window, positive, 0.5).value,
            fractional_peak_onset(down, window, negative, 0.5).value);
}

TEST(Measures, ConvergeWhenTheSamplingIsRefined) {
  const Window window = window_ms(215, 489);
  const auto f = gaussian(351.7, 45);
  const MadeWaveform fine = sampled(16000, -200, 800, f);
  const PeakOptions options{};
  double last_area = 1, last_onset = 1;
  for (const double frequency : {125.0, 250.0, 500.0, 1000.0}) {
    const MadeWaveform wave = sampled(frequency, -200, 800, f);
    const double area_error = std::abs(fractional_area_latency(wave, window, Polarity::positive, 0.5).value -
                                       fractional_area_latency(fine, window, Polarity::positive, 0.5).value);
    const double onset_error = std::abs(fractional_peak_onset(wave, window, options, 0.5).value -
                                        fractional_peak_onset(fine, window, options, 0.5).value);
    EXPECT_LT(area_error, last_area) << frequency;
    EXPECT_LT(onset_error, last_onset) << frequency;
    last_area = area_error;
    last_onset = onset_error;
  }
  EXPECT_LT(last_onset, 0.02);
}

}  // namespace
}  // namespace attune::erp
