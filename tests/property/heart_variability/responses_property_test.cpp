// Whether tests of the heart's responses find nothing where there is nothing, and what was planted where it was. The
// full form is in heart_variability_calibration.
#include <gtest/gtest.h>

#include "heart_responses.hpp"

namespace attune::heart {
namespace {

constexpr std::size_t kDraws = 300, kTrials = 20;
constexpr double kCritical19 = 2.0930, kCritical38 = 2.0244;  // Student's t, two-sided 5 %

TEST(HeartResponses, OfAHeartThatKnowsOfNoEventAreFoundInOneOfTwenty) {
  double alone = 0, difference = 0;
  for (std::size_t i = 0; i < kDraws; ++i) {
    const test::ResponseTests found = test::respond(i, kTrials, 0);
    alone += std::abs(found.alone) > kCritical19;
    difference += std::abs(found.difference) > kCritical38;
  }
  // Four binomial standard errors of 5 % of 300.
  constexpr double kError = 4 * 0.0126;
  EXPECT_NEAR(alone / static_cast<double>(kDraws), 0.05, kError);
  EXPECT_NEAR(difference / static_cast<double>(kDraws), 0.05, kError);
}

TEST(HeartResponses, AreAsLongAsTheyWerePlanted) {
  double mean = 0;
  constexpr double kPlanted = 40;
  for (std::size_t i = 0; i < kDraws; ++i)
    mean += test::respond(i, kTrials, kPlanted).late / static_cast<double>(kDraws);
  // Four standard errors of a mean of 300 people, whose own means scatter by 7 ms.
  EXPECT_NEAR(mean, kPlanted, 4 * 0.4);
}

}  // namespace
}  // namespace attune::heart
