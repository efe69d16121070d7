#include "attune/bold/mass.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "attune/base/instruction_set.hpp"
#include "noise_series.hpp"

namespace attune::bold {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Sums over a few hundred values in another order than the oracle's.
constexpr double kRounding = 1e-11;
// The terms that stand for the design's projections span them to 1e-9 of their length.
constexpr double kSpan = 1e-7;

Design task_design(Eigen::Index volumes, bool censored) {
  std::vector<Event> events;
  for (int i = 0; 12.0 * i + 4 < 2.0 * static_cast<double>(volumes); ++i)
    events.push_back({Seconds(4 + 12.0 * i), Seconds(2), i % 3 == 0 ? "a" : i % 3 == 1 ? "b" : "c"});
  DesignOptions options;
  Table table;
  std::vector<double> displacement(static_cast<std::size_t>(volumes), 0.1);
  if (censored)
    for (std::size_t i = 5; i < displacement.size(); i += i % 4 == 0 ? 1U : 7U) displacement[i] = 2;
  table.add("framewise_displacement", displacement);
  options.censor_displacement = Millimetres(0.9);
  return make_design(events, {volumes, Seconds(2), Seconds(1)}, &table, options);
}

std::vector<Contrast> contrasts() {
  const std::vector<std::string> known{"a", "b", "c"};
  return {parse_contrast("a_b", "a - b", known), parse_contrast("c", "c", known)};
}

FContrast any() {
  const std::vector<std::string> known{"a", "b", "c"};
  return {"any", {parse_contrast("a", "a", known), parse_contrast("b", "b", known), parse_contrast("c", "c", known)}};
}

RowMajor noise_block(Eigen::Index volumes, Eigen::Index voxels, std::uint64_t seed) {
  RowMajor block(volumes, voxels);
  for (Eigen::Index v = 0; v < voxels; ++v) {
    const double rho = 0.1 * static_cast<double>(v % 9);
    block.col(v) = attune::test::autoregressive_noise(volumes, 1, rho, seed + static_cast<std::uint64_t>(v)) *
                   (1.0 + 0.1 * static_cast<double>(v));
    if (v % 2 == 1)
      block.col(v) += attune::test::autoregressive_noise(volumes, 1, 0, seed + 1000 + static_cast<std::uint64_t>(v));
    block.col(v).array() += 100.0 * static_cast<double>(v % 7);
  }
  return block;
}

MassResult run(const RowMajor& block, const Design& design, const MassOptions& options) {
  return MassFit(design, contrasts(), {any()}, options)(MassFit::Block(block.data(), block.rows(), block.cols()));
}

/// Generalised least squares by QR of the whitened design, at given parameters.
struct Oracle {
  Oracle(const Design& design, const Eigen::VectorXd& series, Arma noise) {
    const Whitener whiten(noise, design.kept);
    const Eigen::MatrixXd x = whiten(design.matrix);
    const Eigen::VectorXd y = whiten(series(design.kept));
    const Eigen::HouseholderQR<Eigen::MatrixXd> qr(x);
    coefficients = qr.solve(y);
    const double degrees = static_cast<double>(x.rows() - x.cols());
    const double squares = (y - x * coefficients).squaredNorm();
    unit = (x.transpose() * x).inverse();
    variance = squares / degrees;
    const Eigen::MatrixXd r = qr.matrixQR().topRows(x.cols()).triangularView<Eigen::Upper>();
    log_likelihood = -0.5 * (degrees * std::log(squares) + whiten.log_determinant() +
                             2 * r.diagonal().cwiseAbs().array().log().sum());
  }
  Eigen::VectorXd coefficients;
  Eigen::MatrixXd unit;
  double variance = 0, log_likelihood = 0;
};

class Mass : public testing::TestWithParam<bool> {};

TEST_P(Mass, LeastSquaresAgreeWithQr) {
  const Design design = task_design(150, GetParam());
  const RowMajor block = noise_block(150, 37, 1);
  const MassResult result = run(block, design, {NoiseModel::white, DegreesOfFreedom::residual, {2}, true});
  for (Eigen::Index v = 0; v < block.cols(); ++v) {
    const Oracle oracle(design, block.col(v), {});
    const double se = std::sqrt(result.variance(0, v));
    EXPECT_NEAR(result.effect(0, v), oracle.coefficients(0) - oracle.coefficients(1), kRounding * se);
    EXPECT_NEAR(result.variance(1, v) / (oracle.variance * oracle.unit(2, 2)), 1.0, kRounding);
    EXPECT_NEAR(result.baseline(v), oracle.coefficients(design.constant), kRounding * (1 + result.baseline(v)));
    const Eigen::VectorXd task = oracle.coefficients.head(3);
    EXPECT_NEAR(result.f(0, v), task.dot(oracle.unit.topLeftCorner(3, 3).inverse() * task) / 3 / oracle.variance, 1e-9);
    const Eigen::VectorXd series = block.col(v);
    const Eigen::VectorXd left = series(design.kept) - design.matrix * oracle.coefficients;
    EXPECT_LT((result.residuals.col(v).matrix() - left).norm(), 1e-10 * left.norm());
  }
}

TEST_P(Mass, Ar1IsTheBestPointOfTheWholeGrid) {
  const Design design = task_design(150, GetParam());
  const RowMajor block = noise_block(150, 19, 2);
  const MassResult result = run(block, design, {NoiseModel::ar1, DegreesOfFreedom::residual, {2}, true});
  for (Eigen::Index v = 0; v < block.cols(); ++v) {
    double best = -1e300, a = 0;
    for (int i = -90; i <= 98; ++i) {
      const Oracle at(design, block.col(v), {0.01 * i, 0});
      if (at.log_likelihood > best) {
        best = at.log_likelihood;
        a = 0.01 * i;
      }
    }
    EXPECT_NEAR(result.a(v), a, 1e-12);
    const Oracle oracle(design, block.col(v), {a, 0});
    const double se = std::sqrt(result.variance(0, v));
    EXPECT_NEAR(result.effect(0, v), oracle.coefficients(0) - oracle.coefficients(1), kSpan * se);
    EXPECT_NEAR(result.variance(1, v) / (oracle.variance * oracle.unit(2, 2)), 1.0, kSpan);
    const Eigen::VectorXd task = oracle.coefficients.head(3);
    EXPECT_NEAR(result.f(0, v), task.dot(oracle.unit.topLeftCorner(3, 3).inverse() * task) / 3 / oracle.variance, 1e-6);
    const Eigen::VectorXd series = block.col(v);
    const Eigen::VectorXd left = series(design.kept) - design.matrix * oracle.coefficients;
    EXPECT_LT((result.residuals.col(v).matrix() - left).norm(), 1e-7 * left.norm());
  }
}

// What is maximised under ARMA(1,1): the likelihood and the prior of the parameters.
double posterior(const Design& design, const Eigen::VectorXd& series, Arma noise) {
  return Oracle(design, series, noise).log_likelihood + std::log((1 - noise.a * noise.a) * (1 - noise.b * noise.b));
}

// Flat directions of the likelihood stop the search: the grid's best point may be better by this much.
constexpr double kFlat = 0.05;

TEST_P(Mass, Arma11IsAsLikelyAsTheBestPointOfTheGrid) {
  const Design design = task_design(120, GetParam());
  const RowMajor block = noise_block(120, 5, 3);
  const MassResult result = run(block, design, {NoiseModel::arma11, DegreesOfFreedom::residual, {2}, false});
  for (Eigen::Index v = 0; v < block.cols(); ++v) {
    double best = -1e300;
    for (int i = 0; 0.0625 * i < std::atanh(0.98); ++i) {
      for (int j = i == 0 ? 0 : 1; 0.0625 * (j - i) < std::atanh(0.8); ++j) {
        const Arma noise{std::tanh(0.0625 * i), std::tanh(0.0625 * (j - i))};
        best = std::max(best, posterior(design, block.col(v), noise));
      }
    }
    const Oracle oracle(design, block.col(v), {result.a(v), result.b(v)});
    EXPECT_GT(posterior(design, block.col(v), {result.a(v), result.b(v)}), best - kFlat);
    const double se = std::sqrt(result.variance(0, v));
    EXPECT_NEAR(result.effect(0, v), oracle.coefficients(0) - oracle.coefficients(1), kSpan * se);
    EXPECT_NEAR(result.variance(1, v) / (oracle.variance * oracle.unit(2, 2)), 1.0, kSpan);
  }
}

INSTANTIATE_TEST_SUITE_P(Volumes, Mass, testing::Bool(),
                         [](const auto& instance) { return instance.param ? "Censored" : "All"; });

TEST(MassFit, HasTheSameBitsForAnyInstructionsThreadsAndBlocks) {
  const Design design = task_design(140, true);
  const RowMajor block = noise_block(140, 150, 4);
  for (const NoiseModel model : {NoiseModel::white, NoiseModel::ar1, NoiseModel::arma11}) {
    const MassOptions options{model, DegreesOfFreedom::kenward_roger, {1}, false};
    const MassResult all = run(block, design, options);
    for (const char* instructions : {"x86-64", "avx2"}) {
      if (std::string(instructions) == "avx2" && !use_avx2()) continue;
      pin_instruction_set(instructions);
      const MassResult narrow = run(block, design, {model, DegreesOfFreedom::kenward_roger, {2}, false});
      pin_instruction_set("");
      EXPECT_TRUE((narrow.effect == all.effect).all() && (narrow.variance == all.variance).all());
      EXPECT_TRUE((narrow.a == all.a).all() && (narrow.b == all.b).all() && (narrow.f == all.f).all());
    }
    const RowMajor some = block.middleCols(77, 9);
    const MassResult few = run(some, design, options);
    EXPECT_TRUE((few.effect == all.effect.middleCols(77, 9)).all() && (few.df == all.df.middleCols(77, 9)).all());
  }
}

TEST(MassFit, HasNoNumbersForVoxelsWithoutAFit) {
  const Design design = task_design(120, true);
  RowMajor block = noise_block(120, 6, 5);
  block.col(0).setConstant(7);
  block(50, 1) = std::nan("");
  block(50, 2) = INFINITY;
  block.col(3) = RowMajor::Zero(120, 1);
  block.col(3)(design.kept) += 1e3 * design.matrix.col(0);
  block(design.censored[0].volume, 4) = std::nan("");  // not looked at
  for (const NoiseModel model : {NoiseModel::white, NoiseModel::ar1, NoiseModel::arma11}) {
    const MassResult result = run(block, design, {model, DegreesOfFreedom::residual, {1}, true});
    for (Eigen::Index v = 0; v < 6; ++v) {
      EXPECT_EQ(std::isnan(result.effect(0, v)), v < 4) << v;
      EXPECT_EQ(std::isnan(result.a(v)), v < 4) << v;
      EXPECT_EQ(std::isnan(result.residuals(0, v)), v < 4) << v;
    }
  }
}

TEST(MassFit, KeepsTheDigitsUnderALargeMean) {
  const Design design = task_design(150, false);
  const RowMajor block = noise_block(150, 16, 6);
  const RowMajor high = block.array() + 16384.0;  // a power of two: nothing of the noise is lost by the addition of it
  for (const NoiseModel model : {NoiseModel::white, NoiseModel::ar1}) {
    const MassOptions options{model, DegreesOfFreedom::residual, {1}, false};
    const MassResult low = run(block, design, options), up = run(high, design, options);
    EXPECT_LT(((low.effect - up.effect) / low.variance.sqrt()).abs().maxCoeff(), 1e-10);
    EXPECT_LT(((low.baseline + 16384.0 - up.baseline) / up.baseline).abs().maxCoeff(), 1e-13);
  }
}

TEST(MassFit, OfSinglePrecisionIsThatOfTheSameNumbers) {
  const Design design = task_design(120, false);
  const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> block =
      noise_block(120, 20, 7).cast<float>();
  const RowMajor wide = block.cast<double>();
  const MassFit fit(design, contrasts(), {}, {NoiseModel::ar1, DegreesOfFreedom::kenward_roger, {1}, false});
  const MassResult single = fit(MassFit::FloatBlock(block.data(), 120, 20));
  const MassResult twice = fit(MassFit::Block(wide.data(), 120, 20));
  EXPECT_TRUE((single.effect == twice.effect).all() && (single.variance == twice.variance).all());
}

}  // namespace
}  // namespace attune::bold
