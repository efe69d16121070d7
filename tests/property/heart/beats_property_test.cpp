#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "attune/heart/beats.hpp"
#include "attune/heart/rr_artefacts.hpp"
#include "heart_calibration.hpp"
#include "made_ecg.hpp"

namespace attune::heart {
namespace {

// Of times of minutes: a filter of values that are scaled or shifted rounds elsewhere.
constexpr double kRounding = 1e-6;  // s

void expect_same_times(const Beats& a, const Beats& b, double shift = 0) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a.times_s[i] + shift, b.times_s[i], kRounding);
}

TEST(DetectedBeats, AreTheSameBitsForAnyNumberOfThreads) {
  for (const Method method : {Method::pan_tompkins, Method::ppg}) {
    physio::Channel channel = test::made_ecg(test::made_beats(900), {.seconds = 900, .noise = 0.2});
    for (std::size_t i = 100000; i < 100300; ++i) channel.samples[i] = std::numeric_limits<double>::quiet_NaN();
    DetectOptions options;
    options.method = method;
    options.threads = {1};
    const Beats one = detect_beats(channel, options);
    for (const int threads : {2, 3, 8}) {
      options.threads = {threads};
      const Beats many = detect_beats(channel, options);
      EXPECT_EQ(one.times_s, many.times_s);
      EXPECT_EQ(one.quality, many.quality);
      EXPECT_EQ(one.follows_gap, many.follows_gap);
    }
  }
}

TEST(DetectedBeats, DoNotDependOnUnitOrOffset) {
  physio::Channel channel = test::made_ecg(test::made_beats(120), {.seconds = 120, .noise = 0.1});
  const Beats before = detect_beats(channel, {});
  physio::Channel scaled = channel;
  for (double& value : scaled.samples) value = 1e6 * value + 2048;
  expect_same_times(before, detect_beats(scaled, {}));
}

TEST(DetectedBeats, MoveWithTheClock) {
  physio::Channel channel = test::made_ecg(test::made_beats(60), {.noise = 0.1});
  const Beats before = detect_beats(channel, {});
  channel.start = Seconds(-12.5);
  expect_same_times(before, detect_beats(channel, {}), -12.5);
}

TEST(DetectedBeats, AreTheSameAtEveryRate) {
  const auto truth = test::made_beats(60);
  for (const double rate : {100.0, 128.0, 250.0, 360.0, 500.0, 1000.0, 2048.0}) {
    const Beats beats = detect_beats(test::made_ecg(truth, {.rate = rate}), {});
    const auto score = test::agreement(truth, beats.times_s, 0.05);
    EXPECT_EQ(score.hits, truth.size()) << rate;
    EXPECT_EQ(score.found, truth.size()) << rate;
    // At 100 Hz the three samples of the parabola span most of the R wave.
    EXPECT_LT(score.largest_error, rate < 200 ? 3e-3 : 5e-4) << rate;
  }
}

TEST(DetectedBeats, OfInfantsAndOfTheOldAreFound) {
  for (const double mean : {0.33, 0.45, 0.6, 1.0, 1.4, 1.9}) {
    const auto truth = test::made_beats(60, mean, 0.05 * mean);
    const Beats beats = detect_beats(test::made_ecg(truth, {.noise = 0.05, .t_wave = mean < 0.5 ? 0.0 : 0.3}), {});
    const auto score = test::agreement(truth, beats.times_s, 0.05);
    EXPECT_EQ(score.hits, truth.size()) << mean;
    EXPECT_EQ(score.found, truth.size()) << mean;
  }
}

TEST(DetectedBeats, OfPulseWavesAreFoundAtEveryRate) {
  DetectOptions options;
  options.method = Method::ppg;
  for (const double mean : {0.4, 0.7, 1.2, 1.6})
    for (const double rate : {25.0, 64.0, 500.0}) {
      std::vector<double> truth = test::made_beats(60, mean, 0.05 * mean);
      const Beats beats = detect_beats(test::made_pulse(truth, rate, 60), options);
      for (double& one : truth) one += 0.25;
      const auto score = test::agreement(truth, beats.times_s, 0.05);
      EXPECT_EQ(score.hits, truth.size()) << mean << " " << rate;
      EXPECT_EQ(score.found, truth.size()) << mean << " " << rate;
    }
}

TEST(DetectedBeats, AreFoundWhereTheBreathChangesTheirHeight) {
  const auto truth = test::made_beats(120);
  physio::Channel channel = test::made_ecg(truth, {.seconds = 120, .drift = 1.5, .noise = 0.02});
  // From 0.4 to 1.6 of the mean height, four times a minute.
  for (std::size_t i = 0; i < channel.samples.size(); ++i)
    channel.samples[i] *= 1.0 + 0.6 * std::sin(2.0 * 3.14159265358979 * static_cast<double>(i) / (15 * 250));
  const auto score = test::agreement(truth, detect_beats(channel, {}).times_s, 0.05);
  EXPECT_EQ(score.hits, truth.size());
  EXPECT_EQ(score.found, truth.size());
}

TEST(DetectedBeats, AreFoundInNoiseOfAFifthOfTheirHeight) {
  const auto score = test::detect_people(0.2, 0.0, 3, 8);
  EXPECT_GT(score.sensitivity(), 0.999);
  EXPECT_GT(score.precision(), 0.998);
  const auto electrodes = test::detect_people(0.02, 0.25, 3, 9);
  EXPECT_GT(electrodes.sensitivity(), 0.998);
  EXPECT_GT(electrodes.precision(), 0.998);
}

TEST(CorrectedIntervals, OfEveryOtherBeatPrematureAreAllCorrected) {
  std::vector<double> ms;
  for (int i = 0; i < 300; ++i) ms.push_back(i % 2 == 0 ? 600.0 : 1000.0);
  const CorrectedIntervals out = correct_artefacts(test::intervals_from(ms));
  EXPECT_GT(corrected_share(out, Seconds(0), Seconds(1000)), 0.95);
}

TEST(Quality, FallsAsNoiseRises) {
  double last = 1.0;
  for (const double noise : {0.02, 0.1, 0.2, 0.4}) {
    const Beats beats = detect_beats(test::made_ecg(test::made_beats(60), {.noise = noise}), {});
    const double quality = quality_of(beats, Seconds(0), Seconds(60)).mean_quality;
    EXPECT_LT(quality, last) << noise;
    last = quality;
  }
}

std::vector<double> resting(std::size_t n, std::uint64_t seed) {
  parallel::Stream stream({seed}, 0);
  std::vector<double> out;
  double slow = 0;
  for (std::size_t i = 0; i < n; ++i) {
    slow = 0.9 * slow + 12.0 * stream.normal();
    out.push_back(850.0 + slow + 25.0 * std::sin(1.4 * static_cast<double>(i)));
  }
  return out;
}

physio::Intervals in_order(const std::vector<double>& ms) {
  physio::Intervals out;
  double time = 0;
  for (const double one : ms) {
    time += one / 1000.0;
    out.ms.push_back(one);
    out.end_s.push_back(time);
    out.follows_gap.push_back(out.ms.size() % 500 == 1);
  }
  return out;
}

TEST(CorrectedIntervals, LastAsLongAsTheyWere) {
  std::vector<double> ms = resting(5000, 4);
  for (std::size_t i = 50; i + 100 < ms.size(); i += 100) {
    ms[i] -= 300;
    ms[i + 1] += 300;
    ms[i + 40] += ms[i + 41];
    ms.erase(ms.begin() + static_cast<std::ptrdiff_t>(i + 41));
  }
  const physio::Intervals before = in_order(ms);
  const CorrectedIntervals after = correct_artefacts(before);
  ASSERT_EQ(after.gaps, 0U);
  const double sum_before = std::accumulate(ms.begin(), ms.end(), 0.0);
  const double sum_after = std::accumulate(after.intervals.ms.begin(), after.intervals.ms.end(), 0.0);
  EXPECT_NEAR(sum_after, sum_before, 1e-6 * sum_before);
  for (std::size_t i = 1; i < after.intervals.size(); ++i) {
    if (after.intervals.follows_gap[i]) continue;
    ASSERT_NEAR(after.intervals.end_s[i] - after.intervals.end_s[i - 1], after.intervals.ms[i] / 1000, kRounding);
  }
}

TEST(CorrectedIntervals, ScaleWithTheIntervals) {
  std::vector<double> ms = resting(1000, 5);
  ms[300] -= 300;
  ms[301] += 300;
  ArtefactOptions options;
  const CorrectedIntervals before = correct_artefacts(in_order(ms), options);
  for (double& one : ms) one *= 2;
  options.least_threshold *= 2;
  const CorrectedIntervals after = correct_artefacts(in_order(ms), options);
  EXPECT_EQ(before.marks, after.marks);
  for (std::size_t i = 0; i < after.intervals.size(); ++i)
    ASSERT_DOUBLE_EQ(after.intervals.ms[i], 2 * before.intervals.ms[i]);
}

TEST(CorrectedIntervals, ComeToAnEndOnWhateverTheyAreGiven) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    parallel::Stream stream({seed}, 1);
    std::vector<double> ms;
    for (int i = 0; i < 300; ++i) ms.push_back(std::exp(7.0 * stream.uniform() + 1.0));
    const CorrectedIntervals out = correct_artefacts(in_order(ms));
    EXPECT_LE(out.iterations, ArtefactOptions{}.iterations);
    EXPECT_EQ(out.marks.size(), out.intervals.size());
    EXPECT_THAT(out.intervals.ms, ::testing::Each(::testing::Gt(0.0)));
    EXPECT_TRUE(std::is_sorted(out.intervals.end_s.begin(), out.intervals.end_s.end()));
  }
}

}  // namespace
}  // namespace attune::heart
