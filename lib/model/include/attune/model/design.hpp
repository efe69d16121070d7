#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "attune/model/formula.hpp"
#include "attune/model/frame.hpp"

namespace attune::model {

/// A design matrix: rows x columns. Terms and columns are in the order of the formula; within an interaction the first
/// variable's columns change fastest.
struct Design {
  Eigen::MatrixXd x;
  std::vector<std::string> names;    ///< per column: "(Intercept)", "age", "group1", "group1:age"
  std::vector<std::size_t> term_of;  ///< per column: 0 the intercept, else 1 + index of `terms`
  std::vector<Term> terms;
  std::vector<std::string> term_names;  ///< parallel to `terms`

  /// The columns of a term, by `term_of`.
  std::vector<Eigen::Index> columns_of(std::size_t term) const;
};

/// Columns for `terms` (and the intercept). A factor whose margin is not in the model gets a column for every level, as
/// in the notation's other homes (Chambers & Hastie 1992, ch. 2).
Design design_matrix(const Formula& formula, const Frame& frame, const std::vector<Term>& terms, bool intercept);
/// The fixed part of the formula.
Design design_matrix(const Formula& formula, const Frame& frame);

/// levels x columns of a coding.
Eigen::MatrixXd coding_matrix(Coding coding, Eigen::Index levels);

}  // namespace attune::model
