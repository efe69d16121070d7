// EEGLAB's tutorial recording: Welch and Morlet power that MNE 1.3.0 gives, reference/eeg/mne_eeglab_data.json.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "attune/preprocess/cleaned_epochs.hpp"
#include "attune/spectrum/measure.hpp"
#include "attune/spectrum/time_frequency.hpp"
#include "shared_data.hpp"

namespace attune::spectrum {
namespace {

constexpr double kRelative = 1e-9;
constexpr const char* kRecording = "data/eeg-physio/eeg/eeglab/eeglab_data.set";

nlohmann::json reference(const std::filesystem::path& path) {
  std::ifstream file(path);
  return nlohmann::json::parse(file);
}

TEST(MneEeglabData, WelchPowerIsTheSame) {
  ATTUNE_NEED_SHARED(recording, kRecording);
  ATTUNE_NEED_SHARED(numbers, "reference/eeg/mne_eeglab_data.json");
  const nlohmann::json welch = reference(numbers).at("welch");
  PowerOptions options;
  options.taper = signal::Taper::hamming;
  options.window = Seconds(2);
  eeg::Recording raw = eeg::read_recording(recording);
  raw.boundaries.clear();
  const Signals signals = signals_of(std::move(raw), {{"Pz", "O1", "O2"}, {}, ""});
  const Power found = power(signals, options)[0];
  for (Eigen::Index c = 0; c < 3; ++c) {
    const std::string& channel = signals.channels[static_cast<std::size_t>(c)];
    EXPECT_EQ(found.frequencies(20), 10);
    EXPECT_NEAR(1e12 * found.density(c, 20) / welch.at("psd_10Hz").at(channel).get<double>(), 1, kRelative) << channel;
    EXPECT_NEAR(1e12 * found.density.row(c).segment(16, 11).mean() / welch.at("mean_8_13").at(channel).get<double>(), 1,
                kRelative)
        << channel;
  }
}

// A strong alpha rhythm must not be all that there is: the line is fitted beside it.
TEST(EeglabData, HasAnAlphaPeakAboveALineAtEveryOccipitalChannel) {
  ATTUNE_NEED_SHARED(recording, kRecording);
  const Signals signals = signals_of(eeg::read_recording(recording), {{"Pz", "O1", "O2", "P7", "P8"}, {}, ""});
  MeasureOptions options;
  options.kinds = {Kind::peak_frequency, Kind::exponent};
  options.bands = {parse_band("alpha:8:13")};
  for (const Row& row : measure(signals, power(signals, {}), options)) {
    EXPECT_EQ(row.measure.excluded, "") << row.measure.site;
    const bool peak = row.measure.measure == "alpha.peak_frequency";
    EXPECT_GT(row.measure.value, peak ? 9 : 0.5) << row.measure.site;
    EXPECT_LT(row.measure.value, peak ? 10.5 : 2.5) << row.measure.site;
  }
}

TEST(MneEeglabData, MorletPowerIsTheSame) {
  ATTUNE_NEED_SHARED(recording, kRecording);
  ATTUNE_NEED_SHARED(numbers, "reference/eeg/mne_eeglab_data.json");
  const nlohmann::json morlet = reference(numbers).at("morlet_avg_power_Pz_uV2");
  preprocess::EpochRequest request;
  request.recording = recording;
  request.events = {"square"};
  request.rounding = "truncate";
  request.steps = {"filter:highpass=0.1,lowpass=30"};
  request.baseline = "-195.3125,7.8125";  // MNE: the samples of -0.2 <= t <= 0
  request.epoching.from = Milliseconds(-200);
  request.epoching.to = Milliseconds(800);
  WaveletOptions options;
  options.frequencies = morlet.at("freqs").get<std::vector<double>>();
  options.cycles = morlet.at("n_cycles").get<std::vector<double>>();
  const Signals signals = signals_of(preprocess::clean_and_cut(request).epochs, {{"Pz"}, {}, {}, {}});
  const TimeFrequency found = time_frequency(signals, options)[0];
  ASSERT_EQ(found.trials, 80);
  const std::vector<double> times = morlet.at("times_s");
  for (std::size_t k = 0; k < options.frequencies.size(); ++k)
    for (std::size_t i = 0; i < times.size(); ++i) {
      const Eigen::Index column = eeg::nearest_sample(times[i] * 128) - signals.times.first;
      // A density times the sampling frequency is MNE's power.
      EXPECT_NEAR(
          128 * found.power[0](static_cast<Eigen::Index>(k), column) / morlet.at("power").at(k).at(i).get<double>(), 1,
          kRelative)
          << options.frequencies[k] << " Hz at " << times[i] << " s";
    }
}

}  // namespace
}  // namespace attune::spectrum
