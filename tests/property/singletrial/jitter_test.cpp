#include "attune/singletrial/jitter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/singletrial/woody.hpp"
#include "jitter_calibration.hpp"

namespace attune::test {
namespace {

/// What rounding leaves of a latency after some hundred rounds of maximisation.
constexpr double kRounding = 1e-4;

singletrial::JitterOptions p3(int bootstraps = 0) {
  singletrial::JitterOptions options;
  options.align.component = {"P3", {Milliseconds(250), Milliseconds(550)}, erp::Polarity::positive};
  options.bootstraps = bootstraps;
  options.threads = {1};
  return options;
}

JitterPlan clear() {
  JitterPlan plan;
  plan.amplitude_uv = 24;
  plan.jitter_ms = 30;
  return plan;
}

TEST(Jitter, DoesNotSeeOffsetsOfTrials) {
  MadeJitter made = made_jitter(clear(), 1);
  const auto before = singletrial::fit_jitter(made.trials, p3());
  for (Eigen::Index i = 0; i < made.trials.data.rows(); ++i)
    made.trials.data.row(i).array() += 1e-5 * static_cast<double>(i % 7);
  const auto after = singletrial::fit_jitter(made.trials, p3());
  EXPECT_NEAR(before.jitter_ms.value, after.jitter_ms.value, kRounding);
  EXPECT_NEAR(before.latency_ms.value, after.latency_ms.value, kRounding);
}

TEST(Jitter, ScalesWithTheData) {
  MadeJitter made = made_jitter(clear(), 2);
  const auto before = singletrial::fit_jitter(made.trials, p3());
  made.trials.data *= 8;  // exact
  const auto after = singletrial::fit_jitter(made.trials, p3());
  EXPECT_NEAR(before.jitter_ms.value, after.jitter_ms.value, kRounding);
  EXPECT_NEAR(8 * before.aligned_amplitude.value / after.aligned_amplitude.value, 1, 1e-6);
  EXPECT_NEAR(8 * before.noise / after.noise, 1, 1e-9);
}

TEST(Jitter, MovesWithTheTimes) {
  MadeJitter made = made_jitter(clear(), 3);
  const auto before = singletrial::fit_jitter(made.trials, p3());
  made.trials.times.first += 5;  // 20 ms
  singletrial::JitterOptions later = p3();
  later.align.component.window = {Milliseconds(270), Milliseconds(570)};
  const auto after = singletrial::fit_jitter(made.trials, later);
  EXPECT_NEAR(before.latency_ms.value + 20, after.latency_ms.value, kRounding);
  EXPECT_NEAR(before.jitter_ms.value, after.jitter_ms.value, kRounding);
}

TEST(Jitter, DoesNotDependOnTheOrderOfTrials) {
  MadeJitter made = made_jitter(clear(), 4);
  const auto before = singletrial::fit_jitter(made.trials, p3());
  made.trials.data = made.trials.data.colwise().reverse().eval();
  const auto after = singletrial::fit_jitter(made.trials, p3());
  EXPECT_NEAR(before.jitter_ms.value, after.jitter_ms.value, kRounding);
  EXPECT_NEAR(before.best.latency_ms(0), after.best.latency_ms(39), kRounding);
}

TEST(Jitter, HasTheSameBitsForAnyNumberOfThreads) {
  const MadeJitter made = made_jitter(clear(), 5);
  singletrial::JitterOptions one = p3(40), many = p3(40);
  many.threads = {4};
  const auto a = singletrial::fit_jitter(made.trials, one), b = singletrial::fit_jitter(made.trials, many);
  EXPECT_EQ(a.latency_ms.standard_error, b.latency_ms.standard_error);
  EXPECT_EQ(a.jitter_ms.standard_error, b.jitter_ms.standard_error);
  EXPECT_EQ(a.smearing.standard_error, b.smearing.standard_error);
}

TEST(Jitter, SmearingIsWhatAConvolutionTakesOff) {
  // Gaussian of width w, latencies with SD j: the average's peak is w / sqrt(w^2 + j^2) of the component's.
  JitterPlan plan = clear();
  plan.trials = 200;
  plan.jitter_ms = 50;
  plan.noise_uv = 3;
  const auto fit = singletrial::fit_jitter(made_jitter(plan, 6).trials, p3());
  EXPECT_NEAR(fit.jitter_ms.value, 50, 6);
  EXPECT_NEAR(fit.stimulus_amplitude.value / fit.aligned_amplitude.value, 60 / std::hypot(60, 50), 0.05);
  EXPECT_EQ(fit.smearing.value, fit.aligned_amplitude.value - fit.stimulus_amplitude.value);
}

TEST(Jitter, OfTrialsThatStayPutIsSmallAndSmearsLittle) {
  JitterPlan plan = clear();
  plan.jitter_ms = 0;
  const auto fit = singletrial::fit_jitter(made_jitter(plan, 7).trials, p3());
  EXPECT_LT(fit.jitter_ms.value, 15);
  EXPECT_EQ(fit.jitter_interval.low, 0);
  EXPECT_NEAR(fit.smearing.value / fit.aligned_amplitude.value, 0, 0.06);
}

TEST(Jitter, OfTrialsThatStayPutLeavesTheAmplitudeOfTheAverageAtEveryRate) {
  // Low-pass and window take a little off.
  constexpr double kPart = 0.05;
  for (const double rate : {128.0, 250.0, 256.0, 512.0}) {
    JitterPlan plan = clear();
    plan.jitter_ms = 0;
    plan.noise_uv = 3;
    plan.frequency = rate;
    MadeJitter made = made_jitter(plan, 12);
    for (Eigen::Index i = 0; i < plan.trials; ++i)
      made.trials.response_ms[static_cast<std::size_t>(i)] = 550 + static_cast<double>(i % 3);
    const auto fit = singletrial::fit_jitter(made.trials, p3());
    const double truth = 1e-6 * made.amplitude_uv.mean();
    EXPECT_NEAR(fit.stimulus_amplitude.value / truth, 1, kPart) << rate;
    EXPECT_NEAR(fit.smearing.value / truth, 0, kPart) << rate;
    ASSERT_TRUE(fit.response.has_value());
    EXPECT_NEAR(fit.response->stimulus_amplitude / truth, 1, kPart) << rate;
    EXPECT_NEAR(fit.response->response_amplitude / truth, 1, kPart) << rate;
  }
}

TEST(Jitter, ExpectedLatenciesAreBetterThanAlignment) {
  const JitterCalibration c = calibrate_jitter(clear(), 5, 0, 11, p3());
  EXPECT_LT(c.trial_error, 0.75 * c.woody_error);
}

TEST(Jitter, OfANegatedComponentIsTheSame) {
  MadeJitter made = made_jitter(clear(), 8);
  const auto up = singletrial::fit_jitter(made.trials, p3());
  made.trials.data *= -1;
  singletrial::JitterOptions options = p3();
  options.align.component.polarity = erp::Polarity::negative;
  const auto down = singletrial::fit_jitter(made.trials, options);
  EXPECT_NEAR(up.jitter_ms.value, down.jitter_ms.value, kRounding);
  EXPECT_NEAR(up.aligned_amplitude.value, -down.aligned_amplitude.value, 1e-12);
  const auto none = singletrial::fit_jitter(made.trials, p3());
  EXPECT_EQ(none.reason, "no peak of the component inside the window");
  EXPECT_TRUE(std::isnan(none.jitter_ms.value));
}

TEST(Jitter, ResponsesThatFollowTheComponentHaveASlopeAndThoseOfChanceHaveNone) {
  JitterPlan plan = clear();
  plan.trials = 100;
  plan.jitter_ms = 40;
  MadeJitter made = made_jitter(plan, 9);
  for (Eigen::Index i = 0; i < plan.trials; ++i)
    made.trials.response_ms[static_cast<std::size_t>(i)] = 100 + made.latency_ms(i);
  const auto locked = singletrial::fit_jitter(made.trials, p3());
  ASSERT_TRUE(locked.response.has_value());
  EXPECT_NEAR(locked.response->slope, 1, 0.2);
  EXPECT_GT(locked.response->slope_interval.low, 0.6);
  EXPECT_GT(locked.response->response_amplitude, locked.response->stimulus_amplitude);
  std::reverse(made.trials.response_ms.begin(), made.trials.response_ms.end());
  const auto free = singletrial::fit_jitter(made.trials, p3());
  EXPECT_LT(free.response->slope_interval.low, 0);
  EXPECT_GT(free.response->slope_interval.high, 0);
  EXPECT_LT(free.response->response_amplitude, free.response->stimulus_amplitude);
}

TEST(Jitter, ProbabilitiesOfSizesAreProbabilities) {
  const auto fit = singletrial::fit_jitter(made_jitter(clear(), 10).trials, p3());
  const Eigen::VectorXd even = singletrial::even_sizes(fit);
  EXPECT_NEAR(even.sum(), 1, 1e-12);
  EXPECT_NEAR(singletrial::posterior_sizes(fit, even).sum(), 1, 1e-12);
  // All the weight on one size gives that size's expectations.
  Eigen::VectorXd one = Eigen::VectorXd::Zero(even.size());
  one(5) = 1;
  EXPECT_EQ(singletrial::average_over(fit, one).latency_ms, fit.given[5].latency_ms);
}

}  // namespace
}  // namespace attune::test
