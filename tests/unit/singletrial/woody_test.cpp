#include "attune/singletrial/woody.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "made_jitter.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;

singletrial::AlignOptions p3() {
  singletrial::AlignOptions options;
  options.component = {"P3", {Milliseconds(250), Milliseconds(550)}, erp::Polarity::positive};
  return options;
}

/// Gaussians at these latencies, without noise.
MadeJitter at_latencies(const std::vector<double>& latencies, double height_uv = 10) {
  JitterPlan plan;
  plan.trials = static_cast<int>(latencies.size());
  plan.noise_uv = 0;
  MadeJitter made = made_jitter(plan, 1);
  for (Eigen::Index i = 0; i < plan.trials; ++i) {
    made.latency_ms(i) = latencies[static_cast<std::size_t>(i)];
    for (Eigen::Index t = 0; t < made.trials.data.cols(); ++t) {
      const double z = (made.trials.times.at(t).count() - made.latency_ms(i)) / plan.width_ms;
      made.trials.data(i, t) = 1e-6 * height_uv * std::exp(-0.5 * z * z);
    }
  }
  return made;
}

const std::vector<double> kLatencies{360, 371, 385, 398.5, 402, 410.25, 425, 447};

TEST(Woody, FindsTheLatencyOfEveryTrialWithoutNoise) {
  const MadeJitter made = at_latencies(kLatencies);
  const singletrial::Alignment out = singletrial::align(made.trials, p3());
  EXPECT_TRUE(out.settled);
  // A parabola through samples 4 ms apart, and lags that stop changing within a twentieth of one.
  for (std::size_t i = 0; i < kLatencies.size(); ++i) {
    EXPECT_NEAR(out.trials[i].latency_ms, kLatencies[i], 0.5);
    EXPECT_GT(out.trials[i].correlation, 0.999);
    EXPECT_NEAR(out.trials[i].amplitude, out.trials[0].amplitude, 1e-8);
  }
}

TEST(Woody, LagsAreZeroOnAverage) {
  const singletrial::Alignment out = singletrial::align(at_latencies(kLatencies).trials, p3());
  double sum = 0;
  for (const singletrial::AlignedTrial& trial : out.trials) sum += trial.lag_ms;
  EXPECT_NEAR(sum, 0, 1e-9);
}

TEST(Woody, CensorsATrialWhoseComponentIsBeyondTheSearch) {
  std::vector<double> latencies = kLatencies;
  latencies.push_back(700);
  singletrial::AlignOptions options = p3();
  options.max_lag = Milliseconds(100);
  const singletrial::Alignment out = singletrial::align(at_latencies(latencies).trials, options);
  EXPECT_EQ(out.trials.back().censored, "lag at the edge of the search");
  EXPECT_TRUE(std::isnan(out.trials.back().latency_ms));
  EXPECT_EQ(out.trials.front().censored, "");
}

TEST(Woody, NegativeComponentsAreThoseOfTheNegatedTrials) {
  MadeJitter made = at_latencies(kLatencies);
  const singletrial::Alignment up = singletrial::align(made.trials, p3());
  made.trials.data *= -1;
  singletrial::AlignOptions options = p3();
  options.component.polarity = erp::Polarity::negative;
  const singletrial::Alignment down = singletrial::align(made.trials, options);
  for (std::size_t i = 0; i < kLatencies.size(); ++i) {
    EXPECT_EQ(up.trials[i].latency_ms, down.trials[i].latency_ms);
    EXPECT_EQ(up.trials[i].amplitude, -down.trials[i].amplitude);
  }
}

TEST(Woody, SaysSoWhereTheComponentHasTheOtherPolarity) {
  MadeJitter made = at_latencies(kLatencies);
  made.trials.data *= -1;
  const singletrial::Alignment out = singletrial::align(made.trials, p3());
  EXPECT_EQ(out.reason, "no peak of the component inside the window");
  EXPECT_EQ(out.trials.front().censored, out.reason);
}

TEST(Woody, RefusesEpochsThatDoNotHoldTheSearch) {
  singletrial::AlignOptions options = p3();
  options.max_lag = Milliseconds(500);
  const MadeJitter made = at_latencies(kLatencies);
  EXPECT_THAT([&] { singletrial::align(made.trials, options); },
              testing::ThrowsMessage<Error>(HasSubstr("the epochs go from -200 to 996 ms; expected -250 to 1050 ms")));
}

TEST(Woody, RefusesFewTrials) {
  const MadeJitter made = at_latencies({390, 400, 410});
  EXPECT_THAT([&] { singletrial::align(made.trials, p3()); },
              testing::ThrowsMessage<Error>(HasSubstr("3 trials of 'a'; expected at least 8")));
}

TEST(SmoothRows, HalvesASineAtItsFrequency) {
  Eigen::MatrixXd rows(1, 2000);
  for (Eigen::Index t = 0; t < rows.cols(); ++t)
    rows(0, t) = std::sin(2 * std::numbers::pi * 6.0 * static_cast<double>(t) / 250);
  const Eigen::MatrixXd out = singletrial::smooth_rows(rows, Hertz(250), Hertz(6));
  EXPECT_NEAR(out.middleCols(500, 1000).maxCoeff(), 0.5, 1e-3);
}

TEST(SmoothRows, KeepsAConstantToTheEnds) {
  const Eigen::MatrixXd out = singletrial::smooth_rows(Eigen::MatrixXd::Constant(2, 300, 3.0), Hertz(250), Hertz(10));
  EXPECT_NEAR((out.array() - 3).abs().maxCoeff(), 0, 1e-12);
}

}  // namespace
}  // namespace attune::test
