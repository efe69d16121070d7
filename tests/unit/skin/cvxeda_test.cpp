#include "attune/skin/cvxeda.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/parallel/stream.hpp"
#include "expect_error.hpp"

namespace attune::skin {
namespace {

using ::testing::HasSubstr;

double bateman(double t) { return t <= 0 ? 0 : std::exp(-t / 2) - std::exp(-t / 0.7); }

Eigen::VectorXd conductance(double seconds, double rate, const std::vector<std::pair<double, double>>& impulses,
                            double level = 5) {
  Eigen::VectorXd out(static_cast<Eigen::Index>(seconds * rate));
  for (Eigen::Index i = 0; i < out.size(); ++i) {
    const double t = static_cast<double>(i) / rate;
    out[i] = level;
    for (const auto& [onset, area] : impulses) out[i] += area * bateman(t - onset);
  }
  return out;
}

TEST(CvxEda, RecoversAnImpulseWithoutNoise) {
  const double rate = 25;
  const Eigen::VectorXd y = conductance(60, rate, {{20, 0.9}, {40, 0.3}});
  const CvxEda found = cvxeda(y, Hertz(rate), {});
  EXPECT_LT(found.kkt, 1e-9);
  double area = 0, place = 0;
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    const double t = static_cast<double>(i) / rate;
    EXPECT_GE(found.driver[i], 0);
    if (t < 17 || t > 23) continue;
    area += found.driver[i] / rate;
    place += t * found.driver[i] / rate;
  }
  // The price of the driver, alpha, takes less than a thousandth.
  EXPECT_NEAR(area, 0.9, 0.001);
  EXPECT_NEAR(place / area, 20, 0.01);
  EXPECT_NEAR((found.tonic + found.phasic + found.rest - y).lpNorm<Eigen::Infinity>(), 0, 1e-12);
}

TEST(CvxEda, ScalesAndShifts) {
  const Eigen::VectorXd y = conductance(60, 10, {{20, 0.9}, {35, 0.3}});
  const CvxEda plain = cvxeda(y, Hertz(10), {}), other = cvxeda((3 * y.array() + 7).matrix(), Hertz(10), {});
  EXPECT_LT((3 * plain.driver - other.driver).lpNorm<Eigen::Infinity>(), 1e-5);
  EXPECT_LT((3 * plain.tonic.array() + 7 - other.tonic.array()).abs().maxCoeff(), 1e-6);
}

TEST(CvxEda, SettlesOnNoise) {
  parallel::Stream stream({4}, 0);
  Eigen::VectorXd y = conductance(300, 25, {{20, 0.5}, {90, 0.2}, {95, 0.4}, {200, 1}});
  for (Eigen::Index i = 0; i < y.size(); ++i)
    y[i] += 0.5 * std::sin(static_cast<double>(i) / 2000) + 0.002 * stream.normal();
  const CvxEda found = cvxeda(y, Hertz(25), {});
  EXPECT_LT(found.kkt, 1e-9);
  EXPECT_LT(found.iterations, 40);
  EXPECT_GE(found.driver.minCoeff(), 0);
}

// The same problem written out densely: gradient of the objective in q and l, and complementarity, at the solution.
TEST(CvxEda, MeetsTheConditionsOfTheWrittenOutProblem) {
  const double rate = 5;
  Eigen::VectorXd y = conductance(24, rate, {{6, 0.9}, {14, 0.4}}, 2);
  for (Eigen::Index i = 0; i < y.size(); ++i) y[i] += 0.1 * std::sin(0.05 * static_cast<double>(i));
  const CvxEda found = cvxeda(y, Hertz(rate), {});
  const double sd = std::sqrt((y.array() - y.mean()).square().sum() / static_cast<double>(y.size() - 1));
  const Eigen::VectorXd rest = found.rest / sd;
  // Phasic by the bilinear transform of the driver, sample by sample, from q[0] and q[1] that are free: the gradient in
  // the driver is alpha - M'(rest) carried through A^-1, which must be 0 where the driver is above 0 and positive
  // elsewhere.
  const double step = 1 / rate, a0 = 0.5, a1 = 1 / 0.7, norm = (a1 - a0) * step * step;
  const double ar[3] = {(a1 * step + 2) * (a0 * step + 2) / norm, (2 * a1 * a0 * step * step - 8) / norm,
                        (a1 * step - 2) * (a0 * step - 2) / norm};
  const Eigen::Index n = y.size();
  // lambda = A^-T M' rest, from the end.
  Eigen::VectorXd moved = Eigen::VectorXd::Zero(n), gradient = Eigen::VectorXd::Zero(n);
  for (Eigen::Index i = 2; i < n; ++i) {
    moved[i] += rest[i];
    moved[i - 1] += 2 * rest[i];
    moved[i - 2] += rest[i];
  }
  for (Eigen::Index i = n - 1; i >= 2; --i) {
    double value = moved[i];
    if (i + 1 < n) value -= ar[1] * gradient[i + 1];
    if (i + 2 < n) value -= ar[2] * gradient[i + 2];
    gradient[i] = value / ar[0];
  }
  constexpr double kResidual = 1e-6;  // of gradients of the order of alpha, 8e-4
  for (Eigen::Index i = 2; i < n; ++i) {
    EXPECT_LT(gradient[i], 8e-4 + kResidual) << i;
    if (found.driver[i] > 1e-4) {
      EXPECT_NEAR(gradient[i], 8e-4, kResidual) << i;
    }
  }
  // The line is free: what is left has neither a mean nor a slope.
  double slope = 0;
  for (Eigen::Index i = 0; i < n; ++i) slope += rest[i] * static_cast<double>(i + 1) / static_cast<double>(n);
  EXPECT_NEAR(rest.sum(), 0, kResidual);
  EXPECT_NEAR(slope, 0, kResidual);
}

TEST(CvxEda, RefusesWhatItCannotDecompose) {
  CvxEdaOptions options;
  options.tau_rise = Seconds(3);
  const Eigen::VectorXd y = conductance(60, 10, {{20, 0.9}});
  EXPECT_THAT(test::error_of(Fault::usage, [&] { cvxeda(y, Hertz(10), options); }),
              HasSubstr("expected 0 < rise < fall"));
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { cvxeda(Eigen::VectorXd::Ones(100), Hertz(10), {}); }),
              HasSubstr("does not change"));
}

}  // namespace
}  // namespace attune::skin
