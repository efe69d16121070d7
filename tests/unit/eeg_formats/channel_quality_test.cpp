#include "attune/eeg/channel_quality.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace attune::eeg {
namespace {

using ::testing::HasSubstr;

/// Sines of 20 µV at 250 Hz for 8 s, each channel with another frequency.
Recording sines(Eigen::Index channels) {
  Recording out;
  out.sampling_frequency = Hertz(250);
  out.data.resize(channels, 2000);
  for (Eigen::Index c = 0; c < channels; ++c) {
    Channel channel;
    channel.name = "C" + std::to_string(c);
    channel.type = "EEG";
    out.channels.push_back(channel);
    for (Eigen::Index s = 0; s < out.data.cols(); ++s)
      out.data(c, s) = 20e-6 * std::sin(0.1 * static_cast<double>((c + 3) * s) + 0.3);
  }
  return out;
}

std::string text_of(const Record& record, const std::string& field) {
  for (const auto& [name, value] : record)
    if (name == field) {
      if (const auto* list = std::get_if<std::vector<std::string>>(&value)) return list->at(0);
      if (const auto* text = std::get_if<std::string>(&value)) return *text;
    }
  return "absent";
}

TEST(ChannelQuality, OfASineItsSwingIsAmplitudeOverRootTwo) {
  const RecordingQuality quality = check_quality(sines(1));
  constexpr double kWindowEdges = 0.05;  // windows of a second do not hold whole periods
  EXPECT_NEAR(quality.channels[0].swing_uv, 20.0 / std::sqrt(2.0), 20.0 * kWindowEdges);
  EXPECT_TRUE(quality.good());
  EXPECT_EQ(text_of(to_record(quality), "quality"), "nothing found");
}

TEST(ChannelQuality, MicrovoltsStoredAsVoltsAreSuspectAndTheFactorIsGiven) {
  Recording recording = sines(3);
  recording.data *= 1e6;
  const Record record = to_record(check_quality(recording));
  EXPECT_THAT(text_of(record, "unit_suspect"), HasSubstr("3 of 3 channels"));
  EXPECT_THAT(text_of(record, "unit_suspect"), HasSubstr("times 1e-06"));
  EXPECT_THAT(text_of(record, "unit_suspect"), HasSubstr("as if \xc2\xb5V were stored as V"));
}

TEST(UnitWarnings, SayTheFactorOnceAndNothingOfPlausibleChannels) {
  Recording recording = sines(3);
  EXPECT_TRUE(unit_warnings(recording).empty());
  recording.data *= 1e-6;
  EXPECT_THAT(unit_warnings(recording),
              ::testing::ElementsAre(HasSubstr("3 of 3 channels cannot be EEG in the unit that is stated")));
  EXPECT_THAT(unit_warnings(recording)[0], HasSubstr("times 1e+06"));
  recording.data.conservativeResize(3, 100);
  EXPECT_TRUE(unit_warnings(recording).empty()) << "shorter than a second";
}

TEST(ChannelQuality, OneValueBeyondAllOthersIsRailedWithinThemFlat) {
  Recording recording = sines(4);
  recording.data.row(1).setConstant(-187.5e-3);
  recording.data.row(2).setZero();
  const RecordingQuality quality = check_quality(recording);
  EXPECT_TRUE(quality.channels[1].railed);
  EXPECT_THAT(quality.channels[1].problem, HasSubstr("-187.5 mV throughout"));
  EXPECT_FALSE(quality.channels[2].railed);
  EXPECT_THAT(quality.channels[2].problem, HasSubstr("flat: 0 \xc2\xb5V"));
  EXPECT_EQ(quality.channels_of_wrong_unit, 0U);
}

TEST(ChannelQuality, ACutOffPeakIsCountedInShareAndLimit) {
  Recording recording = sines(2);
  // 100 samples at a limit of 25 µV, in one run.
  recording.data.row(0).segment(500, 100).setConstant(25e-6);
  const RecordingQuality quality = check_quality(recording);
  EXPECT_DOUBLE_EQ(quality.channels[0].clipped_share, 0.05);
  EXPECT_DOUBLE_EQ(quality.channels[0].limit_uv, 25.0);
  EXPECT_TRUE(quality.channels[0].railed);
  EXPECT_THAT(quality.channels[0].problem, HasSubstr("5.00 % of the samples are cut off at 25"));
  EXPECT_TRUE(quality.channels[1].problem.empty());
}

TEST(ChannelQuality, AValueThatIsHeldInsideTheRangeIsNoLimit) {
  Recording recording = sines(1);
  recording.data.row(0).segment(500, 200).setConstant(1e-6);
  const RecordingQuality quality = check_quality(recording);
  EXPECT_FALSE(quality.channels[0].railed);
  EXPECT_DOUBLE_EQ(quality.channels[0].held_share, 0.1);
  EXPECT_THAT(quality.channels[0].problem, HasSubstr("held: 10.00 %"));
}

TEST(ChannelQuality, ACoarseSineKeepsItsPeaksWithoutBeingCutOff) {
  Recording recording = sines(1);
  for (Eigen::Index s = 0; s < recording.data.cols(); ++s)
    recording.data(0, s) = 1e-6 * std::round(4.0 * std::sin(0.02 * static_cast<double>(s)));
  EXPECT_TRUE(check_quality(recording).good());
}

TEST(ChannelQuality, MomentsAtWhichEverythingIsZeroAreFoundWithTheirEvents) {
  Recording recording = sines(5);
  recording.data.row(4).setConstant(-1.0);
  for (const Eigen::Index s : {10, 700, 701}) recording.data.col(s).setZero();
  for (const double sample : {10.2, 400.0, 701.0}) {
    Event event;
    event.sample = sample;
    recording.events.push_back(event);
  }
  const RecordingQuality quality = check_quality(recording);
  EXPECT_THAT(quality.zeroed, ::testing::ElementsAre(10, 700, 701));
  EXPECT_EQ(quality.zeroed_events, 2U);
  EXPECT_TRUE(quality.channels[4].railed) << "its zeros are no samples of it";
  EXPECT_EQ(text_of(to_record(quality), "zeroed_events"), "2 of 3 events lie on one");
  EXPECT_TRUE(check_quality(sines(5)).zeroed.empty());
}

TEST(ChannelQuality, ALostConnectionIsSaidOnceAndNotOfEveryChannel) {
  Recording recording = sines(4);
  for (Eigen::Index s = 1800; s < 2000; ++s) recording.data.col(s) = recording.data.col(1799);
  const RecordingQuality quality = check_quality(recording);
  EXPECT_EQ(quality.frozen.size(), 200U);
  EXPECT_EQ(quality.frozen.front(), 1800);
  for (const ChannelQuality& channel : quality.channels) EXPECT_TRUE(channel.problem.empty()) << channel.problem;
  EXPECT_FALSE(quality.good());
}

TEST(ChannelQuality, TriggersAndOtherUnitsAreNotJudged) {
  Recording recording = sines(3);
  recording.channels[0].type = "TRIG";
  recording.channels[1].unit = "\xc2\xb5S";
  recording.data.row(0).setConstant(5.0);
  const RecordingQuality quality = check_quality(recording);
  ASSERT_EQ(quality.channels.size(), 1U);
  EXPECT_EQ(quality.channels[0].channel, "C2");
}

TEST(ChannelQuality, SamplesThatAreNotFiniteAreCountedAndLeftOut) {
  Recording recording = sines(1);
  recording.data(0, 3) = std::nan("");
  recording.data(0, 4) = INFINITY;
  const RecordingQuality quality = check_quality(recording);
  EXPECT_EQ(quality.channels[0].not_finite, 2);
  EXPECT_THAT(quality.channels[0].problem, HasSubstr("2 of 2000 samples are not finite"));
  EXPECT_EQ(channel_records(quality).records.size(), 1U);
}

TEST(ChannelQuality, OfNothingIsNothing) {
  EXPECT_TRUE(check_quality(Recording()).good());
  Recording empty = sines(2);
  empty.data.resize(2, 0);
  EXPECT_TRUE(std::isnan(check_quality(empty).channels[0].swing_uv));
}

}  // namespace
}  // namespace attune::eeg
