#include "attune/eeg/shared_events.hpp"

#include <gtest/gtest.h>

namespace attune::eeg {
namespace {

Trial trial(const std::string& condition, Eigen::Index sample, bool kept = true) {
  Trial out;
  out.condition = condition;
  out.sample = sample;
  out.onset_sample = static_cast<double>(sample);
  out.kept = kept;
  return out;
}

Epochs epochs_of(std::vector<Trial> trials) {
  Epochs out;
  out.times.sampling_frequency = Hertz(100);
  out.trials = std::move(trials);
  return out;
}

TEST(SharedEvents, AreFoundForEveryPairOfConditions) {
  const std::vector<SharedEvents> found = shared_events(epochs_of(
      {trial("all", 10), trial("all", 20), trial("all", 30), trial("near", 20), trial("near", 30), trial("new", 30)}));
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].one + " " + found[0].other, "all near");
  EXPECT_EQ(found[0].events, 2u);
  EXPECT_DOUBLE_EQ(found[0].first_seconds, 0.2);
  EXPECT_EQ(found[1].one + " " + found[1].other, "all new");
  EXPECT_EQ(found[2].one + " " + found[2].other, "near new");
  EXPECT_DOUBLE_EQ(found[2].first_seconds, 0.3);
}

TEST(SharedEvents, AreNotTrialsThatWereDroppedNorOneConditionTwice) {
  EXPECT_TRUE(
      shared_events(epochs_of({trial("a", 10), trial("a", 10), trial("b", 20), trial("b", 10, false)})).empty());
}

TEST(SharedEvents, AreToldInSecondsOfTheRecordingWithItsGaps) {
  Epochs epochs = epochs_of({trial("a", 10), trial("b", 10)});
  epochs.trials[0].onset = Seconds(7.5);
  EXPECT_DOUBLE_EQ(shared_events(epochs).front().first_seconds, 7.5);
}

}  // namespace
}  // namespace attune::eeg
