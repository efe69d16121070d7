// Numbers of numpy 1.24 and scipy 1.10 for physio/rr/real_rri.txt, whose last line, 0, is no interval and is left out:
// scipy.interpolate.CubicSpline(bc_type="natural") at 4 Hz, scipy.signal.welch(window="hann", detrend="constant"),
// scipy.signal.lombscargle of the same segments times a Hann taper at the beats, trapezia with interpolated band edges.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "attune/heart/frequency_domain.hpp"
#include "attune/heart/nonlinear.hpp"
#include "attune/heart/rsa.hpp"
#include "attune/heart/time_domain.hpp"
#include "made_intervals.hpp"
#include "shared_data.hpp"

namespace attune::heart {
namespace {

// What two orders of the same sums differ by.
constexpr double kRelative = 1e-9;

std::vector<IntervalRun> runs_in(const std::filesystem::path& path) {
  std::vector<double> ms;
  std::ifstream file(path);
  for (double value = 0; file >> value;)
    if (value > 0) ms.push_back(value);
  return runs_of(test::intervals_of(ms));
}

struct Expected {
  SpectrumMethod method;
  Detrend detrend;
  double window_s, vlf, lf, hf;
};

TEST(Variability, OfARealSeriesIsThatOfNumpyAndScipy) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/physio/rr/real_rri.txt");
  const std::vector<IntervalRun> runs = runs_in(path);
  const TimeDomain time = time_domain(runs);
  EXPECT_EQ(time.n, 771u);
  EXPECT_NEAR(time.mean_nn, 1188.154345006485, 1188 * kRelative);
  EXPECT_NEAR(time.sdnn, 75.03213712287736, 75 * kRelative);
  EXPECT_NEAR(time.rmssd, 72.27062236581928, 72 * kRelative);
  EXPECT_NEAR(time.sdsd, 72.31757934114256, 72 * kRelative);
  EXPECT_NEAR(time.pnn50, 41.03896103896104, 41 * kRelative);
  EXPECT_NEAR(time.pnn20, 75.71428571428571, 76 * kRelative);
  const Poincare plot = poincare(runs);
  EXPECT_NEAR(plot.sd1, 51.13625075111809, 51 * kRelative);
  EXPECT_NEAR(plot.sd2, 93.035487473732, 93 * kRelative);
  EXPECT_NEAR(sample_entropy(runs).value, 1.7379879747084188, kRelative);
  EXPECT_NEAR(fluctuation_exponent(runs, 4, 16).value, 0.8812050422634825, kRelative);
  EXPECT_NEAR(fluctuation_exponent(runs, 16, 64).value, 0.8773350966554104, kRelative);
}

TEST(Variability, BandsOfARealSeriesAreThoseOfScipy) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/physio/rr/real_rri.txt");
  const std::vector<IntervalRun> runs = runs_in(path);
  const Bands adult = band_set("adult");
  using enum SpectrumMethod;
  for (const Expected& expected :
       {Expected{welch, Detrend::mean, 300, 1495.0381713785202, 1744.5116112362941, 1608.9377887699245},
        Expected{welch, Detrend::mean, 64, 1020.197841486906, 1589.354732325525, 1493.0177207862982},
        Expected{welch, Detrend::linear, 300, 1496.6285924880906, 1744.510495874325, 1608.93777538913},
        Expected{welch, Detrend::smoothness_priors, 300, 154.71521344022517, 1622.3597140499587, 1607.7345515246186},
        Expected{lomb, Detrend::mean, 300, 1630.0017423610598, 2154.2909314686467, 2062.101434979136},
        Expected{lomb, Detrend::mean, 64, 1271.2052586643927, 1902.9768879601302, 1903.0718847310434}}) {
    FrequencyOptions options;
    options.method = expected.method;
    options.detrend = expected.detrend;
    options.window = Seconds(expected.window_s);
    const IntervalSpectrum found = interval_spectrum(runs, options);
    // scipy solves the smoothness priors by another route; Lomb's first bin is at 0 Hz here and absent there.
    constexpr double kLoose = 1e-6;
    EXPECT_NEAR(band_power(found, adult.lf), expected.lf, kLoose * expected.lf);
    EXPECT_NEAR(band_power(found, adult.hf), expected.hf, kLoose * expected.hf);
    if (expected.method == welch) {
      EXPECT_NEAR(band_power(found, adult.vlf), expected.vlf, kLoose * expected.vlf);
    }
  }
}

// scipy.signal: numpy.interp, savgol_filter(21, 3), sosfiltfilt of butter(4, band, "bandpass"), var(ddof=1).
TEST(PorgesBohrer, OfARealSeriesIsThatOfScipy) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/physio/rr/real_rri.txt");
  const std::vector<IntervalRun> runs = runs_in(path);
  constexpr double kFilters = 1e-9;
  const PorgesBohrer adult = porges_bohrer(runs, band_set("adult")), infant = porges_bohrer(runs, band_set("infant"));
  EXPECT_EQ(adult.epochs.size(), 30u);
  EXPECT_NEAR(adult.ln_rsa, 6.852432302215882, kFilters);
  EXPECT_NEAR(infant.ln_rsa, 4.886537459690741, kFilters);
}

// The package hrv 0.2 states 38.07, 29.82, 41.93, 793.75 and 75.67 for these intervals, as here, and pNN50 25 %, of the
// four intervals, where attune says a third of the three differences. Its mean heart rate is the mean of the rates.
TEST(TimeDomain, OfThePackageHrvsExampleDiffersInPnn50Alone) {
  const TimeDomain found = time_domain(runs_of(test::intervals_of({800, 810, 815, 750})));
  constexpr double kPrinted = 0.01;  // its two decimals are cut off, not rounded
  EXPECT_NEAR(found.rmssd, 38.07, kPrinted);
  EXPECT_NEAR(found.sdnn, 29.82, kPrinted);
  EXPECT_NEAR(found.mean_nn, 793.75, kPrinted);
  EXPECT_NEAR(0.75 * found.pnn50, 25, kPrinted);
}

// The same package: with 64 s segments of a cubic spline total power is 3602.89 ms^2, LF 1343.50, HF 1414.88,
// LFnu 48.70 (its series ends with the 0 and its bands with whole bins).
TEST(FrequencyDomain, OfARealSeriesIsNearThePackageHrv) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/physio/rr/real_rri.txt");
  FrequencyOptions options;
  options.window = Seconds(64);
  const IntervalSpectrum found = interval_spectrum(runs_in(path), options);
  const Bands adult = band_set("adult");
  const double lf = band_power(found, adult.lf), hf = band_power(found, adult.hf);
  EXPECT_NEAR(100 * lf / (lf + hf), 48.70, 4);
  EXPECT_NEAR(hf, 1414.88, 0.1 * 1414.88);
}

}  // namespace
}  // namespace attune::heart
