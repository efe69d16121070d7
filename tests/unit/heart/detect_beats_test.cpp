#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "attune/heart/beats.hpp"
#include "expect_error.hpp"
#include "made_ecg.hpp"

namespace attune::heart {
namespace {

constexpr double kWithin = 0.05;  // s, the usual distance at which a beat counts as found
// Of a parabola through three samples of a Gaussian of 11 ms, smoothed with one of 4 ms, 4 ms apart.
constexpr double kPlaced = 5e-4;  // s
const double kGap = std::numeric_limits<double>::quiet_NaN();

TEST(DetectBeats, FindsEveryBeatFinerThanASample) {
  const auto truth = test::made_beats(60);
  const Beats beats = detect_beats(test::made_ecg(truth, {}), {});
  const auto score = test::agreement(truth, beats.times_s, kWithin);
  EXPECT_EQ(score.hits, truth.size());
  EXPECT_EQ(score.found, truth.size());
  EXPECT_LT(score.largest_error, kPlaced);
  EXPECT_EQ(beats.polarity, Polarity::upward);
  EXPECT_THAT(beats.quality, ::testing::Each(::testing::Gt(0.95)));
  EXPECT_THAT(beats.warnings, ::testing::IsEmpty());
}

TEST(DetectBeats, StartsOnTheClockOfTheEvents) {
  const auto truth = test::made_beats(20);
  physio::Channel channel = test::made_ecg(truth, {.seconds = 20});
  channel.start = Seconds(-3);
  const Beats beats = detect_beats(channel, {});
  ASSERT_EQ(beats.size(), truth.size());
  EXPECT_NEAR(beats.times_s.front(), truth.front() - 3, kPlaced);
  EXPECT_EQ(beats.recording_from_s, -3);
  EXPECT_EQ(beats.recording_to_s, 17);
}

TEST(DetectBeats, OfASignalUpsideDownAreTheSameAndSaidToPointDown) {
  const auto truth = test::made_beats(30);
  physio::Channel channel = test::made_ecg(truth, {.seconds = 30});
  const Beats up = detect_beats(channel, {});
  for (double& value : channel.samples) value = -value;
  const Beats down = detect_beats(channel, {});
  EXPECT_EQ(down.polarity, Polarity::downward);
  EXPECT_EQ(down.times_s, up.times_s);
}

TEST(DetectBeats, TakeATWaveThatIsAsHighAsTheRWaveForWhatItIs) {
  const auto truth = test::made_beats(60);
  const Beats beats = detect_beats(test::made_ecg(truth, {.t_wave = 1.2}), {});
  EXPECT_EQ(beats.size(), truth.size());
  EXPECT_EQ(test::agreement(truth, beats.times_s, kWithin).hits, truth.size());
}

TEST(DetectBeats, ArePlacedOnTheOtherSideWhereAnEctopicBeatPointsThere) {
  const auto truth = test::made_beats(60);
  physio::Channel channel = test::made_ecg(truth, {});
  const double ectopic = truth[30];
  const auto from = static_cast<std::size_t>((ectopic - 0.1) * 250),
             to = static_cast<std::size_t>((ectopic + 0.1) * 250);
  for (std::size_t i = from; i < to; ++i) {
    const double away = (static_cast<double>(i) / 250 - ectopic) / 0.02;
    channel.samples[i] = -1.5e-3 * std::exp(-0.5 * away * away);
  }
  const Beats beats = detect_beats(channel, {});
  ASSERT_EQ(beats.size(), truth.size());
  EXPECT_NEAR(beats.times_s[30], ectopic, 0.01);
  EXPECT_LT(beats.quality[30], kPoorBeat);
}

TEST(DetectBeats, OfAFadingSignalAreFoundByGoingBack) {
  const auto truth = test::made_beats(60);
  physio::Channel channel = test::made_ecg(truth, {.drift = 0});
  // From one beat to the next a third of the voltage is left: a ninth of the energy, below the threshold.
  for (std::size_t i = 30 * 250; i < channel.samples.size(); ++i) channel.samples[i] /= 3;
  const Beats beats = detect_beats(channel, {});
  EXPECT_EQ(test::agreement(truth, beats.times_s, kWithin).hits, truth.size());
}

TEST(DetectBeats, AreFoundOnBothSidesOfAChangeOfTheGain) {
  const auto truth = test::made_beats(120);
  for (const double gain : {0.125, 8.0}) {
    physio::Channel channel = test::made_ecg(truth, {.seconds = 120, .noise = 0.02});
    for (std::size_t i = 60 * 250; i < channel.samples.size(); ++i) channel.samples[i] *= gain;
    const auto score = test::agreement(truth, detect_beats(channel, {}).times_s, kWithin);
    EXPECT_EQ(score.hits, truth.size()) << gain;
    EXPECT_LE(score.found, truth.size() + 1) << gain;
  }
}

TEST(DetectBeats, AreHiddenByAnArtefactOnlyWhereItIs) {
  const auto truth = test::made_beats(120);
  for (const double height : {5.0, 1000.0}) {
    physio::Channel channel = test::made_ecg(truth, {.seconds = 120, .noise = 0.02});
    for (const std::size_t second : {30U, 60U, 90U})
      for (std::size_t i = 0; i < 50; ++i)
        channel.samples[second * 250 + i] += 1e-3 * height * std::sin(0.5 * static_cast<double>(i));
    const auto elsewhere = [](std::vector<double> times) {
      std::erase_if(times, [](double t) { return t > 25 && t < 95 && std::abs(std::remainder(t - 30, 30.0)) < 1.2; });
      return times;
    };
    const auto score = test::agreement(elsewhere(truth), elsewhere(detect_beats(channel, {}).times_s), kWithin);
    EXPECT_EQ(score.hits, score.truth) << height;
    EXPECT_EQ(score.found, score.truth) << height;
  }
}

TEST(DetectBeats, DoNotReachOverAGap) {
  const auto truth = test::made_beats(60);
  physio::Channel channel = test::made_ecg(truth, {});
  for (std::size_t i = 20 * 250; i < 25 * 250; ++i) channel.samples[i] = kGap;
  const Beats beats = detect_beats(channel, {});
  const auto after = static_cast<std::size_t>(std::lower_bound(beats.times_s.begin(), beats.times_s.end(), 25.0) -
                                              beats.times_s.begin());
  EXPECT_TRUE(beats.follows_gap[after]);
  EXPECT_EQ(std::count(beats.follows_gap.begin(), beats.follows_gap.end(), true), 2);
  EXPECT_THAT(intervals_of(beats).ms, ::testing::Each(::testing::Lt(1000.0)));
  EXPECT_EQ(intervals_of(beats).size(), beats.size() - 2);
  ASSERT_EQ(beats.stretches.size(), 1U);
  EXPECT_EQ(beats.stretches[0].why, Stretch::Why::missing);
  EXPECT_DOUBLE_EQ(beats.stretches[0].from_s, 20);
  EXPECT_DOUBLE_EQ(beats.stretches[0].to_s, 25);
}

TEST(DetectBeats, AreNoneWhereTheChannelIsFlat) {
  physio::Channel channel = test::made_ecg({}, {.drift = 0});
  for (double& value : channel.samples) value = 0.0021;
  const Beats beats = detect_beats(channel, {});
  EXPECT_EQ(beats.size(), 0U);
  EXPECT_THAT(beats.warnings, ::testing::ElementsAre("ECG: no beat was found"));
  EXPECT_DOUBLE_EQ(quality_of(beats, Seconds(0), Seconds(60)).flat, 1.0);
}

TEST(DetectBeats, BeginWhereTheElectrodesArePutOnLate) {
  const auto truth = test::made_beats(120);
  physio::Channel channel = test::made_ecg(truth, {.seconds = 120, .drift = 0});
  for (std::size_t i = 0; i < 30 * 250; ++i) channel.samples[i] = 0;
  const Beats beats = detect_beats(channel, {});
  const std::vector<double> after(std::lower_bound(truth.begin(), truth.end(), 30.2), truth.end());
  const auto score = test::agreement(after, beats.times_s, kWithin);
  EXPECT_EQ(score.hits, after.size());
  EXPECT_LE(score.found, after.size() + 1);
}

TEST(DetectBeats, OfHumHaveNoQuality) {
  for (const double frequency : {16.7, 50.0, 60.0}) {
    physio::Channel channel = test::made_ecg({}, {.seconds = 120, .drift = 0, .noise = 0.05});
    for (std::size_t i = 0; i < channel.samples.size(); ++i)
      channel.samples[i] += 1e-3 * std::sin(2 * 3.14159265358979 * frequency * static_cast<double>(i) / 250);
    const Beats beats = detect_beats(channel, {});
    EXPECT_GT(quality_of(beats, Seconds(0), Seconds(120)).poor_beats, 0.9) << frequency;
    EXPECT_THAT(beats.warnings, ::testing::Contains(::testing::HasSubstr("hum or a loose electrode"))) << frequency;
  }
}

// The T wave of a fast heart lies half way between its beats.
TEST(DetectBeats, KeepTheirQualityInHumAndWithLargeTWaves) {
  for (const double mean : {0.4, 0.56, 0.85})
    for (const double hum : {0.0, 0.5}) {
      const auto truth = test::made_beats(120, mean, 0.03);
      physio::Channel channel =
          test::made_ecg(truth, {.seconds = 120, .noise = 0.05, .t_wave = mean > 0.5 ? 0.8 : 0.3});
      for (std::size_t i = 0; i < channel.samples.size(); ++i)
        channel.samples[i] += 1e-3 * hum * std::sin(2 * 3.14159265358979 * 50 * static_cast<double>(i) / 250);
      const Beats beats = detect_beats(channel, {});
      EXPECT_EQ(test::agreement(truth, beats.times_s, kWithin).hits, truth.size()) << mean << ' ' << hum;
      EXPECT_THAT(beats.warnings, ::testing::IsEmpty()) << mean << ' ' << hum;
    }
}

TEST(DetectBeats, OfAPulseWaveAreItsSystolicPeaksOnEitherSide) {
  const auto truth = test::made_beats(60);
  physio::Channel channel = test::made_pulse(truth, 64, 60);
  std::vector<double> peaks;
  for (const double beat : truth) peaks.push_back(beat + 0.25);
  DetectOptions options;
  options.method = Method::ppg;
  const Beats up = detect_beats(channel, options);
  for (double& value : channel.samples) value = -value;
  const Beats down = detect_beats(channel, options);
  EXPECT_EQ(up.polarity, Polarity::upward);
  EXPECT_EQ(down.polarity, Polarity::downward);
  const auto score = test::agreement(peaks, up.times_s, kWithin);
  EXPECT_EQ(score.hits, truth.size());
  EXPECT_EQ(score.found, truth.size());
  EXPECT_EQ(down.times_s, up.times_s);
}

TEST(DetectBeats, AStretchThatIsTooShortIsSaid) {
  physio::Channel channel = test::made_ecg(test::made_beats(60), {});
  channel.samples[250] = kGap;
  const Beats beats = detect_beats(channel, {});
  EXPECT_THAT(beats.warnings,
              ::testing::ElementsAre(::testing::HasSubstr("ECG: the 1.000 s without a gap from 0.000 s")));
  EXPECT_GT(beats.times_s.front(), 1.0);
}

TEST(DetectBeats, RefusesWhatHasNoBeatsToFind) {
  physio::Channel channel = test::made_ecg({}, {.rate = 40});
  EXPECT_EQ(test::error_of(Fault::analysis, [&] { detect_beats(channel, {}); }),
            "ECG: sampled at 40 Hz; an electrocardiogram needs at least 50 Hz to find beats");
  channel.sampling_frequency = Hertz(250);
  channel.samples[17] = std::numeric_limits<double>::infinity();
  EXPECT_EQ(test::error_of(Fault::analysis, [&] { detect_beats(channel, {}); }),
            "ECG: sample 17 is infinite; expected a number or a missing value");
  channel.samples.assign(100, kGap);
  EXPECT_EQ(test::error_of(Fault::analysis, [&] { detect_beats(channel, {}); }),
            "ECG: has no sample; expected a signal");
  EXPECT_THAT(test::error_of(Fault::usage, [] { parse_method("pan-tomkins"); }), ::testing::HasSubstr("pan-tompkins"));
}

}  // namespace
}  // namespace attune::heart
