#include "householder.hpp"

#include <cmath>

namespace attune::model {
namespace {

/// Less than this of a column beyond the others is rounding.
constexpr double kDependent = 1e-10;

void reflect(const Eigen::Ref<const Eigen::VectorXd>& unit, Eigen::Ref<Eigen::VectorXd> v) {
  v -= (2.0 * unit.dot(v)) * unit;
}

}  // namespace

Householder::Householder(const Eigen::Ref<const Eigen::MatrixXd>& x)
    : reflectors_(Eigen::MatrixXd::Zero(x.rows(), std::min(x.rows(), x.cols()))) {
  const Eigen::Index most = reflectors_.cols();
  Eigen::MatrixXd upper = Eigen::MatrixXd::Zero(most, most);
  std::vector<double> scales;
  for (Eigen::Index column = 0; column < x.cols() && rank() < most; ++column) {
    const double norm = x.col(column).norm();
    if (norm == 0.0) continue;
    const double scale = std::exp2(-std::round(std::log2(norm)));
    Eigen::VectorXd v = x.col(column) * scale;
    const Eigen::Index done = rank();
    for (Eigen::Index j = 0; j < done; ++j) reflect(reflectors_.col(j).tail(x.rows() - j), v.tail(x.rows() - j));
    const double beyond = v.tail(x.rows() - done).norm();
    if (beyond <= kDependent * norm * scale) continue;
    const double pivot = v[done] > 0.0 ? -beyond : beyond;
    Eigen::VectorXd unit = v.tail(x.rows() - done);
    unit[0] -= pivot;
    const double length = unit.norm();
    if (length > 0.0) reflectors_.col(done).tail(x.rows() - done) = unit / length;
    upper.col(done).head(done) = v.head(done);
    upper(done, done) = pivot;
    scales.push_back(scale);
    kept_.push_back(column);
  }
  r_ = upper.topLeftCorner(rank(), rank());
  scale_ = Eigen::Map<const Eigen::VectorXd>(scales.data(), rank());
}

Eigen::VectorXd Householder::transposed_times(Eigen::VectorXd v) const {
  for (Eigen::Index j = 0; j < rank(); ++j) reflect(reflectors_.col(j).tail(v.size() - j), v.tail(v.size() - j));
  return v;
}

Eigen::VectorXd Householder::times(Eigen::VectorXd v) const {
  for (Eigen::Index j = rank() - 1; j >= 0; --j) reflect(reflectors_.col(j).tail(v.size() - j), v.tail(v.size() - j));
  return v;
}

Eigen::VectorXd Householder::solve(const Eigen::VectorXd& v) const {
  return r_.triangularView<Eigen::Upper>().solve(v);
}

Eigen::VectorXd Householder::solve_transposed(const Eigen::VectorXd& v) const {
  return r_.transpose().triangularView<Eigen::Lower>().solve(v);
}

Eigen::MatrixXd Householder::thin_q() const {
  Eigen::MatrixXd out(reflectors_.rows(), rank());
  for (Eigen::Index j = 0; j < rank(); ++j) out.col(j) = times(Eigen::VectorXd::Unit(reflectors_.rows(), j));
  return out;
}

}  // namespace attune::model
