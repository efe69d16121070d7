#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/model/formula.hpp"
#include "attune/table/table.hpp"

namespace attune::model {

/// How the levels of a factor become columns (k levels, k - 1 columns).
enum class Coding {
  sum,        ///< 1 for the column's level, -1 for the last one: coefficients are distances from the unweighted mean
  treatment,  ///< 1 for the column's level; the first level is the reference
  helmert     ///< level j + 1 against the mean of those before it
};
/// "sum", "treatment" or "helmert"; anything else is a usage error.
Coding parse_coding(std::string_view name);

/// The polynomials of `poly`, by their three-term recurrence (Forsythe 1957, J SIAM 5:74-88).
struct PolyBasis {
  std::vector<double> centers, norms;  ///< norms[j] is the sum of squares of polynomial j; one more than the degree
};

/// Where the order of a factor's levels comes from.
enum class LevelOrder { bytes, sidecar, stated };

/// One variable of a formula over the rows in use.
struct FrameVariable {
  std::string name, column;
  std::vector<std::string> levels;  ///< of a factor, in order; empty for numbers
  std::vector<Eigen::Index> codes;  ///< per row, index of `levels`
  LevelOrder order = LevelOrder::bytes;
  Coding coding = Coding::sum;
  Eigen::VectorXd values;  ///< of numbers: cells as they stand in the table, before any transform
  double mean = 0.0;       ///< of `values`
  double sd = 0.0;         ///< of `values`, n - 1
  Transform transform = Transform::none;
  int degree = 1;  ///< of a power
  PolyBasis poly{};

  bool is_factor() const { return !levels.empty(); }
  /// Columns that numbers become: rows x 1, rows x degree for `poly`.
  Eigen::MatrixXd basis() const;
};

/// Rows that were left out of a model, and why.
struct LeftOut {
  std::string reason;  ///< "age is missing", "excluded: " and the reason in the table
  std::size_t rows = 0;
};

/// The rows of a table that a model uses.
struct Frame {
  Eigen::VectorXd response;              ///< after its transform
  std::vector<FrameVariable> variables;  ///< parallel to `Formula::variables`; the response is not filled
  std::vector<std::size_t> rows;         ///< of the table
  std::vector<LeftOut> left_out;
  Warnings warnings;
};

/// How columns are read.
struct FrameOptions {
  std::map<std::string, std::vector<std::string>> levels{};  ///< order of a column's levels; other cells are left out
  std::map<std::string, std::vector<std::string>>
      sidecar{};                       ///< the same order where `levels` says nothing; other cells stay
  std::vector<std::string> factors{};  ///< columns of numbers that are categories
  Coding coding = Coding::sum;
};

/// The rows of `table` without a reason in its column `excluded`, if it has one, in which nothing that the formula
/// names is missing. Columns with a cell that is no number are factors, with their levels in the order of their bytes
/// unless `options` says otherwise. A level that was stated and has no row, and one all of whose rows are left out, are
/// warnings. A logarithm of a number that is not positive, a factor with one level, and numbers that are all the same
/// are input errors that name the column. No rows: `Fault::analysis`.
Frame model_frame(const Table& table, const Formula& formula, const FrameOptions& options = {});

}  // namespace attune::model
