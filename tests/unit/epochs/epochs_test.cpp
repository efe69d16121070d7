#include "attune/eeg/epochs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "attune/base/error.hpp"
#include "attune/eeg/ledger.hpp"
#include "made_recording.hpp"

namespace attune::eeg {
namespace {

using test::made_event;
using test::made_recording;

// Channel 0 counts samples in microvolts, channel 1 is ten times that.
Recording counting(Eigen::Index samples, double frequency = 100) {
  Eigen::MatrixXd data(2, samples);
  for (Eigen::Index s = 0; s < samples; ++s)
    data.col(s) << 1e-6 * static_cast<double>(s), 1e-5 * static_cast<double>(s);
  return made_recording(data, frequency);
}

EpochOptions window(double from, double to) {
  EpochOptions options;
  options.conditions = conditions_of_types(std::vector<std::string>{"a"});
  options.from = Milliseconds(from);
  options.to = Milliseconds(to);
  return options;
}

TEST(NearestSample, RoundsHalvesUpOnBothSidesOfZero) {
  EXPECT_EQ(nearest_sample(2.5), 3);
  EXPECT_EQ(nearest_sample(-2.5), -2);
  EXPECT_EQ(nearest_sample(-25.6), -26);
  EXPECT_EQ(nearest_sample(3 * 0.1 * 5), 2);
}

TEST(Epoch, GoesFromTheNearestToTheNearestSample) {
  Recording recording = counting(300, 128);
  recording.events = {made_event(100.4, "a")};
  const Epochs epochs = epoch(recording, window(-200, 800));
  EXPECT_EQ(epochs.times.first, -26);
  EXPECT_EQ(epochs.times.samples, 129);
  EXPECT_DOUBLE_EQ(epochs.times.at(0).count(), -203.125);
  EXPECT_DOUBLE_EQ(epochs.times.at(128).count(), 796.875);
  ASSERT_EQ(epochs.data.size(), 1u);
  EXPECT_DOUBLE_EQ(epochs.data[0](0, 26), 100e-6);
  EXPECT_EQ(epochs.trials[0].sample, 100);
}

TEST(Epoch, WarnsOfEventsThatAreThereTwice) {
  Recording recording = counting(100);
  recording.events = {made_event(50, "a"), made_event(70, "a"), made_event(50.2, "a"), made_event(70, "b")};
  const Epochs epochs = epoch(recording, window(-40, 40));
  EXPECT_EQ(epochs.data.size(), 3u);
  EXPECT_THAT(epochs.warnings, ::testing::ElementsAre(
                                   ::testing::HasSubstr("condition 'a': 1 of its 3 kept trials starts at the sample")));
}

TEST(Epoch, OfARecordingWithoutEventsIsRefusedForTheRecording) {
  EpochOptions options = window(-40, 40);
  options.conditions.clear();
  Recording recording = counting(100);
  try {
    epoch(recording, options);
    FAIL() << "epochs without events";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::input);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("there are no events"));
  }
  recording.events = {made_event(50, "a")};
  EXPECT_THROW(epoch(recording, options), Error);
}

TEST(Epoch, SubtractsAHalfOpenBaseline) {
  Recording recording = counting(100);
  recording.events = {made_event(50, "a")};
  EpochOptions options = window(-40, 40);
  options.baseline = Span{Milliseconds(-40), Milliseconds(0)};
  const Epochs epochs = epoch(recording, options);
  // Samples 46 ... 49 have the mean 47.5; time 0 is not among them.
  EXPECT_NEAR(epochs.data[0](0, 4), 2.5e-6, 1e-18);
  EXPECT_NEAR(epochs.data[0](1, 4), 25e-6, 1e-17);
  ASSERT_TRUE(epochs.baseline.has_value());
  EXPECT_EQ(epochs.baseline->from.count(), -40);
  EXPECT_EQ(epochs.baseline->to.count(), 0);
}

TEST(Epoch, RefusesABaselineOutsideItself) {
  Recording recording = counting(100);
  recording.events = {made_event(50, "a")};
  EpochOptions options = window(-40, 40);
  for (const Span span : {Span{Milliseconds(-60), Milliseconds(0)}, Span{Milliseconds(0), Milliseconds(0)},
                          Span{Milliseconds(20), Milliseconds(60)}}) {
    options.baseline = span;
    EXPECT_THROW(epoch(recording, options), Error);
  }
}

TEST(Epoch, DropsTrialsThatLeaveTheData) {
  Recording recording = counting(100);
  recording.events = {made_event(-1e300, "a"), made_event(3, "a"),  made_event(4, "a"),
                      made_event(95, "a"),     made_event(96, "a"), made_event(1e300, "a")};
  const Epochs epochs = epoch(recording, window(-40, 40));
  std::vector<std::string> reasons;
  for (const Trial& trial : epochs.trials) reasons.push_back(trial.reason);
  EXPECT_THAT(reasons, testing::ElementsAre("outside the data", "outside the data", "", "", "outside the data",
                                            "outside the data"));
  EXPECT_EQ(epochs.data.size(), 2u);
}

TEST(Epoch, DropsTrialsThatCrossABoundary) {
  Recording recording = counting(100);
  // The epoch is samples 46 ... 54. A boundary at 46 or 54.5 only touches it; at 46.5 and at 54 it is inside.
  for (const auto& [boundary, crosses] : {std::pair(46.0, false), {46.5, true}, {54.0, true}, {54.5, false}}) {
    recording.boundaries = {boundary};
    recording.events = {made_event(50, "a")};
    EXPECT_EQ(epoch(recording, window(-40, 40)).trials[0].reason, crosses ? "crosses a boundary" : "") << boundary;
  }
}

TEST(Epoch, DoesNotReachFromOneRecordedTrialIntoTheNext) {
  Recording recording = counting(100);
  recording.trials = TrialLayout{10, 10, Seconds(-0.05)};
  recording.events = {made_event(25, "a"), made_event(28, "a")};
  const Epochs epochs = epoch(recording, window(-30, 30));
  EXPECT_EQ(epochs.trials[0].reason, "");
  EXPECT_EQ(epochs.trials[1].reason, "crosses a boundary");
}

TEST(Epoch, RejectsByPeakToPeakAndNamesTheWorstChannel) {
  Recording recording = counting(100);
  recording.events = {made_event(50, "a")};
  EpochOptions options = window(-40, 40);  // channel 1 spans 80 uV, channel 0 spans 8 uV
  options.reject = Microvolts(79);
  const Epochs rejected = epoch(recording, options);
  EXPECT_EQ(rejected.trials[0].reason, "peak-to-peak");
  EXPECT_EQ(rejected.trials[0].channel, "C1");
  EXPECT_NEAR(rejected.trials[0].value_uv, 80, 1e-9);
  EXPECT_EQ(rejected.warnings.size(), 1u);
  EXPECT_THROW(require_trials(rejected), Error);
  options.reject = Microvolts(81);
  EXPECT_TRUE(epoch(recording, options).trials[0].kept);
  options.reject = Microvolts(79);
  options.rejection_channels = {"C0"};
  EXPECT_TRUE(epoch(recording, options).trials[0].kept);
}

TEST(Epoch, RejectsFlatTrials) {
  Recording recording = counting(100);
  recording.events = {made_event(50, "a")};
  EpochOptions options = window(-40, 40);
  options.flat = Microvolts(8.5);
  const Epochs epochs = epoch(recording, options);
  EXPECT_EQ(epochs.trials[0].reason, "flat");
  EXPECT_EQ(epochs.trials[0].channel, "C0");
  EXPECT_NEAR(epochs.trials[0].value_uv, 8, 1e-9);
}

TEST(Epoch, NeverAveragesInWhatIsNotFinite) {
  Recording recording = counting(100);
  recording.data(1, 52) = std::numeric_limits<double>::quiet_NaN();
  recording.events = {made_event(50, "a"), made_event(70, "a")};
  const Epochs epochs = epoch(recording, window(-40, 40));
  EXPECT_EQ(epochs.trials[0].reason, "not finite");
  EXPECT_EQ(epochs.trials[0].channel, "C1");
  EXPECT_TRUE(epochs.trials[1].kept);
}

TEST(Epoch, KeepsBadChannelsAsMissingAndOutOfTheTests) {
  Recording recording = counting(100);
  recording.events = {made_event(50, "a")};
  EpochOptions options = window(-40, 40);
  options.reject = Microvolts(20);
  options.bad_channels = {"C1"};
  const Epochs epochs = epoch(recording, options);
  ASSERT_EQ(epochs.data.size(), 1u);
  EXPECT_TRUE(epochs.data[0].row(1).array().isNaN().all());
  EXPECT_TRUE(epochs.data[0].row(0).allFinite());
  EXPECT_THAT(epochs.bad_channels, testing::ElementsAre("C1"));
}

TEST(Epoch, TakesTheAverageReferenceOfGoodScalpChannels) {
  Eigen::MatrixXd data(4, 20);
  data << Eigen::RowVectorXd::Constant(20, 1e-6), Eigen::RowVectorXd::Constant(20, 3e-6),
      Eigen::RowVectorXd::Constant(20, 50e-6), Eigen::RowVectorXd::Constant(20, 90e-6);
  Recording recording = made_recording(data, 100);
  recording.channels[2].type = "EOG";
  recording.channels[3].bad = true;
  recording.events = {made_event(10, "a")};
  EpochOptions options = window(-50, 50);
  options.reference = {"average"};
  const Epochs epochs = epoch(recording, options);
  EXPECT_NEAR(epochs.data[0](0, 0), -1e-6, 1e-20);
  EXPECT_NEAR(epochs.data[0](1, 0), 1e-6, 1e-20);
  EXPECT_NEAR(epochs.data[0](2, 0), 48e-6, 1e-19);
  options.reference = {"C1"};
  EXPECT_EQ(epoch(recording, options).data[0](1, 3), 0.0);
}

TEST(Epoch, ShiftsEveryEvent) {
  Recording recording = counting(100);
  recording.events = {made_event(50, "a")};
  EpochOptions options = window(-40, 40);
  options.shift = Milliseconds(26);
  const Epochs epochs = epoch(recording, options);
  EXPECT_EQ(epochs.trials[0].sample, 53);
  EXPECT_NEAR(epochs.trials[0].onset_sample, 52.6, 1e-12);
}

TEST(Epoch, GivesAnEventThatFitsTwoConditionsATrialInEach) {
  Recording recording = counting(100);
  recording.events = {made_event(50, "a", {{"position", "1"}}), made_event(60, "a", {{"position", "2"}})};
  EpochOptions options = window(-40, 40);
  options.conditions.push_back(parse_condition("first=position == 1"));
  const Epochs epochs = epoch(recording, options);
  EXPECT_EQ(kept_trials(epochs, "a"), (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(kept_trials(epochs, "first"), (std::vector<std::size_t>{2}));
}

TEST(Epoch, LeavesOutChannelsThatAreNoPotentialAndSaysSo) {
  Recording recording = counting(100);
  recording.channels[1].unit = "degC";
  recording.events = {made_event(50, "a")};
  const Epochs epochs = epoch(recording, window(-40, 40));
  EXPECT_THAT(epochs.channels, testing::ElementsAre("C0"));
  EXPECT_THAT(epochs.warnings, testing::ElementsAre(testing::HasSubstr("C1")));
  EpochOptions options = window(-40, 40);
  options.channels = {"C1"};
  EXPECT_THROW(epoch(recording, options), Error);
}

TEST(Epoch, SuggestsTheNearestChannel) {
  Recording recording = counting(100);
  recording.channels[0].name = "Pz";
  recording.channels[1].name = "Cz";
  recording.events = {made_event(50, "a")};
  EpochOptions options = window(-40, 40);
  options.channels = {"pz"};
  try {
    epoch(recording, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("did you mean 'Pz'"));
  }
}

TEST(Epoch, RefusesImpossibleWindows) {
  Recording recording = counting(100);
  recording.events = {made_event(50, "a")};
  EXPECT_THROW(epoch(recording, window(100, 100)), Error);
  EXPECT_THROW(epoch(recording, window(0, std::numeric_limits<double>::infinity())), Error);
  EXPECT_THROW(epoch(recording, window(std::numeric_limits<double>::quiet_NaN(), 100)), Error);
}

TEST(Epoch, AllowsAConditionWithoutEventsOnlyIfAskedTo) {
  Recording recording = counting(100);
  recording.events = {made_event(50, "a")};
  EpochOptions options = window(-40, 40);
  options.conditions = conditions_of_types(std::vector<std::string>{"a", "b"});
  EXPECT_THROW(epoch(recording, options), Error);
  options.allow_empty = true;
  EXPECT_THAT(epoch(recording, options).warnings, testing::ElementsAre(testing::HasSubstr("none of its 0 trials")));
}

TEST(Labels, ComeFromTheFileName) {
  const Labels labels = labels_of("sub-07/eeg/sub-07_ses-2_task-rejectwords_run-01_eeg.vhdr");
  EXPECT_EQ(labels, (Labels{"sub-07", "2", "rejectwords", "01"}));
  EXPECT_EQ(labels_of("sub-_task-a+b_eeg.set"), Labels{});
  EXPECT_EQ(labels_of("eeglab_data.set"), Labels{});
}

TEST(Ledger, HasEveryTrialWithItsReason) {
  Recording recording = counting(100);
  recording.path = "sub-01_task-x_eeg.vhdr";
  recording.events = {made_event(1, "a"), made_event(50.25, "a")};
  const Epochs epochs = epoch(recording, window(-40, 40));
  const Table table = ledger(epochs);
  EXPECT_THAT(table.text("kept"), testing::ElementsAre("no", "yes"));
  EXPECT_THAT(table.text("reason"), testing::ElementsAre("outside the data", "n/a"));
  EXPECT_THAT(table.text("participant_id"), testing::ElementsAre("sub-01", "sub-01"));
  EXPECT_DOUBLE_EQ(table.numbers("onset_s")[1], 0.5025);
  EXPECT_DOUBLE_EQ(table.numbers("rounding_ms")[1], -2.5);
  const std::vector<ColumnMeaning> meanings = ledger_meanings();
  ASSERT_EQ(meanings.size(), table.columns().size());
  for (std::size_t c = 0; c < meanings.size(); ++c) EXPECT_EQ(meanings[c].column, table.columns()[c].name);
  const Table summary = ledger_summary(epochs);
  EXPECT_THAT(summary.names(), testing::ElementsAre("condition", "trials", "kept", "outside the data"));
}

}  // namespace
}  // namespace attune::eeg
