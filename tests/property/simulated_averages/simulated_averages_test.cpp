#include "simulated_averages.hpp"

#include <gtest/gtest.h>

#include "attune/erp/area.hpp"

namespace attune::test {
namespace {

/// Mean over people of half the squared difference `lag` samples apart, averaged over the epoch too: uV^2 of one trial.
double half_squared_difference(const Eigen::MatrixXd& noise, Eigen::Index lag, int trials) {
  const Eigen::Index left = noise.cols() - lag;
  const double mean = (noise.rightCols(left) - noise.leftCols(left)).squaredNorm() / static_cast<double>(left);
  return 0.5 * mean / static_cast<double>(noise.rows()) * 1e12 * trials;
}

Eigen::MatrixXd drawn(const AverageSettings& settings, Eigen::Index people) {
  parallel::Stream stream({11}, 3);
  return SimulatedAverages(settings).noise(people, stream);
}

// 1,000 people whose epochs hold some five to twenty independent stretches: errors of one to three per cent.
constexpr Eigen::Index kPeople = 1000;
constexpr double kRelative = 0.06;

// numpy 1.24: 144 - 144 (0.85 0.95^(256 t) + 0.15 cos(20 pi t) exp(-(2 pi t)^2 / 2)).
TEST(SimulatedAverages, AutoregressiveNoiseHasItsCovarianceAtEveryRate) {
  for (const double rate : {250.0, 1000.0}) {
    AverageSettings settings{.noise = TrialNoise::autoregressive, .rate_hz = rate};
    const Eigen::MatrixXd noise = drawn(settings, kPeople);
    const auto at = [&](double seconds) { return static_cast<Eigen::Index>(std::lround(seconds * rate)); };
    EXPECT_NEAR(half_squared_difference(noise, at(0.004), 40), 144 - 137.0517326247604, kRelative * 7);
    EXPECT_NEAR(half_squared_difference(noise, at(0.02), 40), 144 - 100.7518865515107, kRelative * 43);
    EXPECT_NEAR(half_squared_difference(noise, at(0.05), 40), 144 - 42.921015809604626, kRelative * 101);
    EXPECT_NEAR(half_squared_difference(noise, at(0.1), 40), 144 - 50.654242739585214, kRelative * 93);
    EXPECT_NEAR(noise.squaredNorm() / static_cast<double>(noise.size()) * 1e12 * 40, 144, kRelative * 144);
  }
}

// scipy 1.10 quad: the integral of 144 / ln 1250 / f (1 - cos(2 pi f t)) from 0.01 Hz to half the rate.
TEST(SimulatedAverages, OneOverFNoiseHasItsStructureFunction) {
  AverageSettings settings{.noise = TrialNoise::one_over_f, .rate_hz = 250};
  const Eigen::MatrixXd noise = drawn(settings, kPeople);
  EXPECT_NEAR(half_squared_difference(noise, 1, 40), 66.57000284 / 2, kRelative * 33);
  EXPECT_NEAR(half_squared_difference(noise, 5, 40), 134.38663472 / 2, kRelative * 67);
  EXPECT_NEAR(half_squared_difference(noise, 25, 40), 199.54105423 / 2, kRelative * 100);
  settings.rate_hz = 1000;
  const Eigen::MatrixXd finer = drawn(settings, kPeople / 4);
  EXPECT_NEAR(half_squared_difference(finer, 4, 40), 125.7814342 / 2, kRelative * 63);
  EXPECT_NEAR(half_squared_difference(finer, 100, 40), 255.5371281 / 2, kRelative * 128);
}

TEST(SimulatedAverages, AverageOfMoreTrialsIsQuieter) {
  AverageSettings settings{.trials = 40};
  const double forty = drawn(settings, 10).squaredNorm();
  settings.trials = 160;
  EXPECT_NEAR(drawn(settings, 10).squaredNorm(), forty / 4, 1e-9 * forty);
}

TEST(SimulatedAverages, PeopleHaveTheLatenciesThatWerePlanted) {
  for (const std::optional<double> low_pass : {std::optional<double>{}, std::optional<double>{12}}) {
    AverageSettings settings{.rate_hz = 1000, .trial_sd_uv = 1e-9, .low_pass_hz = low_pass};
    const SimulatedAverages simulated(settings);
    PlantedComponent planted = planted_p3();
    planted.between_sd_ms = 0;
    planted.amplitude_sd_uv = 0;
    parallel::Stream stream({1}, 1);
    const Eigen::MatrixXd waves = simulated.people(2, planted, 20, stream);
    const std::vector<double> wave(waves.row(1).begin(), waves.row(1).end());
    const erp::Window whole{Milliseconds(70), Milliseconds(790)};
    const erp::Reading middle =
        erp::fractional_area_latency({wave, simulated.times()}, whole, erp::Polarity::positive, 0.5);
    EXPECT_NEAR(middle.value, 430, 0.01);
    // The area of 7 uV and 75 ms stays, the height sinks as the low-pass widens it.
    EXPECT_NEAR(erp::area({wave, simulated.times()}, whole, erp::AreaKind::positive).value * 1e6,
                7 * 75 * std::sqrt(2 * std::numbers::pi), 0.01);
    EXPECT_NEAR(waves.row(1).maxCoeff() * 1e6, low_pass ? 7 * 75 / std::hypot(75, 15.6155) : 7, 1e-3);
  }
}

TEST(SimulatedAverages, LowPassTakesItsShareOfNoise) {
  AverageSettings settings{.noise = TrialNoise::one_over_f};
  const double whole = half_squared_difference(drawn(settings, 200), 1, 40);
  settings.low_pass_hz = 12;
  // The integral as above with 2^(-2 (f / 12)^2) in it (scipy 1.10 quad).
  EXPECT_NEAR(half_squared_difference(drawn(settings, kPeople), 1, 40), 0.32944, kRelative * 0.33);
  EXPECT_GT(whole, 30);
}

}  // namespace
}  // namespace attune::test
