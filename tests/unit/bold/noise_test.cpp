#include "attune/bold/noise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "attune/base/error.hpp"

namespace attune::bold {
namespace {

constexpr double kRounding = 1e-12;

/// Covariance of the ARMA(1,1) process for innovations of unit variance, by its closed form.
Eigen::MatrixXd covariance(Arma p, const std::vector<Eigen::Index>& kept) {
  const double variance = (1 + 2 * p.a * p.b + p.b * p.b) / (1 - p.a * p.a);
  const double first = (1 + p.a * p.b) * (p.a + p.b) / (1 - p.a * p.a);
  const auto rows = static_cast<Eigen::Index>(kept.size());
  Eigen::MatrixXd result(rows, rows);
  for (Eigen::Index i = 0; i < rows; ++i)
    for (Eigen::Index j = 0; j < rows; ++j) {
      const auto lag = std::abs(kept[static_cast<std::size_t>(i)] - kept[static_cast<std::size_t>(j)]);
      result(i, j) = lag == 0 ? variance : first * std::pow(p.a, static_cast<double>(lag - 1));
    }
  return result;
}

TEST(Whitener, IsTheInverseCholeskyFactorOfTheCovarianceAlsoAcrossGaps) {
  const std::vector<Eigen::Index> kept{0, 1, 2, 5, 6, 9, 10, 11, 20};
  const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(9, 9);
  for (const Arma p : {Arma{0.6, 0}, Arma{0.8, -0.5}, Arma{0.3, 0.4}, Arma{-0.4, 0}, Arma{0, 0}, Arma{0.95, -0.9}}) {
    const Eigen::MatrixXd exact = covariance(p, kept);
    const Eigen::LLT<Eigen::MatrixXd> factor(exact);
    const Eigen::MatrixXd expected = factor.matrixL().solve(identity);
    const Whitener whiten(p, kept);
    EXPECT_LT((whiten(identity) - expected).cwiseAbs().maxCoeff(), kRounding) << p.a << " " << p.b;
    EXPECT_NEAR(whiten.log_determinant(), std::log(exact.determinant()), kRounding) << p.a << " " << p.b;
  }
}

TEST(Whitener, OfAr1ScalesTheFirstRowAndSubtractsTheLast) {
  const std::vector<Eigen::Index> kept{0, 1, 2};
  const Eigen::VectorXd white = Whitener({0.6, 0}, kept)(Eigen::Vector3d(1, 2, 3));
  EXPECT_NEAR(white(0), 0.8, kRounding);
  EXPECT_NEAR(white(1), 2 - 0.6, kRounding);
  EXPECT_NEAR(white(2), 3 - 1.2, kRounding);
}

TEST(NoiseModel, KnowsItsNames) {
  EXPECT_EQ(noise_model("ols"), NoiseModel::white);
  EXPECT_EQ(name_of(noise_model("arma11")), "arma11");
  EXPECT_THROW(noise_model("ar2"), Error);
}

}  // namespace
}  // namespace attune::bold
