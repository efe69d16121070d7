#include "mixed_deviance.hpp"

#include <Eigen/Cholesky>
#include <cmath>
#include <limits>
#include <numbers>

namespace attune::model {
namespace {

using Sparse = Eigen::SparseMatrix<double>;
using Triplets = std::vector<Eigen::Triplet<double>>;

Sparse effects_matrix(const std::vector<RandomBlock>& blocks, Eigen::Index rows, Eigen::Index effects) {
  Triplets entries;
  Eigen::Index first = 0;
  for (const RandomBlock& block : blocks) {
    for (Eigen::Index row = 0; row < rows; ++row)
      for (Eigen::Index j = 0; j < block.columns(); ++j)
        entries.emplace_back(row, first + block.code[static_cast<std::size_t>(row)] * block.columns() + j,
                             block.z(row, j));
    first += block.effects();
  }
  Sparse z(rows, effects);
  z.setFromTriplets(entries.begin(), entries.end());
  return z;
}

}  // namespace

MixedDeviance::MixedDeviance(const std::vector<RandomBlock>& blocks, const Eigen::MatrixXd& q, const Eigen::VectorXd& y,
                             double log_det_x, bool reml)
    : blocks_(blocks), rows_(static_cast<double>(y.size())), yty_(y.squaredNorm()), log_det_x_(log_det_x), reml_(reml) {
  for (const RandomBlock& block : blocks) {
    parameters_ += block.parameters();
    effects_ += block.effects();
  }
  const Sparse z = effects_matrix(blocks, y.size(), effects_);
  ztx_ = z.transpose() * q;
  zty_ = z.transpose() * y;
  ztz_ = z.transpose() * z;
  if (CrossedBlocks::pays(blocks, ztz_)) {
    Eigen::MatrixXd both(effects_, q.cols() + 1);
    both << ztx_, zty_;
    crossed_.emplace(blocks_, ztz_, both);
  }
  if (blocks.size() > 1) return;
  const Eigen::Index n = blocks[0].columns();
  for (Eigen::Index group = 0; group < blocks[0].groups; ++group)
    group_ztz_.emplace_back(ztz_.block(group * n, group * n, n, n));
  for (Eigen::Index group = 0; group < blocks[0].groups; ++group) {
    Eigen::MatrixXd both(n, q.cols() + 1);
    both << ztx_.middleRows(group * n, n), zty_.segment(group * n, n);
    group_ztxy_.push_back(std::move(both));
  }
}

Sparse MixedDeviance::lambda(const Eigen::Ref<const Eigen::VectorXd>& theta) const {
  Triplets entries;
  Eigen::Index first = 0, parameter = 0;
  for (const RandomBlock& block : blocks_) {
    const Eigen::MatrixXd factor = relative_factor(block, theta.segment(parameter, block.parameters()));
    for (Eigen::Index group = 0; group < block.groups; ++group)
      for (Eigen::Index j = 0; j < block.columns(); ++j)
        for (Eigen::Index i = j; i < block.columns(); ++i)
          entries.emplace_back(first + group * block.columns() + i, first + group * block.columns() + j, factor(i, j));
    first += block.effects();
    parameter += block.parameters();
  }
  Sparse out(effects_, effects_);
  out.setFromTriplets(entries.begin(), entries.end());
  return out;
}

// One grouping column: Lambda' Z'Z Lambda + I falls into a small matrix per group. Columns is known when compiled for
// the usual few, so that the thousands of evaluations of a fit allocate nothing.
template <int Columns>
void MixedDeviance::reduce_by_group(const Eigen::Ref<const Eigen::VectorXd>& theta, Point& out,
                                    Eigen::MatrixXd& s) const {
  using Square = Eigen::Matrix<double, Columns, Columns>;
  using Wide = Eigen::Matrix<double, Columns, Eigen::Dynamic>;
  const RandomBlock& block = blocks_[0];
  const Eigen::Index n = block.columns(), p = ztx_.cols();
  const Square factor = relative_factor(block, theta);
  Square a(n, n), half(n, n);
  Wide c(n, p + 1);
  double log_det = 0.0;
  for (Eigen::Index group = 0; group < block.groups; ++group) {
    half.noalias() = Eigen::Map<const Square>(group_ztz_[static_cast<std::size_t>(group)].data(), n, n) * factor;
    a.noalias() = factor.transpose() * half;
    a.diagonal().array() += 1.0;
    const Eigen::LLT<Square> llt(a);
    c.noalias() =
        factor.transpose() * Eigen::Map<const Wide>(group_ztxy_[static_cast<std::size_t>(group)].data(), n, p + 1);
    llt.matrixL().solveInPlace(c);
    for (Eigen::Index j = 0; j <= p; ++j)
      for (Eigen::Index i = j; i <= p; ++i) s(i, j) -= c.col(i).dot(c.col(j));
    for (Eigen::Index i = 0; i < n; ++i) log_det += std::log(llt.matrixLLT()(i, i));
  }
  out.log_det_l += 2.0 * log_det;
  for (Eigen::Index j = 0; j <= p; ++j)
    for (Eigen::Index i = j + 1; i <= p; ++i) s(j, i) = s(i, j);
}

void MixedDeviance::reduce_sparse(const Eigen::Ref<const Eigen::VectorXd>& theta, Point& out, Eigen::MatrixXd& s) {
  const Eigen::Index p = ztx_.cols();
  const Sparse factor = lambda(theta);
  Sparse a = Sparse(factor.transpose()) * ztz_ * factor;
  for (Eigen::Index i = 0; i < effects_; ++i) a.coeffRef(i, i) += 1.0;
  if (!analysed_) cholesky_.analyzePattern(a);
  analysed_ = true;
  cholesky_.factorize(a);
  Eigen::MatrixXd c(effects_, p + 1);
  c.leftCols(p) = factor.transpose() * ztx_;
  c.col(p) = factor.transpose() * zty_;
  c = cholesky_.permutationP() * c;
  cholesky_.matrixL().solveInPlace(c);
  s.noalias() -= c.transpose() * c;
  const Sparse l = cholesky_.matrixL();
  for (Eigen::Index i = 0; i < effects_; ++i) out.log_det_l += 2.0 * std::log(l.coeff(i, i));
}

MixedDeviance::Point MixedDeviance::at(const Eigen::Ref<const Eigen::VectorXd>& theta, bool everything) {
  const Eigen::Index p = ztx_.cols();
  Point out;
  Eigen::MatrixXd s = Eigen::MatrixXd::Identity(p + 1, p + 1);
  s(p, p) = yty_;
  if (crossed_)
    out.log_det_l += crossed_->reduce(theta, s);
  else if (blocks_.size() > 1)
    reduce_sparse(theta, out, s);
  else if (blocks_[0].columns() == 1)
    reduce_by_group<1>(theta, out, s);
  else if (blocks_[0].columns() == 2)
    reduce_by_group<2>(theta, out, s);
  else
    reduce_by_group<Eigen::Dynamic>(theta, out, s);
  const Eigen::LLT<Eigen::MatrixXd> llt(s.topLeftCorner(p, p));
  const Eigen::VectorXd half = llt.matrixL().solve(s.col(p).head(p));
  out.penalised = s(p, p) - half.squaredNorm();
  for (Eigen::Index i = 0; i < p; ++i) out.log_det_x += 2.0 * std::log(llt.matrixLLT()(i, i));
  out.log_det_x += log_det_x_;
  if (!everything) return out;
  out.b = llt.matrixU().solve(half);
  out.unscaled = llt.solve(Eigen::MatrixXd::Identity(p, p));
  return out;
}

double MixedDeviance::deviance(const Point& point, double sigma_squared) const {
  const double fixed = reml_ ? point.log_det_x : 0.0;
  return point.log_det_l + fixed + degrees() * std::log(2.0 * std::numbers::pi * sigma_squared) +
         point.penalised / sigma_squared;
}

double MixedDeviance::sigma(const Point& point) const { return std::sqrt(point.penalised / degrees()); }

double MixedDeviance::profiled(const Eigen::Ref<const Eigen::VectorXd>& theta) {
  const Point point = at(theta, false);
  return deviance(point, point.penalised / degrees());
}

double MixedDeviance::at_sigma(const Eigen::Ref<const Eigen::VectorXd>& theta, double sigma) {
  return deviance(at(theta, false), sigma * sigma);
}

}  // namespace attune::model
