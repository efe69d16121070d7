#include <gtest/gtest.h>

#include <cmath>

#include "attune/parallel/stream.hpp"
#include "attune/signal/apply_fir.hpp"
#include "attune/signal/fir_blocks.hpp"
#include "attune/signal/iir.hpp"
#include "attune/signal/resample.hpp"
#include "attune/signal/response.hpp"

namespace attune::signal {
namespace {

// Values of order one through two transforms or a few thousand recursions.
constexpr double kRounding = 1e-12;
constexpr double kPi = 3.14159265358979323846;

Eigen::MatrixXd noise(Eigen::Index samples, Eigen::Index channels, std::uint64_t seed) {
  parallel::Stream stream({seed}, 1);
  Eigen::MatrixXd out(samples, channels);
  for (double& value : out.reshaped()) value = stream.normal();
  return out;
}

Fir band_pass() { return design_fir({Hertz(1), Hertz(40), {}, {}, Window::hamming, {}}, Hertz(250)); }

Eigen::MatrixXd filtered(Eigen::MatrixXd values, const FirUse& use = {}) {
  filter_columns(band_pass(), use, values, {});
  return values;
}

Eigen::MatrixXd recursed(Eigen::MatrixXd values) {
  filter_columns(design_butterworth({4, Hertz(1), Hertz(40), false}, Hertz(250)), {}, values, {});
  return values;
}

TEST(Filters, AreLinear) {
  const Eigen::MatrixXd a = noise(5000, 2, 1), b = noise(5000, 2, 2);
  EXPECT_LT((filtered(2 * a - 3 * b) - (2 * filtered(a) - 3 * filtered(b))).cwiseAbs().maxCoeff(), 10 * kRounding);
  EXPECT_LT((recursed(2 * a - 3 * b) - (2 * recursed(a) - 3 * recursed(b))).cwiseAbs().maxCoeff(), 10 * kRounding);
}

TEST(Filters, DoNotMixChannelsAndGiveEachTheSameBitsWhereverItStands) {
  const Eigen::MatrixXd values = noise(4000, 11, 3);
  const Eigen::MatrixXd together = filtered(values), recursive = recursed(values);
  for (Eigen::Index c = 0; c < values.cols(); ++c) {
    EXPECT_EQ(filtered(values.col(c)), together.col(c));
    EXPECT_EQ(recursed(values.col(c)), recursive.col(c));
  }
}

TEST(Filters, GiveTheSameBitsForAnyNumberOfThreadsAndBothLayouts) {
  const Eigen::MatrixXd values = noise(6000, 19, 4);
  const std::vector<Segment> segments{{0, 1700}, {1700, 2300}, {4100, 1900}};
  const Iir iir = design_butterworth({3, Hertz(1), Hertz(40), false}, Hertz(250));
  Eigen::MatrixXd one = values, recursive = values;
  filter_columns(band_pass(), {}, one, segments, {1});
  filter_columns(iir, {}, recursive, segments, {1});
  for (const int threads : {1, 2, 5}) {
    Eigen::MatrixXd columns = values, rows = values.transpose(), rows_iir = values.transpose();
    filter_columns(band_pass(), {}, columns, segments, {threads});
    filter_rows(band_pass(), {}, rows, segments, {threads});
    filter_rows(iir, {}, rows_iir, segments, {threads});
    EXPECT_EQ(columns, one);
    EXPECT_EQ(rows.transpose(), one);
    EXPECT_EQ(rows_iir.transpose(), recursive);
  }
  EXPECT_EQ(one.middleRows(4000, 100), values.middleRows(4000, 100));  // between segments
}

TEST(Filters, NeverCrossABoundary) {
  const Eigen::MatrixXd values = noise(5000, 3, 5);
  const std::vector<Segment> segments{{0, 2000}, {2000, 3000}};
  for (const bool recursive : {false, true}) {
    Eigen::MatrixXd whole = values, changed = values;
    changed.bottomRows(3000).setConstant(1e6);
    for (Eigen::MatrixXd* data : {&whole, &changed})
      if (recursive)
        filter_columns(design_butterworth({4, Hertz(1), Hertz(40), false}, Hertz(250)), {}, *data, segments, {});
      else
        filter_columns(band_pass(), {}, *data, segments, {});
    EXPECT_EQ(whole.topRows(2000), changed.topRows(2000));
    EXPECT_EQ(whole.topRows(2000), recursive ? recursed(values.topRows(2000)) : filtered(values.topRows(2000)));
    EXPECT_EQ(whole.bottomRows(3000),
              recursive ? recursed(values.bottomRows(3000)) : filtered(values.bottomRows(3000)));
  }
}

TEST(Filters, CommuteWithAShift) {
  const Eigen::Index samples = 6000, shift = 137;
  const Eigen::MatrixXd values = noise(samples + shift, 1, 6);
  const Eigen::MatrixXd early = filtered(values.topRows(samples)), late = filtered(values.bottomRows(samples));
  const Eigen::Index edge = band_pass().taps.size();
  EXPECT_LT((early.middleRows(edge + shift, 3000) - late.middleRows(edge, 3000)).cwiseAbs().maxCoeff(), kRounding);
}

TEST(Filters, ASineComesOutWithTheStatedGainAndDelay) {
  const auto sine = [](double hertz, double delay_samples) {
    Eigen::MatrixXd out(8000, 1);
    for (Eigen::Index t = 0; t < out.rows(); ++t)
      out(t, 0) = std::sin(2 * kPi * hertz * (static_cast<double>(t) - delay_samples) / 250 + 0.4);
    return out;
  };
  const Fir fir = band_pass();
  for (const double hertz : {0.6, 1.0, 7.0, 40.0, 44.0, 45.0}) {
    const double gain = response(fir, Phase::zero, Hertz(hertz)).gain;
    EXPECT_LT((filtered(sine(hertz, 0)) - gain * sine(hertz, 0)).middleRows(2000, 4000).cwiseAbs().maxCoeff(),
              kRounding);
    const double delay = response(fir, Phase::causal, Hertz(hertz)).delay.count() * 250 / 1000;
    EXPECT_LT(
        (filtered(sine(hertz, 0), {Phase::causal, Padding::edge, ShortSegments::warn}) - gain * sine(hertz, delay))
            .middleRows(2000, 4000)
            .cwiseAbs()
            .maxCoeff(),
        10 * kRounding);
    const double recursive =
        response(design_butterworth({4, Hertz(1), Hertz(40), false}, Hertz(250)), Passes::zero_phase, Hertz(hertz))
            .gain;
    EXPECT_LT((recursed(sine(hertz, 0)) - recursive * sine(hertz, 0)).middleRows(3500, 1000).cwiseAbs().maxCoeff(),
              1e-7);
  }
}

TEST(Filters, AConstantStaysUnderALowPassAndGoesUnderAHighPass) {
  const Eigen::MatrixXd constant = Eigen::MatrixXd::Constant(3000, 1, 0.37);
  Eigen::MatrixXd low = constant, high = constant;
  filter_columns(design_fir({{}, Hertz(30), {}, {}, Window::hamming, {}}, Hertz(250)), {}, low, {});
  filter_columns(design_fir({Hertz(1), {}, {}, {}, Window::hamming, {}}, Hertz(250)), {}, high, {});
  EXPECT_LT((low - constant).cwiseAbs().maxCoeff(), kRounding);
  EXPECT_LT(high.cwiseAbs().maxCoeff(), kRounding);
}

TEST(FirBlocks, AgreeWithTheDirectSumForEveryLengthOfFilter) {
  for (const Eigen::Index taps : {1, 3, 31, 255, 1023}) {
    Fir fir{noise(taps, 1, 7).col(0) / static_cast<double>(taps), Hertz(250), Window::hamming, {}};
    for (const Eigen::Index samples : {1, 2, 100, 777, 4099}) {
      for (const Padding padding : {Padding::reflect_limited, Padding::edge, Padding::zero})
        for (const Phase phase : {Phase::zero, Phase::causal}) {
          const Eigen::MatrixXd values = noise(samples, 1, 8);
          Eigen::MatrixXd found = values;
          filter_columns(fir, {phase, padding, ShortSegments::warn}, found, {});
          const Eigen::Index centre = phase == Phase::zero ? taps / 2 : 0;
          for (Eigen::Index t = 0; t < samples; t += std::max<Eigen::Index>(1, samples / 50)) {
            double sum = 0;
            for (Eigen::Index k = 0; k < taps; ++k) {
              const PaddedSample p = padded_sample(t + centre - k, samples, padding, taps);
              sum += fir.taps(k) * (p.weight * values(p.sample, 0) + p.mirrored_weight * values(p.mirrored, 0));
            }
            ASSERT_NEAR(found(t, 0), sum, kRounding) << taps << " taps, " << samples << " samples, at " << t;
          }
        }
    }
  }
}

TEST(Resampling, AConstantStaysAndThereAndBackIsNearlyTheSame) {
  for (const double to : {250.0, 512.0, 333.0}) {
    const Resampler down = design_resampler(Hertz(1000), Hertz(to)), up = design_resampler(Hertz(to), Hertz(1000));
    const Eigen::MatrixXd constant = Eigen::MatrixXd::Constant(1000, 1, -4.2);
    EXPECT_LT((resample_columns(down, constant, {}).columns.array() + 4.2).abs().maxCoeff(), kRounding);
    Eigen::MatrixXd slow(6000, 1);
    for (Eigen::Index t = 0; t < slow.rows(); ++t) slow(t, 0) = std::sin(2 * kPi * 10 * static_cast<double>(t) / 1000);
    const Eigen::MatrixXd back = resample_columns(up, resample_columns(down, slow, {}).columns, {}).columns;
    EXPECT_LT((back - slow.topRows(back.rows())).middleRows(1000, 4000).cwiseAbs().maxCoeff(), 1e-3);
  }
}

TEST(Resampling, DoesNotDependOnThreadsOrOtherChannels) {
  const Eigen::MatrixXd values = noise(3000, 7, 9);
  const Resampler r = design_resampler(Hertz(512), Hertz(250));
  const Eigen::MatrixXd one = resample_columns(r, values, {1}).columns;
  EXPECT_EQ(resample_columns(r, values, {2}).columns, one);
  EXPECT_EQ(resample_columns(r, values.col(4), {1}).columns, one.col(4));
}

}  // namespace
}  // namespace attune::signal
