#include "jzs_columns.hpp"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <cmath>

#include "attune/base/error.hpp"
#include "attune/model/design.hpp"
#include "householder.hpp"
#include "random_terms.hpp"

namespace attune::model {
namespace {

Eigen::MatrixXd columns_of(const FrameVariable& variable) {
  if (!variable.is_factor()) {
    const Eigen::MatrixXd basis = variable.basis();
    return basis.rowwise() - basis.colwise().mean();
  }
  const Eigen::MatrixXd coding =
      coding_matrix(Coding::helmert, static_cast<Eigen::Index>(variable.levels.size())).colwise().normalized();
  Eigen::MatrixXd out(static_cast<Eigen::Index>(variable.codes.size()), coding.cols());
  for (std::size_t row = 0; row < variable.codes.size(); ++row)
    out.row(static_cast<Eigen::Index>(row)) = coding.row(variable.codes[row]);
  return out;
}

Eigen::MatrixXd columns_of(const Frame& frame, const Term& term) {
  Eigen::MatrixXd out = Eigen::MatrixXd::Ones(static_cast<Eigen::Index>(frame.rows.size()), 1);
  for (const std::size_t variable : term) {
    const Eigen::MatrixXd next = columns_of(frame.variables[variable]);
    Eigen::MatrixXd both(out.rows(), out.cols() * next.cols());
    for (Eigen::Index i = 0; i < out.cols(); ++i)
      for (Eigen::Index j = 0; j < next.cols(); ++j)
        both.col(i * next.cols() + j) = out.col(i).cwiseProduct(next.col(j));
    out = std::move(both);
  }
  return out;
}

bool has_number(const Frame& frame, const Term& term) {
  for (const std::size_t variable : term)
    if (!frame.variables[variable].is_factor()) return true;
  return false;
}

// Columns whose coefficients have covariance (X'X / n)^-1 become columns whose coefficients have covariance 1.
Eigen::MatrixXd standardised(const Eigen::MatrixXd& x) {
  const Householder qr(x);
  if (qr.rank() < x.cols())
    throw analysis_error("numbers of the formula depend on each other; Bayes factors need them without that");
  return qr.thin_q() * std::sqrt(static_cast<double>(x.rows()));
}

}  // namespace

JzsColumns::JzsColumns(const Formula& formula, const Frame& frame, const BayesOptions& options)
    : frame_(frame), options_(options) {
  for (const Term& term : formula.terms) {
    blocks_.push_back(columns_of(frame, term));
    has_number_.push_back(model::has_number(frame, term));
  }
  for (const RandomTerm& term : formula.random) {
    if (term.correlated && !term.terms.empty())
      throw usage_error(
          fmt::format("({}): Bayes factors have random slopes without correlations; write ||", term.text));
    const std::vector<Eigen::Index> code = group_codes(frame, term.group);
    if (term.intercept) random_.push_back({columns_of(frame, {}), code, options.random});
    for (const Term& slope : term.terms) {
      if (model::has_number(frame, slope))
        throw usage_error(
            fmt::format("({}): Bayes factors have random slopes of factors only; leave the numbers out", term.text));
      random_.push_back({columns_of(frame, slope), code, options.random});
    }
  }
}

JzsLikelihood JzsColumns::likelihood(const std::vector<bool>& in) const {
  std::vector<FixedColumns> fixed;
  Eigen::MatrixXd numbers(static_cast<Eigen::Index>(frame_.rows.size()), 0);
  for (std::size_t term = 0; term < blocks_.size(); ++term) {
    if (!in[term]) continue;
    if (!has_number_[term]) {
      fixed.push_back({blocks_[term], options_.fixed});
      continue;
    }
    const Eigen::Index before = numbers.cols();
    numbers.conservativeResize(Eigen::NoChange, before + blocks_[term].cols());
    numbers.rightCols(blocks_[term].cols()) = blocks_[term];
  }
  if (numbers.cols() > 0) fixed.push_back({standardised(numbers), options_.slope});
  return {frame_.response, fixed, random_};
}

}  // namespace attune::model
