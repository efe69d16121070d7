#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "attune/eeg/bids_recording.hpp"
#include "attune/eeg/bids_writer.hpp"
#include "attune/parallel/stream.hpp"
#include "expect_refused.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::eeg {
namespace {

using test::expect_refused;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr double kSeconds = 1e-9, kMillimetres = 1e-9;  // what the tables are meant to keep; doubles keep more
const char* const kName = "sub-01_task-x_desc-clean_eeg.vhdr";

void draw_channels(Recording& out, parallel::Stream& stream) {
  const std::string types[] = {"EEG", "EOG", "", "MISC"};
  for (std::size_t c = 2 + stream.below(8); c > 0; --c) {
    Channel channel;
    channel.name = "ch, " + std::to_string(c);
    channel.type = types[stream.below(4)];
    channel.bad = stream.below(3) == 0;
    if (channel.type == "MISC") channel.unit = "\xc2\xb5S";
    if (stream.below(3) > 0)
      channel.position = ElectrodePosition{80 * stream.normal(), 80 * stream.normal(), 80 * stream.normal()};
    out.channels.push_back(std::move(channel));
  }
}

void draw_events(Recording& out, std::size_t samples, parallel::Stream& stream) {
  for (std::size_t e = stream.below(25); e > 0; --e) {
    Event event;
    event.sample = static_cast<double>(stream.below(samples)) + (stream.below(2) == 0 ? stream.uniform() - 0.5 : 0.0);
    event.duration_samples = stream.below(2) == 0 ? 40.0 * stream.uniform() : 0.0;
    event.type = "type " + std::to_string(stream.below(4));
    if (stream.below(2) == 0) event.kind = "Response";
    if (stream.below(2) == 0) event.fields.emplace_back("rt", std::to_string(stream.uniform()));
    if (stream.below(2) == 0) event.fields.emplace_back("word", "a \"b\"\tc");
    out.events.push_back(std::move(event));
  }
  std::stable_sort(out.events.begin(), out.events.end(),
                   [](const Event& a, const Event& b) { return a.sample < b.sample; });
}

Recording random_recording(std::uint64_t item) {
  parallel::Stream stream(parallel::Seed{97}, item);
  Recording out;
  out.sampling_frequency = Hertz(stream.below(2) == 0 ? 250.0 : 1000.0 / 3.0);
  const std::size_t samples = 50 + stream.below(4000);
  draw_channels(out, stream);
  out.data = 20e-6 * Eigen::MatrixXd::Random(static_cast<Eigen::Index>(out.channels.size()),
                                             static_cast<Eigen::Index>(samples));
  draw_events(out, samples, stream);
  if (stream.below(2) == 0) out.boundaries = {static_cast<double>(1 + stream.below(20)), 30.0};
  if (!out.boundaries.empty() && stream.below(2) == 0)
    out.segment_starts = {Seconds(0), Seconds(17.25), Seconds(90.125)};
  return out;
}

void expect_same_channels(const Recording& read, const Recording& written) {
  ASSERT_EQ(read.channels.size(), written.channels.size());
  for (std::size_t c = 0; c < read.channels.size(); ++c) {
    const Channel &is = read.channels[c], &was = written.channels[c];
    EXPECT_EQ(is.name, was.name);
    EXPECT_EQ(is.unit, was.unit);
    EXPECT_EQ(is.type, was.type);
    EXPECT_EQ(is.bad, was.bad);
    ASSERT_EQ(is.position.has_value(), was.position.has_value());
    if (!is.position) continue;
    EXPECT_NEAR(is.position->x, was.position->x, kMillimetres);
    EXPECT_NEAR(is.position->y, was.position->y, kMillimetres);
    EXPECT_NEAR(is.position->z, was.position->z, kMillimetres);
  }
}

void expect_same_events(const Recording& read, const Recording& written) {
  const double rate = written.sampling_frequency.value();
  ASSERT_EQ(read.events.size(), written.events.size());
  for (std::size_t e = 0; e < read.events.size(); ++e) {
    EXPECT_NEAR(read.events[e].sample, written.events[e].sample, kSeconds * rate);
    EXPECT_NEAR(read.events[e].duration_samples, written.events[e].duration_samples, kSeconds * rate);
    EXPECT_EQ(read.events[e].type, written.events[e].type);
    EXPECT_EQ(read.events[e].kind, written.events[e].kind);
    EXPECT_THAT(read.events[e].fields, testing::UnorderedElementsAreArray(written.events[e].fields));
  }
}

class CleanedRecording : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(CleanedRecording, ReadsBackWithItsChannelsEventsAndBoundariesAndWithoutAWarning) {
  const TemporaryFolder folder;
  const Recording written = random_recording(GetParam());
  const std::vector<std::filesystem::path> files = write_cleaned_recording(folder / kName, written, Overwrite::refuse);
  for (const std::filesystem::path& file : files) EXPECT_TRUE(std::filesystem::exists(file)) << file;
  const Recording read = read_bids_recording(folder / kName).recording;
  EXPECT_DOUBLE_EQ(read.sampling_frequency.value(), written.sampling_frequency.value());
  expect_same_channels(read, written);
  expect_same_events(read, written);
  EXPECT_EQ(read.boundaries, written.boundaries);
  EXPECT_THAT(read.warnings, IsEmpty());
  EXPECT_THAT(lost_when_cleaned(folder / kName, written), SizeIs(written.segment_starts.empty() ? 0 : 1));
}

TEST_P(CleanedRecording, WrittenAgainFromWhatWasReadGivesTheSameTables) {
  const TemporaryFolder folder;
  write_cleaned_recording(folder / kName, random_recording(GetParam()), Overwrite::refuse);
  const Recording read = read_bids_recording(folder / kName).recording;
  const auto again = write_cleaned_recording(folder / "again" / kName, read, Overwrite::refuse);
  for (const std::filesystem::path& file : again) {
    if (file.filename().string().ends_with("events.tsv")) continue;  // onsets may differ in their last digit
    EXPECT_EQ(read_text(file), read_text(folder / file.filename().string())) << file;
  }
}

INSTANTIATE_TEST_SUITE_P(Random, CleanedRecording, ::testing::Range<std::uint64_t>(0, 24));

/// Two channels, 100 samples at 100 Hz, nothing that BrainVision cannot hold.
Recording plain_recording() {
  Recording out;
  out.sampling_frequency = Hertz(100);
  out.channels.resize(2);
  out.channels[0].name = "Cz";
  out.channels[1].name = "Pz";
  out.data = 20e-6 * Eigen::MatrixXd::Random(2, 100);
  Event event;
  event.sample = 50.25;
  event.type = "word";
  out.events = {event};
  return out;
}

TEST(WriteCleaned, KeepsEventsAfterAGapOnTheirSamplesAndSaysThatTimesAreLost) {
  const TemporaryFolder folder;
  Recording written = plain_recording();
  written.boundaries = {40};
  written.segment_starts = {Seconds(0), Seconds(5)};
  write_cleaned_recording(folder / kName, written, Overwrite::refuse);
  EXPECT_EQ(read_text(folder / "sub-01_task-x_desc-clean_events.tsv"),
            "onset\tduration\ttrial_type\n0.5025\t0\tword\n");
  EXPECT_DOUBLE_EQ(read_bids_recording(folder / kName).recording.events[0].sample, 50.25);
  EXPECT_THAT(lost_when_cleaned(folder / kName, written),
              ElementsAre(testing::AllOf(HasSubstr("1 of 2 segments"), HasSubstr("1 of 1 events"))));
}

TEST(WriteCleaned, ANameThatIsNoBidsNameIsRefusedIfSomethingWouldBeLost) {
  const TemporaryFolder folder;
  Recording recording = plain_recording();
  recording.path = "sub-07_task-words_run-1_eeg.set";
  EXPECT_THAT(write_cleaned_recording(folder / "plain.vhdr", recording, Overwrite::refuse), SizeIs(3));
  EXPECT_THAT(lost_when_cleaned(folder / "plain.vhdr", recording), ElementsAre(HasSubstr("1 of 1 events lie between")));
  const auto refused = [&](const char* lost) {
    expect_refused(Fault::usage, {lost, "sub-07_task-words_run-1_desc-clean_eeg.vhdr"},
                   [&] { write_cleaned_recording(folder / "clean_eeg.vhdr", recording, Overwrite::refuse); });
    EXPECT_FALSE(std::filesystem::exists(folder / "clean_eeg.vhdr"));
  };
  recording.events[0].fields = {{"rt", "412"}};
  refused("fields of 1 events");
  recording.channels[0].bad = true;
  refused("marks of 1 bad channels");
  recording.channels[0].type = "EEG";
  refused("types of 1 channels");
  recording.channels[1].position = ElectrodePosition{0, 0, 90};
  refused("positions of 1 channels");
}

TEST(WriteCleaned, AnyOfItsFilesThatIsThereIsRefusedAndForceLeavesNoneOfAnOlderRun) {
  const TemporaryFolder folder;
  for (const std::filesystem::path& file : cleaned_outputs(folder / kName)) {
    test::write_bytes(file, "name\tx\ty\tz\nCz\t1\t2\t3\n");
    expect_refused(Fault::output, {file.filename().string(), "--force"},
                   [&] { check_cleaned_outputs(folder / kName, Overwrite::refuse); });
    std::filesystem::remove(file);
  }
  Recording recording = plain_recording();
  recording.channels[0].position = ElectrodePosition{0, 0, 90};
  EXPECT_THAT(write_cleaned_recording(folder / kName, recording, Overwrite::refuse), SizeIs(7));
  recording.channels[0].position.reset();
  EXPECT_THAT(write_cleaned_recording(folder / kName, recording, Overwrite::allow), SizeIs(5));
  EXPECT_FALSE(read_bids_recording(folder / kName).recording.channels[0].position);
}

TEST(WriteCleaned, TheNameOfTheRecordingItselfAndOtherFormatsAreRefused) {
  const TemporaryFolder folder;
  expect_refused(Fault::usage, {"called like the recording", "sub-01_task-x_desc-clean_eeg.vhdr"}, [&] {
    check_cleaned_outputs(folder / "sub-01_task-x_eeg.vhdr", Overwrite::allow, folder / "sub-01_task-x_eeg.set");
  });
  expect_refused(Fault::usage, {".vhdr"}, [&] { check_cleaned_outputs(folder / "x.edf", Overwrite::refuse); });
}

TEST(WriteCleaned, WhatTheFileItselfWouldLoseIsSeenBeforeTheWork) {
  const TemporaryFolder folder;
  Recording recording = plain_recording();
  const std::filesystem::path plain = folder / "plain.vhdr", text = folder / "positions.vhdr";
  write_cleaned_recording(plain, recording, Overwrite::refuse);
  EXPECT_NO_THROW(check_cleaned_outputs(folder / "clean.vhdr", Overwrite::refuse, plain));
  test::write_bytes(text, read_text(plain) + "\n[Coordinates]\nCh1=1,0,0\nCh2=1,45,0\n");
  expect_refused(Fault::usage, {"positions of 2 channels"},
                 [&] { check_cleaned_outputs(folder / "clean.vhdr", Overwrite::refuse, text, true); });
}

TEST(WriteCleaned, AFieldCalledLikeAColumnGetsAnotherNameAndThatIsSaid) {
  const TemporaryFolder folder;
  Recording recording = plain_recording();
  recording.events[0].fields = {{"onset", "7"}};
  write_cleaned_recording(folder / kName, recording, Overwrite::refuse);
  EXPECT_THAT(read_bids_recording(folder / kName).recording.events[0].fields,
              ElementsAre(testing::Pair("onset_field", "7")));
  EXPECT_THAT(lost_when_cleaned(folder / kName, recording), ElementsAre(HasSubstr("onset_field")));
}

TEST(WriteCleaned, ChannelsOfOneNameAreRefusedIfATableWouldHaveToTellThemApart) {
  const TemporaryFolder folder;
  Recording recording = plain_recording();
  recording.channels[1].name = "Cz";
  EXPECT_THAT(write_cleaned_recording(folder / kName, recording, Overwrite::refuse), SizeIs(4));
  recording.channels[1].bad = true;
  expect_refused(Fault::output, {"'Cz'"},
                 [&] { write_cleaned_recording(folder / kName, recording, Overwrite::allow); });
}

}  // namespace
}  // namespace attune::eeg
