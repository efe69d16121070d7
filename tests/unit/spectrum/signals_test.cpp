#include "attune/spectrum/signals.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.hpp"
#include "made_recording.hpp"

namespace attune::spectrum {
namespace {

using ::testing::HasSubstr;

eeg::Recording rest() {
  eeg::Recording recording = test::made_recording(Eigen::MatrixXd::Random(2, 100), 10);
  recording.events = {test::made_event(10, "alone"), test::made_event(50, "together"), test::made_event(70, "alone")};
  for (eeg::Event& event : recording.events) event.duration_samples = 20;
  recording.boundaries = {25, 80};
  return recording;
}

std::vector<signal::Segment> ranges(const Condition& condition) {
  std::vector<signal::Segment> out;
  for (const Stretch& stretch : condition.stretches) out.push_back(stretch.samples);
  return out;
}

TEST(Signals, OfARecordingEndAtBoundaries) {
  const Signals whole = signals_of(rest(), {});
  ASSERT_EQ(whole.conditions.size(), 1U);
  EXPECT_EQ(ranges(whole.conditions[0]), (std::vector<signal::Segment>{{0, 25}, {25, 55}, {80, 20}}));
}

TEST(Signals, OfStatesEndWithTheirEventsAndAtBoundaries) {
  const Signals states = signals_of(rest(), {{}, {"alone", "together"}, ""});
  ASSERT_EQ(states.conditions.size(), 2U);
  EXPECT_EQ(states.conditions[0].name, "alone");
  EXPECT_EQ(ranges(states.conditions[0]), (std::vector<signal::Segment>{{10, 15}, {25, 5}, {70, 10}, {80, 10}}));
  EXPECT_EQ(ranges(states.conditions[1]), (std::vector<signal::Segment>{{50, 20}}));
}

TEST(Signals, OfStatesThatOverlapCountEverySampleOnce) {
  eeg::Recording recording = rest();
  recording.boundaries.clear();
  recording.events = {test::made_event(40, "alone"), test::made_event(10, "alone"), test::made_event(15, "alone"),
                      test::made_event(60, "alone")};
  for (eeg::Event& event : recording.events) event.duration_samples = 20;
  const Signals states = signals_of(recording, {{}, {"alone"}, ""});
  EXPECT_EQ(ranges(states.conditions[0]), (std::vector<signal::Segment>{{10, 25}, {40, 20}, {60, 20}}));
  ASSERT_EQ(states.warnings.size(), 1U);
  EXPECT_THAT(states.warnings[0], HasSubstr("4 events of type 'alone' overlap and are 3 stretches"));
  EXPECT_TRUE(signals_of(rest(), {{}, {"alone"}, ""}).warnings.empty());
}

TEST(Signals, NamedTwiceAreRefused) {
  const auto refusal = [](const RecordingParts& parts) {
    return test::error_of(Fault::usage, [&] { signals_of(rest(), parts); });
  };
  EXPECT_THAT(refusal({{"C1", "C0", "C1"}, {}, ""}), HasSubstr("channel 'C1' is given twice"));
  EXPECT_THAT(refusal({{}, {"alone", "alone"}, ""}), HasSubstr("event type 'alone' is given twice"));
}

TEST(Signals, ThatAreNotThereAreRefused) {
  EXPECT_THAT(test::error_of(Fault::input, [] { signals_of(rest(), {{"C9"}, {}, ""}); }), HasSubstr("no channel"));
  EXPECT_THAT(test::error_of(Fault::input,
                             [] {
                               signals_of(rest(), {{}, {"alon"}, ""});
                             }),
              HasSubstr("did you mean 'alone'"));
  eeg::Recording moments = rest();
  moments.events[0].duration_samples = 0;
  EXPECT_THAT(test::error_of(Fault::input,
                             [&] {
                               signals_of(moments, {{}, {"alone"}, ""});
                             }),
              HasSubstr("sample 10 has no duration"));
  eeg::Recording other = rest();
  other.channels[1].unit = "uS";
  EXPECT_THAT(test::error_of(Fault::input, [&] { signals_of(other, {{"C1"}, {}, ""}); }), HasSubstr("no potential"));
}

eeg::Epochs two_trials() {
  eeg::Epochs epochs;
  epochs.source = "made.h5";
  epochs.times = {Hertz(100), -20, 100};
  epochs.channels = {"F3", "F4"};
  epochs.bad_channels = {"F4"};
  epochs.conditions = {"a", "b"};
  for (const char* condition : {"a", "b"}) {
    eeg::Trial trial;
    trial.condition = condition;
    trial.kept = true;
    epochs.trials.push_back(trial);
    epochs.data.push_back(Eigen::MatrixXd::Random(2, 100));
  }
  return epochs;
}

TEST(Signals, OfTrialsAreThePartAskedFor) {
  const eeg::Epochs epochs = two_trials();
  const Signals part = signals_of(epochs, {{"F4", "F3"}, {"b"}, Milliseconds(0), Milliseconds(500)});
  ASSERT_EQ(part.conditions.size(), 1U);
  ASSERT_EQ(part.conditions[0].stretches.size(), 1U);
  EXPECT_EQ(part.bad, (std::vector<bool>{true, false}));
  const Eigen::MatrixXd& block = part.data[part.conditions[0].stretches[0].block];
  EXPECT_EQ(block.cols(), 50);
  EXPECT_EQ(block.row(1), epochs.data[1].row(0).segment(20, 50));
  EXPECT_EQ(part.times.first, 0);
}

TEST(Signals, OfTrialsAreThoseOfTheScalpUnlessNamed) {
  eeg::Epochs epochs = two_trials();
  epochs.channels = {"HEOG", "F4"};
  const Signals all = signals_of(epochs, {});
  EXPECT_EQ(all.channels, (std::vector<std::string>{"F4"}));
  EXPECT_EQ(all.data[0].row(0), epochs.data[0].row(1));
  EXPECT_EQ(signals_of(epochs, {{"HEOG"}, {}, {}, {}}).channels, (std::vector<std::string>{"HEOG"}));
  epochs.channels = {"HEOG", "VEOG"};
  EXPECT_THAT(test::error_of(Fault::input, [&] { signals_of(epochs, {}); }), HasSubstr("name the channels"));
  const auto twice = [] { signals_of(two_trials(), {{}, {"a", "a"}, {}, {}}); };
  EXPECT_THAT(test::error_of(Fault::usage, twice), HasSubstr("condition 'a' is given twice"));
}

TEST(Signals, OfTrialsBeyondTheEpochAreRefused) {
  EXPECT_THAT(test::error_of(Fault::usage,
                             [] {
                               signals_of(two_trials(), {{}, {}, Milliseconds(0), Milliseconds(900)});
                             }),
              HasSubstr("-200 to 800 ms"));
}

TEST(CurrentSourceDensity, NeedsAPlaceForEveryGoodChannel) {
  Signals signals = signals_of(rest(), {});
  EXPECT_THAT(test::error_of(Fault::input, [&] { to_current_source_density(signals); }),
              HasSubstr("2 have none: C0, C1"));
}

TEST(CurrentSourceDensity, DoesNotDependOnTheReferenceNorOnBadChannels) {
  eeg::Recording recording = test::made_recording(1e-6 * Eigen::MatrixXd::Random(7, 40), 10);
  const char* const names[] = {"Fz", "Cz", "Pz", "C3", "C4", "Oz", "F3"};
  for (std::size_t c = 0; c < 7; ++c) recording.channels[c].name = names[c];
  recording.channels[6].bad = true;
  eeg::Recording referenced = recording;
  referenced.data.rowwise() -= recording.data.row(1).eval();
  referenced.data.row(6).setConstant(7);
  Signals one = signals_of(recording, {}), other = signals_of(referenced, {});
  for (Signals* signals : {&one, &other}) {
    place(*signals, scalp::montage("10-10"));
    to_current_source_density(*signals);
  }
  EXPECT_TRUE(one.data[0].topRows(6).isApprox(other.data[0].topRows(6), 1e-9));
  EXPECT_TRUE(one.data[0].row(6).array().isNaN().all());
  EXPECT_EQ(one.unit, "uV/m^2");
}

}  // namespace
}  // namespace attune::spectrum
