#include "attune/spectrum/measure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/spectrum/jackknife.hpp"
#include "expect_error.hpp"
#include "made_signals.hpp"

namespace attune::spectrum {
namespace {

using ::testing::HasSubstr;

// Two sines of 10 Hz, 2 and 6 microvolts, and a flat channel; 20 s at 100 Hz.
Signals sines() {
  Eigen::MatrixXd rows = Eigen::MatrixXd::Zero(3, 2000);
  rows.row(0) = test::sine(2000, 100, 10, 2e-6);
  rows.row(1) = test::sine(2000, 100, 10, 6e-6, 1);
  Signals out = test::made_signals(rows, 100);
  out.channels = {"F3", "F4", "Cz"};
  return out;
}

MeasureOptions options_for(std::vector<Kind> kinds) {
  MeasureOptions out;
  out.kinds = std::move(kinds);
  out.bands = band_set("adult");
  return out;
}

std::vector<Row> rows_of(const Signals& signals, const MeasureOptions& options) {
  return measure(signals, power(signals, {}), options);
}

const Row& row(const std::vector<Row>& rows, const std::string& measure, const std::string& site) {
  for (const Row& candidate : rows)
    if (candidate.measure.measure == measure && candidate.measure.site == site) return candidate;
  throw Error(Fault::internal, "no row " + measure + " " + site);
}

// A Hann window spreads a sine over three frequencies; power and its neighbours fall off by rounding alone.
constexpr double kRounding = 1e-9;

// Its tapers would need some 100 GB.
TEST(Power, OfAWindowLongerThanTheDataIsRefusedBeforeItsTapersAreMade) {
  PowerOptions options;
  options.method = Method::multitaper;
  options.window = Seconds(1e6);
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { power(sines(), options); }),
              HasSubstr("no segment of 1000000 s fits, the longest stretch is 20 s"));
}

TEST(SpectrumMeasures, OfASineArePowerOfHalfItsSquaredAmplitude) {
  const std::vector<Row> rows =
      rows_of(sines(), options_for({Kind::power, Kind::relative_power, Kind::log_power, Kind::density, Kind::centre}));
  EXPECT_NEAR(row(rows, "alpha.power", "F3").measure.value, 2, kRounding);
  EXPECT_NEAR(row(rows, "alpha.power", "F4").measure.value, 18, kRounding);
  EXPECT_NEAR(row(rows, "alpha.log_power", "F4").measure.value, std::log(18), kRounding);
  EXPECT_NEAR(row(rows, "alpha.density", "F4").measure.value, 18.0 / 5, kRounding);
  EXPECT_NEAR(row(rows, "alpha.relative_power", "F4").measure.value, 1, kRounding);
  EXPECT_NEAR(row(rows, "alpha.centre", "F4").measure.value, 10, kRounding);
  EXPECT_EQ(row(rows, "alpha.power", "F3").measure.unit, "uV^2");
  EXPECT_EQ(row(rows, "alpha.power", "F3").measure.n, 19);
}

TEST(SpectrumMeasures, AsymmetryIsLnRightMinusLnLeft) {
  const std::vector<Row> rows = rows_of(sines(), options_for({Kind::asymmetry}));
  const Row& found = row(rows, "alpha.asymmetry", "F4-F3");
  EXPECT_NEAR(found.measure.value, std::log(9), kRounding);
  EXPECT_EQ(found.measure.unit, "ln ratio");
}

TEST(SpectrumMeasures, OfAnOddSegmentEndAtHalfTheSamplingFrequency) {
  MeasureOptions options = options_for({Kind::power});
  options.bands = {{"up", Hertz(40), Hertz(50)}, {"beyond", Hertz(40), Hertz(50.1)}};
  PowerOptions odd;
  odd.window = Seconds(1.99);
  const Signals signals = sines();
  const std::vector<Row> rows = measure(signals, power(signals, odd), options);
  EXPECT_EQ(row(rows, "up.power", "F4").measure.excluded, "");
  EXPECT_THAT(row(rows, "beyond.power", "F4").measure.excluded, HasSubstr("beyond 50 Hz, half the sampling frequency"));
}

TEST(SpectrumMeasures, SayWhatTheyCount) {
  const auto meaning_of_n = [](const char* units) {
    for (const ColumnMeaning& column : row_meanings(0.95, units))
      if (column.column == "n") return column.meaning;
    return std::string();
  };
  EXPECT_THAT(meaning_of_n("trials"), HasSubstr("trials"));
  EXPECT_THAT(meaning_of_n("segments"), HasSubstr("segments"));
}

TEST(SpectrumMeasures, WithoutPowerOrResolutionAreMissingWithTheReason) {
  MeasureOptions options = options_for({Kind::power, Kind::asymmetry, Kind::exponent});
  options.pairs = {{"F4", "Cz"}};
  options.bands.push_back({"fast", Hertz(40), Hertz(60)});
  options.bands.push_back({"thin", Hertz(10), Hertz(10.2)});
  Signals signals = sines();
  signals.bad[0] = true;
  const std::vector<Row> rows = rows_of(signals, options);
  EXPECT_EQ(row(rows, "alpha.power", "F3").measure.excluded, "bad channel");
  EXPECT_EQ(row(rows, "alpha.power", "Cz").measure.excluded, "no power in the band");
  EXPECT_EQ(row(rows, "alpha.asymmetry", "F4-Cz").measure.excluded, "Cz has no power in the band");
  EXPECT_THAT(row(rows, "fast.power", "F4").measure.excluded, HasSubstr("beyond 50 Hz"));
  EXPECT_THAT(row(rows, "thin.power", "F4").measure.excluded, HasSubstr("narrower"));
  EXPECT_THAT(row(rows, "exponent", "Cz").measure.excluded, HasSubstr("no power at 2 Hz"));
  for (const Row& each : rows) EXPECT_EQ(std::isnan(each.measure.value), !each.measure.excluded.empty());
}

TEST(SpectrumMeasures, OfCombinedChannelsAreOfTheirMeanSpectrum) {
  MeasureOptions options = options_for({Kind::power});
  options.combine = true;
  Signals signals = sines();
  signals.bad[2] = true;
  const std::vector<Row> rows = rows_of(signals, options);
  EXPECT_NEAR(row(rows, "alpha.power", "F3+F4").measure.value, 10, kRounding);
}

TEST(SpectrumMeasures, RefusePairsTheOtherWayRound) {
  EXPECT_EQ(parse_sides("F8/F7").first, "F8");
  EXPECT_THAT(test::error_of(Fault::usage, [] { parse_sides("F3/F4"); }), HasSubstr("write RIGHT/LEFT, F4/F3"));
  EXPECT_THAT(test::error_of(Fault::usage, [] { parse_pair("F3"); }), HasSubstr("expected two channels"));
  EXPECT_THAT(test::error_of(Fault::usage, [] { kind_of("powr"); }), HasSubstr("did you mean 'power'"));
  for (const std::string& name : kind_names()) EXPECT_EQ(name_of(kind_of(name)), name);
}

// The mean of blocks of equal size: the jackknife's error is the standard error of their mean.
TEST(Jackknife, OfAMeanIsItsStandardError) {
  Power power;
  power.frequencies = Eigen::VectorXd::Zero(1);
  power.segments = 10;
  for (const double value : {1.0, 2.0, 4.0, 5.0, 8.0}) {
    power.blocks.push_back(Eigen::MatrixXd::Constant(1, 1, value));
    power.block_segments.push_back(2);
  }
  power.density = Eigen::MatrixXd::Constant(1, 1, 4);
  const Estimate found = estimate(
      power, [](const Eigen::MatrixXd& d) { return d(0, 0); }, false, 0.95);
  EXPECT_DOUBLE_EQ(found.value, 4);
  EXPECT_NEAR(found.standard_error, std::sqrt(7.5 / 5), 1e-12);  // squares 9 + 4 + 0 + 1 + 16 = 30, / 4 / 5
  EXPECT_NEAR(found.high - found.low, 2 * 2.776445105 * found.standard_error, 1e-8);  // t of 4 degrees of freedom
}

}  // namespace
}  // namespace attune::spectrum
