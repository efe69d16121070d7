#include "attune/artefact/bad_channels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "expect_error.hpp"
#include "made_scalp.hpp"

namespace attune::artefact {
namespace {

using test::error_of;
using test::made_scalp_recording;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Eigen::Index kSamples = 8000;
constexpr double kFrequency = 200;

std::vector<std::string> findings_of(const BadChannelReport& report, const std::string& channel) {
  std::vector<std::string> out;
  for (const BadChannelFinding& finding : report.findings)
    if (finding.channel == channel) out.emplace_back(name_of(finding.criterion));
  return out;
}

std::string name(const eeg::Recording& recording, Eigen::Index row) {
  return recording.channels[static_cast<std::size_t>(row)].name;
}

TEST(BadChannels, AreNoneInCleanData) {
  const BadChannelReport report = find_bad_channels(made_scalp_recording(kSamples, kFrequency, 1), {}, {});
  EXPECT_THAT(report.bad, IsEmpty());
  EXPECT_EQ(report.measures.size(), 32u);
  EXPECT_EQ(report.windows, 40);
  EXPECT_EQ(report.ransac_windows, 8);
  EXPECT_EQ(report.analysed_at, Hertz(200));
}

TEST(BadChannels, AreFoundWithTheirReasons) {
  eeg::Recording recording = made_scalp_recording(kSamples, kFrequency, 2);
  parallel::Stream stream({9}, 0);
  recording.data.row(3).setConstant(0.25);
  recording.data(7, 100) = std::numeric_limits<double>::quiet_NaN();
  for (Eigen::Index s = 0; s < kSamples; ++s) recording.data(11, s) = 2e-5 * stream.normal();  // of nobody's making
  recording.data.row(15) *= 30;
  recording.data.row(20).segment(1000, 500).setConstant(1e-5);
  const BadChannelReport report = find_bad_channels(recording, {}, {});
  EXPECT_THAT(findings_of(report, name(recording, 3)), ElementsAre("flat"));
  EXPECT_THAT(findings_of(report, name(recording, 7)), ElementsAre("not finite"));
  EXPECT_THAT(findings_of(report, name(recording, 11)), Contains("correlation"));
  EXPECT_THAT(findings_of(report, name(recording, 11)), Contains("ransac"));
  EXPECT_THAT(findings_of(report, name(recording, 15)), ElementsAre("deviation"));
  EXPECT_THAT(findings_of(report, name(recording, 20)), Contains("drop-out"));
  EXPECT_EQ(report.bad.size(), 5u);
  EXPECT_EQ(report.measures[20].dropout, 2.0 / 40) << "windows 1000-1199 and 1200-1399; the third is half signal";
  EXPECT_EQ(report.findings[1].value, 1) << "one sample is not finite";
  mark_bad(recording, report);
  EXPECT_EQ(std::count_if(recording.channels.begin(), recording.channels.end(), [](const auto& c) { return c.bad; }),
            5);
  EXPECT_THAT(find_bad_channels(recording, {}, {}).bad, IsEmpty()) << "bad channels are not looked at again";
}

TEST(BadChannels, OfSwappedElectrodesAreFoundByRansacAlone) {
  eeg::Recording recording = made_scalp_recording(kSamples, kFrequency, 3);
  recording.data.row(0).swap(recording.data.row(16));  // front left and back right: opposite signs
  const BadChannelReport report = find_bad_channels(recording, {}, {});
  EXPECT_THAT(report.bad, ElementsAre(name(recording, 0), name(recording, 16)));
  EXPECT_THAT(findings_of(report, name(recording, 0)), ElementsAre("ransac"));
  BadChannelOptions options;
  options.ransac = false;
  EXPECT_THAT(find_bad_channels(recording, options, {}).bad, IsEmpty());
}

TEST(BadChannels, AreTheSameBytesForAnyNumberOfThreads) {
  const eeg::Recording recording = made_scalp_recording(kSamples, kFrequency, 4);
  for (const bool robust : {false, true}) {
    BadChannelOptions options;
    options.robust_reference = robust;
    const BadChannelReport one = find_bad_channels(recording, options, {1}),
                           more = find_bad_channels(recording, options, {4});
    ASSERT_EQ(one.measures.size(), more.measures.size());
    for (std::size_t c = 0; c < one.measures.size(); ++c) {
      EXPECT_EQ(one.measures[c].amplitude, more.measures[c].amplitude);
      EXPECT_EQ(one.measures[c].noise_ratio, more.measures[c].noise_ratio);
      EXPECT_EQ(one.measures[c].median_correlation, more.measures[c].median_correlation);
      EXPECT_EQ(one.measures[c].ransac, more.measures[c].ransac);
    }
  }
}

TEST(BadChannels, DoNotDependOnTheUnit) {
  eeg::Recording recording = made_scalp_recording(kSamples, kFrequency, 5);
  const BadChannelReport before = find_bad_channels(recording, {}, {});
  constexpr double kScale = 1024;  // a power of two, so that every bit scales
  recording.data *= kScale;
  const BadChannelReport after = find_bad_channels(recording, {}, {});
  for (std::size_t c = 0; c < before.measures.size(); ++c) {
    EXPECT_EQ(after.measures[c].amplitude, kScale * before.measures[c].amplitude);
    EXPECT_EQ(after.measures[c].amplitude_z, before.measures[c].amplitude_z);
    EXPECT_EQ(after.measures[c].ransac, before.measures[c].ransac);
  }
}

TEST(BadChannels, AreJudgedWithinSegments) {
  eeg::Recording recording = made_scalp_recording(kSamples, kFrequency, 6);
  recording.data.rightCols(3900).array() += 0.05;  // an amplifier that was restarted: no window may see the jump
  recording.boundaries = {4100.0};
  const BadChannelReport report = find_bad_channels(recording, {}, {});
  EXPECT_EQ(report.windows, 20 + 19);
  EXPECT_EQ(report.ransac_windows, 4 + 3);
  EXPECT_THAT(report.bad, IsEmpty());
}

// tests/property/bad_channels_calibration has the share of more recordings: 0.1 %.
TEST(BadChannels, OfManyCleanRecordingsAreFew) {
  int found = 0;
  constexpr int kRecordings = 10;
  for (int i = 0; i < kRecordings; ++i)
    found += static_cast<int>(
        find_bad_channels(made_scalp_recording(4000, kFrequency, 100 + static_cast<std::uint64_t>(i)), {}, {})
            .bad.size());
  EXPECT_LE(found, kRecordings * 32 / 100) << "more than 1 % of clean channels";
}

TEST(BadChannels, SayWhyRansacIsLeftOut) {
  eeg::Recording recording = made_scalp_recording(kSamples, kFrequency, 7);
  for (eeg::Channel& channel : recording.channels) channel.position.reset();
  EXPECT_THAT(find_bad_channels(recording, {}, {}).warnings, Contains(HasSubstr("RANSAC is left out")));
}

TEST(BadChannels, AreRefusedWhereTheyCannotBeFound) {
  eeg::Recording recording = made_scalp_recording(kSamples, kFrequency, 8);
  BadChannelOptions options;
  options.channels = {"Fp1", "nowhere"};
  EXPECT_THAT(error_of(Fault::input, [&] { find_bad_channels(recording, options, {}); }),
              HasSubstr("no channel 'nowhere'"));
  options.channels = {"Fp1", "AF3"};
  EXPECT_THAT(error_of(Fault::analysis, [&] { find_bad_channels(recording, options, {}); }),
              HasSubstr("2 EEG channels"));
  options = {};
  options.correlation = 1.4;
  EXPECT_THAT(error_of(Fault::usage, [&] { find_bad_channels(recording, options, {}); }),
              HasSubstr("correlation limit"));
  options = {};
  options.window = Seconds(1000);
  EXPECT_THAT(error_of(Fault::analysis, [&] { find_bad_channels(recording, options, {}); }), HasSubstr("1000 s long"));
  recording.trials = eeg::TrialLayout{8, 1000, Seconds(0)};
  EXPECT_THAT(error_of(Fault::input, [&] { find_bad_channels(recording, {}, {}); }), HasSubstr("holds epochs"));
}

TEST(BadChannels, AreATable) {
  eeg::Recording recording = made_scalp_recording(kSamples, kFrequency, 9);
  recording.data.row(3).setZero();
  const BadChannelReport report = find_bad_channels(recording, {}, {});
  const Table table = to_table(report);
  const auto meanings = bad_channel_meanings();
  ASSERT_EQ(meanings.size(), table.columns().size());
  for (std::size_t c = 0; c < meanings.size(); ++c) EXPECT_EQ(meanings[c].column, table.columns()[c].name);
  EXPECT_THAT(table.text("criterion"), ElementsAre("flat"));
  EXPECT_EQ(measures_table(report).text("status")[3], "bad");
}

}  // namespace
}  // namespace attune::artefact
