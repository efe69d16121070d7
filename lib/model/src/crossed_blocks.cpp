#include "crossed_blocks.hpp"

#include <Eigen/Cholesky>
#include <cmath>

namespace attune::model {
namespace {

constexpr Eigen::Index kMostOthers = 1500;  // a dense matrix of these is decomposed at every theta
constexpr double kMet = 0.1;                // share of pairs that meet; below it the sparse decomposition is faster

std::size_t largest_of(const std::vector<RandomBlock>& blocks) {
  std::size_t out = 0;
  for (std::size_t i = 1; i < blocks.size(); ++i)
    if (blocks[i].effects() > blocks[out].effects()) out = i;
  return out;
}

Eigen::Index first_effect(const std::vector<RandomBlock>& blocks, std::size_t block) {
  Eigen::Index out = 0;
  for (std::size_t i = 0; i < block; ++i) out += blocks[i].effects();
  return out;
}

}  // namespace

bool CrossedBlocks::pays(const std::vector<RandomBlock>& blocks, const Eigen::SparseMatrix<double>& ztz) {
  if (blocks.size() < 2) return false;
  const std::size_t largest = largest_of(blocks);
  const Eigen::Index first = first_effect(blocks, largest), count = blocks[largest].effects();
  const Eigen::Index others = ztz.cols() - count;
  if (others > kMostOthers) return false;
  const double met = static_cast<double>(ztz.middleCols(first, count).nonZeros() -
                                         Eigen::SparseMatrix<double>(ztz.block(first, first, count, count)).nonZeros());
  return met > kMet * static_cast<double>(count) * static_cast<double>(others);
}

CrossedBlocks::CrossedBlocks(const std::vector<RandomBlock>& blocks, const Eigen::SparseMatrix<double>& ztz,
                             const Eigen::MatrixXd& ztxy)
    : blocks_(blocks), largest_(largest_of(blocks)) {
  const Eigen::Index first = first_effect(blocks, largest_), count = blocks[largest_].effects();
  std::vector<Eigen::Index> rest;
  Eigen::Index effect = 0, theta = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (i == largest_) {
      largest_theta_ = theta;
    } else {
      places_.push_back({i, others_, theta});
      others_ += blocks[i].effects();
      for (Eigen::Index j = 0; j < blocks[i].effects(); ++j) rest.push_back(effect + j);
    }
    effect += blocks[i].effects();
    theta += blocks[i].parameters();
  }
  const Eigen::Index n = blocks[largest_].columns(), width = others_ + ztxy.cols();
  for (Eigen::Index group = 0; group < blocks[largest_].groups; ++group)
    group_ztz_.emplace_back(ztz.block(first + group * n, first + group * n, n, n));
  // Columns of the others beside those of (X, y), for the largest block's rows and for the others'.
  Eigen::MatrixXd by(ztz.rows(), width);
  by.rightCols(ztxy.cols()) = ztxy;
  for (Eigen::Index j = 0; j < others_; ++j) by.col(j) = ztz.col(rest[static_cast<std::size_t>(j)]);
  large_by_ = by.middleRows(first, count);
  others_by_ = by(rest, Eigen::all);
  half_.resize(count, width);
  whole_.resize(width, width);
}

void CrossedBlocks::times_lambda(const Eigen::Ref<const Eigen::VectorXd>& theta,
                                 Eigen::Ref<Eigen::MatrixXd> columns) const {
  for (const Place& place : places_) {
    const RandomBlock& block = blocks_[place.block];
    const Eigen::MatrixXd factor = relative_factor(block, theta.segment(place.theta, block.parameters()));
    if (block.columns() == 1) {
      columns.middleCols(place.first, block.groups) *= factor(0, 0);
      continue;
    }
    for (Eigen::Index group = 0; group < block.groups; ++group)
      columns.middleCols(place.first + group * block.columns(), block.columns()) *= factor;
  }
}

double CrossedBlocks::reduce(const Eigen::Ref<const Eigen::VectorXd>& theta, Eigen::MatrixXd& s) {
  const RandomBlock& block = blocks_[largest_];
  const Eigen::Index n = block.columns(), p = s.rows();
  const Eigen::MatrixXd factor = relative_factor(block, theta.segment(largest_theta_, block.parameters()));
  double log_det = 0.0;
  half_ = large_by_;
  times_lambda(theta, half_.leftCols(others_));
  for (Eigen::Index group = 0; group < block.groups; ++group) {
    Eigen::MatrixXd a = factor.transpose() * group_ztz_[static_cast<std::size_t>(group)] * factor;
    a.diagonal().array() += 1.0;
    const Eigen::LLT<Eigen::MatrixXd> llt(a);
    for (Eigen::Index i = 0; i < n; ++i) log_det += 2.0 * std::log(llt.matrixLLT()(i, i));
    const Eigen::MatrixXd scale = llt.matrixL().solve(Eigen::MatrixXd(factor.transpose()));
    half_.middleRows(group * n, n) = scale * half_.middleRows(group * n, n).eval();
  }
  // The lower triangle of what is left of the others and (X, y).
  Eigen::MatrixXd others = others_by_;
  times_lambda(theta, others.leftCols(others_));
  Eigen::MatrixXd turned = others.transpose();  // Lambda' from the left is Lambda from the right of the transpose
  times_lambda(theta, turned);
  whole_.leftCols(others_) = turned;
  whole_.bottomRightCorner(p, p) = s;
  whole_.topLeftCorner(others_, others_).diagonal().array() += 1.0;
  whole_.selfadjointView<Eigen::Lower>().rankUpdate(half_.transpose(), -1.0);
  const Eigen::LLT<Eigen::MatrixXd> llt(whole_.topLeftCorner(others_, others_));
  log_det += 2.0 * llt.matrixLLT().diagonal().array().log().sum();
  const Eigen::MatrixXd c = llt.matrixL().solve(Eigen::MatrixXd(whole_.bottomLeftCorner(p, others_).transpose()));
  s = Eigen::MatrixXd(whole_.bottomRightCorner(p, p).selfadjointView<Eigen::Lower>()) - c.transpose() * c;
  return log_det;
}

}  // namespace attune::model
