// Wavelet power, inter-trial coherence and phase-locking of trials whose answer is known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "attune/parallel/stream.hpp"
#include "attune/spectrum/time_frequency.hpp"
#include "attune/spectrum/wavelets.hpp"
#include "expect_error.hpp"
#include "made_signals.hpp"

namespace attune::spectrum {
namespace {

using ::testing::HasSubstr;
constexpr double kRate = 200;
constexpr Eigen::Index kSamples = 400;  // -1 to 1 s
constexpr double kPi = std::numbers::pi;

// Trials of two channels: 10 Hz whose phase is `jitter` times a uniform number from -pi to pi, in the second channel
// later by `lag`; and noise.
Signals trials(int count, double jitter, double lag, double noise) {
  eeg::Epochs epochs;
  epochs.source = "made.h5";
  epochs.times = {Hertz(kRate), -200, kSamples};
  epochs.channels = {"C3", "C4"};
  epochs.conditions = {"a"};
  for (int i = 0; i < count; ++i) {
    parallel::Stream stream({11}, static_cast<std::uint64_t>(i));
    eeg::Trial trial;
    trial.condition = "a";
    trial.kept = true;
    epochs.trials.push_back(trial);
    const double phase = jitter * kPi * (2 * stream.uniform() - 1);
    Eigen::MatrixXd data(2, kSamples);
    data.row(0) = test::sine(kSamples, kRate, 10, 1e-6, phase);
    data.row(1) = test::sine(kSamples, kRate, 10, 1e-6, phase - lag);
    for (Eigen::Index k = 0; k < data.size(); ++k) data.data()[k] += 1e-6 * noise * stream.normal();
    epochs.data.push_back(data);
  }
  return signals_of(epochs, {});
}

WaveletOptions options() {
  WaveletOptions out;
  out.frequencies = {8, 10, 12};
  out.cycles = {6};
  out.regions = {parse_region("alpha:10:10:-200:200")};
  out.pairs = {parse_pair("C3/C4")};
  return out;
}

TEST(MorletWavelet, HasNoMeanAndAnEnergyOfTwo) {
  for (const double cycles : {1.5, 3.0, 7.0}) {
    const Eigen::VectorXcd wavelet = morlet_wavelet(Hertz(10), cycles, Hertz(1000));
    EXPECT_NEAR(wavelet.squaredNorm(), 2, 1e-12);
    EXPECT_LT(std::abs(wavelet.sum()), 2e-3) << cycles;  // truncated at 5 SD; the largest element is about 0.1
    EXPECT_TRUE(wavelet.reverse().isApprox(wavelet.conjugate(), 1e-12));
  }
  EXPECT_NEAR(wavelet_sd(Hertz(10), 5).count(), 0.0796, 1e-4);
}

TEST(WaveletTransform, IsTheConvolution) {
  const Eigen::VectorXd x = test::congruential_series(101).transpose();
  const WaveletTransform transform(101, Hertz(100), {7, 20}, {2, 4});
  WaveletTransform::Workspace workspace = transform.workspace();
  transform.run(x, workspace);
  for (const Eigen::Index k : {0, 1}) {
    const Eigen::VectorXcd wavelet = morlet_wavelet(Hertz(k == 0 ? 7 : 20), k == 0 ? 2 : 4, Hertz(100));
    for (Eigen::Index t = 0; t < 101; ++t) {
      std::complex<double> sum = 0;
      for (Eigen::Index s = 0; s < 101; ++s) {
        const Eigen::Index at = t - s + wavelet.size() / 2;
        if (at >= 0 && at < wavelet.size()) sum += x(s) * wavelet(at);
      }
      EXPECT_LT(std::abs(sum - workspace.coefficients(t, k)), 1e-12);
    }
  }
}

TEST(WaveletPower, OfWhiteNoiseIsItsDensity) {
  const Signals noise = trials(300, 1, 0, 20);
  WaveletOptions wanted = options();
  wanted.regions = {parse_region("all:8:12:-500:500")};
  const RegionValue found = time_frequency(noise, wanted)[0].region_power[0][0];
  // 400 uV^2 over 100 Hz, and what is left of the sine: 0.5 uV^2 within some 2 Hz.
  EXPECT_NEAR(found.estimate.value, 4.1, 4 * found.estimate.standard_error);
  EXPECT_LT(found.estimate.standard_error, 0.15);
}

TEST(InterTrialCoherence, IsOneForLockedPhasesAndDebiasedNothingForRandomOnes) {
  const RegionValue locked = time_frequency(trials(30, 0, 0, 0), options())[0].region_coherence[0][0];
  EXPECT_NEAR(locked.estimate.value, 1, 1e-9);
  const TimeFrequency random = time_frequency(trials(200, 1, 0, 0.1), options())[0];
  // 200 phases at random: coherence about 0.89 / sqrt(200) = 0.063, its unbiased square about 0 with an SD of 1 / 200.
  EXPECT_LT(random.region_coherence[0][0].estimate.value, 0.16);
  EXPECT_NEAR(random.region_debiased_coherence[0][0].estimate.value, 0, 0.02);
}

TEST(PhaseLocking, SeesALagOfRandomPhases) {
  const PairPhases lagged = phase_locking(trials(60, 1, kPi / 2, 0.2), options())[0][0];
  EXPECT_GT(lagged.locking[0].estimate.value, 0.95);
  EXPECT_GT(lagged.consistency[0].estimate.value, 0.9);
  EXPECT_GT(lagged.weighted_lag[0].estimate.value, 0.99);
  EXPECT_GT(lagged.debiased_weighted_lag[0].estimate.value, 0.99);
}

TEST(PhaseLocking, WithoutALagIsNoLaggedCoupling) {
  const PairPhases mixed = phase_locking(trials(200, 1, 0, 0.5), options())[0][0];
  EXPECT_GT(mixed.locking[0].estimate.value, 0.9);
  EXPECT_NEAR(mixed.debiased_weighted_lag[0].estimate.value, 0, 0.05);
}

TEST(TimeFrequency, HasNoValueWhereAWaveletReachesBeyondTheTrial) {
  WaveletOptions wanted = options();
  const TimeFrequency cut = time_frequency(trials(6, 0, 0, 1), wanted)[0];
  const auto edge = static_cast<Eigen::Index>(std::ceil(2 * wavelet_sd(Hertz(8), 6).count() * kRate));
  EXPECT_TRUE(cut.power[0].row(0).head(edge).array().isNaN().all());
  EXPECT_TRUE(cut.power[0].row(0).segment(edge, kSamples - 2 * edge).allFinite());
  EXPECT_TRUE(std::isnan(cut.coherence[1](0, kSamples - edge)));
  wanted.keep_edges = true;
  EXPECT_TRUE(time_frequency(trials(6, 0, 0, 1), wanted)[0].power[0].allFinite());
  wanted.keep_edges = false;
  wanted.regions = {parse_region("early:8:8:-1000:-900")};
  EXPECT_THAT(time_frequency(trials(6, 0, 0, 1), wanted)[0].region_power[0][0].reason, HasSubstr("beyond the trial"));
}

TEST(TimeFrequency, BaselinesAreWhatTheySay) {
  WaveletOptions wanted = options();
  wanted.baseline = eeg::Span{Milliseconds(-500), Milliseconds(-200)};
  const Signals signals = trials(20, 1, 0, 1);
  const Eigen::MatrixXd plain = time_frequency(signals, wanted)[0].power[0];
  const Eigen::RowVectorXd row = plain.row(1), before = row.segment(100, 60);
  const auto with = [&](const char* mode) {
    wanted.mode = baseline_mode_of(mode);
    return time_frequency(signals, wanted)[0].power[0](1, 250);
  };
  const double mean = before.mean(), value = row(250);
  const double sd = std::sqrt((before.array() - mean).square().sum() / 59);
  EXPECT_NEAR(with("ratio"), value / mean, 1e-9);
  EXPECT_NEAR(with("db"), 10 * std::log10(value / mean), 1e-9);
  EXPECT_NEAR(with("percent"), 100 * (value / mean - 1), 1e-7);
  EXPECT_NEAR(with("zscore"), (value - mean) / sd, 1e-6);
  wanted.baseline.reset();
  EXPECT_THAT(test::error_of(Fault::usage, [&] { time_frequency(signals, wanted); }), HasSubstr("needs a baseline"));
}

TEST(TimeFrequency, HasTheSameBitsForAnyNumberOfThreads) {
  const Signals signals = trials(30, 1, 1, 1);
  WaveletOptions wanted = options();
  wanted.threads = {1};
  const TimeFrequency one = time_frequency(signals, wanted)[0];
  const double phase = phase_locking(signals, wanted)[0][0].locking[0].estimate.standard_error;
  wanted.threads = {3};
  wanted.keep_edges = true;
  const TimeFrequency three = time_frequency(signals, wanted)[0];
  EXPECT_EQ(one.power[1].col(200), three.power[1].col(200));
  EXPECT_EQ(one.region_coherence[1][0].estimate.standard_error, three.region_coherence[1][0].estimate.standard_error);
  EXPECT_EQ(phase, phase_locking(signals, wanted)[0][0].locking[0].estimate.standard_error);
}

TEST(WaveletRequests, ThatCannotBeMetAreRefused) {
  EXPECT_EQ(parse_frequencies("4:6:0.5"), (std::vector<double>{4, 4.5, 5, 5.5, 6}));
  EXPECT_EQ(parse_frequencies("6,10,20"), (std::vector<double>{6, 10, 20}));
  for (const char* text : {"", "10,6", "4:6", "6:4:1", "4:6:0", "a", "0", "1:2000:1"})
    EXPECT_EQ(test::error_of(Fault::usage, [&] { parse_frequencies(text); }).substr(0, 11), "frequencies") << text;
  for (const char* text : {"a", "a:1:2:3", "a:2:1:0:100", "a:1:2:100:100", ":1:2:0:100", "a:1:2:0:x", "a:1:2:0:1:2"})
    EXPECT_THAT(test::error_of(Fault::usage, [&] { parse_region(text); }), HasSubstr("NAME:LOW:HIGH:FROM:TO")) << text;
  WaveletOptions wanted = options();
  wanted.frequencies = {50, 100};
  EXPECT_THAT(test::error_of(Fault::usage, [&] { time_frequency(trials(5, 0, 0, 1), wanted); }),
              HasSubstr("below half"));
  wanted = options();
  wanted.regions = {parse_region("late:8:12:500:1500")};
  EXPECT_THAT(test::error_of(Fault::usage, [&] { time_frequency(trials(5, 0, 0, 1), wanted); }),
              HasSubstr("-1000 to 1000 ms"));
  EXPECT_THAT(
      test::error_of(Fault::input,
                     [&] { time_frequency(test::made_signals(Eigen::MatrixXd::Ones(1, 500), 100), options()); }),
      HasSubstr("continuous"));
}

}  // namespace
}  // namespace attune::spectrum
