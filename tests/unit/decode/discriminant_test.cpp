#include "attune/decode/discriminant.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace attune::decode {
namespace {

TEST(Discriminant, OfOneVariableLiesBetweenTheMeans) {
  Eigen::MatrixXd first(1, 3), second(1, 3);
  first << -1, 0, 1;
  second << 3, 4, 5;
  const Discriminant rule = discriminant(first, second);
  // One variable is its own diagonal: shrinking changes nothing, the variance is 2/3.
  EXPECT_NEAR(rule.weights[0], 4 / (2.0 / 3), 1e-12);
  EXPECT_NEAR(-rule.intercept / rule.weights[0], 2, 1e-12);
}

TEST(Discriminant, GivesAChannelThatNeverVariesNoVote) {
  Eigen::MatrixXd first(2, 4), second(2, 4);
  first << -1, 0, 1, 0.5, 7, 7, 7, 7;
  second << 3, 4, 5, 4.5, 7, 7, 7, 7;
  EXPECT_NEAR(discriminant(first, second).weights[1], 0, 1e-12);
}

TEST(Shrinkage, IsNothingForOneObservationOrNoVariation) {
  EXPECT_EQ(shrinkage(Eigen::MatrixXd::Ones(3, 1)), 0);
  EXPECT_EQ(shrinkage(Eigen::MatrixXd::Constant(3, 5, 0.1)), 0);
}

TEST(Discriminant, CarriesWhatIsMissing) {
  Eigen::MatrixXd first = Eigen::MatrixXd::Random(2, 5);
  const Eigen::MatrixXd second = Eigen::MatrixXd::Random(2, 5);
  first(0, 0) = std::nan("");
  EXPECT_TRUE(std::isnan(discriminant(first, second).intercept));
}

}  // namespace
}  // namespace attune::decode
