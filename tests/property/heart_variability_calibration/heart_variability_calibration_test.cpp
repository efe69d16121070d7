// How often tests of the heart's responses find something where there is nothing, how close what was planted is found,
// and how far spectra and the two ways to RSA lie from what was planted. Prints its numbers for tests/calibrate.sh.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "attune/heart/frequency_domain.hpp"
#include "calibration_line.hpp"
#include "heart_responses.hpp"

namespace attune::heart {
namespace {

constexpr std::size_t kDraws = 2000, kTrials = 20;
constexpr double kCritical19 = 2.0930, kCritical38 = 2.0244;  // Student's t, two-sided 5 %
// Four binomial standard errors of 5 % of 2,000.
constexpr double kError = 4 * 0.0049;

TEST(HeartCalibration, NothingIsFoundWhereThereIsNothing) {
  std::size_t alone = 0, difference = 0;
  double mean = 0, squares = 0;
  for (std::size_t i = 0; i < kDraws; ++i) {
    const test::ResponseTests found = test::respond(i, kTrials, 0);
    alone += std::abs(found.alone) > kCritical19;
    difference += std::abs(found.difference) > kCritical38;
    mean += found.mean, squares += found.mean * found.mean;
  }
  const auto n = static_cast<double>(kDraws);
  mean /= n;
  const double share_alone = static_cast<double>(alone) / n, share_difference = static_cast<double>(difference) / n;
  test::print_share("heart response, no effect: t of 20 trials against 0, p < .05", share_alone, kDraws);
  test::print_share("heart response, no effect: t of two conditions of 20 trials, p < .05", share_difference, kDraws);
  test::print_calibration("heart response, no effect: bias, ms", mean, std::sqrt((squares / n - mean * mean) / n),
                          kDraws);
  EXPECT_NEAR(share_alone, 0.05, kError);
  EXPECT_NEAR(share_difference, 0.05, kError);
}

TEST(HeartCalibration, WhatWasPlantedIsFound) {
  constexpr double kPlanted = 40;
  double mean = 0, squares = 0;
  for (std::size_t i = 0; i < kDraws; ++i) {
    const double found = test::respond(i, kTrials, kPlanted).late;
    mean += found, squares += found * found;
  }
  const auto n = static_cast<double>(kDraws);
  mean /= n;
  test::print_calibration("heart response, 40 ms planted: found from the second second on, ms", mean,
                          std::sqrt((squares / n - mean * mean) / n), kDraws);
  // Four standard errors.
  EXPECT_NEAR(mean, kPlanted, 4 * 0.17);
}

TEST(HeartCalibration, SpectraHoldWhatWasPlanted) {
  for (const double hertz : {0.1, 0.2, 0.25, 0.3, 0.35})
    for (const auto method : {SpectrumMethod::welch, SpectrumMethod::lomb}) {
      FrequencyOptions options;
      options.method = method;
      const physio::Intervals intervals = test::sines(900, 800, {{hertz, 25, 0.3}});
      const double share =
          band_power(interval_spectrum(runs_of(intervals), options), {Hertz(0.04), Hertz(0.4)}) / 312.5;
      test::print_counted(fmt::format("power of a sine of {} Hz, 800 ms between beats, {}: share found", hertz,
                                      method == SpectrumMethod::welch ? "Welch" : "Lomb-Scargle"),
                          share);
      EXPECT_NEAR(share, 1, method == SpectrumMethod::welch ? 0.06 : 0.02);
    }
}

}  // namespace
}  // namespace attune::heart
