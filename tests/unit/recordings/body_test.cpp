#include "attune/recordings/body.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "edf_file.hpp"
#include "expect_error.hpp"
#include "shared_data.hpp"
#include "temporary_folder.hpp"

namespace attune::recordings {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr double kDigital = 1e-12;  // of volts: rounding of a linear conversion

/// Two records of a second: an EEG at 4 Hz, an ECG at 8 Hz and an odd channel at 4 Hz.
test::EdfFile made() {
  test::EdfFile file;
  file.signals.resize(3);
  file.signals[0].label = "EEG Fz";
  file.signals[0].samples = {0, 1, 2, 3, 4, 5, 6, 7};
  file.signals[1].label = "ECG";
  file.signals[1].samples = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150};
  file.signals[2].label = "EXG1";
  file.signals[2].samples = {7, 6, 5, 4, 3, 2, 1, 0};
  return file;
}

std::filesystem::path write(const test::TemporaryFolder& folder, const test::EdfFile& file) {
  test::write_bytes(folder / "a.edf", file.bytes());
  return folder / "a.edf";
}

TEST(BodyOfEegFiles, HasTheChannelsOfTheBodyAtTheirOwnRate) {
  const test::TemporaryFolder folder;
  const physio::Recording out = read_body(write(folder, made()), {});
  ASSERT_EQ(out.channels.size(), 1U);
  EXPECT_EQ(out.channels[0].name, "ECG");
  EXPECT_EQ(out.channels[0].kind, physio::Kind::ecg);
  EXPECT_EQ(out.channels[0].sampling_frequency.value(), 8);
  EXPECT_EQ(out.channels[0].unit, "V");
  ASSERT_EQ(out.channels[0].samples.size(), 16U);
  EXPECT_NEAR(out.channels[0].samples[15], 15e-6, kDigital);
}

TEST(BodyOfEegFiles, TakesAnyChannelThatIsNamed) {
  const test::TemporaryFolder folder;
  const physio::Recording out = read_body(write(folder, made()), {.columns = {"emg=EXG1"}});
  ASSERT_EQ(out.channels.size(), 2U);
  EXPECT_NEAR(physio::channel_of(out, physio::Kind::emg).samples[0], 0.7e-6, kDigital);
}

TEST(BodyOfEegFiles, SuggestsTheNearestNameAndRefusesNumbers) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = write(folder, made());
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_body(path, {.columns = {"emg=EXG2"}}); }), HasSubstr("EXG1"));
  EXPECT_THAT(test::error_of(Fault::usage, [&] { read_body(path, {.columns = {"emg=3"}}); }), HasSubstr("named"));
}

TEST(BodyOfEegFiles, SaysWhatThereIsWhereNothingIsOfTheBody) {
  const test::TemporaryFolder folder;
  test::EdfFile file = made();
  file.signals[1].label = "EEG Cz";
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_body(write(folder, file), {}); }),
              HasSubstr("no channel is one of the body"));
}

TEST(BodyOfEegFiles, LeavesGapsMissingThatTheFileStates) {
  const test::TemporaryFolder folder;
  test::EdfFile file = made();
  file.reserved = "EDF+D";
  file.signals.emplace_back();
  file.signals.back().label = "EDF Annotations";
  file.signals.back().digital_minimum = "-32768";
  file.signals.back().digital_maximum = "32767";
  file.signals.back().stated_per_record = "";
  file.signals.back().lists = {std::string("+0\x14\x14\0", 5), std::string("+2.5\x14\x14\0+2.75\x14go\x14\0", 18)};
  const physio::Recording out = read_body(write(folder, file), {});
  const std::vector<double>& samples = out.channels.at(0).samples;
  ASSERT_EQ(samples.size(), 28U);  // 8 samples, 12 missing, 8 samples
  EXPECT_FALSE(std::isnan(samples[7]));
  EXPECT_TRUE(std::isnan(samples[8]));
  EXPECT_TRUE(std::isnan(samples[19]));
  EXPECT_NEAR(samples[20], 8e-6, kDigital);
  ASSERT_EQ(out.events.size(), 1U);
  EXPECT_EQ(out.events[0].type, "go");
  EXPECT_DOUBLE_EQ(out.events[0].onset.count(), 2.75);
}

TEST(BodyOfEegFiles, OtherFilesAreReadAsPhysiology) {
  const physio::Recording out =
      read_body(std::filesystem::path(ATTUNE_SOURCE_DIR) / "data-samples/physio/sub-01_task-rest_physio.tsv.gz", {});
  EXPECT_EQ(out.format, "BIDS physio");
}

TEST(BodyOfEegFiles, ReadsBreathAndMuscleOfASleepRecording) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/edf/short_psg.edf");
  const physio::Recording out = read_body(path, {});
  EXPECT_EQ(physio::channel_of(out, physio::Kind::respiration).name, "Resp oro-nasal");
  EXPECT_EQ(physio::channel_of(out, physio::Kind::emg).name, "EMG submental");
  EXPECT_GT(physio::channel_of(out, physio::Kind::respiration).samples.size(), 0U);
}

}  // namespace
}  // namespace attune::recordings
