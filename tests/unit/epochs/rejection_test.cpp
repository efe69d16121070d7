#include "attune/eeg/rejection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/eeg/epochs.hpp"
#include "attune/eeg/ledger.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/table/delimited.hpp"
#include "expect_error.hpp"
#include "made_recording.hpp"

namespace attune::eeg {
namespace {

using test::error_of;
using test::made_event;
using test::made_recording;

// Doubles near 1e-4 V are 1e-20 apart; means of some hundred of them lose a few digits of that.
constexpr double kRounding = 1e-17;

TEST(LargestStep, IsTheDifferenceOfTheMeansOfBothHalves) {
  Eigen::RowVectorXd values(8);
  values << 0, 0, 0, 4, 4, 4, 4, 4;
  EXPECT_EQ(largest_step(values, 4, 1), 4);  // at 1: (0 + 0) / 2 against (4 + 4) / 2
  EXPECT_EQ(largest_step(values, 4, 2), 2);  // at 0 and 2: (0 + 4) / 2 against 0, 4 against (0 + 4) / 2; at 4: 0
  EXPECT_EQ(largest_step(values, 9, 1), 0);  // no window fits
}

TEST(LargestRange, IsThatOfOneWindow) {
  Eigen::RowVectorXd values(6);
  values << 0, 1, 2, 3, 4, 5;
  EXPECT_EQ(largest_range(values, 3, 1), 2);
  EXPECT_EQ(largest_range(values, 6, 1), 5);
}

TEST(SteepestTrend, OfAStraightLineIsItsRiseOverTheWindow) {
  Eigen::RowVectorXd values(10);
  for (Eigen::Index i = 0; i < 10; ++i) values[i] = 7 - 3 * static_cast<double>(i);
  const Trend whole = steepest_trend(values, 10, 0.3), part = steepest_trend(values, 4, 0.3);
  EXPECT_DOUBLE_EQ(whole.rise, -30);
  EXPECT_DOUBLE_EQ(whole.r_squared, 1);
  EXPECT_DOUBLE_EQ(part.rise, -12);
  EXPECT_EQ(steepest_trend(Eigen::RowVectorXd::Constant(5, 2.0), 5, 0.0).rise, 0);
}

TEST(SteepestTrend, IsWhatScipyFits) {
  // scipy.stats.linregress(range(6), [1, 3, 2, 5, 4, 8]): slope 1.1714285714285713, r^2 0.7788416988416989
  Eigen::RowVectorXd values(6);
  values << 1, 3, 2, 5, 4, 8;
  const Trend trend = steepest_trend(values, 6, 0.3);
  EXPECT_NEAR(trend.rise, 6 * 1.1714285714285713, 1e-13);
  EXPECT_NEAR(trend.r_squared, 0.7788416988416989, 1e-13);
  EXPECT_EQ(steepest_trend(values, 6, 0.79).rise, 0) << "it does not fit well enough";
}

TEST(Criteria, DoNotSeeAnOffsetAndScaleWithTheData) {
  parallel::Stream stream({3}, 0);
  Eigen::RowVectorXd values(200);
  for (double& v : values) v = 1e-5 * stream.normal();
  const Eigen::RowVectorXd lifted = values.array() + 1e-4, larger = 2 * values;
  EXPECT_NEAR(largest_step(lifted, 50, 10), largest_step(values, 50, 10), kRounding);
  EXPECT_NEAR(largest_range(lifted, 50, 10), largest_range(values, 50, 10), kRounding);
  EXPECT_NEAR(steepest_trend(lifted, 50, 0).rise, steepest_trend(values, 50, 0).rise, kRounding);
  EXPECT_EQ(largest_step(larger, 50, 10), 2 * largest_step(values, 50, 10));
  EXPECT_EQ(steepest_trend(larger, 50, 0).rise, 2 * steepest_trend(values, 50, 0).rise);
  EXPECT_NEAR(largest_step(values.reverse(), 50, 10), largest_step(values, 50, 10), kRounding);
}

// 1000 samples at 100 Hz: C0 quiet, C1 "EOG"; a step on C0 at 3 s, a drift on C0 from 5 to 6 s, a wave on C1 at 8 s.
Recording with_artefacts() {
  Eigen::MatrixXd data = Eigen::MatrixXd::Zero(2, 1000);
  for (Eigen::Index s = 0; s < 1000; ++s) data.col(s).setConstant(1e-6 * std::sin(static_cast<double>(s)));
  data.row(0).segment(300, 200).array() += 60e-6;
  for (Eigen::Index s = 500; s < 600; ++s) data(0, s) += 60e-6 * static_cast<double>(600 - s) / 100;
  data.row(1).segment(780, 40).array() += 60e-6;
  Recording recording = made_recording(data, 100);
  recording.channels[1].type = "EOG";
  for (const double at : {100.0, 300.0, 550.0, 800.0}) recording.events.push_back(made_event(at, "a"));
  return recording;
}

EpochOptions options_of(const RejectionOptions& rejection) {
  EpochOptions options;
  options.conditions = conditions_of_types(std::vector<std::string>{"a"});
  options.from = Milliseconds(-490);
  options.to = Milliseconds(490);
  options.rejection = rejection;
  return options;
}

std::vector<std::string> reasons(const Epochs& epochs) {
  std::vector<std::string> out;
  for (const Trial& trial : epochs.trials)
    out.push_back(trial.reason.empty() ? "kept" : trial.reason + " " + trial.channel);
  return out;
}

TEST(Rejection, FindsStepsAndTrends) {
  RejectionOptions rejection;
  rejection.step = Microvolts(50);
  EXPECT_THAT(reasons(epoch(with_artefacts(), options_of(rejection))),
              testing::ElementsAre("kept", "step C0", "kept", "step C1"));
  rejection = {};
  rejection.trend = Microvolts(55);
  const Epochs epochs = epoch(with_artefacts(), options_of(rejection));
  EXPECT_THAT(reasons(epochs), testing::ElementsAre("kept", "trend C0", "trend C0", "kept"));
  EXPECT_NEAR(epochs.trials[2].trend_uv, -59.4, 1.0);  // 99 samples of 0.6 uV each, and a little of the sine
}

TEST(Rejection, TakesTheLimitsOfAChannelsType) {
  RejectionOptions rejection;
  rejection.step = Microvolts(50);
  rejection.types = {parse_type_limits("EOG:step=100,peak-to-peak=1000")};
  EXPECT_THAT(reasons(epoch(with_artefacts(), options_of(rejection))),
              testing::ElementsAre("kept", "step C0", "kept", "kept"));
  rejection = {};
  rejection.types = {parse_type_limits("EOG:peak-to-peak=30"), parse_type_limits("EEG:peak-to-peak=1000")};
  const Epochs epochs = epoch(with_artefacts(), options_of(rejection));
  EXPECT_THAT(reasons(epochs), testing::ElementsAre("kept", "kept", "kept", "peak-to-peak C1"));
  rejection.types = {parse_type_limits("ECG:step=3")};
  EXPECT_THAT(error_of(Fault::input, [&] { epoch(with_artefacts(), options_of(rejection)); }),
              testing::HasSubstr("no channel that is tested for artefacts is of type 'ECG'"));
}

TEST(Rejection, MeasuresPeakToPeakInMovingWindows) {
  EpochOptions options = options_of({});
  options.reject = Microvolts(30);
  EXPECT_THAT(reasons(epoch(with_artefacts(), options)),
              testing::ElementsAre("kept", "peak-to-peak C0", "peak-to-peak C0", "peak-to-peak C1"));
  options.rejection.peak_to_peak_window = MovingWindow{Milliseconds(200), Milliseconds(50)};
  EXPECT_THAT(reasons(epoch(with_artefacts(), options)),
              testing::ElementsAre("kept", "peak-to-peak C0", "kept", "peak-to-peak C1"));
}

TEST(Rejection, RefusesImpossibleWindowsAndLimits) {
  const auto refused = [](const RejectionOptions& rejection) {
    return error_of(Fault::usage, [&] { epoch(with_artefacts(), options_of(rejection)); });
  };
  RejectionOptions rejection;
  rejection.step = Microvolts(50);
  rejection.step_window.length = Milliseconds(2000);
  EXPECT_THAT(refused(rejection), testing::HasSubstr("has 200 samples; the epoch has 99"));
  rejection.step_window = {Milliseconds(100), Milliseconds(0)};
  EXPECT_THAT(refused(rejection), testing::HasSubstr("expected positive numbers"));
  rejection = {};
  rejection.trend = Microvolts(-1);
  EXPECT_THAT(refused(rejection), testing::HasSubstr("the trend threshold is -1 uV"));
  rejection.trend = Microvolts(1);
  rejection.trend_r_squared = 1;
  EXPECT_THAT(refused(rejection), testing::HasSubstr("R^2"));
}

TEST(TypeLimits, AreReadFromText) {
  const TypeLimits limits = parse_type_limits("EOG:peak-to-peak=250,flat=0.5,step=100,trend=80");
  EXPECT_EQ(limits.type, "EOG");
  EXPECT_EQ(limits.peak_to_peak, Microvolts(250));
  EXPECT_EQ(limits.flat, Microvolts(0.5));
  EXPECT_EQ(limits.step, Microvolts(100));
  EXPECT_EQ(limits.trend, Microvolts(80));
  for (const char* text : {"EOG", ":step=1", "EOG:", "EOG:step", "EOG:step=x", "EOG:step=-1", "EOG:stp=4",
                           "EOG:step=1,step=2", "EOG:step=1,"})
    EXPECT_THAT(error_of(Fault::usage, [&] { parse_type_limits(text); }), testing::HasSubstr("expected TYPE:")) << text;
}

TEST(Ledger, HasColumnsForTheCriteriaInUse) {
  RejectionOptions rejection;
  rejection.step = Microvolts(50);
  const Epochs epochs = epoch(with_artefacts(), options_of(rejection));
  const Table table = ledger(epochs);
  const std::vector<ColumnMeaning> meanings = ledger_meanings(epochs);
  ASSERT_EQ(meanings.size(), table.columns().size());
  for (std::size_t c = 0; c < meanings.size(); ++c) EXPECT_EQ(meanings[c].column, table.columns()[c].name);
  EXPECT_EQ(table.names().back(), "step_uv");
  EXPECT_NEAR(table.numbers("step_uv")[1], 54, 1.0);  // windows of 2 x 10 samples, one of them on the wrong side
  EXPECT_NEAR(table.numbers("step_uv")[0], 0, 2.0);
}

TEST(ApplyLedger, DropsWhatAnotherLedgerDrops) {
  Epochs epochs = epoch(with_artefacts(), options_of({}));
  ASSERT_EQ(epochs.data.size(), 4u);
  const Eigen::MatrixXd third = epochs.data[2];
  const Table other = parse_table(
      "onset_s\tkept\treason\n1.01\tyes\tn/a\n3\tno\treaction: too fast\n"
      "8.02\tno\tscr: no response\n9\tno\tlate\n",
      "joint.tsv");
  apply_ledger(epochs, other);
  EXPECT_THAT(reasons(epochs), testing::ElementsAre("kept", "reaction: too fast ", "kept", "scr: no response "));
  ASSERT_EQ(epochs.data.size(), 2u);
  EXPECT_EQ(epochs.data[1], third);
  EXPECT_THAT(epochs.warnings, testing::ElementsAre(testing::HasSubstr("1 of 4 trials have no row in joint.tsv"),
                                                    testing::HasSubstr("1 rows that drop a trial fit none")));
}

TEST(ApplyLedger, TakesItsOwnLedgerBack) {
  RejectionOptions rejection;
  rejection.step = Microvolts(50);
  const Epochs judged = epoch(with_artefacts(), options_of(rejection));
  Epochs epochs = epoch(with_artefacts(), options_of({}));
  apply_ledger(epochs, ledger(judged), Milliseconds(0));
  ASSERT_EQ(epochs.data.size(), judged.data.size());
  for (std::size_t i = 0; i < epochs.data.size(); ++i) EXPECT_EQ(epochs.data[i], judged.data[i]);
  EXPECT_EQ(epochs.trials[1].reason, "step");
}

TEST(ApplyLedger, LooksOnlyAtRowsOfItsParticipantAndCondition) {
  Recording recording = with_artefacts();
  recording.path = "sub-02_task-x_eeg.vhdr";
  Epochs epochs = epoch(recording, options_of({}));
  apply_ledger(epochs, parse_table("participant_id\tcondition\tonset\texcluded\nsub-01\ta\t1\tblink\n"
                                   "sub-02\tb\t3\tblink\nsub-02\ta\t5.5\tslow\n",
                                   "other.tsv"));
  EXPECT_THAT(reasons(epochs), testing::ElementsAre("kept", "kept", "slow ", "kept"));
  EXPECT_THAT(error_of(Fault::input, [&] { apply_ledger(epochs, parse_table("onset\tkept\n77\tno\n", "other.tsv")); }),
              testing::HasSubstr("other.tsv: has no row for any of the 4 trials"));
}

}  // namespace
}  // namespace attune::eeg
