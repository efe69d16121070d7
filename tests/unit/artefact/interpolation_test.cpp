#include "attune/artefact/interpolation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.hpp"
#include "made_scalp.hpp"

namespace attune::artefact {
namespace {

using test::error_of;
using testing::HasSubstr;

const std::vector<std::string> kChannels{"Cz", "P3"};

TEST(InterpolateChannels, BringsBackWhatIsSmooth) {
  eeg::Recording recording = test::made_scalp_recording(500, 200, 1);
  const Eigen::MatrixXd before = recording.data;
  for (eeg::Channel& channel : recording.channels) channel.bad = channel.name == "Cz";
  const InterpolationReport report = interpolate_channels(recording, kChannels, {}, {});
  EXPECT_EQ(report.channels, (std::vector<std::string>{"P3", "Cz"})) << "in the recording's order";
  EXPECT_EQ(report.sources.size(), 30u);
  EXPECT_EQ(report.rank_lost, 1) << "Cz was bad and had no part in the rank";
  EXPECT_NEAR((report.weights.rowwise().sum().array() - 1).abs().maxCoeff(), 0, 1e-9);
  for (std::size_t c = 0; c < recording.channels.size(); ++c) {
    const auto row = static_cast<Eigen::Index>(c);
    const std::string& name = recording.channels[c].name;
    const Eigen::RowVectorXd difference = recording.data.row(row) - before.row(row);
    if (name != "Cz" && name != "P3") {
      EXPECT_EQ(difference.cwiseAbs().maxCoeff(), 0) << name;
    } else {
      EXPECT_LT(difference.norm(), 0.25 * before.row(row).norm()) << name << ": 1 uV of its own noise is lost";
    }
    EXPECT_FALSE(recording.channels[c].bad);
  }
}

TEST(InterpolateChannels, KeepsConstantsAndIsTheSameForAnyNumberOfThreads) {
  eeg::Recording one = test::made_scalp_recording(9000, 200, 2), more = one;
  interpolate_channels(one, kChannels, {}, {1});
  interpolate_channels(more, kChannels, {}, {4});
  EXPECT_EQ(one.data, more.data);
  one.data.setConstant(2e-5);
  interpolate_channels(one, kChannels, {}, {});
  EXPECT_NEAR((one.data.array() - 2e-5).abs().maxCoeff(), 0, 1e-13);  // the smoothing's matrix is solved to 1e-9
}

TEST(InterpolateChannels, DoesToEpochsWhatItDoesToTheRecording) {
  eeg::Recording recording = test::made_scalp_recording(1000, 200, 3);
  for (const double at : {300.0, 600.0}) {
    eeg::Event event;
    event.sample = at;
    event.type = "a";
    recording.events.push_back(event);
  }
  eeg::EpochOptions options;
  options.conditions = eeg::conditions_of_types(std::vector<std::string>{"a"});
  eeg::Epochs epochs = eeg::epoch(recording, options);
  const InterpolationReport report =
      interpolate_channels(epochs, positions_of(recording, epochs.channels), kChannels, {}, {});
  EXPECT_EQ(report.rank_lost, 2);
  interpolate_channels(recording, kChannels, {}, {});
  const eeg::Epochs expected = eeg::epoch(recording, options);
  ASSERT_EQ(epochs.data.size(), 2u);
  for (std::size_t t = 0; t < 2; ++t) EXPECT_LT((epochs.data[t] - expected.data[t]).cwiseAbs().maxCoeff(), 1e-18);
}

TEST(InterpolateChannels, ReplacesTheRowsOfBadChannelsInEpochs) {
  eeg::Recording recording = test::made_scalp_recording(1000, 200, 4);
  eeg::Event event;
  event.sample = 400;
  event.type = "a";
  recording.events.push_back(event);
  eeg::EpochOptions options;
  options.conditions = eeg::conditions_of_types(std::vector<std::string>{"a"});
  options.bad_channels = {"Cz"};
  eeg::Epochs epochs = eeg::epoch(recording, options);
  ASSERT_FALSE(epochs.data[0].allFinite());
  const std::vector<std::string> channels = epochs.bad_channels;
  const InterpolationReport report =
      interpolate_channels(epochs, positions_of(recording, epochs.channels), channels, {}, {});
  EXPECT_TRUE(epochs.data[0].allFinite());
  EXPECT_TRUE(epochs.bad_channels.empty());
  EXPECT_EQ(report.rank_lost, 0);
}

TEST(InterpolateChannels, RefusesWhatHasNoPlace) {
  eeg::Recording recording = test::made_scalp_recording(100, 200, 5);
  const std::vector<std::string> unknown{"Zz"};
  EXPECT_THAT(error_of(Fault::input, [&] { interpolate_channels(recording, unknown, {}, {}); }),
              HasSubstr("no channel 'Zz'"));
  recording.channels[0].position.reset();
  const std::vector<std::string> first{recording.channels[0].name};
  EXPECT_THAT(error_of(Fault::input, [&] { interpolate_channels(recording, first, {}, {}); }),
              HasSubstr("no EEG potential with a position"));
  for (std::size_t c = 1; c < recording.channels.size(); ++c) recording.channels[c].bad = c > 2;
  const std::vector<std::string> third{recording.channels[3].name};
  EXPECT_THAT(error_of(Fault::analysis, [&] { interpolate_channels(recording, third, {}, {}); }),
              HasSubstr("needs at least 3"));
}

}  // namespace
}  // namespace attune::artefact
