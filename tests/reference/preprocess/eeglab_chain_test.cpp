// The whole chain on EEGLAB's tutorial recording against MNE 1.3.0 (reference/eeg/mne_eeglab_data.json): filter of 0.1
// to 30 Hz, events cut off to whole samples as that version does, baseline up to and with 0 ms.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "attune/eeg/evoked.hpp"
#include "attune/preprocess/cleaned_epochs.hpp"
#include "shared_data.hpp"

namespace attune::preprocess {
namespace {

constexpr double kRelative = 1e-9;  // of the largest value; both compute in double precision
constexpr double kMicrovolts = 1e6;

struct Chain {
  nlohmann::json reference;
  CleanedEpochs cleaned;
};

Chain run_chain(const std::filesystem::path& recording, const std::filesystem::path& reference) {
  EpochRequest request;
  request.recording = recording;
  request.events = {"square"};
  // -0.2 <= t <= 0 are the samples from -195.3125 ms up to and with 0.
  request.baseline = "-195.3125,7.8125";
  request.steps = {"filter:highpass=0.1,lowpass=30"};
  request.rounding = EventRounding::truncate;
  std::ifstream file(reference);
  return {nlohmann::json::parse(file), clean_and_cut(request)};
}

Eigen::Index row_of(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) - names.begin();
}

TEST(EeglabChain, FilteredSamplesAreThoseOfMne) {
  ATTUNE_NEED_SHARED(recording, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  ATTUNE_NEED_SHARED(reference, "reference/eeg/mne_eeglab_data.json");
  const Chain chain = run_chain(recording, reference);
  const eeg::Recording& cleaned = chain.cleaned.prepared.recording;
  for (const auto& [channel, expected] : chain.reference.at("filtered_0.1_30").items()) {
    Eigen::Index row = 0;
    while (cleaned.channels[static_cast<std::size_t>(row)].name != channel) ++row;
    const double rms = expected.at("rms").get<double>();
    const auto samples = expected.at("samples").get<std::vector<Eigen::Index>>();
    const auto values = expected.at("value").get<std::vector<double>>();
    for (std::size_t i = 0; i < samples.size(); ++i)
      EXPECT_NEAR(cleaned.data(row, samples[i]), values[i], kRelative * rms) << channel << " " << samples[i];
    EXPECT_NEAR(std::sqrt(cleaned.data.row(row).squaredNorm() / static_cast<double>(cleaned.data.cols())), rms,
                kRelative * rms);
  }
}

TEST(EeglabChain, TheAverageIsThatOfMne) {
  ATTUNE_NEED_SHARED(recording, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  ATTUNE_NEED_SHARED(reference, "reference/eeg/mne_eeglab_data.json");
  const Chain chain = run_chain(recording, reference);
  const auto& expected = chain.reference.at("erp_square_filtered_Pz");
  const eeg::Evoked average = eeg::average(chain.cleaned.epochs).front();
  EXPECT_EQ(average.trials, expected.at("n").get<std::int64_t>());
  const auto waveform = expected.at("waveform_uV").get<std::vector<double>>();
  ASSERT_EQ(static_cast<std::size_t>(average.average.cols()), waveform.size());
  const Eigen::Index row = row_of(average.channels, "Pz");
  for (std::size_t i = 0; i < waveform.size(); ++i)
    EXPECT_NEAR(kMicrovolts * average.average(row, static_cast<Eigen::Index>(i)), waveform[i],
                kRelative * expected.at("peak_uV").get<double>());
}

}  // namespace
}  // namespace attune::preprocess
