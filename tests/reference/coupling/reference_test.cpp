#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <utility>

#include "attune/coupling/butterworth.hpp"
#include "attune/coupling/matrix.hpp"

// Values computed with numpy 1.24 and scipy 1.10 (Debian 12) from the same data.
namespace attune::coupling {
namespace {

constexpr double kRounding = 1e-12;
// sosfiltfilt starts from a steady state that is solved for numerically.
constexpr double kFilterRounding = 1e-9;

Eigen::MatrixXd made_values() {
  Eigen::MatrixXd x(40, 6);
  for (Eigen::Index row = 0; row < x.rows(); ++row)
    for (Eigen::Index column = 0; column < x.cols(); ++column) {
      const auto i = static_cast<double>(row), j = static_cast<double>(column);
      x(row, column) = std::sin(1 + 3 * i * i + 7 * j) + 0.5 * std::cos(0.7 * i * (j + 1)) + 0.4 * std::sin(2 * i);
    }
  return x.rowwise() - x.colwise().mean();
}

// The formula of sklearn.covariance.ledoit_wolf_shrinkage (scikit-learn 1.2), written out in numpy.
TEST(LedoitWolf, ShrinksAsScikitLearnDoes) {
  Eigen::MatrixXd x = made_values();
  EXPECT_NEAR(ledoit_wolf_shrinkage(x), 0.08722719672036708, kRounding);
  for (Eigen::Index column = 0; column < x.cols(); ++column)
    x.col(column) *= std::sqrt(static_cast<double>(x.rows())) / x.col(column).norm();
  EXPECT_NEAR(ledoit_wolf_shrinkage(x), 0.08783401779811957, kRounding);
}

// numpy.corrcoef, and -P / sqrt(diag P diag P') with P its inverse.
TEST(Couple, GivesNumpysCorrelationsAndPartialCorrelations) {
  const bold::FrameTimes frames{40, Seconds(2), Seconds(0)};
  CleanOptions options;
  options.model.drift = bold::Drift::none;
  const CleanedRun run = clean(made_values(), {}, frames, nullptr, options);
  const Coupling pearson = couple(run, Kind::pearson), partial = couple(run, Kind::partial);
  EXPECT_NEAR(pearson.r(0, 1), 0.6016400966499716, kRounding);
  EXPECT_NEAR(pearson.r(2, 5), -0.41732318734141577, kRounding);
  EXPECT_NEAR(partial.r(0, 1), 0.48077681701982655, kRounding);
  EXPECT_NEAR(partial.r(2, 5), 0.661740377271031, kRounding);
  EXPECT_NEAR(couple(run, Kind::ledoit_wolf).shrinkage, 0.08783401779811957, kRounding);
}

// scipy.signal.sosfiltfilt(butter(2, .., output="sos"), x, padlen=59), high-pass 1/128 Hz and then low-pass 0.1 Hz.
TEST(Butterworth, FiltersAsScipyDoes) {
  Eigen::MatrixXd x(60, 1);
  for (Eigen::Index row = 0; row < 60; ++row) {
    const auto i = static_cast<double>(row);
    x(row, 0) = std::sin(0.3 * std::pow(i, 1.3)) + 0.02 * i;
  }
  const std::array<std::pair<Eigen::Index, double>, 5> band{{{0, -0.002779321501028595},
                                                             {1, 0.3421668649807326},
                                                             {17, -0.5106759389706973},
                                                             {40, -0.5467418172193049},
                                                             {59, -0.0036571524883017292}}};
  const std::array<std::pair<Eigen::Index, double>, 4> low{
      {{1, 0.3681594152025155}, {17, -0.13830189914866547}, {40, 0.226182091278813}, {59, 0.7371247197808035}}};
  const Eigen::MatrixXd passed = butterworth(x, Hertz(0.5), Hertz(1.0 / 128), Hertz(0.1));
  for (const auto& [row, value] : band) EXPECT_NEAR(passed(row, 0), value, kFilterRounding) << row;
  const Eigen::MatrixXd slow = butterworth(x, Hertz(0.5), std::nullopt, Hertz(0.1));
  for (const auto& [row, value] : low) EXPECT_NEAR(slow(row, 0), value, kFilterRounding) << row;
}

}  // namespace
}  // namespace attune::coupling
