#pragma once

#include <Eigen/Core>
#include <vector>

#include "attune/model/anova.hpp"

namespace attune::model {

/// The columns of the terms that `term` is tested beyond; terms are counted as in `Design::term_of`.
Eigen::MatrixXd columns_before(const Design& design, SquaresType type, std::size_t term);

/// The columns of one term.
Eigen::MatrixXd columns_of_term(const Design& design, std::size_t term);

}  // namespace attune::model
