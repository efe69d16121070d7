#include "attune/signal/iir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/signal/response.hpp"

namespace attune::signal {
namespace {

using testing::HasSubstr;

constexpr double kRounding = 1e-12;

double db(double gain) { return 20.0 * std::log10(gain); }

TEST(DesignButterworth, FirstOrderLowPassByHand) {
  // H(s) = 1 / (1 + s / w), w = tan(pi 25 / 100) = 1: b = 1/2 1/2, a = 1 0.
  const Iir iir = design_butterworth({1, {}, Hertz(25), false}, Hertz(100));
  ASSERT_EQ(iir.sections.rows(), 1);
  EXPECT_NEAR(iir.sections(0, 0), 0.5, kRounding);
  EXPECT_NEAR(iir.sections(0, 1), 0.5, kRounding);
  EXPECT_NEAR(iir.sections(0, 2), 0.0, kRounding);
  EXPECT_NEAR(iir.sections(0, 4), 0.0, kRounding);
}

TEST(DesignButterworth, EveryEdgeIsAtHalfThePowerOfASinglePass) {
  const double half = std::sqrt(0.5);
  for (int order = 1; order <= 8; ++order)
    for (const bool stop : {false, true}) {
      const Iir iir = design_butterworth({order, Hertz(2), Hertz(40), stop}, Hertz(250));
      for (const double edge : {2.0, 40.0}) {
        EXPECT_NEAR(response(iir, Passes::single, Hertz(edge)).gain, half, 1e-9) << order;
        EXPECT_NEAR(response(iir, Passes::zero_phase, Hertz(edge)).gain, 0.5, 1e-9) << order;
      }
      EXPECT_NEAR(response(iir, Passes::single, *iir.centre).gain, stop ? 0.0 : 1.0, 1e-9);
    }
}

TEST(CutOffs, AreThoseOfTheFilterAsItIsUsed) {
  const Iir iir = design_butterworth({4, Hertz(0.1), {}, false}, Hertz(250));
  const std::vector<Crossing> single = cut_offs(iir, Passes::single), zero = cut_offs(iir, Passes::zero_phase);
  ASSERT_EQ(single.size(), 2u);
  ASSERT_EQ(zero.size(), 2u);
  // -3.01 dB is at 0.1 Hz after one pass; -3 dB of two passes is where one pass is -1.5 dB.
  EXPECT_NEAR(single[1].frequency.value(), 0.1, 1e-4);
  EXPECT_EQ(single[1].level_db, -3);
  EXPECT_NEAR(zero[0].frequency.value(), 0.1, 1e-4);
  EXPECT_EQ(zero[0].level_db, -6);
  EXPECT_NEAR(db(response(iir, Passes::single, zero[1].frequency).gain), -1.5, 1e-6);
  EXPECT_THAT(report(iir, {}), HasSubstr("Butterworth high-pass of order 4 at 0.1 Hz; 2 sections; zero phase"));
  EXPECT_THAT(report(iir, {}), HasSubstr("-3 dB at 0.11"));
}

TEST(DesignIirNotch, IsZeroAtItsFrequencyAndMinus3DbAtItsWidth) {
  const Iir iir = design_iir_notch(Hertz(50), 25, Hertz(500));
  EXPECT_NEAR(response(iir, Passes::single, Hertz(50)).gain, 0.0, 1e-9);
  std::vector<double> edges;
  for (const Crossing& crossing : cut_offs(iir, Passes::single))
    if (crossing.level_db == -3) edges.push_back(crossing.frequency.value());
  ASSERT_EQ(edges.size(), 2u);
  EXPECT_NEAR(edges[1] - edges[0], 2.0, 0.01);
}

TEST(Response, GroupDelayIsTheSlopeOfThePhase) {
  // One pole at 0.5: phase -atan(0.5 sin w / (1 - 0.5 cos w)); delay at 0 is 0.5 / (1 - 0.5) = 1 sample.
  Iir iir;
  iir.sections.resize(1, 6);
  iir.sections << 1, 0, 0, 1, -0.5, 0;
  iir.sampling_frequency = Hertz(1000);
  EXPECT_NEAR(response(iir, Passes::single, Hertz(0)).delay.count(), 1.0, kRounding);
  EXPECT_NEAR(response(iir, Passes::single, Hertz(0)).gain, 2.0, kRounding);
}

TEST(FilterColumns, AConstantStartsInItsSteadyState) {
  Eigen::MatrixXd values = Eigen::MatrixXd::Constant(300, 1, 5.0);
  filter_columns(design_butterworth({4, {}, Hertz(10), false}, Hertz(250)), {Passes::single, {}}, values, {});
  EXPECT_LT((values.array() - 5.0).abs().maxCoeff(), 1e-10);
}

TEST(FilterColumns, ShortSegmentsArePaddedWithLessAndSaySo) {
  Eigen::MatrixXd values = Eigen::MatrixXd::Random(20, 1);
  const std::vector<Segment> segments{{0, 17}, {17, 2}, {19, 1}};
  const Warnings warnings =
      filter_columns(design_butterworth({4, {}, Hertz(10), false}, Hertz(250)), {}, values, segments, {});
  ASSERT_EQ(warnings.size(), 2u);
  EXPECT_THAT(warnings[0], HasSubstr("the segment of 2 samples from sample 17 is shorter than the 15 samples"));
  EXPECT_TRUE(values.allFinite());
}

TEST(DesignButterworth, RefusesWhatCannotBe) {
  EXPECT_THROW(design_butterworth({0, {}, Hertz(10), false}, Hertz(250)), Error);
  EXPECT_THROW(design_butterworth({4, {}, {}, false}, Hertz(250)), Error);
  EXPECT_THROW(design_butterworth({4, Hertz(40), Hertz(10), false}, Hertz(250)), Error);
  EXPECT_THROW(design_butterworth({4, {}, Hertz(125), false}, Hertz(250)), Error);
  EXPECT_THROW(design_butterworth({4, Hertz(1), {}, true}, Hertz(250)), Error);
  EXPECT_THROW(design_iir_notch(Hertz(50), 0, Hertz(250)), Error);
}

}  // namespace
}  // namespace attune::signal
