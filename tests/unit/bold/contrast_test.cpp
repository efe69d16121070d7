#include "attune/bold/contrast.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace attune::bold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

const std::vector<std::string> kKnown{"own_happy", "own_sad", "unknown_happy", "own-happy", "own"};

Contrast parsed(const std::string& expression) { return parse_contrast("c", expression, kKnown); }

std::string complaint(const std::string& expression) {
  try {
    parsed(expression);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage) << expression;
    return error.what();
  }
  return "";
}

TEST(ParseContrast, ReadsDifferencesAndMeans) {
  EXPECT_THAT(parsed("own_happy - unknown_happy").weights,
              ElementsAre(Pair("own_happy", 1.0), Pair("unknown_happy", -1.0)));
  EXPECT_THAT(parsed("(own_happy + own_sad)/2 - unknown_happy").weights,
              ElementsAre(Pair("own_happy", 0.5), Pair("own_sad", 0.5), Pair("unknown_happy", -1.0)));
  EXPECT_THAT(parsed("0.5*own_happy + own_sad * 0.5").weights,
              ElementsAre(Pair("own_happy", 0.5), Pair("own_sad", 0.5)));
  EXPECT_THAT(parsed("-own_happy").weights, ElementsAre(Pair("own_happy", -1.0)));
  EXPECT_TRUE(parsed("own_happy - unknown_happy").warnings.empty());
}

TEST(ParseContrast, FindsNamesWithHyphensBeforeItSubtracts) {
  EXPECT_THAT(parsed("own-happy - own").weights, ElementsAre(Pair("own-happy", 1.0), Pair("own", -1.0)));
  EXPECT_THAT(parsed("'own-happy'-\"own\"").weights, ElementsAre(Pair("own-happy", 1.0), Pair("own", -1.0)));
}

TEST(ParseContrast, WarnsOfWeightsThatStretchTheScale) {
  EXPECT_EQ(parsed("own_happy + own_sad - 2 * unknown_happy").warnings.size(), 1U);
}

TEST(ParseContrast, RefusesWhatIsNotAContrast) {
  EXPECT_THAT(complaint("own_hapy - own_sad"), HasSubstr("own_happy"));
  EXPECT_THAT(complaint("own_happy * own_sad"), HasSubstr("multiplied"));
  EXPECT_THAT(complaint("own_happy + 1"), HasSubstr("number"));
  EXPECT_THAT(complaint("2"), HasSubstr("no condition"));
  EXPECT_THAT(complaint("own_happy -"), HasSubstr("missing"));
  EXPECT_THAT(complaint("(own_happy"), HasSubstr("')'"));
  EXPECT_THAT(complaint("own_happy / 0"), HasSubstr("division by 0"));
  EXPECT_THAT(complaint("own_happy own_sad"), HasSubstr("not expected"));
  EXPECT_THAT(complaint("own_happy - own_happy"), HasSubstr("all 0"));
  EXPECT_THAT(complaint(std::string(500, '(')), HasSubstr("nested"));
  EXPECT_THAT(complaint("1e308 * 1e10 * own"), HasSubstr("not finite"));
  EXPECT_THAT(complaint(""), HasSubstr("missing"));
}

Design mean_design() {
  Eigen::MatrixXd matrix(6, 2);
  matrix.col(0) << 1, 0, 1, 0, 1, 0;
  matrix.col(1).setOnes();
  return design_of_matrix({"on", "constant"}, matrix, "constant");
}

TEST(Estimate, OfAnOnOffDesignIsTheDifferenceOfMeans) {
  const Design design = mean_design();
  Eigen::MatrixXd series(6, 1);
  series << 105, 99, 103, 101, 107, 100;
  const std::vector<RegionFit> fits = fit(series, design, {NoiseModel::white, DegreesOfFreedom::residual, {}});
  const ContrastEstimate result = estimate(parse_contrast("on", "on", {"on"}), design, fits)[0];
  EXPECT_NEAR(result.effect, 5.0, 1e-12);                      // 105 - 100
  EXPECT_NEAR(result.psc, 5.0, 1e-12);                         // of a rest of 100
  EXPECT_NEAR(result.se, std::sqrt(10.0 / 4 * 2 / 3), 1e-12);  // squares 8 + 2, four degrees of freedom
  EXPECT_EQ(result.df, 4.0);
  EXPECT_NEAR(result.t, result.effect / result.se, 1e-15);
}

TEST(Estimate, SaysWhyThereIsNoPercentSignalChange) {
  const Design design = mean_design();
  Eigen::MatrixXd series(6, 3);
  series.col(0) << 5, -1, 3, 1, 7, 0;
  series.col(1).setConstant(7);
  series.col(2) << 5, -1, NAN, 1, 7, 0;
  const std::vector<RegionFit> fits = fit(series, design, {NoiseModel::ar1, DegreesOfFreedom::residual, {}});
  const auto results = estimate(parse_contrast("on", "on", {"on"}), design, fits);
  EXPECT_TRUE(std::isfinite(results[0].t));
  EXPECT_EQ(results[1].reason, "series is constant");
  EXPECT_EQ(results[2].reason, "series has missing values");
  EXPECT_TRUE(std::isnan(results[1].effect));
}

TEST(Estimate, GivesPercentSignalChangeInHeightsWhereColumnsAreUnscaled) {
  Design design = mean_design();
  Eigen::MatrixXd series(6, 1);
  series << 5, 1, 3, 1, 7, 2;
  const auto fits = fit(series, design, {NoiseModel::white, DegreesOfFreedom::residual, {}});
  const auto scaled = estimate(parse_contrast("on", "on", {"on"}), design, fits)[0];
  design.heights(0) = 0.25;  // the event of which percent are told reaches a quarter in the column
  const auto unscaled = estimate(parse_contrast("on", "on", {"on"}), design, fits)[0];
  EXPECT_EQ(unscaled.effect, scaled.effect);
  EXPECT_EQ(unscaled.t, scaled.t);
  EXPECT_DOUBLE_EQ(unscaled.psc, 0.25 * scaled.psc);
  EXPECT_DOUBLE_EQ(unscaled.psc_se, 0.25 * scaled.psc_se);
}

TEST(ContrastVector, RefusesWhatTheDesignCannotTellApart) {
  Eigen::MatrixXd matrix(6, 4);
  matrix.col(0) << 1, 0, 1, 0, 1, 0;
  matrix.col(1) = 2 * matrix.col(0);
  matrix.col(2) << 0, 1, 1, 0, 0, 1;
  matrix.col(3).setOnes();
  const Design design = design_of_matrix({"a", "twice", "b", "constant"}, matrix, "constant");
  EXPECT_NO_THROW(contrast_vector(parse_contrast("b", "b", {"b"}), design));
  try {
    contrast_vector(parse_contrast("a", "a - b", {"a", "b"}), design);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::analysis);
    EXPECT_THAT(error.what(), HasSubstr("cannot tell a from"));
  }
}

}  // namespace
}  // namespace attune::bold
