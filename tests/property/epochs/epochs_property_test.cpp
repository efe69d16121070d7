// What must hold for every recording that is cut into epochs: shifts, scales, orders, baselines, thresholds, edges.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/eeg/epochs.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/parallel/stream.hpp"
#include "made_recording.hpp"

namespace attune::eeg {
namespace {

using test::made_event;
using test::made_recording;

constexpr double kFrequency = 250.0;
constexpr Eigen::Index kSamples = 2000;
constexpr double kRounding = 1e-18;  // volts: doubles of 1e-5 V are 2e-21 apart, baselines add some of them

// Two channels of noise (10 uV), two types of events at fractional samples, one boundary.
Recording noise_recording(Eigen::Index samples = kSamples) {
  parallel::Stream stream({42}, 0);
  Eigen::MatrixXd data(2, samples);
  for (Eigen::Index s = 0; s < samples; ++s)
    for (Eigen::Index c = 0; c < 2; ++c) data(c, s) = 1e-5 * stream.normal();
  Recording recording = made_recording(data, kFrequency);
  for (int i = 0; i < 18; ++i)
    recording.events.push_back(made_event(100.0 * i + 80.0 + 0.37 * i, i % 3 == 0 ? "rare" : "often"));
  recording.boundaries = {1003.0};
  return recording;
}

EpochOptions usual() {
  EpochOptions options;
  options.conditions = conditions_of_types(std::vector<std::string>{"rare", "often"});
  options.from = Milliseconds(-100);
  options.to = Milliseconds(300);
  options.baseline = Span{Milliseconds(-100), Milliseconds(0)};
  options.reject = Microvolts(60);
  return options;
}

std::vector<std::string> reasons(const Epochs& epochs) {
  std::vector<std::string> out;
  for (const Trial& trial : epochs.trials) out.push_back(trial.reason);
  return out;
}

void expect_same_data(const Epochs& a, const Epochs& b) {
  ASSERT_EQ(a.data.size(), b.data.size());
  ASSERT_FALSE(a.data.empty());
  for (std::size_t i = 0; i < a.data.size(); ++i) EXPECT_EQ(a.data[i], b.data[i]) << "trial " << i;
}

TEST(EpochsProperty, TheUsualRecordingHasKeptAndDroppedTrials) {
  const Epochs epochs = epoch(noise_recording(), usual());
  EXPECT_GT(epochs.data.size(), 3u);
  EXPECT_LT(epochs.data.size(), epochs.trials.size());
}

TEST(EpochsProperty, AShiftOfTheRecordingShiftsNothing) {
  const Recording recording = noise_recording();
  const Epochs before = epoch(recording, usual());
  for (const Eigen::Index shift : {1, 7, 250}) {
    Recording later = recording;
    later.data = Eigen::MatrixXd::Constant(2, kSamples + shift, 5e-3);  // what comes first is never looked at
    later.data.rightCols(kSamples) = recording.data;
    for (Event& event : later.events) event.sample += static_cast<double>(shift);
    for (double& boundary : later.boundaries) boundary += static_cast<double>(shift);
    const Epochs after = epoch(later, usual());
    EXPECT_EQ(reasons(after), reasons(before)) << shift;
    expect_same_data(after, before);
    EXPECT_EQ(after.times, before.times);
    EXPECT_EQ(after.trials[0].sample, before.trials[0].sample + shift);
  }
}

TEST(EpochsProperty, ScalingTheRecordingScalesEpochsAndThresholds) {
  const Recording recording = noise_recording();
  const Epochs before = epoch(recording, usual());
  constexpr double kTwice = 2.0;  // a power of two, so that every bit scales
  Recording larger = recording;
  larger.data *= kTwice;
  EpochOptions options = usual();
  options.reject = Microvolts(kTwice * options.reject->value());
  const Epochs after = epoch(larger, options);
  EXPECT_EQ(reasons(after), reasons(before));
  ASSERT_EQ(after.data.size(), before.data.size());
  for (std::size_t i = 0; i < after.data.size(); ++i) EXPECT_EQ(after.data[i], kTwice * before.data[i]);
}

TEST(EpochsProperty, TheOrderOfTheEventsChangesNoAverage) {
  Recording recording = noise_recording();
  const auto before = average(epoch(recording, usual()));
  parallel::Stream stream({43}, 0);
  for (int round = 0; round < 5; ++round) {
    parallel::shuffle(std::span(recording.events), stream);
    const auto after = average(epoch(recording, usual()));
    ASSERT_EQ(after.size(), before.size());
    for (std::size_t c = 0; c < after.size(); ++c) {
      EXPECT_EQ(after[c].condition, before[c].condition);
      EXPECT_EQ(after[c].trials, before[c].trials);
      EXPECT_EQ(after[c].average, before[c].average);
      EXPECT_EQ(after[c].standard_error, before[c].standard_error);
    }
  }
}

TEST(EpochsProperty, OffsetsVanishInTheBaselineAndNowhereElse) {
  const Recording recording = noise_recording();
  Recording lifted = recording;
  lifted.data.row(0).array() += 3e-3;
  lifted.data.row(1).array() -= 1e-3;
  const Epochs before = epoch(recording, usual()), after = epoch(lifted, usual());
  EXPECT_EQ(reasons(after), reasons(before));
  ASSERT_EQ(after.data.size(), before.data.size());
  for (std::size_t i = 0; i < after.data.size(); ++i)
    EXPECT_LT((after.data[i] - before.data[i]).cwiseAbs().maxCoeff(), 1e-17);  // doubles of 3 mV are 4e-19 apart
  const Eigen::Index zero = -before.times.first;
  for (const Eigen::MatrixXd& trial : before.data)
    EXPECT_LT(trial.leftCols(zero).rowwise().mean().cwiseAbs().maxCoeff(), kRounding);
  EpochOptions raw = usual();
  raw.baseline.reset();
  const Epochs as_it_is = epoch(lifted, raw);
  EXPECT_EQ(reasons(as_it_is), reasons(before)) << "the baseline changes no peak-to-peak amplitude";
  EXPECT_NEAR(as_it_is.data[0].row(0).mean(), 3e-3, 1e-5);
}

TEST(EpochsProperty, AStricterThresholdKeepsNoOtherTrial) {
  const Recording recording = noise_recording();
  EpochOptions options = usual();
  std::vector<bool> before;
  std::size_t changes = 0;
  for (double threshold = 80; threshold >= 40; threshold -= 2) {
    options.reject = Microvolts(threshold);
    const Epochs epochs = epoch(recording, options);
    std::vector<bool> kept;
    for (const Trial& trial : epochs.trials) {
      kept.push_back(trial.kept);
      if (trial.reason == "peak-to-peak") {
        EXPECT_GT(trial.value_uv, threshold);
      }
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
      EXPECT_TRUE(before[i] || !kept[i]) << threshold << ": trial " << i;
      changes += before[i] != kept[i] ? 1u : 0u;
    }
    before = kept;
  }
  EXPECT_GT(changes, 5u);  // the thresholds do decide
}

TEST(EpochsProperty, EveryFractionGoesToItsNearestSample) {
  Recording recording = noise_recording();
  recording.boundaries.clear();
  EpochOptions options = usual();
  options.baseline.reset();
  options.reject.reset();
  for (int thousandth = 0; thousandth < 1000; ++thousandth) {
    const double position = 500.0 + thousandth / 1000.0;
    recording.events = {made_event(position, "rare"), made_event(700, "often")};
    const Epochs epochs = epoch(recording, options);
    const Eigen::Index expected = thousandth < 500 ? 500 : 501;  // halves go up
    ASSERT_EQ(epochs.trials[0].sample, expected) << position;
    ASSERT_EQ(epochs.trials[0].onset_sample, position);
    ASSERT_EQ(epochs.data[0].col(0), recording.data.col(expected + epochs.times.first));
  }
}

// Windows of every length at every place: kept exactly where all of its samples are in the data, on one side of the
// boundary.
TEST(EpochsProperty, EdgesAndBoundariesAreMetWithAReason) {
  constexpr Eigen::Index kShort = 60;
  constexpr Eigen::Index kBoundary = 30;  // sample 30 does not follow on sample 29
  Recording recording = noise_recording(kShort);
  recording.boundaries = {static_cast<double>(kBoundary)};
  EpochOptions options = usual();
  options.baseline.reset();
  options.reject.reset();
  options.allow_empty = true;
  recording.events.clear();
  for (int place = -20; place < kShort + 20; ++place) recording.events.push_back(made_event(place, "rare"));
  for (const int before : {0, 1, 8}) {
    for (const int after : {1, 5, 12}) {
      options.from = Milliseconds(-before * 1000 / kFrequency);
      options.to = Milliseconds(after * 1000 / kFrequency);
      const Epochs epochs = epoch(recording, options);
      ASSERT_EQ(epochs.trials.size(), recording.events.size());
      for (const Trial& trial : epochs.trials) {
        const Eigen::Index first = trial.sample - before, last = trial.sample + after;
        const bool outside = first < 0 || last >= kShort;
        const bool crosses = first < kBoundary && last >= kBoundary;
        EXPECT_EQ(trial.reason, outside ? "outside the data" : crosses ? "crosses a boundary" : "") << first;
        EXPECT_EQ(trial.kept, !outside && !crosses);
      }
    }
  }
}

}  // namespace
}  // namespace attune::eeg
