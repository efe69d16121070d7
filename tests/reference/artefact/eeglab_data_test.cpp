// Eyes in EEGLAB's tutorial recording: weights of the regression against MNE 1.3 and numpy, and what is left of the
// blinks and of the P3 after each way of cleaning.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/artefact/components.hpp"
#include "attune/artefact/eog.hpp"
#include "attune/artefact/eog_regression.hpp"
#include "attune/artefact/ica_recording.hpp"
#include "attune/eeg/epochs.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/signal/apply_fir.hpp"
#include "attune/signal/fir.hpp"
#include "shared_data.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;

constexpr const char* kSet = "data/eeg-physio/eeg/eeglab/eeglab_data.set";

// The acceptance: 14 blinks at FPz are above 100 uV (302 uV on average, 540 uV the highest, from 0.1 to 30 Hz).
constexpr double kIcaUv = 60.0;              // every one falls below; measured 55
constexpr double kRegressionUv = 250.0;      // measured 209: EOG1 and EOG2 sit where they see little of a blink
constexpr double kRegressionMeanUv = 120.0;  // measured 99
constexpr double kP3Change = 0.2;            // as the acceptance asks; measured 0.2 % (ICA) and 2 % (regression)

// Sums of 10,000 products of doubles.
constexpr double kWeightTolerance = 1e-9;

eeg::Recording filtered(const std::filesystem::path& path) {
  eeg::Recording recording = eeg::read_recording(path);
  signal::FirOptions band;
  band.highpass = Hertz(0.1);
  band.lowpass = Hertz(30);
  signal::filter_rows(signal::design_fir(band, recording.sampling_frequency), {}, recording.data,
                      signal::segments_between(recording.boundaries, recording.data.cols()), {});
  return recording;
}

double p3_uv(const eeg::Recording& recording) {
  eeg::EpochOptions options;
  options.conditions = {{"square", eeg::EventQuery::of_type("square")}};
  options.baseline = eeg::Span{Milliseconds(-200), Milliseconds(0)};
  options.channels = {"Pz"};
  const std::vector<eeg::Evoked> evoked = eeg::average(eeg::epoch(recording, options));
  double sum = 0, n = 0;
  for (Index t = 0; t < evoked[0].average.cols(); ++t) {
    const double ms = evoked[0].times.at(t).count();
    if (ms < 300 || ms > 600) continue;
    sum += 1e6 * evoked[0].average(0, t);
    n += 1;
  }
  return sum / n;
}

/// Highest |value| at FPz in each of the given blinks, microvolts.
std::vector<double> heights(const eeg::Recording& recording, const std::vector<Blink>& blinks) {
  const Eigen::RowVectorXd fpz = 1e6 * series_of(recording, eog_source(recording, "FPz"));
  std::vector<double> out;
  for (const Blink& blink : blinks)
    out.push_back(fpz.segment(blink.first, blink.end - blink.first).cwiseAbs().maxCoeff());
  return out;
}

double highest(const std::vector<double>& values) { return *std::max_element(values.begin(), values.end()); }
double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// Blinks at FPz whose peak is above 100 uV.
std::vector<Blink> large_blinks(const eeg::Recording& recording) {
  BlinkOptions options;
  options.amplitude = Microvolts(100);
  return find_blinks(recording, eog_source(recording, "FPz"), options, {}).blinks;
}

class Cleaning : public ::testing::TestWithParam<IcaMethod> {};

TEST_P(Cleaning, ByIcaTakesTheBlinksAndLeavesTheP3) {
  ATTUNE_NEED_SHARED(path, kSet);
  eeg::Recording recording = filtered(path);
  const std::vector<Blink> blinks = large_blinks(recording);
  ASSERT_EQ(blinks.size(), 14u);
  EXPECT_GT(mean(heights(recording, blinks)), 250.0);
  const double before = p3_uv(recording);
  RecordingIcaOptions options;
  options.ica.method = GetParam();
  const Ica ica = fit_ica(recording, options);
  EXPECT_TRUE(ica.converged);
  EXPECT_EQ(ica.channels.size(), 30u) << "without EOG1 and EOG2";
  const Judgement judgement = judge_components(recording, ica, JudgeOptions{});
  ASSERT_EQ(judgement.eyes().size(), 1u);
  const JudgedComponent& eye = judgement.components[static_cast<std::size_t>(judgement.eyes()[0])];
  EXPECT_EQ(eye.focus_channel, "FPz");
  EXPECT_GT(eye.eog_z, 3.0);
  const RemovalReport report = remove_components(recording, ica, judgement.eyes());
  EXPECT_EQ(report.rank_before, 30);
  EXPECT_EQ(report.rank_after, 29);
  EXPECT_LT(highest(heights(recording, blinks)), kIcaUv);
  EXPECT_NEAR(p3_uv(recording) / before, 1.0, kP3Change);
}

INSTANTIATE_TEST_SUITE_P(EeglabData, Cleaning,
                         ::testing::Values(IcaMethod::picard, IcaMethod::infomax, IcaMethod::fastica),
                         [](const auto& method) { return std::string(name_of(method.param)); });

TEST(EeglabData, RegressionTakesMostOfTheBlinksAndLeavesTheP3) {
  ATTUNE_NEED_SHARED(path, kSet);
  eeg::Recording recording = filtered(path);
  const std::vector<Blink> blinks = large_blinks(recording);
  const double before = p3_uv(recording);
  RegressionOptions options;
  options.conditions = eeg::conditions_of_types(std::vector<std::string>{"square", "rt"});
  const RegressionReport report = regress_eog(recording, options);
  EXPECT_EQ(report.sources, (std::vector<std::string>{"EOG1", "EOG2"}));
  EXPECT_EQ(report.trials, 154);
  EXPECT_TRUE(report.warnings.empty());
  EXPECT_LT(highest(heights(recording, blinks)), kRegressionUv);
  EXPECT_LT(mean(heights(recording, blinks)), kRegressionMeanUv);
  EXPECT_NEAR(p3_uv(recording) / before, 1.0, kP3Change);
}

void expect_weights(const RegressionReport& report, const std::string& channel, double eog1, double eog2) {
  int found = 0;
  for (const EogWeight& w : report.weights) {
    if (w.channel != channel) continue;
    EXPECT_NEAR(w.weight, w.source == "EOG1" ? eog1 : eog2, kWeightTolerance) << channel << " " << w.source;
    ++found;
  }
  EXPECT_EQ(found, 2);
}

TEST(EeglabData, WeightsAreMnesWhereNoBlinkIsSetApart) {
  // mne.preprocessing.EOGRegression on the unfiltered "square" epochs, samples -26 ... 102 about the event, less their
  // average on the EOG channels too: epochs.subtract_evoked(epochs.average(picks="all")).
  ATTUNE_NEED_SHARED(path, kSet);
  eeg::Recording recording = eeg::read_recording(path);
  RegressionOptions options;
  options.conditions = eeg::conditions_of_types(std::vector<std::string>{"square"});
  options.blinks.amplitude = Microvolts(1e6);
  const RegressionReport report = regress_eog(recording, options);
  EXPECT_EQ(report.trials, 80);
  expect_weights(report, "FPz", 0.105295130475, 0.767503643324);
  expect_weights(report, "Fz", 0.168544654513, 0.489926411446);
  expect_weights(report, "Pz", -0.283914961266, 0.068344273683);
  expect_weights(report, "O2", -0.202631799447, -0.05207222756);
}

TEST(EeglabData, PlainWeightsAndTheirErrorsAreThoseOfNumpy) {
  // Stretches of 256 samples about their mean; errors by the sandwich of clusters, times G / (G - 1).
  ATTUNE_NEED_SHARED(path, kSet);
  eeg::Recording recording = eeg::read_recording(path);
  RegressionOptions options;
  options.method = RegressionMethod::plain;
  const RegressionReport report = regress_eog(recording, options);
  expect_weights(report, "FPz", -0.50281525604, 0.993969089249);
  expect_weights(report, "Pz", -0.122623653883, 0.137275622951);
  for (const EogWeight& w : report.weights) {
    if (w.channel != "Pz") continue;
    EXPECT_NEAR(w.standard_error, w.source == "EOG1" ? 0.029848307772 : 0.030090538334, kWeightTolerance);
    EXPECT_EQ(w.clusters, 119);
  }
}

}  // namespace
}  // namespace attune::artefact
