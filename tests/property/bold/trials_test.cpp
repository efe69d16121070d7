#include "attune/bold/trials.hpp"

#include <gtest/gtest.h>

#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "noise_series.hpp"

namespace attune::bold {
namespace {

// Both ways of getting at the answer lose a few digits of double precision in models of condition below 1e4.
constexpr double kRounding = 1e-8;
constexpr FrameTimes kFrames{180, Seconds(2), Seconds(1)};

std::vector<Event> close_trials() {
  parallel::Stream stream({5}, 0);
  std::vector<Event> events;
  for (int i = 0; i < 40; ++i)
    events.push_back({Seconds(4.0 + 8.0 * i + 3.0 * stream.uniform()), Seconds(0.5 + stream.uniform()),
                      i % 3 == 0 ? "face" : "house"});
  return events;
}

Table censored() {
  parallel::Stream stream({6}, 0);
  std::vector<double> displacement(static_cast<std::size_t>(kFrames.volumes));
  std::vector<double> motion(displacement.size());
  for (std::size_t i = 0; i < displacement.size(); ++i) {
    displacement[i] = stream.uniform() < 0.05 ? 1.0 : 0.1;
    motion[i] = stream.normal();
  }
  Table table;
  table.add("framewise_displacement", displacement);
  table.add("csf", motion);
  return table;
}

DesignOptions options() {
  DesignOptions all;
  all.censor_displacement = Millimetres(0.9);
  all.confounds = {"csf"};
  return all;
}

struct Answer {
  double beta = 0, variance = 0;
};

// The plain statement of LSS: the model of one trial, put together from columns and solved.
Answer oracle(const TrialModel& model, const Eigen::VectorXd& series, std::size_t trial) {
  std::vector<Event> events = model.trials;
  const std::string type = events[trial].trial_type;
  events[trial].trial_type = "this";
  const Table confounds = censored();
  const Design design = make_design(events, kFrames, &confounds, options());
  const Eigen::VectorXd y = series(design.kept);
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(design.matrix);
  const Eigen::VectorXd solution = qr.solve(y);
  const auto own = std::find(design.names.begin(), design.names.end(), "this") - design.names.begin();
  const Eigen::MatrixXd inverse = (design.matrix.transpose() * design.matrix).inverse();
  const double residual = (y - design.matrix * solution).squaredNorm();
  return {solution(own), residual / static_cast<double>(y.size() - design.matrix.cols()) * inverse(own, own)};
}

TEST(LeastSquaresSeparate, EqualsAModelFittedForEveryTrial) {
  const Table confounds = censored();
  const Eigen::VectorXd series = 1000 + attune::test::autoregressive_noise(kFrames.volumes, 1, 0.4, 11).array();
  const TrialModel model = make_trial_model(TrialMethod::separate, close_trials(), kFrames, &confounds, options());
  const TrialBetas betas = fit_trials(model, series);
  int compared = 0;
  for (std::size_t trial = 0; trial < model.trials.size(); ++trial) {
    if (!betas.reasons[trial].empty()) continue;
    const Answer expected = oracle(model, series, trial);
    const auto row = static_cast<Eigen::Index>(trial);
    EXPECT_NEAR(betas.betas(row, 0), expected.beta, kRounding) << trial;
    EXPECT_NEAR(betas.variances(row, 0), expected.variance, kRounding) << trial;
    ++compared;
  }
  EXPECT_GT(compared, 30);
}

TEST(LeastSquaresAll, EqualsTheModelSolvedAsAWhole) {
  const Table confounds = censored();
  const Eigen::VectorXd series = 1000 + attune::test::autoregressive_noise(kFrames.volumes, 1, 0.4, 12).array();
  std::vector<Event> events = close_trials();
  const TrialBetas betas = least_squares_all(series, events, kFrames, &confounds, options());
  DesignOptions each = options();
  for (std::size_t i = 0; i < events.size(); ++i) {
    events[i].trial_type = "t" + std::to_string(i);
    each.conditions.push_back(events[i].trial_type);
  }
  const Design design = make_design(events, kFrames, &confounds, each);
  const Eigen::VectorXd solution = design.matrix.colPivHouseholderQr().solve(Eigen::VectorXd(series(design.kept)));
  for (Eigen::Index i = 0; i < betas.betas.rows(); ++i)
    if (betas.reasons[static_cast<std::size_t>(i)].empty()) {
      EXPECT_NEAR(betas.betas(i, 0), solution(i), kRounding) << i;
    }
}

class TrialEstimates : public testing::TestWithParam<TrialMethod> {};

TEST_P(TrialEstimates, AreShiftFreeAndScaleWithTheSignal) {
  const Table confounds = censored();
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(kFrames.volumes, 3, 0.4, 13);
  const TrialModel model = make_trial_model(GetParam(), close_trials(), kFrames, &confounds, options());
  const TrialBetas plain = fit_trials(model, series);
  const TrialBetas moved = fit_trials(model, (500 - 4 * series.array()).matrix());
  for (Eigen::Index i = 0; i < plain.betas.rows(); ++i) {
    if (!plain.reasons[static_cast<std::size_t>(i)].empty()) continue;
    for (Eigen::Index region = 0; region < 3; ++region) {
      EXPECT_NEAR(moved.betas(i, region), -4 * plain.betas(i, region), kRounding);
      EXPECT_NEAR(moved.variances(i, region), 16 * plain.variances(i, region), kRounding);
    }
  }
}

TEST_P(TrialEstimates, FollowTheOrderOfTheEvents) {
  const Table confounds = censored();
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(kFrames.volumes, 1, 0.4, 14);
  std::vector<Event> events = close_trials();
  const TrialBetas forwards = fit_trials(make_trial_model(GetParam(), events, kFrames, &confounds, options()), series);
  std::reverse(events.begin(), events.end());
  const TrialBetas backwards = fit_trials(make_trial_model(GetParam(), events, kFrames, &confounds, options()), series);
  const Eigen::Index count = forwards.betas.rows();
  for (Eigen::Index i = 0; i < count; ++i)
    if (forwards.reasons[static_cast<std::size_t>(i)].empty()) {
      EXPECT_NEAR(forwards.betas(i, 0), backwards.betas(count - 1 - i, 0), kRounding);
    }
}

INSTANTIATE_TEST_SUITE_P(Both, TrialEstimates, testing::Values(TrialMethod::all, TrialMethod::separate),
                         [](const auto& instance) { return name_of(instance.param); });

}  // namespace
}  // namespace attune::bold
