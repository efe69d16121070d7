#include "attune/decode/trials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "message_of.hpp"

namespace attune::decode {
namespace {

using testing::HasSubstr;

/// Two channels and an eye channel at 100 Hz from -20 ms; a trial's samples count up from its number times 100 uV, and
/// those of other participants and runs from elsewhere.
eeg::Epochs epochs_of(const std::string& id, const std::string& run = "") {
  eeg::Epochs epochs;
  epochs.labels = {id, "", "", run};
  epochs.times = {Hertz(100), -2, 9};
  epochs.channels = {"Cz", "Pz", "VEOG"};
  epochs.conditions = {"a", "b", "c"};
  double start = id == "sub-01" ? 0 : 1000;
  if (!run.empty()) start += 2000.0 * (run[0] - '0');
  for (int t = 0; t < 6; ++t) {
    Eigen::MatrixXd data(3, 9);
    for (Eigen::Index s = 0; s < 9; ++s) data.col(s).setConstant(1e-6 * (start + 100.0 * t + static_cast<double>(s)));
    data.row(1) *= 2;
    epochs.data.push_back(data);
    eeg::Trial trial;
    trial.condition = t < 3 ? "a" : "b";
    trial.kept = true;
    trial.sample = 50 * t;
    trial.onset_sample = 50.0 * t;
    epochs.trials.push_back(trial);
  }
  return epochs;
}

const TrialOptions kOptions{{"a", "b"}, {}, Milliseconds(-1e9), Milliseconds(1e9), Milliseconds(0)};

TEST(Gather, TakesScalpChannelsInMicrovolts) {
  const PeopleTrials all = gather(std::vector{epochs_of("sub-01")}, std::vector<std::string>{"one.h5"}, kOptions);
  EXPECT_EQ(all.channels, (std::vector<std::string>{"Cz", "Pz"}));
  ASSERT_EQ(all.people.size(), 1u);
  EXPECT_EQ(all.people[0].count, (std::array<std::size_t, 2>{3, 3}));
  EXPECT_NEAR(all.people[0].at[4](1, 5), 2 * 504, 1e-9);
  EXPECT_EQ(all.times.at(0).count(), -20);
}

TEST(Gather, AveragesBinsAroundTheEvent) {
  TrialOptions options = kOptions;
  options.bin = Milliseconds(30);
  const PeopleTrials all = gather(std::vector{epochs_of("sub-01")}, std::vector<std::string>{"one.h5"}, options);
  ASSERT_EQ(all.times.samples, 2) << "0 and 30 ms; 60 ms is the last sample, without one after it";
  EXPECT_EQ(all.times.at(0).count(), 0);
  EXPECT_NEAR(all.times.at(1).count(), 30, 1e-9);
  EXPECT_NEAR(all.people[0].at[0](0, 0), 2, 1e-9) << "the mean of -10, 0 and 10 ms";
}

TEST(Gather, JoinsFilesOfOnePersonAsBlocksWhateverTheirOrder) {
  const std::vector files{epochs_of("sub-02"), epochs_of("sub-01", "2"), epochs_of("sub-01", "1")};
  const PeopleTrials all = gather(files, std::vector<std::string>{"c", "b", "a"}, kOptions);
  const PeopleTrials other =
      gather(std::vector{files[2], files[1], files[0]}, std::vector<std::string>{"a", "b", "c"}, kOptions);
  ASSERT_EQ(all.people.size(), 2u);
  EXPECT_EQ(all.people[0].participant_id, "sub-01");
  EXPECT_EQ(all.people[0].trials(), 12u);
  EXPECT_EQ(all.people[0].block.back(), 1);
  for (std::size_t p = 0; p < 2; ++p) EXPECT_EQ(all.people[p].at[3], other.people[p].at[3]);
}

std::string refused(const std::vector<eeg::Epochs>& files, const TrialOptions& options) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < files.size(); ++i) names.push_back(i == 0 ? "first.h5" : "second.h5");
  return test::message_of([&] { gather(files, names, options); });
}

TEST(Gather, SaysWhatDoesNotFit) {
  TrialOptions options = kOptions;
  options.conditions = {"a", "z"};
  EXPECT_THAT(refused({epochs_of("sub-01")}, options),
              HasSubstr("first.h5: no condition 'z'; its conditions are a, b, c"));
  options = kOptions;
  options.channels = {"Oz"};
  EXPECT_THAT(refused({epochs_of("sub-01")}, options), HasSubstr("first.h5: channel 'Oz' is not there"));
  eeg::Epochs other = epochs_of("sub-02");
  other.times.sampling_frequency = Hertz(200);
  EXPECT_THAT(refused({epochs_of("sub-01"), other}, kOptions), HasSubstr("second.h5: epochs of 9 samples from -10 ms"));
  options = kOptions;
  options.from = Milliseconds(500);
  EXPECT_THAT(refused({epochs_of("sub-01")}, options), HasSubstr("no time of the epoch (-20 to 60 ms)"));
  options = kOptions;
  options.conditions = {"a", "a"};
  EXPECT_THAT(refused({epochs_of("sub-01")}, options), HasSubstr("expected two conditions"));
}

// The same data in training and test: scores above chance where there is nothing.
TEST(Gather, RefusesOneRecordingTwice) {
  EXPECT_THAT(refused({epochs_of("sub-01", "1"), epochs_of("sub-01", "1")}, kOptions),
              HasSubstr("second.h5: is of sub-01 run-1, as first.h5 is; expected each recording once"));
  eeg::Epochs copy = epochs_of("sub-01");
  copy.labels.participant_id = "sub-02";
  EXPECT_THAT(refused({epochs_of("sub-01"), copy}, kOptions),
              HasSubstr("second.h5: its trial at sample 0 has the values of the one in first.h5"));
  for (std::size_t t = 0; t < 5; ++t) copy.data[t] *= 2;
  EXPECT_THAT(refused({epochs_of("sub-01"), copy}, kOptions), HasSubstr("its trial at sample 250"));
  copy.data[5] *= 2;
  EXPECT_EQ(refused({epochs_of("sub-01"), copy}, kOptions), "") << "every run may have its events at the same times";
}

TEST(Gather, RefusesAnEventInBothConditions) {
  eeg::Epochs file = epochs_of("sub-01");
  file.trials[4].sample = file.trials[1].sample;
  EXPECT_THAT(refused({file}, kOptions),
              HasSubstr("first.h5: conditions 'a' and 'b' share 1 event, the first at 0.500 s; expected each event"));
  file.trials[4].condition = "c";
  EXPECT_EQ(refused({file}, kOptions), "") << "a condition that is not decoded may";
}

TEST(Gather, LeavesOutChannelsThatAreBadSomewhere) {
  eeg::Epochs other = epochs_of("sub-02");
  other.bad_channels = {"Cz"};
  const PeopleTrials all =
      gather(std::vector{epochs_of("sub-01"), other}, std::vector<std::string>{"one.h5", "two.h5"}, kOptions);
  EXPECT_EQ(all.channels, (std::vector<std::string>{"Pz"}));
  ASSERT_EQ(all.warnings.size(), 1u);
  EXPECT_THAT(all.warnings[0], HasSubstr("left out of all: Cz"));
}

}  // namespace
}  // namespace attune::decode
