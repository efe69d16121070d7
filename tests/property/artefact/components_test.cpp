// Components of a recording in which eyes, a muscle and the mains are planted.
#include "attune/artefact/components.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/artefact/eog.hpp"
#include "attune/artefact/ica_recording.hpp"
#include "attune/artefact/whitening.hpp"
#include "expect_error.hpp"
#include "planted_eyes.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;
using ::testing::HasSubstr;

constexpr double kRounding = 1e-12;

const test::PlantedEyes& planted() {
  static const test::PlantedEyes made = test::planted_eyes();
  return made;
}

const Ica& fitted() {
  static const Ica ica = fit_ica(planted().recording, RecordingIcaOptions{});
  return ica;
}

std::vector<Index> of_kind(const Judgement& judgement, ComponentKind kind) {
  std::vector<Index> out;
  for (const JudgedComponent& c : judgement.components)
    if (c.kind == kind) out.push_back(c.component);
  return out;
}

/// Largest |value| of a channel within 100 ms of the planted blinks, less its mean there.
double blink_height(const eeg::Recording& recording, Index row) {
  double sum = 0;
  for (const Index peak : planted().blink_peaks)
    sum += recording.data.row(row).segment(peak - 3, 7).mean() -
           0.5 * (recording.data.row(row).segment(peak - 60, 15).mean() +
                  recording.data.row(row).segment(peak + 46, 15).mean());
  return std::abs(sum) / static_cast<double>(planted().blink_peaks.size());
}

TEST(JudgeComponents, FindsTheEyesTheMuscleAndTheMains) {
  const Judgement judgement = judge_components(planted().recording, fitted(), JudgeOptions{});
  EXPECT_EQ(judgement.eog_sources, (std::vector<std::string>{"VEOG", "HEOG"}));
  EXPECT_FALSE(judgement.proxies);
  EXPECT_EQ(judgement.frontal, "positions");
  const std::vector<Index> eyes = judgement.eyes();
  ASSERT_EQ(eyes.size(), 2u);
  std::vector<std::string> sources;
  for (const Index k : eyes) {
    const JudgedComponent& c = judgement.components[static_cast<std::size_t>(k)];
    sources.push_back(c.eog_source);
    EXPECT_GT(std::abs(c.eog_correlation), 0.8);
    EXPECT_GT(c.dominance, 1.0);
    EXPECT_THAT(c.reason, HasSubstr("with " + c.eog_source));
  }
  EXPECT_THAT(sources, ::testing::UnorderedElementsAre("VEOG", "HEOG"));
  const std::vector<Index> muscle = of_kind(judgement, ComponentKind::muscle);
  ASSERT_FALSE(muscle.empty());
  EXPECT_EQ(judgement.components[static_cast<std::size_t>(muscle[0])].focus_channel, "T7");
  const std::vector<Index> line = of_kind(judgement, ComponentKind::line);
  ASSERT_EQ(line.size(), 1u);
  EXPECT_EQ(judgement.components[static_cast<std::size_t>(line[0])].focus_channel, "O2");
  EXPECT_EQ(judgement.components[static_cast<std::size_t>(line[0])].line_hz, 50.0);
}

TEST(JudgeComponents, TakesFrontalChannelsWhereThereIsNoEogAndSaysSo) {
  eeg::Recording recording = planted().recording;
  for (const std::size_t eog : {19u, 20u}) recording.channels[eog].bad = true;
  const Judgement judgement = judge_components(recording, fitted(), JudgeOptions{});
  EXPECT_TRUE(judgement.proxies);
  EXPECT_EQ(judgement.eog_sources, (std::vector<std::string>{"Fp1", "Fp2"}));
  ASSERT_EQ(judgement.warnings.size(), 1u);
  EXPECT_THAT(judgement.warnings[0], HasSubstr("no EOG channel"));
  const Judgement with_eog = judge_components(planted().recording, fitted(), JudgeOptions{});
  ASSERT_FALSE(judgement.eyes().empty());
  const auto all = with_eog.eyes();
  EXPECT_NE(std::find(all.begin(), all.end(), judgement.eyes()[0]), all.end());
}

TEST(JudgeComponents, HasOneRowAComponentAndAMeaningForEachColumn) {
  const Judgement judgement = judge_components(planted().recording, fitted(), JudgeOptions{});
  const Table table = to_table(judgement);
  EXPECT_EQ(table.rows(), static_cast<std::size_t>(fitted().mixing.cols()));
  std::vector<std::string> meant;
  for (const ColumnMeaning& meaning : component_meanings()) meant.push_back(meaning.column);
  EXPECT_EQ(table.names(), meant);
}

TEST(IterativeZ, FindsAnOutlierBehindALargerOne) {
  std::vector<double> values(40, 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 0.01 * static_cast<double>(i % 5);
  values[3] = 5.0;
  values[7] = 0.4;  // z 0.3 beside the 5, far out without it
  const std::vector<double> z = iterative_z(values, 3.0);
  EXPECT_GT(z[3], 3.0);
  EXPECT_GT(z[7], 3.0);
  EXPECT_LT(*std::max_element(z.begin() + 8, z.end()), 3.0);
  EXPECT_TRUE(std::isnan(iterative_z({1, 1, 1}, 3.0)[0]));
}

TEST(RemoveComponents, TakesTheBlinksAndLowersTheRank) {
  const Judgement judgement = judge_components(planted().recording, fitted(), JudgeOptions{});
  eeg::Recording cleaned = planted().recording;
  const RemovalReport report = remove_components(cleaned, fitted(), judgement.eyes());
  const double before = blink_height(planted().recording, 0), after = blink_height(cleaned, 0);
  EXPECT_GT(before, 80e-6);
  EXPECT_LT(after, 0.05 * before);
  EXPECT_EQ(report.rank_before, 19);
  EXPECT_EQ(report.rank_after, 17);
  const Eigen::MatrixXd scalp = cleaned.data.topRows(19);
  EXPECT_EQ(rank_of_covariance(covariance_of(scalp, mean_of(scalp, 1, {}), 1, {})).rank, report.rank_after);
  EXPECT_EQ(cleaned.data.bottomRows(2), planted().recording.data.bottomRows(2)) << "the EOG stays";
  EXPECT_LT((scalp.rowwise().mean() - planted().recording.data.topRows(19).rowwise().mean()).norm(), 1e-6 * kRounding);
  const double left = scalp.row(0).array().square().mean() - std::pow(scalp.row(0).mean(), 2);
  const double right =
      planted().recording.data.row(0).array().square().mean() - std::pow(planted().recording.data.row(0).mean(), 2);
  EXPECT_NEAR(report.channels[0].removed, 1.0 - left / right, 1e-9);
}

TEST(RemoveComponents, OfAllComponentsLeavesNothingAndOfNoneEverything) {
  eeg::Recording recording = planted().recording;
  remove_components(recording, fitted(), std::vector<Index>{});
  EXPECT_EQ(recording.data, planted().recording.data);
  std::vector<Index> all(static_cast<std::size_t>(fitted().mixing.cols()));
  for (std::size_t k = 0; k < all.size(); ++k) all[k] = static_cast<Index>(k);
  remove_components(recording, fitted(), all);
  const Eigen::MatrixXd left = recording.data.topRows(19).colwise() - recording.data.topRows(19).rowwise().mean();
  EXPECT_LT(left.cwiseAbs().maxCoeff(), 1e-6 * 1e-8);
}

TEST(RemoveComponents, GivesTheSameBytesForAnyNumberOfThreads) {
  eeg::Recording one = planted().recording, three = planted().recording;
  remove_components(one, fitted(), std::vector<Index>{0, 2}, parallel::Threads{1});
  remove_components(three, fitted(), std::vector<Index>{0, 2}, parallel::Threads{3});
  EXPECT_EQ(one.data, three.data);
}

TEST(RemoveComponents, RefusesWhatIsNotThere) {
  eeg::Recording recording = planted().recording;
  EXPECT_THAT(test::error_of(Fault::usage, [&] { remove_components(recording, fitted(), std::vector<Index>{19}); }),
              HasSubstr("there are 0 to 18"));
  EXPECT_THAT(test::error_of(Fault::usage,
                             [&] {
                               remove_components(recording, fitted(), std::vector<Index>{1, 1});
                             }),
              HasSubstr("twice"));
  recording.channels[4].name = "X";
  EXPECT_THAT(test::error_of(Fault::input, [&] { remove_components(recording, fitted(), std::vector<Index>{1}); }),
              HasSubstr("no channel 'Fz'"));
}

TEST(FitIcaOfARecording, LeavesBadChannelsAndShortSegmentsOut) {
  eeg::Recording recording = planted().recording;
  recording.channels[5].bad = true;
  recording.data.row(5).setConstant(std::nan(""));
  recording.boundaries = {15000.0, 15400.0};
  const Ica ica = fit_ica(recording, RecordingIcaOptions{});
  EXPECT_EQ(ica.channels.size(), 18u);
  EXPECT_EQ(ica.samples, 29600);
  ASSERT_EQ(ica.warnings.size(), 1u);
  EXPECT_THAT(ica.warnings[0], HasSubstr("1 of 3 segments (400 samples) are shorter than the 825 taps"));
  EXPECT_THAT(ica.filter, HasSubstr("825 taps"));
  RecordingIcaOptions options;
  options.channels = {"Fp1", "F4"};
  EXPECT_THAT(test::error_of(Fault::input, [&] { fit_ica(recording, options); }), HasSubstr("F4 is bad"));
}

TEST(FitIcaOfARecording, NamesAChannelItCannotTake) {
  eeg::Recording recording = planted().recording;
  recording.data.row(2).setConstant(5e-3);
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { fit_ica(recording, RecordingIcaOptions{}); }),
              HasSubstr("channel F7 does not vary"));
  recording.data(2, 70) = std::nan("");
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { fit_ica(recording, RecordingIcaOptions{}); }),
              HasSubstr("channel F7 has samples that are not finite"));
}

TEST(FitIcaOfARecording, FollowsTheRankOfAnAverageReference) {
  eeg::Recording recording = planted().recording;
  recording.data.topRows(19).rowwise() -= recording.data.topRows(19).colwise().mean().eval();
  const Ica ica = fit_ica(recording, RecordingIcaOptions{});
  EXPECT_EQ(ica.whitening.rank.rank, 18);
  eeg::Recording cleaned = recording;
  const RemovalReport report = remove_components(cleaned, ica, judge_components(recording, ica, JudgeOptions{}).eyes());
  EXPECT_EQ(report.rank_before, 18);
  EXPECT_EQ(report.rank_after, 16);
  EXPECT_LT(cleaned.data.topRows(19).colwise().sum().cwiseAbs().maxCoeff(), 1e-6 * 1e-6)
      << "still an average reference";
}

TEST(Topographies, AreTheWeightsWithTheirPlaces) {
  const Table table = topographies(planted().recording, fitted());
  EXPECT_EQ(table.rows(), 19u * 19u);
  EXPECT_EQ(table.numbers("weight_uv")[19 + 3], 1e6 * fitted().mixing(3, 1));
  EXPECT_EQ(table.text("channel")[19 + 3], "F3");
  EXPECT_GT(table.numbers("y_mm")[0], 50.0);
}

TEST(TimeCourses, SummariseEveryStretch) {
  const Table table = time_courses(planted().recording, fitted(), Seconds(10));
  EXPECT_EQ(table.rows(), 19u * 12u);
  const std::vector<double> rms = table.numbers("rms"), highest = table.numbers("highest");
  double power = 0;
  for (std::size_t b = 0; b < 12; ++b) {
    power += rms[b] * rms[b] / 12.0;
    EXPECT_GE(highest[b], rms[b]);
  }
  // Variance 1 in the high-passed copy of the fit; the recording has its drifts too.
  EXPECT_GT(power, 0.9);
}

TEST(ComponentSpectra, HoldTheVarianceOfTheSources) {
  const Table table = component_spectra(planted().recording, fitted());
  const std::vector<double> component = table.numbers("component"), power = table.numbers("power_db");
  double sum = 0;
  for (std::size_t i = 0; i < component.size(); ++i)
    if (component[i] == 0.0) sum += 0.5 * std::pow(10.0, power[i] / 10.0);
  EXPECT_NEAR(sum, 1.0, 0.1);  // Parseval, but for what windows weigh less
}

}  // namespace
}  // namespace attune::artefact
