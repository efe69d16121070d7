// Whether the jackknife's intervals hold the truth as often as they say, whether the 1/f line finds the exponent that
// was put in, and how often noise is taken for a peak. Prints its numbers for tests/calibrate.sh.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "attune/parallel/stream.hpp"
#include "attune/signal/transform.hpp"
#include "attune/spectrum/measure.hpp"
#include "calibration_line.hpp"
#include "made_signals.hpp"

namespace attune::spectrum {
namespace {

constexpr std::size_t kDraws = 1000;
constexpr double kRate = 128;
constexpr Eigen::Index kSamples = 128 * 120;  // two minutes

// The density that is planted, V^2/Hz: 1e-11 / f^exponent above 0.5 Hz, and alpha of a Gaussian shape at 10 Hz.
double planted(double hertz, double exponent, double alpha) {
  const double away = (hertz - 10.0) / 1.0;
  return 1e-11 * std::pow(std::max(hertz, 0.5), -exponent) + 1e-12 * alpha * std::exp(-0.5 * away * away);
}

// Gaussian noise with exactly that density: independent Fourier coefficients.
Eigen::RowVectorXd noise(double exponent, double alpha, parallel::Stream& stream) {
  static const signal::InverseTransform transform(kSamples);
  signal::TransformBuffer buffer = transform.buffer();
  const auto values = buffer.values();
  for (Eigen::Index k = 1; k < kSamples / 2; ++k) {
    const double hertz = static_cast<double>(k) * kRate / static_cast<double>(kSamples);
    const double size = std::sqrt(0.25 * planted(hertz, exponent, alpha) * kRate / static_cast<double>(kSamples));
    const auto index = static_cast<std::size_t>(k);
    values[index] = {size * stream.normal(), size * stream.normal()};
    values[static_cast<std::size_t>(kSamples) - index] = std::conj(values[index]);
  }
  transform.run(buffer);
  Eigen::RowVectorXd out(kSamples);
  for (Eigen::Index t = 0; t < kSamples; ++t) out(t) = values[static_cast<std::size_t>(t)].real();
  return out;
}

// Integral of the planted density over a band, as the measure has it: uV^2.
double true_power(const Band& band, double exponent, double alpha) {
  constexpr int kSteps = 20000;
  double sum = 0;
  const double step = (band.high.value() - band.low.value()) / kSteps;
  for (int i = 0; i < kSteps; ++i) sum += planted(band.low.value() + (i + 0.5) * step, exponent, alpha) * step;
  return 1e12 * sum;
}

struct Tally {
  std::size_t covered = 0, with_interval = 0, there = 0;
  double sum = 0, squares = 0, errors = 0;
  void add(const Row& row, double truth) {
    if (std::isnan(row.measure.value)) return;
    ++there;
    sum += row.measure.value - truth;
    squares += (row.measure.value - truth) * (row.measure.value - truth);
    if (std::isnan(row.low)) return;
    ++with_interval;
    covered += row.low <= truth && truth <= row.high;
    errors += row.measure.quality;
  }
  double coverage() const { return static_cast<double>(covered) / static_cast<double>(with_interval); }
  double bias() const { return sum / static_cast<double>(there); }
  double sd() const { return std::sqrt(squares / static_cast<double>(there) - bias() * bias()); }
  void print(const std::string& what) const {
    test::print_share("coverage of 95 % intervals, " + what, coverage(), with_interval);
    test::print_calibration("bias, " + what, bias(), sd() / std::sqrt(static_cast<double>(there)), there);
    test::print_calibration("SD over draws, " + what, sd(), sd() / std::sqrt(2.0 * static_cast<double>(there)), there);
    test::print_calibration("mean standard error, " + what, errors / static_cast<double>(with_interval), std::nan(""),
                            with_interval);
  }
};

// Four binomial standard errors of 95 % of 1,000 draws, and what Student's t over 20 blocks is off by.
void expect_coverage(const Tally& tally) {
  EXPECT_GT(tally.coverage(), 0.92);
  EXPECT_LT(tally.coverage(), 0.98);
}

TEST(SpectrumCalibration, IntervalsHoldPowerAsymmetryAndTheExponent) {
  MeasureOptions options;
  options.kinds = {Kind::power, Kind::relative_power, Kind::asymmetry, Kind::exponent, Kind::peak_frequency};
  options.bands = {parse_band("alpha:8:13")};
  options.pairs = {{"C1", "C0"}};
  // Below some 4 Hz a window of 2 s smears a spectrum this steep, and the share is that of the smeared one.
  options.total = parse_band("total:4:40");
  Tally power_tally, relative, asymmetry, exponent, peak;
  const Band alpha = options.bands[0];
  const double truth = true_power(alpha, 1.2, 1), share = truth / true_power(options.total, 1.2, 1);
  for (std::size_t draw = 0; draw < kDraws; ++draw) {
    parallel::Stream stream({20}, draw);
    Eigen::MatrixXd rows(2, kSamples);
    rows.row(0) = noise(1.2, 1, stream);
    rows.row(1) = noise(1.2, 1, stream);
    const Signals signals = test::made_signals(std::move(rows), kRate);
    for (const Row& row : measure(signals, power(signals, {}), options)) {
      if (row.measure.measure == "alpha.asymmetry") asymmetry.add(row, 0);
      if (row.measure.site != "C0") continue;
      if (row.measure.measure == "alpha.power") power_tally.add(row, truth);
      if (row.measure.measure == "alpha.relative_power") relative.add(row, share);
      if (row.measure.measure == "exponent") exponent.add(row, 1.2);
      if (row.measure.measure == "alpha.peak_frequency") peak.add(row, 10);
    }
  }
  power_tally.print("alpha power");
  relative.print("relative alpha power");
  asymmetry.print("alpha asymmetry");
  exponent.print("1/f exponent");
  peak.print("alpha peak frequency");
  expect_coverage(power_tally);
  expect_coverage(relative);
  expect_coverage(asymmetry);
  expect_coverage(exponent);
  expect_coverage(peak);
  EXPECT_GT(peak.there, 950U);
  // Four standard errors of a mean of 1,000 draws, and the window's smearing, which is a percent of the power.
  EXPECT_LT(std::abs(power_tally.bias()), 0.01 * truth);
  EXPECT_LT(std::abs(relative.bias()), 0.004);
  EXPECT_LT(std::abs(asymmetry.bias()), 0.008);
  EXPECT_LT(std::abs(exponent.bias()), 0.015);
  EXPECT_LT(std::abs(peak.bias()), 0.025);
}

TEST(SpectrumCalibration, NoiseWithoutAPeakRarelyHasOne) {
  MeasureOptions options;
  options.kinds = {Kind::peak_frequency, Kind::exponent};
  options.bands = {parse_band("alpha:8:13")};
  Tally exponent;
  std::size_t found = 0;
  for (std::size_t draw = 0; draw < kDraws; ++draw) {
    parallel::Stream stream({21}, draw);
    const Signals signals = test::made_signals(noise(1.2, 0, stream), kRate);
    for (const Row& row : measure(signals, power(signals, {}), options)) {
      if (row.measure.measure == "exponent") exponent.add(row, 1.2);
      if (row.measure.measure == "alpha.peak_frequency") found += !std::isnan(row.measure.value);
    }
  }
  exponent.print("1/f exponent without alpha");
  const double share = static_cast<double>(found) / kDraws;
  test::print_share("noise without a peak in which one is found", share, kDraws);
  expect_coverage(exponent);
  EXPECT_LT(std::abs(exponent.bias()), 0.015);
  // 1.7 % were seen, with four standard errors of 1,000 draws.
  EXPECT_LT(share, 0.035);
}

}  // namespace
}  // namespace attune::spectrum
