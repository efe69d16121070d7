#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/eeg/bids_recording.hpp"
#include "attune/eeg/channel_quality.hpp"
#include "attune/eeg/channels_table.hpp"
#include "attune/eeg/event_table.hpp"
#include "attune/table/delimited.hpp"
#include "shared_data.hpp"

namespace attune::eeg {
namespace {

// What the files of bids-p300 hold was counted with numpy: five channels of an 8-channel amplifier in V where µV were
// meant, CH4 to CH6 at -187500 µV (its limit) throughout, and 25 moments, each the sample of an event, at which all
// channels are 0.
TEST(BidsP300, ItsUnitItsRailedChannelsAndItsZeroedEventsAreFound) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/eeg/bids-p300/sub-01/ses-01/eeg");
  const BidsRecording found = read_bids_recording(folder / "sub-01_ses-01_task-p300_run-01_eeg.vhdr");
  const RecordingQuality quality = check_quality(found.recording);
  EXPECT_EQ(quality.channels_of_wrong_unit, 5U);
  ASSERT_TRUE(quality.unit_factor);
  EXPECT_EQ(*quality.unit_factor, 1e-6);
  std::vector<std::string> railed;
  for (const ChannelQuality& channel : quality.channels) {
    if (channel.railed) railed.push_back(channel.channel);
    EXPECT_EQ(channel.not_finite, 0);
    if (channel.railed) continue;
    const double swing_uv = channel.swing_uv * *quality.unit_factor;
    EXPECT_GT(swing_uv, 5.0);
    EXPECT_LT(swing_uv, 300.0);
  }
  EXPECT_THAT(railed, ::testing::ElementsAre("CH4", "CH5", "CH6"));
  EXPECT_EQ(quality.channels[3].limit_uv * 1e-6, -187500.0164352);
  EXPECT_EQ(quality.zeroed.size(), 25U);
  EXPECT_EQ(quality.zeroed.front(), 9270);
  EXPECT_EQ(quality.zeroed_events, 25U);
  EXPECT_EQ(quality.events, 301U);
}

TEST(BidsP300, ItsTableAndItsMarkersAgreeAndTheTableWins) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/eeg/bids-p300/sub-01/ses-01/eeg");
  const BidsRecording found = read_bids_recording(folder / "sub-01_ses-01_task-p300_run-01_eeg.vhdr");
  ASSERT_TRUE(found.events);
  EXPECT_TRUE(found.events->same());
  EXPECT_EQ(found.events->matched, 301U);
  EXPECT_EQ(found.recording.events[0].type, "Marker/1.0");
  EXPECT_EQ(found.companions.files().size(), 3U);
  EXPECT_THAT(found.recording.warnings, ::testing::Contains(::testing::HasSubstr("times 1e-06")))
      << "whoever reads it is told the factor, not only inspect";
  EXPECT_THAT(found.recording.notes, ::testing::Contains(::testing::HasSubstr("8 of 8 channels: it says V, the file")));
}

TEST(Face13, ItsTablesAreRead) {
  ATTUNE_NEED_SHARED(root, "data/eeg-physio/eeg/bids-face13-metadata");
  for (const char* participant : {"sub-001", "sub-002"}) {
    const std::filesystem::path folder = root / participant / "eeg";
    const std::string stem = std::string(participant) + "_task-faceFO";
    const Table channels = read_table(folder / (stem + "_channels.tsv")),
                events = read_table(folder / (stem + "_events.tsv"));
    Recording recording;
    recording.sampling_frequency = Hertz(512);
    for (const std::string& name : channels.text("name")) {
      Channel channel;
      channel.name = name;
      channel.stored_unit = "\xc2\xb5V";
      recording.channels.push_back(channel);
    }
    apply_channels_table(recording, channels);
    EXPECT_TRUE(recording.warnings.empty()) << "microV is a potential: " << recording.warnings.front();
    const std::vector<Event> rows = events_from_table(events, Hertz(512));
    EXPECT_EQ(rows.size(), events.rows());
    EventAgreement agreement = compare_events(rows, rows, Hertz(512));
    compare_sample_column(agreement, events, Hertz(512));
    EXPECT_TRUE(agreement.same()) << agreement.sample_column_differs << " " << agreement.types_differ << " "
                                  << agreement.matched;
    const Companions found = companions_of(folder / (stem + "_eeg.bdf"));
    EXPECT_TRUE(found.channels && found.events && !found.electrodes);
  }
}

/// Good recordings, some of them made by test generators, and real ones.
TEST(GoodRecordings, RaiseNoAlarm) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/eeg");
  for (const char* name : {"eeglab/eeglab_data.set",
                           "eeglab/eeglab_data_epochs_ica.set",
                           "eeglab/eeglab_hdf5.set",
                           "eeglab/test_raw_h5.set",
                           "eeglab/test_raw_2021.set",
                           "eeglab/test_epochs.set",
                           "brainvision/test.vhdr",
                           "brainvision/test_units.vhdr",
                           "brainvision/testbva.vhdr",
                           "brainvision/testv2.vhdr",
                           "brainvision/test_mixed_highpass_hz.vhdr",
                           "edf/duplicate_channel_labels.edf",
                           "edf/mne_test.edf",
                           "edf/short_psg.edf",
                           "edf/subsecond_starttime.edf",
                           "edf/test_subsecond.edf",
                           "bdf/Newtest17-256_finished.bdf",
                           "bdf/biosemi_unfinished_nrecords_minus1.bdf",
                           "bdf/mne_test.bdf",
                           "bdf/test_generator.bdf",
                           "../edge/derived_EDFplusD_two_gaps.edf"}) {
    const RecordingQuality quality = check_quality(read_recording(folder / name));
    EXPECT_TRUE(quality.good()) << name;
    for (const ChannelQuality& channel : quality.channels)
      if (!channel.problem.empty()) ADD_FAILURE() << name << " " << channel.channel << ": " << channel.problem;
  }
}

// Each counted by hand with numpy: a record that was filled with zeros at its end, a file that changes once a second,
// and a heart channel that stands at the amplifier's limit.
TEST(RecordingsWithDefects, AreFoundToHaveThem) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/eeg");
  const RecordingQuality padded = check_quality(read_recording(folder / "edf/eegmmi_64ch_overlapping_annotations.edf"));
  EXPECT_EQ(padded.zeroed.size(), 64U);
  const RecordingQuality slow = check_quality(read_recording(folder / "edf/eeglab_test.edf"));
  EXPECT_EQ(slow.frozen.size(), 60U * 255U);
  const RecordingQuality railed = check_quality(read_recording(folder / "bdf/multiple_annotation_chans.bdf"));
  std::vector<std::string> names;
  for (const ChannelQuality& channel : railed.channels)
    if (channel.railed) names.push_back(channel.channel);
  EXPECT_THAT(names, ::testing::ElementsAre("ECG"));
}

}  // namespace
}  // namespace attune::eeg
