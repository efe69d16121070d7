#pragma once

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <vector>

#include "random_terms.hpp"

namespace attune::model {

/// Cross products of random effects whose groups are crossed: the block with the most effects, which falls into a small
/// matrix per group, and all others, which are dense once that block is eliminated.
class CrossedBlocks {
 public:
  /// `ztz` and `ztxy` (Z'X, Z'y) are of all effects, block by block.
  CrossedBlocks(const std::vector<RandomBlock>& blocks, const Eigen::SparseMatrix<double>& ztz,
                const Eigen::MatrixXd& ztxy);

  /// True if the elimination pays: the other effects are few, and most of them meet most groups of the largest block.
  static bool pays(const std::vector<RandomBlock>& blocks, const Eigen::SparseMatrix<double>& ztz);

  /// Subtracts from `s` what the random effects at theta explain of (X, y)'(X, y), and returns log det
  /// (Lambda' Z'Z Lambda + I).
  double reduce(const Eigen::Ref<const Eigen::VectorXd>& theta, Eigen::MatrixXd& s);

 private:
  struct Place {
    std::size_t block = 0;
    Eigen::Index first = 0;  ///< effect, among the others
    Eigen::Index theta = 0;  ///< first parameter
  };
  /// Times Lambda of the other blocks, from the right.
  void times_lambda(const Eigen::Ref<const Eigen::VectorXd>& theta, Eigen::Ref<Eigen::MatrixXd> columns) const;

  const std::vector<RandomBlock>& blocks_;
  std::size_t largest_ = 0;
  Eigen::Index largest_theta_ = 0, others_ = 0;
  std::vector<Place> places_;
  std::vector<Eigen::MatrixXd> group_ztz_;  // of the largest block
  Eigen::MatrixXd large_by_;                // its Z' times (other Z, X, y)
  Eigen::MatrixXd others_by_;               // the others' Z' times the same
  Eigen::MatrixXd half_, whole_;            // kept between evaluations
};

}  // namespace attune::model
