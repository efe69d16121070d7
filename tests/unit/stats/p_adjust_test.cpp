#include "attune/stats/p_adjust.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "attune/base/error.hpp"

namespace attune::stats {
namespace {

const std::vector<double> kP{0.04, 0.01, 0.03};

void expect(PAdjustment adjustment, const std::vector<double>& expected) {
  const std::vector<double> adjusted = p_adjust(kP, adjustment);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(adjusted[i], expected[i], 1e-15) << i;
}

TEST(PAdjust, ByHandForThreeTests) {
  expect(PAdjustment::none, kP);
  expect(PAdjustment::bonferroni, {0.12, 0.03, 0.09});
  expect(PAdjustment::holm, {0.06, 0.03, 0.06});
  expect(PAdjustment::hochberg, {0.04, 0.03, 0.04});
  expect(PAdjustment::bh, {0.04, 0.03, 0.04});
  const double harmonic = 1.0 + 0.5 + 1.0 / 3.0;
  expect(PAdjustment::by, {0.04 * harmonic, 0.03 * harmonic, 0.04 * harmonic});
}

TEST(PAdjust, LeavesMissingOutOfTheCount) {
  const std::vector<double> adjusted = p_adjust(std::vector<double>{0.01, std::nan(""), 0.04}, PAdjustment::bonferroni);
  EXPECT_EQ(adjusted[0], 0.02);
  EXPECT_TRUE(std::isnan(adjusted[1]));
}

TEST(PAdjust, RefusesWhatIsNoProbability) {
  EXPECT_THROW(p_adjust(std::vector<double>{1.2}, PAdjustment::holm), Error);
  EXPECT_THROW(parse_p_adjustment("holmes"), Error);
  EXPECT_EQ(parse_p_adjustment("BH"), PAdjustment::bh);
}

}  // namespace
}  // namespace attune::stats
