// EOG regression on recordings whose weights are known.
#include "attune/artefact/eog_regression.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "expect_error.hpp"
#include "planted_gaze.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;
using ::testing::HasSubstr;

using test::kBlink;
using test::kSaccade;
using test::planted_gaze;
using test::PlantedGaze;

constexpr double kErrors = 4.0;  // standard errors: missed once in 16,000 by chance

RegressionOptions gratton() {
  RegressionOptions options;
  options.conditions = {{"stimulus", eeg::EventQuery::of_type("stimulus")}};
  options.blinks.amplitude = Microvolts(120);
  return options;
}

const EogWeight& weight(const RegressionReport& report, const std::string& channel, const std::string& movement) {
  for (const EogWeight& w : report.weights)
    if (w.channel == channel && w.movement == movement) return w;
  ADD_FAILURE() << "no weight " << channel << " " << movement;
  return report.weights.front();
}

TEST(Gratton, FindsTheWeightsOfBlinksAndOfOtherMovements) {
  PlantedGaze data = planted_gaze(kBlink, 0);
  const RegressionReport report = regress_eog(data.recording, gratton());
  EXPECT_GT(report.blinks.blinks.size(), 50u);
  const EogWeight& saccade = weight(report, "Pz", "saccade");
  EXPECT_NEAR(saccade.weight, kSaccade, kErrors * saccade.standard_error);
  EXPECT_LT(saccade.standard_error, 0.02);
  const EogWeight& blink = weight(report, "Pz", "blink");
  // Gaze goes on during a blink with its own weight: the blink's is a mixture, nearly its own.
  EXPECT_NEAR(blink.weight, kBlink, 0.02);
  EXPECT_NEAR(weight(report, "Cz", "blink").weight, 0.5 * blink.weight, 1e-12);
  EXPECT_EQ(report.outside, 0);
}

TEST(Gratton, LeavesTheBrainsResponseWhereTheEyesMoveWithTheEvent) {
  // EOG and scalp share a wave at every event. Plain regression takes it for the eyes' own.
  PlantedGaze data = planted_gaze(kSaccade, 30);
  eeg::Recording plain = data.recording;
  const RegressionReport removed = regress_eog(data.recording, gratton());
  EXPECT_NEAR(weight(removed, "Pz", "saccade").weight, kSaccade,
              kErrors * weight(removed, "Pz", "saccade").standard_error);
  RegressionOptions options;
  options.method = RegressionMethod::plain;
  const RegressionReport biased = regress_eog(plain, options);
  EXPECT_GT(weight(biased, "Pz", "all").weight, kSaccade + kErrors * weight(biased, "Pz", "all").standard_error);
}

TEST(Gratton, GivesBackTheBrain) {
  PlantedGaze data = planted_gaze(kBlink, 0);
  const auto distance = [&] {
    const Eigen::RowVectorXd difference = data.recording.data.row(0) - data.brain;
    return (difference.array() - difference.mean()).matrix().norm();  // the EOG's mean is not taken away
  };
  const double before = distance();
  const RegressionReport report = regress_eog(data.recording, gratton());
  EXPECT_LT(distance(), 0.15 * before);
  EXPECT_GT(report.channels[0].removed, 0.5);
}

TEST(Gratton, LeavesTheEogAloneAndTheMeansOfTheSegments) {
  PlantedGaze data = planted_gaze(kBlink, 0);
  data.recording.boundaries = {30000.0};
  const eeg::Recording before = data.recording;
  regress_eog(data.recording, gratton());
  EXPECT_EQ(data.recording.data.row(2), before.data.row(2));
  RegressionOptions plain;
  plain.method = RegressionMethod::plain;
  data.recording = before;
  regress_eog(data.recording, plain);
  EXPECT_NEAR(data.recording.data.row(0).head(30000).mean(), before.data.row(0).head(30000).mean(), 1e-6 * 1e-9);
}

TEST(Gratton, DoesNotJumpAtTheEndsOfABlinkWhereTheEogHasDrifted) {
  PlantedGaze data = planted_gaze(kBlink, 0);
  data.recording.data.row(2).array() += 500e-6;  // an offset of the amplifier
  for (Index t = 0; t < data.recording.data.cols(); ++t)
    data.recording.data(2, t) += 300e-6 * static_cast<double>(t) / 60000.0;
  const eeg::Recording before = data.recording;
  const RegressionReport report = regress_eog(data.recording, gratton());
  const double extra = std::abs(weight(report, "Pz", "blink").weight - weight(report, "Pz", "saccade").weight);
  EXPECT_GT(extra, 0.1);
  for (const Blink& blink : report.blinks.blinks) {
    const auto taken = [&](Index t) { return before.data(0, t) - data.recording.data(0, t); };
    // Switching weights would jump by their difference times the EOG's offset, 50 uV and more.
    EXPECT_LT(std::abs(taken(blink.first) - taken(blink.first - 1)), 25e-6);
  }
}

TEST(Regression, ScalesWithTheEogAndTheScalp) {
  PlantedGaze data = planted_gaze(kBlink, 0);
  eeg::Recording scaled = data.recording;
  scaled.data.row(2) *= 2.0;
  RegressionOptions options = gratton();
  const RegressionReport one = regress_eog(data.recording, options);
  options.blinks.amplitude = Microvolts(240);
  options.blinks.velocity *= 2.0;
  const RegressionReport two = regress_eog(scaled, options);
  EXPECT_NEAR(weight(two, "Pz", "blink").weight, 0.5 * weight(one, "Pz", "blink").weight, 1e-12);
  EXPECT_LT((scaled.data.row(0) - data.recording.data.row(0)).cwiseAbs().maxCoeff(), 1e-6 * 1e-9);
}

TEST(Regression, GivesTheSameBytesForAnyNumberOfThreads) {
  PlantedGaze one = planted_gaze(kBlink, 0);
  eeg::Recording three = one.recording;
  regress_eog(one.recording, gratton(), parallel::Threads{1});
  regress_eog(three, gratton(), parallel::Threads{3});
  EXPECT_EQ(one.recording.data, three.data);
}

TEST(Regression, SaysWhereBlinksAreTooFew) {
  PlantedGaze data = planted_gaze(kBlink, 0);
  RegressionOptions options = gratton();
  options.blinks.amplitude = Microvolts(5000);
  const RegressionReport report = regress_eog(data.recording, options);
  ASSERT_EQ(report.warnings.size(), 1u);
  EXPECT_THAT(report.warnings[0], HasSubstr("0 blinks in trials"));
  EXPECT_EQ(report.weights.size(), 2u);
  EXPECT_EQ(report.weights[0].movement, "all");
}

TEST(Regression, RefusesWhatItCannotDo) {
  const PlantedGaze data = planted_gaze(kBlink, 0);
  eeg::Recording recording = data.recording;
  EXPECT_THAT(test::error_of(Fault::usage, [&] { regress_eog(recording, RegressionOptions{}); }),
              HasSubstr("declare the conditions"));
  RegressionOptions options = gratton();
  options.eog = {"VEOG", "VEOG"};
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { regress_eog(recording, options); }), HasSubstr("the same"));
  options = gratton();
  options.channels = {"VEOG"};
  EXPECT_THAT(test::error_of(Fault::input, [&] { regress_eog(recording, options); }),
              HasSubstr("part of an EOG source"));
  recording.events.resize(5);
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { regress_eog(recording, gratton()); }), HasSubstr("on 5 trials"));
  recording.channels[2].name = "X";
  EXPECT_THAT(test::error_of(Fault::input, [&] { regress_eog(recording, gratton()); }), HasSubstr("no EOG channel"));
  EXPECT_EQ(recording.data, data.recording.data) << "refused before anything is changed";
}

TEST(Regression, HasAMeaningForEachColumn) {
  PlantedGaze data = planted_gaze(kBlink, 0);
  const Table table = weights_table(regress_eog(data.recording, gratton()));
  std::vector<std::string> meant;
  for (const ColumnMeaning& meaning : weight_meanings()) meant.push_back(meaning.column);
  EXPECT_EQ(table.names(), meant);
  EXPECT_EQ(table.rows(), 4u);
}

}  // namespace
}  // namespace attune::artefact
