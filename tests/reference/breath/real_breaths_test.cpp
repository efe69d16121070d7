// Turning points by scipy 1.10: y = sosfiltfilt(butter(2, [0.05, 2], 'band', fs=fs, output='sos'), x), then find_peaks
// of y and of -y with a prominence of 0.3 times what lies between the 5th and 95th percentile of y, each moved to the
// vertex of the parabola through three samples. Depth: the same times in sosfiltfilt(butter(2, 2)).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "attune/breath/measures.hpp"
#include "attune/physio/source.hpp"
#include "shared_data.hpp"

namespace attune::breath {
namespace {

// The two pad the ends of the signal by different lengths; that moves turning points there by some milliseconds.
constexpr double kSameTime = 0.02;  // s
// Away from the ends, where the padding has died away.
constexpr double kSameInside = 0.002;  // s
constexpr double kInside = 30;         // s, three time constants of the high-pass at 0.05 Hz

/// Every turn that both can see has a partner, at the same time.
void expect_times(const std::vector<double>& found, const std::vector<double>& expected, double length) {
  for (const double time : expected) {
    if (found.empty() || time < found.front() - kSameTime || time > found.back() + kSameTime) continue;
    const double partner = *std::min_element(
        found.begin(), found.end(), [&](double a, double b) { return std::abs(a - time) < std::abs(b - time); });
    const bool inside = time > kInside && time < length - kInside;
    EXPECT_NEAR(partner, time, inside ? kSameInside : kSameTime);
  }
  for (const double time : found) {
    if (time < expected.front() - kSameTime || time > expected.back() + kSameTime) continue;  // no prominence there
    const double partner = *std::min_element(
        expected.begin(), expected.end(), [&](double a, double b) { return std::abs(a - time) < std::abs(b - time); });
    EXPECT_NEAR(partner, time, kSameTime);
  }
}

std::vector<double> exhalations(const Breaths& breaths) {
  std::vector<double> out;
  for (const Breath& breath : breaths.breaths) out.push_back(breath.exhale_s);
  return out;
}

std::vector<double> inhalations(const Breaths& breaths) {
  std::vector<double> out;
  for (const Breath& breath : breaths.breaths) out.push_back(breath.inhale_s);
  return out;
}

TEST(RealBreaths, OfAChestBeltAreScipysTurningPoints) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/physio/multi/bio_100Hz.csv");
  physio::SourceRequest request;
  request.sampling_frequency = Hertz(100);
  const physio::Recording recording = physio::read_recording(path, request);
  const Breaths breaths = detect_breaths(physio::channel_of(recording, physio::Kind::respiration), {});
  const std::vector<double> out{1.513,   5.017,   8.814,   12.749,  16.311,  19.174,  22.678,  25.557,  28.648,
                                31.540,  34.895,  38.122,  41.104,  44.123,  48.652,  52.497,  55.783,  58.775,
                                61.699,  64.809,  68.660,  74.486,  77.831,  81.175,  84.521,  87.688,  90.867,
                                94.182,  97.469,  100.890, 104.145, 107.303, 110.298, 113.490, 117.011, 125.539,
                                130.233, 133.984, 137.213, 139.653, 143.942, 147.386};
  const std::vector<double> in{3.450,   7.509,   11.046,  15.003,  17.905,  21.396,  24.296,  27.335,  30.309,
                               33.109,  36.852,  39.893,  42.953,  46.956,  51.132,  54.528,  57.572,  60.545,
                               63.484,  66.373,  73.400,  76.579,  79.914,  83.324,  85.662,  89.640,  92.682,
                               96.104,  99.363,  102.855, 106.049, 109.065, 112.197, 115.460, 124.505, 128.745,
                               132.905, 136.172, 138.649, 142.382, 146.023};
  expect_times(exhalations(breaths), out, 150);
  expect_times(inhalations(breaths), in, 150);
  EXPECT_NEAR(static_cast<double>(breaths.breaths.size()), 40, 1);
  const BreathSummary all = summarise(breaths, Seconds(0), Seconds(150));
  EXPECT_NEAR(all.rate, 60 * 40 / (146.023 - 3.450), 0.15);
  EXPECT_NEAR(all.depth, 0.596, 0.01);
}

TEST(RealBreaths, OfATwelveBitBeltWithoutAHeader) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/physio/resp/breathing_snippet.tsv");
  physio::SourceRequest request;
  request.sampling_frequency = Hertz(1000);  // the file does not say
  request.columns = {"resp=1"};
  const physio::Recording recording = physio::read_recording(path, request);
  const Breaths breaths = detect_breaths(physio::channel_of(recording, physio::Kind::respiration), {});
  // The breaths that can be seen in its figure; between them the belt trembles by a quarter of their depth.
  const std::vector<double> out{7.862, 18.120, 27.991, 38.040, 47.773, 59.336, 74.157, 88.633};
  const std::vector<double> in{2.996, 13.577, 23.219, 32.789, 43.645, 54.382, 68.695, 81.875};
  expect_times(exhalations(breaths), out, 100);
  expect_times(inhalations(breaths), in, 100);
  EXPECT_EQ(breaths.breaths.size(), 7U);
}

}  // namespace
}  // namespace attune::breath
