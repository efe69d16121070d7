// Numbers of scipy 1.10.1 (scipy.signal.welch) on the series of tests/support/made_signals.hpp; and of MNE 1.3.0's
// weighting of multitaper spectra with scipy's symmetric Slepian tapers above 0.9. MNE's own call takes tapers of one
// sample more and drops the last, which changes its density by some 1e-3.
#include <gtest/gtest.h>

#include <array>

#include "attune/spectrum/power.hpp"
#include "made_signals.hpp"

namespace attune::spectrum {
namespace {

constexpr double kRelative = 1e-9;

void expect_density(const Power& found, const std::array<Eigen::Index, 5>& bins, const std::array<double, 5>& expected,
                    double tolerance = kRelative) {
  for (std::size_t i = 0; i < bins.size(); ++i)
    EXPECT_NEAR(found.density(0, bins[i]) / expected[i], 1, tolerance) << bins[i];
}

Power of(Eigen::Index samples, const PowerOptions& options) {
  return power(test::made_signals(test::congruential_series(samples), 100), options)[0];
}

TEST(Scipy, WelchWithHannIsTheSame) {
  PowerOptions options;
  options.window = Seconds(2);
  expect_density(
      of(500, options), {0, 1, 20, 57, 100},
      {0.00015040636819887692, 0.001371961892508936, 0.3100435854682192, 0.0015737874605463466, 0.0002726840145733749});
}

TEST(Scipy, WelchOfOddSegmentsIsTheSame) {
  PowerOptions options;
  options.window = Seconds(1.51);
  options.overlap = 50.0 / 151;
  options.taper = signal::Taper::hamming;
  expect_density(of(500, options), {0, 1, 20, 57, 75},
                 {0.00022122757468040214, 0.0019186257820675587, 0.003329565431808262, 0.001377575418826867,
                  0.0003244468359613138});
}

TEST(Mne, MultitaperIsTheSame) {
  PowerOptions options;
  options.method = Method::multitaper;
  options.bandwidth = Hertz(2);
  options.window = Seconds(5);
  expect_density(
      of(500, options), {0, 1, 50, 120, 250},
      {0.0006152788295603724, 0.001430939663229862, 0.1308097579680862, 0.0018850010610045218, 0.0001874853966445063});
  options.window = Seconds(4.99);
  expect_density(
      of(499, options), {0, 1, 50, 120, 249},
      {0.0006137692047604021, 0.001430990555733124, 0.1301806281362979, 0.0017665234543874156, 0.0004494713828611628});
}

// Thomson's equation for the weights, solved by scipy.optimize.brentq. (MNE takes the density twice as large against
// the variance there, and differs by up to a percent.)
TEST(Scipy, RootOfThomsonsEquationIsTheSame) {
  PowerOptions options;
  options.method = Method::multitaper;
  options.bandwidth = Hertz(2);
  options.window = Seconds(5);
  options.adaptive = true;
  // Iteration stops at steps of 1e-10.
  constexpr double kIteration = 1e-8;
  const Power found = of(500, options);
  EXPECT_NEAR(found.density(0, 1) / 0.0014340738017994436, 1, kIteration);
  EXPECT_NEAR(found.density(0, 50) / 0.13012425938127006, 1, kIteration);
  EXPECT_NEAR(found.density(0, 120) / 0.0019061593194240707, 1, kIteration);
}

}  // namespace
}  // namespace attune::spectrum
