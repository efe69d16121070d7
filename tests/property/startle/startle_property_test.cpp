#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "attune/startle/measures.hpp"
#include "made_startle.hpp"

namespace attune::startle {
namespace {

std::vector<Trial> scored(const physio::Recording& recording, const FilterOptions& filter = {}) {
  ScoreOptions options;
  options.conditions = {"burst", "none"};
  return score(recording, recording.channels[0], envelope_of(recording.channels[0], filter), options);
}

// The short form of LongStartleCalibration.NoiseAloneSeldomAnswers: 600 trials, of which 1.2 % answer there.
TEST(Startle, NoiseAloneSeldomAnswers) {
  double alarms = 0, quiet = 0;
  for (std::uint64_t item = 0; item < 20; ++item)
    for (const Trial& trial : scored(test::made_startle({.size_uv = 0, .item = item}))) {
      ++quiet;
      alarms += trial.response;
    }
  EXPECT_EQ(quiet, 600);
  EXPECT_LT(alarms / quiet, 0.03);
}

/// A tone of 120 Hz that is on from `onset` to `onset + 60` ms after each of ten probes; nothing else but a trace of
/// it.
physio::Recording tones(double onset_ms, double rate) {
  physio::Recording out;
  out.path = "emg.tsv";
  physio::Channel emg{"EMG", physio::Kind::emg, "V", Hertz(rate), Seconds(0), {}};
  for (int i = 0; i < static_cast<int>(22 * rate); ++i) {
    const double t = i / rate, after = 1e3 * std::fmod(t + 1, 2.0) - onset_ms;
    const double size = t > 0.5 && after >= 0 && after < 60 ? 1 : 0.001;
    emg.samples.push_back(50e-6 * size * std::sin(2 * std::numbers::pi * 120 * t));
  }
  out.channels.push_back(std::move(emg));
  for (int probe = 0; probe < 10; ++probe) out.events.push_back({Seconds(1 + 2 * probe), Seconds(0), "burst"});
  out.events.push_back({Seconds(21.9), Seconds(0), "none"});  // cut short by the end
  return out;
}

// A tone has its first rectified crest 2 ms after it starts, and half the height of a curve with ripple is uncertain by
// about as much.
constexpr double kOnset = 2.5;  // ms

TEST(Startle, OnsetsOfTonesAreNotShifted) {
  for (const double rate : {1000.0, 2000.0, 5000.0})
    for (const double onset : {25.0, 40.0, 60.0}) {
      const std::vector<Trial> trials = scored(tones(onset, rate));
      for (std::size_t i = 0; i < 10; ++i) {
        ASSERT_TRUE(trials[i].response) << rate << " " << onset << " " << trials[i].excluded;
        EXPECT_NEAR(trials[i].onset_ms, onset, kOnset) << rate;
      }
      EXPECT_EQ(trials[10].excluded, "missing samples");
    }
}

TEST(Startle, IsTheSameForAnyNumberOfThreads) {
  const physio::Recording made = test::made_startle({});
  FilterOptions one, three;
  one.threads = {1};
  three.threads = {3};
  EXPECT_EQ(envelope_of(made.channels[0], one).volts, envelope_of(made.channels[0], three).volts);
}

TEST(Startle, LineHumDoesNotMoveTheScoresWhereItIsTakenOut) {
  const physio::Recording clean = test::made_startle({.size_uv = 30});
  physio::Recording hum = clean;
  std::vector<double>& samples = hum.channels[0].samples;
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] += 20e-6 * std::sin(2 * std::numbers::pi * 50 * static_cast<double>(i) / 1000);
  FilterOptions notch;
  notch.line = Hertz(50);
  const std::vector<Trial> expected = scored(clean), found = scored(hum, notch), spoilt = scored(hum);
  double off = 0, spoilt_by = 0, height = 0;
  for (std::size_t i = 0; i < expected.size(); i += 2) {
    off += std::abs(found[i].magnitude_uv - expected[i].magnitude_uv);
    spoilt_by += std::abs((spoilt[i].excluded.empty() ? spoilt[i].magnitude_uv : 0) - expected[i].magnitude_uv);
    height += expected[i].magnitude_uv;
  }
  // The notch takes the 2 Hz around 50 Hz out of the burst as well.
  EXPECT_LT(off, 0.1 * height);
  EXPECT_LT(2 * off, spoilt_by);
}

}  // namespace
}  // namespace attune::startle
