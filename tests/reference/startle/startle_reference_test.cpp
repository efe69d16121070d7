// The chain in scipy 1.10, of the EMG below at fs = 1000 and 2000 Hz:
//   y = sosfiltfilt(butter(4, [28, min(500, 0.45 * fs)], 'band', fs=fs, output='sos'), x)
//   e = sosfiltfilt(butter(2, 40, fs=fs, output='sos'), abs(y))
// and by numpy: mean (and SD, ddof 1) of e from -50 to 0 ms, largest value from 20 to 150 ms, half of it above that
// mean followed back from there, linear between samples; T = 50 + 10 (m - mean(m)) / std(m, ddof=1).
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

#include "attune/startle/measures.hpp"

namespace attune::startle {
namespace {

// Filters in another order of additions, over 3000 samples, and numbers printed to 10 digits.
constexpr double kSame = 1e-6;  // uV, ms

double bump(double t, double at) { return std::exp(-std::pow((t - at) / 0.012, 2)); }

double emg(double t) {
  constexpr double kTurn = 2 * std::numbers::pi;
  const double size = 1 + 15 * bump(t, 0.56) + 6 * bump(t, 1.575) + 0.2 * bump(t, 2.56);
  const double muscle =
      1e-6 * (3 * std::sin(kTurn * 63 * t) + 2 * std::sin(kTurn * 147 * t + 1) + 1.5 * std::sin(kTurn * 211 * t + 2));
  return muscle * size + 1e-4 * std::sin(kTurn * 0.7 * t) + 2e-4;
}

physio::Recording recording(double rate) {
  physio::Recording out;
  out.path = "emg.tsv";
  physio::Channel channel{"EMG", physio::Kind::emg, "V", Hertz(rate), Seconds(0), {}};
  for (int i = 0; i < static_cast<int>(3 * rate); ++i) channel.samples.push_back(emg(i / rate));
  out.channels.push_back(std::move(channel));
  for (const double onset : {0.5, 1.5, 2.5}) out.events.push_back({Seconds(onset), Seconds(0), "probe"});
  return out;
}

struct Expected {
  double rate;
  std::array<double, 5> envelope;  // at 0.2, 0.5, 0.56, 1.6 and 2.9 s
  std::array<double, 3> baseline, magnitude, onset, peak, t_score;
};

void expect_chain(const Expected& expected) {
  const physio::Recording made = recording(expected.rate);
  const Envelope envelope = envelope_of(made.channels[0], {});
  constexpr std::array<double, 5> kTimes{0.2, 0.5, 0.56, 1.6, 2.9};
  for (std::size_t i = 0; i < kTimes.size(); ++i)
    EXPECT_NEAR(1e6 * envelope.volts[static_cast<std::size_t>(std::lround(kTimes[i] * expected.rate))],
                expected.envelope[i], kSame);
  ScoreOptions options;
  options.conditions = {"probe"};
  const std::vector<Trial> trials = score(made, made.channels[0], envelope, options);
  ASSERT_EQ(trials.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(trials[i].response);
    EXPECT_NEAR(trials[i].baseline_uv, expected.baseline[i], kSame);
    EXPECT_NEAR(trials[i].magnitude_uv, expected.magnitude[i], kSame);
    EXPECT_NEAR(trials[i].onset_ms, expected.onset[i], kSame);
    EXPECT_NEAR(trials[i].peak_ms, expected.peak[i], kSame);
    EXPECT_NEAR(trials[i].t_score, expected.t_score[i], kSame);
  }
}

TEST(StartleChain, IsScipysAt1000Hz) {
  expect_chain({1000,
                {2.345830849, 2.225578999, 33.87168887, 2.214231662, 2.139421063},
                {2.275350510385727, 2.2752573923480486, 2.2753183051088217},
                {32.00782541277749, 13.24846817111566, 0.4577350787985761},
                {48.851045666493675, 64.3808215298316, 45.54733824089574},
                {59, 75, 58},
                {60.56775003, 48.74626077, 40.6859892}});
}

TEST(StartleChain, IsScipysAt2000Hz) {
  expect_chain({2000,
                {2.305026751, 2.275588902, 34.43985212, 2.204121671, 2.157029965},
                {2.2870203440885843, 2.287717136445675, 2.287690853666217},
                {32.54852473868518, 13.354648109360452, 0.48224058583391294},
                {49.06661554476843, 64.29663837540889, 51.37111907764602},
                {59, 74.5, 58.5},
                {60.58876035, 48.69418042, 40.71705922}});
}

}  // namespace
}  // namespace attune::startle
