#include "attune/skin/cvxeda.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <iostream>

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
  std::cout << "area " << area << " place " << place / area << " it " << found.iterations << "\n";
  EXPECT_NEAR(area, 0.9, 0.05);
  EXPECT_NEAR(place / area, 20, 0.05);
  EXPECT_NEAR((found.tonic + found.phasic + found.rest - y).lpNorm<Eigen::Infinity>(), 0, 1e-12);
}

TEST(CvxEda, TakesHalfAnHourAt25Hz) {
  parallel::Stream stream({4}, 0);
  std::vector<std::pair<double, double>> impulses;
  for (int i = 0; i < 200; ++i) impulses.emplace_back(9.0 * i + 5 * stream.uniform(), 0.2 + 0.5 * stream.uniform());
  Eigen::VectorXd y = conductance(1800, 25, impulses);
  for (Eigen::Index i = 0; i < y.size(); ++i)
    y[i] += 0.5 * std::sin(static_cast<double>(i) / 5000) + 0.002 * stream.normal();
  const auto start = std::chrono::steady_clock::now();
  const CvxEda found = cvxeda(y, Hertz(25), {});
  std::cout << std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() << " s, "
            << found.iterations << " iterations, kkt " << found.kkt << "\n";
  EXPECT_LT(found.kkt, 1e-6);
}

}  // namespace
}  // namespace attune::skin
