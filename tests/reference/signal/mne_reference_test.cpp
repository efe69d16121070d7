#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "attune/eeg/epochs.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/signal/apply_fir.hpp"
#include "shared_data.hpp"

namespace attune::signal {
namespace {

// Coefficients are sums of a few rounded terms; the filter's largest is about 1.
constexpr double kTapTolerance = 1e-12;
// Two transforms of different lengths, relative to the channel's root mean square.
constexpr double kSampleTolerance = 1e-9;

nlohmann::json reference() {
  const std::filesystem::path path = test::shared_folder() / "reference/eeg/mne_eeglab_data.json";
  std::ifstream file(path);
  return nlohmann::json::parse(file);
}

std::optional<Hertz> hertz(const nlohmann::json& value) {
  return value.is_null() ? std::nullopt : std::optional(Hertz(value.get<double>()));
}

Fir designed(const nlohmann::json& design) {
  FirOptions options;
  options.highpass = hertz(design["l_freq"]);
  options.lowpass = hertz(design["h_freq"]);
  return design_fir(options, Hertz(design["sfreq"].get<double>()));
}

eeg::Recording filtered_recording(const std::filesystem::path& set) {
  eeg::Recording recording = eeg::read_recording(set);
  FirOptions options;
  options.highpass = Hertz(0.1);
  options.lowpass = Hertz(30);
  const Fir fir = design_fir(options, recording.sampling_frequency);
  const std::vector<Segment> segments = segments_between(recording.boundaries, recording.data.cols());
  EXPECT_EQ(segments.size(), 1u);
  EXPECT_TRUE(filter_rows(fir, {}, recording.data, segments, {}).empty());
  return recording;
}

Eigen::Index row_of(const eeg::Recording& recording, const std::string& name) {
  for (std::size_t i = 0; i < recording.channels.size(); ++i)
    if (recording.channels[i].name == name) return static_cast<Eigen::Index>(i);
  ADD_FAILURE() << "no channel " << name;
  return 0;
}

TEST(MneReference, EveryDesignHasItsLengthAndCoefficients) {
  ATTUNE_NEED_SHARED(path, "reference/eeg/mne_eeglab_data.json");
  const nlohmann::json designs = reference()["fir_designs"];
  ASSERT_EQ(designs.size(), 7u);
  for (const nlohmann::json& design : designs) {
    const Fir fir = designed(design);
    ASSERT_EQ(fir.taps.size(), design["n_taps"].get<Eigen::Index>()) << design;
    for (std::size_t k = 0; k < design["first"].size(); ++k)
      EXPECT_NEAR(fir.taps(static_cast<Eigen::Index>(k)), design["first"][k].get<double>(), kTapTolerance);
    EXPECT_NEAR(fir.taps(fir.taps.size() / 2), design["center"].get<double>(), kTapTolerance);
    EXPECT_NEAR(fir.taps.sum(), design["sum"].get<double>(), kTapTolerance);
    EXPECT_NEAR(fir.taps.cwiseAbs().sum(), design["sum_abs"].get<double>(), kTapTolerance * 10);
    EXPECT_NEAR(fir.taps.squaredNorm(), design["sum_sq"].get<double>(), kTapTolerance);
  }
}

TEST(MneReference, FilteredSamplesOfARealRecordingAgree) {
  ATTUNE_NEED_SHARED(set, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  const eeg::Recording recording = filtered_recording(set);
  const nlohmann::json expected = reference()["filtered_0.1_30"];
  for (const auto& [name, channel] : expected.items()) {
    const Eigen::VectorXd values = recording.data.row(row_of(recording, name));
    const double rms = std::sqrt(values.squaredNorm() / static_cast<double>(values.size()));
    EXPECT_NEAR(rms / channel["rms"].get<double>(), 1.0, kSampleTolerance) << name;
    for (std::size_t k = 0; k < channel["samples"].size(); ++k)
      EXPECT_NEAR(values(channel["samples"][k].get<Eigen::Index>()), channel["value"][k].get<double>(),
                  kSampleTolerance * rms)
          << name << " at sample " << channel["samples"][k];
  }
}

TEST(MneReference, TheAverageOfTheFilteredRecordingAgrees) {
  ATTUNE_NEED_SHARED(set, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  eeg::Recording recording = filtered_recording(set);
  // The reference truncates the events' positions.
  for (eeg::Event& event : recording.events) event.sample = std::floor(event.sample);
  eeg::EpochOptions options;
  options.conditions = eeg::conditions_of_types(std::vector<std::string>{"square"});
  options.from = Milliseconds(-203.125);
  options.to = Milliseconds(796.875);
  options.baseline = eeg::Span{Milliseconds(-195.3125), Milliseconds(7.8125)};  // -0.2 <= t <= 0, both included
  const std::vector<eeg::Evoked> evoked = eeg::average(eeg::epoch(recording, options));
  const nlohmann::json expected = reference()["erp_square_filtered_Pz"];
  ASSERT_EQ(evoked.size(), 1u);
  EXPECT_EQ(evoked[0].trials, expected["n"].get<int>());
  const Eigen::VectorXd pz = 1e6 * evoked[0].average.row(row_of(recording, "Pz")).transpose();
  ASSERT_EQ(static_cast<std::size_t>(pz.size()), expected["waveform_uV"].size());
  for (Eigen::Index t = 0; t < pz.size(); ++t)
    EXPECT_NEAR(pz(t), expected["waveform_uV"][static_cast<std::size_t>(t)].get<double>(),
                kSampleTolerance * expected["peak_uV"].get<double>());
}

}  // namespace
}  // namespace attune::signal
