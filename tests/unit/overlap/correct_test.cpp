#include "attune/overlap/correct.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_refused.hpp"
#include "made_overlap.hpp"

namespace attune::overlap {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr double kRounding = 1e-9;  // relative, of normal equations with one refinement

// By hand: events at samples 2, 4 and 7 evoke (1, 2, 3) at lags 0, 1, 2; the response is found although 2 and 4
// overlap.
TEST(CorrectOverlap, SolvesAnExampleByHand) {
  Eigen::MatrixXd data(1, 12);
  data << 0, 0, 1, 2, 4, 2, 3, 1, 2, 3, 0, 0;
  eeg::Recording recording = test::made_recording(data, 100);
  for (const double sample : {2.0, 4.0, 7.0}) recording.events.push_back(test::made_event(sample, "tone"));
  OverlapOptions options;
  options.models = {parse_event_model("tone")};
  options.from = Milliseconds(0);
  options.to = Milliseconds(20);
  options.intercept = false;
  const OverlapFit fit = correct_overlap(recording, options);
  ASSERT_EQ(fit.responses.size(), 1u);
  EXPECT_EQ(fit.responses[0].condition, "tone");
  EXPECT_EQ(fit.responses[0].trials, 3);
  for (Eigen::Index lag = 0; lag < 3; ++lag)
    EXPECT_NEAR(fit.responses[0].average(0, lag), static_cast<double>(lag) + 1, kRounding);
  EXPECT_EQ(fit.unknowns, 3);
  EXPECT_NEAR(fit.shares[0], 1, kRounding);
  EXPECT_THAT(fit.warnings, Contains(HasSubstr("no standard errors")));
}

TEST(CorrectOverlap, OfASingleEventIsTheDataAfterIt) {
  Eigen::MatrixXd data(1, 8);
  data << 0, 0, 1, 2, 3, 0, 0, 0;
  eeg::Recording recording = test::made_recording(data, 100);
  recording.events.push_back(test::made_event(2, "tone"));
  OverlapOptions options;
  options.models = {parse_event_model("tone")};
  options.from = Milliseconds(0);
  options.to = Milliseconds(20);
  options.intercept = false;
  const OverlapFit fit = correct_overlap(recording, options);
  EXPECT_EQ(fit.responses[0].trials, 1);
  EXPECT_LT((fit.responses[0].average - data.middleCols(2, 3)).cwiseAbs().maxCoeff(), kRounding);
}

TEST(CorrectOverlap, OfEventsFarApartIsTheirAverage) {
  Eigen::MatrixXd data = Eigen::MatrixXd::Random(2, 400);
  eeg::Recording recording = test::made_recording(data, 100);
  Eigen::MatrixXd mean = Eigen::MatrixXd::Zero(2, 11);
  for (const Eigen::Index sample : {50, 150, 250, 350}) {
    recording.events.push_back(test::made_event(static_cast<double>(sample), "tone"));
    mean += data.middleCols(sample, 11) / 4;
  }
  OverlapOptions options;
  options.models = {parse_event_model("tone")};
  options.from = Milliseconds(0);
  options.to = Milliseconds(100);
  options.intercept = false;
  EXPECT_LT((correct_overlap(recording, options).responses[0].average - mean).cwiseAbs().maxCoeff(), kRounding);
}

TEST(CorrectOverlap, LeavesStretchesOutAndCountsThem) {
  test::MadeOverlap made = test::made_overlap(120, 2, 0, 1);
  OverlapOptions options = test::overlap_options({"stimulus", "response"});
  const OverlapFit clean = correct_overlap(made.recording, options);
  Eigen::MatrixXd& data = made.recording.data;
  data(1, 700) = std::nan("");
  data.block(0, 1000, 1, 40).array() += 1.0;  // a jump of 1 V
  data.middleCols(2000, 50).setConstant(9e-6);
  options.reject = Microvolts(1000);
  options.left_out = {{2000, 2050}};
  const OverlapFit fit = correct_overlap(made.recording, options);
  for (std::size_t r = 0; r < 2; ++r)
    EXPECT_LT((fit.responses[r].average - clean.responses[r].average).cwiseAbs().maxCoeff(), kRounding * 1e-6);
  EXPECT_THAT(fit.samples, Contains(Pair("not finite", 1)));
  EXPECT_THAT(fit.samples, Contains(Pair("stated", 50)));
  EXPECT_THAT(fit.samples, Contains(Pair("peak-to-peak", ::testing::AllOf(::testing::Gt(40), ::testing::Lt(300)))));
}

// Of 120 stimuli one lies outside the data and those whose whole window is left out say nothing.
TEST(CorrectOverlap, CountsOnlyEventsWithASampleInUse) {
  test::MadeOverlap made = test::made_overlap(120, 1, 0, 1);
  OverlapOptions options = test::overlap_options({"stimulus", "response"});
  options.left_out = {{2000, 3000}};
  std::int64_t within = 0;
  for (const eeg::Event& event : made.recording.events) {
    const auto first = static_cast<Eigen::Index>(std::lround(event.sample)) + test::kOverlapFirst;
    if (event.type == "stimulus" && first >= 2000 && first + test::kOverlapLags <= 3000) ++within;
  }
  ASSERT_GT(within, 5);
  made.recording.events.push_back(test::made_event(static_cast<double>(made.recording.data.cols()) + 500, "stimulus"));
  const OverlapFit fit = correct_overlap(made.recording, options);
  EXPECT_EQ(fit.responses[0].trials, 120 - within);
  EXPECT_EQ(fit.events[0].second, 120 - within);
  EXPECT_THAT(fit.warnings, Contains(HasSubstr("1 events of stimulus lie outside the data")));
  EXPECT_THAT(fit.warnings, Contains(std::to_string(within) +
                                     " events of stimulus lie in samples that are left out; they do not count"));
}

// The amplifier's offset changes by 3 mV at a boundary; within the segments nothing is wide.
TEST(CorrectOverlap, RejectsNothingBecauseOfABoundary) {
  test::MadeOverlap made = test::made_overlap(60, 1, 0, 2);
  OverlapOptions options = test::overlap_options({"stimulus", "response"});
  options.reject = Microvolts(1000);
  const Eigen::Index half = made.recording.data.cols() / 2;
  made.recording.data.rightCols(made.recording.data.cols() - half).array() += 3e-3;
  EXPECT_THAT(correct_overlap(made.recording, options).samples, Contains(Pair("peak-to-peak", ::testing::Gt(0))));
  made.recording.boundaries = {static_cast<double>(half)};
  const OverlapFit fit = correct_overlap(made.recording, options);
  ASSERT_EQ(fit.samples.size(), 1u);
  EXPECT_EQ(fit.samples[0].second, made.recording.data.cols());
}

TEST(CorrectOverlap, DoesNotCrossBoundaries) {
  test::MadeOverlap made = test::made_overlap(120, 1, 0, 2);
  const OverlapOptions options = test::overlap_options({"stimulus", "response"});
  const auto cut = static_cast<Eigen::Index>(made.recording.events[100].sample) + 5;
  made.recording.boundaries = {static_cast<double>(cut)};
  made.recording.data.rightCols(made.recording.data.cols() - cut).array() += 3e-5;  // another offset after it
  // what the last events before the cut evoke after it was not recorded
  for (const eeg::Event& event : made.recording.events) {
    const auto first = static_cast<Eigen::Index>(std::lround(event.sample)) + test::kOverlapFirst;
    const Eigen::MatrixXd& truth = event.type == "stimulus" ? made.stimulus : made.response;
    for (Eigen::Index lag = 0; lag < test::kOverlapLags; ++lag)
      if ((event.sample < static_cast<double>(cut)) != (first + lag < cut))
        made.recording.data(0, first + lag) -= truth(0, lag);
  }
  const OverlapFit fit = correct_overlap(made.recording, options);
  EXPECT_LT((fit.responses[0].average - made.stimulus).cwiseAbs().maxCoeff(), kRounding * 1e-5);
  EXPECT_LT((fit.responses[1].average - made.response).cwiseAbs().maxCoeff(), kRounding * 1e-5);
}

TEST(CorrectOverlap, LeavesOutWhatAnEventWithoutAValueTouches) {
  test::MadeOverlap made = test::made_overlap(150, 1, 0, 3, true);
  made.recording.events[40].fields.clear();
  const OverlapFit fit = correct_overlap(made.recording, test::overlap_options({"stimulus ~ 1 + rt", "response"}));
  EXPECT_LT((test::response_named(fit, "stimulus: rt").average - made.slope).cwiseAbs().maxCoeff(), kRounding * 1e-5);
  EXPECT_THAT(fit.samples, Contains(Pair("event without a value", test::kOverlapLags)));
  EXPECT_THAT(fit.warnings, Contains(HasSubstr("1 of 150 events of stimulus lack a value")));
}

// A response at a fixed distance repeats the stimulus' later lags.
TEST(CorrectOverlap, NamesResponsesThatCannotBeToldApart) {
  eeg::Recording recording = test::made_recording(Eigen::MatrixXd::Random(1, 4000), 100);
  for (int i = 0; i < 30; ++i) {
    recording.events.push_back(test::made_event(100 + 120 * i, "stimulus"));
    recording.events.push_back(test::made_event(130 + 120 * i, "response"));
  }
  test::expect_refused(Fault::analysis, {"the response '", "cannot be told apart", "fixed distance"}, [&] {
    correct_overlap(recording, test::overlap_options({"stimulus", "response"}));
  });
}

TEST(CorrectOverlap, RefusesWhatItCannotFit) {
  using test::expect_refused;
  const test::MadeOverlap made = test::made_overlap(5, 1, 0, 4);
  const OverlapOptions good = test::overlap_options({"stimulus", "response"});
  expect_refused(Fault::usage, {"no event model"}, [&] { correct_overlap(made.recording, {}); });
  OverlapOptions bad = good;
  bad.channels = {"C1"};
  expect_refused(Fault::input, {"no channel 'C1'"}, [&] { correct_overlap(made.recording, bad); });
  bad = good;
  bad.to = Milliseconds(-200);
  expect_refused(Fault::usage, {"from -100 to -200 ms"}, [&] { correct_overlap(made.recording, bad); });
  bad = good;
  bad.time_splines = 500;
  expect_refused(Fault::usage, {"500 time splines"}, [&] { correct_overlap(made.recording, bad); });
  bad = good;
  bad.left_out = {{0, 700}};
  expect_refused(Fault::analysis, {"samples in use for"}, [&] { correct_overlap(made.recording, bad); });
  eeg::Recording epoched = made.recording;
  epoched.trials = eeg::TrialLayout{2, 100, Seconds(0)};
  expect_refused(Fault::input, {"cut into epochs"}, [&] { correct_overlap(epoched, good); });
}

}  // namespace
}  // namespace attune::overlap
