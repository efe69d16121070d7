#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "attune/eeg/epochs.hpp"
#include "attune/overlap/triggers.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/stats/distributions.hpp"
#include "calibration_line.hpp"
#include "made_overlap.hpp"

namespace attune::overlap {
namespace {

constexpr std::size_t kStudies = 400, kTrials = 240;
constexpr double kNoise = 3e-6;

struct Tally {
  Eigen::MatrixXd sum, squares, averages;  // predictors x lags
  double covered = 0, cells = 0;
};

Eigen::RowVectorXd simple_average(const eeg::Recording& recording, const std::string& type) {
  eeg::EpochOptions epochs;
  epochs.conditions = {eeg::Condition{type, eeg::EventQuery::of_type(type)}};
  epochs.from = Milliseconds(-100);
  epochs.to = Milliseconds(600);
  return eeg::average(eeg::epoch(recording, epochs)).at(0).average;
}

// One study: a person's recording with autoregressive noise; truth and fit are one channel's.
void add_study(std::uint64_t seed, bool with_slope, Tally& tally) {
  const test::MadeOverlap made = test::made_overlap(kTrials, 1, kNoise, seed, with_slope);
  OverlapOptions options = test::overlap_options({with_slope ? "stimulus ~ 1 + rt" : "stimulus", "response"});
  options.threads = {1};
  const OverlapFit fit = correct_overlap(made.recording, options);
  const std::vector<std::string> names = with_slope ? std::vector<std::string>{"stimulus", "stimulus: rt", "response"}
                                                    : std::vector<std::string>{"stimulus", "response"};
  const double t = stats::student_t_quantile(0.975, fit.blocks - 1);
  const auto rows = static_cast<Eigen::Index>(names.size());
  if (tally.sum.size() == 0) {
    tally.sum.setZero(rows, test::kOverlapLags);
    tally.squares = tally.averages = tally.sum;
  }
  for (Eigen::Index r = 0; r < rows; ++r) {
    const std::string& name = names[static_cast<std::size_t>(r)];
    const eeg::Evoked found = test::response_named(fit, name);
    const Eigen::MatrixXd& truth = name == "response" ? made.response : name == "stimulus" ? made.stimulus : made.slope;
    const Eigen::RowVectorXd error = found.average - truth;
    tally.sum.row(r) += error;
    tally.squares.row(r) += error.cwiseAbs2();
    if (name == "response") tally.averages.row(r) += simple_average(made.recording, name) - truth;
    tally.covered += static_cast<double>((error.array().abs() <= t * found.standard_error.row(0).array()).count());
    tally.cells += static_cast<double>(error.size());
  }
}

TEST(OverlapCalibration, ResponsesAreUnbiasedAndIntervalsCover) {
  for (const bool with_slope : {false, true}) {
    std::vector<Tally> tallies(8);
    parallel::for_each(tallies.size(), {2}, [&](std::size_t part) {
      for (std::size_t i = part; i < kStudies; i += tallies.size())
        add_study(9000 + 2 * i + (with_slope ? 1 : 0), with_slope, tallies[part]);
    });
    Tally all = tallies[0];
    for (std::size_t part = 1; part < tallies.size(); ++part) {
      all.sum += tallies[part].sum;
      all.squares += tallies[part].squares;
      all.averages += tallies[part].averages;
      all.covered += tallies[part].covered;
      all.cells += tallies[part].cells;
    }
    const auto n = static_cast<double>(kStudies);
    const std::string what = with_slope ? " with a slope" : "";
    const Eigen::ArrayXXd z = (all.sum / n).array() / ((all.squares / n).array() / n).sqrt();
    const double coverage = all.covered / all.cells;
    test::print_share("deconvolved responses" + what + ": 95 % intervals cover", coverage, kStudies);
    test::print_calibration("deconvolved responses" + what + ": mean square of the bias over its error",
                            z.square().mean(), NAN, kStudies);
    test::print_calibration("simple average" + what + ": largest bias of the second response (uV)",
                            1e6 * (all.averages / n).cwiseAbs().maxCoeff(), NAN, kStudies);
    // coverage's own error: some 10 independent lags a response, so below that of the studies alone
    EXPECT_NEAR(coverage, 0.95, 0.015) << what;
    EXPECT_LT(z.square().mean(), 1.5) << "1 without bias; neighbouring lags share their noise";
    EXPECT_GT(1e6 * (all.averages / n).cwiseAbs().maxCoeff(), 0.3) << "ten standard errors";
  }
}

// Offsets that are constant with normal jitter, 60 a recording: the drift's interval holds 0 in 95 %.
TEST(TriggerCalibration, DriftIntervalsCover) {
  constexpr std::size_t kRecordings = 2000;
  std::vector<int> covers(kRecordings, 0);
  parallel::for_each(kRecordings, {2}, [&](std::size_t item) {
    parallel::Stream stream(parallel::Seed{77}, item);
    Eigen::MatrixXd data = Eigen::MatrixXd::Zero(1, 1000 * 62);
    std::vector<eeg::Event> events;
    for (int i = 0; i < 60; ++i) {
      const double code = 500 + 1000 * i + std::floor(300 * stream.uniform());
      const double begin = code + 20 + 2 * stream.normal();  // ms
      events.push_back(test::made_event(code, "flash"));
      const auto first = static_cast<Eigen::Index>(begin);
      data.block(0, first + 1, 1, 40).setOnes();
    }
    eeg::Recording recording = test::made_recording(data, 1000);
    recording.events = events;
    AuditOptions options;
    options.channel = "C0";
    const TriggerAudit audit = audit_triggers(recording, options);
    covers[item] = audit.drift_interval.low <= 0 && 0 <= audit.drift_interval.high ? 1 : 0;
  });
  double share = 0;
  for (const int cover : covers) share += cover;
  share /= static_cast<double>(kRecordings);
  test::print_share("trigger drift: 95 % intervals cover", share, kRecordings);
  EXPECT_NEAR(share, 0.95, 0.015);  // 3 standard errors
}

}  // namespace
}  // namespace attune::overlap
