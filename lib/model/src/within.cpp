#include "attune/model/within.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "attune/model/design.hpp"
#include "attune/stats/f_distribution.hpp"
#include "householder.hpp"
#include "sphericity.hpp"
#include "term_order.hpp"
#include "wide_cells.hpp"

namespace attune::model {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

struct SplitTerm {
  Term within, between;
};

SplitTerm split(const Term& term, const std::vector<std::size_t>& within) {
  SplitTerm out;
  for (const std::size_t variable : term)
    (std::find(within.begin(), within.end(), variable) != within.end() ? out.within : out.between).push_back(variable);
  return out;
}

// cells x degrees of freedom, orthonormal: contrasts of the factors in `term`, the mean over the others.
Eigen::MatrixXd within_contrasts(const WideCells& cells, const Term& term) {
  Eigen::MatrixXd out = Eigen::MatrixXd::Ones(1, 1);
  for (std::size_t f = 0; f < cells.within.size(); ++f) {
    const Eigen::Index levels = cells.levels[f];
    const bool in_term = std::find(term.begin(), term.end(), cells.within[f]) != term.end();
    Eigen::MatrixXd own =
        in_term ? coding_matrix(Coding::helmert, levels) : Eigen::MatrixXd(Eigen::MatrixXd::Ones(levels, 1));
    own.colwise().normalize();
    Eigen::MatrixXd product(out.rows() * levels, out.cols() * own.cols());
    for (Eigen::Index i = 0; i < out.rows(); ++i)
      for (Eigen::Index j = 0; j < out.cols(); ++j)
        product.block(i * levels, j * own.cols(), levels, own.cols()) = out(i, j) * own;
    out = std::move(product);
  }
  return out;
}

// The terms that share a set of within factors are tested against the same error.
struct Stratum {
  std::vector<Term> between;  // of the formula's terms with this within part, without the empty one
  Eigen::MatrixXd z;          // participants x degrees of freedom
  Design design;
  Eigen::MatrixXd error;  // squares and products of the residuals
  double error_df = 0.0;
  std::optional<double> cells{};  // for the sphericity of `Compat::r`
};

struct Hypothesis {
  Eigen::MatrixXd squares;  // and products
  double df = 0.0;
};

Hypothesis hypothesis(const Stratum& stratum, SquaresType type, std::size_t term) {
  const Eigen::MatrixXd before = columns_before(stratum.design, type, term);
  const Eigen::MatrixXd own = columns_of_term(stratum.design, term);
  Eigen::MatrixXd x(before.rows(), before.cols() + own.cols());
  x << before, own;
  const Householder qr(x);
  const Eigen::Index d = stratum.z.cols();
  Eigen::MatrixXd effects(x.rows(), d);
  for (Eigen::Index j = 0; j < d; ++j) effects.col(j) = qr.transposed_times(stratum.z.col(j));
  Hypothesis out{Eigen::MatrixXd::Zero(d, d), 0.0};
  for (Eigen::Index i = 0; i < qr.rank(); ++i) {
    if (qr.kept()[static_cast<std::size_t>(i)] < before.cols()) continue;
    out.squares += effects.row(i).transpose() * effects.row(i);
    out.df += 1.0;
  }
  return out;
}

Stratum make_stratum(const WideCells& cells, const Formula& formula, const Term& within, std::vector<Term> between) {
  Stratum out;
  out.z = cells.y * within_contrasts(cells, within);
  out.design = design_matrix(formula, cells.between, between, true);
  out.between = std::move(between);
  const Householder qr(out.design.x);
  out.error_df = static_cast<double>(out.z.rows() - qr.rank());
  Eigen::MatrixXd rest(out.z.rows(), out.z.cols());
  for (Eigen::Index j = 0; j < rest.cols(); ++j) rest.col(j) = qr.transposed_times(out.z.col(j));
  rest.topRows(qr.rank()).setZero();
  out.error = rest.transpose() * rest;
  return out;
}

std::map<Term, Stratum> make_strata(const WideCells& cells, const Formula& formula) {
  std::map<Term, std::vector<Term>> parts;
  parts[{}];
  for (const Term& term : formula.terms) {
    const SplitTerm both = split(term, cells.within);
    if (both.between.empty())
      parts[both.within];
    else
      parts[both.within].push_back(both.between);
  }
  std::map<Term, Stratum> out;
  for (auto& [within, between] : parts) {
    const bool alone =
        within.empty() || std::find(formula.terms.begin(), formula.terms.end(), within) != formula.terms.end();
    if (!alone)
      throw usage_error(fmt::format("formula {}: an interaction with {} needs {} itself", in_quotes(formula.text, 200),
                                    name_of(formula, within), name_of(formula, within)));
    out.emplace(within, make_stratum(cells, formula, within, between));
  }
  return out;
}

bool is_observed(const Formula& formula, const Term& term, const WithinOptions& options) {
  return std::any_of(term.begin(), term.end(), [&](std::size_t v) {
    return std::find(options.observed.begin(), options.observed.end(), formula.variables[v].column) !=
           options.observed.end();
  });
}

WithinRow test_of(const Stratum& stratum, SquaresType type, std::size_t term) {
  const Hypothesis h = hypothesis(stratum, type, term);
  const double d = static_cast<double>(stratum.z.cols());
  WithinRow row;
  row.ss = h.squares.trace();
  row.error_ss = stratum.error.trace();
  row.num_df = h.df * d;
  row.den_df = stratum.error_df * d;
  row.f = h.df > 0.0 ? (row.ss / row.num_df) / (row.error_ss / row.den_df) : kMissing;
  row.p = stats::f_upper(row.f, row.num_df, row.den_df);
  row.pes = row.ss / (row.ss + row.error_ss);
  const Sphericity s = sphericity(stratum.error, stratum.error_df, stratum.cells);
  const auto corrected = [&](double eps) {
    return std::isnan(eps) ? kMissing
                           : stats::f_upper(row.f, std::min(1.0, eps) * row.num_df, std::min(1.0, eps) * row.den_df);
  };
  row.gg_eps = s.gg_eps;
  row.hf_eps = s.hf_eps;
  row.gg_p = corrected(s.gg_eps);
  row.hf_p = corrected(s.hf_eps);
  row.mauchly_w = s.mauchly_w;
  row.mauchly_p = s.mauchly_p;
  const Multivariate m = multivariate(h.squares, h.df, stratum.error, stratum.error_df);
  row.pillai = m.pillai;
  row.pillai_p = m.pillai_p;
  row.wilks = m.wilks;
  row.wilks_p = m.wilks_p;
  return row;
}

}  // namespace

WithinAnova within_anova(const Table& table, const Formula& formula, const WithinOptions& options) {
  const WideCells cells = wide_cells(table, formula, options);
  WithinAnova out;
  out.participants = static_cast<std::size_t>(cells.y.rows());
  out.averaged_cells = cells.averaged_cells;
  out.rows_used = cells.rows_used;
  out.left_out = cells.left_out;
  if (cells.y.rows() < 2)
    throw analysis_error(fmt::format("{} participants have every combination of {}; expected at least two",
                                     cells.y.rows(), fmt::join(options.within, ", ")));
  std::map<Term, Stratum> strata = make_strata(cells, formula);
  double all_errors = 0.0, observed = 0.0;
  for (auto& [within, stratum] : strata) {
    if (options.compat == stats::Compat::r) stratum.cells = static_cast<double>(cells.y.cols());
    if (stratum.error_df < 1.0)
      throw analysis_error(fmt::format("{} participants leave no degrees of freedom for the error of {}",
                                       out.participants, name_of(formula, within)));
    all_errors += stratum.error.trace();
  }
  out.rows.push_back(test_of(strata.at({}), options.type, 0));
  out.rows.back().term = name_of(formula, {});
  for (const Term& term : formula.terms) {
    const SplitTerm both = split(term, cells.within);
    const Stratum& stratum = strata.at(both.within);
    const auto place = std::find(stratum.between.begin(), stratum.between.end(), both.between);
    const std::size_t at = both.between.empty() ? 0 : static_cast<std::size_t>(place - stratum.between.begin()) + 1;
    WithinRow row = test_of(stratum, options.type, at);
    row.term = name_of(formula, term);
    if (is_observed(formula, term, options)) observed += row.ss;
    out.rows.push_back(std::move(row));
  }
  for (std::size_t i = 0; i < out.rows.size(); ++i) {
    WithinRow& row = out.rows[i];
    const double own = i > 0 && is_observed(formula, formula.terms[i - 1], options) ? 0.0 : row.ss;
    row.ges = row.ss / (own + observed + all_errors);
  }
  return out;
}

}  // namespace attune::model
