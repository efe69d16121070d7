// How often are the eyes found where they move, and something of the brain taken for them? Do the errors of the EOG
// regression's weights hold? The numbers that this prints are in docs/validation.md.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "attune/artefact/components.hpp"
#include "attune/artefact/eog_regression.hpp"
#include "attune/artefact/ica_recording.hpp"
#include "calibration_line.hpp"
#include "planted_eyes.hpp"
#include "planted_gaze.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;

constexpr std::size_t kRecordings = 60;
constexpr Index kSamples = 20000;
constexpr std::size_t kRegressions = 400;
// 400 draws: 95 % has a standard error of 1.1 %; four of them, and 148 clusters for a normal limit.
constexpr double kCoverageLow = 0.90, kCoverageHigh = 0.99;

struct Counts {
  std::size_t vertical = 0, horizontal = 0;  ///< recordings in which a component of that source is removed
  std::size_t brain = 0, components = 0;     ///< components removed with |r| below 0.5 on both planted movements; all
  std::size_t muscle = 0, line = 0;          ///< recordings in which T7's and O2's are flagged
};

void count(const test::PlantedEyes& planted, const eeg::Recording& recording, Counts& counts) {
  const Ica ica = fit_ica(recording, RecordingIcaOptions{});
  const Judgement judgement = judge_components(recording, ica, JudgeOptions{});
  // The truth: what each component carries of the planted movements, by the EOG that the judgement may not see.
  const Judgement truth = judge_components(planted.recording, ica, JudgeOptions{});
  bool vertical = false, horizontal = false, muscle = false, line = false;
  for (std::size_t k = 0; k < judgement.components.size(); ++k) {
    const JudgedComponent& c = judgement.components[k];
    const JudgedComponent& known = truth.components[k];
    const bool eye = std::abs(known.eog_correlation) >= 0.5;
    vertical = vertical || (c.remove && eye && known.eog_source == "VEOG");
    horizontal = horizontal || (c.remove && eye && known.eog_source == "HEOG");
    counts.brain += c.remove && !eye ? 1u : 0u;
    muscle = muscle || (c.kind == ComponentKind::muscle && c.focus_channel == "T7");
    line = line || (c.kind == ComponentKind::line && c.focus_channel == "O2");
    ++counts.components;
  }
  counts.vertical += vertical ? 1u : 0u;
  counts.horizontal += horizontal ? 1u : 0u;
  counts.muscle += muscle ? 1u : 0u;
  counts.line += line ? 1u : 0u;
}

double share(std::size_t of, std::size_t all) { return static_cast<double>(of) / static_cast<double>(all); }

TEST(EyesCalibration, FindsMovingEyesAndLeavesTheBrain) {
  Counts with, without;
  for (std::size_t i = 0; i < kRecordings; ++i) {
    const test::PlantedEyes planted = test::planted_eyes(kSamples, 1000 + 2 * i);
    count(planted, planted.recording, with);
    eeg::Recording no_eog = planted.recording;
    no_eog.channels[19].bad = no_eog.channels[20].bad = true;
    count(planted, no_eog, without);
  }
  test::print_share("eyes, EOG: recordings whose blinks are found", share(with.vertical, kRecordings), kRecordings);
  test::print_share("eyes, EOG: recordings whose gaze is found", share(with.horizontal, kRecordings), kRecordings);
  test::print_share("eyes, EOG: other components removed", share(with.brain, with.components), with.components);
  test::print_share("eyes, Fp1 Fp2: recordings whose blinks are found", share(without.vertical, kRecordings),
                    kRecordings);
  test::print_share("eyes, Fp1 Fp2: recordings whose gaze is found", share(without.horizontal, kRecordings),
                    kRecordings);
  test::print_share("eyes, Fp1 Fp2: other components removed", share(without.brain, without.components),
                    without.components);
  test::print_share("muscle: recordings flagged", share(with.muscle, kRecordings), kRecordings);
  test::print_share("line noise: recordings flagged", share(with.line, kRecordings), kRecordings);
  EXPECT_GE(share(with.vertical, kRecordings), 0.95);
  EXPECT_GE(share(with.horizontal, kRecordings), 0.90);
  EXPECT_LE(share(with.brain, with.components), 0.01);
  EXPECT_GE(share(without.vertical, kRecordings), 0.95);
  EXPECT_LE(share(without.brain, without.components), 0.03);
  EXPECT_GE(share(with.muscle, kRecordings), 0.95);
  EXPECT_GE(share(with.line, kRecordings), 0.95);
}

TEST(EyesCalibration, TakesNothingWhereTheEyesAreStill) {
  std::size_t with = 0, without = 0;
  for (std::size_t i = 0; i < kRecordings; ++i) {
    test::PlantedEyes still = test::planted_eyes(kSamples, 3000 + 2 * i, 0.0);
    const Ica ica = fit_ica(still.recording, RecordingIcaOptions{});
    with += judge_components(still.recording, ica, JudgeOptions{}).eyes().empty() ? 0u : 1u;
    still.recording.channels[19].bad = still.recording.channels[20].bad = true;
    without += judge_components(still.recording, ica, JudgeOptions{}).eyes().empty() ? 0u : 1u;
  }
  test::print_share("still eyes, EOG: recordings that lose a component", share(with, kRecordings), kRecordings);
  test::print_share("still eyes, Fp1 Fp2: recordings that lose a component", share(without, kRecordings), kRecordings);
  EXPECT_LE(share(with, kRecordings), 0.05);
  EXPECT_LE(share(without, kRecordings), 0.05);
}

TEST(EyesCalibration, ErrorsOfRegressionWeightsHold) {
  std::size_t covered = 0;
  double bias = 0, squares = 0, stated = 0;
  for (std::size_t i = 0; i < kRegressions; ++i) {
    test::PlantedGaze planted = test::planted_gaze(test::kBlink, 0, 5000 + i);
    RegressionOptions options;
    options.conditions = {{"stimulus", eeg::EventQuery::of_type("stimulus")}};
    options.blinks.amplitude = Microvolts(120);
    options.channels = {"Pz"};
    const RegressionReport report = regress_eog(planted.recording, options);
    const EogWeight& w = report.weights.front();
    const double error = w.weight - test::kSaccade;
    covered += std::abs(error) <= 1.96 * w.standard_error ? 1u : 0u;
    bias += error / static_cast<double>(kRegressions);
    squares += error * error / static_cast<double>(kRegressions);
    stated += w.standard_error / static_cast<double>(kRegressions);
  }
  const double spread = std::sqrt(squares - bias * bias);
  test::print_share("regression: 95 % limits of the saccade weight hold it", share(covered, kRegressions),
                    kRegressions);
  test::print_calibration("regression: bias of the saccade weight", bias,
                          spread / std::sqrt(static_cast<double>(kRegressions)), kRegressions);
  test::print_calibration("regression: stated error / spread", stated / spread,
                          stated / spread / std::sqrt(2.0 * static_cast<double>(kRegressions)), kRegressions);
  EXPECT_GE(share(covered, kRegressions), kCoverageLow);
  EXPECT_LE(share(covered, kRegressions), kCoverageHigh);
}

}  // namespace
}  // namespace attune::artefact
