#include "attune/signal/fir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/error.hpp"
#include "attune/signal/apply_fir.hpp"
#include "attune/signal/response.hpp"

namespace attune::signal {
namespace {

using testing::HasSubstr;

// Sums of a few hundred products of order one.
constexpr double kRounding = 1e-13;

FirOptions band(std::optional<double> highpass, std::optional<double> lowpass) {
  FirOptions out;
  if (highpass) out.highpass = Hertz(*highpass);
  if (lowpass) out.lowpass = Hertz(*lowpass);
  return out;
}

std::string refusal(const FirOptions& options, double rate) {
  try {
    design_fir(options, Hertz(rate));
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    return error.what();
  }
  return "";
}

TEST(DesignFir, LengthsFollowFromTheNarrowerTransition) {
  EXPECT_EQ(design_fir(band(0.1, {}), Hertz(250)).taps.size(), 8251);
  EXPECT_EQ(design_fir(band(0.1, {}), Hertz(1000)).taps.size(), 33001);
  EXPECT_EQ(design_fir(band(1, {}), Hertz(250)).taps.size(), 825);
  EXPECT_EQ(design_fir(band({}, 30), Hertz(250)).taps.size(), 111);
  EXPECT_EQ(design_fir(band({}, 30), Hertz(1000)).taps.size(), 441);
}

TEST(DesignFir, StatesPassBandHalfAmplitudeAndStopBandOfEachEdge) {
  const Fir fir = design_fir(band(0.1, 30), Hertz(250));
  ASSERT_EQ(fir.edges.size(), 2u);
  EXPECT_DOUBLE_EQ(fir.edges[0].pass.value(), 0.1);
  EXPECT_DOUBLE_EQ(fir.edges[0].half.value(), 0.05);
  EXPECT_DOUBLE_EQ(fir.edges[0].stop.value(), 0.0);
  EXPECT_DOUBLE_EQ(fir.edges[1].pass.value(), 30);
  EXPECT_DOUBLE_EQ(fir.edges[1].half.value(), 33.75);
  EXPECT_DOUBLE_EQ(fir.edges[1].stop.value(), 37.5);
  EXPECT_EQ(fir.edges[0].taps, 8251);
  EXPECT_EQ(fir.edges[1].taps, 111);
  EXPECT_DOUBLE_EQ(fir.delay().count(), 16.5);
  EXPECT_THAT(describe(fir), HasSubstr("pass band from 0.1 Hz, -6 dB at 0.05 Hz, stop band to 0 Hz"));
}

TEST(DesignFir, ALowPassOfOneThirdOfNyquistIsTheWindowedSincByHand) {
  // Three taps at most fit a transition of 3.3 / 3 of the sampling frequency: ask for the length instead.
  FirOptions options = band({}, 10);
  options.lowpass_transition = Hertz(40);
  const Fir fir = design_fir(options, Hertz(100));  // 3.3 / 40 s = 8.25 samples: 9 taps, cut-off 30 Hz
  ASSERT_EQ(fir.taps.size(), 9);
  Eigen::VectorXd expected(9);
  const double pi = std::acos(-1.0);
  for (Eigen::Index k = -4; k <= 4; ++k) {
    const auto n = static_cast<double>(k);
    const double sinc = k == 0 ? 0.6 : std::sin(0.6 * pi * n) / (pi * n);
    expected(k + 4) = sinc * (0.54 + 0.46 * std::cos(pi * n / 4));
  }
  expected /= expected.sum();
  EXPECT_LT((fir.taps - expected).cwiseAbs().maxCoeff(), kRounding);
}

TEST(DesignFir, TheDesignedEdgesAreMeasuredOnTheCoefficients) {
  const Fir fir = design_fir(band(1, 40), Hertz(500));
  std::vector<double> six;
  for (const Crossing& crossing : cut_offs(fir))
    if (crossing.level_db == -6) six.push_back(crossing.frequency.value());
  ASSERT_EQ(six.size(), 2u);
  // Half the amplitude is -6.02 dB, and the other edge's ripple moves it a little.
  EXPECT_NEAR(six[0], 0.5, 0.005);
  EXPECT_NEAR(six[1], 45.0, 0.05);
  EXPECT_NEAR(response(fir, Phase::zero, Hertz(20)).gain, 1.0, 0.003);
  EXPECT_LT(response(fir, Phase::zero, Hertz(60)).gain, 0.003);
  EXPECT_EQ(response(fir, Phase::zero, Hertz(20)).delay.count(), 0.0);
  EXPECT_DOUBLE_EQ(response(fir, Phase::causal, Hertz(20)).delay.count(), 1650.0);
}

TEST(DesignFir, RefusesWhatCannotBe) {
  EXPECT_THAT(refusal({}, 250), HasSubstr("neither a high-pass nor a low-pass"));
  EXPECT_THAT(refusal(band({}, 125), 250),
              HasSubstr("the low-pass frequency is 125 Hz; expected a frequency between 0 and 125"));
  EXPECT_THAT(refusal(band(-1, {}), 250), HasSubstr("the high-pass frequency is -1 Hz"));
  EXPECT_THAT(refusal(band(30, 1), 250), HasSubstr("the pass band from 30 to 1 Hz is empty"));
  EXPECT_THAT(refusal(band(1, 40), 0), HasSubstr("the sampling frequency is 0 Hz"));
  FirOptions wide = band(1, {});
  wide.highpass_transition = Hertz(2);
  EXPECT_THAT(refusal(wide, 250), HasSubstr("would reach below 0"));
  FirOptions beyond = band({}, 100);
  beyond.lowpass_transition = Hertz(30);
  EXPECT_THAT(refusal(beyond, 250), HasSubstr("would reach beyond 125 Hz"));
  FirOptions brief = band(1, {});
  brief.length = Seconds(1);
  EXPECT_THAT(refusal(brief, 250),
              HasSubstr("a filter of 251 taps is too short for a transition of 1 Hz, which takes 825"));
}

TEST(DesignFirNotch, TakesOutItsFrequencyAndNothingElse) {
  const Fir fir = design_fir_notch({{Hertz(50), Hertz(100)}, {}, Hertz(1), Window::hamming, {}}, Hertz(500));
  ASSERT_EQ(fir.edges.size(), 4u);
  EXPECT_DOUBLE_EQ(fir.edges[0].pass.value(), 49.375);
  EXPECT_DOUBLE_EQ(fir.edges[1].pass.value(), 50.625);
  for (const double out : {50.0, 100.0}) EXPECT_LT(response(fir, Phase::zero, Hertz(out)).gain, 0.003);
  for (const double kept : {0.0, 10.0, 48.0, 75.0, 102.0, 200.0})
    EXPECT_NEAR(response(fir, Phase::zero, Hertz(kept)).gain, 1.0, 0.003);
}

TEST(DesignFirNotch, RefusesStopBandsThatTouchAndNoneAtAll) {
  EXPECT_THROW(design_fir_notch({{Hertz(50), Hertz(51)}, {}, Hertz(1), Window::hamming, {}}, Hertz(500)), Error);
  EXPECT_THROW(design_fir_notch({}, Hertz(500)), Error);
  EXPECT_THROW(design_fir_notch({{Hertz(250)}, {}, Hertz(1), Window::hamming, {}}, Hertz(500)), Error);
}

TEST(Report, SaysWhatTheFilterIsAndHowItIsUsed) {
  const Fir fir = design_fir(band(1, {}), Hertz(250));
  EXPECT_THAT(report(fir, {}), HasSubstr("zero phase, one pass, delay removed"));
  EXPECT_THAT(report(fir, {Phase::causal, Padding::zero, ShortSegments::warn}), HasSubstr("causal, delays by 1648 ms"));
}

}  // namespace
}  // namespace attune::signal
