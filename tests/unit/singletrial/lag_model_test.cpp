#include "lag_model.hpp"

#include <gtest/gtest.h>

namespace attune::test {
namespace {

constexpr double kLeastRatio = 0.02;

/// The smallest singular value of what the cosines see of the sines, as a part of the largest.
double least_seen(const eeg::TimeAxis& times, Milliseconds max_lag, double low_pass) {
  singletrial::AlignOptions options;
  options.component = {"P3", {Milliseconds(250), Milliseconds(550)}, erp::Polarity::positive};
  options.max_lag = max_lag;
  options.low_pass = Hertz(low_pass);
  singletrial::LagModel model(times, options);
  model.whiten(Eigen::MatrixXd::Identity(model.cosines().rows(), model.cosines().rows()));
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(model.moved(model.middle()));
  return svd.singularValues().tail(1)(0) / svd.singularValues()(0);
}

TEST(LagModel, SeesEveryWaveOfTheTemplate) {
  for (const double rate : {128.0, 250.0}) {
    const eeg::TimeAxis times{Hertz(rate), -static_cast<Eigen::Index>(rate), static_cast<Eigen::Index>(2.5 * rate)};
    for (const double lag : {80.0, 150.0})
      for (double low_pass = 3; low_pass < 18; low_pass += 1)
        EXPECT_GT(least_seen(times, Milliseconds(lag), low_pass), kLeastRatio) << rate << ' ' << lag << ' ' << low_pass;
  }
}

TEST(LagModel, SeesEveryWaveWhereThereAreFewSamples) {
  for (double rate = 20; rate < 60; rate += 3) {
    const eeg::TimeAxis times{Hertz(rate), -static_cast<Eigen::Index>(rate), static_cast<Eigen::Index>(2.5 * rate)};
    EXPECT_GT(least_seen(times, Milliseconds(2500 / rate), 0.49 * rate), kLeastRatio) << rate;
  }
}

}  // namespace
}  // namespace attune::test
