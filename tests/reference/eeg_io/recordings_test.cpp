#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "attune/eeg/channels_table.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/table/delimited.hpp"
#include "expect_refused.hpp"
#include "shared_data.hpp"

namespace attune::eeg {
namespace {

using test::expect_refused;

// Relative to the sum of magnitudes: some 10^6 doubles in another order, and sums that are printed to 12 digits.
constexpr double kSumRounding = 1e-11;

std::map<std::string, std::size_t> counts(const Recording& recording) {
  std::map<std::string, std::size_t> out;
  for (const Event& event : recording.events) ++out[event.type];
  return out;
}

TEST(EeglabData, HasTheChannelsSamplesAndEventsOfMne) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  ATTUNE_NEED_SHARED(reference, "reference/eeg/mne_eeglab_data.json");
  const nlohmann::json raw = nlohmann::json::parse(std::ifstream(reference)).at("raw");
  const Recording recording = read_recording(path);
  std::vector<std::string> names;
  for (const Channel& channel : recording.channels) names.push_back(channel.name);
  EXPECT_EQ(names, raw.at("ch_names").get<std::vector<std::string>>());
  EXPECT_EQ(recording.sampling_frequency.value(), raw.at("sfreq").get<double>());
  EXPECT_EQ(recording.data.cols(), raw.at("n_times").get<Eigen::Index>());
  EXPECT_EQ(recording.events.size(), raw.at("n_annotations").get<std::size_t>());
}

// Sum and corners computed with numpy on the .fdt, latencies with scipy.io.loadmat on the .set.
TEST(EeglabData, HasTheNumbersOfNumpyAndScipy) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  const Recording recording = read_recording(path);
  EXPECT_NEAR(recording.data.sum(), 7.63867703611, recording.data.cwiseAbs().sum() * kSumRounding);
  EXPECT_FLOAT_EQ(static_cast<float>(recording.data(0, 0)), -3.57974854e-05f);
  EXPECT_FLOAT_EQ(static_cast<float>(recording.data(31, 30503)), 1.28716125e-05f);
  EXPECT_EQ(recording.events[1].sample, 217.00874999999996);
  EXPECT_EQ(recording.events[2].sample, 266.5481362500059);
  EXPECT_THAT(recording.events[0].fields, ::testing::Contains(std::pair<std::string, std::string>("position", "2")));
  EXPECT_EQ(counts(recording), (std::map<std::string, std::size_t>{{"rt", 74}, {"square", 80}}));
}

TEST(EeglabData, InHdf5IsTheSameRecording) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  ATTUNE_NEED_SHARED(hdf5, "data/eeg-physio/eeg/eeglab/test_raw_h5.set");
  const Recording a = read_recording(path), b = read_recording(hdf5);
  EXPECT_EQ(b.format, "EEGLAB (MAT v7.3)");
  EXPECT_EQ(a.data, b.data);
  ASSERT_EQ(a.events.size(), b.events.size());
  for (std::size_t e = 0; e < a.events.size(); ++e) {
    EXPECT_EQ(a.events[e].sample, b.events[e].sample);
    EXPECT_EQ(a.events[e].type, b.events[e].type);
  }
  EXPECT_EQ(b.channels[21].name, "E22") << "this file holds no channel names";
}

struct Expected {
  const char* file;
  std::size_t channels;
  Eigen::Index samples, trials;
  double rate, sum;  ///< volts; of all samples, by numpy
  std::size_t events;
};

class OtherSets : public ::testing::TestWithParam<Expected> {};

TEST_P(OtherSets, AreReadAsScipyAndH5pyReadThem) {
  ATTUNE_NEED_SHARED(path, std::filesystem::path("data/eeg-physio/eeg") / GetParam().file);
  const Recording recording = read_recording(path);
  EXPECT_EQ(recording.channels.size(), GetParam().channels);
  EXPECT_EQ(recording.data.cols(), GetParam().samples);
  EXPECT_EQ(recording.trials ? recording.trials->count : 1, GetParam().trials);
  EXPECT_EQ(recording.sampling_frequency.value(), GetParam().rate);
  EXPECT_NEAR(recording.data.sum(), GetParam().sum, recording.data.cwiseAbs().sum() * kSumRounding);
  EXPECT_EQ(recording.events.size(), GetParam().events);
}

INSTANTIATE_TEST_SUITE_P(
    Files, OtherSets,
    ::testing::Values(Expected{"eeglab/eeglab_data_epochs_ica.set", 32, 30720, 80, 128.0, 2.12575281146, 157},
                      Expected{"eeglab/eeglab_hdf5.set", 64, 2560, 5, 1024.0, -2.38038301467896e-08, 5},
                      Expected{"eeglab/test_epochs.set", 2, 32, 4, 50.0, -0.000474026748776, 7},
                      Expected{"eeglab/test_raw_2021.set", 3, 1281, 1, 128.0, 0.0925172527887, 6},
                      Expected{"eeglab/test_raw_event_duration.set", 1, 513, 1, 128.0, 0.0115374109992, 3},
                      // 13 events in the file, one of them the boundary that opens it.
                      Expected{"encodings/bv_export_bv_txt_bin_multi.set", 34, 4722, 1, 512.0, 0.00125868275333, 12}));

class Encodings : public ::testing::TestWithParam<std::pair<const char*, double>> {};

// The MANIFEST: one recording, exported in many encodings, the same numbers. The tolerance is half a step of the
// encoding in volts, and the rounding of the float that the others are compared with.
TEST_P(Encodings, OfOneRecordingAgreeWithTheEeglabExport) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/eeg/encodings");
  const Recording set = read_recording(folder / "bv_export_bv_txt_bin_multi.set");
  const Recording other = read_recording(folder / GetParam().first);
  ASSERT_EQ(other.data.rows(), set.data.rows());
  ASSERT_EQ(other.data.cols(), set.data.cols());
  const Eigen::ArrayXXd allowed = GetParam().second + set.data.array().abs() * 6.0e-8;
  EXPECT_TRUE(((other.data - set.data).array().abs() <= allowed).all())
      << (other.data - set.data).cwiseAbs().maxCoeff();
  EXPECT_EQ(other.sampling_frequency.value(), set.sampling_frequency.value());
  ASSERT_EQ(other.events.size(), set.events.size());
  for (std::size_t e = 0; e < set.events.size(); ++e) {
    EXPECT_EQ(other.events[e].sample, set.events[e].sample);
    EXPECT_EQ(other.events[e].type, set.events[e].type);
  }
  for (std::size_t c = 0; c < set.channels.size(); ++c) EXPECT_EQ(other.channels[c].name, set.channels[c].name);
}

INSTANTIATE_TEST_SUITE_P(BrainVision, Encodings,
                         ::testing::Values(std::pair{"bv_export_bv_txt_bin_multi.vhdr", 0.0},
                                           std::pair{"bv_export_bv_txt_bin_multi_16bit.vhdr", 0.35450548e-6 / 2},
                                           std::pair{"bv_export_bv_txt_bin_multi_32bit.vhdr", 5.4091593e-12 / 2},
                                           std::pair{"bv_export_bv_txt_txt_vector.vhdr", 0.0005e-6}));

TEST(BrainVisionFiles, OfTheVendorReadOrNameTheirDefect) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/eeg/brainvision");
  const Recording recorder = read_recording(folder / "test.vhdr");
  EXPECT_EQ(recorder.data.cols(), 7900);
  EXPECT_EQ(recorder.events.size(), 13U);
  EXPECT_DOUBLE_EQ(recorder.data(0, 0), -47 * 0.5e-6);
  EXPECT_EQ(recorder.channels[31].unit, "C");
  const Recording units = read_recording(folder / "test_units.vhdr");
  EXPECT_TRUE(units.data.topRows(4).isApprox(recorder.data.topRows(4), 1e-15)) << "nV, mV, V and uV are the same";
  const Recording analyzer = read_recording(folder / "testbva.vhdr");
  EXPECT_EQ(analyzer.sampling_frequency.value(), 200.0);
  EXPECT_EQ(counts(analyzer)["S  4"], 12U);
  const Recording second = read_recording(folder / "testv2.vhdr");
  EXPECT_THAT(second.warnings, ::testing::ElementsAre(::testing::HasSubstr("3 of 15 events lie outside")));
  expect_refused(Fault::input, {"Analyzer_nV_Export.eeg", "holds 2 samples", "DataPoints is 64"},
                 [&] { read_recording(folder / "Analyzer_nV_Export.vhdr"); });
}

TEST(BidsP300, HasTheEventsOfItsDescriptionAndAnImpossibleUnit) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/eeg/bids-p300/sub-01/ses-01/eeg");
  Recording recording = read_recording(folder / "sub-01_ses-01_task-p300_run-01_eeg.vhdr");
  EXPECT_EQ(counts(recording), (std::map<std::string, std::size_t>{{"S  1", 231}, {"S  2", 70}}));
  EXPECT_THAT(recording.warnings, ::testing::ElementsAre(::testing::HasSubstr("check the unit")));
  apply_channels_table(recording, read_table(folder / "sub-01_ses-01_task-p300_run-01_channels.tsv"));
  EXPECT_EQ(recording.channels[0].type, "EEG");
  EXPECT_EQ(recording.warnings.size(), 1U) << "every channel has its row";
}

}  // namespace
}  // namespace attune::eeg
