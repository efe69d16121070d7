#include "attune/preprocess/pipeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/parallel/stream.hpp"

namespace attune::preprocess {
namespace {

// Independent noise on `names`, in volts.
eeg::Recording noise(const std::vector<std::string>& names, Eigen::Index samples = 500) {
  eeg::Recording recording;
  recording.path = "made.vhdr";
  recording.sampling_frequency = Hertz(250);
  for (const std::string& name : names) {
    eeg::Channel channel;
    channel.name = name;
    recording.channels.push_back(channel);
  }
  recording.data.resize(static_cast<Eigen::Index>(names.size()), samples);
  for (std::size_t c = 0; c < names.size(); ++c) {
    parallel::Stream stream({7}, c);
    for (Eigen::Index i = 0; i < samples; ++i) recording.data(static_cast<Eigen::Index>(c), i) = 1e-5 * stream.normal();
  }
  return recording;
}

double number(const Record& effect, const std::string& name) {
  for (const auto& [field, value] : effect) {
    if (field != name) continue;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    return std::get<double>(value);
  }
  return std::nan("");
}

TEST(Prepare, WithoutStepsChangesNothing) {
  const eeg::Recording before = noise({"Fz", "Cz"});
  const Prepared after = prepare(before, {}, {});
  EXPECT_EQ(after.recording.data, before.data);
  EXPECT_TRUE(after.steps.empty());
}

TEST(Reference, AverageTakesOneFromTheRankAndLeavesNoMean) {
  const Prepared after = prepare(noise({"Fz", "Cz", "Pz", "EOG1"}), std::vector{parse_step("reference")}, {});
  EXPECT_EQ(after.rank, 2);
  EXPECT_LT(after.recording.data.topRows(3).colwise().sum().cwiseAbs().maxCoeff(), 1e-18);
  EXPECT_EQ(number(after.steps[0].effect, "reference_channels"), 3);
}

TEST(Reference, LeavesEyeChannelsAsTheyWere) {
  const eeg::Recording before = noise({"Fz", "Cz", "Pz", "EOG1"});
  const Prepared after = prepare(before, std::vector{parse_step("reference")}, {});
  EXPECT_EQ(after.recording.data.row(3), before.data.row(3));
}

TEST(Reference, ASecondAverageTakesNothingMore) {
  const std::vector steps{parse_step("reference"), parse_step("reference")};
  const Prepared after = prepare(noise({"Fz", "Cz", "Pz", "Oz"}), steps, {});
  EXPECT_EQ(number(after.steps[0].effect, "rank"), 3);
  EXPECT_EQ(number(after.steps[1].effect, "rank"), 3);
}

TEST(Reference, OneChannelBecomesZeroAndTheOthersDifferences) {
  const eeg::Recording before = noise({"Fz", "Cz", "M1"});
  const Prepared after = prepare(before, std::vector{parse_step("reference:channels=M1")}, {});
  EXPECT_EQ(after.recording.data.row(2).cwiseAbs().maxCoeff(), 0.0);
  EXPECT_LT((after.recording.data.row(0) - (before.data.row(0) - before.data.row(2))).cwiseAbs().maxCoeff(), 1e-20);
  EXPECT_EQ(after.rank, 2);
}

TEST(Rank, IsThatOfTheDataFromTheStart) {
  eeg::Recording recording = noise({"Fz", "Cz", "Pz", "Oz"});
  recording.data.row(3) = recording.data.row(0) + recording.data.row(1);
  const Prepared after = prepare(recording, std::vector{parse_step("bad:channels=Pz")}, {});
  EXPECT_EQ(after.rank, 2);
}

TEST(Bad, ChannelsAreNoPartOfTheReference) {
  const eeg::Recording before = noise({"Fz", "Cz", "Pz"});
  const std::vector steps{parse_step("bad:channels=Pz"), parse_step("reference")};
  const Prepared after = prepare(before, steps, {});
  EXPECT_LT((after.recording.data.row(0) - 0.5 * (before.data.row(0) - before.data.row(1))).cwiseAbs().maxCoeff(),
            1e-20);
  EXPECT_TRUE(after.recording.channels[2].bad);
}

TEST(Prepare, SaysWhichStepFailedAndSuggestsTheChannel) {
  try {
    prepare(noise({"Fz", "Cz"}), std::vector{parse_step("bad:channels=CZ")}, {});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::input);
    EXPECT_THAT(error.what(), testing::HasSubstr("step bad"));
    EXPECT_THAT(error.what(), testing::HasSubstr("Cz"));
  }
}

TEST(Prepare, RefusesEpochs) {
  eeg::Recording recording = noise({"Fz", "Cz"});
  recording.trials = eeg::TrialLayout{5, 100, Seconds(-0.2)};
  EXPECT_THROW(prepare(recording, std::vector{parse_step("reference")}, {}), Error);
}

}  // namespace
}  // namespace attune::preprocess
