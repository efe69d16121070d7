#include "attune/bold/trials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/bold/hrf.hpp"
#include "expect_error.hpp"

namespace attune::bold {
namespace {

using attune::test::error_of;
using testing::HasSubstr;

constexpr double kRounding = 1e-9;
constexpr FrameTimes kFrames{120, Seconds(2), Seconds(0)};

std::vector<Event> far_apart() {
  return {{Seconds(10), Seconds(1), "a"}, {Seconds(70), Seconds(1), "a"}, {Seconds(130), Seconds(4), "b"}};
}

DesignOptions without_drift() {
  DesignOptions options;
  options.high_pass = Seconds(0);
  return options;
}

// 100 + the sum of the trials' responses, each of the given height.
Eigen::VectorXd series_of(const std::vector<Event>& events, const std::vector<double>& heights) {
  Eigen::VectorXd series = Eigen::VectorXd::Constant(kFrames.volumes, 100.0);
  for (std::size_t i = 0; i < events.size(); ++i)
    for (Eigen::Index row = 0; row < kFrames.volumes; ++row)
      if (const Seconds since = kFrames.at(row) - events[i].onset; since > Seconds(0))
        series(row) += heights[i] * event_response(since, events[i].duration) / peak_response(events[i].duration);
  return series;
}

TEST(LeastSquaresAll, GivesTheHeightOfEveryTrial) {
  const auto events = far_apart();
  const TrialBetas betas = least_squares_all(series_of(events, {1, 3, -2}), events, kFrames, nullptr, without_drift());
  ASSERT_EQ(betas.betas.rows(), 3);
  EXPECT_NEAR(betas.betas(0, 0), 1, kRounding);
  EXPECT_NEAR(betas.betas(1, 0), 3, kRounding);
  EXPECT_NEAR(betas.betas(2, 0), -2, kRounding);
  EXPECT_NEAR(betas.variances.maxCoeff(), 0, kRounding);
  EXPECT_THAT(betas.reasons, testing::Each(""));
}

// With two trials of a condition the model of each has the other by itself: the same model as LSA.
TEST(LeastSquaresSeparate, GivesTheHeightOfEveryTrialWhereTheOthersHaveOne) {
  const auto events = far_apart();
  const TrialBetas betas =
      least_squares_separate(series_of(events, {1, 3, -2}), events, kFrames, nullptr, without_drift());
  EXPECT_NEAR(betas.betas(0, 0), 1, kRounding);
  EXPECT_NEAR(betas.betas(1, 0), 3, kRounding);
  EXPECT_NEAR(betas.betas(2, 0), -2, kRounding) << "the only trial of its condition";
}

TEST(TrialModel, LeavesOutATrialWhoseResponseIsCensoredOrAfterTheRun) {
  auto events = far_apart();
  events.push_back({Seconds(237), Seconds(1), "a"});   // one frame of its response, before the peak
  events.push_back({Seconds(1000), Seconds(1), "b"});  // long after
  std::vector<double> displacement(120, 0.1);
  for (std::size_t i = 36; i < 41; ++i) displacement[i] = 2;  // 72 to 80 s: the peak of the second trial
  Table confounds;
  confounds.add("framewise_displacement", displacement);
  DesignOptions options = without_drift();
  options.censor_displacement = Millimetres(0.9);
  for (const TrialMethod method : {TrialMethod::all, TrialMethod::separate}) {
    const TrialBetas betas =
        fit_trials(make_trial_model(method, events, kFrames, &confounds, options), series_of(events, {1, 3, -2, 1, 1}));
    EXPECT_EQ(betas.reasons[0], "");
    EXPECT_THAT(betas.reasons[1], HasSubstr("% of its response lies in frames that were kept, 50 % are needed"));
    EXPECT_EQ(betas.reasons[2], "");
    EXPECT_THAT(betas.reasons[3], HasSubstr("response"));
    EXPECT_EQ(betas.reasons[4], "none of its response lies in frames that were kept");
    EXPECT_TRUE(std::isnan(betas.betas(1, 0)));
    EXPECT_TRUE(std::isnan(betas.variances(4, 0)));
    // One column for the other trials of a condition, whose heights differ, bends the estimate by as much.
    EXPECT_NEAR(betas.betas(0, 0), 1, method == TrialMethod::all ? kRounding : 1e-3) << "others keep their columns";
  }
}

TEST(TrialModel, LeavesOutTrialsThatCannotBeToldApart) {
  const std::vector<Event> events{{Seconds(10), Seconds(1), "a"},
                                  {Seconds(10), Seconds(1), "b"},
                                  {Seconds(70), Seconds(1), "a"},
                                  {Seconds(90), Seconds(1), "b"}};
  const TrialModel model = make_trial_model(TrialMethod::all, events, kFrames, nullptr, without_drift());
  EXPECT_THAT(model.reasons[0], HasSubstr("cannot tell it from other columns"));
  EXPECT_THAT(model.reasons[1], HasSubstr("cannot tell it from other columns"));
  EXPECT_EQ(model.reasons[2], "");
}

TEST(TrialModel, RefusesMoreColumnsThanFramesInOneModel) {
  std::vector<Event> events;
  for (int i = 0; i < 60; ++i) events.push_back({Seconds(2.0 * i), Seconds(1), i % 2 == 0 ? "a" : "b"});
  const FrameTimes frames{60, Seconds(2), Seconds(0)};
  const auto work = [&] { make_trial_model(TrialMethod::all, events, frames, nullptr, without_drift()); };
  EXPECT_THAT(error_of(Fault::analysis, work), HasSubstr("take lss, a model per trial"));
  EXPECT_NO_THROW(make_trial_model(TrialMethod::separate, events, frames, nullptr, without_drift()));
}

TEST(TrialModel, GivesARegionWithoutValuesNone) {
  const auto events = far_apart();
  Eigen::MatrixXd series(kFrames.volumes, 2);
  series.col(0) = series_of(events, {1, 3, -2});
  series.col(1).setConstant(std::nan(""));
  const TrialBetas betas = least_squares_separate(series, events, kFrames, nullptr, without_drift());
  EXPECT_NEAR(betas.betas(0, 0), 1, kRounding);
  EXPECT_TRUE(betas.betas.col(1).array().isNaN().all());
}

TEST(TrialMethod, IsNamed) {
  EXPECT_EQ(trial_method("lss"), TrialMethod::separate);
  EXPECT_THAT(error_of(Fault::usage, [] { trial_method("lst"); }), HasSubstr("did you mean"));
}

}  // namespace
}  // namespace attune::bold
