#include "contrast_point.hpp"

#include <atomic>
#include <cmath>
#include <mutex>

namespace attune::bold {

namespace {

// Shares of the constant below this in a contrast of other columns are rounding.
constexpr double kNoShare = 1e-9;

}  // namespace

Eigen::VectorXd of_ones(const Eigen::MatrixXd& rows, const Eigen::VectorXd& ones) {
  Eigen::VectorXd result = rows * ones;
  for (Eigen::Index row = 0; row < result.size(); ++row)
    if (std::abs(result(row)) <= kNoShare * rows.row(row).norm() * ones.norm()) result(row) = 0.0;
  return result;
}

struct ContrastPoints::Slot {
  std::once_flag once;
  std::atomic<bool> ready{false};
  ContrastPoint point;
};

/// The adjustment of one contrast, which remembers the nodes that it has seen.
struct ContrastPoints::Adjuster {
  explicit Adjuster(std::shared_ptr<const SmallSample> sample, const Eigen::MatrixXd& rows)
      : adjustment(std::move(sample), rows) {}

  Adjustment at(Arma noise) {
    const std::lock_guard<std::mutex> lock(mutex);
    return adjustment.at(noise);
  }

  std::mutex mutex;
  ContrastAdjustment adjustment;
};

ContrastPoints::ContrastPoints(const Lattice& lattice, Eigen::MatrixXd contrasts,
                               std::vector<Eigen::MatrixXd> f_contrasts, Eigen::VectorXd ones,
                               std::shared_ptr<const SmallSample> sample)
    : lattice_(lattice),
      contrasts_(std::move(contrasts)),
      f_contrasts_(std::move(f_contrasts)),
      ones_(std::move(ones)),
      sample_(std::move(sample)),
      slots_(std::make_unique<Slot[]>(lattice.points())) {
  if (!sample_) return;
  for (Eigen::Index row = 0; row < contrasts_.rows(); ++row)
    adjusters_.push_back(std::make_unique<Adjuster>(sample_, contrasts_.row(row)));
  for (const Eigen::MatrixXd& rows : f_contrasts_) adjusters_.push_back(std::make_unique<Adjuster>(sample_, rows));
}

ContrastPoints::~ContrastPoints() = default;

ContrastPoint ContrastPoints::make_point(std::size_t index) const {
  const LatticePoint& at = lattice_.point(index);
  ContrastPoint point;
  const Eigen::MatrixXd weights = contrasts_ * at.root;
  const auto rank = static_cast<std::size_t>(weights.cols());
  point.explained = RowMatrix::Zero(weights.rows(), static_cast<Eigen::Index>(padded(rank)));
  point.explained.leftCols(weights.cols()) = weights;
  point.variance = weights.rowwise().squaredNorm();
  point.df = Eigen::ArrayXd::Constant(weights.rows(), lattice_.degrees());
  if (sample_) {
    if (!sample_->is_white(at.noise))  // the long part, before any lock
      for (const SmallSample::Weighted& weighted : sample_->around(at.noise)) sample_->node(weighted.point);
    for (Eigen::Index row = 0; row < weights.rows(); ++row) {
      const Adjustment adjust = adjusters_[static_cast<std::size_t>(row)]->at(at.noise);
      point.variance(row) *= 1.0 + adjust.excess(0, 0);
      point.df(row) = adjust.df;
    }
  }
  for (std::size_t k = 0; k < f_contrasts_.size(); ++k) {
    const Eigen::MatrixXd& rows = f_contrasts_[k];
    const Eigen::MatrixXd own = rows * at.root;
    Eigen::MatrixXd covariance = own * own.transpose();
    FPoint f;
    f.df2 = lattice_.degrees();
    double scale = 1;
    if (sample_) {
      const Adjustment adjust = adjusters_[static_cast<std::size_t>(contrasts_.rows()) + k]->at(at.noise);
      const Eigen::MatrixXd root = covariance.llt().matrixL();
      covariance += root * adjust.excess * root.transpose();
      f.df2 = adjust.df;
      scale = adjust.scale;
    }
    const double share = std::sqrt(scale / static_cast<double>(rows.rows()));
    f.wald = share * covariance.llt().matrixL().solve(rows);
    f.ones = of_ones(f.wald, ones_);
    point.f.push_back(std::move(f));
  }
  return point;
}

const ContrastPoint& ContrastPoints::point(std::size_t index) const {
  Slot& slot = slots_[index];
  if (slot.ready.load(std::memory_order_acquire)) return slot.point;  // quicker than call_once
  std::call_once(slot.once, [&] {
    slot.point = make_point(index);
    slot.ready.store(true, std::memory_order_release);
  });
  return slot.point;
}

}  // namespace attune::bold
