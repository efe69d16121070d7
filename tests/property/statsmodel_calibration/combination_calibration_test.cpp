#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "attune/parallel/stream.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/statsmodel/linear.hpp"
#include "calibration_line.hpp"

namespace attune::statsmodel {
namespace {

constexpr std::size_t kDraws = 40000;
// Three standard errors of a share of .05 in 40,000 draws are .003. Weights that are estimated and degrees of freedom
// that are summed make tests of few degrees of freedom a little liberal: that is printed, and bounded.
constexpr double kNominal = 0.004;
constexpr double kFewDegrees = 0.015;

struct Case {
  const char* name;
  std::array<double, 3> sd;
  int df;
  double slack;
};

double chi_squared(int df, parallel::Stream& stream) {
  double sum = 0;
  for (int i = 0; i < df; ++i) {
    const double z = stream.normal();
    sum += z * z;
  }
  return sum;
}

Eigen::MatrixXd row(double a, double b) {
  Eigen::MatrixXd out(1, 2);
  out << a, b;
  return out;
}

// Three runs of a participant without an effect: the mean of the first two (precision weights) and the difference of
// the third from it, as the paired example model asks for them. Runs have estimated variances with their own degrees of
// freedom.
class RunsCombined : public ::testing::TestWithParam<Case> {};

TEST_P(RunsCombined, RejectsAtTheNominalRate) {
  const Case& c = GetParam();
  Eigen::MatrixXd x(3, 2);
  x << 1, 0, 1, 0, 0, 1;
  const LinearModel model(x, {row(1, 0), row(-1, 1)});
  std::array<std::size_t, 2> rejected{};
  for (std::size_t draw = 0; draw < kDraws; ++draw) {
    parallel::Stream stream({71}, draw);
    Eigen::Vector3d y, v, df;
    for (Eigen::Index i = 0; i < 3; ++i) {
      const double sd = c.sd[static_cast<std::size_t>(i)];
      y(i) = sd * stream.normal();
      v(i) = sd * sd * chi_squared(c.df, stream) / c.df;
      df(i) = c.df;
    }
    const auto out = model.known_variances(y, v, df);
    for (std::size_t k = 0; k < 2; ++k)
      rejected[k] += stats::student_t_two_sided(out[k].effect / std::sqrt(out[k].variance), out[k].df) < 0.05 ? 1U : 0U;
  }
  for (std::size_t k = 0; k < 2; ++k) {
    const double share = static_cast<double>(rejected[k]) / static_cast<double>(kDraws);
    test::print_share(fmt::format("runs combined, {}, {}", k == 0 ? "mean" : "difference", c.name), share, kDraws);
    EXPECT_NEAR(share, 0.05, c.slack);
  }
}

INSTANTIATE_TEST_SUITE_P(Meta, RunsCombined,
                         ::testing::Values(Case{"equal runs of 100 df", {1, 1, 1}, 100, kNominal},
                                           Case{"SD 1 2 3, 100 df", {1, 2, 3}, 100, kNominal},
                                           Case{"equal runs of 20 df", {1, 1, 1}, 20, kFewDegrees},
                                           Case{"SD 1 2 3, 20 df", {1, 2, 3}, 20, kFewDegrees}));

}  // namespace
}  // namespace attune::statsmodel
