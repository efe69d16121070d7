#include "attune/eeg/bids_recording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/eeg/brainvision.hpp"
#include "attune/eeg/recording_inspection.hpp"
#include "expect_refused.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::eeg {
namespace {

using test::expect_refused;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kStem = "sub-01_ses-a_task-oddball_run-1";

/// A dataset with one recording of two channels, 100 samples at 100 Hz, and a marker at sample 50.
class BidsFolder {
 public:
  BidsFolder() {
    std::filesystem::create_directories(eeg());
    test::write_bytes(root() / "dataset_description.json", "{}");
    Recording recording;
    recording.sampling_frequency = Hertz(100);
    Channel a, b;
    a.name = "Cz";
    b.name = "VEOG";
    a.stored_unit = b.stored_unit = "\xc2\xb5V";
    recording.channels = {a, b};
    recording.data = Eigen::MatrixXd::Random(2, 100) * 20e-6;
    Event event;
    event.sample = 50;
    event.type = "S  1";
    event.kind = "Stimulus";
    recording.events = {event};
    write_brainvision(header(), recording, {}, Overwrite::allow);
  }
  std::filesystem::path root() const { return folder_.path() / "data"; }
  std::filesystem::path eeg() const { return root() / "sub-01" / "ses-a" / "eeg"; }
  std::filesystem::path header() const { return eeg() / (kStem + "_eeg.vhdr"); }
  void put(const std::filesystem::path& path, const std::string& text) const { test::write_bytes(path, text); }

 private:
  test::TemporaryFolder folder_;
};

TEST(Companions, AreFoundFromTheFolderUpAndTheNearestWins) {
  const BidsFolder data;
  data.put(data.root() / "task-oddball_events.tsv", "onset\tduration\n");
  data.put(data.root() / "task-oddball_channels.tsv", "name\n");
  data.put(data.root() / "task-other_eeg.json", "{}");
  data.put(data.eeg() / (kStem + "_channels.tsv"), "name\n");
  data.put(data.eeg() / "sub-01_ses-a_space-CapTrak_electrodes.tsv", "name\tx\ty\tz\n");
  data.put(data.eeg() / "sub-01_ses-a_space-CapTrak_coordsystem.json", "{}");
  data.put(data.eeg() / "sub-01_ses-a_space-Other_coordsystem.json", "{}");
  const Companions found = companions_of(data.header());
  EXPECT_EQ(found.events->filename(), "task-oddball_events.tsv");
  EXPECT_EQ(found.channels->filename(), kStem + "_channels.tsv");
  EXPECT_FALSE(found.sidecar) << "of another task";
  ASSERT_TRUE(found.electrodes && found.coordsystem);
  EXPECT_EQ(found.coordsystem->filename(), "sub-01_ses-a_space-CapTrak_coordsystem.json");
  EXPECT_EQ(found.files().size(), 4U);
}

TEST(Companions, OfAFileWithoutABidsNameAreNone) {
  const test::TemporaryFolder folder;
  test::write_bytes(folder / "channels.tsv", "name\n");
  EXPECT_TRUE(companions_of(folder / "rest.vhdr").files().empty());
  EXPECT_TRUE(companions_of("rest.vhdr").files().empty());
}

TEST(Companions, AreFoundWhereThePathHasDots) {
  const BidsFolder data;
  data.put(data.root() / "task-oddball_events.tsv", "onset\tduration\n");
  const std::string file = kStem + "_eeg.vhdr";
  EXPECT_TRUE(companions_of(data.eeg() / "." / file).events);
  EXPECT_TRUE(companions_of(data.eeg() / ".." / "eeg" / file).events);
}

TEST(Companions, OfAMegFolderAreFoundAboveIt) {
  const BidsFolder data;
  std::filesystem::create_directories(data.root() / "sub-02" / "meg");
  data.put(data.root() / "task-rest_events.tsv", "onset\tduration\n");
  EXPECT_TRUE(companions_of(data.root() / "sub-02" / "meg" / "sub-02_task-rest_meg.fif").events);
}

TEST(Companions, TwoThatApplyAlikeAreRefusedWithBothNames) {
  const BidsFolder data;
  data.put(data.eeg() / "sub-01_task-oddball_events.tsv", "onset\n");
  data.put(data.eeg() / "sub-01_run-1_events.tsv", "onset\n");
  expect_refused(Fault::input, {"sub-01_run-1_events.tsv", "'sub-01_task-oddball_events.tsv'"},
                 [&] { companions_of(data.header()); });
}

TEST(BidsRecording, TakesTypesStatusPositionsAndEventsFromItsTables) {
  const BidsFolder data;
  data.put(data.eeg() / (kStem + "_channels.tsv"),
           "name\ttype\tunits\tstatus\nCz\tEEG\tmicroV\tbad\nVEOG\tVEOG\tuV\tgood\n");
  data.put(data.eeg() / "sub-01_ses-a_electrodes.tsv", "name\tx\ty\tz\nCz\t0.01\t0.02\t0.09\nVEOG\tn/a\tn/a\tn/a\n");
  data.put(data.eeg() / "sub-01_ses-a_coordsystem.json",
           R"({"EEGCoordinateSystem": "CTF", "EEGCoordinateUnits": "m"})");
  data.put(data.eeg() / (kStem + "_events.tsv"), "onset\tduration\ttrial_type\tvalue\n0.5\t0\trare\t1\n");
  data.put(data.eeg() / (kStem + "_eeg.json"), R"({"SamplingFrequency": 100, "EEGChannelCount": 1})");
  const BidsRecording found = read_bids_recording(data.header());
  const Recording& recording = found.recording;
  EXPECT_TRUE(recording.channels[0].bad);
  EXPECT_EQ(recording.channels[1].type, "VEOG");
  ASSERT_TRUE(recording.channels[0].position);
  EXPECT_DOUBLE_EQ(recording.channels[0].position->x, -20.0) << "CTF's y points to the left";
  EXPECT_DOUBLE_EQ(recording.channels[0].position->y, 10.0) << "and its x to the front";
  ASSERT_EQ(recording.events.size(), 1U);
  EXPECT_EQ(recording.events[0].type, "rare");
  ASSERT_TRUE(found.events);
  EXPECT_TRUE(found.events->same());
  EXPECT_THAT(recording.warnings, ::testing::IsEmpty());
  EXPECT_EQ(recording.files.size(), 8U);
  const Record record = inspect(found, true);
  EXPECT_EQ(
      std::count_if(record.begin(), record.end(), [](const auto& field) { return field.first == "channel_quality"; }),
      1);
}

TEST(BidsRecording, TheTableWinsOverTheMarkersAndTheDifferenceIsSaid) {
  const BidsFolder data;
  data.put(data.eeg() / (kStem + "_events.tsv"), "onset\tduration\ttrial_type\n0.53\t0\trare\n0.9\t0\tlost\n");
  const BidsRecording found = read_bids_recording(data.header());
  EXPECT_EQ(found.recording.events.size(), 2U);
  EXPECT_DOUBLE_EQ(found.events->offset_samples, 3.0);
  EXPECT_THAT(found.recording.warnings,
              ElementsAre(HasSubstr("+3 samples from the file's markers"), HasSubstr("1 of 2 rows have no marker")));
}

// Two segments of a second each, the second from 10 s on.
TEST(PlaceBetweenGaps, TurnsTimesIntoStoredSamplesAndCountsWhatLiesInAGap) {
  Recording recording;
  recording.sampling_frequency = Hertz(100);
  recording.data = Eigen::MatrixXd::Zero(1, 200);
  for (const double sample : {50.0, 500.0, 1025.0}) {
    Event event;
    event.sample = sample;
    recording.events.push_back(event);
  }
  Recording whole = recording;
  place_between_gaps(whole, "events.tsv");
  EXPECT_EQ(whole.events.size(), 3u) << "no gaps, nothing moves";
  EXPECT_EQ(whole.events[2].sample, 1025);
  recording.boundaries = {100};
  recording.segment_starts = {Seconds(0), Seconds(10)};
  place_between_gaps(recording, "events.tsv");
  ASSERT_EQ(recording.events.size(), 2u);
  EXPECT_EQ(recording.events[0].sample, 50);
  EXPECT_EQ(recording.events[1].sample, 125);
  EXPECT_THAT(recording.warnings, ElementsAre(HasSubstr("events.tsv: 1 of 3 rows lie in a gap")));
}

TEST(BidsRecording, WhatTheSidecarSaysOtherwiseIsAWarning) {
  const BidsFolder data;
  data.put(data.eeg() / (kStem + "_eeg.json"), R"({"SamplingFrequency": 500, "EEGChannelCount": 64})");
  data.put(data.eeg() / (kStem + "_channels.tsv"), "name\ttype\nCz\tEEG\nVEOG\tVEOG\n");
  data.put(data.eeg() / "sub-01_ses-a_electrodes.tsv", "name\tx\ty\tz\nCz\t0\t0\t1\n");
  EXPECT_THAT(read_bids_recording(data.header()).recording.warnings,
              ElementsAre(HasSubstr("SamplingFrequency is 500, the file's is 100"),
                          HasSubstr("EEGChannelCount is 64, 1 channels"), HasSubstr("has no coordsystem.json")));
  data.put(data.eeg() / "sub-01_ses-a_coordsystem.json",
           R"({"EEGCoordinateSystem": "CapTrak", "EEGCoordinateUnits": "inch"})");
  expect_refused(Fault::input, {"coordsystem.json", "'inch'", "m, cm, mm or n/a"},
                 [&] { read_bids_recording(data.header()); });
}

}  // namespace
}  // namespace attune::eeg
