#include "attune/bold/response.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/base/error.hpp"
#include "attune/bold/hrf.hpp"

namespace attune::bold {
namespace {

using testing::ThrowsMessage;

constexpr double kRounding = 1e-13;
// A Riemann sum with steps of 0.001 s over smooth kernels.
constexpr double kQuadrature = 1e-6;
constexpr std::array kKernels{ResponseKind::spm, ResponseKind::glover, ResponseKind::gamma};

ResponseModel with_derivatives(ResponseKind kind, bool orthogonalise = false) {
  ResponseModel model;
  model.kind = kind;
  model.time_derivative = model.dispersion_derivative = true;
  model.orthogonalise = orthogonalise;
  return model;
}

Response plain(ResponseKind kind) {
  ResponseModel model;
  model.kind = kind;
  return {model, Seconds(2)};
}

double sum_over_time(const Response& response, std::size_t a, std::size_t b) {
  double sum = 0;
  for (int i = 0; i < 90000; ++i) {
    const Seconds t((i + 0.5) * 0.001);
    sum += 0.001 * response(a, t, Seconds(0)) * response(b, t, Seconds(0));
  }
  return sum;
}

TEST(Response, HasKernelsOfUnitIntegral) {
  for (const ResponseKind kind : kKernels) {
    EXPECT_NEAR(plain(kind)(0, Seconds(80), Seconds(80)), 1.0, kRounding) << name_of(kind);
    EXPECT_EQ(plain(kind)(0, Seconds(-1), Seconds(0)), 0.0);
  }
}

// spm: 0.175441 at 4.9985 s before it has unit integral. glover: nilearn's sampled kernel has its largest value at
// 5.04 s, one of its steps of 0.04 s late, and a trough of -.26 of it.
TEST(Response, HasTheKnownShapes) {
  EXPECT_NEAR(plain(ResponseKind::spm)(0, Seconds(4.9985), Seconds(0)), 1.2 * 0.175441, 1e-6);
  const Response glover = plain(ResponseKind::glover);
  const double peak = glover.peak(Seconds(0));
  double at = 0;
  double trough = 0;
  for (double t = 0; t < 30; t += 0.001) {
    const double value = glover(0, Seconds(t), Seconds(0));
    if (value > glover(0, Seconds(at), Seconds(0))) at = t;
    trough = std::min(trough, value);
  }
  EXPECT_NEAR(at + 0.04, 5.04, 0.02);
  EXPECT_NEAR(trough / peak, -0.26, 0.005);
  // t^5 e^-t / 120 is largest at 5.
  EXPECT_NEAR(plain(ResponseKind::gamma).peak(Seconds(0)), std::pow(5.0, 5) * std::exp(-5.0) / 120, kRounding);
}

// scipy.stats.gamma 1.10: (pdf(t, 6/.9, scale=.9) - .48 pdf(t, 12/.9, scale=.9)) / .52 and so on.
TEST(Response, HasScipysValues) {
  const Response glover = plain(ResponseKind::glover);
  EXPECT_NEAR(glover(0, Seconds(3), Seconds(0)), 0.17983510658643764, kRounding);
  EXPECT_NEAR(glover(0, Seconds(5), Seconds(0)), 0.3470490036385268, kRounding);
  EXPECT_NEAR(glover(0, Seconds(12), Seconds(0)), -0.09028041091510854, kRounding);
  EXPECT_NEAR(glover(0, Seconds(7), Seconds(3)), 0.9327839661304902, kRounding);
  EXPECT_NEAR(glover.peak(Seconds(0)), 0.3470502406999722, kRounding);
  const Response spm(with_derivatives(ResponseKind::spm), Seconds(2));
  EXPECT_NEAR(spm(1, Seconds(4), Seconds(0)), 0.06656666752452409, kRounding);
  EXPECT_NEAR(spm(2, Seconds(4), Seconds(0)), 0.015534391964705518, 100 * kRounding);
}

// spm_hrf(2): samples at 0, 2, .., 32 s scaled to a sum of 1.
TEST(Response, SampledEveryTwoSecondsIsSpmsKernel) {
  constexpr std::array kSpm{0.0, 0.086566, 0.374888, 0.384923, 0.216117, 0.07687, 0.00162, -0.030608, -0.037306};
  const Response response = plain(ResponseKind::spm);
  double sum = 0;
  for (int i = 0; i <= 16; ++i) sum += response(0, Seconds(2.0 * i), Seconds(0));
  for (std::size_t i = 0; i < kSpm.size(); ++i)
    EXPECT_NEAR(response(0, Seconds(2.0 * static_cast<double>(i)), Seconds(0)) / sum, kSpm[i], 1e-6) << i;
}

TEST(Response, ConvolvesABoxcarExactly) {
  for (const ResponseKind kind : kKernels) {
    const Response response(with_derivatives(kind), Seconds(2));
    for (std::size_t part = 0; part < 3; ++part)
      for (const double t : {1.5, 4.0, 9.0, 20.0}) {
        double sum = 0;  // the kernel, integrated over the three seconds of the event
        for (int i = 0; i < 3000; ++i) sum += 0.001 * response(part, Seconds(t - (i + 0.5) * 0.001), Seconds(0));
        EXPECT_NEAR(response(part, Seconds(t), Seconds(3)), sum, kQuadrature) << name_of(kind) << part << ' ' << t;
      }
  }
}

TEST(Response, MovesWithTheTimeDerivative) {
  for (const ResponseKind kind : kKernels) {
    const Response response(with_derivatives(kind), Seconds(2));
    for (const double t : {0.5, 3.0, 7.0, 18.0})
      EXPECT_NEAR(response(1, Seconds(t), Seconds(2)),
                  response(0, Seconds(t), Seconds(2)) - response(0, Seconds(t - 1), Seconds(2)), kRounding);
  }
}

// (g(t; 6, 1) - g(t; 6/1.01, 1.01)) / 0.01 at 5 s, by hand.
TEST(Response, WidensWithTheDispersionDerivative) {
  const Response response(with_derivatives(ResponseKind::gamma), Seconds(2));
  const double shape = 6 / 1.01;
  const double wide = std::pow(5 / 1.01, shape - 1) * std::exp(-5 / 1.01) / std::tgamma(shape) / 1.01;
  EXPECT_NEAR(response(2, Seconds(5), Seconds(0)), (std::pow(5.0, 5) * std::exp(-5.0) / 120 - wide) / 0.01, 1e-11);
}

TEST(Response, IsOrthogonalOnRequestAndKeepsItsKernel) {
  for (const ResponseKind kind : kKernels) {
    const Response free(with_derivatives(kind), Seconds(2));
    const Response bound(with_derivatives(kind, true), Seconds(2));
    EXPECT_GT(std::abs(sum_over_time(free, 0, 2)), 1e-3);
    for (const auto& [a, b] : {std::pair(0, 1), std::pair(0, 2), std::pair(1, 2)})
      EXPECT_NEAR(sum_over_time(bound, static_cast<std::size_t>(a), static_cast<std::size_t>(b)), 0, kQuadrature);
    EXPECT_EQ(bound(0, Seconds(4), Seconds(2)), free(0, Seconds(4), Seconds(2)));
  }
}

TEST(Response, PeaksWhereAScanFindsTheLargestValue) {
  for (const ResponseKind kind : kKernels)
    for (const double duration : {0.0, 0.1, 1.0, 5.0, 12.0, 30.0, 50.0, 400.0}) {
      const Response response = plain(kind);
      double largest = 0;
      for (double t = 0; t < duration + 40; t += 0.005)
        largest = std::max(largest, response(0, Seconds(t), Seconds(duration)));
      EXPECT_GE(response.peak(Seconds(duration)), largest - kRounding) << name_of(kind) << ' ' << duration;
      EXPECT_NEAR(response.peak(Seconds(duration)), largest, 1e-5 * largest) << name_of(kind) << ' ' << duration;
    }
}

TEST(Response, OfFirIsOneInTheBinOfTheDelay) {
  ResponseModel model;
  model.kind = ResponseKind::fir;
  model.fir_bins = 4;
  const Response response(model, Seconds(0.1));  // bins of one repetition time
  EXPECT_EQ(response.parts(), 4U);
  EXPECT_EQ(response.suffix(3), "_delay_3");
  EXPECT_EQ(response(0, Seconds(-0.01), Seconds(0)), 0.0);
  EXPECT_EQ(response(0, Seconds(0), Seconds(0)), 1.0);
  EXPECT_EQ(response(3, Seconds(0.3), Seconds(5)), 1.0) << "0.3 / 0.1 is just below 3 in floating point";
  EXPECT_EQ(response(3, Seconds(0.4), Seconds(5)), 0.0);
  EXPECT_EQ(response.peak(Seconds(5)), 1.0);
}

TEST(Response, OnSpmsGridHasTheKnownPeak) {
  ResponseModel model;
  model.spm_sampling = true;
  // SPM's regressor of a momentary event peaks at 0.2105.
  EXPECT_NEAR(Response(model, Seconds(2)).peak(Seconds(0)), 0.2105, 5e-5);
}

TEST(Response, OnSpmsGridIsOneBinLongerThanTheEvent) {
  ResponseModel model;
  model.spm_sampling = true;
  const Response response(model, Seconds(2));
  const std::array<Stimulus, 1> event{{{Seconds(4), Seconds(2), 1}}};
  const std::array<Stimulus, 17> bins = [] {
    std::array<Stimulus, 17> sticks{};
    for (std::size_t i = 0; i < sticks.size(); ++i)
      sticks[i] = {Seconds(4 + 0.125 * static_cast<double>(i)), Seconds(0), 0.125};
    return sticks;
  }();
  const FrameTimes frames{20, Seconds(2), Seconds(0)};
  EXPECT_LT((response.columns(event, frames) - response.columns(bins, frames)).cwiseAbs().maxCoeff(), kRounding);
}

TEST(Response, RefusesModelsThatCannotBe) {
  ResponseModel fir;
  fir.kind = ResponseKind::fir;
  EXPECT_THAT([&] { Response(fir, Seconds(2)); }, ThrowsMessage<Error>(testing::HasSubstr("number of bins")));
  fir.fir_bins = 3;
  fir.time_derivative = true;
  EXPECT_THAT([&] { Response(fir, Seconds(2)); }, ThrowsMessage<Error>(testing::HasSubstr("no derivatives")));
  ResponseModel alone;
  alone.dispersion_derivative = true;
  EXPECT_THAT([&] { Response(alone, Seconds(2)); }, ThrowsMessage<Error>(testing::HasSubstr("time derivative too")));
  ResponseModel glover;
  glover.kind = ResponseKind::glover;
  glover.spm_sampling = true;
  EXPECT_THAT([&] { Response(glover, Seconds(2)); }, ThrowsMessage<Error>(testing::HasSubstr("not for glover")));
  EXPECT_THAT([] { response_kind("glovr"); }, ThrowsMessage<Error>(testing::HasSubstr("'glover'")));
  EXPECT_EQ(response_kind("fir"), ResponseKind::fir);
}

}  // namespace
}  // namespace attune::bold
