#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "attune/model/formula.hpp"
#include "attune/model/frame.hpp"

namespace attune::model {

/// The random effects of one bar: `columns` per group.
struct RandomBlock {
  std::string group;               ///< "participant_id", "school:class"
  std::vector<std::string> names;  ///< per column
  Eigen::MatrixXd z;               ///< rows x columns, each column scaled to a mean square of 1
  Eigen::VectorXd scale;           ///< what a column was divided by
  std::vector<Eigen::Index> code;  ///< per row
  Eigen::Index groups = 0;
  bool correlated = true;

  Eigen::Index columns() const { return z.cols(); }
  Eigen::Index effects() const { return z.cols() * groups; }
  /// Parameters of the relative factor: a lower triangle, or a diagonal.
  Eigen::Index parameters() const { return correlated ? columns() * (columns() + 1) / 2 : columns(); }
};

/// The group of every row of a frame, from 0 in the order of the levels; `group` are variables of its formula.
std::vector<Eigen::Index> group_codes(const Frame& frame, const std::vector<std::size_t>& group);

/// One block per bar of the formula, in its order.
std::vector<RandomBlock> random_blocks(const Formula& formula, const Frame& frame);

/// Relative factor (columns x columns, lower triangle) of a block from its part of theta.
Eigen::MatrixXd relative_factor(const RandomBlock& block, const Eigen::Ref<const Eigen::VectorXd>& theta);

}  // namespace attune::model
