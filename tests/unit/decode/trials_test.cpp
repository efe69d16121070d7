#include "attune/decode/trials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "message_of.hpp"

namespace attune::decode {
namespace {

using testing::HasSubstr;

/// Two channels and an eye channel at 100 Hz from -20 ms; a trial's samples count up from its number times 100 uV.
eeg::Epochs epochs_of(const std::string& id, const std::string& run = "") {
  eeg::Epochs epochs;
  epochs.labels = {id, "", "", run};
  epochs.times = {Hertz(100), -2, 9};
  epochs.channels = {"Cz", "Pz", "VEOG"};
  epochs.conditions = {"a", "b", "c"};
  for (int t = 0; t < 6; ++t) {
    Eigen::MatrixXd data(3, 9);
    for (Eigen::Index s = 0; s < 9; ++s) data.col(s).setConstant(1e-6 * (100.0 * t + static_cast<double>(s)));
    data.row(1) *= 2;
    epochs.data.push_back(data);
    eeg::Trial trial;
    trial.condition = t < 3 ? "a" : "b";
    trial.kept = true;
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
