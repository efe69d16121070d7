#include "columns.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <Eigen/SVD>
#include <algorithm>

namespace attune::bold {

namespace {

// Singular values of the columns at unit length below this share of the largest count as zero: rounding leaves 1e-15,
// and confounds written with six digits agree to about 1e-6.
constexpr double kRankTolerance = 1e-8;
// A column takes part in a collinearity if it has at least this weight in a unit vector of the null space.
constexpr double kCollinearWeight = 1e-6;

}  // namespace

void append(Design& design, const std::vector<std::string>& names, const Eigen::MatrixXd& columns, ColumnKind kind) {
  const Eigen::Index before = design.matrix.cols();
  design.matrix.conservativeResize(static_cast<Eigen::Index>(design.kept.size()), before + columns.cols());
  design.matrix.rightCols(columns.cols()) = columns;
  design.heights.conservativeResize(before + columns.cols());
  design.heights.tail(columns.cols()).setOnes();
  design.names.insert(design.names.end(), names.begin(), names.end());
  design.kinds.insert(design.kinds.end(), names.size(), kind);
}

// Orthonormal basis of the column space by singular values of the columns at unit length.
void factorise(Design& design) {
  Eigen::VectorXd norms = design.matrix.colwise().norm();
  for (double& norm : norms)
    if (norm == 0.0) norm = 1.0;
  const Eigen::MatrixXd scaled = design.matrix * norms.cwiseInverse().asDiagonal();
  const Eigen::BDCSVD<Eigen::MatrixXd> svd(scaled, Eigen::ComputeThinU | Eigen::ComputeFullV);
  const Eigen::VectorXd& singular = svd.singularValues();
  design.rank = (singular.array() > kRankTolerance * singular(0)).count();
  design.basis = svd.matrixU().leftCols(design.rank);
  const Eigen::MatrixXd inverse =
      svd.matrixV().leftCols(design.rank) * singular.head(design.rank).cwiseInverse().asDiagonal();
  design.to_columns = norms.cwiseInverse().asDiagonal() * inverse;
  const Eigen::MatrixXd null_space = svd.matrixV().rightCols(design.matrix.cols() - design.rank);
  for (Eigen::Index column = 0; column < design.matrix.cols(); ++column)
    if (null_space.cols() > 0 && null_space.row(column).norm() > kCollinearWeight)
      design.collinear.push_back(design.names[static_cast<std::size_t>(column)]);
  if (!design.collinear.empty())
    design.warnings.push_back(fmt::format("the design has rank {} of {}: {} cannot be told apart (or are constant)",
                                          design.rank, design.matrix.cols(), fmt::join(design.collinear, ", ")));
}

Design design_of_matrix(const std::vector<std::string>& names, const Eigen::MatrixXd& matrix,
                        const std::string& constant) {
  const auto at = std::find(names.begin(), names.end(), constant);
  if (at == names.end()) throw Error(Fault::internal, "design_of_matrix: no column has the name of the constant");
  std::vector<ColumnKind> kinds(names.size(), ColumnKind::condition);
  kinds[static_cast<std::size_t>(at - names.begin())] = ColumnKind::constant;
  std::vector<Eigen::Index> all(static_cast<std::size_t>(matrix.rows()));
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Eigen::Index>(i);
  return design_of_matrix(names, kinds, matrix, all, matrix.rows());
}

Design design_of_matrix(const std::vector<std::string>& names, const std::vector<ColumnKind>& kinds,
                        const Eigen::MatrixXd& matrix, const std::vector<Eigen::Index>& kept, Eigen::Index volumes) {
  const auto constant = std::find(kinds.begin(), kinds.end(), ColumnKind::constant);
  if (constant == kinds.end() || names.size() != kinds.size() ||
      static_cast<Eigen::Index>(names.size()) != matrix.cols() || matrix.rows() <= matrix.cols() ||
      static_cast<Eigen::Index>(kept.size()) != matrix.rows() || !std::is_sorted(kept.begin(), kept.end()) ||
      kept.front() < 0 || kept.back() >= volumes)
    throw Error(Fault::internal, "design_of_matrix: names, kinds, matrix and volumes do not go together");
  Design design;
  design.volumes = volumes;
  design.kept = kept;
  for (Eigen::Index volume = 0; volume < volumes; ++volume)
    if (!std::binary_search(kept.begin(), kept.end(), volume)) design.censored.push_back({volume, "not in the design"});
  append(design, names, matrix, ColumnKind::condition);
  design.kinds = kinds;
  design.constant = constant - kinds.begin();
  factorise(design);
  return design;
}

Table to_table(const Design& design) {
  Table table;
  table.add("volume", Column::Integers(design.kept.begin(), design.kept.end()));
  for (Eigen::Index column = 0; column < design.matrix.cols(); ++column) {
    const Eigen::VectorXd values = design.matrix.col(column);
    table.add(design.names[static_cast<std::size_t>(column)], Column::Numbers(values.begin(), values.end()));
  }
  return table;
}

}  // namespace attune::bold
