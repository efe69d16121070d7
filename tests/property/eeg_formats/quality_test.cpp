#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/eeg/channel_quality.hpp"
#include "attune/eeg/event_agreement.hpp"
#include "attune/parallel/stream.hpp"

namespace attune::eeg {
namespace {

constexpr Hertz kRate{250.0};
constexpr Eigen::Index kChannels = 6, kSamples = 5000;

/// Drifting noise of some 20 µV, as scalp EEG is.
Recording noise(std::uint64_t item) {
  Recording out;
  out.sampling_frequency = kRate;
  out.data.resize(kChannels, kSamples);
  parallel::Stream stream(parallel::Seed{11}, item);
  constexpr double kMemory = 0.95, kStep = 6e-6;
  for (Eigen::Index c = 0; c < kChannels; ++c) {
    Channel channel;
    channel.name = "E" + std::to_string(c + 1);
    out.channels.push_back(channel);
    double value = 0.0;
    for (Eigen::Index s = 0; s < kSamples; ++s) out.data(c, s) = value = kMemory * value + kStep * stream.normal();
  }
  return out;
}

TEST(ChannelQuality, OfPlausibleNoiseFindsNothingWhateverTheOffset) {
  for (std::uint64_t item = 0; item < 20; ++item) {
    Recording recording = noise(item);
    recording.data.row(0).array() += 0.3;  // an electrode offset of 300 mV
    EXPECT_TRUE(check_quality(recording).good()) << item;
  }
}

TEST(ChannelQuality, SuggestsTheInverseOfTheFactorThatTheUnitIsOffBy) {
  for (const double factor : {1e3, 1e6, 1e9, 1e-3, 1e-6}) {
    Recording recording = noise(1);
    recording.data *= factor;
    const RecordingQuality quality = check_quality(recording);
    EXPECT_EQ(quality.channels_of_wrong_unit, static_cast<std::size_t>(kChannels)) << factor;
    ASSERT_TRUE(quality.unit_factor) << factor;
    EXPECT_DOUBLE_EQ(*quality.unit_factor * factor, 1.0);
  }
}

TEST(ChannelQuality, FollowsThePermutationOfChannelsAndTheThreadsDoNotMatter) {
  Recording recording = noise(2);
  recording.data.row(4) = recording.data.row(4).cwiseMin(10e-6);
  recording.data(1, 7) = std::nan("");
  const RecordingQuality before = check_quality(recording, {}, {1}), threads = check_quality(recording, {}, {2});
  Recording turned = recording;
  turned.data = recording.data.colwise().reverse();
  std::reverse(turned.channels.begin(), turned.channels.end());
  const RecordingQuality after = check_quality(turned);
  for (std::size_t c = 0; c < before.channels.size(); ++c) {
    const ChannelQuality &a = before.channels[c], &b = after.channels[before.channels.size() - 1 - c];
    EXPECT_EQ(a.problem, b.problem);
    EXPECT_EQ(a.swing_uv, b.swing_uv);
    EXPECT_EQ(a.problem, threads.channels[c].problem);
  }
  EXPECT_TRUE(before.channels[4].railed);
}

std::vector<Event> random_events(std::size_t count) {
  parallel::Stream stream(parallel::Seed{12}, 0);
  std::vector<Event> out(count);
  double at = 100.0;
  for (Event& event : out) {
    at += std::floor(200.0 + 60.0 * stream.normal() * stream.normal());
    event.sample = at;
    event.type = stream.normal() > 0 ? "S  1" : "S  2";
  }
  std::sort(out.begin(), out.end(), [](const Event& a, const Event& b) { return a.sample < b.sample; });
  return out;
}

TEST(EventAgreement, FindsTheShiftOfAllRowsWhateverIsMissing) {
  const std::vector<Event> markers = random_events(200);
  for (const double shift : {0.0, 1.0, -1.0, 37.0, -412.5, 2500.0}) {
    std::vector<Event> rows = markers;
    for (Event& row : rows) row.sample += shift;
    rows.erase(rows.begin(), rows.begin() + 3);
    rows.erase(rows.begin() + 90);
    const EventAgreement found = compare_events(markers, rows, kRate);
    EXPECT_EQ(found.matched, rows.size()) << shift;
    EXPECT_DOUBLE_EQ(found.offset_samples, shift);
    EXPECT_EQ(found.jitter_samples, 0.0);
    EXPECT_EQ(found.types_differ, 0U);
  }
}

TEST(EventAgreement, TheJitterIsTheLargestThatWasPutIn) {
  const std::vector<Event> markers = random_events(100);
  std::vector<Event> rows = markers;
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].sample += 5.0 + (i % 2 == 0 ? 2.0 : -2.0);
  rows[50].sample += 1.0;
  const EventAgreement found = compare_events(markers, rows, kRate);
  EXPECT_EQ(found.matched, rows.size());
  // As many are 2 later as are 2 earlier: the median lies between them.
  EXPECT_DOUBLE_EQ(found.offset_samples, 5.0);
  EXPECT_DOUBLE_EQ(found.jitter_samples, 3.0);
}

}  // namespace
}  // namespace attune::eeg
