#include "attune/signal/apply_fir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "attune/signal/fir_blocks.hpp"

namespace attune::signal {
namespace {

using testing::HasSubstr;

// A few transforms of values of order one.
constexpr double kRounding = 1e-13;

Fir three_taps() { return {Eigen::Vector3d(1, 2, 3), Hertz(100), Window::hamming, {}}; }

Eigen::MatrixXd column(std::initializer_list<double> values) {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(values.size()), 1);
  Eigen::Index i = 0;
  for (const double value : values) out(i++, 0) = value;
  return out;
}

void expect(const Eigen::MatrixXd& found, std::initializer_list<double> expected) {
  EXPECT_LT((found - column(expected)).cwiseAbs().maxCoeff(), kRounding) << found.transpose();
}

TEST(FilterColumns, ZeroPhaseIsCentredAndCausalLooksBack) {
  Eigen::MatrixXd impulse = column({0, 0, 1, 0, 0});
  filter_columns(three_taps(), {Phase::zero, Padding::zero, ShortSegments::warn}, impulse, {});
  expect(impulse, {0, 1, 2, 3, 0});
  impulse = column({0, 0, 1, 0, 0});
  filter_columns(three_taps(), {Phase::causal, Padding::zero, ShortSegments::warn}, impulse, {});
  expect(impulse, {0, 0, 1, 2, 3});
}

TEST(FilterColumns, PaddingByHand) {
  // 1 x(t + 1) + 2 x(t) + 3 x(t - 1) of 4 5 7 8 with what lies beyond its ends.
  const auto filtered = [](Padding padding) {
    Eigen::MatrixXd values = column({4, 5, 7, 8});
    filter_columns(three_taps(), {Phase::zero, padding, ShortSegments::warn}, values, {});
    return values;
  };
  expect(filtered(Padding::zero), {13, 29, 37, 37});
  expect(filtered(Padding::edge), {13 + 3 * 4, 29, 37, 37 + 8});
  expect(filtered(Padding::reflect_limited), {13 + 3 * 3, 29, 37, 37 + 9});  // 2 * 4 - 5 and 2 * 8 - 7
}

TEST(PaddedSample, IsReflectedOnceAndThenZero) {
  const PaddedSample mirrored = padded_sample(-2, 5, Padding::reflect_limited, 100);
  EXPECT_EQ(mirrored.weight, 2.0);
  EXPECT_EQ(mirrored.sample, 0);
  EXPECT_EQ(mirrored.mirrored_weight, -1.0);
  EXPECT_EQ(mirrored.mirrored, 2);
  EXPECT_EQ(padded_sample(8, 5, Padding::reflect_limited, 100).mirrored, 0);
  EXPECT_EQ(padded_sample(9, 5, Padding::reflect_limited, 100).weight, 0.0);
  EXPECT_EQ(padded_sample(-5, 5, Padding::reflect_limited, 100).weight, 0.0);
}

TEST(FilterColumns, AShortSegmentIsFilteredWithAWarningThatHasTheNumbersOrRefused) {
  FirOptions options;
  options.highpass = Hertz(1);
  const Fir fir = design_fir(options, Hertz(100));
  Eigen::MatrixXd values = Eigen::MatrixXd::Random(500, 2);
  const std::vector<Segment> segments{{0, 400}, {400, 100}};
  const Warnings warnings = filter_columns(fir, {}, values, segments, {});
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_THAT(warnings[0],
              HasSubstr("the segment of 100 samples (1 s) from sample 400 is shorter than the filter of 331 taps"));
  try {
    filter_columns(fir, {Phase::zero, Padding::edge, ShortSegments::refuse}, values, segments, {});
    ADD_FAILURE() << "not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::analysis);
    EXPECT_THAT(error.what(), HasSubstr("331 taps"));
  }
}

TEST(FilterColumns, AValueThatIsNotFiniteIsRefusedWithItsPlace) {
  for (const bool rows : {false, true}) {
    Eigen::MatrixXd values = Eigen::MatrixXd::Random(500, 12);
    values(37, 10) = std::numeric_limits<double>::quiet_NaN();
    values(30, 11) = std::numeric_limits<double>::infinity();
    try {
      if (rows) values.transposeInPlace();
      const std::vector<Segment> whole{{0, 500}};
      rows ? filter_rows(three_taps(), {}, values, whole, {}) : filter_columns(three_taps(), {}, values, {});
      ADD_FAILURE() << "not refused";
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::analysis);
      EXPECT_THAT(error.what(), HasSubstr("channel 10 (from 0) is nan at sample 37"));
    }
  }
}

TEST(SegmentsBetween, BoundariesOutsideTheDataCutNothing) {
  const std::vector<double> boundaries{-3, 0, 10, 10, 20.5, 100, 120};
  EXPECT_EQ(segments_between(boundaries, 100), (std::vector<Segment>{{0, 10}, {10, 11}, {21, 79}}));
  EXPECT_EQ(segments_between({}, 5), (std::vector<Segment>{{0, 5}}));
  EXPECT_TRUE(segments_between({}, 0).empty());
}

TEST(FilterColumns, EmptyDataStayEmpty) {
  Eigen::MatrixXd none(0, 3);
  EXPECT_TRUE(filter_columns(three_taps(), {}, none, {}).empty());
}

}  // namespace
}  // namespace attune::signal
