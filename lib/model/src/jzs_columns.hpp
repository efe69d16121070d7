#pragma once

#include <Eigen/Core>
#include <vector>

#include "attune/model/bayes_factor.hpp"
#include "attune/model/formula.hpp"
#include "attune/model/frame.hpp"
#include "jzs_likelihood.hpp"

namespace attune::model {

/// The columns of every term under the priors of Bayes factors: factors in orthonormal columns that sum to zero,
/// numbers about their mean.
class JzsColumns {
 public:
  JzsColumns(const Formula& formula, const Frame& frame, const BayesOptions& options);

  std::size_t terms() const { return blocks_.size(); }
  bool has_number(std::size_t term) const { return has_number_[term]; }
  /// Of the model with these terms and all random terms.
  JzsLikelihood likelihood(const std::vector<bool>& in) const;

 private:
  const Frame& frame_;
  BayesOptions options_;
  std::vector<Eigen::MatrixXd> blocks_;
  std::vector<bool> has_number_;
  std::vector<GroupedColumns> random_;
};

}  // namespace attune::model
