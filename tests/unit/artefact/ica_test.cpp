#include "attune/artefact/ica.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "expect_error.hpp"
#include "planted_sources.hpp"

namespace attune::artefact {
namespace {

using Eigen::MatrixXd;
using ::testing::HasSubstr;

constexpr double kRounding = 1e-12;

TEST(AmariDistance, IsZeroForAScaledPermutation) {
  MatrixXd unmixing(2, 2);
  unmixing << 0, -3, 0.5, 0;
  EXPECT_EQ(amari_distance(unmixing, MatrixXd::Identity(2, 2)), 0.0);
}

TEST(AmariDistance, IsOneWhereEverySourceIsInEveryComponentAlike) {
  EXPECT_NEAR(amari_distance(MatrixXd::Ones(3, 3), MatrixXd::Identity(3, 3)), 1.0, kRounding);
}

TEST(AmariDistance, OfATwoByTwoByHand) {
  MatrixXd p(2, 2);
  p << 1, 0.5, 0.25, 1;  // rows 0.5 + 0.25, columns 0.25 + 0.5, over 2 * 2 * 1
  EXPECT_NEAR(amari_distance(p, MatrixXd::Identity(2, 2)), 1.5 / 4.0, kRounding);
}

TEST(AmariDistance, RefusesWhatIsNotSquare) {
  EXPECT_THROW(amari_distance(MatrixXd::Ones(2, 3), MatrixXd::Ones(3, 3)), Error);
  EXPECT_THROW(amari_distance(MatrixXd::Zero(2, 2), MatrixXd::Ones(2, 2)), Error);
}

TEST(RankOfCovariance, IsFullWithoutAGap) {
  const Rank rank = rank_of_covariance(MatrixXd(Eigen::Vector3d(1, 1e-6, 1e-14).asDiagonal()));
  EXPECT_EQ(rank.rank, 3) << "channels of other scales span as much";
  EXPECT_TRUE(std::isnan(rank.gap));
}

TEST(RankOfCovariance, FallsByOneForAnAverageReference) {
  MatrixXd data = test::planted_mixing(6, 6, 1) * test::planted_sources(6, 500, 2);
  data = (data.rowwise() - data.colwise().mean()).eval();
  const Rank rank = rank_of_covariance(covariance_of(data, mean_of(data, 1, {}), 1, {}));
  EXPECT_EQ(rank.rank, 5);
}

TEST(RankOfCovariance, SeesThroughTheRoundingOfStoredSinglePrecision) {
  MatrixXd data = test::planted_mixing(6, 6, 1) * test::planted_sources(6, 5000, 2);
  data = (data.rowwise() - data.colwise().mean()).eval();
  data = data.cast<float>().cast<double>().eval();
  EXPECT_EQ(rank_of_covariance(covariance_of(data, mean_of(data, 1, {}), 1, {})).rank, 5);
}

TEST(Whiten, GivesAUnitCovarianceAndItsInverse) {
  const MatrixXd data = test::planted_mixing(4, 4, 1) * test::planted_sources(4, 700, 2);
  const MatrixXd covariance = covariance_of(data, mean_of(data, 1, {}), 1, {});
  const Whitening whitening = whiten(covariance, std::nullopt, 3);
  const MatrixXd white = whitening.matrix * covariance * whitening.matrix.transpose();
  EXPECT_LT((white - MatrixXd::Identity(3, 3)).cwiseAbs().maxCoeff(), kRounding);
  EXPECT_LT((whitening.matrix * whitening.inverse - MatrixXd::Identity(3, 3)).cwiseAbs().maxCoeff(), kRounding);
  EXPECT_LT(whitening.kept_variance, 1.0);
}

TEST(Whiten, RefusesARankTheDataDoNotHave) {
  MatrixXd covariance = MatrixXd::Ones(2, 2);
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { whiten(covariance, 2, std::nullopt); }),
              HasSubstr("the eigenvalues of 2 channels show 1"));
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { whiten(covariance, std::nullopt, 2); }),
              HasSubstr("the data have rank 1"));
}

TEST(Ica, OfTwoSourcesInOneChannelEachIsWhatWentIn) {
  const MatrixXd sources = test::planted_sources(2, 5000, 2);
  const MatrixXd data = Eigen::Vector2d(-1, 3).asDiagonal() * sources;
  const Ica ica = fit_ica(data);
  // The second channel explains more and comes first; its largest weight is positive.
  EXPECT_NEAR(ica.mixing(1, 0), 3.0, 0.05);
  EXPECT_NEAR(ica.mixing(0, 1), 1.0, 0.05);
  EXPECT_FALSE(ica.super_gaussian[0]);
  EXPECT_TRUE(ica.super_gaussian[1]);
  EXPECT_NEAR(ica.kurtosis[0], -1.2, 0.1);
  EXPECT_NEAR(ica.explained.sum(), 1.0, kRounding);
}

TEST(Ica, RefusesWhatCannotBeUnmixed) {
  MatrixXd data = test::planted_sources(2, 100, 2);
  data(1, 40) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { fit_ica(data); }), HasSubstr("sample 40"));
  data.row(1).setConstant(2.0);
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { fit_ica(data); }),
              HasSubstr("row 1 of the ICA's data does not vary"));
  EXPECT_THAT(test::error_of(Fault::usage, [] { parse_ica_method("jade"); }), HasSubstr("picard, infomax or fastica"));
}

}  // namespace
}  // namespace attune::artefact
