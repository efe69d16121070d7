#include "signal_rank.hpp"

#include <algorithm>
#include <cmath>

namespace attune::preprocess {
namespace {

// Singular values of data smaller than this share of the largest are rounding: samples of 16 to 24 bits, averages of
// tens of channels. Squares of them are still far above the rounding of a double.
constexpr double kRounding = 1e-6;
constexpr Eigen::Index kMostSamples = 100000;

}  // namespace

Eigen::Index numerical_rank(const Eigen::Ref<const Eigen::MatrixXd>& matrix) {
  if (matrix.size() == 0) return 0;
  const Eigen::VectorXd values = matrix.jacobiSvd().singularValues();
  return (values.array() > kRounding * values(0)).count();
}

SignalRank SignalRank::full(const eeg::Recording& recording) {
  SignalRank rank;
  const auto count = static_cast<Eigen::Index>(recording.channels.size());
  rank.basis_ = Eigen::MatrixXd::Identity(count, count);
  return rank;
}

SignalRank SignalRank::of(const eeg::Recording& recording) {
  const Eigen::Index channels = recording.data.rows(), samples = recording.data.cols();
  const Eigen::Index step = std::max<Eigen::Index>(1, samples / kMostSamples);
  const Eigen::Index used = samples / step;
  Eigen::MatrixXd some(channels, used);
  for (Eigen::Index i = 0; i < used; ++i) {
    some.col(i) = recording.data.col(i * step);
    if (!some.col(i).allFinite()) some.col(i).setZero();
  }
  some.colwise() -= some.rowwise().mean().eval();
  // Each channel in its own size, so that a trigger channel does not hide microvolts.
  Eigen::VectorXd size = (some.rowwise().squaredNorm() / std::max<double>(1, static_cast<double>(used))).cwiseSqrt();
  for (Eigen::Index c = 0; c < channels; ++c) some.row(c) *= size(c) > 0 ? 1.0 / size(c) : 0.0;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(some * some.transpose());
  const Eigen::VectorXd& values = eigen.eigenvalues();  // ascending
  const double smallest = kRounding * kRounding * (channels > 0 ? values(channels - 1) : 0);
  const Eigen::Index rank = (values.array() > smallest).count();
  SignalRank result;
  result.basis_ = size.asDiagonal() *
                  (eigen.eigenvectors().rightCols(rank) * values.tail(rank).cwiseSqrt().asDiagonal().toDenseMatrix());
  return result;
}

Eigen::Index SignalRank::of_rows(const std::vector<Eigen::Index>& rows) const {
  Eigen::MatrixXd chosen(static_cast<Eigen::Index>(rows.size()), basis_.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    chosen.row(static_cast<Eigen::Index>(i)) = basis_.row(rows[i]);
    const double size = chosen.row(static_cast<Eigen::Index>(i)).norm();
    if (size > 0) chosen.row(static_cast<Eigen::Index>(i)) /= size;
  }
  return numerical_rank(chosen);
}

}  // namespace attune::preprocess
